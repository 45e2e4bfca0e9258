package simtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/device"
	"waymark/sync/hub"
)

// broken is one thing that is wrong on purpose.
type broken int

const (
	nothing broken = iota
	holdingsIgnored
	outboxDroppedWhenSent
	receiptsBeforeCommit
	judgeSkipped
	reachSkipped
)

func newOf[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// problem is something that must not be.
type problem struct{ kind, text string }

// village is one hub with its laptops and what happens to them.
type village struct {
	*truth
	ctx    context.Context
	seed   uint64
	r      *rand.Rand
	dir    string
	places int
	sealed bool
	broken broken
	tally  *tally

	now     time.Time // at the hub
	hub     *middle
	laptops []*laptop
	people  map[casework.StaffID]casework.Staff

	cases     []casework.Subject
	referrals []casework.Subject
	mail      []letter
	line      sync.Mutex

	lastAnswers     []batch.Sealed
	erasedOnce      bool
	hubRestoredOnce bool
	enrolling       *laptop
	invitation      batch.Invitation

	said     sync.Mutex
	history  []string
	problems []problem
}

func (v *village) say(format string, args ...any) {
	v.said.Lock()
	defer v.said.Unlock()
	v.history = append(v.history, fmt.Sprintf(format, args...))
}

func (v *village) problem(kind, format string, args ...any) {
	v.say("PROBLEM %s: "+format, append([]any{kind}, args...)...)
	v.said.Lock()
	defer v.said.Unlock()
	v.problems = append(v.problems, problem{kind, fmt.Sprintf(format, args...)})
}

func (v *village) failed(kinds ...string) bool {
	for _, p := range v.problems {
		for _, k := range kinds {
			if p.kind == k {
				return true
			}
		}
	}
	return len(kinds) == 0 && len(v.problems) > 0
}

func (v *village) happened(f fault) { v.happenedN(f, 1) }

func (v *village) happenedN(f fault, n int) {
	v.tally[f].Add(int64(n))
	v.say("  (%s)", faultNames[f])
}

// chance is true so often in a hundred.
func (v *village) chance(percent int) bool { return v.r.IntN(100) < percent }

// place is a new path in the village's folder.
func (v *village) place(name string) string {
	v.places++
	return filepath.Join(v.dir, fmt.Sprintf("%03d-%s", v.places, name))
}

func (v *village) named(name string) *laptop {
	for _, l := range v.laptops {
		if l.name == name {
			return l
		}
	}
	return nil
}

// template is a village in which everybody has enrolled and nothing happened yet.
// Making it takes longer than most seeds, so it is made once, and copied.
type template struct {
	dir     string
	now     time.Time
	keys    hub.Keys
	hubDir  string
	laptops []laptop
	people  map[casework.StaffID]casework.Staff
	truth   *truth
}

var templates [2]struct {
	once sync.Once
	*template
	err error
}

func templateOf(sealed bool) (*template, error) {
	t := &templates[0]
	if sealed {
		t = &templates[1]
	}
	t.once.Do(func() { t.template, t.err = makeTemplate(sealed) })
	return t.template, t.err
}

// inhabitants: counsellors and a supervisor in each of two offices, and a partner's
// scout who belongs to another organisation.
var inhabitants = []struct {
	name   string
	role   casework.Role
	office string
}{
	{"anna", casework.Counsellor, "Graz"}, {"bela", casework.Counsellor, "Graz"}, {"cora", casework.Supervisor, "Graz"},
	{"dora", casework.Counsellor, "Lille"}, {"emil", casework.Supervisor, "Lille"},
}

func makeTemplate(sealed bool) (*template, error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp(ground, "template-")
	if err != nil {
		return nil, err
	}
	v := &village{truth: newTruth(), ctx: ctx, r: rand.New(rand.NewPCG(0, 0)), dir: dir, sealed: sealed, tally: new(tally),
		now: time.Now().UTC().Truncate(time.Second), people: map[casework.StaffID]casework.Staff{}}
	org, err := hub.NewOrganisation()
	if err != nil {
		return nil, err
	}
	keys, err := hub.NewKeys(org, v.now)
	if err != nil {
		return nil, err
	}
	v.hub = &middle{v: v, keys: keys, dir: v.place("hub")}
	if err := v.newFolder(v.hub.dir, keys.Vault); err != nil {
		return nil, err
	}
	if err := v.hub.open(); err != nil {
		return nil, err
	}
	for _, p := range inhabitants {
		inv, err := v.hub.Invite(ctx, hub.Invite{Role: p.role, Office: p.office})
		if err != nil {
			return nil, err
		}
		if err := v.join(p.name, inv); err != nil {
			return nil, err
		}
	}
	if err := v.partner(); err != nil {
		return nil, err
	}
	if err := v.quiet(); err != nil {
		return nil, err
	}
	if v.failed() {
		return nil, fmt.Errorf("template: %v", v.problems)
	}
	t := &template{dir: dir, now: v.now, keys: keys, hubDir: v.hub.dir, people: v.people, truth: v.truth}
	for _, l := range v.laptops {
		if err := l.close(); err != nil {
			return nil, err
		}
		t.laptops = append(t.laptops, laptop{name: l.name, person: l.person, node: l.node, staff: l.staff, key: l.key, dir: l.dir})
	}
	return t, v.hub.close()
}

// newFolder makes a vault, or a plain folder.
func (v *village) newFolder(dir string, key vault.Key) error {
	if !v.sealed {
		return os.MkdirAll(dir, 0o700)
	}
	made, err := vault.CreateRaw(dir, key)
	if err != nil {
		return err
	}
	return made.Close()
}

// join enrols a laptop on a line without faults.
func (v *village) join(name string, inv batch.Invitation) error {
	l := &laptop{v: v, name: name, person: name, key: vault.NewKey(), dir: v.place(name)}
	if err := v.newFolder(l.dir, l.key); err != nil {
		return err
	}
	if err := l.open(); err != nil {
		return err
	}
	if _, err := l.engine.Enrol(v.ctx, inv, &line{v: v, l: l, calm: true, mu: &v.line}, name, "Linux 6"); err != nil {
		return err
	}
	v.laptops = append(v.laptops, l)
	return l.introduce()
}

// introduce learns from the laptop who it is.
func (l *laptop) introduce() error {
	node, said, err := l.engine.Node(l.v.ctx)
	if err != nil {
		return err
	}
	l.node = node
	l.staff = casework.Staff{ID: casework.StaffID(said.Staff), Role: casework.Role(said.Role), Office: casework.OfficeID(said.Office),
		Organisation: casework.OrgID(said.Organisation), Devices: []casework.DeviceID{casework.DeviceID(node)}}
	if known, ok := l.v.people[l.staff.ID]; ok {
		l.staff.Countries = known.Countries
	}
	l.v.people[l.staff.ID] = l.staff
	return nil
}

// partner adds another organisation with a scout, as a supervisor enters them.
func (v *village) partner() error {
	cora := v.named("cora")
	if err := v.settle(cora); err != nil {
		return err
	}
	s := cora.service()
	org := newOf[casework.SubjectID]()
	form := casework.OrganisationEntry{Name: "Homeward", OutsideName: "Homeward", Country: "GE"}
	form.Subject = org
	done, err := s.OpenOrganisation(v.ctx, form)
	if err := v.record(cora, done, err); err != nil {
		return err
	}
	office := casework.Office{Name: "Tbilisi", OutsideName: "Field office", Country: "GE", Organisation: org}
	done, err = s.OpenOffice(v.ctx, office)
	if err := v.record(cora, done, err); err != nil {
		return err
	}
	scout := newOf[casework.StaffID]()
	done, err = s.EnrolStaff(v.ctx, casework.StaffForm{ID: scout, Name: "Nino", OutsideName: "Scout", Role: casework.Scout, Office: done.Subject.ID,
		Organisation: org, Countries: []string{"GE"}, Started: v.now})
	if err := v.record(cora, done, err); err != nil {
		return err
	}
	if err := v.settle(cora); err != nil {
		return err
	}
	v.people[scout] = casework.Staff{ID: scout, Countries: []string{"GE"}}
	inv, err := v.hub.Invite(v.ctx, hub.Invite{Role: casework.Scout, Staff: scout})
	if err != nil {
		return err
	}
	return v.join("scout", inv)
}

// settle exchanges without faults.
func (v *village) settle(l *laptop) error {
	_, err := l.engine.Exchange(v.ctx, &line{v: v, l: l, calm: true, mu: &v.line})
	return err
}

func (l *laptop) service() *casework.Service {
	return casework.NewService(casework.Desk{Staff: l.staff, Device: casework.DeviceID(l.node), Clock: l.store.Clock(), Reader: l.store})
}

// newVillage copies the template.
func newVillage(seed uint64, what broken, t *tally) (*village, error) {
	sealed := seed%8 == 0
	from, err := templateOf(sealed)
	if err != nil {
		return nil, err
	}
	v := &village{truth: newTruth(), ctx: context.Background(), seed: seed, r: rand.New(rand.NewPCG(seed, 20)), sealed: sealed, broken: what,
		tally: t, now: from.now.Add(time.Hour), people: map[casework.StaffID]casework.Staff{}}
	if v.dir, err = os.MkdirTemp(ground, fmt.Sprintf("village-%d-", seed)); err != nil {
		return nil, err
	}
	for id, s := range from.people {
		v.people[id] = s
	}
	for id, f := range from.truth.facts {
		c := *f
		v.facts[id] = &c
	}
	v.order = append(v.order, from.truth.order...)
	for c, e := range from.truth.entry {
		v.entry[c] = e
	}
	v.hubHas = map[batch.EntryID]bool{}
	for e := range from.truth.hubHas {
		v.hubHas[e], v.hubHad[e] = true, true
	}
	for s, o := range from.truth.owners {
		v.owners[s] = append([]casework.Ownership(nil), o...)
	}
	v.hub = &middle{v: v, keys: from.keys, dir: v.place("hub")}
	if err := copyFolder(from.hubDir, v.hub.dir); err != nil {
		return nil, err
	}
	if err := v.hub.open(); err != nil {
		return nil, err
	}
	for _, l := range from.laptops {
		c := l
		c.v, c.dir = v, v.place(l.name)
		if err := copyFolder(l.dir, c.dir); err != nil {
			return nil, err
		}
		if err := c.open(); err != nil {
			return nil, err
		}
		v.laptops = append(v.laptops, &c)
	}
	return v, v.hubRestored()
}

func (v *village) close() error {
	var all []error
	for _, l := range v.laptops {
		all = append(all, l.close())
	}
	all = append(all, v.hub.close())
	return errors.Join(append(all, os.RemoveAll(v.dir))...)
}

// print is the village's history.
func (v *village) print() string {
	v.said.Lock()
	defer v.said.Unlock()
	return strings.Join(v.history, "\n")
}

// record writes what a service made.
func (v *village) record(l *laptop, done casework.Done, err error) error {
	if err != nil {
		return err
	}
	if err := l.store.Record(v.ctx, done.Acts); err != nil {
		if errors.Is(err, casestore.ErrNoReader) {
			return nil
		}
		return err
	}
	return v.learn(l, false)
}

// quiet exchanges without faults until nothing moves any more.
func (v *village) quiet() error {
	still := 0 // rounds; what is noted at the end of one exchange is said in the next
	for round := range 40 {
		moved := false
		for _, l := range v.laptops {
			v.now = v.now.Add(time.Minute)
			_, before, err := v.standing(l)
			if err != nil {
				return err
			}
			result, err := l.engine.Exchange(v.ctx, &line{v: v, l: l, calm: true, mu: &v.line})
			if err != nil {
				v.problem("error", "%s exchanges in quiet: %v", l, err)
			}
			if result.Refused > 0 {
				v.problem("error", "%s refuses in quiet: %v", l, result.Refusal)
			}
			if _, err := l.store.HandOnKeys(v.ctx); err != nil {
				return err
			}
			if err := v.learn(l, false); err != nil {
				return err
			}
			agree, after, err := v.standing(l)
			if err != nil {
				return err
			}
			moved = moved || !agree || before != after
		}
		for _, l := range v.laptops { // what one of them gave within one exchange is for the others
			agree, _, err := v.standing(l)
			if err != nil {
				return err
			}
			moved = moved || !agree
		}
		if still++; moved {
			still = 0
		}
		if still == 2 {
			v.say("quiet after %d rounds", round+1)
			return nil
		}
	}
	v.problem("stuck", "after 40 rounds something still moves")
	return nil
}

type standing struct {
	waiting, aside int
	held           batch.Set
	agreed         bool
}

// standing reports whether a laptop and the hub are through with each other.
func (v *village) standing(l *laptop) (agree bool, s standing, err error) {
	if s.waiting, _, s.aside, s.held, s.agreed, _, err = l.store.Standing(v.ctx); err != nil {
		return false, s, err
	}
	h, err := v.hub.Holding(v.ctx, l.node)
	if err != nil {
		return false, s, err
	}
	return s.waiting == 0 && h.Pending == 0 && h.Set == s.held && (s.agreed || v.broken == holdingsIgnored), s, nil
}

var _ device.Store = (*desk)(nil)

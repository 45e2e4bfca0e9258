package hub_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

// How somebody stands to what the matrix is written about. What a subject cannot say,
// such as the deputies of a country note, falls back to what is left of the relation.
var standings = []string{"assigned", "deputy", "same office", "organisation", "referred", "unrelated"}

// person is a device in the matrix and whose it is.
type person struct {
	role, stands string
	staff        casework.Staff
}

// told is an entry of the matrix, with all that decides who receives it.
type told struct {
	id         batch.EntryID
	name       string
	own        casework.Ownership
	class      casework.Class
	by         casework.StaffID
	understood bool
}

// holdings is who holds what, by the name of the device.
type holdings map[string]map[batch.EntryID]bool

// newerClass is a class that only a newer version knows.
const newerClass casework.Class = 99

// unlikeTheTable lists where holdings differ from what casework.Reach says.
func unlikeTheTable(people map[string]person, all []told, holds holdings) []string {
	var out []string
	for name, p := range people {
		for _, e := range all {
			want := casework.Reach(e.own, p.staff, e.class, e.by, e.understood)
			if has := holds[name][e.id]; has != want {
				out = append(out, fmt.Sprintf("%s: %s: holds it %t, the table says %t", name, e.name, has, want))
			}
		}
	}
	slices.Sort(out)
	return out
}

// againstTheNevers lists what somebody holds whom no table may ever give it. It is
// written by hand and asks nothing of casework.
func againstTheNevers(people map[string]person, all []told, holds holdings) []string {
	var out []string
	for name, p := range people {
		for _, e := range all {
			if !holds[name][e.id] {
				continue
			}
			if why := never(p, e); why != "" {
				out = append(out, fmt.Sprintf("%s: %s: %s", name, e.name, why))
			}
		}
	}
	slices.Sort(out)
	return out
}

func never(p person, e told) string {
	mine := p.staff.ID == e.by
	isCase := e.own.Subject == casework.SubjectCase
	desk := p.role == "administrator" || p.role == "data protection" || p.role == "complaint reader"
	about := "person"
	switch e.own.Subject {
	case casework.SubjectNote, casework.SubjectService, casework.SubjectStaff, casework.SubjectOffice, casework.SubjectPack,
		casework.SubjectOrganisation, casework.SubjectCentre, casework.SubjectActivity:
		about = "knowledge"
	}
	addressed := e.own.Subject == casework.SubjectReferral || e.own.Subject == casework.SubjectRequest
	open := e.class == casework.Core || e.class == casework.Medical
	switch {
	case isCase && p.role == "scout":
		return "a scout has something of a case"
	case isCase && (p.role == "administrator" || p.role == "data protection"):
		return "an administrator has something of a case"
	case isCase && p.role == "complaint reader" && e.class != casework.Complaint:
		return "a complaint reader has more of a case than complaints"
	case e.class == casework.Private && !mine:
		return "private, and not the author's"
	case e.class == newerClass && !mine:
		return "of a class nobody here knows, and not the author's"
	case e.class == casework.Complaint && p.role != "complaint reader":
		return "a complaint"
	case p.stands == "unrelated":
		return "another organisation"
	case p.stands == "referred" && !(addressed && open):
		return "another organisation, and not what was referred"
	case !e.understood && about == "person" && !mine && slices.Contains([]string{"organisation", "referred", "unrelated"}, p.stands):
		return "made by a newer version, outside the owning office"
	case about == "knowledge" && !mine && e.class != casework.Core && e.class != casework.Complaint:
		return "more than core of what everybody reads"
	case e.class == casework.Whereabouts && !mine && (desk || p.role == "scout" || p.stands == "organisation"):
		return "where a person can be found"
	case e.class == casework.Medical && desk && !mine:
		return "medical"
	case e.class == casework.Protection && (desk || p.role == "scout") && !mine:
		return "protection"
	case e.class == casework.Legal && (desk || p.role == "scout") && !mine && !(p.role == "data protection" && e.own.Subject == casework.SubjectRights):
		return "legal"
	case isCase && p.role == "counsellor" && p.stands == "same office" && e.class != casework.Core && !mine:
		return "more than core to a colleague"
	case isCase && p.role == "counsellor" && p.stands == "organisation":
		return "a case of another office"
	case e.own.Subject == casework.SubjectAudit && p.role != "data protection" && p.stands != "assigned":
		return "the audit"
	}
	return ""
}

// matrix is the people and all that is written in front of them.
type matrix struct {
	*cast
	people  map[string]person
	partner casework.OrgID
	all     []told
	asks    map[casework.SubjectKind]casework.ItemID
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{cast: &cast{Place: hubtest.New(t), all: map[string]*hubtest.Laptop{}, staff: map[string]casework.Staff{}},
		people: map[string]person{}, partner: casework.OrgID(id.New[struct{}]()), asks: map[casework.SubjectKind]casework.ItemID{}}
	offices := map[string]string{"assigned": "Elsewhere", "deputy": "Elsewhere", "same office": "Home", "organisation": "Elsewhere", "referred": "Partner", "unrelated": "Stranger"}
	m.cast.all["administrator"] = m.join("administrator of all", "administrator", "same office", casework.Administrator, "Home")
	author := m.join("author", "counsellor", "assigned", casework.Counsellor, "Home")
	for _, r := range []struct {
		name string
		role casework.Role
		duty casework.Field
		is   casework.Role
	}{
		{"counsellor", casework.Counsellor, "", 0},
		{"scout", casework.Scout, "", 0},
		{"supervisor", casework.Supervisor, "", 0},
		{"administrator", casework.Administrator, "", 0},
		{"complaint reader", casework.Administrator, "duty.complaint_reader", casework.ComplaintReader},
		{"data protection", casework.Administrator, "duty.data_protection", casework.DataProtection},
	} {
		for _, stands := range standings {
			name := r.name + ", " + stands
			m.join(name, r.name, stands, r.role, offices[stands])
			p, change := m.people[name], body{}
			if r.duty != "" {
				change[r.duty], p.staff.Duties = casework.Yes, []casework.Role{r.is}
			}
			if stands == "referred" || stands == "unrelated" {
				change["organisation"], p.staff.Organisation = casework.IDValue(m.partner), m.partner
			}
			if r.role == casework.Scout && (stands == "organisation" || stands == "unrelated") {
				change["country.ER"], p.staff.Countries = casework.Yes, []string{"ER"}
			}
			m.people[name] = p
			if len(change) > 0 {
				m.edit(name, change)
			}
		}
	}
	delete(m.cast.all, "administrator") // there under its full name
	again := hubtest.NewLaptop(m.Place, m.Invite(hub.Invite{Role: casework.Counsellor, Staff: author.Staff}))
	again.Exchange()
	require.Equal(t, author.Staff, again.Staff)
	m.cast.all["author, another device"], m.people["author, another device"] = again, m.people["author"]
	return m
}

func (m *matrix) join(name, role, stands string, r casework.Role, office string) *hubtest.Laptop {
	l := m.Join(r, office)
	m.cast.all[name] = l
	m.people[name] = person{role, stands, casework.Staff{ID: l.Staff, Role: r, Office: l.Office, Organisation: l.Org}}
	return l
}

// those are the staff who stand in a way, the author's devices once.
func (m *matrix) those(stands string) (out []casework.StaffID) {
	for _, p := range m.people {
		if p.stands == stands && !slices.Contains(out, p.staff.ID) {
			out = append(out, p.staff.ID)
		}
	}
	return out
}

// begin writes the root of a subject of a kind and an asking to erase, and returns to
// whom it belongs. Several at once are assigned, as when two offices took it at the same time.
func (m *matrix) begin(kind casework.SubjectKind) casework.Ownership {
	s := casework.Subject{Kind: kind, ID: casework.SubjectID(id.New[struct{}]())}
	author := m.cast.all[m.authorOf(kind)]
	home := m.cast.all["author"]
	own := casework.Ownership{Subject: kind, ID: s.ID}
	root := casework.RootKey(kind).Kind
	can := func(f casework.Field) bool { row := casework.FieldOf(root, f); return row != nil && row.Keep }
	changes := []casework.Change{{Kind: root, Body: body{}}}
	first := changes[0].Body
	if can("organisation") {
		first["organisation"], own.Organisations, own.Known = casework.IDValue(home.Org), []casework.OrgID{home.Org}, true
	}
	if can("office") {
		first["office"], own.Offices = casework.IDValue(home.Office), []casework.OfficeID{home.Office}
	}
	if can("country") && kind == casework.SubjectRequest {
		first["country"], own.Countries = "ER", []string{"ER"}
	}
	for _, who := range m.those("deputy") {
		if f := casework.F("deputy", who.String()); can(f) {
			first[f], own.Deputies = casework.Yes, append(own.Deputies, who)
		}
	}
	for _, who := range m.those("referred") {
		switch f := casework.F("to", who.String()); {
		case can("to.staff"):
			changes = append(changes, casework.Change{Kind: root, Body: body{"to.staff": casework.IDValue(who)}})
			own.ToStaff = append(own.ToStaff, who)
		case can(f):
			first[f], own.ToStaff = casework.Yes, append(own.ToStaff, who)
		}
	}
	if can("assigned") {
		for _, who := range m.those("assigned") {
			changes = append(changes, casework.Change{Kind: root, Body: body{"assigned": casework.IDValue(who)}})
			own.Assigned = append(own.Assigned, who)
		}
	}
	if len(first) == 0 { // nothing says whose it is
		first["name"] = "words"
	}
	class := casework.KindOf(root).Class
	m.note(author.Write(s, class, changes...), "root", own, class, true)
	if casework.KindOf(casework.KindEraseAsk).MayBeAbout(kind) {
		ask := casework.ItemID(id.New[struct{}]())
		m.asks[kind] = ask
		e := author.Write(s, casework.Core, casework.Change{Kind: casework.KindEraseAsk, Item: ask,
			Body: body{"reason": "retention", casework.F("change", erasedChange.String()): casework.Yes}})
		m.note(e, "ask", own, casework.Core, true)
	}
	return own
}

// erasedChange is what the orders of the matrix erase: a change that never came.
var erasedChange = casework.ChangeID(id.New[struct{}]())

func (m *matrix) authorOf(kind casework.SubjectKind) string {
	switch kind {
	case casework.SubjectStaff, casework.SubjectOffice, casework.SubjectOrganisation, casework.SubjectPack:
		return "administrator of all"
	}
	return "author"
}

func (m *matrix) note(e batch.Entry, what string, own casework.Ownership, class casework.Class, understood bool) {
	m.all = append(m.all, told{e.ID, fmt.Sprintf("%s of class %s about %d in circle %d", what, class, own.Subject, e.Circle), own, class, casework.StaffID(e.Staff), understood})
}

// write puts one change into the outbox, sealed if circle says so.
func (m *matrix) write(who string, own casework.Ownership, class casework.Class, circle casework.Circle, c casework.Change) {
	l := m.cast.all[who]
	e := l.Write(casework.Subject{Kind: own.Subject, ID: own.ID}, class, c)
	understood := casework.KindOf(c.Kind) != nil && c.Body["of_a_newer_version"] == ""
	if circle != casework.CircleHub {
		e.Circle = batch.Circle(circle)
		sealed, err := batch.SealBody(e, e.Body, batch.NewCircleKey())
		require.NoError(m.T, err)
		e.Body = sealed
		l.Have[e.ID], l.Outbox[e.ID] = e, e
		understood = true // what the hub cannot open it has nothing to misunderstand in
	}
	m.note(e, string(c.Kind), own, class, understood)
}

// fill writes every kind there may be about a subject, in every class it has.
func (m *matrix) fill(own casework.Ownership, k *casework.KindInfo) {
	for _, class := range casework.Classes() {
		c := casework.Change{Kind: k.Kind, Body: m.bodyOf(k, class)}
		if k.Kind != casework.RootKey(own.Subject).Kind {
			c.Item = casework.ItemID(id.New[struct{}]())
		}
		who := m.authorOf(own.Subject)
		switch {
		case len(c.Body) == 0:
			continue
		case k.Kind.IsErase():
			ordering := m.cast.all["supervisor, same office"]
			c.Body["first"], c.Body["second"] = casework.IDValue(m.cast.all[who].Staff), casework.IDValue(ordering.Staff)
			c.Body["ask"], c.Body["whole"] = casework.IDValue(m.asks[own.Subject]), casework.No
			c.Body[casework.F("change", erasedChange.String())] = casework.Skeleton{Kind: casework.KindEpisode, Fields: map[casework.Field][]casework.ChangeID{"note": nil}}.Value()
			who = "supervisor, same office"
		case k.Kind.IsFile():
			c.Attachment = []byte("scan")
			sum := sha256.Sum256(c.Attachment)
			c.Body["sha256"], c.Body["bytes"] = casework.Value(hex.EncodeToString(sum[:])), casework.Value(strconv.Itoa(len(c.Attachment)))
		}
		for f, v := range c.Body {
			require.NoError(m.T, casework.CheckValue(k.Kind, f, v))
		}
		m.bothWays(who, own, class, c)
	}
}

// bothWays writes a change as its class asks, and where that is sealed also open:
// what somebody forgot to seal goes no further for it.
func (m *matrix) bothWays(who string, own casework.Ownership, class casework.Class, c casework.Change) {
	if circle := casework.CircleOf(class, casework.Policy{}); circle != casework.CircleHub {
		m.write(who, own, class, circle, c)
	}
	if !nobodyOrders(c.Kind, own.Subject) {
		m.write(who, own, class, casework.CircleHub, c)
	}
}

// nobodyOrders: an order to erase needs somebody whose the subject is, and nothing
// says whose an organisation's entry is.
func nobodyOrders(k casework.Kind, s casework.SubjectKind) bool {
	return k.IsErase() && s == casework.SubjectOrganisation
}

// bodyOf gives a value to every field of a kind that is of a class, but not to those
// that say whose the subject is.
func (m *matrix) bodyOf(k *casework.KindInfo, class casework.Class) body {
	out := body{}
	for _, f := range k.Fields {
		if f.Class != class || f.Keep || strings.HasPrefix(string(f.Path), string(casework.FieldDeleted)) || k.Kind.IsErase() && f.Path == "change.*" {
			continue
		}
		path, star := strings.Split(string(f.Path), "."), 0
		for i, segment := range path {
			switch segment {
			case "**":
				path[i] = "a.b"
			case "*":
				path[i] = "a"
				if star < len(f.Stars) && f.Stars[star] != "" {
					path[i] = string(casework.EnumValues(f.Stars[star])[0])
				}
				star++
			}
		}
		out[casework.F(path...)] = m.valueOf(f)
	}
	return out
}

func (m *matrix) valueOf(f casework.FieldInfo) casework.Value {
	switch f.Type {
	case casework.Text:
		return "words"
	case casework.Date:
		return "2030-05-02"
	case casework.Time:
		return "2030-05-02T12:00Z"
	case casework.Approx:
		return "1990"
	case casework.YesNo:
		return casework.Yes
	case casework.Number:
		return "7"
	case casework.Money:
		return "61500 EUR"
	case casework.EnumOf:
		return casework.EnumValues(f.Enum)[0]
	case casework.Ref:
		return casework.IDValue(id.New[struct{}]())
	case casework.Language:
		return "fa-AF"
	case casework.Country:
		return "ER"
	case casework.Key:
		return "abc123"
	case casework.Slug:
		return "topic"
	}
	require.Failf(m.T, "a type of field the matrix cannot write", "%d of %s", f.Type, f.Path)
	return ""
}

// newer writes what only a newer version understands.
func (m *matrix) newer(own casework.Ownership) {
	who := m.authorOf(own.Subject)
	for _, class := range casework.Classes() {
		m.bothWays(who, own, class, casework.Change{Kind: "of-a-newer-version", Item: casework.ItemID(id.New[struct{}]()), Body: body{"x": "y"}})
	}
	root := casework.RootKey(own.Subject).Kind
	m.write(who, own, casework.Core, casework.CircleHub, casework.Change{Kind: root, Body: body{"of_a_newer_version": "y"}})
	m.write(who, own, newerClass, casework.CircleOf(newerClass, casework.Policy{}), casework.Change{Kind: "of-a-newer-version", Body: body{"x": "y"}})
	m.write(who, own, newerClass, casework.CircleHub, casework.Change{Kind: "of-a-newer-version", Body: body{"x": "y"}})
}

func (m *matrix) held() holdings {
	out := holdings{}
	for name, l := range m.cast.all {
		out[name] = map[batch.EntryID]bool{}
		for e := range l.Have {
			out[name][e] = true
		}
	}
	return out
}

// TestEveryKindRoleAndRelation writes every kind there is, about everything it may be
// about, in every class it has, and looks at what every role in every relation holds.
func TestEveryKindRoleAndRelation(t *testing.T) {
	m := newMatrix(t)
	subjects := map[casework.SubjectKind]casework.Ownership{}
	kinds := 0
	for k := range casework.Kinds() {
		kinds++
		for _, s := range k.On {
			if _, begun := subjects[s]; !begun {
				subjects[s] = m.begin(s)
			}
		}
	}
	require.Len(t, subjects, 13, "kinds of subjects")
	m.cast.all["author"].Sync()
	m.cast.all["administrator of all"].Sync()
	for k := range casework.Kinds() {
		for _, s := range k.On {
			before := len(m.all)
			m.fill(subjects[s], k)
			if !nobodyOrders(k.Kind, s) {
				require.Greater(t, len(m.all), before, "%s about %d", k.Kind, s)
			}
		}
	}
	for _, own := range subjects {
		m.newer(own)
	}
	// Those who write come first; then everybody fetches.
	for _, name := range []string{"author", "administrator of all", "supervisor, same office"} {
		m.cast.all[name].Sync()
	}
	for name, l := range m.cast.all {
		l.Sync()
		for _, e := range m.all {
			require.NotContains(t, l.Aside, e.id, "%s wrote %s, as they may", name, e.name)
		}
	}

	holds := m.held()
	require.Empty(t, unlikeTheTable(m.people, m.all, holds))
	require.Empty(t, againstTheNevers(m.people, m.all, holds))
	arrived, kept := 0, 0
	for name := range m.people {
		for _, e := range m.all {
			if holds[name][e.id] {
				arrived++
			} else {
				kept++
			}
		}
	}
	t.Logf("%d kinds, %d entries, %d devices: %d arrived, %d did not", kinds, len(m.all), len(m.people), arrived, kept)
	require.Greater(t, arrived, 2000)
	require.Greater(t, kept, 10_000)
	m.provesItself(holds)
}

// provesItself plants what must never be, and asks both lists to find it: exactly it.
func (m *matrix) provesItself(holds holdings) {
	find := func(kind casework.Kind, s casework.SubjectKind, class casework.Class) told {
		for _, e := range m.all {
			if e.own.Subject == s && e.class == class && strings.HasPrefix(e.name, string(kind)+" ") {
				return e
			}
		}
		require.Failf(m.T, "not written", "%s %d %s", kind, s, class)
		return told{}
	}
	for _, planted := range []struct {
		who   string
		kind  casework.Kind
		about casework.SubjectKind
		class casework.Class
		why   string
	}{
		{"scout, assigned", casework.KindMember, casework.SubjectCase, casework.Core, "a scout"},
		{"scout, deputy", casework.KindMedical, casework.SubjectCase, casework.Medical, "a scout"},
		{"administrator, assigned", casework.KindCase, casework.SubjectCase, casework.Core, "an administrator"},
		{"data protection, same office", casework.KindConsent, casework.SubjectCase, casework.Legal, "an administrator"},
		{"complaint reader, assigned", casework.KindCounselling, casework.SubjectCase, casework.Legal, "a complaint reader"},
		{"supervisor, same office", casework.KindPrivateNote, casework.SubjectCase, casework.Private, "private"},
		{"author", casework.KindComplaint, casework.SubjectCase, casework.Complaint, "a complaint"},
		{"counsellor, organisation", casework.KindMember, casework.SubjectCase, casework.Core, "a case of another office"},
		{"counsellor, same office", casework.KindVulnerability, casework.SubjectCase, casework.Protection, "more than core"},
		{"supervisor, organisation", casework.KindStay, casework.SubjectCase, casework.Whereabouts, "where a person"},
		{"supervisor, referred", casework.KindCase, casework.SubjectCase, casework.Core, "another organisation"},
		{"scout, referred", casework.KindReferral, casework.SubjectReferral, casework.Legal, "another organisation"},
		{"scout, unrelated", casework.KindNote, casework.SubjectNote, casework.Core, "another organisation"},
		{"supervisor, organisation", "of-a-newer-version", casework.SubjectCase, casework.Core, "a newer version"},
		{"supervisor, assigned", "of-a-newer-version", casework.SubjectCase, newerClass, "of a class nobody"},
	} {
		e := find(planted.kind, planted.about, planted.class)
		more := maps.Clone(holds)
		more[planted.who] = maps.Clone(holds[planted.who])
		require.False(m.T, more[planted.who][e.id], "%s: %s", planted.who, e.name)
		more[planted.who][e.id] = true
		for list, found := range map[string][]string{"table": unlikeTheTable(m.people, m.all, more), "nevers": againstTheNevers(m.people, m.all, more)} {
			require.Len(m.T, found, 1, "%s: %s: %s", list, planted.who, e.name)
			require.True(m.T, strings.HasPrefix(found[0], planted.who+": "+e.name+": "), found[0])
			if list == "nevers" {
				require.Contains(m.T, found[0], planted.why)
			}
		}
	}
	// And what does not arrive is missed.
	e := find(casework.KindMember, casework.SubjectCase, casework.Core)
	less := maps.Clone(holds)
	less["author, another device"] = maps.Clone(holds["author, another device"])
	delete(less["author, another device"], e.id)
	require.Len(m.T, unlikeTheTable(m.people, m.all, less), 1)
}

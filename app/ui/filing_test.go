package ui

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// archive is fictional cases in memory, written by casework's own service, read as a
// store gives them: what is given away is nobody else's.
type archive struct {
	t       *testing.T
	world   *casetest.World
	memory  casework.Memory
	written []casework.Change
	me      casetest.Person
	service *casework.Service
	now     time.Time
	feed    *feed.Feed
}

// cases are the fictional cases; the first seven are the special ones.
var made = casetest.Cases(2026, 12)

func newArchive(t *testing.T, who func(*casetest.World) casetest.Person) *archive {
	w := casetest.Staff()
	a := &archive{t: t, world: w, memory: casework.Memory{}, now: screentest.Start}
	for _, m := range made {
		a.memory.Apply(m.Changes...)
		a.written = append(a.written, m.Changes...)
	}
	a.sit(who(w))
	return a
}

// sit puts somebody else at the desk.
func (a *archive) sit(who casetest.Person) {
	a.me = who
	a.service = casework.NewService(casework.Desk{Staff: who.Staff, Device: who.Device, Reader: a,
		Clock: casework.NewClock(func() time.Time { a.now = a.now.Add(time.Second); return a.now }, casework.StampAt(a.now))})
}

func (a *archive) desk() *screen.Desk {
	d := newDesk(a.t)
	d.Staff = screen.Staff{ID: a.me.ID, Device: a.me.Device, Office: a.me.Office, Role: a.me.Role}
	a.feed = d.Feed
	for kind, act := range map[string]func(context.Context, *casework.Service, screen.Draft) (casework.Done, error){
		screen.FormLeaf: screen.RecordLeaf, screen.FormMember: screen.RecordMember, screen.FormConsent: screen.RecordConsent, screen.FormAddendum: screen.RecordAddendumDraft,
		screen.FormAnswer: screen.RecordAnswer, screen.FormResolve: screen.RecordResolve, screen.FormPlan: screen.RecordPlan,
		screen.FormPlanLine: screen.RecordPlanLine, screen.FormReview: screen.RecordReview,
	} {
		d.Drafts.Records(kind, func(ctx context.Context, k screen.Draft) (screen.Route, error) {
			done, err := a.Make(ctx, func(ctx context.Context, s *casework.Service) (casework.Done, error) { return act(ctx, s, k) })
			if err != nil {
				return screen.Route{}, err
			}
			return screen.Made(done), nil
		})
	}
	return d
}

func (a *archive) Make(ctx context.Context, act screen.Act) (casework.Done, error) {
	done, err := act(ctx, a.service)
	if err == nil {
		a.memory.Apply(done.Changes()...)
		a.written = append(a.written, done.Changes()...)
		a.feed.Changed(done.Subject)
	}
	return done, err
}

func (a *archive) Item(ctx context.Context, s casework.Subject, k casework.ItemKey) (*casework.Item, error) {
	st, err := a.State(ctx, s)
	if err != nil {
		return nil, err
	}
	return st.Items[k], nil
}

func (a *archive) State(_ context.Context, s casework.Subject) (*casework.State, error) {
	var items []*casework.Item
	if st := a.memory[s]; st != nil {
		for k, it := range st.Items {
			b, err := casework.MarshalItem(it)
			require.NoError(a.t, err)
			again, err := casework.UnmarshalItem(k, b)
			require.NoError(a.t, err)
			items = append(items, again)
		}
	}
	return casework.StateOf(s, items...), nil
}

func (a *archive) CaseRow(_ context.Context, c casework.SubjectID) (screen.CaseRow, error) {
	st := a.memory[casework.Subject{Kind: casework.SubjectCase, ID: c}]
	if st == nil {
		return screen.CaseRow{ID: c}, nil
	}
	sum := casework.SummaryOf(st, a.now)
	r := screen.CaseRow{ID: c, Number: sum.FileNumber, Name: sum.Name, Persons: sum.Persons}
	if len(sum.Nationalities) > 0 {
		r.Country = sum.Nationalities[0]
	}
	return r, nil
}

func (a *archive) History(_ context.Context, s casework.Subject) ([]screen.Written, error) {
	var all []screen.Written
	for _, c := range a.written {
		if c.Subject != s {
			continue
		}
		class := casework.Core
		for f := range c.Body {
			class, _ = casework.ClassOf(c.Kind, f)
		}
		all = append(all, screen.Written{Change: c, Class: class})
	}
	return all, nil
}

func (a *archive) Colleagues(context.Context) ([]screen.Colleague, error) {
	var all []screen.Colleague
	for _, p := range a.world.Everybody() {
		if p.Organisation == a.me.Organisation {
			all = append(all, screen.Colleague{Name: p.Name, Staff: p.Staff})
		}
	}
	return all, nil
}

// first is the counsellor to whom the case of a name is assigned.
func (a *archive) caseOf(name string) (casetest.Made, casetest.Person) {
	for _, m := range made {
		if m.Name == name {
			own := casework.OwnershipOf(m.Case, a.memory[m.Case].Root())
			p, ok := a.world.Find(own.Assigned[0])
			require.True(a.t, ok)
			return m, p
		}
	}
	a.t.Fatalf("no case %q", name)
	return casetest.Made{}, casetest.Person{}
}

func counsellor(w *casetest.World) casetest.Person { return w.Counsellors[0] }
func supervisor(w *casetest.World) casetest.Person { return w.Supervisors[0] }

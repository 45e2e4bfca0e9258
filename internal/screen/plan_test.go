package screen_test

import (
	"context"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/programme"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/survey"
)

// planShelf is what a plan is made from, with the rules that ship.
func planShelf(t *testing.T, a *archive) screen.PlanShelf {
	root, err := fs.Sub(assets.Programmes, "programmes")
	require.NoError(t, err)
	rules, err := programme.Load(root)
	require.NoError(t, err)
	questions, err := fs.Sub(assets.Surveys, "surveys")
	require.NoError(t, err)
	asked, err := survey.Load(questions)
	require.NoError(t, err)
	return screen.PlanShelf{Filing: a, Maker: a, Directory: directory{a}, Rules: rules, Surveys: asked}
}

// directory is the services of an archive.
type directory struct{ *archive }

func (d directory) Kept(_ context.Context, kind casework.SubjectKind) ([]*casework.State, error) {
	var all []*casework.State
	for s, st := range d.memory {
		if s.Kind == kind {
			all = append(all, st)
		}
	}
	return all, d.fault
}

// planDesk is a desk whose drafts beside a plan become changes too.
func planDesk(a *archive, run *screentest.Runner, store *shelf) *screen.Desk {
	d := a.desk(run, store)
	for _, act := range a.world.Acts {
		a.memory.Apply(act.Changes...)
	}
	d.Drafts.Records(screen.FormPlanEntry, func(ctx context.Context, k screen.Draft) (screen.Route, error) {
		done, err := a.Make(ctx, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
			return screen.RecordPlanEntry(ctx, s, k)
		})
		if err != nil {
			return screen.Route{}, err
		}
		return screen.Made(done), store.DropDraft(ctx, k.ID)
	})
	return d
}

func openPlan(t *testing.T, name string) (*archive, *screentest.Runner, *screen.Plan) {
	run, store := screentest.Inline(), newShelf()
	a := newArchive(t, counsellor)
	m, who := a.caseOf(name)
	a.sit(who)
	s := screen.NewPlan(planDesk(a, run, store), planShelf(t, a), screen.PlanRoute(m.Case.ID))
	s.Shown()
	return a, run, s
}

func TestAPlanBeginsWithThePersonsWords(t *testing.T) {
	a, run, s := openPlan(t, casetest.Pseudonymous)
	require.Equal(t, screen.Empty, s.List.Face)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.Words.Type("aspirations", "a workshop near my brother")
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)
	require.NotNil(t, s.Plan)
	assert.Equal(t, "a workshop near my brother", s.Plan.Aspirations)

	add := func(typed map[string]string) {
		require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
		for f, text := range typed {
			s.TypeLine(f, text)
		}
		require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
		run.Advance(screen.UndoTime)
		require.Nil(t, s.Line)
	}
	add(map[string]string{"dimension": "social", "activity": "school", screen.FieldAmount: "1.200,50", screen.FieldCurrency: "EUR", screen.FieldDue: "1.3.2027"})
	add(map[string]string{"dimension": "economic", "activity": "sewing machine", screen.FieldAmount: "800", screen.FieldCurrency: "EUR"})
	add(map[string]string{"dimension": "economic", "activity": "tools", screen.FieldAmount: "40", screen.FieldCurrency: "USD"})
	lines := s.Lines()
	require.Len(t, lines, 3)
	assert.Equal(t, []casework.Value{"economic", "economic", "social"}, []casework.Value{lines[0].PlanLine.Dimension, lines[1].PlanLine.Dimension, lines[2].PlanLine.Dimension})
	for _, l := range lines {
		assert.Equal(t, "casework.line_state.wished", l.State.Key)
		assert.False(t, l.Promised)
	}
	assert.Equal(t, []screen.Total{
		{Planned: casework.Amount{Minor: 200050, Currency: "EUR"}, Approved: casework.Amount{Currency: "EUR"}},
		{Planned: casework.Amount{Minor: 4000, Currency: "USD"}, Approved: casework.Amount{Currency: "USD"}},
	}, s.Totals())

	assert.True(t, s.Press("Down"))
	assert.True(t, s.Press("Enter"), "the keyboard opens a line")
	assert.Equal(t, "800", s.LineText(screen.FieldAmount))
	s.TypeLine(screen.FieldAmount, "many")
	assert.True(t, s.LineWrong(screen.FieldAmount))
	s.TypeLine(screen.FieldAmount, "")
	assert.Equal(t, "", s.LineText(screen.FieldAmount), "an amount can be taken out")
	screen.Press(s.Commands(), screen.KeyRecord)
	run.Advance(screen.UndoTime)
	assert.True(t, s.Lines()[0].Amount == casework.Amount{})

	gone := s.Lines()[0].ID
	assert.True(t, s.Press("Delete"))
	assert.Len(t, s.Lines(), 2)
	assert.True(t, screen.Press(s.Commands(), "Ctrl+R"))
	require.Len(t, s.Lines(), 3)
	assert.Equal(t, gone, s.Lines()[0].ID, "brought back")
	assert.NotEmpty(t, a.written)
}

func TestAgreeingStopsWhereSafeguardsAreNotMetAndSaysWhich(t *testing.T) {
	a, _, s := openPlan(t, casetest.Withdrew)
	require.NotNil(t, s.Plan)
	before, state := len(a.written), s.Plan.State
	s.Agree()
	s.ReadBack("yes")
	assert.NotEmpty(t, s.Missing)
	keys := map[string]bool{}
	for _, m := range s.Missing {
		keys[m.Key] = true
	}
	assert.True(t, keys["casework.missing.withdrawn"], "the person withdrew: %v", keys)
	assert.Len(t, a.written, before, "nothing was written")
	assert.Equal(t, state, s.Plan.State)
	assert.True(t, s.Agreeing)
}

func TestWhereNothingIsMissingThePlanIsAgreedSentAndDecided(t *testing.T) {
	a := newArchive(t, counsellor)
	var s *screen.Plan
	var run *screentest.Runner
	for _, m := range made { // some case with a plan, in which nothing stops it
		st := a.memory[m.Case]
		if len(casework.SafeguardsMissing(st, screentest.Start)) > 0 || len(casework.CaseOf(st).Plans) == 0 || len(casework.CaseOf(st).Conflicts) > 0 {
			continue
		}
		own := casework.OwnershipOf(m.Case, st.Root())
		who, _ := a.world.Find(own.Assigned[0])
		a.sit(who)
		run = screentest.Inline()
		s = screen.NewPlan(planDesk(a, run, newShelf()), planShelf(t, a), screen.PlanRoute(m.Case.ID))
		s.Shown()
		break
	}
	require.NotNil(t, s, "casetest has such a case")
	s.NewVersion()
	require.Len(t, s.Versions(), 2)
	require.Equal(t, "casework.line_state.wished", s.Lines()[0].State.Key, "wishes again")
	s.Agree()
	s.ReadBack("not_possible")
	assert.NotEmpty(t, s.Missing, "it was not read back")
	s.ReadBack("yes")
	assert.Empty(t, s.Missing)
	assert.Equal(t, "casework.line_state.agreed", s.Lines()[0].State.Key)
	s.Send()
	s.Sending.Type(screen.FieldSentTo, "the programme")
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	assert.Equal(t, "casework.line_state.sent", s.Lines()[0].State.Key)
	assert.False(t, s.Lines()[0].Promised)

	s.EditLine(0)
	require.True(t, s.LineOpen())
	s.TypeLine("state", "approved")
	s.TypeLine(screen.FieldApproved, "150")
	s.TypeLine(screen.FieldCurrency, "EUR")
	s.Line.Record()
	run.Advance(screen.UndoTime)
	require.NotNil(t, s.Line, "a decision without who made it is none")
	assert.False(t, s.Line.Refused.None())
	s.TypeLine("decided.by", "the programme office")
	s.Line.Record()
	run.Advance(screen.UndoTime)
	require.Nil(t, s.Line)
	assert.True(t, s.Lines()[0].Promised)
	assert.Equal(t, int64(15000), s.Totals()[0].Approved.Minor)
	first := s.Versions()[1].ID
	s.Turn(first)
	assert.False(t, s.Latest())
	for _, c := range s.Commands() {
		if c.Key == screen.KeyAdd || c.Key == "F8" {
			assert.True(t, c.Off, "an earlier version is only read: %s", c.Name)
		}
	}
}

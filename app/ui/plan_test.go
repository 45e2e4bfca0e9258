package ui

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
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
	return screen.PlanShelf{Filing: a, Maker: a, Directory: noServices{}, Rules: rules, Surveys: asked}
}

type noServices struct{}

func (noServices) Kept(context.Context, casework.SubjectKind) ([]*casework.State, error) {
	return nil, nil
}

// recordsEntries lets drafts beside a plan become changes.
func recordsEntries(a *archive, d *screen.Desk) {
	d.Drafts.Records(screen.FormPlanEntry, func(ctx context.Context, k screen.Draft) (screen.Route, error) {
		done, err := a.Make(ctx, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
			return screen.RecordPlanEntry(ctx, s, k)
		})
		return screen.Made(done), err
	})
}

func TestEveryPartOfAPlanIsDrawnInEveryStaffLanguage(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Household)
			recordsEntries(a, d)
			for _, act := range a.world.Acts {
				a.memory.Apply(act.Changes...)
			}
			s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(m.Case.ID))
			s.Shown()
			v := drawPlan(p, s)
			put(p, v)
			for _, tab := range screen.PlanTabs {
				s.GoTab(tab)
			}
			if s.Plan != nil {
				for _, host := range append(s.HostOptions(), "") {
					s.ChooseHost(host)
					s.GoTab(screen.PlanPossible)
					s.OnChange()
				}
			}
			for _, k := range []casework.Kind{casework.KindNeed, casework.KindSkill, casework.KindRisk, casework.KindIdea, casework.KindApplication, casework.KindDeparture,
				casework.KindArrival, casework.KindDelivery, casework.KindFollowUp, casework.KindWithdrawal, casework.KindCase} {
				s.AddEntry(k, "")
				require.NotNil(t, s.Entry, k)
				assert.NotEmpty(t, s.EntryFields(), k)
				s.LeaveEntry()
			}
			s.GoTab(screen.PlanJourney)
			s.ShowTool()
			assert.True(t, says(v.Content, p.T("plan.tool.hint")))
			s.ShowTool()
			if s.Plan != nil {
				s.GoTab(screen.PlanLines)
				s.NewVersion()
				s.Compare()
				assert.True(t, s.Comparing)
				assert.NotEmpty(t, s.Pairs())
			}
		})
	}
}

func TestANeedIsWrittenWithTheKeyboardAlone(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Pseudonymous)
			recordsEntries(a, d)
			s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(m.Case.ID))
			s.Shown()
			v := drawPlan(p, s)
			put(p, v)
			for s.Tab != screen.PlanPerson {
				require.True(t, screen.Press(s.Commands(), screen.KeyTab))
			}
			assert.True(t, says(v.Content, p.T("plan.tab.person.empty")))
			require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
			words, ok := p.Window.Canvas().Focused().(*kit.Entry)
			require.True(t, ok, "the keyboard is at the first question")
			test.Type(words, "أريد ورشة near Erbil")
			require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
			d.Run.(*screentest.Runner).Advance(screen.UndoTime)
			require.Nil(t, s.Entry)
			assert.True(t, says(v.Content, "أريد ورشة near Erbil"), "as it was said")
			assert.True(t, s.Press("Down"))
			assert.True(t, s.Press("Enter"))
			require.NotNil(t, s.Entry)
		})
	}
}

func TestWhatIsPossibleSaysRuleDayAndWhoDecides(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Household)
	for _, act := range a.world.Acts {
		a.memory.Apply(act.Changes...)
	}
	s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(m.Case.ID))
	s.Shown()
	v := drawPlan(p, s)
	put(p, v)
	s.GoTab(screen.PlanPossible)
	s.ChooseHost("AT")
	var o programme.Offer
	for _, each := range s.Offers {
		if each.Programme.ID == "eurp-austria" {
			o = each
		}
	}
	require.NotEmpty(t, o.Lines)
	l := o.Lines[0]
	assert.True(t, says(v.Content, p.Say(screen.Say("plan.possible.rule", "Rule", l.Rule.ID, "Version", o.Programme.Version,
		"Source", p.Words.List([]string{"returnfromaustria.at", "bbu.gv.at, with its example of a couple"}), "Day", l.Rule.Verified))))
	s.ChooseHost("PT")
	assert.True(t, says(v.Content, p.T("plan.no_rule")))
	assert.False(t, says(v.Content, p.Words.Money(0, "EUR")), "never zero")
}

func TestBarsAreReadWithoutColourAndMirrored(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		p := testPen(t, language)
		half := p.newAmountBar("planned", 0.5, 0.5, striped)
		rest := p.newAmountBar("possible", 0.25, 0.75, outlined)
		put(p, View{Content: p.Column(half, rest)})
		edge := func(o fyne.CanvasObject) (from, to float32) { return o.Position().X, o.Position().X + o.Size().Width }
		objects := test.WidgetRenderer(half).Objects()
		from, to := edge(objects[1])
		width := half.Size().Width
		if language == "ar" {
			assert.InDelta(t, width, to, 1, "it begins where reading begins")
			assert.InDelta(t, width/2, from, 1)
		} else {
			assert.InDelta(t, 0, from, 1)
			assert.InDelta(t, width/2, to, 1)
		}
		assert.Greater(t, len(objects), 5, "stripes")
		assert.Len(t, test.WidgetRenderer(rest).Objects(), 3, "words, the sure part, the rest")
		assert.Equal(t, "planned", half.AccessibilityLabel())
	}
}

func TestTheKeyboardStaysAtTheQuestionThatWasAnswered(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Pseudonymous)
	recordsEntries(a, d)
	for _, act := range a.world.Acts {
		a.memory.Apply(act.Changes...)
	}
	_, err := a.Make(t.Context(), func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.DraftPlan(ctx, m.Case.ID, casework.ReintegrationPlan{Version: 1, Aspirations: "a bakery"})
	})
	require.NoError(t, err)
	s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(m.Case.ID))
	s.Shown()
	v := drawPlan(p, s)
	put(p, v)
	s.ChooseHost("AT")
	require.NotEmpty(t, s.RulesOffered())
	s.AddLine()
	rule := func() *kit.Select {
		return find(t, v.Content, func(b *kit.Select) bool {
			return strings.HasPrefix(b.AccessibilityLabel(), p.T("plan.line.rule.label"))
		})
	}
	before := rule()
	p.Focus(before)
	before.TypedRune('r')
	assert.NotSame(t, before, rule(), "the form was drawn again, with what belongs to the answer")
	assert.Same(t, rule(), p.Window.Canvas().Focused())
	assert.NotEmpty(t, s.LineText("rule"))
}

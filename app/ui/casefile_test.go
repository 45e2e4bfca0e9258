package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// sitDown opens the archive at the desk of whom a special case is assigned to.
func sitDown(t *testing.T, special string) (*archive, *screen.Desk, casetest.Made) {
	a := newArchive(t, counsellor)
	m, who := a.caseOf(special)
	a.sit(who)
	return a, a.desk(), m
}

// press does a command of the screen by its button.
func press(t *testing.T, p Pen, v View, key string) { test.Tap(button(t, p, v.Content, key)) }

func TestAMemberIsTypedAndRecorded(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Household)
			s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
			s.Shown()
			v := drawCaseFile(p, s)
			put(p, v)
			assert.True(t, says(v.Content, p.T("casefile.date.appeal")))
			s.Turn(screen.TabHousehold)
			press(t, p, v, "button.change")
			require.NotNil(t, s.Member)
			name := entry(t, p, v.Content, "casefile.member.latin")
			assert.Same(t, name, p.Window.Canvas().Focused(), "typing goes to the name")
			name.SelectAll()
			test.Type(name, "Mariam")
			job := entry(t, p, v.Content, "casefile.member.occupation")
			test.Type(job, "tailor")
			a.feed.Changed(m.Case) // an exchange brings something meanwhile
			assert.Same(t, job, entry(t, p, v.Content, "casefile.member.occupation"), "nothing is drawn anew under the hands")
			birth := entry(t, p, v.Content, "casefile.member.birth")
			birth.SelectAll()
			test.Type(birth, "soon")
			assert.False(t, birth.Valid())
			birth.SelectAll()
			test.Type(birth, "1.2.1993")
			assert.True(t, birth.Valid())
			press(t, p, v, "button.record")
			d.Run.(*screentest.Runner).Advance(screen.UndoTime)
			assert.Nil(t, s.Member)
			it := a.memory[m.Case].Item(casework.KindMember, s.Persons()[0].ID)
			assert.Equal(t, casework.Value("Mariam"), it.Get("name.latin"))
			assert.Equal(t, casework.Value("1993-02-01"), it.Get("birth"))
			assert.True(t, says(v.Content, "Mariam"), "the list shows it")
		})
	}
}

func TestAConflictIsTappedAway(t *testing.T) {
	p := testPen(t, "de")
	a, d, m := sitDown(t, casetest.Conflict)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
	s.Shown()
	v := drawCaseFile(p, s)
	put(p, v)
	before := len(s.Disputes())
	press(t, p, v, "button.decide")
	assert.True(t, says(v.Content, p.T("casefile.conflict.hint")))
	press(t, p, v, "casefile.conflict.take")
	assert.Len(t, s.Disputes(), before-1)
}

func TestEveryTabIsDrawnInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language) // a missing text fails
			for _, special := range []string{casetest.Household, casetest.LongNote, casetest.Minor} {
				a, d, m := sitDown(t, special)
				s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
				s.Shown()
				v := drawCaseFile(p, s)
				put(p, v)
				for range screen.Tabs {
					s.NextTab()
				}
				s.Turn(screen.TabHistory)
				for i := range s.History.Rows {
					s.SelectHistory(i)
				}
				for _, r := range s.Sessions() {
					s.Turn(screen.TabSessions)
					s.ReadSession(r.ID)
					s.CloseSession()
				}
				s.AskConsent("share_partner")
				s.LeaveConsent()
				s.HandOver()
				assert.NotNil(t, s.Handover)
			}
		})
	}
}

func TestAPlanLineIsTypedWithTheKeyboard(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Pseudonymous)
	s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(m.Case.ID))
	s.Shown()
	v := drawPlan(p, s)
	put(p, v)
	assert.True(t, says(v.Content, p.T("plan.empty")))
	press(t, p, v, "plan.begin")
	test.Type(entry(t, p, v.Content, "plan.aspirations"), "a bakery")
	press(t, p, v, "button.record")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	assert.True(t, says(v.Content, "a bakery"))
	press(t, p, v, "plan.line.add")
	require.NotNil(t, s.Line)
	dimension := p.Window.Canvas().Focused()
	require.IsType(t, &kit.Choice{}, dimension, "the keyboard is at the first question")
	key(p, fyne.KeySpace)
	test.Type(entry(t, p, v.Content, "plan.line.activity"), "an oven")
	amount := entry(t, p, v.Content, "plan.line.amount")
	test.Type(amount, "1200")
	s.TypeLine(screen.FieldCurrency, "EUR")
	press(t, p, v, "button.record")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	require.Len(t, s.Lines(), 1)
	assert.True(t, says(v.Content, "an oven"))
	assert.True(t, says(v.Content, p.T("casework.line_state.wished")), "every line shows its state")
	assert.Equal(t, int64(120000), s.Lines()[0].Amount.Minor)
	press(t, p, v, "plan.agree")
	press(t, p, v, "casework.read_back.yes")
	assert.True(t, says(v.Content, p.T("plan.stopped")), "nobody was shown their options yet")
}

func TestAReviewIsGivenByTaps(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a := newArchive(t, supervisor)
			d := a.desk()
			s := screen.NewReview(d, screentest.NewQueue(a.world, made, a.memory), a, screen.Route{Place: screen.PlaceReview})
			s.Shown()
			v := drawReview(p, s)
			put(p, v)
			waiting := s.Len()
			press(t, p, v, "review.comment")
			require.Len(t, s.Comments(), 1)
			c, ok := p.Window.Canvas().Focused().(*kit.Entry)
			require.True(t, ok, "typing goes to the comment")
			test.Type(c, "Which day?")
			assert.Equal(t, "Which day?", s.Comments()[0].Text)
			press(t, p, v, "casework.verdict.talk")
			d.Run.(*screentest.Runner).Advance(screen.UndoTime)
			assert.Equal(t, waiting-1, s.Len())
			bar := find(t, v.Content, func(*kit.Bar) bool { return true })
			p.Focus(bar) // the window has room for one pane
			back := fyne.KeyLeft
			if p.RTL {
				back = fyne.KeyRight
			}
			key(p, back)
			key(p, back)
			key(p, fyne.KeySpace)
			search := entry(t, p, v.Content, "review.filter")
			test.Type(search, "zzz")
			assert.True(t, says(v.Content, p.T("review.nothing")))
		})
	}
}

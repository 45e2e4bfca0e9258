package screen_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/programme"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// plain opens a new case of a couple in Austria who return to Georgia, with nothing
// that stops them, and the screen of its plan.
func plain(t *testing.T) (*archive, *screentest.Runner, *screen.Plan, casework.Subject) {
	run, store := screentest.Inline(), newShelf()
	a := newArchive(t, func(w *casetest.World) casetest.Person { return w.Counsellors[0] })
	d := planDesk(a, run, store)
	do := func(act screen.Act) casework.Done {
		done, err := a.Make(t.Context(), act)
		require.NoError(t, err)
		return done
	}
	opened := do(func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.OpenCase(ctx, casework.CaseForm{FileNumber: "P-1", Principal: &casework.Member{Latin: "Nino", Birth: "1990-05-17", Relation: "principal"},
			Fields: map[casework.Field]casework.Value{"destination.country": "GE", "return_type": "assisted"}})
	})
	about := opened.Subject
	do(func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.AddMember(ctx, about.ID, casework.Member{Latin: "Giorgi", Birth: "1992", Relation: "spouse"})
	})
	do(func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.RecordCounselling(ctx, about.ID, casework.ItemID{}, casework.CounsellingSession{Kind: "first", Setting: "office", Started: screentest.Start.Add(-time.Hour),
			OptionsShown: casework.Yes, LegalAdviceShown: casework.Yes, Outcome: "wishes_to_apply", Voluntary: casework.Yes, Private: "alone"})
	})
	do(func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.DraftPlan(ctx, about.ID, casework.ReintegrationPlan{Version: 1, Aspirations: "a workshop"},
			casework.PlanLine{Dimension: "economic", Activity: "sewing machine", Amount: casework.Amount{Minor: 120000, Currency: "EUR"}})
	})
	s := screen.NewPlan(d, planShelf(t, a), screen.PlanRoute(about.ID))
	s.Shown()
	require.Equal(t, screen.Full, s.List.Face)
	return a, run, s, about
}

func recorded(t *testing.T, run *screentest.Runner, s *screen.Plan) {
	t.Helper()
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)
	require.Nil(t, s.Line)
	require.Nil(t, s.Entry, "it was recorded")
}

func offered(t *testing.T, s *screen.Plan, id string) programme.Offer {
	t.Helper()
	for _, o := range s.Offers {
		if o.Programme.ID == id {
			return o
		}
	}
	t.Fatalf("%s is not offered", id)
	return programme.Offer{}
}

func TestWhatIsPossibleIsWorkedOutAnewWhenTheHouseholdChanges(t *testing.T) {
	a, _, s, about := plain(t)
	assert.Equal(t, "AT", s.Host, "of the office")
	total := func() int64 {
		o := offered(t, s, "eurp-austria")
		require.Len(t, o.Totals, 1)
		return o.Totals[0].Most.Minor
	}
	assert.EqualValues(t, 361500, total(), "615 once, 2,000 and 1,000")
	partner := s.Case.Members[1].ID
	edit := func(fields map[casework.Field]casework.Value) {
		_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
			return sv.EditMember(ctx, about.ID, partner, fields, nil)
		})
		require.NoError(t, err)
	}
	edit(map[casework.Field]casework.Value{"left": "2026-11-01"})
	assert.EqualValues(t, 261500, total(), "after the separation")
	edit(map[casework.Field]casework.Value{"left": ""})
	assert.EqualValues(t, 361500, total())
	edit(map[casework.Field]casework.Value{"died": "2026-11-20"})
	assert.EqualValues(t, 261500, total())
	_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
		return sv.AddMember(ctx, about.ID, casework.Member{Latin: "Ana", Birth: "2026-11-20", Relation: "child"})
	})
	require.NoError(t, err)
	assert.EqualValues(t, 361500, total(), "after the birth")
	child := s.Case.Members[2].ID
	_, err = a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
		return sv.EditMember(ctx, about.ID, child, map[casework.Field]casework.Value{"birth": "2008-12-01"}, nil)
	})
	require.NoError(t, err)
	assert.EqualValues(t, 361500, total(), "17 today")
	s.GoTab(screen.PlanJourney)
	s.AddEntry(casework.KindDeparture, "")
	s.TypeEntry("expected", "21.12.2026")
	s.Entry.RecordNow()
	assert.EqualValues(t, 261500, total(), "of age when they leave: no longer a sure dependant")
	o := offered(t, s, "eurp-austria")
	assert.Equal(t, programme.Depends, o.Lines[len(o.Lines)-2].Standing)

	s.ChooseHost("PT")
	assert.Empty(t, s.Offers, "no rule known is no line")
	s.ChooseHost("DE")
	for _, d := range offered(t, s, "eurp-germany").Deadlines {
		if d.ID == "eurp-germany-registration" {
			assert.Equal(t, "2026-12-02", d.On.Format(time.DateOnly))
		}
	}
}

func TestALineRestsOnARuleAndKeepsItsVersion(t *testing.T) {
	_, run, s, _ := plain(t)
	s.EditLine(0)
	var ids []string
	for _, c := range s.RulesOffered() {
		ids = append(ids, c.Rule.ID)
	}
	assert.Contains(t, ids, "eurp-austria-post-return")
	s.ChooseRule("eurp-austria-post-return")
	assert.Equal(t, "frontex", s.LineText("fund"))
	s.TypeLine(screen.FieldAmount, "4350")
	s.TypeLine(screen.FieldCurrency, "GEL")
	s.TypeLine("rate", "2,9")
	s.TypeLine("rate.on", "20.11.2026")
	assert.False(t, s.LineWrong("rate"))
	recorded(t, run, s)
	l := s.Lines()[0]
	assert.Equal(t, "2026-11-22", l.RuleIn)
	assert.Equal(t, casework.Value("2026-11-20"), l.Get("rate.on"))
	c, changed := s.RuleOf(l.PlanLine)
	assert.Equal(t, "eurp-austria", c.Programme.ID)
	assert.False(t, changed)
	b := s.Budgets()[0]
	for _, other := range s.Budgets() {
		if other.Programme != nil && other.Programme.ID == "eurp-austria" {
			b = other
		}
	}
	assert.EqualValues(t, 150000, b.Planned, "4,350 at 2.9 for one euro")
	assert.EqualValues(t, 361500, b.Most)
	assert.EqualValues(t, 0, b.Approved)

	s.EditLine(0)
	s.TypeLine("rate", "")
	recorded(t, run, s)
	for _, other := range s.Budgets() {
		if other.Programme != nil && other.Programme.ID == "eurp-austria" {
			assert.Equal(t, 1, other.Left, "without a rate it is left out, and said so")
			assert.Zero(t, other.Planned)
		}
	}

	s.Agree()
	s.ReadBack("yes")
	require.Empty(t, s.Missing)
	kept := s.Kept()
	require.NotEmpty(t, kept)
	for _, k := range kept {
		assert.Equal(t, "2026-11-22", k.Version)
		assert.False(t, k.Changed)
	}
	assert.Equal(t, casework.Value("361500 EUR"), s.Plan.Get("possible.eurp-austria"))
	assert.Equal(t, casework.Value("the programme, not this office"), s.Plan.Get("possible.eurp-austria.decided_by"))
	s.NewVersion()
	assert.Empty(t, s.Kept(), "worked out anew")
	assert.Equal(t, casework.Value("4350"), casework.Value(strings.TrimSuffix(string(s.Lines()[0].Get("amount")), "00 GEL")))

	s.EditLine(0)
	s.TypeLine("activity", "two sewing machines")
	recorded(t, run, s)
	s.AddLine()
	s.TypeLine("activity", "school")
	recorded(t, run, s)
	require.True(t, screen.Press(s.Commands(), "Ctrl+O"), "compared by a key")
	require.True(t, s.Comparing)
	pairs := s.Pairs()
	require.Len(t, pairs, 2)
	var differs []string
	for _, p := range pairs {
		for i, l := range p.Differs {
			if l.Place == "activity" {
				differs = append(differs, fmt.Sprint(p.Was[i].Value, " > ", l.Value))
			}
		}
		assert.Equal(t, len(p.Differs), len(p.Was))
	}
	assert.Equal(t, []string{"sewing machine > two sewing machines"}, differs)
	assert.Nil(t, pairs[1].Before.Item)
	require.True(t, screen.Press(s.Commands(), screen.KeyBack))
	assert.False(t, s.Comparing)
}

func TestTheSameNeedFromTwoFundsIsAskedAbout(t *testing.T) {
	_, run, s, _ := plain(t)
	s.GoTab(screen.PlanPerson)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.TypeEntry("words", "something to sew with")
	s.TypeEntry("words.native", "საკერავი მანქანა")
	s.TypeEntry("dimension", "economic")
	recorded(t, run, s)
	rows := s.Entries()
	require.Len(t, rows, 1)
	assert.Equal(t, "something to sew with", rows[0].Words)
	s.GoTab(screen.PlanLines)
	need := s.Needs()[0].Value
	s.EditLine(0)
	s.TypeLine("need", need)
	s.TypeLine("fund", "frontex")
	assert.Nil(t, s.TwoFunds())
	recorded(t, run, s)
	s.AddLine()
	s.TypeLine("need", need)
	assert.Nil(t, s.TwoFunds())
	s.TypeLine("fund", "national")
	require.NotNil(t, s.TwoFunds())
	assert.Equal(t, "sewing machine", s.TwoFunds().Activity)
	recorded(t, run, s)
	flagged := func() bool {
		for _, f := range s.Case.Flags {
			if f.Flag == casework.FlagTwoFunds {
				return true
			}
		}
		return false
	}
	assert.True(t, flagged())
	s.EditLine(1)
	s.TypeLine("same_need_because", "one buys, the other repairs")
	recorded(t, run, s)
	assert.False(t, flagged(), "answered")
}

func TestARiskHasAHalfThatStaysInside(t *testing.T) {
	_, run, s, _ := plain(t)
	s.GoTab(screen.PlanPerson)
	require.True(t, screen.Press(s.Commands(), "Ctrl+O"))
	for _, f := range s.EntryFields() {
		assert.Equal(t, strings.HasPrefix(string(f.Field), "inside"), f.Inside, "%s", f.Field)
	}
	s.TypeEntry("shareable", "no work in winter")
	s.TypeEntry("inside", "a cousin threatens him")
	recorded(t, run, s)
	r := s.Entries()[0]
	assert.Equal(t, "no work in winter", r.Words)
	require.Len(t, r.Inside, 1)
	assert.Equal(t, "a cousin threatens him", r.Inside[0].Value)
	assert.Empty(t, r.Facts)
}

func TestWhatWasTypedBesideAPlanComesBack(t *testing.T) {
	_, run, s, _ := plain(t)
	s.GoTab(screen.PlanPerson)
	s.AddEntry(casework.KindSkill, "")
	s.TypeEntry("what", "tailor")
	s.TypeEntry("years", "not many")
	var years screen.EntryField
	for _, f := range s.EntryFields() {
		if f.Field == "years" {
			years = f
		}
	}
	assert.True(t, s.EntryWrong(years))
	s.GoTab(screen.PlanPossible)
	s.GoTab(screen.PlanPerson)
	require.True(t, screen.Press(s.Commands(), "Ctrl+J"), "begun again, gone on with")
	assert.Equal(t, "tailor", s.EntryText("what"))
	s.Entry.Record()
	run.Advance(screen.UndoTime)
	require.NotNil(t, s.Entry, "a number that is none is refused, not lost")
	assert.False(t, s.Entry.Refused.None())
	s.TypeEntry("years", "١٢")
	recorded(t, run, s)
	assert.Equal(t, "tailor", s.Entries()[0].Words)
	assert.True(t, s.Press("Down"))
	assert.True(t, s.Press("Enter"), "the keyboard opens it")
	assert.Equal(t, "12", s.EntryText("years"))
	s.TypeEntry("years", "12")
	assert.False(t, s.Entry.Changed(), "typed as it was is no edit")
	screen.Press(s.Commands(), screen.KeyBack)
	assert.True(t, s.Press("Delete"))
	assert.Empty(t, s.Entries())
	require.True(t, screen.Press(s.Commands(), "Ctrl+R"))
	assert.Len(t, s.Entries(), 1)
}

func TestFromTheApplicationToTheClosing(t *testing.T) {
	a, run, s, about := plain(t)
	s.GoTab(screen.PlanJourney)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.TypeEntry("programme", "eurp-austria")
	s.TypeEntry("wanted", "21.12.2026")
	principal := s.Case.Principal.String()
	s.TypeEntry("member."+principal, "yes")
	recorded(t, run, s)
	rows := s.Entries()
	require.Len(t, rows, 3, "the application, and a checklist for each of the two")
	require.True(t, screen.Press(s.Commands(), "F8"))
	require.Len(t, s.Missing, 1)
	assert.Equal(t, string(casework.MissingConsent), s.Missing[0].Key, "not without consent to it")
	_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
		return sv.AskConsent(ctx, about.ID, casework.Consent{Member: s.Case.Principal, Purpose: "apply_programme", State: "given", Text: "may we?", On: screentest.Start.Add(-time.Hour)})
	})
	require.NoError(t, err)
	require.True(t, screen.Press(s.Commands(), "F8"))
	require.Empty(t, s.Missing)
	assert.Equal(t, casework.Value("application"), s.Case.Stage)

	s.Select(1)
	s.Press("Enter")
	s.TypeEntry("check."+principal+".document_exists", "yes")
	s.TypeEntry("check."+principal+".document_exists.on", "20.11.2026")
	recorded(t, run, s)
	assert.NotEmpty(t, s.Entries()[1].Facts)

	require.True(t, screen.Press(s.Commands(), "Ctrl+J"))
	s.TypeEntry("state", "booked")
	s.TypeEntry("leaves", "21.12.2026 06:30")
	s.TypeEntry("flight.1", "XX 123")
	s.TypeEntry("pick_up", "Griesplatz")
	recorded(t, run, s)
	var departure *screen.EntryRow
	for _, r := range s.Entries() {
		if r.ItemKey.Kind == casework.KindDeparture {
			departure = &r
		}
	}
	require.NotNil(t, departure)
	assert.Len(t, departure.Inside, 1, "where somebody lives does not travel")

	require.True(t, screen.Press(s.Commands(), "Ctrl+T"), "they withdraw, in one step")
	assert.True(t, s.Commands()[0].Off, "what they withdraw is said first")
	s.TypeEntry("of", "application")
	s.TypeEntry("words", "I want to stay")
	recorded(t, run, s)
	states := map[casework.Kind]string{}
	for _, r := range s.Entries() {
		for _, l := range r.Facts {
			if m, ok := l.Value.(screen.Message); ok && l.Place == "state" {
				states[r.ItemKey.Kind] = m.Key
			}
		}
	}
	assert.Equal(t, "casework.application.withdrawn", states[casework.KindApplication])
	for _, c := range s.Commands() {
		if c.Key == "F8" {
			assert.True(t, c.Off)
		}
	}
}

func TestAfterArrivalWhatWasDeliveredAndHowItGoes(t *testing.T) {
	a, run, s, about := plain(t)
	line := s.Lines()[0].ID
	_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
		return sv.DecideLine(ctx, about.ID, line, "approved", casework.Amount{Minor: 100000, Currency: "EUR"}, "the programme", "", "", screentest.Start)
	})
	require.NoError(t, err)
	s.GoTab(screen.PlanJourney)
	require.True(t, screen.Press(s.Commands(), "Ctrl+O"))
	s.TypeEntry("state", "arrived")
	s.TypeEntry("on", "30.11.2026")
	recorded(t, run, s)
	s.GoTab(screen.PlanAfter)
	require.True(t, screen.Press(s.Commands(), "Ctrl+O"), "visits at 3, 6, 12 months")
	assert.Len(t, s.Entries(), 3)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.TypeEntry("line", line.String())
	s.TypeEntry("what", "machine bought")
	s.TypeEntry("spent", "900")
	s.TypeEntry("spent@currency", "EUR")
	s.TypeEntry("proof", "invoice")
	s.TypeEntry("complete", "yes")
	recorded(t, run, s)
	assert.Equal(t, casework.Value("delivered"), s.Case.LinesOf(s.Plan.ID)[0].State)
	var spent int64
	for _, b := range s.Budgets() {
		spent += b.Spent
	}
	assert.EqualValues(t, 90000, spent)

	s.Select(1)
	s.Press("Enter")
	has := func(f casework.Field) bool {
		for _, e := range s.EntryFields() {
			if e.Field == f {
				return true
			}
		}
		return false
	}
	assert.Equal(t, casework.KindFollowUp, s.Entry.Kind)
	assert.False(t, has("further_move"), "asked only if the person wishes it recorded")
	assert.False(t, has("drop_out"))
	s.TypeEntry("further_move.wished_recorded", "yes")
	assert.True(t, has("further_move"))
	s.TypeEntry("state", "dropped_out")
	assert.True(t, has("drop_out"))
	s.TypeEntry("drop_out", "moved")
	s.TypeEntry("income", "٣٠٠")
	s.TypeEntry("income@currency", "GEL")
	recorded(t, run, s)

	require.True(t, screen.Press(s.Commands(), "Ctrl+T"))
	assert.True(t, s.Commands()[0].Off, "no case is closed without saying why")
	s.TypeEntry("closing", "support_ended")
	recorded(t, run, s)
	assert.Equal(t, casework.Value("closed"), s.Case.Stage)
	assert.False(t, s.Case.Closed.IsZero())
}

func TestAmountsAsPeopleWriteThem(t *testing.T) {
	_, run, s, _ := plain(t)
	for _, row := range []struct {
		typed, currency string
		kept            casework.Value
	}{
		{"1.200,50", "EUR", "120050 EUR"}, {"1,200", "EUR", "120000 EUR"}, {"500000", "XOF", "500000 XOF"}, {"١٬٥٠٠٫٥", "EUR", "150050 EUR"},
		{"2.5", "TND", "2500 TND"}, {"7", "JPY", "7 JPY"}, {"0.99", "EUR", "99 EUR"},
	} {
		s.EditLine(0)
		s.TypeLine(screen.FieldAmount, row.typed)
		s.TypeLine(screen.FieldCurrency, row.currency)
		require.False(t, s.LineWrong(screen.FieldAmount), row.typed)
		recorded(t, run, s)
		assert.Equal(t, row.kept, s.Lines()[0].Get("amount"), row.typed)
		s.EditLine(0)
		shown := s.LineText(screen.FieldAmount)
		s.TypeLine(screen.FieldAmount, shown)
		assert.False(t, s.Line.Changed(), "%q is shown as %q and is the same", row.typed, shown)
		s.LeaveLine()
	}
	s.EditLine(0)
	for _, wrong := range []string{"many", "1.5555", "-3", "1e5"} {
		s.TypeLine(screen.FieldAmount, wrong)
		assert.True(t, s.LineWrong(screen.FieldAmount), wrong)
	}
	s.TypeLine(screen.FieldAmount, "1.5")
	s.TypeLine(screen.FieldCurrency, "XOF")
	assert.True(t, s.LineWrong(screen.FieldAmount), "there is no half franc")
}

// A plan of sixty lines for nine persons stays a list that is read at once.
func TestALongPlanForNinePersons(t *testing.T) {
	a, _, s, about := plain(t)
	for i := range 7 {
		_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
			return sv.AddMember(ctx, about.ID, casework.Member{Latin: fmt.Sprint("Child ", i), Birth: casework.Value(fmt.Sprint(2010 + i)), Relation: "child"})
		})
		require.NoError(t, err)
	}
	for i := range 59 {
		_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
			return sv.AddPlanLine(ctx, about.ID, s.Plan.ID, casework.PlanLine{Order: i + 2, Dimension: casework.EnumValues("dimension")[i%3], Activity: fmt.Sprint("step ", i),
				Amount: casework.Amount{Minor: 10000, Currency: "EUR"}})
		})
		require.NoError(t, err)
	}
	assert.Len(t, s.Lines(), 60)
	assert.EqualValues(t, 120000+59*10000, s.Totals()[0].Planned.Minor)
	assert.EqualValues(t, 61500+200000+8*100000, offered(t, s, "eurp-austria").Totals[0].Most.Minor)
	s.Select(59)
	assert.False(t, s.Press("Down"))
	assert.True(t, s.Press("Up"))
}

func TestWhereToAndHowIsAskedWhereItMatters(t *testing.T) {
	_, run, s, _ := plain(t)
	s.GoTab(screen.PlanPossible)
	require.True(t, screen.Press(s.Commands(), screen.KeyEdit))
	assert.Equal(t, "GE", s.EntryText("destination.country"))
	s.TypeEntry("return_type", "forced")
	recorded(t, run, s)
	assert.Empty(t, offered(t, s, "eurp-austria").Lines, "no rule is known for it")
	require.True(t, screen.Press(s.Commands(), screen.KeyEdit))
	s.TypeEntry("return_type", "")
	recorded(t, run, s)
	for _, l := range offered(t, s, "eurp-austria").Lines {
		assert.Equal(t, programme.Depends, l.Standing)
	}
	scrolled := float32(0)
	s.OnScroll = func(by float32) { scrolled += by }
	assert.True(t, s.Press("Next"))
	assert.True(t, s.Press("Down"))
	assert.InDelta(t, 1.1, scrolled, 0.01, "what is only read is reached with the keyboard")
}

func TestQuestionsAfterArrivalAreScoredAndCompared(t *testing.T) {
	_, run, s, _ := plain(t)
	s.GoTab(screen.PlanAfter)
	ask := func(on, income, occupied string, baseline string) {
		require.True(t, screen.Press(s.Commands(), "Ctrl+P"))
		require.NotNil(t, s.Survey())
		s.TypeEntry("on", on)
		s.TypeEntry("baseline", baseline)
		s.TypeEntry("answer.income", income)
		s.TypeEntry("answer.occupied", occupied)
		s.TypeEntry("answer.reserve", "no-answer")
		recorded(t, run, s)
	}
	ask("1.12.2026", "seldom", "partly", "yes")
	rows := s.Entries()
	require.Len(t, rows, 1)
	require.Len(t, rows[0].Scores, 1, "too few answers have no score")
	assert.Equal(t, 375, rows[0].Scores[0].Thousandths)
	assert.Nil(t, rows[0].Scores[0].Change)
	assert.NotEmpty(t, rows[0].How.Key)
	ask("1.6.2027", "mostly", "partly", "")
	rows = s.Entries()
	require.Len(t, rows, 2)
	assert.Equal(t, 625, rows[1].Scores[0].Thousandths)
	require.NotNil(t, rows[1].Scores[0].Change)
	assert.Equal(t, 250, *rows[1].Scores[0].Change)
	s.Select(0)
	s.Press("Enter")
	assert.Equal(t, "seldom", s.EntryText("answer.income"), "answers can be corrected")
	s.TypeEntry("answer.income", "never")
	recorded(t, run, s)
	assert.Equal(t, 250, s.Entries()[0].Scores[0].Thousandths)
	for _, r := range s.Entries() {
		for _, l := range r.Facts {
			assert.NotEqual(t, casework.Field("answer.income"), l.Place, "answers stand in the form, not in the list")
		}
	}
}

func TestTheDaysOfAPlanStandInTheOrderOfTime(t *testing.T) {
	_, run, s, _ := plain(t)
	s.EditLine(0)
	s.ChooseRule("eurp-austria-post-return")
	s.TypeLine(screen.FieldDue, "1.3.2027")
	recorded(t, run, s)
	s.AddEntry(casework.KindArrival, "")
	s.TypeEntry("state", "arrived")
	s.TypeEntry("on", "30.11.2026")
	recorded(t, run, s)
	s.ScheduleVisits()
	var days []string
	for _, d := range s.Timeline() {
		days = append(days, d.Day.Format(time.DateOnly))
	}
	assert.Equal(t, []string{"2026-11-30", "2026-12-03", "2027-02-28", "2027-03-01", "2027-05-30", "2027-11-30", "2027-11-30"}, days,
		"arrival, the lodging's end, a visit, the line, visits, the end of the programme")
	assert.Equal(t, "sewing machine", s.Timeline()[3].Own)
}

func TestWhatTheCaseToolAsksHoldsNothingAboveCore(t *testing.T) {
	a, run, s, about := plain(t)
	_, err := a.Make(t.Context(), func(ctx context.Context, sv *casework.Service) (casework.Done, error) {
		return sv.Add(ctx, about, casework.KindStatus, map[casework.Field]casework.Value{"kind": "asylum_seeker", "note": "secret"})
	})
	require.NoError(t, err)
	s.GoTab(screen.PlanJourney)
	require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
	s.TypeEntry("programme", "eurp-austria")
	s.TypeEntry("needs", "a room for two nights")
	recorded(t, run, s)
	require.True(t, screen.Press(s.Commands(), "Ctrl+J"))
	s.TypeEntry("expected", "21.12.2026")
	s.TypeEntry("escort", "secret")
	s.TypeEntry("pick_up", "secret")
	recorded(t, run, s)
	require.True(t, screen.Press(s.Commands(), "Ctrl+G"))
	require.True(t, s.Tooling)
	parts := s.ForTool()
	require.Len(t, parts, 3)
	said := fmt.Sprint(parts)
	for _, l := range parts[0].Lines {
		assert.NotContains(t, fmt.Sprint(l.Value), "secret")
		assert.NotContains(t, fmt.Sprint(l.Value), "asylum")
		if l.Label.Key == "plan.tool.status" || l.Label.Key == "plan.tool.vulnerability" {
			assert.Nil(t, l.Value, "for who fills it in to decide")
		}
	}
	assert.Contains(t, said, "a room for two nights")
	assert.Equal(t, screen.Country("GE"), parts[0].Lines[0].Value)
	assert.Equal(t, casework.Amount{Minor: 120000, Currency: "EUR"}, parts[1].Lines[1].Value)
	assert.Equal(t, "sewing machine", parts[1].Lines[2].Value)
	require.True(t, screen.Press(s.Commands(), screen.KeyBack))
	assert.False(t, s.Tooling)
}

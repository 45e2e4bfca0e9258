package handout

import (
	"bytes"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/bidi"
	"waymark/internal/casework"
	"waymark/internal/framework"
	"waymark/internal/handout/pdf/pdftest"
	"waymark/internal/id"
	"waymark/internal/words"
)

var topics = sync.OnceValue(func() *framework.Framework {
	sub, err := fs.Sub(assets.Framework, "framework")
	if err != nil {
		panic(err)
	}
	f, err := framework.Load(sub)
	if err != nil {
		panic(err)
	}
	return f
})

var day = time.Date(2026, 11, 22, 14, 30, 0, 0, time.UTC)

func style(t testing.TB, person, staff string) Style {
	t.Helper()
	p, err := words.New(person)
	require.NoError(t, err)
	s, err := words.New(staff)
	require.NoError(t, err)
	return Style{Person: p, Staff: s, Made: day}
}

func allTopics() []string {
	var ids []string
	for _, topic := range topics().Topics() {
		ids = append(ids, topic.ID)
	}
	return ids
}

func talk() Talk {
	return Talk{FileNumber: "W-4711", Held: day, Topics: allTopics(), NextAt: day.AddDate(0, 0, 9), NextStep: "Geburtsurkunde mitbringen", Call: "Frau Adler +49 170 123 4567\nLegal aid 0800 55"}
}

// said is all that a handout says, its lines with spaces between them.
func said(h *Handout) string {
	var all []string
	for i := range h.Pages() {
		all = append(all, h.Lines(i)...)
	}
	return strings.ReplaceAll(bidi.Strip(strings.Join(all, " ")), "\u00a0", " ")
}

// has and lacks say of a long text whether something stands in it, without showing it all.
func has(t *testing.T, text, want string, about ...any) {
	t.Helper()
	if !strings.Contains(text, bidi.Strip(want)) {
		t.Errorf("%q is not there %v", want, about)
	}
}

func lacks(t *testing.T, text, secret string, about ...any) {
	t.Helper()
	if strings.Contains(text, bidi.Strip(secret)) {
		t.Errorf("%q is there %v", secret, about)
	}
}

// onPaper is all that can be read out of the file, each line's letters in the order in
// which they stand.
func onPaper(t *testing.T, h *Handout) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, h.PDF(&b))
	file, err := pdftest.Read(b.Bytes())
	require.NoError(t, err)
	var all strings.Builder
	for _, p := range file.Pages {
		for _, s := range p.Shows {
			all.WriteString(s.Text())
			all.WriteByte('\n')
		}
	}
	return all.String()
}

// written is an item that holds what is given.
func written(kind casework.Kind, fields map[casework.Field]casework.Value) *casework.Item {
	key := casework.ItemKey{Kind: kind, ID: casework.ItemID(id.New[struct{}]())}
	it := casework.NewItem(key)
	for f, v := range fields {
		it.Apply(casework.Change{ID: casework.ChangeID(id.New[struct{}]()), Kind: kind, Item: key.ID, Body: map[casework.Field]casework.Value{f: v}}, func(casework.ChangeID) bool { return false })
	}
	return it
}

// line is a plan's line that holds what is given.
func line(fields map[casework.Field]casework.Value) casework.PlanLine {
	return casework.PlanLineOf(written(casework.KindPlanLine, fields))
}

func plan(t testing.TB) PlanContent {
	t.Helper()
	due := casework.DateValue(day.AddDate(0, 3, 0))
	eur := func(n int64) casework.Value { return casework.Amount{Minor: n * 100, Currency: "EUR"}.Value() }
	conflict := written(casework.KindPlanLine, map[casework.Field]casework.Value{"activity": "School enrolment, two children", "state": "approved", "decided.by": "ETTC", "amount": eur(800), "approved": eur(777)})
	conflict.Apply(casework.Change{ID: casework.ChangeID(id.New[struct{}]()), Kind: casework.KindPlanLine, Item: conflict.ID, Body: map[casework.Field]casework.Value{"state": "refused"}}, func(casework.ChangeID) bool { return false })
	return PlanContent{
		FileNumber: "W-4711",
		Plan: casework.PlanOf(written(casework.KindPlan, map[casework.Field]casework.Value{"state": "sent", "version": "3", "aspirations": "متجر صغير للخياطة في أربيل، قرب بيت أختي",
			"note.inside": "SECRET-INSIDE", "family": "SECRET-FAMILY"})),
		Lines: []casework.PlanLine{
			line(map[casework.Field]casework.Value{"activity": "Sewing machine for a workshop", "provider": "WELDO, Erbil", "support": "in_kind", "amount": eur(1200), "due": due, "state": "wished"}),
			line(map[casework.Field]casework.Value{"activity": "إيجار محل ستة أشهر", "support": "cash", "amount": eur(900), "approved": eur(750), "decided.by": "Programme office", "due": due, "state": "approved"}),
			line(map[casework.Field]casework.Value{"activity": "Training in book-keeping", "support": "service", "amount": eur(300), "state": "agreed"}),
			line(map[casework.Field]casework.Value{"activity": "Car", "amount": eur(5000), "state": "refused", "decided.by": "Programme office", "reason": "not foreseen by the programme", "remedy": "write to the office by 3 March"}),
			line(map[casework.Field]casework.Value{"activity": "Approved by nobody", "amount": eur(111), "approved": eur(111), "state": "approved"}),
			casework.PlanLineOf(conflict),
		},
	}
}

// languages of persons, and a staff language beside each.
func everyLanguage(t *testing.T, do func(t *testing.T, s Style)) {
	t.Helper()
	for _, person := range words.PersonLanguages() {
		for _, staff := range []string{"en", "ar"} {
			t.Run(person+"+"+staff, func(t *testing.T) { do(t, style(t, person, staff)) })
		}
	}
}

func TestASummaryTellsTopicsAndTheNextAppointment(t *testing.T) {
	s := style(t, "ti", "en")
	got := said(Summary(talk(), topics(), s, false))
	for _, want := range []string{"ብዛዕባ እንታይ ተዛሪብና", "What we talked about", "Health", "ጥዕና", "1 December 2026", "14:30", "Frau Adler +49 170 123 4567", "W-4711", "promises nothing"} {
		has(t, got, want)
	}
}

func TestNothingAboutProtectionStandsOnPaper(t *testing.T) {
	everyLanguage(t, func(t *testing.T, s Style) {
		for _, h := range []*Handout{
			Summary(talk(), topics(), s, true), Card(talk(), topics(), s), Pack(Visit{FileNumber: "W-4711", Topics: allTopics()}, topics(), s),
		} {
			got := said(h)
			for _, id := range []string{"trafficking-and-danger", "in-detention"} {
				for _, tag := range topics().Languages(id) {
					text, _ := topics().Text(id, tag)
					lacks(t, got, text.Title, h.What)
				}
			}
			require.NotEmpty(t, h.LeftOut)
			assert.Equal(t, "handout.left.never", h.LeftOut[0].Key)
			assert.Equal(t, 2, h.LeftOut[0].Count)
			assert.NotEmpty(t, s.Staff.Say(h.LeftOut[0]))
		}
	})
}

func TestTextThatMayNotBePrintedIsNot(t *testing.T) {
	for _, person := range words.PersonLanguages() {
		s := style(t, person, person)
		h := Summary(talk(), topics(), s, true)
		got := said(h)
		printed, kept := 0, 0
		for _, id := range allTopics() {
			text, _ := topics().Nearest(id, person)
			for _, b := range text.Blocks {
				if topic, _ := topics().Topic(id); topic.Group == protection || !text.MayPrint() {
					if utf8.RuneCountInString(b.Plain()) > 30 { // shorter ones may stand in two topics
						lacks(t, got, b.Plain(), id, person)
						kept++
					}
					continue
				}
				has(t, got, b.Plain(), id, person)
				printed++
			}
		}
		assert.Positive(t, printed)
		assert.Positive(t, kept)
		assert.True(t, h.Drafted)
		has(t, got, s.Person.Text("person.drafted"), person)
	}
}

func firstWords(s string, n int) string {
	all := strings.Fields(s)
	return strings.Join(all[:min(n, len(all))], " ")
}

func TestWhatStandsOnPaperIsWhatWasSaid(t *testing.T) {
	s := style(t, "ar", "en")
	h := Summary(talk(), topics(), s, true)
	paper := onPaper(t, h)
	has(t, paper, "Why we talk")
	has(t, paper, reversed("لماذا نتحدث"), "letters as they stand from left to right")
	has(t, paper, "+49 170 123 4567")
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func TestOnlyApprovedLinesArePromised(t *testing.T) {
	s := style(t, "en", "en")
	content := plan(t)
	whole := said(Plan(content, s))
	assert.Equal(t, 1, strings.Count(whole, "approved: 750 EUR"))
	for i, want := range []struct{ state, promise, amount string }{
		{"wished", "not promised", "estimate: 1,200 EUR"}, {"approved", "promised", "approved: 750 EUR"}, {"agreed with you", "not promised", "estimate: 300 EUR"},
		{"refused", "", "estimate: 5,000 EUR"}, {"sent", "not promised", "estimate: 111 EUR"}, {"two answers", "not promised", "estimate: 800 EUR"},
	} {
		one := content
		one.Lines = content.Lines[i : i+1]
		got := said(Plan(one, s))
		rows := got[strings.Index(got, "Where it stands"):]
		has(t, rows, want.state, "line %d", i+1)
		has(t, rows, want.amount, "line %d", i+1)
		switch want.promise {
		case "promised":
			lacks(t, rows, "not promised", "line %d", i+1)
			has(t, rows, "promised", "line %d", i+1)
		case "":
			lacks(t, rows, "promised", "line %d", i+1)
		default:
			assert.Equal(t, strings.Count(rows, "promised"), strings.Count(rows, want.promise), "line %d", i+1)
			lacks(t, rows, "approved", "line %d", i+1)
		}
	}
	lacks(t, whole, "777", "what one of two answers approved")
}

func TestEveryPageOfAPlanSaysWhereItStands(t *testing.T) {
	everyLanguage(t, func(t *testing.T, s Style) {
		content := plan(t)
		for range 4 {
			content.Lines = append(content.Lines, content.Lines...)
		}
		h := Plan(content, s)
		require.Greater(t, h.Pages(), 3)
		for i := range h.Pages() {
			page := bidi.Strip(strings.Join(h.Lines(i), " "))
			for _, w := range []*words.Words{s.Person, s.Staff} {
				head := words.Plain(w.Say(message("paper.plan.version", "Version", 3, "State", message("paper.line.sent"))))
				has(t, page, head, "page %d", i+1)
				has(t, page, words.Plain(w.Text("paper.plan.where")), "the table's head on page %d", i+1)
			}
			has(t, page, "W-4711")
		}
		assert.Empty(t, h.Unwritable())
	})
}

func TestEveryStateHasItsWordAndItsOwnSign(t *testing.T) {
	english, err := words.New("en")
	require.NoError(t, err)
	seen := map[string]casework.Value{}
	for _, v := range casework.EnumValues("line_state") {
		assert.True(t, english.Has("paper.line."+string(v)), v)
		require.NotEmpty(t, sign[v], v)
		if other, ok := seen[sign[v]]; ok {
			assert.ElementsMatch(t, []casework.Value{"approved", "changed"}, []casework.Value{v, other}, "two states with one sign")
		}
		seen[sign[v]] = v
	}
	for _, v := range casework.EnumValues("plan_state") {
		assert.Contains(t, stateOfLine, v)
	}
	for _, v := range casework.EnumValues("support_kind") {
		assert.True(t, english.Has("paper.kind."+string(v)), v)
	}
}

func TestAPartnersCopyHasNothingAboveCore(t *testing.T) {
	content := plan(t)
	content.Plan = casework.PlanOf(written(casework.KindPlan, map[casework.Field]casework.Value{"state": "sent", "version": "3", "aspirations": "OWN-WORDS", "note": "STAFF-NOTE",
		"note.inside": "SECRET-INSIDE", "decided.note": "SECRET-DECISION", "family": "SECRET-FAMILY"}))
	h := Partner(content, style(t, "en", "fr"))
	got := said(h)
	for _, secret := range []string{"OWN-WORDS", "STAFF-NOTE", "SECRET"} {
		lacks(t, got, secret)
		lacks(t, said(Plan(content, style(t, "en", "fr"))), "SECRET")
	}
	has(t, got, "Sewing machine")
	// Whatever class a field of a line gets one day: what may not be shared stands nowhere.
	closed := casework.KindPlanLine
	s := style(t, "en", "fr")
	barred := s.plan("partner-copy", content, nil, func(k casework.Kind, f casework.Field) bool { return k != closed })
	for _, l := range content.Lines {
		lacks(t, said(barred), l.Activity)
	}
	lacks(t, said(barred), "EUR")
}

func TestAPackForAVisitNamesNobody(t *testing.T) {
	everyLanguage(t, func(t *testing.T, s Style) {
		h := Pack(Visit{FileNumber: "W-4711", Topics: []string{"welcome-and-rights", "health", "your-data"}}, topics(), s)
		got := said(h)
		for _, key := range []string{"handout.form.title", "handout.form.questions", "handout.form.voluntary", "handout.visit.state"} {
			has(t, got, firstWords(s.Staff.Text(key), 2))
		}
		for _, w := range []*words.Words{s.Person, s.Staff} {
			has(t, got, firstWords(w.Text("paper.consent.title"), 2))
			has(t, got, w.Text("paper.consent.no"))
		}
		for i := range h.Pages() {
			has(t, strings.Join(h.Lines(i), " "), "W-4711")
		}
		assert.Empty(t, h.Unwritable())
		assert.True(t, h.Drafted, "its topics are drafts")
	})
}

func TestTheSameContentIsTheSameFile(t *testing.T) {
	var files [3]bytes.Buffer
	for i := range files {
		require.NoError(t, Summary(talk(), topics(), style(t, "fa-AF", "de"), true).PDF(&files[i]))
	}
	assert.True(t, bytes.Equal(files[0].Bytes(), files[1].Bytes()) && bytes.Equal(files[1].Bytes(), files[2].Bytes()))
}

func TestWordsWithTricksStayWhereTheyAre(t *testing.T) {
	trick := talk()
	trick.NextStep = "\u202egnirb\u202c \u2067never closed \xff\x00 e\u0301 \u0301alone"
	trick.Call = "\u202e+49 170 123 4567\nسارة +49 170 7654321"
	for _, person := range []string{"ar", "en"} {
		h := Summary(trick, topics(), style(t, person, "fr"), false)
		got := said(h)
		has(t, got, "gnirb never closed", "as it was typed, in the order it was typed")
		assert.NotContains(t, onPaper(t, h), "\u202e")
		has(t, onPaper(t, h), "+49 170 123 4567", "a telephone number keeps its order")
		has(t, onPaper(t, h), "+49 170 7654321")
	}
}

func TestStackedAndLargeSayTheSame(t *testing.T) {
	s := style(t, "ka", "de")
	beside := said(Summary(talk(), topics(), s, true))
	s.Stacked, s.Large = true, true
	under := said(Summary(talk(), topics(), s, true))
	for _, key := range []string{"paper.next", "paper.call", "paper.summary.title"} {
		for _, w := range []*words.Words{s.Person, s.Staff} {
			has(t, beside, firstWords(w.Text(key), 2))
			has(t, under, firstWords(w.Text(key), 2))
		}
	}
}

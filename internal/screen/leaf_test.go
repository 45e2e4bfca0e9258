package screen_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/words"
)

func TestEveryQuestionOfALeafIsAFieldOfItsKindWithAName(t *testing.T) {
	texts := map[string]bool{}
	for _, k := range words.Keys(words.English) {
		texts[k] = true
	}
	for _, l := range append([]screen.Leaf{screen.MemberLeaf, screen.CaseLeaf}, screen.Leaves...) {
		info := casework.KindOf(l.Kind)
		assert.NotNil(t, info, l.Kind)
		assert.True(t, info.MayBeAbout(casework.SubjectCase))
		form := &screen.LeafForm{Leaf: &l}
		asked := map[casework.Field]bool{}
		for _, q := range l.Fields {
			assert.NotNil(t, casework.FieldOf(l.Kind, q.Path), "%s has no field %s", l.Kind, q.Path)
			assert.False(t, asked[q.Path], "%s asks %s twice", l.Kind, q.Path)
			assert.Contains(t, form.Label(q.Path).Key, "field.", "%s: no text for %s", l.Kind, q.Path)
			if q.If != "" {
				assert.True(t, asked[q.If], "%s: %s depends on what is asked later", l.Kind, q.Path)
				other := casework.FieldOf(l.Kind, q.If)
				for _, v := range q.Is {
					assert.NoError(t, casework.CheckValue(l.Kind, q.If, v), "%s: %s", l.Kind, q.Path)
				}
				assert.NotNil(t, other)
			}
			asked[q.Path] = true
		}
		for _, f := range l.Listed {
			assert.True(t, asked[f] || l.Kind == casework.KindCase, "%s lists %s, which nobody is asked", l.Kind, f)
		}
		assert.True(t, asked["member"] || l.Kind == casework.KindMember || l.Kind == casework.KindCase, "%s says whom it is about", l.Kind)
	}
}

// situation opens the tab of the situation in a special case's file.
func situation(t *testing.T, name string) (*archive, *screentest.Runner, *shelf, *screen.CaseFile) {
	a, run, store, _, s := openFile(t, name)
	s.Turn(screen.TabSituation)
	return a, run, store, s
}

func recordLeaf(t *testing.T, run *screentest.Runner, s *screen.CaseFile) {
	t.Helper()
	require.True(t, s.Leaf.Ready())
	require.True(t, screen.Press(s.Commands(), screen.KeyRecord))
	run.Advance(screen.UndoTime)
	require.Nil(t, s.Leaf)
}

func rowsOf(s *screen.CaseFile, k casework.Kind) []screen.LeafRow {
	for _, g := range s.LeafGroups() {
		if g.Kind == k {
			return g.Rows
		}
	}
	return nil
}

func TestALeafOfEveryKindIsTypedAndRecorded(t *testing.T) {
	a, run, store, s := situation(t, casetest.Household)
	member := s.Persons()[1]
	answers := map[casework.Type]string{casework.Text: "as they say", casework.Date: "3.12.2026", casework.YesNo: "yes", casework.Number: "3", casework.Money: "1.200,50",
		casework.Language: "ckb", casework.Country: "IQ", casework.Ref: member.ID.String()}
	want := map[casework.Type]casework.Value{casework.Date: "2026-12-03", casework.Money: "120050 USD"}
	for _, l := range screen.Leaves {
		before := len(rowsOf(s, l.Kind))
		s.AddLeaf(l.Kind)
		require.NotNil(t, s.Leaf, l.Kind)
		assert.True(t, s.Leaf.New())
		assert.False(t, s.Leaf.Ready(), "nothing typed records nothing")
		for _, q := range l.Fields {
			assert.Empty(t, s.Leaf.Text(q.Path), "%s %s: nothing has a default", l.Kind, q.Path)
			info := l.Type(q.Path)
			text := answers[info.Type]
			if info.Type == casework.EnumOf {
				text = string(casework.EnumValues(info.Enum)[0])
			}
			if info.Type == casework.Money {
				s.Leaf.TypeCurrency(q.Path, "USD")
			}
			s.Leaf.Type(q.Path, text)
			assert.False(t, s.Leaf.Wrong(q.Path), "%s %s", l.Kind, q.Path)
		}
		item := s.Leaf.Item
		recordLeaf(t, run, s)
		it := a.memory[s.About()].Item(l.Kind, item)
		require.NotNil(t, it, l.Kind)
		for _, q := range l.Fields {
			v, special := want[l.Type(q.Path).Type]
			if got := it.Get(q.Path); special {
				assert.Equal(t, v, got, "%s %s", l.Kind, q.Path)
			} else {
				assert.NotEmpty(t, got, "%s %s", l.Kind, q.Path)
			}
		}
		rows := rowsOf(s, l.Kind)
		require.Len(t, rows, before+1)
		assert.Len(t, rows[before].Facts, len(l.Listed))
		assert.Equal(t, member.Name(), rows[before].Who)

		s.EditLeaf(rows[before].ItemKey)
		for _, q := range l.Fields {
			if l.Type(q.Path).Type == casework.Date {
				assert.Equal(t, "3.12.2026", s.Leaf.Text(q.Path), "a day is shown as people write it")
			}
		}
		assert.False(t, s.Leaf.Ready(), "opening is not typing")
		s.LeaveLeaf()
	}
	assert.Empty(t, store.kept)
}

func TestWhatMakesAContactSafeIsReadBeforeTheNumber(t *testing.T) {
	for _, k := range []casework.Kind{casework.KindContact, casework.KindContactAbroad} {
		l := screen.LeafOf(k)
		value := slices.IndexFunc(l.Fields, func(q screen.LeafField) bool { return q.Path == "value" })
		for _, f := range []casework.Field{"safety", "say", "hours", "no_messages", "may_leave_message"} {
			i := slices.IndexFunc(l.Fields, func(q screen.LeafField) bool { return q.Path == f })
			assert.Less(t, i, value, "asked: %s", f)
			assert.Less(t, slices.Index(l.Listed, f), slices.Index(l.Listed, "value"), "listed: %s", f)
		}
		safety, _ := casework.ClassOf(k, "say")
		number, _ := casework.ClassOf(k, "value")
		assert.Equal(t, number, safety, "the one never travels without the other")
	}
}

func TestAppealAndLegalAidStandFirstInADecision(t *testing.T) {
	var order []casework.Field
	for _, q := range screen.LeafOf(casework.KindDecision).Fields {
		order = append(order, q.Path)
	}
	at := func(f casework.Field) int { return slices.Index(order, f) }
	assert.Less(t, at("appeal.until"), at("legal_aid.told"))
	for _, later := range []casework.Field{"authority", "decided", "departure.until", "entry_ban.months"} {
		assert.Less(t, at("legal_aid.wanted"), at(later))
	}
}

func TestADayThatIsNoneIsKeptAndSaidNotLost(t *testing.T) {
	a, run, store, s := situation(t, casetest.Household)
	s.AddLeaf(casework.KindTravelDocument)
	item := s.Leaf.Item
	s.Leaf.Type("number", "A 123")
	s.Leaf.Type("expires", "31.2.2027")
	assert.True(t, s.Leaf.Wrong("expires"))
	assert.False(t, s.Leaf.Ready())
	run.Advance(time.Second)
	require.Len(t, store.kept, 1)

	// Killed and started again: it is where it was typed, as it was typed.
	var route screen.Route
	for _, d := range store.kept {
		route = d.Route
	}
	back := screen.NewCaseFile(a.desk(run, store), a, a, route)
	back.Shown()
	assert.Equal(t, screen.TabSituation, back.Tab)
	require.NotNil(t, back.Leaf)
	assert.Equal(t, "31.2.2027", back.Leaf.Text("expires"))
	back.Leaf.Type("expires", "٢٨.٢.٢٠٢٧")
	recordLeaf(t, run, back)
	it := a.memory[s.About()].Item(casework.KindTravelDocument, item)
	assert.Equal(t, casework.Value("2027-02-28"), it.Get("expires"))
	assert.Equal(t, casework.Value("A 123"), it.Get("number"))
}

func TestALeafIsRecordedOverWhatWasSeen(t *testing.T) {
	a, run, _, s := situation(t, casetest.Household)
	s.AddLeaf(casework.KindMoney)
	item := s.Leaf.Item
	s.Leaf.Type("amount", "900")
	assert.False(t, s.Leaf.Wrong("amount"), "its currency may come later")
	assert.True(t, s.Leaf.Ready())
	s.Leaf.TypeCurrency("amount", "EUR")
	s.Leaf.Type("to", "a cousin")
	recordLeaf(t, run, s)

	s.EditLeaf(casework.ItemKey{Kind: casework.KindMoney, ID: item})
	s.Leaf.TypeCurrency("amount", "USD") // the number stays
	s.Leaf.Type("to", "an uncle")
	_, err := a.Make(t.Context(), func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Write(ctx, casework.Edit{Subject: s.About(), Kind: casework.KindMoney, Item: item, Fields: map[casework.Field]casework.Value{"to": "a neighbour"}})
	})
	require.NoError(t, err)
	recordLeaf(t, run, s)
	it := a.memory[s.About()].Item(casework.KindMoney, item)
	assert.Equal(t, casework.Value("90000 USD"), it.Get("amount"))
	c, conflict := it.Conflict("to")
	require.True(t, conflict, "what arrived meanwhile was not overwritten")
	assert.Len(t, c.Heads, 2)
}

func TestALeafTakenOutCanBeBroughtBack(t *testing.T) {
	_, run, _, s := situation(t, casetest.Household)
	s.AddLeaf(casework.KindMedical)
	s.Leaf.Type("kind", "chronic")
	s.Leaf.Type("description", "diabetes")
	recordLeaf(t, run, s)
	rows := rowsOf(s, casework.KindMedical)
	last := rows[len(rows)-1]
	s.EditLeaf(last.ItemKey)
	require.True(t, screen.Press(s.Commands(), screen.KeyTakeOut))
	assert.Nil(t, s.Leaf)
	assert.Len(t, rowsOf(s, casework.KindMedical), len(rows)-1)
	out := s.TakenOut()
	require.NotEmpty(t, out)
	assert.Equal(t, last.ItemKey, out[len(out)-1].ItemKey)
	s.BringBack(last.ItemKey)
	assert.Len(t, rowsOf(s, casework.KindMedical), len(rows))
}

func TestOneMembersLeavesAlone(t *testing.T) {
	_, run, _, s := situation(t, casetest.Household)
	all := s.Persons()
	for _, m := range all[:2] {
		s.Only(m.ID)
		s.AddLeaf(casework.KindSkill)
		assert.Equal(t, m.ID.String(), s.Leaf.Text("member"), "whose leaves are shown")
		s.Leaf.Type("what", "sewing")
		recordLeaf(t, run, s)
	}
	s.Only(all[0].ID)
	for _, r := range rowsOf(s, casework.KindSkill) {
		assert.Equal(t, all[0].Name(), r.Who)
	}
	require.NotEmpty(t, rowsOf(s, casework.KindSkill))
	one := len(rowsOf(s, casework.KindSkill))
	s.Only(casework.ItemID{})
	assert.Greater(t, len(rowsOf(s, casework.KindSkill)), one)
}

func TestAnOpenThingLeadsToWhereItIsSeenTo(t *testing.T) {
	_, run, _, s := situation(t, casetest.Conflict)
	s.AddMember()
	s.Member.Type("name.latin", "Noor")
	s.Member.Type("birth", "9")
	s.Member.Type("relation", "child")
	s.Member.Record()
	run.Advance(screen.UndoTime)
	seen := func(key string) {
		t.Helper()
		i := slices.IndexFunc(s.Open(), func(o screen.OpenThing) bool { return o.What.Key == key && o.Who == "Noor" })
		require.GreaterOrEqual(t, i, 0, "%s", key)
		s.See(s.Open()[i])
		require.NotNil(t, s.Leaf)
		assert.Equal(t, "Noor", s.Case.Member(itemOf(t, s.Leaf.Text("member"))).Name())
	}
	seen(string(casework.MissingBestInterests))
	assert.Equal(t, "best_interests", s.Leaf.Text("kind"))
	assert.Empty(t, s.Leaf.Text("met"), "the answer is nobody's but the counsellor's")
	because := *s.Leaf.Leaf.Field("because")
	assert.False(t, s.Leaf.Asked(because))
	s.Leaf.Type("met", "no")
	assert.True(t, s.Leaf.Asked(because), "not met, because…")
	s.Leaf.Type("because", "no guardian is named yet")
	recordLeaf(t, run, s)
	i := slices.IndexFunc(s.Open(), func(o screen.OpenThing) bool { return o.What.Key == "plan.missing.safeguard" })
	require.GreaterOrEqual(t, i, 0, "what is not met stops the next act, and says so")
	s.See(s.Open()[i])
	assert.Equal(t, "no guardian is named yet", s.Leaf.Text("because"), "the one that was found not met")
	s.LeaveLeaf()
	seen("casefile.open.other_parent")
	assert.Equal(t, casework.KindParentConsent, s.Leaf.Leaf.Kind)
	s.Leaf.Type("state", "refused")
	recordLeaf(t, run, s)
	seen(string(casework.MissingOtherParent))
	assert.Equal(t, "refused", s.Leaf.Text("state"), "the same consent, not a second one")
}

func itemOf(t *testing.T, text string) casework.ItemID {
	id, ok := casework.Value(text).Item()
	require.True(t, ok)
	return id
}

func TestWhatSomebodyIsCalledElsewhereAndWantsIsKept(t *testing.T) {
	a, run, _, _, s := openFile(t, casetest.Household)
	m := s.Persons()[1]
	s.EditMember(m.ID)
	before := s.Member.Entries("spelling")
	for _, name := range []string{"Sara Kareem", "Sarah Karim"} {
		s.Member.Type("spelling."+s.Member.NewEntry(), name)
	}
	more := s.MoreOfMember()
	more.Type("wishes", "to be near her mother")
	more.Type("joined", "1.6.2025")
	more.Type("seen_alone", "yes")
	more.Type("died", "31.2.2025")
	assert.True(t, more.Wrong("died"))
	more.Type("died", "")
	s.Member.Record()
	run.Advance(screen.UndoTime)
	require.Nil(t, s.Member)
	it := a.memory[s.About()].Item(casework.KindMember, m.ID)
	v := casework.MemberOf(it)
	assert.Len(t, v.Spellings, len(before)+2)
	assert.Equal(t, "to be near her mother", v.Wishes)
	assert.Equal(t, casework.Value("2025-06-01"), it.Get("joined"))
	assert.Equal(t, casework.Yes, it.Get("seen_alone"))
	assert.Empty(t, it.Get("died"))
}

func TestAConsentNamesSeveralAndWhatMayBeGiven(t *testing.T) {
	a, run, _, _, s := openFile(t, casetest.Household)
	s.AskConsent("research")
	e := s.Consent
	for _, name := range []string{"Association A", "University B"} {
		n := e.NewEntry()
		e.Type("recipient."+n, name)
		e.Type("recipient."+n+".country", "IQ")
	}
	e.Type("recipient."+e.NewEntry()+".kind", "ngo") // nobody was named
	e.Type("class.medical", "yes")
	e.Type("state", "not_asked")
	assert.False(t, s.AskedAlready())
	item := e.Draft().Route.Item
	e.Record()
	run.Advance(screen.UndoTime)
	c := casework.ConsentOf(a.memory[s.About()].Item(casework.KindConsent, item))
	assert.Equal(t, casework.Value("not_asked"), c.State)
	require.Len(t, c.Recipients, 2)
	for _, r := range c.Recipients {
		assert.NotEmpty(t, r.Name)
		assert.Equal(t, "IQ", r.Country)
	}
	assert.True(t, c.Names(casework.Medical))
	assert.False(t, c.Names(casework.Protection))

	s.AnswerConsent(item, "given")
	assert.False(t, s.AskedAlready(), "nothing was answered yet: who would receive it can still be set right")
	s.Consent.Record()
	run.Advance(screen.UndoTime)
	s.AnswerConsent(item, "withdrawn")
	assert.True(t, s.AskedAlready())
}

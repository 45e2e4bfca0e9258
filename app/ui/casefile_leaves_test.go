package ui

import (
	"strings"
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

func TestEveryLeafIsDrawnInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language) // a missing text fails
			a, d, m := sitDown(t, casetest.Household)
			s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
			s.Shown()
			v := drawCaseFile(p, s)
			put(p, v)
			for _, l := range screen.Leaves {
				s.Turn(screen.TabSituation)
				s.AddLeaf(l.Kind)
				f := s.Leaf
				assert.True(t, says(v.Content, p.T(l.Kind.Key())))
				assert.NotNil(t, p.Window.Canvas().Focused(), "the keyboard is at the first question of %s", l.Kind)
				for _, q := range l.Fields {
					assert.Equal(t, f.Asked(q), drawn(v.Content, p.leafLabel(f, q.Path)), "%s %s", l.Kind, q.Path)
				}
				s.LeaveLeaf()
			}
		})
	}
}

// drawn reports whether something that can have the keyboard has a name.
func drawn(root fyne.CanvasObject, name string) bool {
	found := false
	walk(root, func(o fyne.CanvasObject) {
		_, can := o.(fyne.Focusable)
		if a, is := o.(fyne.Accessible); is && can && (a.AccessibilityLabel() == name || strings.HasPrefix(a.AccessibilityLabel(), name+":") || strings.HasPrefix(a.AccessibilityLabel(), name+"،")) {
			found = true
		}
	})
	return found
}

func TestALeafIsWrittenWithTheKeyboard(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Household)
			s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
			s.Shown()
			v := drawCaseFile(p, s)
			put(p, v)
			s.Turn(screen.TabSituation)
			require.True(t, screen.Press(s.Commands(), screen.KeyAdd))
			add, ok := p.Window.Canvas().Focused().(*kit.Select)
			require.True(t, ok, "Ctrl+I sends the keyboard to what can be added")
			add.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			list := p.Window.Canvas().Overlays().Top()
			require.NotNil(t, list)
			for i := 0; screen.Leaves[i].Kind != casework.KindTravelDocument; i++ {
				key(p, fyne.KeyDown)
			}
			key(p, fyne.KeyReturn)
			require.NotNil(t, s.Leaf)
			assert.Equal(t, casework.KindTravelDocument, s.Leaf.Leaf.Kind)
			field := func(path casework.Field) *kit.Entry {
				name := p.leafLabel(s.Leaf, path)
				return find(t, v.Content, func(e *kit.Entry) bool { return e.AccessibilityLabel() == name })
			}
			test.Type(field("number"), "B 77")
			expires := field("expires")
			test.Type(expires, "31.2.2027")
			assert.False(t, expires.Valid())
			assert.True(t, button(t, p, v.Content, "button.record").Disabled(), "a day that is none is not recorded")
			expires.SelectAll()
			test.Type(expires, "1.2.2027")
			assert.True(t, expires.Valid())
			original := find(t, v.Content, func(c *kit.Select) bool {
				return strings.HasPrefix(c.AccessibilityLabel(), p.leafLabel(s.Leaf, "original_at"))
			})
			p.Focus(original)
			assert.False(t, drawn(v.Content, p.leafLabel(s.Leaf, "loss_reported")))
			item := s.Leaf.Item
			s.Leaf.Type("original_at", "lost")
			press(t, p, v, "button.record")
			d.Run.(*screentest.Runner).Advance(screen.UndoTime)
			assert.Nil(t, s.Leaf)
			it := a.memory[m.Case].Item(casework.KindTravelDocument, item)
			assert.Equal(t, casework.Value("2027-02-01"), it.Get("expires"))
			found := false
			walk(v.Content, func(o fyne.CanvasObject) {
				if x, is := o.(*kit.Text); is && strings.Contains(x.Content(), "B 77") {
					found = true
				}
			})
			assert.True(t, found, "the list shows it")
		})
	}
}

func TestListsWithinAFormGrowWhileOneTypes(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Household)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
	s.Shown()
	v := drawCaseFile(p, s)
	put(p, v)
	s.AskConsent("research")
	item := s.Consent.Draft().Route.Item
	named := 0
	for _, name := range []string{"Association A", "University B"} {
		empty := find(t, v.Content, func(e *kit.Entry) bool {
			return e.AccessibilityLabel() == p.T("casefile.consent.recipient") && e.Text() == ""
		})
		p.Focus(empty)
		test.Type(empty, name)
		assert.Equal(t, name, empty.Text())
		assert.Same(t, empty, p.Window.Canvas().Focused(), "typing goes on where it was")
		named++
	}
	test.Tap(find(t, v.Content, func(c *kit.Check) bool { return c.AccessibilityLabel() == p.T("class.medical") }))
	s.Consent.Type("state", "given")
	press(t, p, v, "button.record")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	c := casework.ConsentOf(a.memory[m.Case].Item(casework.KindConsent, item))
	assert.Len(t, c.Recipients, named)
	assert.True(t, c.Names(casework.Medical))

	s.EditMember(s.Persons()[0].ID)
	spelling := find(t, v.Content, func(e *kit.Entry) bool {
		return e.AccessibilityLabel() == p.T("casefile.member.spelling") && e.Text() == ""
	})
	test.Type(spelling, "Another Name")
	test.Type(find(t, v.Content, func(e *kit.Entry) bool { return e.AccessibilityLabel() == p.leafLabel(s.MoreOfMember(), "wishes") }), "a bakery")
	press(t, p, v, "button.record")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	member := casework.MemberOf(a.memory[m.Case].Item(casework.KindMember, s.Persons()[0].ID))
	assert.Equal(t, "a bakery", member.Wishes)
	found := false
	for _, v := range member.Spellings {
		found = found || v == "Another Name"
	}
	assert.True(t, found)
}

func TestWhatIsSaidAlreadyStandsInTheFormFromTheStart(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Household)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
	s.Shown()
	v := drawCaseFile(p, s)
	put(p, v)
	who := s.Persons()[1]
	s.Turn(screen.TabSituation)
	s.Only(who.ID)
	s.AddLeaf(casework.KindMedical)
	assert.Equal(t, who.ID.String(), answerOf(t, v.Content, p.leafLabel(s.Leaf, "member")), "whose form it is")
	s.LeaveLeaf()

	s.AskConsent("photo")
	assert.True(t, says(v.Content, p.T("casework.purpose.photo")), "what is asked")
	item := s.Consent.Draft().Route.Item
	s.Consent.Type("state", "given")
	press(t, p, v, "button.record")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	require.Nil(t, s.Consent)
	s.AnswerConsent(item, "withdrawn")
	require.True(t, s.TakesBack())
	assert.True(t, says(v.Content, p.T("casefile.consent.withdraw.hint")), "what withdrawing does")
	assert.False(t, drawn(v.Content, p.T("casefile.consent.said")))
}

// answerOf is the answer taken in the choice or select of a name.
func answerOf(t *testing.T, root fyne.CanvasObject, name string) string {
	t.Helper()
	answer, found := "", false
	walk(root, func(o fyne.CanvasObject) {
		a, is := o.(fyne.Accessible)
		if !is || !strings.HasPrefix(a.AccessibilityLabel(), name+":") {
			return
		}
		if s, is := o.(interface{ Selected() string }); is {
			answer, found = s.Selected(), true
		}
	})
	require.True(t, found, "not on the screen: %s", name)
	return answer
}

func TestANationalityIsAddedAndTheKeyboardStaysThere(t *testing.T) {
	p := testPen(t, "en")
	a, d, m := sitDown(t, casetest.Household)
	s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
	s.Shown()
	v := drawCaseFile(p, s)
	put(p, v)
	s.EditMember(s.Persons()[0].ID)
	latin := entry(t, p, v.Content, "casefile.member.latin")
	for _, list := range []string{"casefile.member.nationality.add", "casefile.member.languages.add"} {
		add := find(t, v.Content, func(c *kit.Select) bool { return strings.HasPrefix(c.AccessibilityLabel(), p.T(list)) })
		p.Focus(add)
		add.TypedRune('G') // the first that begins so
		now, ok := p.Window.Canvas().Focused().(*kit.Select)
		require.True(t, ok, "the keyboard stays at the list")
		assert.True(t, strings.HasPrefix(now.AccessibilityLabel(), p.T(list)))
		assert.Empty(t, now.Selected(), "one more can be added")
	}
	assert.Same(t, latin, entry(t, p, v.Content, "casefile.member.latin"), "the form around it is not drawn again")
}

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
)

// inSight reports whether o stands wholly inside its scroll, with room above it for
// its label.
func inSight(s *Scroll, o fyne.CanvasObject, above float32) bool {
	at, found := offsetIn(s.content, o)
	return found && at.Y-above >= s.Offset() && at.Y+o.Size().Height <= s.Offset()+s.Size().Height
}

func TestWhatHasTheKeyboardStaysInSight(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Look{Text: LargestText}))
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	e := Env{}
	grows := e.Text("")
	above, below := e.Column(), e.Column()
	for range 20 {
		above.Add(e.Text("above"))
		below.Add(e.Text("below"))
	}
	field := e.NewEntry(EntryOptions{Name: "field"})
	label := e.Quiet("label")
	s := NewScroll(e.Column(grows, above, e.Tight(label, field), below))
	w.SetContent(s)
	w.Resize(fyne.NewSize(500, 300))

	w.Canvas().Focus(field)
	assert.True(t, inSight(s, field, label.Size().Height), "the field and its label")

	grows.SetText("a sentence that is long enough to need several lines of a window that is as narrow as this one, and which came late")
	s.Refresh()
	assert.True(t, inSight(s, field, 0), "what grows above does not push it out")

	s.inner.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 4000)})
	assert.Zero(t, s.Offset())
	below.Add(e.Text("more"))
	s.Refresh()
	assert.Zero(t, s.Offset(), "who scrolled away on purpose is left alone")

	field.TypedRune('a')
	assert.True(t, inSight(s, field, label.Size().Height), "until they type")
	s.ToTop()
	s.Refresh()
	assert.Zero(t, s.Offset())
}

func TestAQuestionThatIsNotAskedHasNoLabel(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Look{}))
	w := test.NewTempWindow(t, nil)
	e := Env{}
	first, second := e.Entry("", nil), Stack(e.Entry("", nil))
	form := e.Form(Field{Label: "first", Control: first}, Field{Label: "second", Control: second})
	w.SetContent(form)
	w.Resize(fyne.NewSize(800, 300))
	label := form.Objects[2]
	high := form.MinSize().Height
	second.Hide()
	form.Refresh()
	assert.False(t, label.Visible())
	assert.Less(t, form.MinSize().Height, high)
	second.Show()
	form.Refresh()
	assert.True(t, label.Visible())
	assert.Equal(t, high, form.MinSize().Height)
}

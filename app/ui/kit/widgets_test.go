package kit

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// stand puts widgets in a window under each other.
func stand(t *testing.T, e Env, objects ...fyne.CanvasObject) fyne.Window {
	t.Helper()
	return window(t, e.Column(objects...), 600, 400)
}

func TestButtonIsPressedByTapSpaceAndEnter(t *testing.T) {
	tempApp(t, Look{})
	pressed := 0
	b := Env{}.Primary("Record", func() { pressed++ }).WithShortcut("Ctrl+Enter")
	w := stand(t, Env{}, b)
	test.Tap(b)
	key(b, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter)
	require.Equal(t, 4, pressed)
	b.Disable()
	test.Tap(b)
	key(b, fyne.KeySpace)
	require.Equal(t, 4, pressed)
	b.Enable()
	heard := fyne.KeyName("")
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { heard = ev.Name })
	key(b, fyne.KeyEscape)
	require.Equal(t, fyne.KeyEscape, heard)
	letter := ' '
	w.Canvas().SetOnTypedRune(func(r rune) { letter = r })
	b.TypedRune('j')
	require.Equal(t, 'j', letter)
	require.Equal(t, "Record", b.AccessibilityLabel())
}

func TestAnswerHasThreeStatesAndNoDefault(t *testing.T) {
	for _, e := range []Env{{}, {RTL: true}} {
		tempApp(t, Look{})
		var heard []string
		a := e.Answer(YesNo{"yes", "no"}, NotAnswered, func(s string) { heard = append(heard, s) })
		stand(t, e, a)
		require.Equal(t, NotAnswered, a.Selected())
		a.FocusGained()
		require.Empty(t, heard, "reaching it answers nothing")
		key(a, fyne.KeySpace)
		forward := fyne.KeyRight
		if e.RTL {
			forward = fyne.KeyLeft
		}
		key(a, forward)
		require.Equal(t, Yes, a.Selected(), "moving answers nothing")
		key(a, fyne.KeyReturn)
		key(a, fyne.KeyReturn)
		require.Equal(t, []string{Yes, No, NotAnswered}, heard)
		cell := a.cells(a.Size().Width)[1]
		test.TapAt(a, fyne.NewPos(cell.x+cell.w/2, cell.y+cell.h/2))
		require.Equal(t, No, a.Selected())
	}
}

func TestCheckTurns(t *testing.T) {
	tempApp(t, Look{})
	var heard []bool
	c := Env{}.Check("shown", false, func(on bool) { heard = append(heard, on) })
	stand(t, Env{}, c)
	test.Tap(c)
	key(c, fyne.KeySpace)
	c.Set(true)
	require.Equal(t, []bool{true, false}, heard)
	require.True(t, c.On())
}

func TestSelectByKeysAndByTap(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	var heard []string
	options := []Option{{Key: "ar", Label: "Arabic"}, {Key: "am", Label: "Amharic", Hint: "hint"}, {Key: "ti", Label: "Tigrinya"}}
	s := e.Select(options, "", "language", func(k string) { heard = append(heard, k) })
	w := stand(t, e, s)
	w.Canvas().Focus(s)
	key(s, fyne.KeyDown)
	list := w.Canvas().Focused().(*List)
	key(list, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, []string{"am"}, heard)
	require.Equal(t, s, w.Canvas().Focused(), "the focus comes back")
	require.Nil(t, w.Canvas().Overlays().Top())

	test.Tap(s)
	list = w.Canvas().Focused().(*List)
	test.Type(list, "ti")
	key(list, fyne.KeyEscape)
	require.Equal(t, "am", s.Selected(), "Esc takes nothing")
	key(s, fyne.KeySpace)
	list = w.Canvas().Focused().(*List)
	test.Type(list, "ti")
	key(list, fyne.KeyReturn)
	require.Equal(t, "ti", s.Selected())
	s.TypedRune('a')
	require.Equal(t, "ar", s.Selected())
}

func numbered(e Env, n *int, updates *int, open func(int)) *List {
	return e.NewList(ListOptions{
		Length: func() int { return *n },
		Create: func() fyne.CanvasObject { return e.Row(Grow(e.Name("")), e.NewText(TextOptions{Line: true})) },
		Update: func(i int, o fyne.CanvasObject) {
			*updates++
			row := o.(*fyne.Container).Objects
			row[0].(*fyne.Container).Objects[0].(*Text).SetText("name " + strconv.Itoa(i))
		},
		OnOpen: open,
	})
}

func TestListShowsAHundredThousandRowsWithAScreenfulOfWidgets(t *testing.T) {
	tempApp(t, Look{})
	n, updates, opened := 100_000, 0, -1
	l := numbered(Env{}, &n, &updates, func(i int) { opened = i })
	w := window(t, l, 400, 300)
	w.Canvas().Focus(l)
	require.Equal(t, 0, l.Highlighted())
	key(l, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, 2, opened)
	key(l, fyne.KeyEnd, fyne.KeySpace)
	require.Equal(t, n-1, opened)
	require.NotNil(t, l.rows.shown[n-1], "the last row is in sight")
	require.Less(t, len(l.rows.shown)+len(l.rows.spare), 40)
	key(l, fyne.KeyPageUp)
	require.Less(t, l.Highlighted(), n-5)
	n = 3
	l.Update()
	require.Len(t, l.rows.shown, 3)
	require.Equal(t, 2, l.Highlighted())
	test.Tap(l.rows.shown[1])
	require.Equal(t, 1, opened)
	n = 0
	l.Update()
	key(l, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, 1, opened, "an empty list opens nothing")
}

func TestBarGoesByArrowAndEnter(t *testing.T) {
	for _, e := range []Env{{}, {RTL: true}} {
		tempApp(t, Look{})
		var heard []string
		b := e.Tabs([]BarItem{{Key: "a", Label: "a"}, {Key: "b", Label: "b", Count: "4"}, {Key: "c", Label: "c"}}, "a", func(k string) { heard = append(heard, k) })
		stand(t, e, b)
		forward := fyne.KeyRight
		if e.RTL {
			forward = fyne.KeyLeft
		}
		key(b, forward)
		require.Empty(t, heard)
		key(b, fyne.KeyReturn)
		cell := b.cells(b.Size().Width)[2]
		test.TapAt(b, fyne.NewPos(cell.x+2, cell.y+2))
		require.Equal(t, []string{"b", "c"}, heard)
		require.Equal(t, "c", b.Selected())
	}
}

func TestDialogKeepsTheFocusAndGivesItBack(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	under := e.Button("under", nil)
	w := stand(t, e, under)
	w.Canvas().Focus(under)
	escaped, pressed := 0, 0
	window := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { window++ })
	yes, no := e.Primary("yes", func() { pressed++ }), e.Button("no", nil)
	e.Dialog(w.Canvas(), DialogOptions{Title: "really?", Content: e.Text("words"), Buttons: []fyne.CanvasObject{yes, no}, OnEscape: func() { escaped++ }})
	require.Equal(t, yes, w.Canvas().Focused())
	w.Canvas().FocusNext()
	require.Equal(t, no, w.Canvas().Focused())
	w.Canvas().FocusNext()
	require.Equal(t, yes, w.Canvas().Focused(), "Tab stays inside")
	key(yes, fyne.KeyF9, fyne.KeyEscape)
	require.Equal(t, 1, escaped)
	require.Zero(t, pressed+window, "the window hears nothing, Esc presses nothing")
	require.Equal(t, under, w.Canvas().Focused())

	d := e.Dialog(w.Canvas(), DialogOptions{Title: "must", Buttons: []fyne.CanvasObject{yes}, Stays: true})
	key(yes, fyne.KeyEscape)
	require.NotNil(t, w.Canvas().Overlays().Top())
	d.Close()
	require.Nil(t, w.Canvas().Overlays().Top())
}

func TestFacesAndToasts(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	f, toasts := e.NewFaces(), e.NewToasts()
	w := window(t, Stack(f.View, toasts.View), 500, 400)
	content := e.Text("content")
	f.Full(content)
	require.Equal(t, []fyne.CanvasObject{content}, f.View.Objects)
	f.Failed(FaceWords{Title: "not reached", Lines: []string{"all is safe"}, Commands: []fyne.CanvasObject{e.Button("again", nil)}})
	require.Contains(t, test.RenderToMarkup(w.Canvas()), "all is safe")
	undone := 0
	toast := toasts.Show("Recorded. 10", e.Button("Undo", func() { undone++ }))
	toast.SetWords("Recorded. 9")
	require.Contains(t, test.RenderToMarkup(w.Canvas()), "Recorded. 9")
	toast.Close()
	toast.Close()
	require.NotContains(t, test.RenderToMarkup(w.Canvas()), "Recorded")
}

func TestPassphraseIsShownOnRequest(t *testing.T) {
	tempApp(t, Look{})
	heard := ""
	p := Env{}.Passphrase(PassphraseOptions{Show: "show", Hide: "hide", Strength: func(s string) (string, Tone) { return "strength " + strconv.Itoa(len(s)), Warn },
		OnSubmitted: func(s string) { heard = s }})
	w := stand(t, Env{}, p.Field)
	w.Canvas().Focus(p.Entry)
	test.Type(p.Entry, "four words")
	require.NotContains(t, test.RenderToMarkup(w.Canvas()), "four")
	require.Contains(t, test.RenderToMarkup(w.Canvas()), "strength 10")
	show := p.Field.Objects[0].(*fyne.Container).Objects[1].(*Button)
	test.Tap(show)
	require.Contains(t, test.RenderToMarkup(w.Canvas()), "four")
	require.Equal(t, "hide", show.Label())
	key(p.Entry, fyne.KeyReturn)
	require.Equal(t, "four words", heard)
}

package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func key(n fyne.Focusable, names ...fyne.KeyName) {
	for _, name := range names {
		n.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func ctrl(name fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
}

// typeIn puts an entry in a window and gives it the focus.
func typeIn(t *testing.T, e Env, o EntryOptions, width float32) (*Entry, fyne.Window) {
	t.Helper()
	tempApp(t, Look{})
	n := e.NewEntry(o)
	w := window(t, e.Column(n), width, 400)
	w.Canvas().Focus(n)
	return n, w
}

func TestTypingIsHeardAndKept(t *testing.T) {
	var heard []string
	n, _ := typeIn(t, Env{}, EntryOptions{OnChanged: func(s string) { heard = append(heard, s) }}, 300)
	test.Type(n, "ملف 4")
	require.Equal(t, "ملف 4", n.Text())
	require.Equal(t, []string{"م", "مل", "ملف", "ملف ", "ملف 4"}, heard)
	key(n, fyne.KeyBackspace)
	require.Equal(t, "ملف ", heard[len(heard)-1])
	n.SetText("from elsewhere")
	require.Len(t, heard, 6, "what comes from elsewhere is not told back")
	n.Undo()
	require.Equal(t, "from elsewhere", n.Text())
}

func TestTheKeyboardMayComeBeforeTheFirstSize(t *testing.T) {
	tempApp(t, Look{})
	for name, o := range map[string]EntryOptions{"line": {Text: "Haile"}, "note": {Text: "one\ntwo", Lines: 3}, "empty": {}} {
		t.Run(name, func(t *testing.T) {
			n := Env{}.NewEntry(o)
			n.FocusGained()
			key(n, fyne.KeyEnd, fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp, fyne.KeyDown, fyne.KeyEnd)
			n.SetCaret(len([]rune(o.Text)))
			test.Type(n, "!")
			n.SelectAll()
			n.SetCaret(len([]rune(n.Text())))
			key(n, fyne.KeyBackspace)
			n.FocusLost()
			require.Equal(t, o.Text, n.Text())
		})
	}
}

func TestCaretGoesOneVisualPlaceInMixedText(t *testing.T) {
	for _, row := range []struct {
		name string
		env  Env
		text string
	}{
		{"Latin", Env{}, "Haile W-4711"},
		{"Arabic", Env{RTL: true}, "ملف سارا"},
		{"Arabic with number and name", Env{RTL: true}, "ملف 4711 من Haile (هنا)"},
		{"Latin with Arabic", Env{}, "said «خانه من» twice"},
		{"Bengali", Env{}, "আমি বাড়ি যেতে চাই"},
	} {
		t.Run(row.name, func(t *testing.T) {
			n, _ := typeIn(t, row.env, EntryOptions{Text: row.text}, 600)
			x := func() float32 {
				_, x := n.page.caretX(n.Caret(), n.box.room())
				return x
			}
			key(n, fyne.KeyHome)
			for x0 := x() + 1; x0 > x(); key(n, fyne.KeyLeft) { // to the left edge
				x0 = x()
				if _, more := n.page.beside(n.Caret(), false, n.box.room(), n.editor.boundaryFrom); !more {
					break
				}
			}
			left := x()
			steps := 0
			for {
				before := x()
				if _, more := n.page.beside(n.Caret(), true, n.box.room(), n.editor.boundaryFrom); !more {
					break
				}
				key(n, fyne.KeyRight)
				require.Greater(t, x(), before, "Right goes right")
				require.Less(t, x()-before, 40*float32(1), "and does not jump")
				steps++
			}
			s, l := n.page.line(0)
			require.InDelta(t, l.width, x()-left, 0.5, "from edge to edge")
			require.Positive(t, steps)
			require.Equal(t, row.env.RTL, s.RTL())
		})
	}
}

func TestCaretStandsWhereTheLetterIsPainted(t *testing.T) {
	// The painted width of a line up to a place is the caret's distance from its start, in text of one direction.
	for _, row := range []struct{ name, text string }{
		{"Latin", "Waymark"}, {"Ethiopic", "ትግርኛ ቋንቋ"}, {"Arabic", "سارا کەریم"}, {"Georgian", "გამარჯობა"},
	} {
		t.Run(row.name, func(t *testing.T) {
			n, _ := typeIn(t, Env{}, EntryOptions{Text: row.text}, 600)
			_, l := n.page.line(0)
			face := n.page.face
			edges := n.page.edges(n.page.paragraphs[0], l)
			require.InDelta(t, face.width(l.painted), edges.width, 0.6)
			first := edges.at(0)
			last := edges.at(len([]rune(row.text)))
			require.InDelta(t, face.width(l.painted), max(first-last, last-first), 0.6)
		})
	}
}

func TestSelectionByKeysAndMouse(t *testing.T) {
	n, w := typeIn(t, Env{}, EntryOptions{Text: "one two سارا"}, 400)
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	key(n, fyne.KeyHome)
	n.KeyDown(shift)
	key(n, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	n.KeyUp(shift)
	require.Equal(t, "one", n.Selected())
	key(n, fyne.KeyRight)
	require.Equal(t, 3, n.Caret(), "an arrow key leaves a selection at its edge")
	n.TypedShortcut(&fyne.ShortcutSelectAll{})
	require.Equal(t, "one two سارا", n.Selected())

	_, x := n.page.caretX(5, n.box.room())
	n.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(entryPadX+x, 10)}})
	require.Equal(t, 5, n.Caret())
	n.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(entryPadX+x, 10)})
	require.Equal(t, "two", n.Selected())
	_, x = n.page.caretX(0, n.box.room())
	n.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(entryPadX+x, 10)}})
	require.Equal(t, "one ", n.Selected())
	require.Equal(t, n, w.Canvas().Focused())
}

func TestClipboardAndUndo(t *testing.T) {
	copied := 0
	n, _ := typeIn(t, Env{Copied: func() { copied++ }}, EntryOptions{Text: "one two"}, 400)
	clipboard := fyne.CurrentApp().Clipboard()
	n.TypedShortcut(ctrl(fyne.KeyLeft))
	n.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	n.TypedShortcut(&fyne.ShortcutCut{})
	require.Equal(t, "two", clipboard.Content())
	require.Equal(t, "one ", n.Text())
	require.Equal(t, 1, copied)
	clipboard.SetContent("سارا\nX")
	n.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	require.Equal(t, "one سارا X", n.Text(), "a single line takes no line end")
	n.TypedShortcut(&fyne.ShortcutUndo{})
	n.TypedShortcut(&fyne.ShortcutUndo{})
	require.Equal(t, "one two", n.Text())
	n.TypedShortcut(&fyne.ShortcutRedo{})
	require.Equal(t, "one ", n.Text())
	n.TypedShortcut(ctrl(fyne.KeyBackspace))
	require.Empty(t, n.Text())
}

func TestPasswordIsNeitherShownNorCopied(t *testing.T) {
	n, _ := typeIn(t, Env{}, EntryOptions{Password: true}, 300)
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent("before")
	test.Type(n, "secret")
	n.SelectAll()
	n.TypedShortcut(&fyne.ShortcutCopy{})
	n.TypedShortcut(&fyne.ShortcutCut{})
	require.Equal(t, "before", clipboard.Content())
	require.Equal(t, "secret", n.Text())
	_, l := n.page.line(0)
	require.Equal(t, "••••••", string([]rune(l.painted)[1:7]))
	require.NotContains(t, n.AccessibilityLabel(), "secret")
}

func TestKeysThatAreNoEditingReachTheWindow(t *testing.T) {
	n, w := typeIn(t, Env{}, EntryOptions{}, 300)
	var keys []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	pressed := 0
	OnShortcut(w.Canvas(), ctrl(fyne.KeyK), func() { pressed++ })
	OnShortcut(w.Canvas(), ctrl(fyne.KeyReturn), func() { pressed++ })
	key(n, fyne.KeyEscape, fyne.KeyF9, "K", fyne.KeySpace)
	require.Equal(t, []fyne.KeyName{fyne.KeyEscape, fyne.KeyF9}, keys)
	n.TypedShortcut(ctrl(fyne.KeyK))
	n.TypedShortcut(ctrl(fyne.KeyReturn))
	require.Equal(t, 2, pressed)
	require.False(t, n.AcceptsTab())
}

func TestValidationSpeaksInWords(t *testing.T) {
	submitted := ""
	n, w := typeIn(t, Env{}, EntryOptions{
		Validate:    func(s string) string { return map[bool]string{true: "too short"}[len(s) < 3] },
		OnSubmitted: func(s string) { submitted = s },
	}, 300)
	test.Type(n, "ab")
	require.False(t, n.note.Visible(), "nobody is corrected while typing")
	height := n.MinSize().Height
	key(n, fyne.KeyReturn)
	require.Equal(t, "too short", n.note.Content())
	require.True(t, n.note.Visible())
	require.Empty(t, submitted)
	require.Greater(t, n.MinSize().Height, height, "the words have room")
	test.Type(n, "c")
	require.False(t, n.note.Visible(), "once spoken, it says at once when it is right")
	key(n, fyne.KeyReturn)
	require.Equal(t, "abc", submitted)
	key(n, fyne.KeyBackspace)
	w.Canvas().Unfocus()
	require.True(t, n.note.Visible())
}

func TestDisabledEntryTakesNothing(t *testing.T) {
	n, w := typeIn(t, Env{}, EntryOptions{Text: "kept"}, 300)
	w.Canvas().Unfocus()
	n.Disable()
	w.Canvas().Focus(n)
	require.Nil(t, w.Canvas().Focused())
	test.Type(n, "x")
	key(n, fyne.KeyBackspace)
	n.TypedShortcut(&fyne.ShortcutPaste{})
	require.Equal(t, "kept", n.Text())
}

func TestNoteGrowsAndThenScrolls(t *testing.T) {
	n, _ := typeIn(t, Env{}, EntryOptions{Lines: 2, MaxLines: 4}, 300)
	h := n.page.face.lineHeight()
	rows := func() int { return int((n.MinSize().Height - 2*entryPadY) / h) }
	require.Equal(t, 2, rows())
	for range 2 {
		key(n, fyne.KeyReturn)
	}
	test.Type(n, "x")
	require.Equal(t, 3, rows())
	for range 9 {
		key(n, fyne.KeyReturn)
	}
	require.Equal(t, 4, rows())
	require.Positive(t, n.scrollY, "the caret stays in sight")
	before := n.Caret()
	key(n, fyne.KeyPageUp)
	require.Less(t, n.Caret(), before)
	n.TypedShortcut(ctrl(fyne.KeyHome))
	require.Zero(t, n.Caret())
	require.Zero(t, n.scrollY)
	n.box.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -2*h)})
	require.Positive(t, n.scrollY)
}

func TestUpAndDownKeepTheirPlaceAcrossAShortLine(t *testing.T) {
	n, _ := typeIn(t, Env{}, EntryOptions{Text: "abcdefgh\nx\nabcdefgh", Lines: 3}, 300)
	n.SetCaret(6)
	key(n, fyne.KeyDown)
	require.Equal(t, 10, n.Caret(), "the end of the short line")
	key(n, fyne.KeyDown)
	require.Equal(t, 17, n.Caret())
	key(n, fyne.KeyUp, fyne.KeyUp)
	require.Equal(t, 6, n.Caret())
}

func TestLongSingleLineScrollsUnderTheCaret(t *testing.T) {
	n, _ := typeIn(t, Env{}, EntryOptions{}, 120)
	test.Type(n, "a name that is much too long for its field")
	require.Positive(t, n.scrollX)
	key(n, fyne.KeyHome)
	require.Zero(t, n.scrollX)
}

func TestAPasteOfAHundredThousandCharactersIsTaken(t *testing.T) {
	n, _ := typeIn(t, Env{}, EntryOptions{Lines: 3}, 400)
	text := ""
	for len(text) < 100_000 {
		text += "خانه من W-4711 आपका ትግርኛ\u2067\u0301 \n"
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
	n.TypedShortcut(&fyne.ShortcutPaste{})
	require.Equal(t, text, n.Text())
	test.Type(n, "!")
	require.Equal(t, text+"!", n.Text())
}

func TestMenuOfAnEntryOffersWhatCanBeDone(t *testing.T) {
	words := EditWords{"undo", "redo", "cut", "copy", "paste", "all"}
	n, w := typeIn(t, Env{RTL: true, Edit: words}, EntryOptions{Text: "سارا"}, 300)
	fyne.CurrentApp().Clipboard().SetContent("")
	test.TapSecondary(n)
	menu := w.Canvas().Focused().(*List)
	require.Equal(t, 2, menu.options.Length(), "nothing is selected or undone yet")
	key(menu, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, "سارا", n.Selected())
	require.Equal(t, n, w.Canvas().Focused())
	n.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	require.Equal(t, "سارا", n.Selected(), "a secondary click keeps the selection")
	test.TapSecondary(n)
	menu = w.Canvas().Focused().(*List)
	key(menu, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, "سارا", fyne.CurrentApp().Clipboard().Content())
	test.TapSecondary(n)
	key(w.Canvas().Focused(), fyne.KeyEscape)
	require.Equal(t, "سارا", n.Text())
}

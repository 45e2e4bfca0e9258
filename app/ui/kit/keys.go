package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Fyne gives a key to the focused widget alone. A window's own keys (Esc, F-keys, Ctrl+K) must work whatever has focus, so
// our widgets hand on what they do not use: to the dialog they stand in, else to the window's canvas.

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// passKey hands an unused key on.
func passKey(from fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(from)
	if c == nil {
		return
	}
	if top, ok := c.Overlays().Top().(interface{ overlayKey(*fyne.KeyEvent) }); ok {
		top.overlayKey(ev)
		return
	}
	if f := c.OnTypedKey(); f != nil {
		f(ev)
	}
}

// passRune hands an unused letter on, so that single letters can be commands where nothing is typed.
func passRune(from fyne.CanvasObject, r rune) {
	c := canvasOf(from)
	if c == nil || c.Overlays().Top() != nil {
		return
	}
	if f := c.OnTypedRune(); f != nil {
		f(r)
	}
}

// shortcuts are those of OnShortcut, by canvas and name.
var shortcuts = map[fyne.Canvas]map[string]func(){}

// OnShortcut gives a window a shortcut of its own that works whatever has the focus; nil takes it away. Fyne hands
// shortcuts to the focused entry alone, and a canvas does not always let them be handed on.
func OnShortcut(c fyne.Canvas, s fyne.Shortcut, do func()) {
	if shortcuts[c] == nil {
		shortcuts[c] = map[string]func(){}
	}
	if do == nil {
		delete(shortcuts[c], s.ShortcutName())
		c.RemoveShortcut(s)
		return
	}
	shortcuts[c][s.ShortcutName()] = do
	c.AddShortcut(s, func(fyne.Shortcut) { do() })
}

// passShortcut hands an unused shortcut on to the window's. While a dialog is open the window's do nothing.
func passShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	c := canvasOf(from)
	if c == nil || c.Overlays().Top() != nil {
		return
	}
	if do := shortcuts[c][s.ShortcutName()]; do != nil {
		do()
		return
	}
	if c, ok := c.(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// focus moves the keyboard's focus to o.
func focus(o fyne.Focusable) {
	if c := canvasOf(o.(fyne.CanvasObject)); c != nil {
		c.Focus(o)
	}
}

func isShift(ev *fyne.KeyEvent) bool {
	return ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

// control is what all our focusable widgets share: whether they are focused and hovered.
type control struct {
	focused, hovered bool
	disabled         bool
}

// stroke is the colour and width of the border: focus is always visible.
func (c control) stroke() (fyne.ThemeColorName, float32) {
	if c.focused {
		return colourFocus, 3
	}
	return colourBorder, 1
}

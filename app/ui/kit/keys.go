package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Fyne gives a key to the focused widget alone. A window's own keys (Esc, F-keys, Ctrl+K) must work whatever has focus, so
// our widgets hand on what they do not use: to the dialog they stand in, else to the window's canvas.

// canvasOf finds the canvas of an object. Fyne knows it only once the object was painted, and forgets it when it was not
// for a minute: a key pressed right after a screen changed would be lost.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	d := fyne.CurrentApp().Driver()
	if c := d.CanvasForObject(o); c != nil {
		return c
	}
	for _, w := range d.AllWindows() {
		if any(w.Canvas().Focused()) == any(o) {
			return w.Canvas()
		}
	}
	return nil
}

// passKey hands an unused key on.
func passKey(from fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(from)
	if c == nil {
		return
	}
	if do := alwaysKeys[c][ev.Name]; do != nil {
		do()
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

// always are those that no dialog keeps from the window.
var always = map[fyne.Canvas]map[string]func(){}

// Always gives a window a shortcut that is heard whatever lies over it: locking must not wait for an answer.
func Always(c fyne.Canvas, s fyne.Shortcut, do func()) {
	if always[c] == nil {
		always[c] = map[string]func(){}
	}
	always[c][s.ShortcutName()] = do
	c.AddShortcut(s, func(fyne.Shortcut) { do() })
}

// alwaysKeys are keys alone that no dialog keeps from the window.
var alwaysKeys = map[fyne.Canvas]map[fyne.KeyName]func(){}

// AlwaysKey gives a window a key that is heard whatever lies over it, unless what has the focus uses it: covering must not
// wait either.
func AlwaysKey(c fyne.Canvas, name fyne.KeyName, do func()) {
	if alwaysKeys[c] == nil {
		alwaysKeys[c] = map[fyne.KeyName]func(){}
	}
	alwaysKeys[c][name] = do
}

// PassAlways does what a shortcut of [Always] does, for whatever keeps the others. It reports whether it was one.
func PassAlways(c fyne.Canvas, s fyne.Shortcut) bool {
	do := always[c][s.ShortcutName()]
	if do != nil {
		do()
	}
	return do != nil
}

// passShortcut hands an unused shortcut on to the window's. While a dialog is open the window's do nothing.
func passShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	c := canvasOf(from)
	if c == nil || PassAlways(c, s) || c.Overlays().Top() != nil {
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

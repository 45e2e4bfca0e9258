package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// Window is the program's one window: locked, at first start, or with a desk in
// it. Its title has no names.
type Window struct {
	// OnTouched is called when somebody types, presses or moves through a list: idling
	// ends. Scrolling with the mouse alone is not noticed.
	OnTouched func()
	// OnCopied is called when text went to the clipboard.
	OnCopied func()
	// OnCover makes what lies over everything when somebody comes in. Nil: nothing does.
	OnCover func() *screen.Leaflet

	window fyne.Window
	theme  func(fyne.Theme)
	prefer screen.Preferences
	pen    Pen

	unlock *screen.Unlock
	read   *screen.Leaflet // over the locked program
	forgot *screen.Recovery
	back   *screen.Restoring
	start  *screen.FirstStart
	enrol  *screen.Enrolment
	frame  *screen.Frame

	shown  *frameView
	view   View
	hidden bool // nothing is shown and no key means anything
}

// NewWindow draws into w and sets the program's theme with theme.
func NewWindow(w fyne.Window, theme func(fyne.Theme)) *Window {
	v := &Window{OnTouched: func() {}, OnCopied: func() {}, window: w, theme: theme}
	w.SetPadded(false)
	listen(w.Canvas(), shortcuts, v.press)
	name, mods := keyOf(screen.KeyLock)
	kit.AlwaysKey(w.Canvas(), fyne.KeyF12, func() { v.press(screen.KeyCover) })
	kit.Always(w.Canvas(), &desktop.CustomShortcut{KeyName: name, Modifier: mods}, func() { v.press(screen.KeyLock) })
	return v
}

// Prefer applies a language, a text size and a look, at once and to everything.
func (v *Window) Prefer(p screen.Preferences) error {
	speak, err := words.New(p.Language)
	if err != nil {
		return err
	}
	v.prefer = p
	v.pen = NewPen(speak, v.window, func() { v.OnCopied() }, func() { v.OnTouched() })
	v.theme(kit.NewTheme(kit.Look{Mode: modes[p.Look], Text: float32(p.TextSize)}))
	v.window.SetTitle(speak.Text("app.name"))
	v.draw()
	return nil
}

var modes = map[screen.Look]kit.Mode{screen.LookLight: kit.Light, screen.LookDark: kit.Dark, screen.LookContrast: kit.HighContrast}

// ShowUnlock shows the locked program.
func (v *Window) ShowUnlock(s *screen.Unlock) {
	v.nothing()
	v.unlock = s
	v.draw()
}

// ShowRecovery shows what to do about a forgotten passphrase.
func (v *Window) ShowRecovery(s *screen.Recovery) {
	v.nothing()
	v.forgot = s
	v.draw()
}

// ShowRestoring shows how a backup becomes the vault.
func (v *Window) ShowRestoring(s *screen.Restoring) {
	v.nothing()
	v.back = s
	v.draw()
}

// ShowFirstStart shows how to begin.
func (v *Window) ShowFirstStart(s *screen.FirstStart) {
	v.nothing()
	v.start = s
	v.draw()
}

// ShowEnrolment shows a vault that waits for its hub.
func (v *Window) ShowEnrolment(s *screen.Enrolment) {
	v.nothing()
	v.enrol = s
	v.draw()
}

// ShowFrame shows a desk.
func (v *Window) ShowFrame(f *screen.Frame) {
	v.nothing()
	v.frame = f
	v.draw()
}

func (v *Window) nothing() {
	v.read, v.unlock, v.forgot, v.back, v.start, v.enrol, v.frame = nil, nil, nil, nil, nil, nil, nil
}

// Hide takes everything from the screen at once: the program locks or ends.
func (v *Window) Hide() {
	v.hidden = true
	c := v.window.Canvas()
	for c.Overlays().Top() != nil {
		c.Overlays().Remove(c.Overlays().Top())
	}
	c.Unfocus()
	v.window.SetContent(kit.Ground(false, kit.Stack()))
}

// Unhide shows it again: the program could not lock.
func (v *Window) Unhide() {
	v.hidden = false
	v.draw()
}

// ShowLeaflet shows the public topics of a locked program, until they are left.
func (v *Window) ShowLeaflet(s *screen.Leaflet) {
	v.read = s
	s.OnLeft = func() {
		v.read = nil
		v.draw()
	}
	v.draw()
}

// draw builds the whole content again. What was typed is in the screens.
func (v *Window) draw() {
	if v.pen.Words == nil || v.hidden {
		return
	}
	v.shown, v.view = nil, View{}
	switch {
	case v.read != nil:
		v.view = drawLeaflet(v.pen, v.read)
	case v.unlock != nil:
		v.view = drawUnlock(v.pen, v.unlock)
	case v.start != nil:
		v.view = drawFirstStart(v.pen, v.start)
	case v.forgot != nil:
		v.view = drawRecovery(v.pen, v.forgot)
	case v.back != nil:
		v.view = drawRestoring(v.pen, v.back)
	case v.enrol != nil:
		v.view = drawEnrolment(v.pen, v.enrol)
	case v.frame != nil:
		v.shown = newFrameView(v.pen, v.frame)
		v.view = View{Content: v.shown.content}
	default:
		return
	}
	content := v.view.Content
	if v.shown == nil && v.read == nil {
		content = kit.NewScroll(kit.Pad(3, content))
	}
	v.window.SetContent(container.NewStack(kit.Ground(false, content)))
	if v.shown != nil {
		v.shown.focus()
	} else {
		v.pen.Focus(v.view.First)
	}
}

// press does what a key of the program means now.
func (v *Window) press(key screen.Shortcut) bool {
	if v.hidden {
		return true
	}
	v.OnTouched()
	switch {
	case v.frame != nil && key == screen.KeyLock: // whatever the screen is about to do with its keys
		v.frame.OnLock()
		return true
	case v.frame != nil && key == screen.KeyCover:
		if !v.frame.Talking() || v.window.Canvas().Overlays().Top() != nil {
			v.Cover()
			return true
		}
		return v.frame.Press(key)
	case v.frame != nil:
		return v.frame.Press(key)
	case v.read != nil && key == screen.KeyBack:
		v.read.OnLeft()
		return true
	case v.enrol != nil:
		return screen.Press(v.enrol.Commands(), key)
	case v.start != nil && key == screen.KeyBack:
		v.start.Back()
		return true
	}
	return false
}

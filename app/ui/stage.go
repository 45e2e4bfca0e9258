package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// stage is the person's view over the whole window. It takes every key: nothing of the
// program behind it is seen or reached, and only a held chord ends it.
type stage struct {
	widget.BaseWidget
	pen     Pen
	s       screen.Presented
	inside  *fyne.Container
	control bool // of the chord, what is down
	nine    bool
}

func newStage(p Pen, s screen.Presented) *stage {
	g := &stage{pen: p, s: s, inside: kit.Stack()}
	g.ExtendBaseWidget(g)
	return g
}

// show puts the person's text on the stage. How to leave is said to staff in their
// language; it says nothing of anybody.
func (g *stage) show(content fyne.CanvasObject) {
	hint := kit.Themed(kit.NewTheme(kit.Look{Text: kit.SmallestText, Person: true}), kit.Pad(1, g.pen.Caption(g.pen.T("counselling.person.leave"))))
	g.inside.Objects = []fyne.CanvasObject{kit.Ground(false, g.pen.Border(kit.Sides{Bottom: hint}, content))}
	g.inside.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (g *stage) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.inside) }

// Tapped implements fyne.Tappable: the keyboard stays here.
func (g *stage) Tapped(*fyne.PointEvent) { g.pen.Focus(g) }

// AcceptsTab implements fyne.Tabbable: so does Tab.
func (g *stage) AcceptsTab() bool { return true }

// FocusGained implements fyne.Focusable.
func (g *stage) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (g *stage) FocusLost() {
	g.control, g.nine = false, false
	g.s.Release()
}

// TypedRune implements fyne.Focusable.
func (g *stage) TypedRune(r rune) {
	switch r {
	case '+':
		g.s.Larger()
	case '-':
		g.s.Smaller()
	}
}

// TypedKey implements fyne.Focusable. The arrows follow the reading direction of the
// text.
func (g *stage) TypedKey(ev *fyne.KeyEvent) {
	g.somebodyIsThere()
	v := g.s
	forward, backward := fyne.KeyRight, fyne.KeyLeft
	if words.DirectionOf(v.Text().Language) == words.RightToLeft {
		forward, backward = backward, forward
	}
	switch ev.Name {
	case forward, fyne.KeyDown, fyne.KeyPageDown, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF11:
		v.Next()
	case backward, fyne.KeyUp, fyne.KeyPageUp, fyne.KeyBackspace, fyne.KeyF10:
		v.Previous()
	case fyne.KeyF12:
		v.Cover()
	}
}

// TypedShortcut implements fyne.Shortcutable: but for locking the window's shortcuts
// are not heard.
func (g *stage) TypedShortcut(s fyne.Shortcut) {
	g.somebodyIsThere()
	if g.pen.Window != nil && kit.PassAlways(g.pen.Window.Canvas(), s) {
		return
	}
	c, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return
	}
	switch c.KeyName {
	case fyne.KeyPlus, fyne.KeyEqual:
		g.s.Larger()
	case fyne.KeyMinus:
		g.s.Smaller()
	}
}

// somebodyIsThere keeps the program from locking itself while somebody reads.
func (g *stage) somebodyIsThere() {
	if g.pen.Touched != nil {
		g.pen.Touched()
	}
}

// KeyDown implements desktop.Keyable.
func (g *stage) KeyDown(ev *fyne.KeyEvent) {
	g.chord(ev.Name, true)
	if g.control && g.nine {
		g.s.Hold()
	}
}

// KeyUp implements desktop.Keyable.
func (g *stage) KeyUp(ev *fyne.KeyEvent) {
	g.chord(ev.Name, false)
	if !g.control || !g.nine {
		g.s.Release()
	}
}

func (g *stage) chord(name fyne.KeyName, down bool) {
	switch name {
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		g.control = down
	case fyne.KeyF9:
		g.nine = down
	}
}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// Check is something that is on or off: a topic shown, a setting. Questions about a person take an Answer instead.
type Check struct {
	widget.BaseWidget
	control
	env       Env
	label     string
	on        bool
	onChanged func(bool)
}

var (
	_ fyne.Focusable   = (*Check)(nil)
	_ fyne.Disableable = (*Check)(nil)
	_ fyne.Accessible  = (*Check)(nil)
)

// Check makes a check box.
func (e Env) Check(label string, on bool, onChanged func(bool)) *Check {
	c := &Check{env: e, label: label, on: on, onChanged: onChanged}
	c.ExtendBaseWidget(c)
	return c
}

// On reports whether it is on.
func (c *Check) On() bool { return c.on }

// Set shows a state that came from elsewhere, without calling the listener.
func (c *Check) Set(on bool) {
	c.on = on
	c.Refresh()
}

func (c *Check) toggle() {
	if c.disabled {
		return
	}
	c.on = !c.on
	c.Refresh()
	if c.onChanged != nil {
		c.onChanged(c.on)
	}
}

// Enable implements fyne.Disableable.
func (c *Check) Enable() { c.disabled = false; c.Refresh() }

// Disable implements fyne.Disableable.
func (c *Check) Disable() { c.disabled = true; c.Refresh() }

// Disabled implements fyne.Disableable.
func (c *Check) Disabled() bool { return c.disabled }

// Tapped implements fyne.Tappable.
func (c *Check) Tapped(*fyne.PointEvent) {
	if !c.disabled {
		focus(c)
	}
	c.toggle()
}

// FocusGained implements fyne.Focusable.
func (c *Check) FocusGained() { c.focused = true; c.Refresh(); revealAll(c) }

// FocusLost implements fyne.Focusable.
func (c *Check) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Check) TypedRune(r rune) {
	if r != ' ' {
		passRune(c, r)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Check) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace || isEnter(ev.Name) {
		c.toggle()
		return
	}
	passKey(c, ev)
}

// AccessibilityLabel implements fyne.Accessible.
func (c *Check) AccessibilityLabel() string { return bidi.Strip(c.label) }

// AccessibilityRole implements fyne.Accessible.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// LeastWidth implements the sizes of our layouts.
func (c *Check) LeastWidth() float32 { return c.NaturalWidth() }

// NaturalWidth is the width of the box and its words.
func (c *Check) NaturalWidth() float32 {
	face := faceOf(c.Theme(), Body)
	return face.size + 2.5*Unit + face.width(bidi.Visual(c.label, c.env.Direction()))
}

// HeightFor implements the sizes of our layouts.
func (c *Check) HeightFor(float32) float32 { return faceOf(c.Theme(), Body).lineHeight() + Unit/2 }

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := &checkRenderer{c: c, ring: canvas.NewRectangle(nil), box: canvas.NewRectangle(nil), down: canvas.NewLine(nil), up: canvas.NewLine(nil), label: &canvas.Text{}}
	r.paint()
	return r
}

type checkRenderer struct {
	c         *Check
	ring, box *canvas.Rectangle
	down, up  *canvas.Line // the two strokes of a tick
	label     *canvas.Text
}

func (r *checkRenderer) paint() {
	c, th := r.c, r.c.Theme()
	face, size := faceOf(th, Body), c.Size()
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = themed(th, ""), 0, 4
	if c.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = themed(th, colourFocus), 3
	}
	r.ring.Resize(size)
	mark := face.size
	x, y := c.env.start(size.Width, mark), (size.Height-mark)/2
	if c.env.RTL {
		x -= Unit / 2
	} else {
		x += Unit / 2
	}
	words := theme.ColorNameForeground
	if c.disabled {
		words = theme.ColorNameDisabled
	}
	r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth, r.box.CornerRadius = themed(th, theme.ColorNameInputBackground), themed(th, colourBorder), 1.5, 3
	tick := themed(th, theme.ColorNameForegroundOnPrimary)
	if c.on {
		r.box.FillColor = themed(th, theme.ColorNamePrimary)
	}
	put(r.box, x, y, mark, mark)
	for i, l := range []*canvas.Line{r.down, r.up} {
		l.StrokeColor, l.StrokeWidth, l.Hidden = tick, 2, !c.on
		if i == 0 {
			l.Position1, l.Position2 = fyne.NewPos(x+mark*0.22, y+mark*0.52), fyne.NewPos(x+mark*0.42, y+mark*0.72)
		} else {
			l.Position1, l.Position2 = fyne.NewPos(x+mark*0.42, y+mark*0.72), fyne.NewPos(x+mark*0.78, y+mark*0.28)
		}
	}
	r.label.Text, r.label.Color, r.label.TextSize = bidi.Visual(c.label, c.env.Direction()), themed(th, words), face.size
	w := face.width(r.label.Text)
	tx := mark + 1.5*Unit
	if c.env.RTL {
		tx = size.Width - mark - 1.5*Unit - w
	}
	put(r.label, tx, (size.Height-face.lineHeight())/2, w, face.lineHeight())
}

func (r *checkRenderer) Layout(fyne.Size) { r.paint() }
func (r *checkRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.c.NaturalWidth(), r.c.HeightFor(0))
}
func (r *checkRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.c)
}
func (r *checkRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.box, r.down, r.up, r.label}
}
func (r *checkRenderer) Destroy() {}

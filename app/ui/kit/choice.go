package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// Option is one answer of a Choice or Select.
type Option struct {
	Key   string // what is kept; never shown
	Label string
	Hint  string // quiet, under the label in a Select's list; empty for none
}

// ChoiceOptions describe a Choice.
type ChoiceOptions struct {
	Options []Option
	// Selected is the key of the answer given, or empty: nothing is preselected unless it was answered before.
	Selected string
	// Column puts the options under each other; otherwise they flow beside each other.
	Column bool
	// Must keeps an answer once given; otherwise taking the chosen option again takes the answer back.
	Must bool
	// Name is read aloud; give the question.
	Name      string
	Disabled  bool
	OnChanged func(key string)
}

// Choice is one answer out of a few, all in sight. It is one stop of Tab; arrow keys move in it, Space or Enter answers.
type Choice struct {
	widget.BaseWidget
	control
	env     Env
	options ChoiceOptions
	at      int // where the arrow keys are
}

var (
	_ fyne.Focusable   = (*Choice)(nil)
	_ fyne.Disableable = (*Choice)(nil)
	_ fyne.Accessible  = (*Choice)(nil)
)

// NewChoice makes a choice.
func (e Env) NewChoice(o ChoiceOptions) *Choice {
	c := &Choice{env: e, options: o}
	c.disabled = o.Disabled
	c.at = max(0, c.index())
	c.ExtendBaseWidget(c)
	return c
}

// Choice is a choice whose options flow beside each other.
func (e Env) Choice(options []Option, selected string, onChanged func(key string)) *Choice {
	return e.NewChoice(ChoiceOptions{Options: options, Selected: selected, OnChanged: onChanged})
}

// Words for a question that is answered yes or no, or not at all.
type YesNo struct{ Yes, No string }

// Keys of an Answer.
const (
	NotAnswered = ""
	Yes         = "yes"
	No          = "no"
)

// Answer is a question with three states: not answered, yes, no. Nothing about a person is answered by default.
func (e Env) Answer(words YesNo, answer string, onChanged func(answer string)) *Choice {
	return e.Choice([]Option{{Key: Yes, Label: words.Yes}, {Key: No, Label: words.No}}, answer, onChanged)
}

func (c *Choice) index() int {
	for i, o := range c.options.Options {
		if o.Key == c.options.Selected && o.Key != "" {
			return i
		}
	}
	return -1
}

// Selected is the key of the answer, or empty.
func (c *Choice) Selected() string { return c.options.Selected }

// Select shows an answer that came from elsewhere, without calling OnChanged.
func (c *Choice) Select(key string) {
	c.options.Selected = key
	c.at = max(0, c.index())
	c.Refresh()
}

func (c *Choice) answer(i int) {
	if c.disabled || i < 0 || i >= len(c.options.Options) {
		return
	}
	c.at = i
	key := c.options.Options[i].Key
	if key == c.options.Selected {
		if c.options.Must {
			c.Refresh()
			return
		}
		key = NotAnswered
	}
	c.options.Selected = key
	c.Refresh()
	if c.options.OnChanged != nil {
		c.options.OnChanged(key)
	}
}

// Enable implements fyne.Disableable.
func (c *Choice) Enable() { c.disabled = false; c.Refresh() }

// Disable implements fyne.Disableable.
func (c *Choice) Disable() { c.disabled = true; c.Refresh() }

// Disabled implements fyne.Disableable.
func (c *Choice) Disabled() bool { return c.disabled }

// FocusGained implements fyne.Focusable.
func (c *Choice) FocusGained() { c.focused = true; c.Refresh(); revealAll(c) }

// FocusLost implements fyne.Focusable.
func (c *Choice) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune implements fyne.Focusable.
func (c *Choice) TypedRune(r rune) {
	if r != ' ' {
		passRune(c, r)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	forward := fyne.KeyRight
	if c.env.RTL {
		forward = fyne.KeyLeft
	}
	n := len(c.options.Options)
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.answer(c.at)
	case forward, fyne.KeyDown:
		c.at = (c.at + 1) % max(1, n)
		c.Refresh()
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp:
		c.at = (c.at + n - 1) % max(1, n)
		c.Refresh()
	default:
		passKey(c, ev)
	}
}

// Tapped implements fyne.Tappable.
func (c *Choice) Tapped(ev *fyne.PointEvent) {
	if c.disabled {
		return
	}
	focus(c)
	for i, cell := range c.cells(c.Size().Width) {
		if ev.Position.X >= cell.x && ev.Position.X < cell.x+cell.w && ev.Position.Y >= cell.y && ev.Position.Y < cell.y+cell.h {
			c.answer(i)
		}
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (c *Choice) AccessibilityLabel() string {
	label := c.options.Name
	if i := c.index(); i >= 0 {
		label += ": " + c.options.Options[i].Label
	}
	return bidi.Strip(label)
}

// AccessibilityRole implements fyne.Accessible.
func (c *Choice) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

type choiceCell struct{ x, y, w, h float32 }

// cells are the options' places in a width.
func (c *Choice) cells(width float32) []choiceCell {
	face := faceOf(c.Theme(), Body)
	h := face.lineHeight() + Unit/2
	x, y := float32(0), float32(0)
	var out []choiceCell
	for i, o := range c.options.Options {
		w := choiceMark(face) + 2*Unit + face.width(bidi.Visual(o.Label, c.env.Direction()))
		if i > 0 && (c.options.Column || x+w > width) {
			x, y = 0, y+h
		}
		cell := choiceCell{x, y, w, h}
		if c.env.RTL {
			cell.x = width - x - w
		}
		out = append(out, cell)
		x += w + Unit
	}
	return out
}

// choiceMark is the size of the round mark.
func choiceMark(face typeface) float32 { return face.size }

// LeastWidth is the widest option's.
func (c *Choice) LeastWidth() float32 {
	widest := float32(0)
	for _, cell := range c.cells(0) {
		widest = max(widest, cell.w)
	}
	return widest
}

// NaturalWidth is the width in which no option wraps to the next line.
func (c *Choice) NaturalWidth() float32 {
	w := float32(0)
	for _, cell := range c.cells(1e6) {
		x := cell.x
		if c.env.RTL {
			x = 1e6 - cell.x - cell.w
		}
		w = max(w, x+cell.w)
	}
	return w + 1
}

// HeightFor is the height needed in a width.
func (c *Choice) HeightFor(width float32) float32 {
	cells := c.cells(width)
	if len(cells) == 0 {
		return 0
	}
	last := cells[len(cells)-1]
	return last.y + last.h
}

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	r := &choiceRenderer{c: c}
	r.paint()
	return r
}

type choiceRenderer struct {
	c    *Choice
	objs []fyne.CanvasObject
}

func (r *choiceRenderer) paint() {
	c, th := r.c, r.c.Theme()
	face := faceOf(th, Body)
	r.objs = []fyne.CanvasObject{}
	selected := c.index()
	words := theme.ColorNameForeground
	if c.disabled {
		words = theme.ColorNameDisabled
	}
	for i, cell := range c.cells(c.Size().Width) {
		if c.focused && i == c.at {
			ring := canvas.NewRectangle(nil)
			ring.StrokeColor, ring.StrokeWidth, ring.CornerRadius = themed(th, colourFocus), 3, 4
			put(ring, cell.x, cell.y, cell.w, cell.h)
			r.objs = append(r.objs, ring)
		}
		size := choiceMark(face)
		x := c.env.start(cell.w-Unit, size)
		if !c.env.RTL {
			x = Unit / 2
		} else {
			x += Unit / 2
		}
		circle := canvas.NewCircle(themed(th, theme.ColorNameInputBackground))
		circle.StrokeColor, circle.StrokeWidth = themed(th, colourBorder), 1.5
		put(circle, cell.x+x, cell.y+(cell.h-size)/2, size, size)
		r.objs = append(r.objs, circle)
		if i == selected {
			circle.StrokeColor, circle.StrokeWidth = themed(th, theme.ColorNamePrimary), 2
			dot := canvas.NewCircle(themed(th, theme.ColorNamePrimary))
			put(dot, cell.x+x+size/4, cell.y+(cell.h-size/2)/2, size/2, size/2)
			r.objs = append(r.objs, dot)
		}
		text := canvas.NewText(bidi.Visual(c.options.Options[i].Label, c.env.Direction()), themed(th, words))
		text.TextSize = face.size
		text.TextStyle = fyne.TextStyle{}
		w := cell.w - size - 2*Unit
		tx := cell.x + size + 1.25*Unit
		if c.env.RTL {
			tx = cell.x + cell.w - size - 1.25*Unit - w
		}
		put(text, tx, cell.y+(cell.h-face.lineHeight())/2, w, face.lineHeight())
		r.objs = append(r.objs, text)
	}
}

func (r *choiceRenderer) Layout(fyne.Size) { r.paint() }
func (r *choiceRenderer) MinSize() fyne.Size {
	width := r.c.Size().Width
	if width == 0 {
		width = r.c.NaturalWidth()
	}
	return fyne.NewSize(r.c.LeastWidth(), r.c.HeightFor(width))
}
func (r *choiceRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.c)
}
func (r *choiceRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *choiceRenderer) Destroy()                     {}

package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// SelectOptions describe a Select.
type SelectOptions struct {
	Options     []Option
	Selected    string // key, or empty for none
	Placeholder string // shown while nothing is selected
	Name        string // read aloud; give the field's label
	Disabled    bool
	OnChanged   func(key string)
}

// Select is one answer out of many, in a list that opens. Space, Enter or Down open it; letters go to the next option that
// begins with them.
type Select struct {
	widget.BaseWidget
	control
	env     Env
	options SelectOptions
}

var (
	_ fyne.Focusable   = (*Select)(nil)
	_ fyne.Disableable = (*Select)(nil)
	_ fyne.Accessible  = (*Select)(nil)
)

// NewSelect makes a select.
func (e Env) NewSelect(o SelectOptions) *Select {
	s := &Select{env: e, options: o}
	s.disabled = o.Disabled
	s.ExtendBaseWidget(s)
	return s
}

// Select is a select with a placeholder.
func (e Env) Select(options []Option, selected, placeholder string, onChanged func(key string)) *Select {
	return e.NewSelect(SelectOptions{Options: options, Selected: selected, Placeholder: placeholder, OnChanged: onChanged})
}

func (s *Select) index() int {
	return slices.IndexFunc(s.options.Options, func(o Option) bool { return o.Key == s.options.Selected && o.Key != "" })
}

func (s *Select) label() string {
	if i := s.index(); i >= 0 {
		return s.options.Options[i].Label
	}
	return s.options.Placeholder
}

// Selected is the key of the option taken, or empty.
func (s *Select) Selected() string { return s.options.Selected }

// Set shows a selection that came from elsewhere.
func (s *Select) Set(key string) {
	s.options.Selected = key
	s.Refresh()
}

// SetOptions replaces the options.
func (s *Select) SetOptions(options []Option) {
	s.options.Options = options
	s.Refresh()
}

func (s *Select) take(i int) {
	key := s.options.Options[i].Key
	if key == s.options.Selected {
		return
	}
	s.options.Selected = key
	s.Refresh()
	if s.options.OnChanged != nil {
		s.options.OnChanged(key)
	}
}

// Enable implements fyne.Disableable.
func (s *Select) Enable() { s.disabled = false; s.Refresh() }

// Disable implements fyne.Disableable.
func (s *Select) Disable() { s.disabled = true; s.Refresh() }

// Disabled implements fyne.Disableable.
func (s *Select) Disabled() bool { return s.disabled }

// Tapped implements fyne.Tappable.
func (s *Select) Tapped(*fyne.PointEvent) {
	if s.disabled {
		return
	}
	focus(s)
	s.open()
}

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() { s.focused = true; s.Refresh(); revealAll(s) }

// FocusLost implements fyne.Focusable.
func (s *Select) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune implements fyne.Focusable.
func (s *Select) TypedRune(r rune) {
	if r == ' ' {
		return
	}
	if i := startingWith(s.options.Options, string(r), s.index()+1); i >= 0 {
		s.take(i)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown:
		s.open()
	default:
		if !printable(ev.Name) {
			passKey(s, ev)
		}
	}
}

// startingWith is the first option from start on, going round, that begins with letters.
func startingWith(options []Option, letters string, start int) int {
	letters = strings.ToLower(letters)
	for k := range options {
		i := (start + k) % len(options)
		if strings.HasPrefix(strings.ToLower(bidi.Strip(options[i].Label)), letters) { // what was inserted stands between fences
			return i
		}
	}
	return -1
}

// open shows the options over the window.
func (s *Select) open() {
	c := canvasOf(s)
	if s.disabled || c == nil || len(s.options.Options) == 0 {
		return
	}
	var o *overlay
	list := s.env.NewList(ListOptions{
		Length: func() int { return len(s.options.Options) },
		Create: func() fyne.CanvasObject {
			return s.env.Tight(s.env.NewText(TextOptions{Line: true}), s.env.NewText(TextOptions{Line: true, Style: Caption}))
		},
		Update: func(row int, contents fyne.CanvasObject) {
			texts := contents.(*fyne.Container).Objects
			texts[0].(*Text).SetText(s.options.Options[row].Label)
			texts[1].(*Text).SetText(s.options.Options[row].Hint)
		},
		OnOpen: func(row int) {
			o.hide()
			s.take(row)
		},
	})
	if !slices.ContainsFunc(s.options.Options, func(o Option) bool { return o.Hint != "" }) {
		list.options.Create = func() fyne.CanvasObject { return s.env.Tight(s.env.NewText(TextOptions{Line: true})) }
		list.options.Update = func(row int, contents fyne.CanvasObject) {
			contents.(*fyne.Container).Objects[0].(*Text).SetText(s.options.Options[row].Label)
		}
	}
	o = &overlay{canvas: c, box: Stack(newSurface(theme.ColorNameMenuBackground, colourBorder, 1), list)}
	o.onEscape, o.onAway = o.hide, o.hide
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s)
	o.place = func(size fyne.Size) {
		h := min(float32(len(s.options.Options))*list.rows.rowHeight()+4, 12*list.rows.rowHeight(), size.Height-2*Unit)
		y := at.Y + s.Size().Height
		if y+h > size.Height-Unit {
			y = max(Unit, at.Y-h)
			if at.Y-h < Unit {
				y = max(Unit, size.Height-Unit-h)
			}
		}
		put(o.box, at.X, y, s.Size().Width, h)
	}
	letters := ""
	list.typed = func(r rune) {
		letters += string(r)
		i := startingWith(s.options.Options, letters, 0)
		if i < 0 {
			letters = string(r)
			i = startingWith(s.options.Options, letters, list.at+1)
		}
		if i >= 0 {
			list.Highlight(i)
		}
	}
	o.show(list)
	list.Highlight(max(0, s.index()))
}

// AccessibilityLabel implements fyne.Accessible.
func (s *Select) AccessibilityLabel() string {
	return bidi.Strip(s.options.Name + ": " + s.label())
}

// AccessibilityRole implements fyne.Accessible.
func (s *Select) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// LeastWidth implements the sizes of our layouts.
func (s *Select) LeastWidth() float32 { return 8 * faceOf(s.Theme(), Body).em() }

// NaturalWidth is that of the widest option.
func (s *Select) NaturalWidth() float32 {
	face := faceOf(s.Theme(), Body)
	w := face.width(s.options.Placeholder)
	for _, o := range s.options.Options {
		w = max(w, face.width(o.Label))
	}
	return w + 2*entryPadX + 2*face.size
}

// HeightFor implements the sizes of our layouts.
func (s *Select) HeightFor(float32) float32 {
	return faceOf(s.Theme(), Body).lineHeight() + 2*entryPadY
}

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	r := &selectRenderer{s: s, ground: canvas.NewRectangle(nil), text: &canvas.Text{}, left: canvas.NewLine(nil), right: canvas.NewLine(nil)}
	r.paint()
	return r
}

type selectRenderer struct {
	s           *Select
	ground      *canvas.Rectangle
	text        *canvas.Text
	left, right *canvas.Line // the two strokes of the arrow
}

func (r *selectRenderer) paint() {
	s, th, size := r.s, r.s.Theme(), r.s.Size()
	face := faceOf(th, Body)
	stroke, width := s.stroke()
	ground, words := theme.ColorNameInputBackground, theme.ColorNameForeground
	if s.index() < 0 {
		words = theme.ColorNamePlaceHolder
	}
	if s.disabled {
		ground, words = theme.ColorNameDisabledButton, theme.ColorNameDisabled
	}
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth, r.ground.CornerRadius = themed(th, ground), themed(th, stroke), width, 4
	r.ground.Resize(size)
	room := max(0, size.Width-2*entryPadX-1.5*face.size)
	text := []rune(s.label())
	line := oneLine(paragraph{Paragraph: bidi.Resolve(text, s.env.Direction()), text: text}, face, room)
	if len(line.pieces) > 0 {
		r.text.Text = line.pieces[0].painted
	}
	r.text.Color, r.text.TextSize = themed(th, words), face.size
	x := entryPadX
	if s.env.RTL {
		x = size.Width - entryPadX - line.width
	}
	put(r.text, x, (size.Height-face.lineHeight())/2, line.width, face.lineHeight())
	arrow := face.size * 0.35
	mid := size.Width - entryPadX - arrow
	if s.env.RTL {
		mid = entryPadX + arrow
	}
	y := size.Height/2 - arrow/2
	for _, l := range []*canvas.Line{r.left, r.right} {
		l.StrokeColor, l.StrokeWidth = themed(th, words), 2
	}
	r.left.Position1, r.left.Position2 = fyne.NewPos(mid-arrow, y), fyne.NewPos(mid, y+arrow)
	r.right.Position1, r.right.Position2 = fyne.NewPos(mid, y+arrow), fyne.NewPos(mid+arrow, y)
}

func (r *selectRenderer) Layout(fyne.Size) { r.paint() }
func (r *selectRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.s.LeastWidth(), r.s.HeightFor(0))
}
func (r *selectRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.s)
}
func (r *selectRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.text, r.left, r.right}
}
func (r *selectRenderer) Destroy() {}

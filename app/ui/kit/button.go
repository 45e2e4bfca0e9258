package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// Kind is the weight of a button.
type Kind int8

// Kinds of buttons. A screen has at most one Primary. Destructive is red: danger to a person or to data.
const (
	Ordinary Kind = iota
	Primary
	Destructive
	Flat // no box until touched: in rows and rails
)

// ButtonOptions describe a Button.
type ButtonOptions struct {
	Label    string
	Shortcut string        // shown beside the label, in words: "Ctrl+Enter"
	Icon     fyne.Resource // at the reading start; nil for none
	// Name is read aloud where there is only an icon.
	Name     string
	Kind     Kind
	Disabled bool
	Start    bool // the label at the reading start, as in a Flat one: for buttons under each other
	OnTapped func()
}

// Button is one command. Space and Enter press it.
type Button struct {
	widget.BaseWidget
	control
	env     Env
	options ButtonOptions
}

var (
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Disableable  = (*Button)(nil)
	_ fyne.Accessible   = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
)

// NewButton makes any button; the methods below are shorter.
func (e Env) NewButton(o ButtonOptions) *Button {
	b := &Button{env: e, options: o}
	b.disabled = o.Disabled
	b.ExtendBaseWidget(b)
	return b
}

// Button is an ordinary button.
func (e Env) Button(label string, onTapped func()) *Button {
	return e.NewButton(ButtonOptions{Label: label, OnTapped: onTapped})
}

// Primary is the one command the screen is for.
func (e Env) Primary(label string, onTapped func()) *Button {
	return e.NewButton(ButtonOptions{Label: label, Kind: Primary, OnTapped: onTapped})
}

// Destructive is for what cannot be taken back.
func (e Env) Destructive(label string, onTapped func()) *Button {
	return e.NewButton(ButtonOptions{Label: label, Kind: Destructive, OnTapped: onTapped})
}

// Flat is a quiet button inside rows.
func (e Env) Flat(label string, onTapped func()) *Button {
	return e.NewButton(ButtonOptions{Label: label, Kind: Flat, OnTapped: onTapped})
}

// WithShortcut shows a shortcut beside the label. It does not listen for it: shortcuts belong to the window.
func (b *Button) WithShortcut(words string) *Button {
	b.options.Shortcut = words
	b.Refresh()
	return b
}

// SetLabel changes the words.
func (b *Button) SetLabel(s string) {
	b.options.Label = s
	b.Refresh()
}

// Label is the logical label.
func (b *Button) Label() string { return b.options.Label }

// Enable implements fyne.Disableable.
func (b *Button) Enable() { b.able(true) }

// Disable implements fyne.Disableable.
func (b *Button) Disable() { b.able(false) }

// Disabled implements fyne.Disableable.
func (b *Button) Disabled() bool { return b.disabled }

func (b *Button) able(can bool) {
	if b.disabled == can {
		b.disabled = !can
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) { b.press() }

func (b *Button) press() {
	if !b.disabled && b.options.OnTapped != nil {
		b.options.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() { b.focused = true; b.Refresh(); revealAll(b) }

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.focused = false; b.Refresh() }

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) {
	if r != ' ' {
		passRune(b, r)
	}
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace || isEnter(ev.Name) {
		b.press()
		return
	}
	passKey(b, ev)
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() { b.hovered = false; b.Refresh() }

// AccessibilityLabel implements fyne.Accessible.
func (b *Button) AccessibilityLabel() string {
	if b.options.Label == "" {
		return b.options.Name
	}
	return bidi.Strip(b.options.Label)
}

// AccessibilityRole implements fyne.Accessible.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// LeastWidth implements the sizes of our layouts.
func (b *Button) LeastWidth() float32 { return b.MinSize().Width }

// NaturalWidth is the width of all its words.
func (b *Button) NaturalWidth() float32 { return b.MinSize().Width }

// HeightFor implements the sizes of our layouts.
func (b *Button) HeightFor(float32) float32 { return b.MinSize().Height }

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, ground: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil), label: &canvas.Text{}, shortcut: &canvas.Text{}}
	r.paint()
	return r
}

type buttonRenderer struct {
	b               *Button
	ground, hover   *canvas.Rectangle
	label, shortcut *canvas.Text
	icon            *canvas.Image
}

// buttonLook is what a kind of button is painted in.
func (b *Button) look() (ground, words, stroke fyne.ThemeColorName, strokeWidth float32) {
	words = theme.ColorNameForeground
	switch b.options.Kind {
	case Ordinary:
		ground, stroke, strokeWidth = theme.ColorNameButton, colourBorder, 1
	case Primary:
		ground, words = theme.ColorNamePrimary, theme.ColorNameForegroundOnPrimary
	case Destructive:
		ground, words = theme.ColorNameError, theme.ColorNameForegroundOnError
	}
	if b.disabled {
		words = theme.ColorNameDisabled
		if b.options.Kind != Flat {
			ground, stroke, strokeWidth = theme.ColorNameDisabledButton, colourBorder, 1
		}
	}
	return ground, words, stroke, strokeWidth
}

func (r *buttonRenderer) paint() {
	b, th := r.b, r.b.Theme()
	ground, words, stroke, width := b.look()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = themed(th, ground), themed(th, stroke), width
	r.ground.CornerRadius, r.hover.CornerRadius = 4, 4
	r.hover.FillColor = themed(th, "")
	if b.hovered && !b.disabled {
		r.hover.FillColor = themed(th, theme.ColorNameHover)
	}
	r.hover.StrokeColor, r.hover.StrokeWidth = themed(th, ""), 0
	if b.focused {
		// On the primary button the accent would not be seen: the words' colour is, inside it.
		name := colourFocus
		if b.options.Kind == Primary || b.options.Kind == Destructive {
			name = theme.ColorNameForeground
		}
		r.hover.StrokeColor, r.hover.StrokeWidth = themed(th, name), 3
	}
	face, small := faceOf(th, Body), faceOf(th, Caption)
	face.bold = b.options.Kind == Primary
	r.label.Text, r.label.Color = bidi.Visual(b.options.Label, b.env.Direction()), themed(th, words)
	r.label.TextSize, r.label.TextStyle = face.size, face.style()
	if words == theme.ColorNameForeground {
		words = theme.ColorNamePlaceHolder
	}
	r.shortcut.Text, r.shortcut.Color, r.shortcut.TextSize = b.options.Shortcut, themed(th, words), small.size
	r.icon = nil
	if b.options.Icon != nil {
		r.icon = canvas.NewImageFromResource(b.options.Icon)
		if res, ok := b.options.Icon.(fyne.ThemedResource); ok {
			r.icon.Resource = theme.NewColoredResource(res, words)
		}
		r.icon.FillMode = canvas.ImageFillContain
	}
}

func (r *buttonRenderer) parts() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if r.icon != nil {
		parts = append(parts, r.icon)
	}
	if r.label.Text != "" {
		parts = append(parts, r.label)
	}
	if r.shortcut.Text != "" {
		parts = append(parts, r.shortcut)
	}
	return parts
}

func (r *buttonRenderer) partSize(o fyne.CanvasObject) fyne.Size {
	if o == r.icon {
		return fyne.NewSquareSize(r.b.Theme().Size(theme.SizeNameInlineIcon))
	}
	return o.MinSize()
}

func (r *buttonRenderer) content() float32 {
	w := float32(0)
	for i, o := range r.parts() {
		if i > 0 {
			w += Unit
		}
		w += r.partSize(o).Width
	}
	return w
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.hover.Resize(size)
	x := (size.Width - r.content()) / 2
	if r.b.options.Kind == Flat || r.b.options.Start {
		x = min(x, 1.5*Unit)
	}
	for _, o := range r.parts() {
		s := r.partSize(o)
		at := x
		if r.b.env.RTL {
			at = size.Width - x - s.Width
		}
		put(o, at, (size.Height-s.Height)/2, s.Width, s.Height)
		x += s.Width + Unit
	}
}

func (r *buttonRenderer) MinSize() fyne.Size {
	h := faceOf(r.b.Theme(), Body).lineHeight() + Unit
	return fyne.NewSize(max(h, r.content()+3*Unit), h)
}

func (r *buttonRenderer) Refresh() {
	r.paint()
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.ground, r.hover}, r.parts()...)
}
func (r *buttonRenderer) Destroy() {}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// overlay lies over a whole window and holds one box. It keeps the focus inside and gives it back when it goes.
type overlay struct {
	widget.BaseWidget
	canvas   fyne.Canvas
	box      fyne.CanvasObject
	place    func(size fyne.Size) // puts the box
	onEscape func()
	onAway   func() // a tap beside the box; nil for none
	onKey    func(*fyne.KeyEvent)
	dim      bool
	before   fyne.Focusable
}

func (o *overlay) show(first fyne.Focusable) {
	o.ExtendBaseWidget(o)
	o.before = o.canvas.Focused()
	o.canvas.Overlays().Add(o)
	o.Resize(o.canvas.Size())
	if first != nil {
		o.canvas.Focus(first)
		return
	}
	o.canvas.FocusNext()
}

func (o *overlay) hide() {
	o.canvas.Overlays().Remove(o)
	if o.before != nil {
		o.canvas.Focus(o.before)
	}
}

// overlayKey takes the keys that the box did not use.
func (o *overlay) overlayKey(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeyEscape && o.onEscape != nil:
		o.onEscape()
	case o.onKey != nil:
		o.onKey(ev)
	}
}

// Tapped implements fyne.Tappable: nothing under the overlay is reached.
func (o *overlay) Tapped(*fyne.PointEvent) {
	if o.onAway != nil {
		o.onAway()
	}
}

func (o *overlay) children() []fyne.CanvasObject { return []fyne.CanvasObject{o.box} }

// CreateRenderer implements fyne.Widget.
func (o *overlay) CreateRenderer() fyne.WidgetRenderer {
	return &overlayRenderer{o: o, shade: canvas.NewRectangle(nil)}
}

type overlayRenderer struct {
	o     *overlay
	shade *canvas.Rectangle
}

func (r *overlayRenderer) Layout(size fyne.Size) {
	r.shade.FillColor = themed(r.o.Theme(), "")
	if r.o.dim {
		r.shade.FillColor = themed(r.o.Theme(), theme.ColorNameShadow)
	}
	r.shade.Resize(size)
	r.o.place(size)
}
func (r *overlayRenderer) MinSize() fyne.Size { return fyne.Size{} }
func (r *overlayRenderer) Refresh() {
	r.Layout(r.o.Size())
	canvas.Refresh(r.o)
}
func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.shade, r.o.box}
}
func (r *overlayRenderer) Destroy() {}

// DialogOptions describe a Dialog.
type DialogOptions struct {
	Title   string
	Content fyne.CanvasObject // scrolls when it is too high; nil for none
	// Buttons stand at the end of the last line, the most wanted first. They do not close the dialog by themselves.
	Buttons []fyne.CanvasObject
	// OnEscape is called after Esc closed the dialog. Esc never does what a button does.
	OnEscape func()
	// Stays keeps Esc from closing: for what must be answered before anything else.
	Stays bool
	// First gets the focus; nil is the first that can have it.
	First fyne.Focusable
	// OnKey hears keys that nothing in the dialog used.
	OnKey func(*fyne.KeyEvent)
}

// Dialog is a question in front of everything else. It is for danger and for what somebody just asked for, never to
// interrupt a talk.
type Dialog struct{ o *overlay }

// Dialog shows a dialog on a window's canvas.
func (e Env) Dialog(c fyne.Canvas, options DialogOptions) *Dialog {
	parts := Sides{Top: Pad(2, e.Subheading(options.Title))}
	if len(options.Buttons) > 0 {
		parts.Bottom = Pad(2, e.Row(append([]fyne.CanvasObject{Spacer()}, options.Buttons...)...))
	}
	var middle fyne.CanvasObject = Stack()
	if options.Content != nil {
		middle = NewScroll(&fyne.Container{Layout: &fillLayout{pad: 2 * Unit}, Objects: []fyne.CanvasObject{options.Content}})
	}
	inner := e.Border(parts, middle)
	o := &overlay{canvas: c, dim: true, box: Stack(newSurface(theme.ColorNameOverlayBackground, theme.ColorNameSeparator, 1), inner)}
	d := &Dialog{o}
	o.onKey = options.OnKey
	o.place = func(size fyne.Size) {
		width := min(size.Width-4*Unit, 38*bodySize())
		height := heightFor(parts.Top, width) + high(parts.Bottom, width)
		if options.Content != nil {
			height += heightFor(options.Content, width-4*Unit) + 4*Unit
		}
		height = min(height, size.Height-4*Unit)
		put(o.box, (size.Width-width)/2, max(2*Unit, (size.Height-height)/2.5), width, height)
	}
	o.onEscape = func() {
		if options.Stays {
			return
		}
		d.Close()
		if options.OnEscape != nil {
			options.OnEscape()
		}
	}
	o.show(options.First)
	return d
}

// Close takes the dialog away and gives the focus back.
func (d *Dialog) Close() { d.o.hide() }

// Update lays the dialog out again after its content changed.
func (d *Dialog) Update() { d.o.Refresh() }

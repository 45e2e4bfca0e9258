package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

func bodySize() float32 { return theme.Size(theme.SizeNameText) }

// Sides are what stands round the middle of a Border; any may be nil.
type Sides struct{ Top, Bottom, Start, End fyne.CanvasObject }

// Border gives the sides the room they need and the middle the rest. Tab goes top, start, middle, end, bottom.
func (e Env) Border(sides Sides, middle fyne.CanvasObject) *fyne.Container {
	l := &borderLayout{env: e, sides: sides, middle: middle}
	c := &fyne.Container{Layout: l}
	for _, o := range []fyne.CanvasObject{sides.Top, sides.Start, middle, sides.End, sides.Bottom} {
		if o != nil {
			c.Objects = append(c.Objects, o)
		}
	}
	return c
}

type borderLayout struct {
	remembered
	env    Env
	sides  Sides
	middle fyne.CanvasObject
}

func wide(o fyne.CanvasObject) float32 {
	if o == nil || !o.Visible() {
		return 0
	}
	return max(leastWidth(o), naturalWidth(o))
}

func high(o fyne.CanvasObject, width float32) float32 {
	if o == nil || !o.Visible() {
		return 0
	}
	return heightFor(o, width)
}

func (l *borderLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	top, bottom := high(l.sides.Top, size.Width), high(l.sides.Bottom, size.Width)
	start, end := wide(l.sides.Start), wide(l.sides.End)
	middle := max(0, size.Height-top-bottom)
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		if o == nil {
			return
		}
		if l.env.RTL {
			x = size.Width - x - w
		}
		put(o, x, y, w, h)
	}
	place(l.sides.Top, 0, 0, size.Width, top)
	place(l.sides.Bottom, 0, size.Height-bottom, size.Width, bottom)
	place(l.sides.Start, 0, top, start, middle)
	place(l.sides.End, size.Width-end, top, end, middle)
	place(l.middle, start, top, max(0, size.Width-start-end), middle)
}

func (l *borderLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *borderLayout) leastWidth([]fyne.CanvasObject) float32 {
	least := wide(l.sides.Start) + wide(l.sides.End)
	if l.middle != nil {
		least += leastWidth(l.middle)
	}
	for _, o := range []fyne.CanvasObject{l.sides.Top, l.sides.Bottom} {
		if o != nil && o.Visible() {
			least = max(least, leastWidth(o))
		}
	}
	return least
}

func (l *borderLayout) naturalWidth([]fyne.CanvasObject) float32 {
	return max(wide(l.sides.Top), wide(l.sides.Bottom), wide(l.sides.Start)+wide(l.middle)+wide(l.sides.End))
}

func (l *borderLayout) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	start, end := wide(l.sides.Start), wide(l.sides.End)
	return high(l.sides.Top, width) + high(l.sides.Bottom, width) +
		max(high(l.sides.Start, start), high(l.middle, max(0, width-start-end)), high(l.sides.End, end))
}

// Side puts two objects beside each other, the first at the reading start with the given share of the width (0 to 1), and
// under each other where the room is too narrow for both.
func (e Env) Side(share float32, first, second fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &sideLayout{env: e, share: share}, Objects: []fyne.CanvasObject{first, second}}
}

type sideLayout struct {
	remembered
	env   Env
	share float32
}

const sideGap = 3 * Unit

// widths are those of both, and whether they stand beside each other.
func (l *sideLayout) widths(objects []fyne.CanvasObject, width float32) (first, second float32, beside bool) {
	if !objects[0].Visible() || !objects[1].Visible() {
		return width, width, false
	}
	first = (width - sideGap) * l.share
	second = width - sideGap - first
	least := 14 * bodySize()
	beside = first >= leastWidth(objects[0]) && second >= leastWidth(objects[1]) && min(first, second) >= least
	if !beside {
		return width, width, false
	}
	return first, second, true
}

func (l *sideLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	first, second, beside := l.widths(objects, size.Width)
	if !beside {
		(&columnLayout{gap: 2 * Unit}).Layout(objects, size)
		return
	}
	put(objects[0], l.env.start(size.Width, first), 0, first, size.Height)
	put(objects[1], l.env.start(size.Width, second)+l.shift(first), 0, second, size.Height)
}

func (l *sideLayout) shift(first float32) float32 {
	if l.env.RTL {
		return -first - sideGap
	}
	return first + sideGap
}

func (l *sideLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *sideLayout) leastWidth(objects []fyne.CanvasObject) float32 { return widestLeast(objects) }

func (l *sideLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	return naturalWidth(objects[0]) + sideGap + naturalWidth(objects[1])
}

func (l *sideLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	first, second, beside := l.widths(objects, width)
	if !beside {
		return (&columnLayout{gap: 2 * Unit}).heightFor(objects, width)
	}
	return max(heightFor(objects[0], first), heightFor(objects[1], second))
}

// Field is one line of a Form.
type Field struct {
	Label   string
	Control fyne.CanvasObject
	Hint    string // what to write here, quiet, under the control; empty for none
}

// Form puts labels beside their controls, at the reading start, or above them where the room is narrow.
func (e Env) Form(fields ...Field) *fyne.Container {
	c := &fyne.Container{Layout: &formLayout{env: e}}
	for _, f := range fields {
		control := f.Control
		if f.Hint != "" {
			control = e.Tight(f.Control, e.Caption(f.Hint))
		}
		c.Objects = append(c.Objects, e.Text(f.Label), control)
	}
	return c
}

type formLayout struct {
	remembered
	env Env
}

// label is the width of the labels' column, or zero when labels stand above.
func (l *formLayout) label(objects []fyne.CanvasObject, width float32) float32 {
	widest := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		if objects[i+1].Visible() {
			widest = max(widest, naturalWidth(objects[i]))
		}
	}
	widest = min(widest, width*0.4)
	if width-widest < 18*bodySize() {
		return 0
	}
	return widest
}

// walk calls place for label and control of each visible field, x from the reading start, and returns the height.
func (l *formLayout) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	label := l.label(objects, width)
	y := float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		name, control := objects[i], objects[i+1]
		if !control.Visible() {
			continue
		}
		if label == 0 {
			h := heightFor(name, width)
			place(name, 0, y, width, h)
			y += h
			h = heightFor(control, width)
			place(control, 0, y, width, h)
			y += h + 1.5*Unit
			continue
		}
		x := label + 2*Unit
		h, hc := heightFor(name, label), heightFor(control, width-x)
		// The label's first line stands at the height of a one-line control's words.
		drop := max(0, min(hc-h, entryPadY))
		place(name, 0, y+drop, label, h)
		place(control, x, y, width-x, hc)
		y += max(h+drop, hc) + Unit
	}
	return max(0, y-Unit)
}

func (l *formLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	for i := 0; i+1 < len(objects); i += 2 { // a question that is not asked has no label either
		if asked := objects[i+1].Visible(); asked != objects[i].Visible() {
			if asked {
				objects[i].Show()
			} else {
				objects[i].Hide()
			}
		}
	}
	l.walk(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		if l.env.RTL {
			x = size.Width - x - w
		}
		put(o, x, y, w, h)
	})
}

func (l *formLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *formLayout) leastWidth(objects []fyne.CanvasObject) float32 { return widestLeast(objects) }

func (l *formLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	labels, controls := float32(0), float32(0)
	for i := 0; i+1 < len(objects); i += 2 {
		labels, controls = max(labels, naturalWidth(objects[i])), max(controls, naturalWidth(objects[i+1]))
	}
	return labels + 2*Unit + controls
}

func (l *formLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

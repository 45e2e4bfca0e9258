package kit

import (
	"fyne.io/fyne/v2"
)

// Row puts objects beside each other from the reading start, centred on each other. Each takes its natural width; what is
// left goes to the children wrapped in Grow, what is missing is taken from texts. The order of Tab is the order given.
func (e Env) Row(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &rowLayout{env: e, gap: Unit}, Objects: objects}
}

// TopRow is Row with everything aligned at the top.
func (e Env) TopRow(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &rowLayout{env: e, gap: 2 * Unit, top: true}, Objects: objects}
}

// Flow is a row that goes on in the next line when there is no room: buttons, badges, filters.
func (e Env) Flow(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flowLayout{env: e, gap: Unit}, Objects: objects}
}

// Column puts objects under each other over the full width. A child wrapped in Grow takes the height that is left.
func (e Env) Column(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columnLayout{gap: Unit}, Objects: objects}
}

// Tight is Column without gaps.
func (e Env) Tight(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columnLayout{}, Objects: objects}
}

// Loose is Column with wide gaps, between sections.
func (e Env) Loose(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columnLayout{gap: 3 * Unit}, Objects: objects}
}

// Grow marks a child of a Row or Column to take what is left.
func Grow(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{grow: true}, Objects: []fyne.CanvasObject{o}}
}

// Spacer is an empty child that grows.
func Spacer() *fyne.Container { return &fyne.Container{Layout: &fillLayout{grow: true}} }

// Pad puts units of space round an object.
func Pad(units float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{pad: units * Unit}, Objects: []fyne.CanvasObject{o}}
}

// Stack puts objects over each other, the last on top, all in the full size.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{}, Objects: objects}
}

// AtLeast gives an object a minimum size; zero leaves a side alone.
func AtLeast(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{least: fyne.NewSize(width, height)}, Objects: []fyne.CanvasObject{o}}
}

// Readable keeps an object to a width in which lines stay under about 75 letters, at the reading start.
func (e Env) Readable(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{env: e, letters: 75}, Objects: []fyne.CanvasObject{o}}
}

// Centred puts an object in the middle, as wide as it likes to be and at most as wide as 75 letters.
func (e Env) Centred(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &fillLayout{env: e, letters: 75, middle: true}, Objects: []fyne.CanvasObject{o}}
}

func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	l, ok := c.Layout.(*fillLayout)
	return ok && l.grow
}

type rowLayout struct {
	remembered
	env Env
	gap float32
	top bool
}

// share gives each object its width.
func (l *rowLayout) share(objects []fyne.CanvasObject, width float32) []float32 {
	given := make([]float32, len(objects))
	least := make([]float32, len(objects))
	left, slack, growing := width-l.gap*float32(max(0, len(objects)-1)), float32(0), 0
	for i, o := range objects {
		least[i] = leastWidth(o)
		given[i] = max(least[i], naturalWidth(o))
		if grows(o) {
			growing++
		}
		left -= given[i]
		slack += given[i] - least[i]
	}
	switch {
	case left >= 0 && growing > 0:
		for i, o := range objects {
			if grows(o) {
				given[i] += left / float32(growing)
			}
		}
	case left < 0 && slack > 0:
		part := min(1, -left/slack)
		for i := range given {
			given[i] -= (given[i] - least[i]) * part
		}
	}
	return given
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	objects = shown(objects)
	given := l.share(objects, size.Width)
	x := float32(0)
	for i, o := range objects {
		h := heightFor(o, given[i])
		y := float32(0)
		if !l.top {
			y = max(0, (size.Height-h)/2)
		}
		at := x
		if l.env.RTL {
			at = size.Width - x - given[i]
		}
		put(o, at, y, given[i], h)
		x += given[i] + l.gap
	}
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *rowLayout) leastWidth(objects []fyne.CanvasObject) float32 {
	objects = shown(objects)
	w := l.gap * float32(max(0, len(objects)-1))
	for _, o := range objects {
		w += leastWidth(o)
	}
	return w
}

func (l *rowLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	objects = shown(objects)
	w := l.gap * float32(max(0, len(objects)-1))
	for _, o := range objects {
		w += max(leastWidth(o), naturalWidth(o))
	}
	return w
}

func (l *rowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	objects = shown(objects)
	h := float32(0)
	for i, w := range l.share(objects, width) {
		h = max(h, heightFor(objects[i], w))
	}
	return h
}

type flowLayout struct {
	remembered
	env Env
	gap float32
}

// walk calls place for each object with its line's top, its x from the reading start and its size, and returns the height.
func (l *flowLayout) walk(objects []fyne.CanvasObject, width float32, place func(o fyne.CanvasObject, x, y, w, h, line float32)) float32 {
	type cell struct {
		o       fyne.CanvasObject
		x, w, h float32
	}
	var line []cell
	x, y, high := float32(0), float32(0), float32(0)
	finish := func() {
		for _, c := range line {
			place(c.o, c.x, y, c.w, c.h, high)
		}
		if len(line) > 0 {
			y += high + l.gap
		}
		line, x, high = line[:0], 0, 0
	}
	for _, o := range shown(objects) {
		w := naturalWidth(o)
		if len(line) > 0 && x+w > width {
			finish()
		}
		w = max(leastWidth(o), min(w, width))
		h := heightFor(o, w)
		line = append(line, cell{o, x, w, h})
		x += w + l.gap
		high = max(high, h)
	}
	finish()
	return max(0, y-l.gap)
}

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.walk(objects, size.Width, func(o fyne.CanvasObject, x, y, w, h, line float32) {
		if l.env.RTL {
			x = size.Width - x - w
		}
		put(o, x, y+(line-h)/2, w, h)
	})
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *flowLayout) leastWidth(objects []fyne.CanvasObject) float32 { return widestLeast(objects) }

func (l *flowLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	return (&rowLayout{gap: l.gap}).naturalWidth(objects)
}

func (l *flowLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.walk(objects, width, func(fyne.CanvasObject, float32, float32, float32, float32, float32) {})
}

type columnLayout struct {
	remembered
	gap float32
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	objects = shown(objects)
	left, growing := size.Height-l.heightFor(objects, size.Width), 0
	for _, o := range objects {
		if grows(o) {
			growing++
		}
	}
	y := float32(0)
	for _, o := range objects {
		h := heightFor(o, size.Width)
		if grows(o) && left > 0 {
			h += left / float32(growing)
		}
		put(o, 0, y, size.Width, h)
		y += h + l.gap
	}
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *columnLayout) leastWidth(objects []fyne.CanvasObject) float32 { return widestLeast(objects) }

func (l *columnLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	return widestNatural(objects)
}

func (l *columnLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	objects = shown(objects)
	h := l.gap * float32(max(0, len(objects)-1))
	for _, o := range objects {
		h += heightFor(o, width)
	}
	return h
}

// fillLayout gives all objects the same room, with what its fields say taken off.
type fillLayout struct {
	remembered
	env     Env
	grow    bool
	pad     float32
	least   fyne.Size
	letters float32 // greatest width in letters of body text; zero for none
	middle  bool
}

func (l *fillLayout) inner(objects []fyne.CanvasObject, width float32) float32 {
	width -= 2 * l.pad
	if l.letters > 0 {
		width = min(width, l.letters*bodySize()*0.55)
	}
	if l.middle {
		width = min(width, widestNatural(objects))
	}
	return max(0, width)
}

func (l *fillLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	w := l.inner(objects, size.Width)
	x := l.pad + l.env.start(size.Width-2*l.pad, w)
	h, y := size.Height-2*l.pad, l.pad
	if l.middle {
		x = (size.Width - w) / 2
		h = min(h, l.heightFor(objects, size.Width))
		y = (size.Height - h) / 2
	}
	for _, o := range objects {
		put(o, x, y, w, h)
	}
}

func (l *fillLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *fillLayout) leastWidth(objects []fyne.CanvasObject) float32 {
	return max(l.least.Width, widestLeast(objects)+2*l.pad)
}

func (l *fillLayout) naturalWidth(objects []fyne.CanvasObject) float32 {
	return max(l.least.Width, widestNatural(objects)+2*l.pad)
}

func (l *fillLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range shown(objects) {
		h = max(h, heightFor(o, l.inner(objects, width)))
	}
	return max(l.least.Height, h+2*l.pad)
}

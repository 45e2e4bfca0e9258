package kit

import (
	"fyne.io/fyne/v2"
)

// Fyne asks an object for one minimum size, before it knows its width. Wrapping text needs the opposite question. Our
// texts, entries and layouts answer both, so a column of wrapped paragraphs is laid out right at the first pass; objects
// of others are taken at their minimum size.
//
// The three questions never go through MinSize, which asks them all: nested containers would ask ever more often.
type flexible interface {
	// LeastWidth is the width below which something is cut off.
	LeastWidth() float32
	// NaturalWidth is the width at which nothing wraps.
	NaturalWidth() float32
	// HeightFor is the height needed in a width.
	HeightFor(width float32) float32
}

// flexibleLayout is a layout that can answer for its objects.
type flexibleLayout interface {
	fyne.Layout
	leastWidth(objects []fyne.CanvasObject) float32
	naturalWidth(objects []fyne.CanvasObject) float32
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

func leastWidth(o fyne.CanvasObject) float32 {
	switch f := o.(type) {
	case flexible:
		return f.LeastWidth()
	case *fyne.Container:
		if l, ok := f.Layout.(flexibleLayout); ok {
			return l.leastWidth(f.Objects)
		}
	}
	return o.MinSize().Width
}

func naturalWidth(o fyne.CanvasObject) float32 {
	switch f := o.(type) {
	case flexible:
		return f.NaturalWidth()
	case *fyne.Container:
		if l, ok := f.Layout.(flexibleLayout); ok {
			return l.naturalWidth(f.Objects)
		}
	}
	return o.MinSize().Width
}

func heightFor(o fyne.CanvasObject, width float32) float32 {
	switch f := o.(type) {
	case flexible:
		return f.HeightFor(width)
	case *fyne.Container:
		if l, ok := f.Layout.(flexibleLayout); ok {
			return l.heightFor(f.Objects, width)
		}
	}
	return o.MinSize().Height
}

func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// remembered answers MinSize of a flexible layout: as high as the width last given asks for.
type remembered struct{ width float32 }

func (r *remembered) minSize(l flexibleLayout, objects []fyne.CanvasObject) fyne.Size {
	least := l.leastWidth(objects)
	width := r.width
	if width == 0 {
		width = l.naturalWidth(objects)
	}
	return fyne.NewSize(least, l.heightFor(objects, max(width, least)))
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

func widestLeast(objects []fyne.CanvasObject) float32 {
	w := float32(0)
	for _, o := range shown(objects) {
		w = max(w, leastWidth(o))
	}
	return w
}

func widestNatural(objects []fyne.CanvasObject) float32 {
	w := float32(0)
	for _, o := range shown(objects) {
		w = max(w, naturalWidth(o))
	}
	return w
}

package kit

import (
	"fyne.io/fyne/v2"
)

// Fyne asks an object for one minimum size, before it knows its width. Wrapping text needs the opposite question. Our
// texts, entries and layouts answer both, so a column of wrapped paragraphs is laid out right at the first pass; objects
// of others are taken at their minimum size.
type flexible interface {
	// NaturalWidth is the width at which nothing wraps.
	NaturalWidth() float32
	// HeightFor is the height needed in a width.
	HeightFor(width float32) float32
}

// flexibleLayout is a layout that can answer for its objects.
type flexibleLayout interface {
	fyne.Layout
	naturalWidth(objects []fyne.CanvasObject) float32
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// naturalWidth is never less than the minimum width.
func naturalWidth(o fyne.CanvasObject) float32 {
	least := o.MinSize().Width
	switch f := o.(type) {
	case flexible:
		return max(least, f.NaturalWidth())
	case *fyne.Container:
		if l, ok := f.Layout.(flexibleLayout); ok {
			return max(least, l.naturalWidth(f.Objects))
		}
	}
	return least
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

func (r *remembered) minSize(l flexibleLayout, objects []fyne.CanvasObject, least float32) fyne.Size {
	width := r.width
	if width == 0 {
		width = l.naturalWidth(objects)
	}
	width = max(width, least)
	return fyne.NewSize(least, l.heightFor(objects, width))
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

func widestMin(objects []fyne.CanvasObject) float32 {
	w := float32(0)
	for _, o := range shown(objects) {
		w = max(w, o.MinSize().Width)
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

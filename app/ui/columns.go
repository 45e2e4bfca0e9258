package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"waymark/app/ui/kit"
)

// columns stands the texts of a row under those of the rows above and below. A width
// is in letters of the body's size; the one of zero takes what is left.
type columns struct {
	rtl    bool
	widths []float32
}

const (
	columnGap = kit.Unit
	widest    = 22 // letters of the column that takes what is left, unless it is the last
)

// Columns makes a row of texts in columns.
func (p Pen) Columns(widths []float32, texts ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columns{p.RTL, widths}, Objects: texts}
}

// Layout implements fyne.Layout.
func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	em := theme.Size(theme.SizeNameText)
	left := size.Width - columnGap*float32(len(objects)-1)
	for _, w := range c.widths {
		left -= w * em
	}
	x := float32(0)
	for i, o := range objects {
		w := c.widths[i] * em
		switch {
		case w == 0 && i == len(objects)-1:
			w = max(4*em, left)
		case w == 0:
			w = max(4*em, min(left, widest*em)) // the eye must not lose the row between two columns
		}
		h := o.MinSize().Height
		at := x
		if c.rtl {
			at = size.Width - x - w
		}
		o.Move(fyne.NewPos(at, (size.Height-h)/2))
		o.Resize(fyne.NewSize(w, h))
		x += w + columnGap
	}
}

// MinSize implements fyne.Layout.
func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	em := theme.Size(theme.SizeNameText)
	least := fyne.NewSize(columnGap*float32(len(objects)-1), 0)
	for i, o := range objects {
		w := c.widths[i]
		if w == 0 {
			w = 4
		}
		least.Width += w * em
		least.Height = max(least.Height, o.MinSize().Height)
	}
	return least
}

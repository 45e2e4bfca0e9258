package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// rows is a list of many rows that the keyboard reaches: arrows move, Enter opens,
// every other key goes to the window.
type rows struct {
	widget.List
	open   func(i int)
	moved  func(i int)
	marked int
}

// newRows draws length rows. Row makes an empty one, fill puts row i into it.
func newRows(length func() int, row func() fyne.CanvasObject, fill func(i int, o fyne.CanvasObject), open, moved func(i int)) *rows {
	r := &rows{open: open, moved: moved, marked: -1}
	r.Length, r.CreateItem = length, row
	r.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) { fill(i, o) }
	r.OnSelected = func(i widget.ListItemID) {
		again := r.marked == i
		r.marked = i
		r.moved(i)
		if again {
			r.open(i)
		}
	}
	r.ExtendBaseWidget(r)
	return r
}

// mark shows which row is marked, without telling anybody.
func (r *rows) mark(i int) {
	if i == r.marked {
		return
	}
	r.marked = i
	selected := r.OnSelected
	r.OnSelected = nil
	if i < 0 {
		r.UnselectAll()
	} else {
		r.Select(i)
	}
	r.OnSelected = selected
}

// TypedKey implements fyne.Focusable.
func (r *rows) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd:
		r.step(ev.Name)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if r.marked >= 0 {
			r.open(r.marked)
		}
	default:
		if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(ev)
		}
	}
}

func (r *rows) step(key fyne.KeyName) {
	n := r.Length()
	if n == 0 {
		return
	}
	page := max(1, int(r.Size().Height/max(1, r.CreateItem().MinSize().Height))-1)
	to := map[fyne.KeyName]int{fyne.KeyDown: r.marked + 1, fyne.KeyUp: r.marked - 1, fyne.KeyPageDown: r.marked + page,
		fyne.KeyPageUp: r.marked - page, fyne.KeyHome: 0, fyne.KeyEnd: n - 1}[key]
	to = max(0, min(to, n-1))
	if to != r.marked {
		r.Select(to)
	}
}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// EditWords are the words of the menu that a secondary click in an entry opens. Without them there is no menu; the keys
// work all the same.
type EditWords struct{ Undo, Redo, Cut, Copy, Paste, SelectAll string }

// menuItem is one line of a menu.
type menuItem struct {
	label string
	do    func()
}

// menu opens lines to choose from at a point of a canvas, or as near as they fit. It is left by Esc and by a tap beside it.
func (e Env) menu(c fyne.Canvas, at fyne.Position, items []menuItem) {
	var o *overlay
	list := e.NewList(ListOptions{
		Length: func() int { return len(items) },
		Create: func() fyne.CanvasObject { return e.Tight(e.Line("")) },
		Update: func(row int, contents fyne.CanvasObject) {
			contents.(*fyne.Container).Objects[0].(*Text).SetText(items[row].label)
		},
		OnOpen: func(row int) {
			o.hide()
			items[row].do()
		},
	})
	o = &overlay{canvas: c, box: Stack(newSurface(theme.ColorNameMenuBackground, colourBorder, 1), list)}
	o.onEscape, o.onAway = o.hide, o.hide
	o.place = func(size fyne.Size) {
		w := 8 * bodySize()
		for _, item := range items {
			w = max(w, faceOf(list.Theme(), Body).width(item.label)+2*listPad+2*Unit)
		}
		h := min(float32(len(items))*list.rows.rowHeight()+4, size.Height-2*Unit)
		x := at.X
		if e.RTL {
			x -= w
		}
		put(o.box, min(max(x, Unit), size.Width-w-Unit), min(at.Y, size.Height-h-Unit), w, h)
	}
	o.show(list)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (n *Entry) TappedSecondary(ev *fyne.PointEvent) {
	c, words := canvasOf(n), n.env.Edit
	if n.disabled || c == nil || words == (EditWords{}) {
		return
	}
	focus(n)
	var items []menuItem
	add := func(label string, can bool, do func()) {
		if can {
			items = append(items, menuItem{label, do})
		}
	}
	selected := n.Selected() != "" && !n.options.Password
	add(words.Undo, len(n.editor.done) > 0, n.Undo)
	add(words.Redo, len(n.editor.undone) > 0, n.Redo)
	add(words.Cut, selected, func() { n.TypedShortcut(&fyne.ShortcutCut{}) })
	add(words.Copy, selected, func() { n.TypedShortcut(&fyne.ShortcutCopy{}) })
	add(words.Paste, true, func() { n.TypedShortcut(&fyne.ShortcutPaste{}) })
	add(words.SelectAll, len(n.editor.text) > 0, n.SelectAll)
	n.env.menu(c, ev.AbsolutePosition, items)
}

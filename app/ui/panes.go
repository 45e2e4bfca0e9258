package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"waymark/app/ui/kit"
)

// panes stands objects beside each other where there is room for all, and otherwise
// shows only the one asked for.
type panes struct {
	rtl    bool
	shares []float32
	least  float32 // width of the narrowest pane, in letters
	open   int     // the one shown when there is room for one
	single bool    // whether there was room for one only
	told   func(single bool)
}

const paneGap = 3 * kit.Unit

// Layout implements fyne.Layout.
func (l *panes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	em := theme.Size(theme.SizeNameText)
	room := size.Width - paneGap*float32(len(objects)-1)
	narrowest := room
	for _, s := range l.shares {
		narrowest = min(narrowest, room*s)
	}
	single := narrowest < l.least*em
	x := float32(0)
	for i, o := range objects {
		switch {
		case single && i != l.open:
			if o.Visible() {
				o.Hide()
			}
			continue
		case !o.Visible():
			o.Show()
		}
		w, at := room*l.shares[i], x
		if single {
			w, at = size.Width, 0
		} else if l.rtl {
			at = size.Width - x - w
		}
		o.Move(fyne.NewPos(at, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w + paneGap
	}
	if single != l.single {
		l.single = single
		if l.told != nil {
			l.told(single)
		}
	}
}

// MinSize implements fyne.Layout.
func (l *panes) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least
}

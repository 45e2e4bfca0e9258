package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// besideRail stands the screen beside the rail. In a narrow window the rail makes room
// for a screen that needs all there is; its keys go on working.
type besideRail struct {
	rtl  bool
	away func() bool // the screen needs the room
}

// narrow is the width of a window, in letters, below which there is no room to spare.
const narrow = 56

// isNarrow reports whether so many units are narrow, in letters of the size chosen.
func isNarrow(width float32) bool { return width < narrow*theme.Size(theme.SizeNameText) }

// Layout implements fyne.Layout.
func (l *besideRail) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	rail, middle := objects[0], objects[1]
	wide := rail.MinSize().Width
	if l.away() && isNarrow(size.Width) {
		wide = 0
		rail.Hide()
	} else {
		rail.Show()
	}
	at, rest := wide, float32(0)
	if l.rtl {
		at, rest = 0, size.Width-wide
	}
	rail.Move(fyne.NewPos(rest, 0))
	rail.Resize(fyne.NewSize(wide, size.Height))
	middle.Move(fyne.NewPos(at, 0))
	middle.Resize(fyne.NewSize(size.Width-wide, size.Height))
}

// MinSize implements fyne.Layout.
func (l *besideRail) MinSize(objects []fyne.CanvasObject) fyne.Size {
	rail, middle := objects[0].MinSize(), objects[1].MinSize()
	if l.away() {
		rail.Width = 0
	}
	return fyne.NewSize(rail.Width+middle.Width, max(rail.Height, middle.Height))
}

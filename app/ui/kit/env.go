package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"waymark/internal/bidi"
)

// Env is what widgets need to know about where they stand: for now the reading direction. It is a value: make one per
// language and build the window's content with it; when the language changes, build the content again. All widgets and
// layouts come from its methods.
type Env struct {
	// RTL mirrors everything: rows start at the right, text is aligned right, arrow keys and icons that point turn.
	RTL bool
	// Copied, when not nil, is called after text went to the clipboard: the program clears it again after a while.
	Copied func()
	// Edit are the words of the menu in entries; the zero value is no menu.
	Edit EditWords
}

// Direction is the direction the program's own sentences are read in.
func (e Env) Direction() bidi.Direction {
	if e.RTL {
		return bidi.RTL
	}
	return bidi.LTR
}

// Themed shows content in another theme than the window's: the person's view beside the staff's.
func Themed(t *Theme, content fyne.CanvasObject) fyne.CanvasObject {
	ground := newSurface(theme.ColorNameBackground, "", 0)
	part := container.NewThemeOverride(Stack(ground, content), t)
	return &fyne.Container{Layout: &themedLayout{content: content}, Objects: []fyne.CanvasObject{part}}
}

// themedLayout asks the content for its sizes, which Fyne's override does not.
type themedLayout struct {
	remembered
	content fyne.CanvasObject
}

func (l *themedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	put(objects[0], 0, 0, size.Width, size.Height)
}

func (l *themedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.minSize(l, objects) }

func (l *themedLayout) leastWidth([]fyne.CanvasObject) float32   { return leastWidth(l.content) }
func (l *themedLayout) naturalWidth([]fyne.CanvasObject) float32 { return naturalWidth(l.content) }
func (l *themedLayout) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return heightFor(l.content, width)
}

// start is x for something of the given width at the reading start of a box of the given width.
func (e Env) start(box, width float32) float32 {
	if e.RTL {
		return box - width
	}
	return 0
}

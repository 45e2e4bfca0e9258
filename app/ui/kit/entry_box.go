package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// Space between an entry's border and its text.
const (
	entryPadX float32 = Unit
	entryPadY float32 = Unit / 2
)

// entryBox paints what is inside an entry: selection, the lines in sight, caret, placeholder. It clips what it paints.
type entryBox struct {
	widget.BaseWidget
	n     *Entry
	caret *canvas.Rectangle
	lines []*canvas.Text // reused
	marks []*canvas.Rectangle
	objs  []fyne.CanvasObject
}

func newEntryBox(n *Entry) *entryBox {
	b := &entryBox{n: n, caret: canvas.NewRectangle(nil)}
	b.ExtendBaseWidget(b)
	return b
}

// room is the width for text. In a single line it is as wide as the text when that is wider than the box.
func (b *entryBox) room() float32 {
	w := max(0, b.Size().Width-2*entryPadX)
	if b.n.options.Lines == 0 && len(b.n.page.paragraphs) > 0 {
		_, l := b.n.page.line(0)
		w = max(w, l.width+2)
	}
	return w
}

// rows is how many lines are in sight.
func (b *entryBox) rows() int {
	return int((b.Size().Height - 2*entryPadY) / b.n.page.face.lineHeight())
}

// sync lays out and paints what the entry holds now; follow brings the caret into sight.
func (b *entryBox) sync(follow bool) {
	n := b.n
	if b.Size().Width <= 0 {
		n.lay(0) // the keyboard may come before the first size: caret and keys need lines
		return
	}
	before := n.boxHeight()
	n.lay(b.Size().Width - 2*entryPadX)
	b.scroll(follow)
	b.paint()
	canvas.Refresh(b)
	if n.boxHeight() != before {
		canvas.Refresh(n) // the window gives the entry its new height
	}
}

// scroll keeps the caret in sight and nothing empty beyond the text.
func (b *entryBox) scroll(follow bool) {
	n := b.n
	h := n.page.face.lineHeight()
	line, x := n.page.caretX(n.editor.caret, b.room())
	width, height := b.Size().Width-2*entryPadX, max(b.Size().Height, n.boxHeight())-2*entryPadY
	if follow {
		n.scrollY = min(n.scrollY, float32(line)*h)
		n.scrollY = max(n.scrollY, float32(line+1)*h-height)
		if n.options.Lines == 0 {
			n.scrollX = min(n.scrollX, max(0, x-width/4))
			n.scrollX = max(n.scrollX, x+2-width)
		}
	} else if n.options.Lines == 0 && !n.focused {
		n.scrollX = 0 // show where reading begins
		if s, _ := n.page.line(0); s.RTL() {
			n.scrollX = b.room() - width
		}
	}
	n.scrollY = max(0, min(n.scrollY, float32(n.page.lines)*h-height))
	n.scrollX = max(0, min(n.scrollX, b.room()-width))
}

func (b *entryBox) paint() {
	n, th := b.n, b.Theme()
	words := n.paintGround()
	b.objs = b.objs[:0]

	face, h := n.page.face, n.page.face.lineHeight()
	first := max(0, int(n.scrollY/h))
	last := min(n.page.lines, first+b.rows()+2)
	b.paintSelection(first, last)
	for i := range last - first {
		_, line := n.page.line(first + i)
		if line.painted == "" {
			continue
		}
		b.text(i, line.painted, face, words, n.page.x(first+i, b.room())-n.scrollX, float32(first+i)*h-n.scrollY, line.width)
	}
	if len(n.editor.text) == 0 && n.options.Placeholder != "" {
		painted := bidi.Visual(n.options.Placeholder, n.env.Direction())
		w := face.width(painted)
		b.text(0, painted, face, theme.ColorNamePlaceHolder, n.env.start(b.Size().Width-2*entryPadX, w), 0, w)
	}
	if n.focused {
		line, x := n.page.caretX(n.editor.caret, b.room())
		b.caret.FillColor = themed(th, theme.ColorNameForeground)
		x = min(max(x-1, 0), b.room()-2)
		put(b.caret, entryPadX+x-n.scrollX, entryPadY+float32(line)*h-n.scrollY, 2, h)
		b.objs = append(b.objs, b.caret)
	}
}

// paintGround paints box and border, which are not clipped, and says what colour the words have on it.
func (n *Entry) paintGround() (words fyne.ThemeColorName) {
	th := n.Theme()
	stroke, width := n.stroke()
	if n.note.Visible() && !n.focused {
		stroke, width = colourDanger, 2
	}
	ground := theme.ColorNameInputBackground
	words = theme.ColorNameForeground
	if n.disabled {
		ground, words = theme.ColorNameDisabledButton, theme.ColorNameDisabled
	}
	n.ground.FillColor, n.ground.StrokeColor, n.ground.StrokeWidth, n.ground.CornerRadius = themed(th, ground), themed(th, stroke), width, 4
	n.ground.Refresh()
	return words
}

func (b *entryBox) text(i int, s string, face typeface, colour fyne.ThemeColorName, x, y, width float32) {
	for len(b.lines) <= i {
		b.lines = append(b.lines, &canvas.Text{})
	}
	t := b.lines[i]
	t.Text, t.Color, t.TextSize, t.TextStyle = s, themed(b.Theme(), colour), face.size, face.style()
	put(t, entryPadX+x, entryPadY+y, width, face.lineHeight())
	b.objs = append(b.objs, t)
}

func (b *entryBox) paintSelection(first, last int) {
	n := b.n
	from, to := n.editor.selection()
	if from == to || !n.focused {
		return
	}
	h, used := n.page.face.lineHeight(), 0
	for i := first; i < last; i++ {
		s, l := n.page.line(i)
		x := n.page.x(i, b.room()) - n.scrollX
		edges := n.page.edges(s, l)
		spans := edges.spans(from-s.start, to-s.start)
		if end := s.start + len(s.text); l.end == len(s.text) && from <= end && to > end { // the line feed is selected too
			edge := edges.at(l.end)
			if s.RTL() {
				spans = append(spans, [2]float32{edge - Unit/2, edge})
			} else {
				spans = append(spans, [2]float32{edge, edge + Unit/2})
			}
		}
		for _, span := range spans {
			if used == len(b.marks) {
				b.marks = append(b.marks, canvas.NewRectangle(nil))
			}
			m := b.marks[used]
			used++
			m.FillColor = themed(b.Theme(), theme.ColorNameSelection)
			put(m, entryPadX+x+span[0], entryPadY+float32(i)*h-n.scrollY, span[1]-span[0], h)
			b.objs = append(b.objs, m)
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (b *entryBox) CreateRenderer() fyne.WidgetRenderer {
	b.paintIfSized()
	return &entryBoxRenderer{b}
}

func (b *entryBox) paintIfSized() {
	b.objs = []fyne.CanvasObject{}
	b.sync(false)
}

type entryBoxRenderer struct{ b *entryBox }

// IsClip tells Fyne not to paint outside.
func (r *entryBoxRenderer) IsClip() {}

func (r *entryBoxRenderer) Layout(fyne.Size)             { r.b.sync(r.b.n.focused) }
func (r *entryBoxRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *entryBoxRenderer) Refresh()                     { r.b.sync(false) }
func (r *entryBoxRenderer) Objects() []fyne.CanvasObject { return r.b.objs }
func (r *entryBoxRenderer) Destroy()                     {}

// Scrolled implements fyne.Scrollable. Where there is nothing to scroll inside, the wheel moves what the entry stands in.
func (b *entryBox) Scrolled(ev *fyne.ScrollEvent) {
	n := b.n
	most := float32(n.page.lines)*n.page.face.lineHeight() - (b.Size().Height - 2*entryPadY)
	if n.options.Lines > 0 && most > 0.5 {
		n.scrollY -= ev.Scrolled.DY
		b.sync(false)
		return
	}
	for s := range scrolls {
		if _, inside := offsetIn(s.content, n); inside {
			s.inner.Scrolled(ev)
		}
	}
}

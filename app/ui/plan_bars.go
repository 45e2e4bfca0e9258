package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/app/ui/kit"
	"waymark/internal/words"
)

// filling says how a bar is filled, so that bars are told apart without colour.
type filling int

// The fillings.
const (
	outlined filling = iota
	striped
	solid
)

// amountBar is one length beside others of the same scale, with its words above it:
// what it stands for is read, how much it is beside the others is seen.
type amountBar struct {
	widget.BaseWidget
	pen         Pen
	words       *kit.Text
	said        string
	share, tail float32 // of the whole width; tail: on from there, uncertain
	fill        filling
}

// newAmountBar draws share of the width in a filling, and an outline on to tail.
func (p Pen) newAmountBar(said string, share, tail float32, fill filling) *amountBar {
	b := &amountBar{pen: p, words: p.Text(said), said: said, share: min(max(share, 0), 1), tail: min(max(tail, share), 1), fill: fill}
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel implements fyne.Accessible.
func (b *amountBar) AccessibilityLabel() string { return words.Plain(b.said) }

// AccessibilityRole implements fyne.Accessible.
func (b *amountBar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// LeastWidth implements the sizes of the kit's layouts.
func (b *amountBar) LeastWidth() float32 { return b.words.LeastWidth() }

// NaturalWidth is that of its words, and wide enough to compare.
func (b *amountBar) NaturalWidth() float32 {
	return max(b.words.NaturalWidth(), 24*theme.Size(theme.SizeNameText))
}

// HeightFor is the height needed in a width.
func (b *amountBar) HeightFor(width float32) float32 {
	return b.words.HeightFor(width) + barHeight + kit.Unit
}

const barHeight = 2 * kit.Unit

// CreateRenderer implements fyne.Widget.
func (b *amountBar) CreateRenderer() fyne.WidgetRenderer {
	r := &amountBarRenderer{b: b}
	r.paint()
	return r
}

type amountBarRenderer struct {
	b    *amountBar
	objs []fyne.CanvasObject
}

func (r *amountBarRenderer) paint() {
	b, size := r.b, r.b.Size()
	th := b.Theme()
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	ink, accent := th.Color(theme.ColorNameForeground, variant), th.Color(theme.ColorNamePrimary, variant)
	top := b.words.HeightFor(size.Width) + kit.Unit/2
	r.objs = []fyne.CanvasObject{b.words}
	b.words.Move(fyne.NewPos(0, 0))
	b.words.Resize(fyne.NewSize(size.Width, top))
	rect := func(from, to float32, full bool) {
		if to <= from {
			return
		}
		o := canvas.NewRectangle(nil)
		o.StrokeColor, o.StrokeWidth = ink, 1
		if full {
			o.FillColor = accent
		}
		at, w := from*size.Width, (to-from)*size.Width
		o.Move(fyne.NewPos(b.start(at, w), top))
		o.Resize(fyne.NewSize(w, barHeight))
		r.objs = append(r.objs, o)
	}
	rect(b.share, b.tail, false)
	rect(0, b.share, b.fill == solid)
	if b.fill == striped {
		for x := float32(stripe); x < b.share*size.Width; x += stripe {
			l := canvas.NewLine(accent)
			l.StrokeWidth = 2
			l.Position1, l.Position2 = fyne.NewPos(b.start(x, 0), top), fyne.NewPos(b.start(x, 0), top+barHeight)
			r.objs = append(r.objs, l)
		}
	}
}

const stripe = 6

// start mirrors what lies at a distance from where reading begins.
func (b *amountBar) start(at, width float32) float32 {
	if b.pen.RTL {
		return b.Size().Width - at - width
	}
	return at
}

func (r *amountBarRenderer) Layout(fyne.Size) { r.paint() }
func (r *amountBarRenderer) MinSize() fyne.Size {
	width := max(r.b.Size().Width, r.b.LeastWidth())
	return fyne.NewSize(r.b.LeastWidth(), r.b.HeightFor(width))
}
func (r *amountBarRenderer) Refresh()                     { r.paint(); canvas.Refresh(r.b) }
func (r *amountBarRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *amountBarRenderer) Destroy()                     {}

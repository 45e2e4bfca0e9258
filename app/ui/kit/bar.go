package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// BarItem is one place a Bar leads to.
type BarItem struct {
	Key   string
	Label string
	Count string // a small number or word beside it; empty for none
}

// Bar leads to places: the rail at the side (Rail) or the tabs over a file (Tabs). It is one stop of Tab; arrow keys move
// in it, Space or Enter goes there.
type Bar struct {
	widget.BaseWidget
	control
	env      Env
	items    []BarItem
	selected string
	rail     bool
	at       int
	onGo     func(key string)
}

var (
	_ fyne.Focusable  = (*Bar)(nil)
	_ fyne.Accessible = (*Bar)(nil)
)

// Tabs is a bar beside each other.
func (e Env) Tabs(items []BarItem, selected string, onGo func(key string)) *Bar {
	return e.bar(items, selected, false, onGo)
}

// Rail is a bar under each other.
func (e Env) Rail(items []BarItem, selected string, onGo func(key string)) *Bar {
	return e.bar(items, selected, true, onGo)
}

func (e Env) bar(items []BarItem, selected string, rail bool, onGo func(string)) *Bar {
	b := &Bar{env: e, items: items, rail: rail, onGo: onGo}
	b.ExtendBaseWidget(b)
	b.Select(selected)
	return b
}

// Selected is the key of the place shown.
func (b *Bar) Selected() string { return b.selected }

// Select shows which place is open, without going there.
func (b *Bar) Select(key string) {
	b.selected = key
	for i, item := range b.items {
		if item.Key == key {
			b.at = i
		}
	}
	b.Refresh()
}

// SetItems replaces the places, or their counts.
func (b *Bar) SetItems(items []BarItem) {
	b.items = items
	b.at = min(b.at, max(0, len(items)-1))
	b.Refresh()
}

func (b *Bar) goTo(i int) {
	if i < 0 || i >= len(b.items) {
		return
	}
	b.Select(b.items[i].Key)
	if b.onGo != nil {
		b.onGo(b.items[i].Key)
	}
}

// FocusGained implements fyne.Focusable.
func (b *Bar) FocusGained() { b.focused = true; b.Refresh(); revealAll(b) }

// FocusLost implements fyne.Focusable.
func (b *Bar) FocusLost() {
	b.focused = false
	b.Select(b.selected)
}

// TypedRune implements fyne.Focusable.
func (b *Bar) TypedRune(r rune) {
	if r != ' ' {
		passRune(b, r)
	}
}

// TypedKey implements fyne.Focusable.
func (b *Bar) TypedKey(ev *fyne.KeyEvent) {
	step := 0
	forward := fyne.KeyRight
	if b.env.RTL {
		forward = fyne.KeyLeft
	}
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.goTo(b.at)
		return
	case forward, fyne.KeyDown:
		step = 1
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyUp:
		step = -1
	default:
		passKey(b, ev)
		return
	}
	n := max(1, len(b.items))
	b.at = (b.at + step + n) % n
	b.Refresh()
}

// Tapped implements fyne.Tappable.
func (b *Bar) Tapped(ev *fyne.PointEvent) {
	focus(b)
	for i, cell := range b.cells(b.Size().Width) {
		if ev.Position.X >= cell.x && ev.Position.X < cell.x+cell.w && ev.Position.Y >= cell.y && ev.Position.Y < cell.y+cell.h {
			b.goTo(i)
		}
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (b *Bar) AccessibilityLabel() string {
	if b.at < len(b.items) {
		return bidi.Strip(b.items[b.at].Label)
	}
	return ""
}

// AccessibilityRole implements fyne.Accessible.
func (b *Bar) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (b *Bar) face() typeface {
	f := faceOf(b.Theme(), Body)
	f.bold = true // room for the selected one, so that nothing moves
	return f
}

// words is the width of an item's label and count.
func (b *Bar) words(item BarItem) float32 {
	w := b.face().width(bidi.Visual(item.Label, b.env.Direction()))
	if item.Count != "" {
		w += Unit + faceOf(b.Theme(), Caption).width(item.Count)
	}
	return w
}

func (b *Bar) cells(width float32) []choiceCell {
	h := b.face().lineHeight() + Unit
	x, y := float32(0), float32(0)
	var out []choiceCell
	for i, item := range b.items {
		w := b.words(item) + 3*Unit
		if b.rail {
			out = append(out, choiceCell{0, float32(i) * h, width, h})
			continue
		}
		if i > 0 && x+w > width {
			x, y = 0, y+h
		}
		cell := choiceCell{x, y, w, h}
		if b.env.RTL {
			cell.x = width - x - w
		}
		out = append(out, cell)
		x += w
	}
	return out
}

// LeastWidth is the widest item's.
func (b *Bar) LeastWidth() float32 {
	least := float32(0)
	for _, item := range b.items {
		least = max(least, b.words(item)+3*Unit)
	}
	return least
}

// NaturalWidth is the width in which nothing wraps.
func (b *Bar) NaturalWidth() float32 {
	sum, widest := float32(0), float32(0)
	for _, item := range b.items {
		w := b.words(item) + 3*Unit
		sum, widest = sum+w, max(widest, w)
	}
	if b.rail {
		return widest
	}
	return sum + 1
}

// HeightFor is the height needed in a width.
func (b *Bar) HeightFor(width float32) float32 {
	cells := b.cells(width)
	if len(cells) == 0 {
		return 0
	}
	last := cells[len(cells)-1]
	return last.y + last.h
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b}
	r.paint()
	return r
}

type barRenderer struct {
	b    *Bar
	objs []fyne.CanvasObject
}

func (r *barRenderer) box(x, y, w, h float32, fill, stroke fyne.ThemeColorName, width float32) {
	o := canvas.NewRectangle(themed(r.b.Theme(), fill))
	o.StrokeColor, o.StrokeWidth, o.CornerRadius = themed(r.b.Theme(), stroke), width, 4
	put(o, x, y, w, h)
	r.objs = append(r.objs, o)
}

func (r *barRenderer) paint() {
	b, th := r.b, r.b.Theme()
	r.objs = []fyne.CanvasObject{}
	face, small := faceOf(th, Body), faceOf(th, Caption)
	for i, cell := range b.cells(b.Size().Width) {
		item := b.items[i]
		face.bold = item.Key == b.selected
		if face.bold && b.rail {
			r.box(cell.x, cell.y, cell.w, cell.h, theme.ColorNameSelection, "", 0)
			r.box(cell.x+b.env.start(cell.w, 4), cell.y, 4, cell.h, theme.ColorNamePrimary, "", 0)
		} else if face.bold {
			r.box(cell.x+Unit, cell.y+cell.h-3, cell.w-2*Unit, 3, theme.ColorNamePrimary, "", 0)
		}
		if b.focused && i == b.at {
			r.box(cell.x+2, cell.y+2, cell.w-4, cell.h-4, "", colourFocus, 3)
		}
		x := float32(1.5 * Unit)
		for k, words := range []string{item.Label, item.Count} {
			if words == "" {
				continue
			}
			f, colour := face, theme.ColorNameForeground
			if k == 1 {
				f, colour = small, theme.ColorNamePlaceHolder
			}
			t := canvas.NewText(bidi.Visual(words, b.env.Direction()), themed(th, colour))
			t.TextSize, t.TextStyle = f.size, f.style()
			w := f.width(t.Text)
			at := cell.x + x
			if b.env.RTL {
				at = cell.x + cell.w - x - w
			}
			put(t, at, cell.y+(cell.h-f.lineHeight())/2, w, f.lineHeight())
			r.objs = append(r.objs, t)
			x += w + Unit
		}
	}
}

func (r *barRenderer) Layout(fyne.Size) { r.paint() }
func (r *barRenderer) MinSize() fyne.Size {
	width := r.b.Size().Width
	if width == 0 {
		width = r.b.NaturalWidth()
	}
	return fyne.NewSize(r.b.LeastWidth(), r.b.HeightFor(width))
}
func (r *barRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.b)
}
func (r *barRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *barRenderer) Destroy()                     {}

// Split is two parts with a border between them that can be dragged; share (0 to 1) is the first part's at the start.
func (e Env) Split(share float64, first, second fyne.CanvasObject) *container.Split {
	if e.RTL {
		s := container.NewHSplit(second, first)
		s.Offset = 1 - share
		return s
	}
	s := container.NewHSplit(first, second)
	s.Offset = share
	return s
}

// Back is the way back, with an arrow to where reading came from.
func (e Env) Back(label string, onTapped func()) *Button {
	icon := theme.NavigateBackIcon()
	if e.RTL {
		icon = theme.NavigateNextIcon()
	}
	return e.NewButton(ButtonOptions{Label: label, Icon: icon, Kind: Flat, OnTapped: onTapped})
}

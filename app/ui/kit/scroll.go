package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Scroll shows content that is higher than its place. It keeps what has the keyboard's focus in sight.
type Scroll struct {
	widget.BaseWidget
	content fyne.CanvasObject
	inner   *container.Scroll
}

// NewScroll makes a vertical scroll.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{content: content, inner: container.NewVScroll(content)}
	s.ExtendBaseWidget(s)
	return s
}

// scrolls are those on screen: a widget that gains focus does not know what it stands in.
var scrolls = map[*Scroll]bool{}

// CreateRenderer implements fyne.Widget.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	scrolls[s] = true
	return &scrollRenderer{s}
}

type scrollRenderer struct{ s *Scroll }

func (r *scrollRenderer) Layout(size fyne.Size) { r.s.settle(size) }

// settle lays the content out until its height no longer changes with its width: wrapping texts learn their height late.
func (s *Scroll) settle(size fyne.Size) {
	const passes = 4
	for range passes {
		least := s.content.MinSize()
		s.inner.Resize(size)
		s.inner.Refresh()
		if s.content.MinSize() == least {
			return
		}
	}
}

func (r *scrollRenderer) MinSize() fyne.Size {
	return fyne.NewSize(leastWidth(r.s.content), 4*Unit)
}
func (r *scrollRenderer) Refresh() {
	r.s.settle(r.s.Size())
	r.s.inner.Refresh()
}
func (r *scrollRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.inner} }
func (r *scrollRenderer) Destroy()                     { delete(scrolls, r.s) }

// LeastWidth is the content's.
func (s *Scroll) LeastWidth() float32 { return leastWidth(s.content) }

// NaturalWidth is the content's.
func (s *Scroll) NaturalWidth() float32 { return naturalWidth(s.content) }

// HeightFor is small: the place decides, the content scrolls.
func (s *Scroll) HeightFor(float32) float32 { return 4 * Unit }

// ToTop shows the beginning.
func (s *Scroll) ToTop() { s.inner.ScrollToTop() }

// Offset is how far it is scrolled; SetOffset puts it back where somebody was.
func (s *Scroll) Offset() float32 { return s.inner.Offset.Y }

// SetOffset scrolls to an offset taken before.
func (s *Scroll) SetOffset(y float32) {
	s.inner.Offset.Y = y
	s.inner.Refresh()
}

// parent is a widget of ours with children.
type parent interface{ children() []fyne.CanvasObject }

func (s *Scroll) children() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }

// offsetIn is where target stands inside root, or false when it does not.
func offsetIn(root, target fyne.CanvasObject) (fyne.Position, bool) {
	if root == target {
		return fyne.Position{}, true
	}
	var kids []fyne.CanvasObject
	switch o := root.(type) {
	case *fyne.Container:
		kids = o.Objects
	case *container.ThemeOverride:
		kids = []fyne.CanvasObject{o.Content}
	case parent:
		kids = o.children()
	}
	for _, k := range kids {
		if k == nil || !k.Visible() {
			continue
		}
		if at, found := offsetIn(k, target); found {
			return at.Add(k.Position()), true
		}
	}
	return fyne.Position{}, false
}

// reveal scrolls every Scroll that o stands in so that the part of o from top to bottom is seen.
func reveal(o fyne.CanvasObject, top, bottom float32) {
	for s := range scrolls {
		at, found := offsetIn(s.content, o)
		if !found {
			continue
		}
		from, to := at.Y+top-Unit, at.Y+bottom+Unit
		y, height := s.inner.Offset.Y, s.inner.Size().Height
		switch {
		case from < y:
			y = max(0, from)
		case to > y+height:
			y = to - height
		default:
			continue
		}
		s.SetOffset(y)
	}
}

func revealAll(o fyne.CanvasObject) { reveal(o, 0, o.Size().Height) }

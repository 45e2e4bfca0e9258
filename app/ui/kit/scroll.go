package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Scroll shows content that is higher than its place. It keeps what has the keyboard's focus in sight.
type Scroll struct {
	widget.BaseWidget
	content fyne.CanvasObject
	inner   *container.Scroll

	// What got the keyboard last. Contents that learn their height late, or grow while
	// one types, must not push it out of sight; who scrolls away on purpose is left alone.
	followed    fyne.CanvasObject
	top, bottom float32
	own         bool // the scrolling going on is not the person's
}

// NewScroll makes a vertical scroll.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{content: content, inner: container.NewVScroll(content)}
	s.inner.OnScrolled = func(fyne.Position) {
		if !s.own {
			s.followed = nil
		}
	}
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
	s.own = true
	for range passes {
		least := s.content.MinSize()
		s.inner.Resize(size)
		s.inner.Refresh()
		if s.content.MinSize() == least {
			break
		}
	}
	s.own = false
	s.follow()
}

// follow scrolls what is followed back into sight.
func (s *Scroll) follow() {
	if s.followed == nil {
		return
	}
	at, found := offsetIn(s.content, s.followed)
	if !found {
		return
	}
	height := s.inner.Size().Height
	from, to := at.Y+s.top-Unit, at.Y+s.bottom+Unit
	// A small field is seen whole, with the label above it.
	if label := 2 * s.Theme().Size(theme.SizeNameText); s.followed.Size().Height+label+2*Unit <= height {
		from, to = at.Y-label, at.Y+s.followed.Size().Height+Unit
	}
	switch y := s.inner.Offset.Y; {
	case from < y:
		s.scrollTo(max(0, from))
	case to > y+height:
		s.scrollTo(to - height)
	}
}

func (s *Scroll) scrollTo(y float32) {
	if y == s.inner.Offset.Y {
		return
	}
	s.own = true
	s.inner.Offset.Y = y
	s.inner.Refresh()
	s.own = false
}

func (r *scrollRenderer) MinSize() fyne.Size {
	return fyne.NewSize(leastWidth(r.s.content), 4*Unit)
}
func (r *scrollRenderer) Refresh()                     { r.s.settle(r.s.Size()) }
func (r *scrollRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.inner} }
func (r *scrollRenderer) Destroy()                     { delete(scrolls, r.s) }

// LeastWidth is the content's.
func (s *Scroll) LeastWidth() float32 { return leastWidth(s.content) }

// NaturalWidth is the content's.
func (s *Scroll) NaturalWidth() float32 { return naturalWidth(s.content) }

// HeightFor is small: the place decides, the content scrolls.
func (s *Scroll) HeightFor(float32) float32 { return 4 * Unit }

// ToTop shows the beginning.
func (s *Scroll) ToTop() { s.SetOffset(0) }

// Offset is how far it is scrolled; SetOffset puts it back where somebody was.
func (s *Scroll) Offset() float32 { return s.inner.Offset.Y }

// SetOffset scrolls to an offset taken before.
func (s *Scroll) SetOffset(y float32) {
	s.followed = nil
	s.scrollTo(y)
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

// reveal scrolls every Scroll that o stands in so that the part of o from top to bottom is seen, all of it if it is small.
func reveal(o fyne.CanvasObject, top, bottom float32) {
	for s := range scrolls {
		if _, found := offsetIn(s.content, o); found {
			s.followed, s.top, s.bottom = o, top, bottom
			s.follow()
		} else {
			s.followed = nil
		}
	}
}

func revealAll(o fyne.CanvasObject) { reveal(o, 0, o.Size().Height) }

// Holds reports whether what has the keyboard stands inside root.
func Holds(root fyne.CanvasObject, focused fyne.Focusable) bool {
	o, ok := focused.(fyne.CanvasObject)
	if !ok {
		return false
	}
	_, found := offsetIn(root, o)
	return found
}

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// ListOptions describe a List.
type ListOptions struct {
	Length func() int
	// Create makes the contents of an empty row, from our layouts; its height is every row's height.
	Create func() fyne.CanvasObject
	// Update fills a row. It is called for rows in sight only, and again when a row is used for another line.
	Update func(row int, contents fyne.CanvasObject)
	// OnHighlighted is called when the arrow keys or a tap go to a row: for a list with its item beside it.
	OnHighlighted func(row int)
	// OnOpen is called by Enter and by a tap.
	OnOpen func(row int)
	// Name is read aloud.
	Name string
}

// List shows any number of rows of one height and makes widgets only for those in sight. It is one stop of Tab; arrow
// keys, Page, Home and End move in it, Enter opens.
type List struct {
	widget.BaseWidget
	control
	env     Env
	options ListOptions
	scroll  *container.Scroll
	rows    *listRows
	at      int // highlighted row, -1 for none
	typed   func(rune)
}

var (
	_ fyne.Focusable  = (*List)(nil)
	_ fyne.Accessible = (*List)(nil)
)

// NewList makes a list.
func (e Env) NewList(o ListOptions) *List {
	l := &List{env: e, options: o, at: -1}
	l.rows = &listRows{l: l, shown: map[int]*listRow{}}
	l.rows.ExtendBaseWidget(l.rows)
	l.scroll = container.NewVScroll(l.rows)
	l.scroll.OnScrolled = func(fyne.Position) { l.rows.place(false) }
	l.ExtendBaseWidget(l)
	return l
}

// Update asks for the length again and fills all rows in sight again.
func (l *List) Update() {
	l.at = min(l.at, l.options.Length()-1)
	l.scroll.Refresh()
	l.rows.place(true)
	canvas.Refresh(l)
}

// UpdateRow fills one row again if it is in sight.
func (l *List) UpdateRow(row int) {
	if r := l.rows.shown[row]; r != nil {
		l.options.Update(row, r.contents)
		r.Refresh()
	}
}

// Highlighted is the row the keys are on, or -1.
func (l *List) Highlighted() int { return l.at }

// Highlight goes to a row and scrolls it into sight, without calling anybody.
func (l *List) Highlight(row int) {
	l.at = min(max(row, -1), l.options.Length()-1)
	l.rows.into(l.at)
	l.rows.place(false)
	l.rows.paintAll()
}

func (l *List) goTo(row int) {
	row = min(max(row, 0), l.options.Length()-1)
	if row < 0 || row == l.at {
		return
	}
	l.Highlight(row)
	if l.options.OnHighlighted != nil {
		l.options.OnHighlighted(row)
	}
}

func (l *List) open(row int) {
	if row >= 0 && row < l.options.Length() && l.options.OnOpen != nil {
		l.options.OnOpen(row)
	}
}

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() {
	l.focused = true
	if l.at < 0 && l.options.Length() > 0 {
		l.Highlight(0)
	}
	l.Refresh()
}

// FocusLost implements fyne.Focusable.
func (l *List) FocusLost() { l.focused = false; l.Refresh() }

// TypedRune implements fyne.Focusable.
func (l *List) TypedRune(r rune) {
	switch {
	case r == ' ':
	case l.typed != nil:
		l.typed(r)
	default:
		passRune(l, r)
	}
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(ev *fyne.KeyEvent) {
	page := max(1, int(l.Size().Height/l.rows.rowHeight())-1)
	switch ev.Name {
	case fyne.KeyDown:
		l.goTo(l.at + 1)
	case fyne.KeyUp:
		l.goTo(l.at - 1)
	case fyne.KeyPageDown:
		l.goTo(l.at + page)
	case fyne.KeyPageUp:
		l.goTo(l.at - page)
	case fyne.KeyHome:
		l.goTo(0)
	case fyne.KeyEnd:
		l.goTo(l.options.Length() - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		l.open(l.at)
	default:
		passKey(l, ev)
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (l *List) AccessibilityLabel() string { return bidi.Strip(l.options.Name) }

// AccessibilityRole implements fyne.Accessible.
func (l *List) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// LeastWidth is that of an empty row.
func (l *List) LeastWidth() float32 { return leastWidth(l.rows.model()) + 2*listPad }

// NaturalWidth is that of an empty row.
func (l *List) NaturalWidth() float32 { return naturalWidth(l.rows.model()) + 2*listPad }

// HeightFor is three rows: the place decides, the rows scroll.
func (l *List) HeightFor(float32) float32 { return 3 * l.rows.rowHeight() }

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	ring := canvas.NewRectangle(nil)
	ring.CornerRadius = 4
	return &listRenderer{l: l, ring: ring}
}

type listRenderer struct {
	l    *List
	ring *canvas.Rectangle
}

func (r *listRenderer) Layout(size fyne.Size) {
	r.ring.Resize(size)
	put(r.l.scroll, 2, 2, size.Width-4, size.Height-4)
	r.l.rows.place(true)
}

func (r *listRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.l.LeastWidth(), 3*r.l.rows.rowHeight())
}

func (r *listRenderer) Refresh() {
	th := r.l.Theme()
	r.ring.StrokeColor, r.ring.StrokeWidth = themed(th, ""), 0
	if r.l.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = themed(th, colourFocus), 2
	}
	r.l.rows.forget()
	r.l.scroll.Refresh()
	r.l.rows.place(true)
	canvas.Refresh(r.l)
}

func (r *listRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.l.scroll}
}
func (r *listRenderer) Destroy() {}

// listRows is the scrolled content: as high as all rows, holding widgets for those in sight.
type listRows struct {
	widget.BaseWidget
	l      *List
	shown  map[int]*listRow
	spare  []*listRow
	sample fyne.CanvasObject
	height float32 // of a row; zero until asked
	objs   []fyne.CanvasObject
}

func (c *listRows) model() fyne.CanvasObject {
	if c.sample == nil {
		c.sample = c.l.options.Create()
	}
	return c.sample
}

func (c *listRows) forget() { c.height = 0 }

func (c *listRows) rowHeight() float32 {
	if c.height == 0 {
		width := c.l.Size().Width - 2*listPad
		if width <= 0 {
			width = naturalWidth(c.model())
		}
		c.height = max(heightFor(c.model(), width), 2*Unit) + Unit
	}
	return c.height
}

const listPad = 1.5 * Unit

// into scrolls so that a row is in sight.
func (c *listRows) into(row int) {
	if row < 0 || c.l.scroll.Size().Height <= 0 {
		return
	}
	h, s := c.rowHeight(), c.l.scroll
	top := float32(row) * h
	switch {
	case top < s.Offset.Y:
		s.Offset.Y = top
	case top+h > s.Offset.Y+s.Size().Height:
		s.Offset.Y = top + h - s.Size().Height
	default:
		return
	}
	s.Refresh()
}

// place gives the rows in sight their widgets. Rows that stay are filled again only when again is set.
func (c *listRows) place(again bool) {
	h, view := c.rowHeight(), c.l.scroll
	if view.Size().Height <= 0 {
		return
	}
	first := max(0, int(view.Offset.Y/h))
	last := min(c.l.options.Length(), int((view.Offset.Y+view.Size().Height)/h)+1)
	for i, r := range c.shown {
		if i < first || i >= last {
			delete(c.shown, i)
			c.spare = append(c.spare, r)
		}
	}
	c.objs = make([]fyne.CanvasObject, 0, last-first)
	for i := first; i < last; i++ {
		r, kept := c.shown[i], true
		if r == nil {
			kept = false
			if n := len(c.spare); n > 0 {
				r, c.spare = c.spare[n-1], c.spare[:n-1]
			} else {
				r = newListRow(c.l)
			}
			c.shown[i], r.row = r, i
		}
		if again || !kept {
			c.l.options.Update(i, r.contents)
		}
		put(r, 0, float32(i)*h, c.l.scroll.Size().Width, h)
		r.paint()
		c.objs = append(c.objs, r)
	}
	canvas.Refresh(c)
}

func (c *listRows) paintAll() {
	for _, r := range c.shown {
		r.paint()
	}
	canvas.Refresh(c)
}

// CreateRenderer implements fyne.Widget.
func (c *listRows) CreateRenderer() fyne.WidgetRenderer { return &listRowsRenderer{c} }

type listRowsRenderer struct{ c *listRows }

func (r *listRowsRenderer) Layout(fyne.Size) {}
func (r *listRowsRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, float32(r.c.l.options.Length())*r.c.rowHeight())
}
func (r *listRowsRenderer) Refresh()                     { r.c.place(false) }
func (r *listRowsRenderer) Objects() []fyne.CanvasObject { return r.c.objs }
func (r *listRowsRenderer) Destroy()                     {}

// listRow is one row's ground and contents.
type listRow struct {
	widget.BaseWidget
	l        *List
	row      int
	contents fyne.CanvasObject
	ground   *canvas.Rectangle
	line     *canvas.Rectangle
}

func newListRow(l *List) *listRow {
	r := &listRow{l: l, contents: l.options.Create(), ground: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	r.ExtendBaseWidget(r)
	return r
}

// Tapped implements fyne.Tappable.
func (r *listRow) Tapped(*fyne.PointEvent) {
	row := r.row
	focus(r.l)
	r.l.goTo(row)
	r.l.open(row)
}

func (r *listRow) paint() {
	th := r.Theme()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = themed(th, ""), themed(th, ""), 0
	if r.row == r.l.at {
		r.ground.FillColor = themed(th, theme.ColorNameSelection)
	}
	r.line.FillColor = themed(th, theme.ColorNameSeparator)
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	r.paint()
	return &listRowRenderer{r}
}

type listRowRenderer struct{ r *listRow }

func (w *listRowRenderer) Layout(size fyne.Size) {
	w.r.ground.Resize(size)
	put(w.r.line, 0, size.Height-1, size.Width, 1)
	put(w.r.contents, listPad, Unit/2, size.Width-2*listPad, size.Height-Unit)
}
func (w *listRowRenderer) MinSize() fyne.Size { return w.r.contents.MinSize() }
func (w *listRowRenderer) Refresh() {
	w.r.paint()
	w.r.contents.Refresh()
	canvas.Refresh(w.r)
}
func (w *listRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{w.r.ground, w.r.line, w.r.contents}
}
func (w *listRowRenderer) Destroy() {}

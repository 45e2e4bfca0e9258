package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// mostSuggestions is how many are offered at once: what the eye takes in while typing.
const mostSuggestions = 6

// completion is what an entry offers under what is typed. It is part of the entry and not a window over it, so that the
// keyboard stays where it is: who does not look at it types on.
type completion struct {
	rows []*suggestion
	at   int // the one the arrows are at; -1 for none
}

func (c *completion) open() bool { return len(c.rows) > 0 }

func (c *completion) height() float32 {
	if !c.open() {
		return 0
	}
	return float32(len(c.rows)) * c.rows[0].MinSize().Height
}

// suggest asks for what the typed text may become.
func (n *Entry) suggest() {
	if n.options.Complete == nil {
		return
	}
	var words []string
	if text := n.Text(); n.focused && strings.TrimSpace(text) != "" {
		for _, w := range n.options.Complete(text) {
			if w != text && len(words) < mostSuggestions {
				words = append(words, w)
			}
		}
	}
	if len(words) == 0 && !n.offered.open() {
		return
	}
	n.offered = completion{at: -1}
	for _, w := range words {
		n.offered.rows = append(n.offered.rows, newSuggestion(n, w))
	}
	n.Refresh()
}

// unsuggest takes the offer away.
func (n *Entry) unsuggest() {
	if n.offered.open() {
		n.offered = completion{at: -1}
		n.Refresh()
	}
}

// completionKey does a key's work among what is offered, and reports whether it had any.
func (n *Entry) completionKey(name fyne.KeyName) bool {
	c := &n.offered
	if !c.open() {
		return false
	}
	switch {
	case name == fyne.KeyDown && c.at < len(c.rows)-1:
		c.at++
	case name == fyne.KeyUp && c.at >= 0:
		c.at--
	case isEnter(name) && c.at >= 0:
		n.complete(c.rows[c.at].text)
		return true
	case name == fyne.KeyEscape:
		n.unsuggest()
		return true
	default:
		return false
	}
	for _, r := range c.rows {
		r.Refresh()
	}
	return true
}

// complete puts what was chosen in place of what was typed, as one step that Undo takes back.
func (n *Entry) complete(text string) {
	n.editor.anchor, n.editor.caret = 0, len(n.editor.text)
	n.after(n.editor.insert(text, asOne))
	n.unsuggest()
}

// suggestion is one row of the offer.
type suggestion struct {
	widget.BaseWidget
	entry   *Entry
	text    string
	words   *Text
	hovered bool
}

var (
	_ fyne.Tappable     = (*suggestion)(nil)
	_ desktop.Hoverable = (*suggestion)(nil)
	_ fyne.Accessible   = (*suggestion)(nil)
)

func newSuggestion(n *Entry, text string) *suggestion {
	s := &suggestion{entry: n, text: text, words: n.env.NewText(TextOptions{Text: bidi.Clean(text), Line: true, Own: true})}
	s.ExtendBaseWidget(s)
	return s
}

func (s *suggestion) chosen() bool {
	c := s.entry.offered
	return c.at >= 0 && c.at < len(c.rows) && c.rows[c.at] == s
}

// Tapped implements fyne.Tappable.
func (s *suggestion) Tapped(*fyne.PointEvent) {
	s.entry.complete(s.text)
	focus(s.entry)
}

// MouseIn implements desktop.Hoverable.
func (s *suggestion) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (s *suggestion) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *suggestion) MouseOut() { s.hovered = false; s.Refresh() }

// AccessibilityLabel implements fyne.Accessible.
func (s *suggestion) AccessibilityLabel() string { return bidi.Strip(s.text) }

// AccessibilityRole implements fyne.Accessible.
func (s *suggestion) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (s *suggestion) CreateRenderer() fyne.WidgetRenderer {
	return &suggestionRenderer{s, canvas.NewRectangle(nil)}
}

type suggestionRenderer struct {
	s      *suggestion
	ground *canvas.Rectangle
}

func (r *suggestionRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	put(r.s.words, entryPadX, entryPadY/2, max(0, size.Width-2*entryPadX), size.Height-entryPadY)
	r.paint()
}

func (r *suggestionRenderer) paint() {
	ground := theme.ColorNameMenuBackground
	switch {
	case r.s.chosen():
		ground = theme.ColorNameSelection
	case r.s.hovered:
		ground = theme.ColorNameHover
	}
	r.ground.FillColor = themed(r.s.Theme(), ground)
}

func (r *suggestionRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, faceOf(r.s.Theme(), Body).lineHeight()+entryPadY)
}

func (r *suggestionRenderer) Refresh() {
	r.paint()
	r.ground.Refresh()
	r.s.words.Refresh()
}

func (r *suggestionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.s.words}
}
func (r *suggestionRenderer) Destroy() {}

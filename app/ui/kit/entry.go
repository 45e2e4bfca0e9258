package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// EntryOptions describe an Entry.
type EntryOptions struct {
	Text        string
	Placeholder string
	// Name is read aloud; give the field's label.
	Name string
	// Lines makes it a multi-line entry that shows at least so many lines; zero is a single line.
	Lines int
	// MaxLines is how far a multi-line entry grows before it scrolls inside; zero is 14.
	MaxLines int
	// Password shows dots and copies nothing.
	Password bool
	Disabled bool
	// Limit is the greatest number of code points; zero is none.
	Limit int
	// Validate returns words to show when the text is not acceptable, or nothing. It is asked when the field is left and on
	// Enter, and again at every change while its words are shown.
	Validate func(string) string
	// Complete returns what the text of a single line may become, the likeliest first; the arrows and Enter, or a tap, take
	// one. What is not taken changes nothing.
	Complete    func(string) []string
	OnChanged   func(string)
	OnSubmitted func(string) // Enter in a single line
	OnEscape    func()       // Esc; when nil it goes to the window
	OnFocus     func(gained bool)
}

// Entry is where people type, in any script and direction. The text in and out is logical.
type Entry struct {
	widget.BaseWidget
	control
	env     Env
	options EntryOptions
	editor  editor
	page    page
	ground  *canvas.Rectangle
	box     *entryBox
	note    *Text // words of a failed validation
	offered completion
	shift   bool
	goal    float32 // x that Up and Down keep; negative for none
	scrollX float32
	scrollY float32
}

var (
	_ fyne.Focusable         = (*Entry)(nil)
	_ fyne.Shortcutable      = (*Entry)(nil)
	_ fyne.Tabbable          = (*Entry)(nil)
	_ fyne.Disableable       = (*Entry)(nil)
	_ fyne.Draggable         = (*Entry)(nil)
	_ fyne.DoubleTappable    = (*Entry)(nil)
	_ fyne.Accessible        = (*Entry)(nil)
	_ fyne.SecondaryTappable = (*Entry)(nil)
	_ desktop.Mouseable      = (*Entry)(nil)
	_ desktop.Keyable        = (*Entry)(nil)
	_ desktop.Cursorable     = (*Entry)(nil)
	_ desktop.Hoverable      = (*Entry)(nil)
)

// NewEntry makes any entry; the methods below are shorter.
func (e Env) NewEntry(o EntryOptions) *Entry {
	n := &Entry{}
	n.init(e, o)
	n.ExtendBaseWidget(n)
	return n
}

func (n *Entry) init(e Env, o EntryOptions) {
	n.env, n.options, n.goal = e, o, -1
	n.disabled = o.Disabled
	n.editor.oneLine, n.editor.limit = o.Lines == 0, o.Limit
	n.editor.load(o.Text)
	n.note = e.NewText(TextOptions{Style: Caption, Tone: Danger})
	n.note.Hide()
	n.ground = canvas.NewRectangle(nil)
	n.box = newEntryBox(n)
}

// Entry is a single line.
func (e Env) Entry(text string, onChanged func(string)) *Entry {
	return e.NewEntry(EntryOptions{Text: text, OnChanged: onChanged})
}

// Note is a multi-line entry that grows.
func (e Env) Note(text string, onChanged func(string)) *Entry {
	return e.NewEntry(EntryOptions{Text: text, Lines: 3, OnChanged: onChanged})
}

// Text is what was typed.
func (n *Entry) Text() string { return string(n.editor.text) }

// SetText replaces the text, forgets the history and does not call OnChanged: it is for what comes from elsewhere.
func (n *Entry) SetText(s string) {
	if s == n.Text() {
		return
	}
	n.editor.load(s)
	n.scrollX, n.scrollY = 0, 0
	n.Refresh()
}

// SetPlaceholder changes the words shown while nothing is typed.
func (n *Entry) SetPlaceholder(s string) {
	n.options.Placeholder = s
	n.Refresh()
}

// SetOnChanged replaces the function called with every change.
func (n *Entry) SetOnChanged(f func(string)) { n.options.OnChanged = f }

// Caret is the rune offset of the caret; SetCaret puts it back where somebody was.
func (n *Entry) Caret() int { return n.editor.caret }

// SetCaret moves the caret to a rune offset, or to the grapheme boundary after it.
func (n *Entry) SetCaret(offset int) {
	n.editor.moveTo(n.editor.boundaryFrom(offset), false)
	n.show()
}

// Selected is the selected text.
func (n *Entry) Selected() string { return n.editor.selected() }

// SelectAll selects everything.
func (n *Entry) SelectAll() {
	n.editor.anchor, n.editor.caret = 0, len(n.editor.text)
	n.show()
}

// Undo takes the last step of typing back; Redo does it again.
func (n *Entry) Undo() { n.after(n.editor.undo()) }

// Redo does again what Undo took back.
func (n *Entry) Redo() { n.after(n.editor.redo()) }

// Complain shows words under the field, or takes them away when empty.
func (n *Entry) Complain(words string) {
	if words == n.note.Content() && n.note.Visible() == (words != "") {
		return
	}
	n.note.SetText(words)
	if words == "" {
		n.note.Hide()
	} else {
		n.note.Show()
	}
	n.Refresh()
}

// Valid asks Validate and shows its words.
func (n *Entry) Valid() bool {
	if n.options.Validate == nil {
		return !n.note.Visible()
	}
	words := n.options.Validate(n.Text())
	n.Complain(words)
	return words == ""
}

// Enable implements fyne.Disableable.
func (n *Entry) Enable() { n.disabled = false; n.Refresh() }

// Disable implements fyne.Disableable.
func (n *Entry) Disable() { n.disabled = true; n.Refresh() }

// Disabled implements fyne.Disableable.
func (n *Entry) Disabled() bool { return n.disabled }

// after brings the screen and the listener up to date when something changed.
func (n *Entry) after(changed bool) {
	if !changed {
		return
	}
	n.show()
	if n.note.Visible() {
		n.Valid()
	}
	if n.options.OnChanged != nil {
		n.options.OnChanged(n.Text())
	}
	n.suggest()
}

// show brings the caret into sight and repaints.
func (n *Entry) show() {
	n.goal = -1
	n.box.sync(true)
	n.revealCaret()
}

func (n *Entry) revealCaret() {
	if !n.focused {
		return
	}
	line, _ := n.page.caretX(n.editor.caret, n.box.room())
	h := n.page.face.lineHeight()
	top := float32(line)*h - n.scrollY
	reveal(n, top, top+h+2*entryPadY)
}

// AcceptsTab implements fyne.Tabbable: Tab leaves the field.
func (n *Entry) AcceptsTab() bool { return false }

// FocusGained implements fyne.Focusable.
func (n *Entry) FocusGained() {
	n.focused = true
	n.box.sync(true)
	n.revealCaret()
	if n.options.OnFocus != nil {
		n.options.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (n *Entry) FocusLost() {
	n.focused, n.shift = false, false
	n.box.sync(false)
	if !slices.ContainsFunc(n.offered.rows, func(s *suggestion) bool { return s.hovered }) { // being tapped
		n.unsuggest()
	}
	if n.options.Validate != nil && len(n.editor.text) > 0 {
		n.Valid()
	}
	if n.options.OnFocus != nil {
		n.options.OnFocus(false)
	}
}

// AccessibilityLabel implements fyne.Accessible. What was typed is not read: it may be anybody's.
func (n *Entry) AccessibilityLabel() string { return bidi.Strip(n.options.Name) }

// AccessibilityRole implements fyne.Accessible.
func (n *Entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// LeastWidth implements the sizes of our layouts.
func (n *Entry) LeastWidth() float32 {
	if n.options.Lines > 0 {
		return 10 * n.face().em()
	}
	return 6 * n.face().em()
}

// NaturalWidth is that of a short line.
func (n *Entry) NaturalWidth() float32 { return 16 * n.face().em() }

// HeightFor is the height needed in a width.
func (n *Entry) HeightFor(width float32) float32 {
	if width > 0 {
		n.lay(width - 2*entryPadX)
	}
	h := n.boxHeight()
	if n.note.Visible() {
		h += n.note.HeightFor(width)
	}
	return h + n.offered.height()
}

func (n *Entry) boxHeight() float32 {
	rows := 1
	if n.options.Lines > 0 {
		most := n.options.MaxLines
		if most == 0 {
			most = 14
		}
		rows = min(max(n.page.lines, n.options.Lines), max(most, n.options.Lines))
	}
	return float32(rows)*n.face().lineHeight() + 2*entryPadY
}

func (n *Entry) face() typeface { return faceOf(n.Theme(), Body) }

// lay lays the text out for a width inside the padding.
func (n *Entry) lay(width float32) {
	if n.options.Lines == 0 {
		width = 0
	} else {
		width = max(width, 4*n.face().em())
	}
	text := n.editor.text
	if n.options.Password {
		text = make([]rune, len(text))
		for i := range text {
			text[i] = '•'
		}
	}
	n.page.lay(text, width, n.face(), n.env.RTL)
}

// CreateRenderer implements fyne.Widget.
func (n *Entry) CreateRenderer() fyne.WidgetRenderer {
	n.lay(n.Size().Width - 2*entryPadX)
	return &entryRenderer{n}
}

type entryRenderer struct{ n *Entry }

func (r *entryRenderer) Layout(s fyne.Size) {
	note := float32(0)
	if r.n.note.Visible() {
		note = r.n.note.HeightFor(s.Width)
	}
	y := s.Height - r.n.offered.height()
	for i, row := range r.n.offered.rows {
		put(row, 0, y+float32(i)*row.MinSize().Height, s.Width, row.MinSize().Height)
	}
	s.Height = y
	r.n.note.Move(fyne.NewPos(0, s.Height-note))
	r.n.note.Resize(fyne.NewSize(s.Width, note))
	r.n.ground.Resize(fyne.NewSize(s.Width, s.Height-note))
	r.n.box.Resize(fyne.NewSize(s.Width, s.Height-note))
}

func (r *entryRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.n.LeastWidth(), r.n.HeightFor(r.n.Size().Width))
}

func (r *entryRenderer) Refresh() {
	r.Layout(r.n.Size())
	r.n.note.Refresh()
	r.n.box.sync(false)
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.n.ground, r.n.box, r.n.note}
	for _, row := range r.n.offered.rows {
		all = append(all, row)
	}
	return all
}
func (r *entryRenderer) Destroy() {}

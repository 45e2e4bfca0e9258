package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// Style is how a text looks.
type Style int8

// Styles of text.
const (
	Body Style = iota
	Heading
	Subheading
	Strong
	Quiet   // secondary words
	Caption // small and quiet
)

// Tone is the colour of a text or badge. Colour never says anything that the words do not say.
type Tone int8

// Tones. Danger is for danger to a person or to data, nothing else.
const (
	Plain Tone = iota
	Accent
	Good
	Warn
	Danger
)

// Align says where lines stand.
type Align int8

// Alignments. Natural follows each paragraph's own direction; Start and End follow the Env's.
const (
	Start Align = iota
	End
	Centre
	Natural
)

// TextOptions describe a Text. The zero value of each is what most texts want.
type TextOptions struct {
	Text  string
	Style Style
	Tone  Tone
	Align Align
	// Direction of the paragraphs. The zero value takes the Env's direction: right for the program's own sentences.
	// People's words and other languages have Own set instead.
	Direction bidi.Direction
	// Own lets each paragraph's first strong letter decide its direction.
	Own bool
	// Line keeps the text on one line and ends it with an ellipsis when there is no room.
	Line bool
	// MaxLines, when not zero, ends a wrapping text with an ellipsis after so many lines.
	MaxLines int
	// Scale multiplies the style's size; zero is 1.
	Scale float32
}

// Text shows words, wrapped, in the right order in every script. It cannot be selected: what is painted is not what is
// meant to be copied.
type Text struct {
	widget.BaseWidget
	env     Env
	options TextOptions
	bold    []bool      // per rune of options.Text, for RichText; nil for none
	laid    [2]laidText // the last two widths asked for
	natural naturalText
	width   float32 // last width given by a layout
}

var _ fyne.Accessible = (*Text)(nil)

// NewText makes any text; the methods below are shorter.
func (e Env) NewText(o TextOptions) *Text {
	t := &Text{env: e, options: o}
	t.ExtendBaseWidget(t)
	return t
}

// Text is a wrapping text in the program's language.
func (e Env) Text(s string) *Text { return e.NewText(TextOptions{Text: s}) }

// Heading is a screen's title.
func (e Env) Heading(s string) *Text { return e.NewText(TextOptions{Text: s, Style: Heading}) }

// Subheading is a section's title.
func (e Env) Subheading(s string) *Text { return e.NewText(TextOptions{Text: s, Style: Subheading}) }

// Strong is bold.
func (e Env) Strong(s string) *Text { return e.NewText(TextOptions{Text: s, Style: Strong}) }

// Quiet is a secondary text.
func (e Env) Quiet(s string) *Text { return e.NewText(TextOptions{Text: s, Style: Quiet}) }

// Caption is a small secondary text.
func (e Env) Caption(s string) *Text { return e.NewText(TextOptions{Text: s, Style: Caption}) }

// Line is one line that ends with an ellipsis when there is no room.
func (e Env) Line(s string) *Text { return e.NewText(TextOptions{Text: s, Line: true}) }

// Words are what people wrote or said, or text in another language: each paragraph has its own direction.
func (e Env) Words(s string) *Text { return e.NewText(TextOptions{Text: s, Own: true, Align: Natural}) }

// Name is one line of somebody's words (a name, a place): ordered in its own direction, standing where the row starts,
// cleaned so that it cannot make its surroundings lie.
func (e Env) Name(s string) *Text {
	return e.NewText(TextOptions{Text: bidi.Clean(s), Own: true, Line: true})
}

// SetText changes the words.
func (t *Text) SetText(s string) {
	if s == t.options.Text {
		return
	}
	t.options.Text, t.bold = s, nil
	t.again()
}

// SetTone changes the colour.
func (t *Text) SetTone(tone Tone) {
	if tone != t.options.Tone {
		t.options.Tone = tone
		t.Refresh()
	}
}

// Content is the logical text.
func (t *Text) Content() string { return t.options.Text }

func (t *Text) again() {
	t.forget()
	t.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (t *Text) AccessibilityLabel() string { return bidi.Strip(t.options.Text) }

// AccessibilityRole implements fyne.Accessible.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (t *Text) face() typeface {
	f := faceOf(t.Theme(), t.options.Style)
	if t.options.Scale > 0 {
		f.size *= t.options.Scale
	}
	return f
}

func faceOf(th fyne.Theme, s Style) typeface {
	name := theme.SizeNameText
	switch s {
	case Heading:
		name = theme.SizeNameHeadingText
	case Subheading:
		name = theme.SizeNameSubHeadingText
	case Caption:
		name = theme.SizeNameCaptionText
	}
	return typeface{size: th.Size(name), bold: s == Heading || s == Subheading || s == Strong}
}

func toneColour(s Style, tone Tone) fyne.ThemeColorName {
	switch tone {
	case Accent:
		return colourAccent
	case Good:
		return colourGood
	case Warn:
		return colourWarn
	case Danger:
		return colourDanger
	}
	if s == Quiet || s == Caption {
		return theme.ColorNamePlaceHolder
	}
	return theme.ColorNameForeground
}

// paragraphs splits the text and resolves it.
func (t *Text) paragraphs() []paragraph {
	var out []paragraph
	at := 0
	for _, s := range strings.Split(t.options.Text, "\n") {
		text := []rune(s)
		p := paragraph{text: paintable(text)}
		if t.bold != nil {
			p.bold = t.bold[at : at+len(text)]
		}
		d := t.options.Direction
		if !t.options.Own {
			d = d.Or(t.env.Direction())
		} else if bidi.DirectionOf(s) == bidi.Auto {
			d = t.env.Direction()
		}
		p.Paragraph = bidi.Resolve(p.text, d)
		out = append(out, p)
		at += len(text) + 1
	}
	return out
}

// naturalText remembers a width that is asked for again and again.
type naturalText struct {
	face  typeface
	width float32
	known bool
}

func (t *Text) forget() { t.laid, t.natural = [2]laidText{}, naturalText{} }

// layout lays the text out for a width.
func (t *Text) layout(width float32) *laidText {
	face := t.face()
	for i := range t.laid {
		if l := &t.laid[i]; l.lines != nil && l.face == face && l.asked == width {
			return l
		}
	}
	t.laid[1] = t.laid[0]
	t.laid[0] = layText(t.paragraphs(), face, width, t.options)
	return &t.laid[0]
}

// LeastWidth is that of a few letters: more wraps or ends with an ellipsis.
func (t *Text) LeastWidth() float32 { return min(t.NaturalWidth(), 8*t.face().em()) }

// NaturalWidth is the width the text takes when nothing wraps.
func (t *Text) NaturalWidth() float32 {
	face := t.face()
	if n := t.natural; n.known && n.face == face {
		return n.width
	}
	widest := float32(0)
	for _, p := range t.paragraphs() {
		widest = max(widest, p.measure(face)(0, len(p.text)))
	}
	t.natural = naturalText{face, widest + 1, true}
	return widest + 1
}

// HeightFor is the height the text takes in a width.
func (t *Text) HeightFor(width float32) float32 {
	if t.options.Line {
		return t.face().lineHeight() * float32(1+strings.Count(t.options.Text, "\n"))
	}
	return t.layout(width).height()
}

// MinSize implements fyne.CanvasObject. It is narrow, and as high as the width last given asks for.
func (t *Text) MinSize() fyne.Size {
	given := t.width
	if given == 0 {
		given = t.NaturalWidth()
	}
	return fyne.NewSize(t.LeastWidth(), t.HeightFor(given))
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return &textRenderer{t: t} }

type textRenderer struct {
	t    *Text
	objs []fyne.CanvasObject
	pool []*canvas.Text
}

func (r *textRenderer) Layout(s fyne.Size) {
	if r.t.width == s.Width && r.objs != nil {
		return
	}
	before := r.t.HeightFor(max(r.t.width, 1))
	r.t.width = s.Width
	r.place()
	if r.t.HeightFor(s.Width) != before {
		canvas.Refresh(r.t) // lets the window ask for the new height
	}
}

func (r *textRenderer) MinSize() fyne.Size { return r.t.MinSize() }

func (r *textRenderer) Refresh() {
	r.t.forget()
	r.place()
	canvas.Refresh(r.t)
}

// place puts one canvas.Text per visual piece of each line.
func (r *textRenderer) place() {
	t := r.t
	laid := t.layout(t.width)
	colour := t.Theme().Color(toneColour(t.options.Style, t.options.Tone), 0)
	r.objs = r.objs[:0]
	if r.objs == nil {
		r.objs = []fyne.CanvasObject{}
	}
	n := 0
	for i, line := range laid.lines {
		x := t.lineStart(line)
		for _, piece := range line.pieces {
			if n == len(r.pool) {
				r.pool = append(r.pool, &canvas.Text{})
			}
			o := r.pool[n]
			n++
			o.Text, o.Color = piece.painted, colour
			o.TextSize, o.TextStyle = laid.face.size, fyne.TextStyle{Bold: laid.face.bold || piece.bold}
			o.Move(fyne.NewPos(x, float32(i)*laid.face.lineHeight()))
			o.Resize(fyne.NewSize(piece.width, laid.face.lineHeight()))
			x += piece.width
			r.objs = append(r.objs, o)
		}
	}
}

func (t *Text) lineStart(line laidLine) float32 {
	free := max(0, t.width-line.width)
	rtl := t.env.RTL
	switch t.options.Align {
	case Centre:
		return free / 2
	case End:
		rtl = !rtl
	case Natural:
		rtl = line.rtl
	}
	if rtl {
		return free
	}
	return 0
}

func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *textRenderer) Destroy()                     {}

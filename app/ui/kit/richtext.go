package kit

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"waymark/internal/bidi"
)

// RichOptions describe a rich text.
type RichOptions struct {
	// Markdown is a small subset: headings, paragraphs, lists, emphasis (always bold). Anything else is shown as its words.
	Markdown string
	// Direction of the text's language; the zero value takes the Env's. Each paragraph keeps to it, whatever it begins with.
	Direction bidi.Direction
	// Scale multiplies all sizes; zero is 1.
	Scale float32
}

// Rich shows a topic: one thought per line, large where Scale or the theme says so.
func (e Env) Rich(o RichOptions) *fyne.Container {
	if o.Direction != bidi.Auto {
		e.RTL = o.Direction == bidi.RTL
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	column := &fyne.Container{Layout: &columnLayout{gap: 1.5 * Unit * o.Scale}}
	source := []byte(o.Markdown)
	r := richer{env: e, scale: o.Scale, source: source}
	r.blocks(goldmark.DefaultParser().Parse(text.NewReader(source)), column)
	return column
}

type richer struct {
	env    Env
	scale  float32
	source []byte
}

func (r richer) blocks(parent ast.Node, into *fyne.Container) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			style := Subheading
			if n.Level == 1 {
				style = Heading
			}
			into.Add(r.paragraph(n, style))
		case *ast.List:
			into.Add(r.list(n))
		case *ast.ThematicBreak:
			into.Add(Separator())
		case *ast.Paragraph, *ast.TextBlock:
			into.Add(r.paragraph(n, Body))
		default:
			if n.Type() == ast.TypeBlock && n.FirstChild() != nil {
				r.blocks(n, into)
			} else {
				into.Add(r.env.NewText(TextOptions{Text: string(r.lines(n)), Scale: r.scale}))
			}
		}
	}
}

// lines are the raw lines of a block that has no inline children.
func (r richer) lines(n ast.Node) []byte {
	var out []byte
	if n.Type() == ast.TypeInline {
		return out
	}
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		out = append(out, s.Value(r.source)...)
	}
	return out
}

func (r richer) list(n *ast.List) fyne.CanvasObject {
	column := &fyne.Container{Layout: &columnLayout{gap: Unit * r.scale}}
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "•"
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + "."
			number++
		}
		body := &fyne.Container{Layout: &columnLayout{gap: Unit * r.scale}}
		r.blocks(item, body)
		column.Add(&fyne.Container{Layout: &rowLayout{env: r.env, gap: Unit, top: true}, Objects: []fyne.CanvasObject{
			r.env.NewText(TextOptions{Text: mark, Scale: r.scale, Line: true}), Grow(body)}})
	}
	return column
}

// paragraph collects the words of a block and which of them are emphasised.
func (r richer) paragraph(n ast.Node, style Style) *Text {
	var words strings.Builder
	var bold []bool
	emphasised := false
	add := func(s string, strong bool) {
		words.WriteString(s)
		for range []rune(s) {
			bold = append(bold, strong)
			emphasised = emphasised || strong
		}
	}
	var walk func(n ast.Node, strong bool)
	walk = func(n ast.Node, strong bool) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				add(string(c.Segment.Value(r.source)), strong)
				if c.HardLineBreak() {
					add("\n", strong)
				} else if c.SoftLineBreak() {
					add(" ", strong)
				}
			case *ast.String:
				add(string(c.Value), strong)
			case *ast.Emphasis:
				walk(c, true)
			case *ast.AutoLink:
				add(string(c.Label(r.source)), strong)
			default:
				walk(c, strong)
			}
		}
	}
	walk(n, false)
	t := r.env.NewText(TextOptions{Text: words.String(), Style: style, Scale: r.scale})
	if emphasised {
		t.bold = bold
	}
	return t
}

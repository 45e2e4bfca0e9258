package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"
)

// Glyph is one glyph of a cluster. DX and DY say where it stands from the cluster's
// pen, in units of the font; DY grows upwards.
type Glyph struct {
	ID     uint16
	DX, DY int
}

// Cluster is the glyphs from left to right that write some letters together.
type Cluster struct {
	X       float64 // of its pen from the text's origin, in points
	Advance int     // in units of the font
	Glyphs  []Glyph
	Text    string // in logical order
	RTL     bool   // read from right to left
}

// Page is one page. Its origin is the lower left corner, points are 1/72 inch.
type Page struct {
	doc           *Document
	width, height float64
	out           bytes.Buffer
	marks         []*Element // by marked-content number
	fonts         []bool     // which of the document's fonts it uses
	open          bool
}

// num writes a number as short as a thousandth of a point allows.
func num(x float64) string {
	s := strconv.FormatFloat(x, 'f', 3, 64)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// op writes operands and their operator.
func (p *Page) op(operator string, operands ...float64) {
	for _, x := range operands {
		p.out.WriteString(num(x))
		p.out.WriteByte(' ')
	}
	p.out.WriteString(operator)
	p.out.WriteByte('\n')
}

// Mark says that what follows belongs to an element of the document's structure; nil:
// that it is only decoration (rules, page numbers).
func (p *Page) Mark(e *Element) {
	p.Unmark()
	p.open = true
	if e == nil {
		p.out.WriteString("/Artifact BMC\n")
		return
	}
	n := len(p.marks)
	p.marks = append(p.marks, e)
	e.kids = append(e.kids, kid{page: p, mark: n})
	fmt.Fprintf(&p.out, "/%s <</MCID %d>> BDC\n", e.Kind, n)
}

// Unmark ends what Mark began.
func (p *Page) Unmark() {
	if p.open {
		p.out.WriteString("EMC\n")
		p.open = false
	}
}

// Text paints clusters in one font and size with their origin at x, y. grey is 0 for
// black and 1 for white.
func (p *Page) Text(f *Font, size, x, y, grey float64, clusters []Cluster) {
	n, s := p.doc.subset(f)
	for len(p.fonts) <= n {
		p.fonts = append(p.fonts, false)
	}
	p.fonts[n] = true
	p.op("g", grey)
	fmt.Fprintf(&p.out, "BT /F%d %s Tf\n", n, num(size))
	w := textWriter{out: &p.out, font: s, size: size, x: x, y: y}
	for _, c := range clusters {
		w.cluster(c)
	}
	w.flush()
	p.out.WriteString("ET\n")
}

// textWriter gathers what stands on one line into one operator.
type textWriter struct {
	out  *bytes.Buffer
	font *subset
	size float64
	x, y float64

	begun    bool
	pen      float64      // where the viewer's pen stands, in points from x
	adjusted bytes.Buffer // operand of TJ being written
	hex      bytes.Buffer
}

// cluster writes a cluster as one code that stands for all its letters. Programs that
// read text out turn round what they take for right-to-left, letter by letter and code
// by code, and the letters of one code too: so there each letter gets a code, the
// first one the glyphs and the others nothing to paint.
func (w *textWriter) cluster(c Cluster) {
	text := c.Text
	if c.RTL {
		letters := []rune(c.Text)
		for i := len(letters) - 1; i > 0; i-- {
			w.write(c.X, w.font.blank(string(letters[i])))
		}
		if len(letters) > 1 {
			text = string(letters[:1])
		}
	}
	w.write(c.X, w.font.code(c, text))
}

func (w *textWriter) write(x float64, code uint16) {
	if !w.begun {
		fmt.Fprintf(w.out, "1 0 0 1 %s %s Tm\n", num(w.x+x), num(w.y))
		w.begun, w.pen = true, x
	}
	if d := x - w.pen; !near(d, 0) {
		w.endHex()
		w.adjusted.WriteString(num(-d * 1000 / w.size))
		w.pen = x
	}
	fmt.Fprintf(&w.hex, "%04X", code)
	w.pen += w.font.em(w.font.width(code)) * w.size / 1000
}

func (w *textWriter) endHex() {
	if w.hex.Len() > 0 {
		w.adjusted.WriteByte('<')
		w.adjusted.Write(w.hex.Bytes())
		w.adjusted.WriteByte('>')
		w.hex.Reset()
	}
}

func (w *textWriter) flush() {
	w.endHex()
	if w.adjusted.Len() > 0 {
		fmt.Fprintf(w.out, "[%s] TJ\n", w.adjusted.Bytes())
		w.adjusted.Reset()
	}
	w.begun = false
}

func near(a, b float64) bool { return a-b < 0.01 && b-a < 0.01 }

// utf16Hex writes a text for people.
func utf16Hex(s string) string {
	var b bytes.Buffer
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// Paint says how a shape is painted: shades from 0, black, to 1, white; a negative
// one is not painted.
type Paint struct {
	Fill   float64
	Stroke float64
	Width  float64 // of the stroke, in points
	Round  bool    // its ends and corners
}

// Point is a place on a page.
type Point struct{ X, Y float64 }

// Segment is a step of a path: one point to move or draw a line to, or three of a
// curve, the last of which it ends at; none closes the path.
type Segment struct {
	Move bool
	To   []Point
}

// Path paints a shape.
func (p *Page) Path(path []Segment, paint Paint) {
	p.op("q")
	if paint.Fill >= 0 {
		p.op("g", paint.Fill)
	}
	if paint.Stroke >= 0 {
		p.op("G", paint.Stroke)
		p.op("w", paint.Width)
		if paint.Round {
			p.out.WriteString("1 J 1 j\n")
		}
	}
	for _, s := range path {
		var operands []float64
		for _, q := range s.To {
			operands = append(operands, q.X, q.Y)
		}
		switch {
		case len(s.To) == 0:
			p.op("h")
		case len(s.To) == 3:
			p.op("c", operands...)
		case s.Move:
			p.op("m", operands...)
		default:
			p.op("l", operands...)
		}
	}
	switch {
	case paint.Fill >= 0 && paint.Stroke >= 0:
		p.op("B")
	case paint.Fill >= 0:
		p.op("f")
	case paint.Stroke >= 0:
		p.op("S")
	default:
		p.op("n")
	}
	p.op("Q")
}

func (p *Page) usedFonts() []int {
	var used []int
	for i, u := range p.fonts {
		if u {
			used = append(used, i)
		}
	}
	return slices.Clip(used)
}

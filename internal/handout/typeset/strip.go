package typeset

import (
	"waymark/internal/bidi"
	"waymark/internal/handout/pdf"
)

// strip is a piece of a page over its whole width that is not divided. Everything in
// it is measured in points from its top left corner, downwards.
type strip struct {
	height float64
	parts  []part
	keep   bool    // on one page with the next
	gap    bool    // free room that goes at the top of a page
	end    bool    // the page ends here
	head   []strip // what stands above it again when it begins a page
}

// part is something to paint: glyphs or a shape.
type part struct {
	mark *mark // nil for decoration

	clusters []pdf.Cluster // placed from x, y; in points
	weight   int
	size     float64
	x, y     float64
	grey     float64
	text     string // what the line says, in logical order; for tests and for a screen reader

	path  []pdf.Segment // y grows downwards here
	paint pdf.Paint
}

func (p part) moved(dx, dy float64) part {
	p.x, p.y = p.x+dx, p.y+dy
	if p.path != nil {
		path := make([]pdf.Segment, len(p.path))
		for i, s := range p.path {
			path[i].Move = s.Move
			for _, q := range s.To {
				path[i].To = append(path[i].To, pdf.Point{X: q.X + dx, Y: q.Y + dy})
			}
		}
		p.path = path
	}
	return p
}

// mark is an element of the document's structure.
type mark struct {
	kind, language, alt string
	parent              *mark
}

// setter sets the blocks of one document.
type setter struct {
	*shaper
	size  float64 // of the text, in points
	marks []*mark // in reading order
}

func (s *setter) mark(parent *mark, kind, language, alt string) *mark {
	m := &mark{kind: kind, language: language, alt: alt, parent: parent}
	s.marks = append(s.marks, m)
	return m
}

func (s *setter) line() float64 { return s.size * leading }

func (s *setter) blocks(blocks []Block, width float64, around bidi.Direction, within *mark) []strip {
	var out []strip
	for _, b := range blocks {
		out = append(out, b.set(s, width, around, within)...)
	}
	return out
}

// lines sets a text as strips of one line each.
func (s *setter) lines(t Text, style Style, width float64, around bidi.Direction, m *mark) []strip {
	size := s.size
	if style.Size > 0 {
		size *= style.Size
	}
	height := size * leading
	var out []strip
	for _, p := range paragraphs(t, around, style.Bold) {
		rtl := p.RTL()
		if around != bidi.Auto {
			rtl = around == bidi.RTL // it begins where its column begins
		}
		if d := t.direction(); d != bidi.Auto && !(style.Here && around != bidi.Auto) {
			rtl = d == bidi.RTL
		}
		for _, l := range s.breakLines(p, width/size) {
			clusters, wide := s.shape(p, p.Line(l.start, l.end))
			x := 0.0
			if rtl {
				x = width - wide*size
			}
			out = append(out, strip{height: height, parts: parts(clusters, size, x, size*baseline, style.Grey, m, string(p.text[l.start:l.end]))})
		}
	}
	together(out)
	if style.After > 0 {
		out = append(out, strip{height: style.After * height, gap: true})
	}
	return out
}

// together keeps the first two and the last two lines of a paragraph on one page.
func together(lines []strip) {
	n := len(lines)
	if n < 2 {
		return
	}
	lines[0].keep, lines[n-2].keep = true, true
}

// parts turns a line's clusters into one part per weight.
func parts(clusters []cluster, size, x, y, grey float64, m *mark, text string) []part {
	var out []part
	for _, c := range clusters {
		if n := len(out); n == 0 || out[n-1].weight != c.weight {
			out = append(out, part{mark: m, weight: c.weight, size: size, x: x, y: y, grey: grey})
		}
		placed := c.Cluster
		placed.X *= size
		last := &out[len(out)-1]
		last.clusters = append(last.clusters, placed)
	}
	if len(out) > 0 {
		out[0].text = text
	}
	return out
}

// stroke is a straight line.
func stroke(x1, y1, x2, y2, width float64) part {
	return part{path: []pdf.Segment{{Move: true, To: []pdf.Point{{X: x1, Y: y1}}}, {To: []pdf.Point{{X: x2, Y: y2}}}},
		paint: pdf.Paint{Fill: -1, Stroke: 0, Width: width}}
}

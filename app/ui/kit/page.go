package kit

import (
	"slices"
	"sort"

	"waymark/internal/bidi"
)

// page is the text of an entry laid out in lines. Laying out again after an edit does only the paragraphs that changed.
type page struct {
	width      float32 // zero: one line per paragraph
	face       typeface
	rtl        bool // direction of paragraphs without a strong letter
	paragraphs []*sheet
	lines      int
}

// sheet is one laid out paragraph.
type sheet struct {
	*bidi.Paragraph
	text  []rune // as typed
	start int    // offset in the entry's text
	first int    // number of its first line on the page
	lines []pageLine
}

// pageLine is a line of a sheet. What is painted and where the letters stand is found when somebody asks: most lines of a
// long note are out of sight.
type pageLine struct {
	span
	known   bool // painted and width are
	painted string
	width   float32
	shaped  *edges // nil until a caret or selection is in the line
}

// lay brings the page up to date.
func (g *page) lay(text []rune, width float32, face typeface, rtl bool) {
	kept := g.paragraphs
	if g.width != width || g.face != face || g.rtl != rtl {
		kept = nil
	}
	g.width, g.face, g.rtl = width, face, rtl
	var fresh []*sheet
	start := 0
	for i := 0; i <= len(text); i++ {
		if i == len(text) || text[i] == '\n' {
			fresh = append(fresh, &sheet{text: text[start:i:i], start: start})
			start = i + 1
		}
	}
	front := 0
	for front < len(fresh) && front < len(kept) && slices.Equal(fresh[front].text, kept[front].text) {
		fresh[front].adopt(kept[front])
		front++
	}
	for back := 1; back <= len(fresh)-front && back <= len(kept)-front; back++ {
		f, k := fresh[len(fresh)-back], kept[len(kept)-back]
		if !slices.Equal(f.text, k.text) {
			break
		}
		f.adopt(k)
	}
	g.lines = 0
	for _, s := range fresh {
		if s.lines == nil {
			s.build(width, face, rtl)
		}
		s.first = g.lines
		g.lines += len(s.lines)
	}
	g.paragraphs = fresh
}

// adopt takes over what an equal paragraph found out. The text is the older copy: the entry changes its own in place.
func (s *sheet) adopt(old *sheet) {
	s.Paragraph, s.text, s.lines = old.Paragraph, old.text, old.lines
}

func (s *sheet) build(width float32, face typeface, rtl bool) {
	s.text = slices.Clone(s.text)
	shown := paintable(s.text)
	d := bidi.Auto
	if rtl && bidi.DirectionOf(string(shown)) == bidi.Auto {
		d = bidi.RTL
	}
	s.Paragraph = bidi.Resolve(shown, d)
	p := paragraph{Paragraph: s.Paragraph, text: shown}
	for _, sp := range wrap(shown, width, p.measure(face)) {
		s.lines = append(s.lines, pageLine{span: sp})
	}
}

// line is line number n of the page and the paragraph it is in.
func (g *page) line(n int) (*sheet, *pageLine) {
	i := sort.Search(len(g.paragraphs), func(i int) bool { return g.paragraphs[i].first > n }) - 1
	s := g.paragraphs[i]
	l := &s.lines[n-s.first]
	if !l.known {
		l.painted, l.known = s.Line(l.start, l.end).Visual(), true
		l.width = g.face.width(l.painted)
	}
	return s, l
}

// edges are where the letters of a line of s stand.
func (g *page) edges(s *sheet, l *pageLine) *edges {
	if l.shaped == nil {
		e := edgesOf(s.Line(l.start, l.end), g.face)
		l.shaped = &e
	}
	return l.shaped
}

// locate is the number of the line in which a caret at offset stands.
func (g *page) locate(offset int) int {
	i := sort.Search(len(g.paragraphs), func(i int) bool { return g.paragraphs[i].start > offset }) - 1
	s := g.paragraphs[i]
	n := sort.Search(len(s.lines), func(n int) bool { return s.start+s.lines[n].start > offset }) - 1
	return s.first + max(0, n)
}

// x is where line n begins in a box: at the right in a paragraph that reads from there.
func (g *page) x(n int, box float32) float32 {
	s, l := g.line(n)
	if !s.RTL() {
		return 0
	}
	if box >= l.width {
		return box - l.width
	}
	// Spaces at the end of a line hang out at the left, as they do at the right in Latin.
	hanging := float32(0)
	for _, span := range g.edges(s, l).spans(l.seen, l.end) {
		hanging += span[1] - span[0]
	}
	return -min(l.width-box, hanging)
}

// caretX is where the caret stands in its line, from the left of the box.
func (g *page) caretX(offset int, box float32) (line int, x float32) {
	n := g.locate(offset)
	s, l := g.line(n)
	return n, g.x(n, box) + g.edges(s, l).at(offset-s.start)
}

// hit is the offset in line n nearest to x among the caret places that keep to graphemes.
func (g *page) hit(n int, x, box float32, boundary func(int) int) int {
	n = min(max(n, 0), g.lines-1)
	s, l := g.line(n)
	x -= g.x(n, box)
	best, nearest := s.start+l.start, float32(-1)
	edges := g.edges(s, l)
	for at := l.start; at <= l.lastCaret(s); at++ {
		d := edges.at(at) - x
		if d < 0 {
			d = -d
		}
		if nearest < 0 || d < nearest {
			if boundary(s.start+at) == s.start+at {
				best, nearest = s.start+at, d
			}
		}
	}
	return best
}

// lastCaret is the last offset at which a caret still stands in this line: a line that wraps ends before its break.
func (l *pageLine) lastCaret(s *sheet) int {
	if l.end == len(s.text) {
		return l.end
	}
	if l.seen < l.end {
		return l.seen
	}
	return max(l.start, l.end-1)
}

// beside is the offset of the next caret place to the right (or left) of offset in its line, or false at the line's edge.
func (g *page) beside(offset int, right bool, box float32, boundary func(int) int) (int, bool) {
	n, x := g.caretX(offset, box)
	s, l := g.line(n)
	x -= g.x(n, box)
	const same = 0.05
	best, nearest := -1, float32(0)
	edges := g.edges(s, l)
	for at := l.start; at <= l.lastCaret(s); at++ {
		d := edges.at(at) - x
		if !right {
			d = -d
		}
		if d > same && (best < 0 || d < nearest) && boundary(s.start+at) == s.start+at {
			best, nearest = s.start+at, d
		}
	}
	return best, best >= 0
}

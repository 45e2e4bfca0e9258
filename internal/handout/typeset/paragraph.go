package typeset

import (
	"sort"

	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"

	"waymark/internal/bidi"
	"waymark/internal/words"
)

// Span is a stretch of a text in one weight.
type Span struct {
	Text string
	Bold bool
}

// Text is a paragraph, or several where it has line feeds.
type Text struct {
	Spans []Span
	// Language it is in, BCP 47; "" when nobody knows: then it reads in the direction
	// of its own letters.
	Language string
}

// Plain is a text of one weight.
func Plain(language, s string) Text { return Text{Spans: []Span{{Text: s}}, Language: language} }

// Empty reports whether there is nothing to write.
func (t Text) Empty() bool {
	for _, s := range t.Spans {
		if s.Text != "" {
			return false
		}
	}
	return true
}

// String is the text without its weights.
func (t Text) String() string {
	all := ""
	for _, s := range t.Spans {
		all += s.Text
	}
	return all
}

// direction is that of the language; Auto without one.
func (t Text) direction() bidi.Direction {
	switch {
	case t.Language == "":
		return bidi.Auto
	case words.DirectionOf(t.Language) == words.RightToLeft:
		return bidi.RTL
	}
	return bidi.LTR
}

// paragraph is text between line ends with its levels.
type paragraph struct {
	*bidi.Paragraph
	text     []rune
	bold     []bool // nil for none
	allBold  bool
	scripts  []language.Script // of each rune
	language language.Language
}

func (p *paragraph) weightAt(i int) int {
	if p.allBold || p.bold != nil && p.bold[i] {
		return bold
	}
	return regular
}

// paragraphs cuts a text at its line feeds. around is the direction of who has none.
func paragraphs(t Text, around bidi.Direction, allBold bool) []*paragraph {
	var out []*paragraph
	p := &paragraph{allBold: allBold}
	finish := func() {
		d := t.direction()
		if d == bidi.Auto {
			d = bidi.DirectionOf(string(p.text)).Or(around)
		}
		p.Paragraph = bidi.Resolve(p.text, d)
		p.language, p.scripts = language.NewLanguage(t.Language), scriptsOf(p.text)
		out = append(out, p)
		p = &paragraph{allBold: allBold}
	}
	for _, s := range t.Spans {
		for _, r := range s.Text {
			switch {
			case r == '\n' || r == '\u2029':
				finish()
				continue
			case r < ' ' || r == '\u0085' || r == '\u2028':
				r = ' '
			}
			p.text = append(p.text, r)
			if s.Bold && p.bold == nil {
				p.bold = make([]bool, len(p.text)-1, len(p.text))
			}
			if p.bold != nil {
				p.bold = append(p.bold, s.Bold)
			}
		}
	}
	finish()
	return out
}

// advances are the widths of the runes in parts of the em, as they stand in one long
// line; of a cluster its first rune has all.
func (s *shaper) advances(p *paragraph) []float64 {
	widths := make([]float64, len(p.text))
	clusters, _ := s.shape(p, p.Line(0, len(p.text)))
	for _, c := range clusters {
		widths[c.start] += c.width()
	}
	return widths
}

// stretch is a line of a paragraph: rune offsets without the spaces at its end.
type stretch struct{ start, end int }

// breakLines cuts a paragraph into lines of at most width, in parts of the em, at the
// places Unicode allows (UAX #14). A word wider than a line is cut between graphemes.
func (s *shaper) breakLines(p *paragraph, width float64) []stretch {
	n := len(p.text)
	if n == 0 {
		return []stretch{{}}
	}
	upTo := make([]float64, n+1) // width of the first i runes
	for i, w := range s.advances(p) {
		upTo[i+1] = upTo[i] + w
	}
	const slack = 1e-6
	fits := func(start, end int) bool { return upTo[end]-upTo[start] <= width+slack }
	var seg segmenter.Segmenter
	seg.Init(p.text)
	var lines []stretch
	start, end := 0, 0
	finish := func() {
		lines = append(lines, stretch{start, p.trimmed(start, end)})
		start = end
	}
	for it := seg.LineIterator(); it.Next(); {
		piece := it.Line()
		stop := piece.Offset + len(piece.Text)
		seen := p.trimmed(piece.Offset, stop)
		if !fits(start, seen) && end > start {
			finish()
		}
		for !fits(start, seen) {
			cut := lastFitting(p.text[start:seen], func(n int) bool { return fits(start, start+n) })
			if start+cut >= seen {
				break
			}
			end = start + cut
			finish()
		}
		end = stop
	}
	finish()
	return lines
}

func (p *paragraph) trimmed(start, end int) int {
	for end > start && p.text[end-1] == ' ' {
		end--
	}
	return end
}

// lastFitting is the last grapheme boundary up to which the text fits, and at least
// the first.
func lastFitting(text []rune, fits func(n int) bool) int {
	var cuts []int
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		cuts = append(cuts, g.Offset+len(g.Text))
	}
	n := sort.Search(len(cuts), func(i int) bool { return !fits(cuts[i]) })
	return cuts[max(0, n-1)]
}

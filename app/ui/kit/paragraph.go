package kit

import (
	"waymark/internal/bidi"
)

// paragraph is text between line ends with its levels; bold marks emphasised runes, nil for none.
type paragraph struct {
	*bidi.Paragraph
	text []rune
	bold []bool
}

// measure is the width of a logical stretch, summed over its parts of one weight.
func (p paragraph) measure(face typeface) func(start, end int) float32 {
	return func(start, end int) float32 {
		w := float32(0)
		for start < end {
			stop, f := p.sameWeight(start, end, face)
			w += f.width(string(p.text[start:stop]))
			start = stop
		}
		return w
	}
}

// sameWeight is where the weight at start ends, at most end, and the typeface up to there.
func (p paragraph) sameWeight(start, end int, face typeface) (int, typeface) {
	if p.bold == nil {
		return end, face
	}
	stop := start
	for stop < end && p.bold[stop] == p.bold[start] {
		stop++
	}
	face.bold = face.bold || p.bold[start]
	return stop, face
}

// laidText is text broken into lines for a width.
type laidText struct {
	face  typeface
	asked float32
	lines []laidLine
}

func (l laidText) height() float32 { return float32(len(l.lines)) * l.face.lineHeight() }

// laidLine is one line in visual order.
type laidLine struct {
	pieces []piece // from left to right
	width  float32
	rtl    bool // direction of its paragraph
}

// piece is what one canvas.Text paints.
type piece struct {
	painted string
	width   float32
	bold    bool
}

// layText lays out paragraphs. A width of zero lays out without wrapping.
func layText(paragraphs []paragraph, face typeface, width float32, o TextOptions) laidText {
	out := laidText{face: face, asked: width}
	for n, p := range paragraphs {
		if o.Line {
			out.lines = append(out.lines, oneLine(p, face, width))
			continue
		}
		spans := wrap(p.text, width, p.measure(face))
		for i, s := range spans {
			last := o.MaxLines > 0 && len(out.lines) == o.MaxLines-1
			if last && (i < len(spans)-1 || n < len(paragraphs)-1) {
				rest := paragraph{Paragraph: ellipsis(p.text[s.start:s.seen], width, face, p.RTL())}
				rest.text = rest.Text()
				out.lines = append(out.lines, rest.line(0, len(rest.text), face))
				return out
			}
			out.lines = append(out.lines, p.line(s.start, s.seen, face))
		}
	}
	return out
}

// oneLine is a paragraph on one line, shortened when it does not fit.
func oneLine(p paragraph, face typeface, width float32) laidLine {
	whole := p.line(0, len(p.text), face)
	if width <= 0 || whole.width <= width {
		return whole
	}
	short := paragraph{Paragraph: ellipsis(p.text, width, face, p.RTL())}
	short.text = short.Text()
	return short.line(0, len(short.text), face)
}

// line puts one line of p into visual order.
func (p paragraph) line(start, end int, face typeface) laidLine {
	out := laidLine{rtl: p.RTL()}
	line := p.Line(start, end)
	if p.bold == nil {
		painted := line.Visual()
		out.width = face.width(painted)
		out.pieces = []piece{{painted: painted, width: out.width}}
		return out
	}
	for _, run := range line.Runs {
		var parts []piece
		for at := run.Start; at < run.End; {
			stop, f := p.sameWeight(at, run.End, face)
			d := bidi.LTR
			if run.RTL() {
				d = bidi.RTL
			}
			painted := bidi.Visual(string(p.text[at:stop]), d)
			part := piece{painted: painted, width: f.width(painted), bold: f.bold}
			if run.RTL() {
				parts = append([]piece{part}, parts...)
			} else {
				parts = append(parts, part)
			}
			out.width += part.width
			at = stop
		}
		out.pieces = append(out.pieces, parts...)
	}
	return out
}

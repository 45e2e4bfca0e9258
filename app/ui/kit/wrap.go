package kit

import (
	"slices"
	"sort"
	"strings"

	"github.com/go-text/typesetting/segmenter"

	"waymark/internal/bidi"
)

// span is a line of a paragraph: rune offsets, and how much of it is seen when trailing spaces are not.
type span struct{ start, end, seen int }

// wrap breaks a paragraph into lines of at most width at the places Unicode allows (UAX #14), in logical order. A word
// that is wider than a line by itself is broken between graphemes. Width zero or less means one line.
func wrap(text []rune, width float32, measure func(start, end int) float32) []span {
	whole := []span{{0, len(text), trimmed(text, 0, len(text))}}
	if len(text) == 0 || width <= 0 {
		return whole
	}
	var seg segmenter.Segmenter
	seg.Init(text)
	var lines []span
	start, end, x := 0, 0, float32(0)
	finish := func() {
		lines = append(lines, span{start, end, trimmed(text, start, end)})
		start, x = end, 0
	}
	for it := seg.LineIterator(); it.Next(); {
		piece := it.Line()
		s, e := piece.Offset, piece.Offset+len(piece.Text)
		seen := trimmed(text, s, e)
		w := measure(s, seen)
		if x+w > width && end > start {
			finish()
		}
		for w > width && seen-s > 1 {
			cut := fitting(text, s, seen, width, measure)
			if cut >= seen {
				break
			}
			end = cut
			finish()
			s = cut
			w = measure(s, seen)
		}
		end = e
		x += w
		if seen < e {
			x += measure(seen, e)
		}
	}
	finish()
	return lines
}

// trimmed is end without the spaces before it.
func trimmed(text []rune, start, end int) int {
	for end > start && (text[end-1] == ' ' || text[end-1] == '\n') {
		end--
	}
	return end
}

// fitting is the last grapheme boundary after start whose text fits into width, and at least the first.
func fitting(text []rune, start, end int, width float32, measure func(start, end int) float32) int {
	cuts := boundaries(text[start:end])[1:]
	n := sort.Search(len(cuts), func(i int) bool { return measure(start, start+cuts[i]) > width })
	return start + cuts[max(0, n-1)]
}

// boundaries are the grapheme boundaries of text (UAX #29), zero and its length included.
func boundaries(text []rune) []int {
	cuts := []int{0}
	if plainASCII(text) {
		for i := range text {
			cuts = append(cuts, i+1)
		}
		return cuts
	}
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		cuts = append(cuts, g.Offset+len(g.Text))
	}
	return cuts
}

func plainASCII(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// words are the stretches of letters or digits in text (UAX #29), for double clicks and word jumps.
func words(text []rune) []span {
	var seg segmenter.Segmenter
	seg.Init(text)
	var out []span
	for it := seg.WordIterator(); it.Next(); {
		w := it.Word()
		out = append(out, span{w.Offset, w.Offset + len(w.Text), 0})
	}
	return out
}

// paintable makes a paragraph's text fit for a painter without moving any rune: a tab would be a jump, and a painter
// that meets a line end or a return drops it.
func paintable(text []rune) []rune {
	if !slices.ContainsFunc(text, odd) {
		return text
	}
	out := slices.Clone(text)
	for i, r := range out {
		if odd(r) {
			out[i] = ' '
		}
	}
	return out
}

func odd(r rune) bool {
	return r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// ellipsis shortens text to what fits into width with three dots after it. The result keeps the paragraph's direction,
// which the beginning that is left may not show. Text that fits gets the dots all the same.
func ellipsis(text []rune, width float32, face typeface, rtl bool) *bidi.Paragraph {
	d := bidi.LTR
	if rtl {
		d = bidi.RTL
	}
	const dots = "…"
	cut := 0
	if room := width - face.width(dots); room > 0 && len(text) > 0 {
		measure := func(s, e int) float32 { return face.width(string(text[s:e])) }
		if cut = fitting(text, 0, len(text), room, measure); measure(0, cut) > room {
			cut = 0
		}
	}
	return bidi.Resolve([]rune(strings.TrimRight(string(text[:cut]), " ")+dots), d)
}

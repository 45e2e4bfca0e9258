package kit

import (
	"bytes"
	"sync"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"waymark/internal/bidi"
)

// typeface is one weight at one size.
type typeface struct {
	size float32
	bold bool
}

func (f typeface) style() fyne.TextStyle { return fyne.TextStyle{Bold: f.bold} }

// em is the width by which minimum and line widths are given.
func (f typeface) em() float32 { return f.size }

type wordKey struct {
	word string
	face typeface
}

// widths remembers how wide words are: wrapping asks for the same few thousand again on every keystroke. It is emptied
// when it has grown to maxWidths.
var widths = struct {
	sync.Mutex
	of     map[wordKey]float32
	height map[typeface]float32
}{of: map[wordKey]float32{}, height: map[typeface]float32{}}

const maxWidths = 50_000

// width is how wide s is when painted alone.
func (f typeface) width(s string) float32 {
	if s == "" {
		return 0
	}
	key := wordKey{s, f}
	widths.Lock()
	defer widths.Unlock()
	if w, found := widths.of[key]; found {
		return w
	}
	w := fyne.MeasureText(s, f.size, f.style()).Width
	if len(widths.of) >= maxWidths {
		clear(widths.of)
	}
	widths.of[key] = w
	return w
}

// lineHeight is the same for every script: the fonts are merged.
func (f typeface) lineHeight() float32 {
	widths.Lock()
	defer widths.Unlock()
	h, found := widths.height[f]
	if !found {
		h = fyne.MeasureText("M", f.size, f.style()).Height
		widths.height[f] = h
	}
	return h
}

// shaper does what Fyne's painter does to find out where in a painted line each letter came to stand. Fyne's own is not
// open to others.
var shaper struct {
	sync.Mutex
	segment shaping.Segmenter
	shape   shaping.HarfbuzzShaper
	faces   [2]*font.Face
}

// face needs shaper to be locked.
func (f typeface) face() *font.Face {
	i, resource := 0, fontRegular
	if f.bold {
		i, resource = 1, fontBold
	}
	if shaper.faces[i] == nil {
		face, err := font.ParseTTF(bytes.NewReader(resource.Content()))
		if err != nil {
			panic("kit: the embedded font does not parse: " + err.Error()) // built in and tested: cannot differ at run time
		}
		shaper.faces[i] = face
	}
	return shaper.faces[i]
}

type oneFace struct{ *font.Face }

func (f oneFace) ResolveFace(rune) *font.Face { return f.Face }

// edges tells where the runes of a painted line stand. x runs from the left end of the line.
type edges struct {
	start, end int       // of the line, as offsets into its paragraph
	before     []float32 // the edge at which a rune begins for its reader: left for Latin, right for Arabic
	after      []float32 // the edge at which it ends
	width      float32
}

// edgesOf shapes a line as it is painted.
func edgesOf(line bidi.Line, f typeface) edges {
	n := line.End - line.Start
	e := edges{start: line.Start, end: line.End, before: make([]float32, n), after: make([]float32, n)}
	painted, from := line.Paint()
	placed := make([]bool, n)
	shaper.Lock()
	defer shaper.Unlock()
	face := f.face()
	in := shaping.Input{Text: painted, RunEnd: len(painted), Direction: di.DirectionLTR, Face: face, Size: fixed.Int26_6(f.size * 64)}
	if len(painted) == 0 {
		return e
	}
	for _, run := range shaper.segment.Split(in, oneFace{face}) {
		out := shaper.shape.Shape(run)
		rtl := run.Direction == di.DirectionRTL
		for g := 0; g < len(out.Glyphs); {
			first := out.Glyphs[g]
			advance, missing := float32(0), false
			for k := 0; k < first.GlyphsCount() && g < len(out.Glyphs); k++ {
				advance += float32(out.Glyphs[g].Advance) / 64
				missing = missing || out.Glyphs[g].GlyphID == 0
				g++
			}
			at, count := first.TextIndex(), first.RunesCount()
			if missing { // painted from one of Fyne's fallback fonts
				advance = fyne.MeasureText(string(painted[at:at+count]), f.size, f.style()).Width
			}
			for k := range count {
				i := from[at+k]
				if i < 0 {
					continue
				}
				a, b := advance*float32(k)/float32(count), advance*float32(k+1)/float32(count)
				if rtl {
					a, b = advance-a, advance-b
				}
				i -= line.Start
				e.before[i], e.after[i], placed[i] = e.width+a, e.width+b, true
			}
			e.width += advance
		}
	}
	e.placeHidden(placed)
	return e
}

// placeHidden gives direction controls, which are not painted, the place where the letter before them ends.
func (e *edges) placeHidden(placed []bool) {
	for i := range placed {
		if !placed[i] && i > 0 {
			e.before[i], e.after[i] = e.after[i-1], e.after[i-1]
			placed[i] = true
		}
	}
	for i := len(placed) - 2; i >= 0; i-- {
		if !placed[i] {
			e.before[i], e.after[i] = e.before[i+1], e.before[i+1]
		}
	}
}

// at is where a caret at a logical offset stands: it belongs to the letter before it, so typing goes on beside it.
func (e *edges) at(offset int) float32 {
	switch {
	case e.start == e.end:
		return 0
	case offset > e.start:
		return e.after[offset-e.start-1]
	}
	return e.before[0]
}

// spans are the stretches from left to right that the runes from a up to b cover: more than one in mixed text.
func (e *edges) spans(a, b int) [][2]float32 {
	var out [][2]float32
	for i := max(a, e.start); i < min(b, e.end); i++ {
		lo, hi := e.before[i-e.start], e.after[i-e.start]
		if lo > hi {
			lo, hi = hi, lo
		}
		if lo == hi {
			continue
		}
		const touch = 0.1
		if n := len(out); n > 0 && lo <= out[n-1][1]+touch && hi >= out[n-1][0]-touch {
			out[n-1] = [2]float32{min(lo, out[n-1][0]), max(hi, out[n-1][1])}
			continue
		}
		out = append(out, [2]float32{lo, hi})
	}
	return out
}

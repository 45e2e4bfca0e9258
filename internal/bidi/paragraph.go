package bidi

import (
	"strings"

	xbidi "golang.org/x/text/unicode/bidi"
)

// Direction is the direction a paragraph is read in.
type Direction int8

// Auto takes the direction of the first strong character (rules P2 and P3), and left to right when there is none.
const (
	Auto Direction = iota
	LTR
	RTL
)

// maxDepth is max_depth of BD2.
const maxDepth = 125

// Paragraph is one paragraph with its resolved levels. It is not changed after Resolve and may be shared.
type Paragraph struct {
	text   []rune
	base   uint8
	levels []uint8 // after rules I1 and I2, before L1
	// classes are the original ones; nil when the paragraph is known to be plain left to right.
	classes []xbidi.Class
	// embedding are the levels after X8, kept because X10 asks for the level beside a sequence before I1 and I2 raised it.
	embedding []uint8
}

// Resolve computes the levels of one paragraph. Callers split at line feeds; a paragraph separator inside text ends the
// reach of isolates and embeddings but not the base direction. It keeps text without copying it.
func Resolve(text []rune, d Direction) *Paragraph {
	p := &Paragraph{text: text}
	if d == RTL {
		p.base = 1
	} else if plain(text) {
		return p
	}
	p.classes = make([]xbidi.Class, len(text))
	for i, r := range text {
		p.classes[i] = classOf(r)
	}
	if d == Auto {
		p.base, _ = firstStrong(p.classes)
	}
	p.levels = make([]uint8, len(text))
	resolved := append([]xbidi.Class(nil), p.classes...)
	match := p.matchIsolates()
	p.explicit(resolved, match)
	p.embedding = append([]uint8(nil), p.levels...)
	for _, seq := range p.sequences(match) {
		p.resolveSequence(resolved, seq)
	}
	for i, c := range p.classes { // removed by X9: shown at the level of what stands before
		if !removedByX9(c) {
			continue
		}
		p.levels[i] = p.base
		if i > 0 {
			p.levels[i] = p.levels[i-1]
		}
	}
	return p
}

// plain reports whether all of text is below the first right-to-left character and so at level 0 whatever it is.
func plain(text []rune) bool {
	for _, r := range text {
		if r >= 0x0590 {
			return false
		}
	}
	return true
}

// Text is the paragraph as given to Resolve.
func (p *Paragraph) Text() []rune { return p.text }

// RTL reports whether the paragraph reads from right to left.
func (p *Paragraph) RTL() bool { return p.base == 1 }

// Level is the resolved embedding level of rune i before line breaking: even reads left to right, odd right to left.
func (p *Paragraph) Level(i int) int {
	if p.levels == nil {
		return 0
	}
	return int(p.levels[i])
}

// DirectionOf is LTR or RTL after the first strong character of s outside isolates, and Auto when s has none (digits,
// punctuation): then the surrounding text decides.
func DirectionOf(s string) Direction {
	classes := make([]xbidi.Class, 0, 16)
	for _, r := range s {
		c := classOf(r)
		classes = append(classes, c)
		if c == xbidi.B {
			break
		}
		if c == xbidi.L || c == xbidi.R || c == xbidi.AL {
			if level, found := firstStrong(classes); found {
				return [...]Direction{LTR, RTL}[level]
			}
		}
	}
	return Auto
}

// Or is d, or other when d is Auto.
func (d Direction) Or(other Direction) Direction {
	if d == Auto {
		return other
	}
	return d
}

// Visual returns s with every line in the order in which it is painted from left to right, for a painter that shapes
// each directional run by itself but lays the runs out in the order given (Fyne's does). Direction controls are gone from
// it, and each run stands between marks so that it keeps its direction when it is analysed again.
func Visual(s string, d Direction) string {
	if !strings.Contains(s, "\n") {
		text := []rune(s)
		return Resolve(text, d).Line(0, len(text)).Visual()
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = Visual(l, d)
	}
	return strings.Join(lines, "\n")
}

package bidi

import (
	"slices"

	xbidi "golang.org/x/text/unicode/bidi"
)

const (
	leftToRightMark = '\u200e'
	rightToLeftMark = '\u200f'
	zeroWidthNon    = '\u200c' // non-joiner
	zeroWidthJoiner = '\u200d'
)

// Run is a stretch of one level inside a line, as rune offsets into the paragraph.
type Run struct {
	Start, End int
	Level      uint8
}

// RTL reports whether the run reads right to left.
func (r Run) RTL() bool { return r.Level&1 == 1 }

// Line is one line of a paragraph after line breaking, in visual order.
type Line struct {
	p          *Paragraph
	Start, End int   // rune offsets into the paragraph
	Runs       []Run // from left to right
}

// Line applies rules L1 and L2 to the runes from start up to end of the paragraph.
func (p *Paragraph) Line(start, end int) Line {
	l := Line{p: p, Start: start, End: end}
	if start == end {
		return l
	}
	if p.levels == nil {
		l.Runs = []Run{{start, end, 0}}
		return l
	}
	levels := append([]uint8(nil), p.levels[start:end]...)
	trailing := true
	for i := end - 1; i >= start; i-- { // L1
		switch c := p.classes[i]; {
		case c == xbidi.B || c == xbidi.S:
			levels[i-start], trailing = p.base, true
		case c == xbidi.WS || opensIsolate(c) || c == xbidi.PDI || removedByX9(c):
			if trailing {
				levels[i-start] = p.base
			}
		default:
			trailing = false
		}
	}
	highest, lowestOdd := uint8(0), uint8(255)
	for i, level := range levels {
		if n := len(l.Runs); n > 0 && l.Runs[n-1].Level == level {
			l.Runs[n-1].End++
			continue
		}
		l.Runs = append(l.Runs, Run{start + i, start + i + 1, level})
		highest = max(highest, level)
		if level&1 == 1 {
			lowestOdd = min(lowestOdd, level)
		}
	}
	for level := highest; level >= lowestOdd; level-- { // L2
		for i := 0; i < len(l.Runs); i++ {
			j := i
			for j < len(l.Runs) && l.Runs[j].Level >= level {
				j++
			}
			slices.Reverse(l.Runs[i:j])
			i = max(i, j-1)
		}
	}
	return l
}

// Order lists the rune offsets of the line (in the paragraph) from left to right.
func (l Line) Order() []int {
	order := make([]int, 0, l.End-l.Start)
	for _, r := range l.Runs {
		for i := range r.End - r.Start {
			if r.RTL() {
				order = append(order, r.End-1-i)
			} else {
				order = append(order, r.Start+i)
			}
		}
	}
	return order
}

// Visual is the line for a painter: see the package's Visual.
func (l Line) Visual() string {
	painted, _ := l.Paint()
	return string(painted)
}

// Paint is Visual as runes, together with where each came from: an offset into the paragraph, or -1 for a mark that
// fences a run.
func (l Line) Paint() (painted []rune, from []int) {
	if len(l.Runs) == 0 {
		return nil, nil
	}
	if len(l.Runs) == 1 && !l.Runs[0].RTL() && l.p.levels == nil {
		from = make([]int, l.End-l.Start)
		for i := range from {
			from[i] = l.Start + i
		}
		return l.p.text[l.Start:l.End:l.End], from
	}
	put := func(r rune, i int) { painted, from = append(painted, r), append(from, i) }
	runs := slices.DeleteFunc(slices.Clone(l.Runs), l.allHidden)
	for k := 0; k < len(runs); {
		// Neighbours of one direction become one run for the painter, so right-to-left ones are given to it last first.
		end := k + 1
		for end < len(runs) && runs[end].RTL() == runs[k].RTL() {
			end++
		}
		fence := leftToRightMark
		if runs[k].RTL() {
			fence = rightToLeftMark
			slices.Reverse(runs[k:end])
		}
		put(fence, -1)
		for _, r := range runs[k:end] {
			for i := r.Start; i < r.End; i++ {
				if !hidden(l.p.text[i], l.p.classes[i]) {
					put(l.p.text[i], i)
				}
			}
		}
		put(fence, -1)
		k = end
	}
	return painted, from
}

func (l Line) allHidden(r Run) bool {
	for i := r.Start; i < r.End; i++ {
		if !hidden(l.p.text[i], l.p.classes[i]) {
			return false
		}
	}
	return true
}

// hidden is what has done its work once the order is known. Joiners shape letters and stay.
func hidden(r rune, c xbidi.Class) bool {
	switch {
	case r == zeroWidthNon || r == zeroWidthJoiner:
		return false
	case r == leftToRightMark || r == rightToLeftMark || r == arabicLetterMark:
		return true
	}
	return removedByX9(c) || opensIsolate(c) || c == xbidi.PDI
}

// Slot is the place of a caret in a line for a logical offset from Start to End: the number of runes to its left. The
// caret belongs to the character before it and stands at that one's far edge; at the line's start, before the first.
func (l Line) Slot(offset int) int {
	order := l.Order()
	if len(order) == 0 {
		return 0
	}
	i := max(offset-1, l.Start)
	at := slices.Index(order, i)
	rtl := l.rtlAt(i)
	if (offset > l.Start) != rtl {
		return at + 1
	}
	return at
}

// Offset is the logical offset whose caret stands in slot (0 to the number of runes); of two, the one whose character
// reads in the paragraph's direction.
func (l Line) Offset(slot int) int {
	order := l.Order()
	best, found := l.Start, false
	for offset := l.Start; offset <= l.End; offset++ {
		i := max(offset-1, l.Start)
		if len(order) > 0 && l.Slot(offset) == slot && (!found || l.rtlAt(i) == l.p.RTL()) {
			best, found = offset, true
		}
	}
	if found {
		return best
	}
	// Between two runs that meet with their near edges no offset stands: take the near edge to the left.
	if slot > 0 {
		return order[slot-1]
	}
	return order[0]
}

func (l Line) rtlAt(i int) bool {
	for _, r := range l.Runs {
		if i >= r.Start && i < r.End {
			return r.RTL()
		}
	}
	return l.p.RTL()
}

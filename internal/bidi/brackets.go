package bidi

import (
	"slices"

	xbidi "golang.org/x/text/unicode/bidi"
)

// maxOpenBrackets is the size of the stack in BD16.
const maxOpenBrackets = 63

// bracketPair holds positions in a sequence.
type bracketPair struct{ open, close int }

// brackets is rule N0: pairs of brackets take the direction of what they enclose.
func (p *Paragraph) brackets(t []xbidi.Class, seq []int, level uint8, sos xbidi.Class) {
	embedding := classAt(level)
	for _, pair := range p.bracketPairs(t, seq) {
		same, opposite := false, false
		for k := pair.open + 1; k < pair.close && !same; k++ {
			switch s := strongOf(t[k]); s {
			case embedding:
				same = true
			case xbidi.L, xbidi.R:
				opposite = true
			}
		}
		if !same && !opposite {
			continue
		}
		d := embedding
		if !same {
			d = sos
			for k := pair.open - 1; k >= 0; k-- {
				if s := strongOf(t[k]); s == xbidi.L || s == xbidi.R {
					d = s
					break
				}
			}
		}
		for _, k := range [...]int{pair.open, pair.close} {
			t[k] = d
			for m := k + 1; m < len(seq) && p.classes[seq[m]] == xbidi.NSM; m++ {
				t[m] = d
			}
		}
	}
}

// bracketPairs is BD16, sorted by opening bracket.
func (p *Paragraph) bracketPairs(t []xbidi.Class, seq []int) []bracketPair {
	type opened struct {
		closes rune
		at     int
	}
	var stack []opened
	var pairs []bracketPair
	for k, i := range seq {
		if t[k] != xbidi.ON {
			continue
		}
		r := p.text[i]
		properties, _ := xbidi.LookupRune(r)
		if !properties.IsBracket() {
			continue
		}
		if properties.IsOpeningBracket() {
			if len(stack) == maxOpenBrackets {
				return nil
			}
			stack = append(stack, opened{closes: counterpart(r), at: k})
			continue
		}
		if r == 0x232A {
			r = 0x3009 // canonical equivalent
		}
		for s := len(stack) - 1; s >= 0; s-- {
			if stack[s].closes == r {
				pairs = append(pairs, bracketPair{stack[s].at, k})
				stack = stack[:s]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b bracketPair) int { return a.open - b.open })
	return pairs
}

// counterpart is the closing bracket that belongs to an opening one.
func counterpart(open rune) rune {
	if open == 0x2329 {
		return 0x3009 // canonical equivalent
	}
	for _, r := range xbidi.ReverseString(string(open)) {
		return r
	}
	return open
}

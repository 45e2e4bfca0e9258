package bidi

import (
	xbidi "golang.org/x/text/unicode/bidi"
)

// resolveSequence is rules W1 to W7, N0 to N2, I1 and I2 for one isolating run sequence.
func (p *Paragraph) resolveSequence(classes []xbidi.Class, seq []int) {
	level := p.levels[seq[0]]
	sos, eos := p.edges(seq, level)
	t := make([]xbidi.Class, len(seq))
	for k, i := range seq {
		t[k] = classes[i]
	}
	weak(t, sos)
	p.brackets(t, seq, level, sos)
	neutrals(t, level, sos, eos)
	for k, i := range seq {
		switch {
		case level&1 == 0 && t[k] == xbidi.R:
			p.levels[i] = level + 1
		case level&1 == 0 && (t[k] == xbidi.AN || t[k] == xbidi.EN):
			p.levels[i] = level + 2
		case level&1 == 1 && (t[k] == xbidi.L || t[k] == xbidi.AN || t[k] == xbidi.EN):
			p.levels[i] = level + 1
		}
	}
}

// edges are sos and eos of X10: the higher of the levels on both sides of each end of the sequence.
func (p *Paragraph) edges(seq []int, level uint8) (sos, eos xbidi.Class) {
	before, after := p.base, p.base
	for i := seq[0] - 1; i >= 0; i-- {
		if !removedByX9(p.classes[i]) {
			before = p.embedding[i]
			break
		}
	}
	if last := seq[len(seq)-1]; !opensIsolate(p.classes[last]) {
		for i := last + 1; i < len(p.classes); i++ {
			if !removedByX9(p.classes[i]) {
				after = p.embedding[i]
				break
			}
		}
	}
	return classAt(max(before, level)), classAt(max(after, level))
}

// weak is rules W1 to W7.
func weak(t []xbidi.Class, sos xbidi.Class) {
	before := sos // W1
	for k, c := range t {
		if c == xbidi.NSM {
			t[k] = before
		}
		before = t[k]
		if opensIsolate(before) || before == xbidi.PDI {
			before = xbidi.ON
		}
	}
	strong := sos // W2, W3
	for k, c := range t {
		switch c {
		case xbidi.R, xbidi.L:
			strong = c
		case xbidi.AL:
			strong, t[k] = c, xbidi.R
		case xbidi.EN:
			if strong == xbidi.AL {
				t[k] = xbidi.AN
			}
		}
	}
	for k := 1; k < len(t)-1; k++ { // W4
		switch {
		case t[k-1] != t[k+1]:
		case t[k] == xbidi.ES && t[k-1] == xbidi.EN:
			t[k] = xbidi.EN
		case t[k] == xbidi.CS && (t[k-1] == xbidi.EN || t[k-1] == xbidi.AN):
			t[k] = t[k-1]
		}
	}
	for k := 0; k < len(t); k++ { // W5
		if t[k] != xbidi.ET {
			continue
		}
		end := k
		for end < len(t) && t[end] == xbidi.ET {
			end++
		}
		if k > 0 && t[k-1] == xbidi.EN || end < len(t) && t[end] == xbidi.EN {
			for ; k < end; k++ {
				t[k] = xbidi.EN
			}
		}
		k = end - 1
	}
	strong = sos // W6, W7
	for k, c := range t {
		switch c {
		case xbidi.ET, xbidi.ES, xbidi.CS:
			t[k] = xbidi.ON
		case xbidi.L, xbidi.R:
			strong = c
		case xbidi.EN:
			if strong == xbidi.L {
				t[k] = xbidi.L
			}
		}
	}
}

// neutrals is rules N1 and N2.
func neutrals(t []xbidi.Class, level uint8, sos, eos xbidi.Class) {
	for k := 0; k < len(t); k++ {
		if !neutral(t[k]) {
			continue
		}
		end := k
		for end < len(t) && neutral(t[end]) {
			end++
		}
		left, right := sos, eos
		if k > 0 {
			left = strongOf(t[k-1])
		}
		if end < len(t) {
			right = strongOf(t[end])
		}
		d := classAt(level)
		if left == right {
			d = left
		}
		for ; k < end; k++ {
			t[k] = d
		}
		k = end - 1
	}
}

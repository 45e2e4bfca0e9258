package bidi

import (
	xbidi "golang.org/x/text/unicode/bidi"
)

func classOf(r rune) xbidi.Class {
	if r < 0x80 {
		return asciiClasses[r]
	}
	p, _ := xbidi.LookupRune(r)
	return p.Class()
}

var asciiClasses = func() (classes [0x80]xbidi.Class) {
	for r := range classes {
		p, _ := xbidi.LookupRune(rune(r))
		classes[r] = p.Class()
	}
	return classes
}()

func opensIsolate(c xbidi.Class) bool { return c == xbidi.LRI || c == xbidi.RLI || c == xbidi.FSI }

func removedByX9(c xbidi.Class) bool {
	switch c {
	case xbidi.LRE, xbidi.RLE, xbidi.LRO, xbidi.RLO, xbidi.PDF, xbidi.BN:
		return true
	}
	return false
}

// neutral is what rules N1 and N2 decide over.
func neutral(c xbidi.Class) bool {
	switch c {
	case xbidi.B, xbidi.S, xbidi.WS, xbidi.ON, xbidi.LRI, xbidi.RLI, xbidi.FSI, xbidi.PDI:
		return true
	}
	return false
}

// strongOf counts numbers as right to left, as rules N0 to N2 do.
func strongOf(c xbidi.Class) xbidi.Class {
	if c == xbidi.EN || c == xbidi.AN {
		return xbidi.R
	}
	return c
}

// classAt is the strong class a level reads in.
func classAt(level uint8) xbidi.Class {
	if level&1 == 1 {
		return xbidi.R
	}
	return xbidi.L
}

// firstStrong is rules P2 and P3: the level of the first strong character outside isolates, up to the end of classes, a
// paragraph separator, or a PDI that closes more than was opened here.
func firstStrong(classes []xbidi.Class) (level uint8, found bool) {
	depth := 0
	for _, c := range classes {
		switch {
		case opensIsolate(c):
			depth++
		case c == xbidi.PDI:
			if depth > 0 {
				depth--
			}
		case c == xbidi.B:
			return 0, false
		case depth > 0:
		case c == xbidi.L:
			return 0, true
		case c == xbidi.R, c == xbidi.AL:
			return 1, true
		}
	}
	return 0, false
}

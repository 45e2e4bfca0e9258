package words

import "strings"

const (
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
)

// Isolate fences text that is inserted into other text, for screen and paper:
// U+2068, the text, U+2069, after UAX #9 section 2.7. The text keeps its own
// order and does not disturb its neighbours'.
//
// A name may carry such characters itself, by accident of a copy or on purpose.
// So that it can neither open nor close more than it holds, its own isolates are
// balanced and its overrides (U+202D, U+202E), which no name needs and which show
// letters in another order than they are stored, are left out. A paragraph
// separator would end every isolate: each paragraph gets its own fence. Only what
// is shown is changed, never what is kept.
func Isolate(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 6)
	b.WriteRune(firstStrongIsolate)
	depth := 0
	closeAll := func() {
		for ; depth > 0; depth-- {
			b.WriteRune(popIsolate)
		}
		b.WriteRune(popIsolate)
	}
	for _, r := range s {
		switch r {
		case '\u2066', '\u2067', firstStrongIsolate:
			depth++
		case popIsolate:
			if depth == 0 {
				continue
			}
			depth--
		case '\u202d', '\u202e':
			continue
		case '\n', '\r', '\u001c', '\u001d', '\u001e', '\u0085', '\u2029':
			closeAll()
			b.WriteRune(r)
			b.WriteRune(firstStrongIsolate)
			continue
		}
		b.WriteRune(r)
	}
	closeAll()
	return b.String()
}

// Plain returns s without the fences that [Isolate] and [Words.Say] put in, for
// comparing and for tests. Text that leaves the program keeps its fences.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == firstStrongIsolate || r == popIsolate {
			return -1
		}
		return r
	}, s)
}

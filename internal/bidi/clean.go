package bidi

import (
	"strings"
	"unicode"
)

const (
	arabicLetterMark = '\u061c'
	firstIsolate     = '\u2068' // FSI
	popIsolate       = '\u2069' // PDI
	noBreakSpace     = '\u00a0'
)

// maxMarks is how many marks on one letter are kept: more than any orthography needs, fewer than would reach other lines.
const maxMarks = 6

// Isolate wraps s between FSI and PDI so that it keeps its own direction inside any sentence and does not change the
// sentence's. Names, numbers, phone and file numbers, amounts and law references go through it before they become an
// argument of a message. It cleans s first: a stray PDI would close the isolate early.
func Isolate(s string) string {
	return string(firstIsolate) + Clean(s) + string(popIsolate)
}

// Strip removes all direction controls and marks from s.
func Strip(s string) string {
	return strings.Map(func(r rune) rune {
		if isControl(r) || r == leftToRightMark || r == rightToLeftMark || r == arabicLetterMark {
			return -1
		}
		return r
	}, s)
}

// Clean makes s safe to show as a name or inside a sentence, on one line: embeddings and overrides go, isolates stay only
// in pairs, characters that take no room go unless they shape a letter (joiners in Arabic and Indic scripts, emoji), line
// ends and tabs become spaces, a mark without a letter gets one to stand on, invalid UTF-8 becomes U+FFFD. The result of
// cleaning it again is the same. It is for showing; what was typed is kept as it was typed.
func Clean(s string) string {
	if ascii(s) {
		return s
	}
	in := []rune(strings.ToValidUTF8(s, "\ufffd"))
	paired := pairedIsolates(in)
	kept := make([]rune, 0, len(in))
	for i, r := range in {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			kept = append(kept, ' ')
		case isIsolate(r):
			if paired[i] {
				kept = append(kept, r)
			}
		case r == zeroWidthNon || r == zeroWidthJoiner:
			kept = append(kept, r) // judged below, when its neighbours are known
		case isControl(r), unicode.IsControl(r), invisible(r):
		default:
			kept = append(kept, r)
		}
	}
	out := make([]rune, 0, len(kept))
	marks := 0
	for i, r := range kept {
		if r == zeroWidthNon || r == zeroWidthJoiner {
			if len(out) > 0 && i+1 < len(kept) && shapes(out[len(out)-1]) && shapes(kept[i+1]) {
				out = append(out, r)
			}
			continue
		}
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		} else if !carriesMark(out) {
			out = append(out, noBreakSpace)
		}
		out = append(out, r)
	}
	return string(out)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

func isIsolate(r rune) bool { return r >= '\u2066' && r <= popIsolate }

// isControl is every embedding, override, isolate and their ends.
func isControl(r rune) bool { return isIsolate(r) || r >= '\u202a' && r <= '\u202e' }

func pairedIsolates(text []rune) map[int]bool {
	paired := map[int]bool{}
	var open []int
	for i, r := range text {
		if !isIsolate(r) {
			continue
		}
		if r != popIsolate {
			open = append(open, i)
		} else if n := len(open); n > 0 {
			paired[i], paired[open[n-1]] = true, true
			open = open[:n-1]
		}
	}
	return paired
}

// invisible takes no room and shapes nothing: two names that differ only by it look the same.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u180e', '\u200b', '\ufeff', '\u115f', '\u1160', '\u3164', '\uffa0', arabicLetterMark,
		leftToRightMark, rightToLeftMark:
		return true
	}
	return r >= '\u2060' && r <= '\u206f' || r >= '\ufff9' && r <= '\ufffb' || r >= 0xE0000 && r <= 0xE0FFF
}

// shapes reports whether a joiner beside r can change how it looks.
func shapes(r rune) bool {
	switch {
	case unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Mandaic):
		return true
	case r >= 0x0900 && r <= 0x0dff, r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17ff: // Indic, Myanmar, Khmer
		return true
	}
	return r == '\ufe0f' || r >= 0x2190 && r <= 0x2bff || r >= 0x1f000 && r <= 0x1faff // emoji sequences
}

// carriesMark reports whether a combining mark after out would sit on something of out's own.
func carriesMark(out []rune) bool {
	return len(out) > 0 && !isIsolate(out[len(out)-1]) && out[len(out)-1] != ' '
}

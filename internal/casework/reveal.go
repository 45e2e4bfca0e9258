package casework

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Revealing is a place in a text that may say who somebody is, or that they asked for
// protection: whoever is about to send the text decides about it.
type Revealing struct {
	What     Reveals
	From, To int // bytes of the text
}

// Reveals says what a place may give away.
type Reveals uint8

// What may be given away.
const (
	RevealsName   Reveals = iota + 1 // a name or place that stands in the case, in any spelling
	RevealsNumber                    // a number that is in the case, or long enough to be a telephone's or a document's
	RevealsAsylum                    // one of the terms
	RevealsAddress
)

// longNumber is how many digits in a row a number needs to be somebody's: a year, an
// amount and a count have fewer.
const longNumber = 6

// shortName is how many letters a name needs to be looked for: shorter ones are also words.
const shortName = 3

// Reveal searches a text for what must not leave without somebody's decision: names,
// places and numbers of a case (nil where there is none), long numbers, addresses of
// mail, and terms. A term is one or more words; one that ends in * stands for all words
// that begin with it. Names and terms are found in any spelling that [Normalise] takes for the same.
//
// It finds what is written there, not what can be guessed from it.
func Reveal(text string, st *State, terms []string) []Revealing {
	names, codes := revealing(st)
	words := wordsOf(text)
	var found []Revealing
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case names[w.said]:
			found = append(found, Revealing{RevealsName, w.from, w.to})
		case strings.Contains(text[w.from:w.to], "@"):
			found = append(found, Revealing{RevealsAddress, w.from, w.to})
		default:
			if to := termAt(words[i:], terms); to > 0 {
				found = append(found, Revealing{RevealsAsylum, w.from, words[i+to-1].to})
				i += to - 1
			} else if to := codeAt(words[i:], codes); to > 0 {
				found = append(found, Revealing{RevealsNumber, w.from, words[i+to-1].to})
				i += to - 1
			}
		}
	}
	return found
}

// revealing are the words of a case's names and places, and its numbers.
func revealing(st *State) (names, codes map[string]bool) {
	names, codes = map[string]bool{}, map[string]bool{}
	if st == nil {
		return names, codes
	}
	for key, it := range st.Items {
		for f, v := range it.All() {
			info := FieldOf(key.Kind, f)
			switch {
			case info == nil:
			case info.Use == Name || place(f):
				for _, form := range append([]string{Normalise(string(v))}, Variants(string(v))...) {
					for _, w := range strings.Fields(form) {
						if utf8.RuneCountInString(w) >= shortName {
							names[w] = true
						}
					}
				}
			case info.Use == Code:
				if c := NormaliseCode(string(v)); len(c) >= shortName {
					codes[c] = true
				}
			}
		}
	}
	return names, codes
}

// place reports whether a field says where somebody is from or lives.
func place(f Field) bool {
	last := string(f[strings.LastIndexByte(string(f), '.')+1:])
	return last == "region" || last == "place" || last == "address" || last == "town"
}

// spot is a word with where it stands.
type spot struct {
	said     string // normalised
	from, to int
}

// wordsOf takes a text apart. A stop inside of a word belongs to it: addresses and
// numbers have such.
func wordsOf(text string) []spot {
	var all []spot
	from := -1
	end := func(to int) {
		if from < 0 {
			return
		}
		trimmed := strings.TrimRight(text[from:to], ".-/'’")
		if said := Normalise(trimmed); said != "" {
			all = append(all, spot{strings.ReplaceAll(said, " ", ""), from, from + len(trimmed)})
		}
		from = -1
	}
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || from >= 0 && strings.ContainsRune("@.-/'’_‌", r)
		switch {
		case inside && from < 0:
			from = i
		case !inside:
			end(i)
		}
	}
	end(len(text))
	return all
}

// termAt is how many words at the beginning are a term, 0 if they are none.
func termAt(words []spot, terms []string) int {
	for _, term := range terms {
		stem := strings.HasSuffix(term, "*")
		parts := strings.Fields(Normalise(term))
		if len(parts) == 0 || len(parts) > len(words) {
			continue
		}
		same := true
		for i, part := range parts {
			said := words[i].said
			same = same && (said == part || stem && i == len(parts)-1 && strings.HasPrefix(said, part))
		}
		if same {
			return len(parts)
		}
	}
	return 0
}

// codeAt is how many words at the beginning are a number, 0 if they are none: spaces
// within one do not hide it.
func codeAt(words []spot, codes map[string]bool) int {
	joined, digits, longest := "", true, 0
	for i, w := range words {
		joined += w.said
		digits = digits && strings.Trim(w.said, "0123456789") == ""
		if codes[joined] || digits && len(joined) >= longNumber {
			longest = i + 1
		}
		if len(joined) > 24 {
			break
		}
	}
	return longest
}

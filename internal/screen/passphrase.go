package screen

import (
	"crypto/rand"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	zxcvbn "github.com/ccojocar/zxcvbn-go"

	"waymark/internal/screen/phrases"
)

// Strength is how hard a passphrase is to guess.
type Strength uint8

// The strengths. A vault is made with Good or better.
const (
	StrengthNone Strength = iota
	StrengthShort
	StrengthWeak
	StrengthGood
	StrengthStrong
)

// Enough reports whether a vault may be made with it.
func (s Strength) Enough() bool { return s >= StrengthGood }

// Message is the strength in a sentence.
func (s Strength) Message() Message {
	switch s {
	case StrengthShort:
		return Say("passphrase.short")
	case StrengthWeak:
		return Say("passphrase.weak")
	case StrengthGood:
		return Say("passphrase.good")
	case StrengthStrong:
		return Say("passphrase.strong")
	}
	return Message{}
}

// Limits of passphrases, in letters and bits. Key stretching makes each guess cost
// about a second and 64 MiB or more, so 45 bits are thousands of laptops for
// centuries; the estimator is no oracle, hence also a length.
const (
	phraseWords   = 6
	leastLetters  = 12
	goodBits      = 45
	strongBits    = 60
	judgedLetters = 72 // the estimator's time grows fast with length
)

// Judge says how strong a passphrase is. The estimator knows mostly English words,
// so words of our own lists, in any staff language, count for no more than their
// choice from the list.
func Judge(passphrase string) Strength {
	letters := utf8.RuneCountInString(passphrase)
	if letters == 0 {
		return StrengthNone
	}
	if letters < leastLetters {
		return StrengthShort
	}
	judged := passphrase
	if letters > judgedLetters {
		judged = string([]rune(passphrase)[:judgedLetters])
	}
	bits := zxcvbn.PasswordStrength(judged, []string{"waymark"}).Entropy
	if listed, ok := listedBits(passphrase); ok {
		bits = min(bits, listed)
	}
	if different(judged) < 6 {
		bits = min(bits, 20)
	}
	switch {
	case bits >= strongBits:
		return StrengthStrong
	case bits >= goodBits:
		return StrengthGood
	}
	return StrengthWeak
}

func different(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// listedBits counts a passphrase made of words from our lists alone.
func listedBits(passphrase string) (bits float64, ok bool) {
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(passphrase), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		per := phrases.Bits(w)
		if per == 0 {
			return 0, false
		}
		if !seen[w] {
			bits += per
		}
		seen[w] = true
	}
	return bits, len(seen) > 0
}

// SuggestPhrase makes a passphrase of six different words in a staff language.
func SuggestPhrase(tag string) string {
	list := phrases.Words(tag)
	var words []string
	for len(words) < phraseWords {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(list))))
		if err != nil {
			panic(err) // crypto/rand does not fail
		}
		if w := list[n.Int64()]; !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

package casework

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise brings text into the form in which search compares it: what is stored in
// the index and what is typed go through it alike. It folds case, ß and letters with
// marks (Lüden: luden), Arabic with and without vowel signs and its Persian, Urdu,
// Kurdish and Pashto letter forms, digits of every script, the two spellings of some
// Ethiopic letters, and turns everything that is no letter or digit into one space.
//
// The result holds words separated by single spaces. It is for finding only: it makes
// different names alike on purpose.
func Normalise(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	common := commonFolds()
	for _, r := range norm.NFKD.String(s) {
		var out string
		if int(r) < len(common) {
			out = common[r]
		} else {
			out = foldOrDrop(r)
		}
		if out == dropped {
			continue
		}
		if out == "" {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteString(out)
	}
	return norm.NFC.String(b.String())
}

// dropped stands for a character that leaves no trace, not even a gap.
const dropped = "\x00"

func foldOrDrop(r rune) string {
	if drop(r) {
		return dropped
	}
	return fold(r)
}

// commonFolds holds what becomes of the characters nearly all texts are made of: a
// year's notes are normalised when a device is new, and looking into Unicode's
// tables for every letter took most of that time.
var commonFolds = sync.OnceValue(func() []string {
	table := make([]string, 0x2100) // Latin to Ethiopic, and punctuation
	for r := range table {
		table[r] = foldOrDrop(rune(r))
	}
	return table
})

// NormaliseCode is Normalise for what is found whole, such as a document's number:
// spaces, strokes and dots in it do not matter.
func NormaliseCode(s string) string { return strings.ReplaceAll(Normalise(s), " ", "") }

// Variants returns further forms under which the index should hold s, already
// normalised: ae, oe, ue for the umlauts, aa for å, which is how people write them
// without the letter. Empty for most texts.
func Variants(s string) []string {
	composed := norm.NFC.String(s)
	replaced := umlauts.Replace(composed)
	if replaced == composed {
		return nil
	}
	if n := Normalise(replaced); n != Normalise(s) {
		return []string{n}
	}
	return nil
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// drop: marks that distinguish letters only for the careful writer, and what is invisible.
func drop(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, // combining marks of Latin, Greek, Cyrillic
		r >= 0x0591 && r <= 0x05C7,                                                                                                  // Hebrew points
		r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F, r == 0x0670, r >= 0x06D6 && r <= 0x06ED, r >= 0x08D3 && r <= 0x08FF, // Arabic vowel signs
		r == 0x0640, // tatweel
		r >= 0x0711 && r <= 0x074A && unicode.Is(unicode.Mn, r),
		r >= 0x135D && r <= 0x135F, // Ethiopic gemination
		unicode.Is(unicode.Cf, r):  // joiners and direction marks
		return true
	}
	switch r {
	case '\'', '’', '‘', 'ء', '`', '´', 'ʼ', 'ʻ', 'ʾ', 'ʿ': // inside names: O’Neill, Oʻktam; the lone hamza is often left out
		return true
	}
	return false
}

// fold maps one character of the decomposed text; "" is a gap between words.
func fold(r rune) string {
	if to, ok := folded[r]; ok {
		return to
	}
	switch {
	case unicode.Is(unicode.Nd, r):
		return string('0' + digit(r))
	case r >= 0x1369 && r <= 0x1371: // Ethiopic 1 to 9
		return string('1' + r - 0x1369)
	case r >= 0x1220 && r <= 0x1227: // ሠ written for ሰ
		return string(r + 0x10)
	case r >= 0x1340 && r <= 0x1347: // ፀ written for ጸ
		return string(r - 8)
	case unicode.IsLetter(r):
		return string(unicode.ToLower(r))
	case unicode.IsMark(r), unicode.IsNumber(r):
		return string(r)
	}
	return ""
}

// digit is the value of a decimal digit: Unicode has them in runs of ten from zero.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

var folded = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d",
	'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ı': "i", 'ħ': "h", 'Ħ': "h", 'ŧ': "t", 'Ŧ': "t", 'ŋ': "n", 'Ŋ': "n", 'ə': "a", 'Ə': "a",
	'ς': "σ", 'ґ': "г", 'Ґ': "г", 'є': "е", 'Є': "е", 'і': "и", 'І': "и", 'ў': "у",

	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ې': "ي", 'ۍ': "ي", 'ێ': "ي", 'ے': "ي", 'ۓ': "ي", 'ئ': "ي", 'ؤ': "و", 'ۆ': "و", 'ۇ': "و",
	'ک': "ك", 'ڪ': "ك", 'ګ': "گ", 'ڭ': "گ", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ە': "ه", 'ۀ': "ه", 'ۃ': "ه", 'ۂ': "ه", 'ڵ': "ل", 'ڕ': "ر", 'ڹ': "ن", 'ں': "ن",
}

// Term is a piece of text that search finds.
type Term struct {
	ItemKey
	Field Field
	Class Class
	Use   Use
	Text  string // normalised, with its variants
}

// SearchText returns what search finds of an item: every head of every field the
// table names, in a conflict all of them. A deleted item has none.
func SearchText(it *Item) []Term {
	if it == nil || it.Deleting() == Deleted {
		return nil
	}
	var out []Term
	for f, fs := range it.Fields {
		info := FieldOf(it.Kind, f)
		if info == nil || info.Use == NotSearched {
			continue
		}
		for _, h := range fs.Heads {
			if h.Value == "" {
				continue
			}
			text := Normalise(string(h.Value))
			if info.Use == Code {
				text += " " + NormaliseCode(string(h.Value))
			}
			for _, v := range Variants(string(h.Value)) {
				text += " " + v
			}
			if text != "" {
				out = append(out, Term{it.ItemKey, f, info.Class, info.Use, text})
			}
		}
	}
	return out
}

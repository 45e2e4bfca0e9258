package screen

import (
	"crypto/rand"
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	zxcvbn "github.com/ccojocar/zxcvbn-go"
	"golang.org/x/text/unicode/norm"

	"waymark/internal/screen/phrases"
	"waymark/internal/usererr"
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
	leastWords    = 6
	phraseBits    = 64 // of a suggested phrase; six words of a list of 2,048 have 66
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

// SuggestPhrase makes a passphrase of different words in a staff language: six, or
// more where the language's list is short, so that every phrase is as hard to guess.
func SuggestPhrase(tag string) string {
	list := phrases.Words(tag)
	count := max(leastWords, int(math.Ceil(phraseBits/math.Log2(float64(len(list))))))
	var words []string
	for len(words) < count {
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

// Phrase is a passphrase being chosen. A suggested one is offered first and typed once,
// to see that it was written down; one of the person's own is judged and typed twice.
// Screens embed it.
type Phrase struct {
	Suggested  string // a phrase to take as it is
	Own        bool   // the person types one of their own
	Passphrase string
	Again      string
	Strength   Strength

	language func() string
	changed  func()
}

func newPhrase(language func() string, changed func()) Phrase {
	return Phrase{language: language, changed: changed}
}

// Suggest offers another phrase.
func (p *Phrase) Suggest() { p.begin(SuggestPhrase(p.language()), false) }

// UseOwn lets the person type a passphrase of their own.
func (p *Phrase) UseOwn() { p.begin(p.Suggested, true) }

func (p *Phrase) begin(suggested string, own bool) {
	p.forget()
	p.Suggested, p.Own = suggested, own
	p.changed()
}

// TypePassphrase takes the passphrase as it is typed and judges it.
func (p *Phrase) TypePassphrase(text string) {
	p.Passphrase = text
	if p.Own {
		if strength := Judge(text); strength != p.Strength {
			p.Strength = strength
			p.changed()
		}
	}
}

// TypeAgain takes it the second time.
func (p *Phrase) TypeAgain(text string) { p.Again = text }

// refused is why what was typed cannot be the passphrase; none if it can.
func (p *Phrase) refused() Trouble {
	switch {
	case !p.Own && strings.Join(strings.Fields(p.Passphrase), " ") != p.Suggested:
		return Trouble{What: Say("start.phrase.differs"), Hint: Say("start.phrase.differs.hint")}
	case p.Own && !Judge(p.Passphrase).Enough():
		return TroubleOf(usererr.New("error.vault.weak_passphrase", "hint.vault.weak_passphrase"), "error.vault.weak_passphrase")
	case p.Own && p.Passphrase != p.Again:
		return Trouble{What: Say("start.again.differs"), Hint: Say("start.again.differs.hint")}
	}
	return Trouble{}
}

// taken is the passphrase as vaults have it; whoever takes it wipes it.
func (p *Phrase) taken() []byte { return normal(p.Passphrase) }

// forget drops everything that was typed and suggested.
func (p *Phrase) forget() {
	p.Suggested, p.Own, p.Passphrase, p.Again, p.Strength = "", false, "", "", StrengthNone
}

// normal brings a passphrase to one form: keyboards differ in how they compose é,
// and nobody sees two spaces.
func normal(passphrase string) []byte {
	return []byte(norm.NFC.String(strings.Join(strings.Fields(passphrase), " ")))
}

// sitOut begins to count down if err says that nothing is tried for a while. The
// trouble that was shown meanwhile is over then.
func sitOut(run Runner, err error, wait *int, trouble *Trouble, changed func()) bool {
	var e *WaitError
	if !errors.As(err, &e) {
		return false
	}
	*wait = int((e.For + time.Second - 1) / time.Second)
	var second func()
	second = func() {
		if *wait--; *wait > 0 {
			run.After(time.Second, second)
		} else {
			*trouble = Trouble{}
		}
		changed()
	}
	run.After(time.Second, second)
	return true
}

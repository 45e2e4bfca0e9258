package batch

import (
	"crypto/sha256"
	"math/big"
	"strings"
	"sync"
	"unicode"

	"github.com/tyler-smith/go-bip39/wordlists"
)

// The 12 words are 132 bits: fingerprint (48), secret (64), check (20). The list is
// BIP 39's English one: 2,048 words, known by their first four letters, chosen to
// be hard to mistake for each other. Only the list is used, not BIP 39's encoding,
// whose check is 4 bits.
const (
	wordCount = 12
	checkBits = 20
)

var wordPlaces = sync.OnceValue(func() map[string]int {
	places := make(map[string]int, len(wordlists.English))
	for i, w := range wordlists.English {
		places[abbreviate(w)] = i
	}
	return places
})

func abbreviate(word string) string { return word[:min(len(word), 4)] }

func wordCheck(b []byte) int64 {
	sum := sha256.Sum256(append([]byte("waymark words/v1\n"), b...))
	return int64(sum[0])<<12 | int64(sum[1])<<4 | int64(sum[2])>>4
}

// Words returns the 12 words, joined by hyphens.
func (i Invitation) Words() string {
	b := append(i.Fingerprint[:], i.Secret[:]...)
	n := new(big.Int).SetBytes(b)
	n.Lsh(n, checkBits).Or(n, big.NewInt(wordCheck(b)))
	words := make([]string, wordCount)
	word := new(big.Int)
	for k := wordCount - 1; k >= 0; k-- {
		n.DivMod(n, big.NewInt(int64(len(wordlists.English))), word)
		words[k] = wordlists.English[word.Int64()]
	}
	return strings.Join(words, "-")
}

// parseWords reads words between anything that is no letter. The first four letters
// of a word are enough; a word with those and others after them is not that word.
func parseWords(text string) (i Invitation, err error) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	n := new(big.Int)
	for k, w := range words {
		place, ok := wordPlaces()[abbreviate(w)]
		if !ok || w != abbreviate(w) && w != wordlists.English[place] {
			return i, &WordError{k + 1}
		}
		n.Lsh(n, 11).Or(n, big.NewInt(int64(place)))
	}
	if len(words) != wordCount {
		return i, ErrInvitation
	}
	check := new(big.Int).And(n, big.NewInt(1<<checkBits-1)).Int64()
	b := n.Rsh(n, checkBits).FillBytes(make([]byte, len(i.Fingerprint)+len(i.Secret)))
	if wordCheck(b) != check {
		return i, ErrInvitation
	}
	copy(i.Fingerprint[:], b)
	copy(i.Secret[:], b[len(i.Fingerprint):])
	return i, nil
}

// Package phrases has the words that suggested passphrases are made of, a list per
// staff language: short, concrete, without relatives that differ by an ending, and
// in the letters of that language's keyboard, because a passphrase is typed before
// the program can help.
//
// English and French are the lists of BIP 39 (2,048 words: six of them are 66 bits);
// German and Arabic are ours and shorter, which [Bits] says, so a phrase has seven
// words there. No well-kept list of these languages came with a licence and an owner. A language without a list gets the English one.
package phrases

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"github.com/tyler-smith/go-bip39/wordlists"
	"golang.org/x/text/unicode/norm"
)

//go:embed de.txt
var german string

//go:embed ar.txt
var arabic string

var lists = sync.OnceValue(func() map[string][]string {
	french := make([]string, len(wordlists.French))
	for i, w := range wordlists.French {
		french[i] = norm.NFC.String(w)
	}
	return map[string][]string{
		"en": wordlists.English,
		"fr": french,
		"de": strings.Fields(german),
		"ar": strings.Fields(arabic),
	}
})

var bits = sync.OnceValue(func() map[string]float64 {
	b := map[string]float64{}
	for _, list := range lists() {
		per := math.Log2(float64(len(list)))
		for _, w := range list {
			if have, twice := b[w]; !twice || per < have {
				b[w] = per
			}
		}
	}
	return b
})

// Words returns the list of a language, to be read only.
func Words(tag string) []string {
	if list := lists()[tag]; list != nil {
		return list
	}
	return lists()["en"]
}

// Bits is what choosing a word from its list is worth; zero for a word that is on
// none.
func Bits(word string) float64 { return bits()[norm.NFC.String(word)] }

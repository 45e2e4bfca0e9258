package phrases_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"waymark/internal/screen/phrases"
	"waymark/internal/words"
)

func TestEveryStaffLanguageHasAList(t *testing.T) {
	for _, tag := range words.StaffLanguages() {
		list := phrases.Words(tag)
		assert.GreaterOrEqual(t, len(list), 566, tag+": seven words are 64 bits")
		seen := map[string]bool{}
		for _, w := range list {
			assert.False(t, seen[w], "%s: %s stands twice", tag, w)
			seen[w] = true
			assert.True(t, norm.NFC.IsNormalString(w), w)
			assert.False(t, strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }), w)
			assert.Positive(t, phrases.Bits(w))
		}
	}
}

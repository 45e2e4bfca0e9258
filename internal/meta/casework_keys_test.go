package meta

import (
	"slices"
	"strings"
	"testing"

	"waymark/internal/casework"
	"waymark/internal/words"
)

// Casework builds its keys from values that are kept for ever, so no literal names
// them. The other languages are compared with English by the catalogue's Check.
func TestEveryKeyOfCaseworkHasItsText(t *testing.T) {
	for _, k := range without(casework.MessageKeys(), words.Keys("en")) {
		t.Errorf("no text for the key %q", k)
	}
}

// Enumerations have no text for a value that casework does not have: the prefix
// "casework." lets every text of theirs pass as used.
func TestEveryTextOfCaseworkHasItsKey(t *testing.T) {
	keys := casework.MessageKeys()
	lists := map[string]bool{}
	for _, k := range keys {
		lists[list(k)] = true
	}
	var texts []string
	for _, k := range words.Keys("en") {
		if strings.HasPrefix(k, "casework.") && lists[list(k)] {
			texts = append(texts, k)
		}
	}
	for _, k := range without(texts, keys) {
		t.Errorf("casework has nothing that says %q", k)
	}
}

func TestAKeyOfCaseworkWithoutTextIsFound(t *testing.T) {
	keys := casework.MessageKeys()
	if got := without(keys, keys[1:]); !slices.Equal(got, keys[:1]) {
		t.Errorf("left out was %q, found was %q", keys[:1], got)
	}
	if got := without(keys, keys); len(got) != 0 {
		t.Errorf("nothing was left out, found was %q", got)
	}
}

// list is what stands before a key's last dot: the enumeration of a value.
func list(key string) string { return key[:strings.LastIndexByte(key, '.')] }

// without returns the keys that are not among the texts.
func without(keys, texts []string) []string {
	told := map[string]bool{}
	for _, k := range texts {
		told[k] = true
	}
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return told[k] })
}

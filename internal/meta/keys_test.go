package meta

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"waymark/internal/words"
)

// Code names texts by their keys, and builds some keys from a prefix that ends in
// a dot and a value of casework.
var (
	keyLike    = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_-]+)+$`)
	prefixLike = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_-]+)*\.$`)
)

// speaks are the rooms in which a string that looks like a key of an area we have
// can be nothing else. Elsewhere "plan.line" may be a kind of change.
var speaks = []string{"internal/screen", "app/ui"}

// literals calls do with every string literal of s.
func literals(s source, do func(text string, at token.Pos)) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				do(text, lit.Pos())
			}
		}
		return true
	})
}

func TestEveryKeyInCodeHasItsText(t *testing.T) {
	keys, areas := map[string]bool{}, map[string]bool{}
	for _, k := range words.Keys("en") {
		keys[k] = true
		areas[k[:strings.IndexByte(k, '.')]] = true
	}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		speaking := false
		for _, room := range speaks {
			speaking = speaking || s.pkg == room
		}
		literals(s, func(text string, at token.Pos) {
			area, _, _ := strings.Cut(text, ".")
			sure := area == "error" || area == "hint"
			if keyLike.MatchString(text) && areas[area] && (speaking || sure) && !keys[text] {
				t.Errorf("%s: no text for the key %q", s.set.Position(at), text)
			}
		})
	}
}

func TestEveryTextIsUsed(t *testing.T) {
	used, prefixes := map[string]bool{}, []string{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		literals(s, func(text string, _ token.Pos) {
			used[text] = true
			if prefixLike.MatchString(text) {
				prefixes = append(prefixes, text)
			}
		})
	}
next:
	for _, k := range words.Keys("en") {
		if used[k] || used[strings.Replace(k, "hint.", "error.", 1)] {
			continue
		}
		for _, p := range prefixes {
			if strings.HasPrefix(k, p) {
				continue next
			}
		}
		t.Errorf("nothing says %q", k)
	}
}

func TestEveryLanguageThatMustBeCompleteIs(t *testing.T) {
	for _, p := range words.Default().Check() {
		t.Error(p)
	}
}

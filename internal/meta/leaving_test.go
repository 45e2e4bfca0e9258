package meta

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// leaving are the calls by which something readable could leave the program, and the
// rooms that make them, each with what it writes. Words about cases leave by
// internal/disclose alone; whoever adds a room says here what it writes.
var leaving = []struct {
	of    string   // the package, by its path
	calls []string // nil: any
	by    map[string]string
}{
	{"os", []string{"WriteFile", "Create", "CreateTemp", "OpenFile"}, map[string]string{
		"internal/durable":  "what it is given",
		"internal/sqlite":   "sealed pages",
		"internal/vault":    "locks",
		"sync/village":      "what was acknowledged, made up",
		"sync/hubserver":    "keys and invitations",
		"internal/disclose": "what somebody saves",
	}},
	{module + "internal/durable", []string{"WriteFile", "Write", "Disk"}, map[string]string{
		"internal/disclose": "what somebody saves, logged",
		"internal/vault":    "vault.key, counts of tries, sealed logs",
		"internal/sqlite":   "sealed databases",
		"internal/copies":   "sealed copies",
		"sync/courier":      "sealed batches",
		"sync/hubserver":    "keys, invitations, sealed backups",
		"sync/village":      "keys of made-up devices",
		"app":               "preferences, that a vault is renewed, an order to wipe",
	}},
	{"os/exec", nil, map[string]string{
		"internal/disclose": "the system's printing",
		"internal/vault":    "the child that stretches a passphrase",
		"app":               "the program itself, after a lock",
	}},
	{"net/smtp", nil, nil},
	{"plugin", nil, nil},
}

// leaves says what in s lets something leave that nobody said it may.
func leaves(s source) (found []string) {
	names := map[string]string{} // of the packages here, by path
	for _, spec := range s.ast.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		name := path[1+lastSlash(path):]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[path] = name
	}
	for _, l := range leaving {
		name, imported := names[l.of]
		if _, may := l.by[s.pkg]; may || !imported {
			continue
		}
		if l.calls == nil {
			found = append(found, fmt.Sprintf("imports %s", l.of))
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, is := sel.X.(*ast.Ident); is && x.Name == name && x.Obj == nil && slices.Contains(l.calls, sel.Sel.Name) {
				found = append(found, fmt.Sprintf("%s: %s.%s", s.set.Position(sel.Pos()), name, sel.Sel.Name))
			}
			return true
		})
	}
	return found
}

func lastSlash(path string) int {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return i
		}
	}
	return -1
}

func TestWordsLeaveByTheirDoorAlone(t *testing.T) {
	files := 0
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		files++
		for _, what := range leaves(s) {
			t.Errorf("%s: %s: readable words leave by internal/disclose; say in leaving_test.go what this room writes", s.name, what)
		}
	}
	assert.Greater(t, files, 200)
}

func TestASlipIsNoticed(t *testing.T) {
	found := 0
	for _, s := range sources(t) {
		if s.name != "internal/disclose/save.go" && s.name != "internal/disclose/print_unix.go" {
			continue
		}
		assert.Empty(t, leaves(s))
		s.pkg = "internal/screen"
		found += len(leaves(s))
	}
	assert.Equal(t, 2, found, "a screen that saves or prints by itself")
}

package meta

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "waymark/"

// A source is one Go file of the repository, parsed.
type source struct {
	name string // from the root, with slashes
	pkg  string // its folder
	test bool   // it is only compiled into tests
	set  *token.FileSet
	ast  *ast.File
}

// root finds the top of the repository, and not by `go list`: its answers are
// served from a cache that does not see a file that came since.
func root(t *testing.T) string {
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	_, err = os.Stat(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	return dir
}

// sources parses every Go file.
func sources(t *testing.T) []source {
	var all []source
	err := fs.WalkDir(os.DirFS(root(t)), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "build" || name == "out" || name != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case path.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg := path.Dir(name)
		// Packages named ...test, as casetest and couriertest, hold tests' own things.
		test := strings.HasSuffix(name, "_test.go") || strings.HasSuffix(pkg, "test")
		all = append(all, source{name, pkg, test, set, file})
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, all)
	return all
}

func TestEveryPackageHasOneComment(t *testing.T) {
	docs := map[string][]string{}
	for _, s := range sources(t) {
		if strings.HasSuffix(s.name, "_test.go") {
			continue
		}
		docs[s.pkg] = append(docs[s.pkg], nil...)
		if s.ast.Doc != nil {
			docs[s.pkg] = append(docs[s.pkg], s.name)
		}
	}
	for pkg, files := range docs {
		if len(files) != 1 {
			t.Errorf("%s has %d package comments, %v; want one that tells a colleague when to use it", pkg, len(files), files)
		}
	}
}

func TestTopLevel(t *testing.T) {
	allowed := map[string]bool{"app": true, "internal": true, "assets": true, "locales": true, "sync": true,
		"FyneApp.toml": true, "go.mod": true, "go.sum": true, "README.md": true, "Makefile": true,
		"build": true, "out": true} // the last two are made, and ignored by git
	entries, err := os.ReadDir(root(t))
	require.NoError(t, err)
	for _, e := range entries {
		if !allowed[e.Name()] && !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

func TestFilesCanBeHeldInTheHead(t *testing.T) {
	for _, s := range sources(t) {
		if n := s.set.Position(s.ast.FileEnd).Line; n > 700 {
			t.Errorf("%s has %d lines; split it by meaning", s.name, n)
		}
	}
}

func TestTestsDoNotSleepOrSkip(t *testing.T) {
	never := map[string]string{"time.Sleep": "use testing/synctest, or wait for what happens",
		"t.Skip": "a test that does not run proves nothing", "t.Skipf": "see t.Skip", "t.SkipNow": "see t.Skip"}
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok {
					if why := never[x.Name+"."+sel.Sel.Name]; why != "" {
						t.Errorf("%s: %s.%s: %s", s.set.Position(n.Pos()), x.Name, sel.Sel.Name, why)
					}
				}
			}
			return true
		})
	}
}

package meta

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// floor says how high each room lies. An import may only go down; rooms on one
// floor do not know each other.
var floor = map[string]int{
	"internal/id": 0, "internal/durable": 0, "assets": 0, "locales": 0,

	"internal/bidi": 1, "internal/drives": 1, "internal/machine": 1, "internal/pack": 1, "internal/vault": 1, "internal/usererr": 1, "internal/words": 1, "sync/batch": 1,
	"internal/calendar": 1, "internal/handout/pdf": 1, "internal/handout/pdf/pdftest": 1,

	"internal/casework": 2, "internal/framework": 2, "internal/programme": 2, "internal/survey": 2, "internal/indicator": 3,
	"internal/sqlite": 2, "sync/courier": 2, "internal/handout/typeset": 2,

	"internal/handout": 3, "internal/copies": 3, "internal/disclose": 3, "internal/casestore": 3, "internal/feed": 3,
	"internal/screen/phrases": 3, "app/ui/kit": 3, "sync/device": 3, "sync/hub": 3,

	// A screen listens to the feed, and to nothing else of the floor below.
	"internal/screen": 4, "sync/hub/httpapi": 4, "sync/hub/sqlstore": 4,

	"app/ui": 5,

	"app": 6, "sync/hubserver": 6, "sync/village": 6,
}

// doors are packages that only some rooms may import, and why. A door that ends in
// a slash stands for everything below it. The first that fits decides.
var doors = []struct {
	imported string
	by       []string
	why      string
}{
	{"fyne.io/fyne/v2/app", []string{"app"}, "it needs cgo and a display; without it tests run on any machine"},
	{"fyne.io/", []string{"app/"}, "what is not drawn can be tested without a window"},
	{"database/sql", []string{"internal/sqlite", "internal/casestore", "sync/hub/sqlstore"}, "SQL stays in the stores"},
	{"github.com/jackc/", []string{"sync/hub/sqlstore"}, "only the hub speaks to PostgreSQL"},
	{"net/http", []string{"sync/courier", "sync/hub/httpapi", "sync/hubserver"}, "a program that works offline has few doors to the network"},
	{module + "internal/casestore", []string{"app", "sync/village"}, "screens and rules do not know how cases are kept"},
	{module + "app/", []string{"app/"}, "what is drawn stands above what is decided"},
	{module + "internal/casework", []string{"internal/", "app/", "sync/hub/", "sync/hubserver", "sync/village"},
		"what carries a batch cannot read it"},
	{module + "sync/hub/", []string{"sync/hub/", "sync/hubserver"}, "the desktop holds no part of the hub"},
	{module + "sync/", []string{"sync/", "app", "internal/casestore"}, "counselling works without sync"},
	{"testing", nil, "test code is not shipped"},
	{"github.com/stretchr/", nil, "test code is not shipped"},
	{module + "internal/casetest", nil, "fictional cases are for tests"},
	{module + "internal/handout/pdf/pdftest", nil, "who prints does not read what it printed"},
}

// within reports whether pkg is folder, or lies in or below it if folder ends in a slash.
func within(pkg, folder string) bool {
	return pkg == folder || strings.HasSuffix(folder, "/") && strings.HasPrefix(pkg+"/", folder)
}

// broken says what is wrong with pkg importing imp, or "".
func broken(pkg, imp string) string {
	for _, d := range doors {
		if within(imp, d.imported) {
			if !slices.ContainsFunc(d.by, func(by string) bool { return within(pkg, by) }) {
				return fmt.Sprintf("%s must not import %s: %s", pkg, imp, d.why)
			}
			break
		}
	}
	to, ours := strings.CutPrefix(imp, module)
	if !ours {
		return ""
	}
	from, ok := floor[pkg]
	below, ok2 := floor[to]
	switch {
	case !ok:
		return pkg + " has no floor yet: say in floors_test.go where it lies"
	case !ok2:
		return to + " has no floor yet: say in floors_test.go where it lies"
	case below >= from && !(below == 0 && from == 0 && within(to, pkg+"/")):
		return fmt.Sprintf("%s (floor %d) must not import %s (floor %d): imports go down", pkg, from, to, below)
	}
	return ""
}

func TestImportsGoDown(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, spec := range s.ast.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			if why := broken(s.pkg, imp); why != "" {
				t.Errorf("%s: %s", s.name, why)
			}
		}
	}
}

func TestTheFloorsHold(t *testing.T) {
	for _, row := range []struct{ pkg, imp string }{
		{"internal/casework", "fyne.io/fyne/v2"},
		{"internal/screen", module + "app/ui"},
		{"internal/casework", module + "sync/batch"},
		{"sync/courier", module + "internal/casework"},
		{"app", module + "sync/hub"},
		{"internal/casestore", module + "internal/screen"},
		{"app/ui", "database/sql"},
		{"internal/screen", "net/http"},
	} {
		assert.NotEmpty(t, broken(row.pkg, row.imp), "%s importing %s", row.pkg, row.imp)
	}
}

package screen_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

// page is a screen that counts.
type page struct {
	route       screen.Route
	shown, left int
}

func (p *page) Title() screen.Message      { return screen.Say("rail.cases") }
func (p *page) Commands() []screen.Command { return nil }
func (p *page) Shown()                     { p.shown++ }
func (p *page) Left()                      { p.left++ }

var today = screen.Route{Place: screen.PlaceToday}

func way() (*screen.Navigator, *[]*page) {
	var pages []*page
	n := screen.NewNavigator(today)
	for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCaseload, screen.PlaceCase, screen.PlaceNewCase} {
		n.Offer(p, func(r screen.Route) screen.Screen {
			pages = append(pages, &page{route: r})
			return pages[len(pages)-1]
		})
	}
	return n, &pages
}

func TestNobodyGoesWhereTheyMayNot(t *testing.T) {
	n, pages := way()
	caseload := screen.Route{Place: screen.PlaceCaseload}
	assert.True(t, n.Go(caseload))
	assert.True(t, n.Go(today))
	n.May = func(r screen.Route) bool { return r.Place == screen.PlaceToday }
	assert.False(t, n.Go(caseload), "not even back to where we were")
	assert.Equal(t, today, n.Here())
	assert.Len(t, *pages, 2)
	n.May = nil
	assert.True(t, n.Go(caseload))
}

func TestGoingBackShowsTheScreenThatStoodThere(t *testing.T) {
	n, pages := way()
	changed := 0
	n.OnChange = func() { changed++ }
	assert.False(t, n.Back(), "there is nowhere to go")
	assert.True(t, n.Go(today))
	caseload := screen.Route{Place: screen.PlaceCaseload}
	assert.True(t, n.Go(caseload))
	one := screen.CaseRoute(newSubject())
	assert.True(t, n.Go(one))
	assert.False(t, n.Go(screen.Route{Place: "nowhere"}))
	assert.Equal(t, one, n.Here())

	assert.True(t, n.Back())
	assert.Equal(t, caseload, n.Here())
	assert.Same(t, (*pages)[1], n.Screen())
	assert.Equal(t, 1, (*pages)[2].left)
	assert.Equal(t, 2, (*pages)[1].shown)
	assert.Zero(t, (*pages)[1].left)
	assert.Equal(t, 4, changed)
}

func TestTheWayNeverHasAPlaceTwice(t *testing.T) {
	n, pages := way()
	caseload := screen.Route{Place: screen.PlaceCaseload}
	n.Go(today)
	n.Go(caseload)
	n.Go(today)
	assert.Equal(t, today, n.Here())
	assert.Len(t, *pages, 2, "the same screen comes back")
	n.Back()
	assert.Equal(t, caseload, n.Here())
}

func TestReplaceForgetsTheFormThatWasRecorded(t *testing.T) {
	n, pages := way()
	n.Go(today)
	n.Go(screen.NewCaseRoute())
	made := screen.CaseRoute(newSubject())
	assert.True(t, n.Replace(made))
	assert.Equal(t, 1, (*pages)[1].left)
	n.Back()
	assert.Equal(t, today, n.Here())
}

func TestBackEndsAtHome(t *testing.T) {
	n, _ := way()
	n.Go(screen.Route{Place: screen.PlaceCaseload}) // as after coming back to a draft
	assert.True(t, n.CanGoBack())
	assert.True(t, n.Back())
	assert.Equal(t, today, n.Here())
	assert.False(t, n.CanGoBack())
}

func TestEveryScreenIsLeftOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, pages := way()
		routes := []screen.Route{today, {Place: screen.PlaceCaseload}}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0:
				n.Back()
			case 1:
				n.Go(routes[rapid.IntRange(0, len(routes)-1).Draw(t, "route")])
			case 2:
				r := screen.CaseRoute(newSubject())
				routes = append(routes, r)
				n.Go(r)
			case 3:
				n.Replace(screen.NewCaseRoute())
			}
			for _, p := range *pages {
				if n.Screen() == p && (p.left != 0 || p.route != n.Here()) {
					t.Fatalf("shows a screen that was left, or another's")
				}
			}
		}
		n.Close()
		for _, p := range *pages {
			if p.left != 1 || p.shown == 0 {
				t.Fatalf("%s left %d times, shown %d times", p.route, p.left, p.shown)
			}
		}
	})
}

func TestRoutesAreWrittenDownAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := screen.Route{Place: screen.Place(rapid.StringMatching(`[a-z]{1,9}`).Draw(t, "place")), Part: rapid.StringMatching(`[a-z/]{0,9}`).Draw(t, "part")}
		if rapid.Bool().Draw(t, "subject") {
			r.Subject = casework.Subject{Kind: casework.SubjectKind(rapid.Uint8().Draw(t, "kind")), ID: newSubject()}
		}
		if rapid.Bool().Draw(t, "item") {
			r.Item = casework.ItemID(newSubject())
		}
		got, err := screen.ParseRoute(r.String())
		if err != nil || got != r {
			t.Fatalf("got %v, %v, want %v", got, err, r)
		}
	})
	for _, s := range []string{"", "today", "today//", "/1-x//", "cases/1-zz//", "cases/300-" + newSubject().String() + "//", "cases//q/"} {
		_, err := screen.ParseRoute(s)
		assert.ErrorIs(t, err, screen.ErrRoute, s)
	}
}

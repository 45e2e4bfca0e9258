package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// note is a screen that is only somewhere to arrive.
type note struct{ screen.Screen }

func (note) Title() screen.Message      { return screen.Say("rail.cases") }
func (note) Commands() []screen.Command { return nil }
func (note) Shown()                     {}
func (note) Left()                      {}

func TestTypingNarrowsTheCaseloadAndEnterOpens(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p, d, cases := testPen(t, language), newDesk(t), newCabinet(40)
			d.Way.Offer(screen.PlaceCase, func(screen.Route) screen.Screen { return note{} })
			s := screen.NewCaseload(d, cases)
			s.Shown()
			v := drawCaseload(p, s)
			put(p, v)
			assert.True(t, says(v.Content, p.Say(s.List.Title)))
			assert.True(t, says(v.Content, "W-4000"))

			search := entry(t, p, v.Content, "caseload.search")
			assert.Same(t, search, p.Window.Canvas().Focused(), "typing goes to the search")
			test.Type(search, "W-4013")
			assert.Equal(t, 1, s.Len())
			assert.True(t, says(v.Content, "W-4013"))
			assert.False(t, says(v.Content, "W-4000"))
			key(p, fyne.KeyReturn)
			assert.Equal(t, screen.CaseRoute(cases[13].ID), d.Way.Here())
		})
	}
}

func TestArrowsAndEnterOpenARow(t *testing.T) {
	p, d, cases := testPen(t, "en"), newDesk(t), newCabinet(40)
	d.Way.Offer(screen.PlaceCase, func(screen.Route) screen.Screen { return note{} })
	s := screen.NewCaseload(d, cases)
	s.Shown()
	v := drawCaseload(p, s)
	put(p, v)
	list := find(t, v.Content, func(*kit.List) bool { return true })
	p.Focus(list)
	key(p, fyne.KeyDown)
	key(p, fyne.KeyDown)
	key(p, fyne.KeyEnd)
	key(p, fyne.KeyUp)
	assert.Equal(t, 38, s.Selected)
	key(p, fyne.KeyReturn)
	assert.Equal(t, screen.CaseRoute(cases[38].ID), d.Way.Here())
}

func TestTheEmptyCaseloadSaysWhatItIsFor(t *testing.T) {
	p, d := testPen(t, "de"), newDesk(t)
	s := screen.NewCaseload(d, newCabinet(0))
	s.Shown()
	v := drawCaseload(p, s)
	put(p, v)
	assert.True(t, says(v.Content, p.T("caseload.empty")))
	assert.True(t, says(v.Content, p.T("caseload.empty.hint")))
}

package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/casetest"
	"waymark/internal/screen"
)

func TestTheHistoryIsReadWithTheKeyboardAlone(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Conflict)
			s := screen.NewCaseFile(d, a, a, screen.CaseRoute(m.Case.ID))
			s.Shown()
			v := drawCaseFile(p, s)
			put(p, v)
			for range screen.Tabs {
				require.True(t, screen.Press(s.Commands(), screen.KeyTab))
				assert.NotNil(t, p.Window.Canvas().Focused(), "the keyboard is somewhere on the tab %s", s.Tab)
			}
			s.Turn(screen.TabHistory)
			list, ok := p.Window.Canvas().Focused().(*kit.List)
			require.True(t, ok, "the keyboard is in the list")
			list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			require.GreaterOrEqual(t, s.History.Selected, 0)
			assert.True(t, says(v.Content, p.Say(s.HistoryDetail()[0].Label)), "what it wrote stands below")

			all := len(s.History.Rows)
			search := entry(t, p, v.Content, "casefile.history.search")
			p.Focus(search)
			test.Type(search, s.History.Rows[0].Whose)
			assert.Less(t, len(s.History.Rows), all)
			assert.Same(t, search, p.Window.Canvas().Focused())
		})
	}
}

package ui

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// noBook knows of no activity.
type noBook struct{ rows []screen.ActivityRow }

func (b noBook) Activities(context.Context, int) ([]screen.ActivityRow, error) { return b.rows, nil }

func TestAnActivityIsTypedAndTapped(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			d := newDesk(t)
			d.Topics, d.Language = shipped(), language
			var made screen.Draft
			d.Drafts.Records(screen.FormActivity, func(_ context.Context, k screen.Draft) (screen.Route, error) {
				made = k
				return screen.Route{}, nil
			})
			s := screen.NewActivity(d, noBook{[]screen.ActivityRow{{ID: newSubject(), At: screentest.Start, Kind: screen.Say("casework.activity.outreach"), Place: "Park", Heads: 4}}}, screen.ActivityRoute())
			s.Shown()
			v := drawActivity(p, s)
			put(p, v)
			require.NotNil(t, p.Window.Canvas().Focused(), "the keyboard is at the first question")
			named := func(name string) *kit.Entry {
				return find(t, v.Content, func(e *kit.Entry) bool { return e.AccessibilityLabel() == name })
			}
			test.Type(named(p.leafLabel(s.Form, "place")), "Park")
			heads := named(p.T("casework.age_band.18_24") + ", " + p.T("casework.gender.woman"))
			test.Type(heads, "x")
			assert.False(t, heads.Valid())
			assert.True(t, button(t, p, v.Content, "button.record").Disabled())
			heads.SelectAll()
			test.Type(heads, "12")
			assert.True(t, says(v.Content, p.Say(screen.Count("activity.heads.all", 12))))
			test.Tap(find(t, v.Content, func(c *kit.Check) bool { return c.AccessibilityLabel() == s.TopicTitle("health") }))
			s.Speak("fa-AF", true)
			test.Tap(find(t, v.Content, func(b *kit.Button) bool { return strings.Contains(b.Label(), p.Words.LanguageName("fa-AF")) }))
			assert.Empty(t, s.Languages(), "a language is taken away again")
			press(t, p, v, "button.record")
			d.Run.(*screentest.Runner).Advance(screen.UndoTime)
			assert.Contains(t, made.Fields["place"], "Park")
			assert.Contains(t, made.Fields["heads.woman.18_24"], "12")
			assert.Contains(t, made.Fields, string(casework.F("topic", "health", "version")))
			assert.Empty(t, named(p.leafLabel(s.Form, "place")).Text(), "the next one begins empty")
		})
	}
}

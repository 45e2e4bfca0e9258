package ui

import (
	"context"
	"io/fs"
	"testing"

	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/assets"
	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/drives"
	"waymark/internal/framework"
	"waymark/internal/screen"
)

// printer is a door to one printer that keeps what it was given.
type printer struct{ printed []disclose.Errand }

func (p *printer) Printers(context.Context) ([]disclose.Printer, error) {
	return []disclose.Printer{{Name: "Office 2", Usual: true}}, nil
}

func (p *printer) Print(_ context.Context, e disclose.Errand, _ disclose.Job, _ disclose.Paper) error {
	p.printed = append(p.printed, e)
	return nil
}

func (p *printer) Save(context.Context, disclose.Errand, disclose.Target, []byte) error { return nil }

type noCall struct{}

func (noCall) Call(context.Context) (string, error)   { return "", nil }
func (noCall) KeepCall(context.Context, string) error { return nil }

func builtInTopics(t *testing.T) *framework.Framework {
	t.Helper()
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(t, err)
	f, err := framework.Load(root)
	require.NoError(t, err)
	return f
}

func TestAPaperIsLookedAtAndPrinted(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			a, d, m := sitDown(t, casetest.Household)
			d.Topics, d.Language = builtInTopics(t), language
			for _, kind := range []screen.Paper{screen.PaperSummary, screen.PaperPlan, screen.PaperVisit} {
				door := &printer{}
				s := screen.NewHandout(d, a, door, noCall{}, drives.Here, screen.HandoutRoute(m.Case.ID, kind, casework.ItemID{}))
				s.Shown()
				v := drawHandout(p, s)
				put(p, v)
				require.NotNil(t, s.Made, kind)
				page := find(t, v.Content, func(i *canvas.Image) bool { return i.Image != nil })
				assert.Equal(t, s.Picture, page.Image)
				for _, n := range s.Notes() {
					assert.True(t, says(v.Content, p.Say(n)), n.Key)
				}
				do := button(t, p, v.Content, "handout.print")
				assert.True(t, do.Disabled(), "nobody said why")
				entry(t, p, v.Content, "handout.reason").SetText("to take home")
				s.Leaving.Because("to take home")
				s.Leaving.Choose("Office 2")
				pick := find(t, v.Content, func(c *kit.Choice) bool { return c.AccessibilityLabel() == p.T("handout.fetcher") })
				pick.Select("handout.fetcher.me")
				s.Leaving.Fetch(disclose.FetchedByMe)
				press(t, p, v, "handout.print")
				require.Len(t, door.printed, 1)
				assert.Equal(t, m.Case, door.printed[0].About)
				assert.True(t, says(v.Content, p.T("handout.printed")))
				assert.Empty(t, entry(t, p, v.Content, "handout.reason").Text())
			}
		})
	}
}

package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"
)

// contrast is that of WCAG 2.
func contrast(a, b color.Color) float64 {
	light := func(c color.Color) float64 {
		r, g, bl, _ := c.RGBA()
		channel := func(v uint32) float64 {
			s := float64(v) / 0xffff
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(bl)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastIsEnoughInEveryMode(t *testing.T) {
	require.InDelta(t, 21, contrast(color.White, color.Black), 0.1)
	words := []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNamePlaceHolder, colourGood, colourWarn, colourDanger, colourAccent}
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, colourSurface, theme.ColorNameInputBackground, colourPlate,
		theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground}
	pairs := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		theme.ColorNameForegroundOnPrimary: {theme.ColorNamePrimary},
		theme.ColorNameForegroundOnError:   {theme.ColorNameError},
		theme.ColorNameForeground:          {theme.ColorNameSelection, theme.ColorNameButton, colourAlarm},
		theme.ColorNamePlaceHolder:         {theme.ColorNameSelection},
		colourDanger:                       {colourAlarm},
		theme.ColorNameDisabled:            {theme.ColorNameBackground},
	}
	for _, mode := range []Mode{Light, Dark, HighContrast} {
		for _, person := range []bool{false, true} {
			th := NewTheme(Look{Mode: mode, Person: person})
			check := func(word, ground fyne.ThemeColorName, least float64) {
				got := contrast(th.Color(word, 0), th.Color(ground, 0))
				require.GreaterOrEqual(t, got, least, "mode %d: %s on %s", mode, word, ground)
			}
			for _, g := range grounds {
				for _, w := range words {
					check(w, g, 4.5)
				}
			}
			for w, on := range pairs {
				for _, g := range on {
					check(w, g, 4.5)
				}
			}
			check(theme.ColorNameFocus, theme.ColorNameBackground, 3)
			check(theme.ColorNameInputBorder, theme.ColorNameBackground, 3)
			if person || mode == HighContrast {
				check(theme.ColorNameForeground, theme.ColorNameBackground, 7)
				check(theme.ColorNamePlaceHolder, theme.ColorNameBackground, 7)
			}
		}
	}
}

func TestTextSizeStaysInItsBounds(t *testing.T) {
	for _, row := range []struct {
		name string
		look Look
		want float32
	}{
		{"nothing chosen", Look{}, 16}, {"too small", Look{Text: 3}, 14}, {"too large", Look{Text: 99}, 22}, {"the person's", Look{Text: 40, Person: true}, 40},
	} {
		t.Run(row.name, func(t *testing.T) {
			th := NewTheme(row.look)
			require.Equal(t, row.want, th.Size(theme.SizeNameText))
			require.Equal(t, row.want, th.Look().Text)
		})
	}
}

func TestTextSizeChangesWhileRunning(t *testing.T) {
	tempApp(t, Look{})
	e := Env{}
	text, button, entry := e.Text("Waymark"), e.Button("Waymark", nil), e.Entry("Waymark", nil)
	window(t, e.Column(text, e.Row(button), entry), 400, 300)
	before := []fyne.Size{text.MinSize(), button.MinSize(), entry.MinSize()}
	fyne.CurrentApp().Settings().SetTheme(NewTheme(Look{Text: 22}))
	for i, o := range []fyne.CanvasObject{text, button, entry} {
		require.Greater(t, o.MinSize().Height, before[i].Height)
	}
}

package kit

import (
	"image/color"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"waymark/assets"
)

// Unit is the step of all spacing, in Fyne's device-independent pixels.
const Unit float32 = 8

// Sizes of text a person may choose, in points.
const (
	SmallestText float32 = 14
	DefaultText  float32 = 16
	LargestText  float32 = 22
	// LargestPersonText bounds the person's view, which is read from across a table.
	LargestPersonText float32 = 48
)

// Mode is the choice of colours.
type Mode int8

// The modes a person may choose.
const (
	Light Mode = iota
	Dark
	HighContrast
)

// Look is what a person may choose about how the program looks. The zero value is light at 16 points.
type Look struct {
	Mode Mode
	// Text is the base size in points; zero is DefaultText, others are kept between the smallest and the largest.
	Text float32
	// Person asks for the person's view: contrast of at least 7:1 everywhere, text up to LargestPersonText.
	Person bool
}

// Theme is the program's Fyne theme. Make a new one to change it and hand it to the app's settings, or to Themed for a
// part of a window; widgets follow by themselves.
type Theme struct {
	look    Look
	colours palette
}

var (
	fontRegular = fyne.NewStaticResource("Waymark-Regular.ttf", assets.FontRegular)
	fontBold    = fyne.NewStaticResource("Waymark-Bold.ttf", assets.FontBold)
)

// NewTheme makes a theme for a look.
func NewTheme(look Look) *Theme {
	if look.Text == 0 {
		look.Text = DefaultText
	}
	largest := LargestText
	if look.Person {
		largest = LargestPersonText
	}
	look.Text = min(max(look.Text, SmallestText), largest)
	t := &Theme{look: look, colours: maps.Clone(palettes[look.Mode])}
	if look.Person {
		t.colours[theme.ColorNamePlaceHolder] = t.colours[theme.ColorNameForeground]
	}
	return t
}

// Look is what the theme was made for, with the text size in its bounds.
func (t *Theme) Look() Look { return t.look }

// Color implements fyne.Theme. The variant of the desktop is not asked: the person's choice is.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, found := t.colours[name]; found {
		return c
	}
	variant := theme.VariantLight
	if t.look.Mode != Light {
		variant = theme.VariantDark
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme. There is no italic: half of our scripts have none. Emphasis is bold.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return fontBold
	}
	return fontRegular
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	text := t.look.Text
	switch name {
	case theme.SizeNameText:
		return text
	case theme.SizeNameCaptionText:
		return max(text*0.875, 12)
	case theme.SizeNameSubHeadingText:
		return text * 1.2
	case theme.SizeNameHeadingText:
		return text * 1.5
	case theme.SizeNameInlineIcon:
		return text * 1.25
	case theme.SizeNamePadding:
		return Unit / 2
	case theme.SizeNameInnerPadding:
		return Unit
	case theme.SizeNameScrollBar:
		return 12
	case theme.SizeNameScrollBarSmall:
		return 4
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

// palette is the colours of one mode. What a role is for stands beside it in light.
type palette map[fyne.ThemeColorName]color.NRGBA

// Colours that Fyne has no name for.
const (
	colourSurface fyne.ThemeColorName = "waymarkSurface" // cards, the rail
	colourGood    fyne.ThemeColorName = "waymarkGood"    // text that says safe or up to date
	colourDanger  fyne.ThemeColorName = "waymarkDanger"  // text: danger to a person or to data, nothing else
	colourWarn    fyne.ThemeColorName = "waymarkWarn"    // text: look here, no danger
	colourAccent  fyne.ThemeColorName = "waymarkAccent"  // text in the accent
	colourPlate   fyne.ThemeColorName = "waymarkPlate"   // behind a badge or banner
	colourAlarm   fyne.ThemeColorName = "waymarkAlarm"   // behind a banner that warns of danger
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func veil(hex uint32, alpha uint8) color.NRGBA {
	c := rgb(hex)
	c.A = alpha
	return c
}

var palettes = [...]palette{
	Light: {
		theme.ColorNameBackground:          rgb(0xFBFBF9),
		colourSurface:                      rgb(0xF1F2EF),
		theme.ColorNameForeground:          rgb(0x1A1E22),
		theme.ColorNamePlaceHolder:         rgb(0x4D545C), // quiet words: captions, placeholders
		theme.ColorNameDisabled:            rgb(0x676E76),
		theme.ColorNamePrimary:             rgb(0x1D5C99), // the one accent: primary button, focus, selection
		theme.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
		theme.ColorNameHyperlink:           rgb(0x1D5C99),
		theme.ColorNameFocus:               rgb(0x1D5C99),
		theme.ColorNameSelection:           rgb(0xC9DDF2),
		theme.ColorNameHover:               veil(0x1A1E22, 16),
		theme.ColorNamePressed:             veil(0x1A1E22, 32),
		theme.ColorNameButton:              rgb(0xE6E8E4),
		theme.ColorNameDisabledButton:      rgb(0xEDEEEB),
		theme.ColorNameInputBackground:     rgb(0xFFFFFF),
		theme.ColorNameInputBorder:         rgb(0x7A828A),
		theme.ColorNameSeparator:           rgb(0xD5D8D3),
		theme.ColorNameOverlayBackground:   rgb(0xFFFFFF),
		theme.ColorNameMenuBackground:      rgb(0xFFFFFF),
		theme.ColorNameHeaderBackground:    rgb(0xF1F2EF),
		theme.ColorNameShadow:              veil(0x000000, 90),
		theme.ColorNameScrollBar:           rgb(0x8A9198),
		theme.ColorNameScrollBarBackground: veil(0x000000, 12),
		theme.ColorNameError:               rgb(0xA8201A),
		theme.ColorNameForegroundOnError:   rgb(0xFFFFFF),
		colourDanger:                       rgb(0xA8201A),
		colourGood:                         rgb(0x1B6437),
		colourWarn:                         rgb(0x7A4E00),
		colourAccent:                       rgb(0x1D5C99),
		colourPlate:                        rgb(0xE3E6E1),
		colourAlarm:                        rgb(0xFBE3E1),
	},
	Dark: {
		theme.ColorNameBackground:          rgb(0x16191D),
		colourSurface:                      rgb(0x1F2328),
		theme.ColorNameForeground:          rgb(0xE9EBEE),
		theme.ColorNamePlaceHolder:         rgb(0xB4BAC2),
		theme.ColorNameDisabled:            rgb(0x959CA5),
		theme.ColorNamePrimary:             rgb(0x8CBBF0),
		theme.ColorNameForegroundOnPrimary: rgb(0x0D1824),
		theme.ColorNameHyperlink:           rgb(0x8CBBF0),
		theme.ColorNameFocus:               rgb(0x8CBBF0),
		theme.ColorNameSelection:           rgb(0x2C4A6B),
		theme.ColorNameHover:               veil(0xFFFFFF, 20),
		theme.ColorNamePressed:             veil(0xFFFFFF, 40),
		theme.ColorNameButton:              rgb(0x2D3239),
		theme.ColorNameDisabledButton:      rgb(0x23272D),
		theme.ColorNameInputBackground:     rgb(0x0F1215),
		theme.ColorNameInputBorder:         rgb(0x868E97),
		theme.ColorNameSeparator:           rgb(0x363C44),
		theme.ColorNameOverlayBackground:   rgb(0x1F2328),
		theme.ColorNameMenuBackground:      rgb(0x1F2328),
		theme.ColorNameHeaderBackground:    rgb(0x1F2328),
		theme.ColorNameShadow:              veil(0x000000, 150),
		theme.ColorNameScrollBar:           rgb(0x6D757E),
		theme.ColorNameScrollBarBackground: veil(0xFFFFFF, 14),
		theme.ColorNameError:               rgb(0xFF9B94),
		theme.ColorNameForegroundOnError:   rgb(0x2B0705),
		colourDanger:                       rgb(0xFF9B94),
		colourGood:                         rgb(0x8AD6A5),
		colourWarn:                         rgb(0xF0C46B),
		colourAccent:                       rgb(0x8CBBF0),
		colourPlate:                        rgb(0x333941),
		colourAlarm:                        rgb(0x4A1F1C),
	},
	HighContrast: {
		theme.ColorNameBackground:          rgb(0x000000),
		colourSurface:                      rgb(0x000000),
		theme.ColorNameForeground:          rgb(0xFFFFFF),
		theme.ColorNamePlaceHolder:         rgb(0xE0E0E0),
		theme.ColorNameDisabled:            rgb(0xBDBDBD),
		theme.ColorNamePrimary:             rgb(0xFFD800),
		theme.ColorNameForegroundOnPrimary: rgb(0x000000),
		theme.ColorNameHyperlink:           rgb(0xFFD800),
		theme.ColorNameFocus:               rgb(0xFFD800),
		theme.ColorNameSelection:           rgb(0x004C99),
		theme.ColorNameHover:               veil(0xFFFFFF, 40),
		theme.ColorNamePressed:             veil(0xFFFFFF, 70),
		theme.ColorNameButton:              rgb(0x1E1E1E),
		theme.ColorNameDisabledButton:      rgb(0x000000),
		theme.ColorNameInputBackground:     rgb(0x000000),
		theme.ColorNameInputBorder:         rgb(0xFFFFFF),
		theme.ColorNameSeparator:           rgb(0xFFFFFF),
		theme.ColorNameOverlayBackground:   rgb(0x000000),
		theme.ColorNameMenuBackground:      rgb(0x000000),
		theme.ColorNameHeaderBackground:    rgb(0x000000),
		theme.ColorNameShadow:              veil(0x000000, 200),
		theme.ColorNameScrollBar:           rgb(0xFFFFFF),
		theme.ColorNameScrollBarBackground: veil(0xFFFFFF, 40),
		theme.ColorNameError:               rgb(0xFF9B94),
		theme.ColorNameForegroundOnError:   rgb(0x000000),
		colourDanger:                       rgb(0xFFB3AD),
		colourGood:                         rgb(0x9FF0B8),
		colourWarn:                         rgb(0xFFD800),
		colourAccent:                       rgb(0xFFD800),
		colourPlate:                        rgb(0x1E1E1E),
		colourAlarm:                        rgb(0x3A0000),
	},
}

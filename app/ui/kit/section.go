package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Card is a bordered box round content.
func (e Env) Card(content fyne.CanvasObject) *fyne.Container {
	return Stack(newSurface(colourSurface, theme.ColorNameSeparator, 1), Pad(2, content))
}

// Section is a heading with content under it. Commands stand at the end of the heading's line.
func (e Env) Section(heading string, content fyne.CanvasObject, commands ...fyne.CanvasObject) *fyne.Container {
	line := append([]fyne.CanvasObject{Grow(e.Subheading(heading))}, commands...)
	return e.Column(e.Row(line...), content)
}

// Screen is the frame of one screen: a title line with commands, then content that takes the rest.
func (e Env) Screen(title fyne.CanvasObject, content fyne.CanvasObject, commands ...fyne.CanvasObject) *fyne.Container {
	line := append([]fyne.CanvasObject{Grow(title)}, commands...)
	return Pad(2, e.Border(Sides{Top: e.Column(e.Row(line...), Stack())}, content))
}

// Ground fills behind content with the window's colour, or the colour of rails and headers when raised.
func Ground(raised bool, content fyne.CanvasObject) *fyne.Container {
	fill := theme.ColorNameBackground
	if raised {
		fill = colourSurface
	}
	return Stack(newSurface(fill, "", 0), content)
}

// Badge is one or two words in a box: a state, a count.
func (e Env) Badge(words string, tone Tone) *fyne.Container {
	text := e.NewText(TextOptions{Text: words, Style: Caption, Tone: tone, Line: true})
	if tone == Plain {
		text.options.Style, text.options.Scale = Body, 0.875
	}
	return Stack(newSurface(colourPlate, theme.ColorNameSeparator, 1), &fyne.Container{
		Layout: &fillLayout{pad: Unit / 2}, Objects: []fyne.CanvasObject{text}})
}

// Banner is a line over the whole width that stays: the practice vault, a clock that is wrong. A danger is red.
func (e Env) Banner(words string, tone Tone, commands ...fyne.CanvasObject) *fyne.Container {
	ground := colourPlate
	if tone == Danger {
		ground = colourAlarm
	}
	text := e.NewText(TextOptions{Text: words, Style: Strong, Tone: tone})
	line := append([]fyne.CanvasObject{Grow(text)}, commands...)
	return Stack(newSurface(ground, "", 0), Pad(1, e.Row(line...)))
}

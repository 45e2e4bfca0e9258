package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// surface is a rectangle in colours of the theme that follows it when it changes.
type surface struct {
	widget.BaseWidget
	fill, stroke fyne.ThemeColorName // empty for none
	strokeWidth  float32
	radius       float32
}

func newSurface(fill, stroke fyne.ThemeColorName, strokeWidth float32) *surface {
	s := &surface{fill: fill, stroke: stroke, strokeWidth: strokeWidth, radius: 4}
	if stroke == "" {
		s.radius = 0
	}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{s: s, rectangle: canvas.NewRectangle(color.Transparent)}
	r.paint()
	return r
}

type surfaceRenderer struct {
	s         *surface
	rectangle *canvas.Rectangle
}

func themed(th fyne.Theme, name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return th.Color(name, theme.VariantLight)
}

func (r *surfaceRenderer) paint() {
	th := r.s.Theme()
	r.rectangle.FillColor = themed(th, r.s.fill)
	r.rectangle.StrokeColor = themed(th, r.s.stroke)
	r.rectangle.StrokeWidth = r.s.strokeWidth
	r.rectangle.CornerRadius = r.s.radius
}

func (r *surfaceRenderer) Refresh() {
	r.paint()
	r.rectangle.Refresh()
}
func (r *surfaceRenderer) Layout(s fyne.Size)           { r.rectangle.Resize(s) }
func (r *surfaceRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rectangle} }
func (r *surfaceRenderer) Destroy()                     {}

// Separator is a thin line between rows of a column.
func Separator() fyne.CanvasObject {
	return AtLeast(0, 1, newSurface(theme.ColorNameSeparator, "", 0))
}

const (
	colourFocus  fyne.ThemeColorName = theme.ColorNameFocus
	colourBorder fyne.ThemeColorName = theme.ColorNameInputBorder
)

package typeset

import (
	"image"
	"image/color"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"

	"waymark/internal/handout/pdf"
)

// Image draws a page, counted from 0, with so many points to the inch.
func (p *Pages) Image(page int, perInch float64) *image.Gray {
	scale := perInch / 72
	width, height := int(math.Ceil(PageWidth*scale)), int(math.Ceil(PageHeight*scale))
	c := &canvas{Gray: image.NewGray(image.Rect(0, 0, width, height)), scale: scale}
	for i := range c.Pix {
		c.Pix[i] = 0xff
	}
	for i, w := range weights() {
		c.faces[i] = font.NewFace(w.shape)
	}
	text := map[float64][]part{}
	var shades []float64
	for _, part := range p.pages[page] {
		if part.path != nil {
			c.shape(part.path, part.paint)
			continue
		}
		if text[part.grey] == nil {
			shades = append(shades, part.grey)
		}
		text[part.grey] = append(text[part.grey], part)
	}
	for _, grey := range shades {
		c.letters(text[grey], grey)
	}
	return c.Gray
}

type canvas struct {
	*image.Gray
	scale float64
	faces [2]*font.Face
}

// area is a part of the canvas to draw in: a rasterizer's time goes with its size.
type area struct {
	*vector.Rasterizer
	at image.Rectangle
}

// around is the area that some points lie in, with room for a stroke.
func (c *canvas) around(lines [][]pdf.Point, room float64) area {
	box := image.Rectangle{}
	for _, l := range lines {
		for _, p := range l {
			spot := image.Rect(int(math.Floor(p.X-room)), int(math.Floor(p.Y-room)), int(math.Ceil(p.X+room))+1, int(math.Ceil(p.Y+room))+1)
			box = box.Union(spot)
		}
	}
	box = box.Intersect(c.Rect)
	return area{vector.NewRasterizer(box.Dx(), box.Dy()), box}
}

func (c *canvas) fill(a area, shade float64) {
	a.Draw(c.Gray, a.at, image.NewUniform(color.Gray{Y: uint8(math.Round(shade * 255))}), image.Point{})
}

// letters draws all glyphs of one shade at once.
func (c *canvas) letters(parts []part, shade float64) {
	r := area{vector.NewRasterizer(c.Rect.Dx(), c.Rect.Dy()), c.Rect}
	for _, p := range parts {
		unit := p.size / weights()[p.weight].upem * c.scale
		for _, cl := range p.clusters {
			for _, g := range cl.Glyphs {
				outline, ok := c.faces[p.weight].GlyphData(font.GID(g.ID)).(font.GlyphOutline)
				if !ok {
					continue
				}
				x0, y0 := (p.x+cl.X)*c.scale+float64(g.DX)*unit, p.y*c.scale-float64(g.DY)*unit
				at := func(q opentype.SegmentPoint) (float32, float32) {
					return float32(x0 + float64(q.X)*unit), float32(y0 - float64(q.Y)*unit)
				}
				trace(r.Rasterizer, outline.Segments, at)
			}
		}
	}
	c.fill(r, shade)
}

func trace(r *vector.Rasterizer, segments []font.Segment, at func(opentype.SegmentPoint) (float32, float32)) {
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}

// shape fills and strokes a path.
func (c *canvas) shape(path []pdf.Segment, paint pdf.Paint) {
	lines := c.flat(path)
	if paint.Fill >= 0 {
		r := c.around(lines, 0)
		for _, l := range lines {
			polygon(r, l)
		}
		c.fill(r, paint.Fill)
	}
	if paint.Stroke >= 0 {
		half := max(paint.Width*c.scale, 0.7) / 2
		r := c.around(lines, half)
		for _, l := range lines {
			for i := range l {
				if i > 0 {
					thick(r, l[i-1], l[i], half)
				}
				if paint.Round {
					dot(r, l[i], half)
				}
			}
		}
		c.fill(r, paint.Stroke)
	}
}

// flat is a path as broken lines in pixels; closed ones end where they began.
func (c *canvas) flat(path []pdf.Segment) [][]pdf.Point {
	var lines [][]pdf.Point
	scaled := func(p pdf.Point) pdf.Point { return pdf.Point{X: p.X * c.scale, Y: p.Y * c.scale} }
	for _, s := range path {
		n := len(lines) - 1
		switch {
		case s.Move || n < 0:
			if len(s.To) > 0 {
				lines = append(lines, []pdf.Point{scaled(s.To[0])})
			}
		case len(s.To) == 0:
			lines[n] = append(lines[n], lines[n][0])
		case len(s.To) == 3:
			a := lines[n][len(lines[n])-1]
			b, d, e := scaled(s.To[0]), scaled(s.To[1]), scaled(s.To[2])
			const steps = 12
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				u := 1 - t
				lines[n] = append(lines[n], pdf.Point{
					X: u*u*u*a.X + 3*u*u*t*b.X + 3*u*t*t*d.X + t*t*t*e.X,
					Y: u*u*u*a.Y + 3*u*u*t*b.Y + 3*u*t*t*d.Y + t*t*t*e.Y,
				})
			}
		default:
			lines[n] = append(lines[n], scaled(s.To[0]))
		}
	}
	return lines
}

func polygon(r area, points []pdf.Point) {
	for i, p := range points {
		p.X, p.Y = p.X-float64(r.at.Min.X), p.Y-float64(r.at.Min.Y)
		if i == 0 {
			r.MoveTo(float32(p.X), float32(p.Y))
		} else {
			r.LineTo(float32(p.X), float32(p.Y))
		}
	}
	r.ClosePath()
}

// thick is a straight line as a rectangle. All of them turn the same way round: areas
// that turn against each other would cancel out.
func thick(r area, a, b pdf.Point, half float64) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*half, dx/length*half
	polygon(r, []pdf.Point{{X: a.X + nx, Y: a.Y + ny}, {X: a.X - nx, Y: a.Y - ny}, {X: b.X - nx, Y: b.Y - ny}, {X: b.X + nx, Y: b.Y + ny}})
}

func dot(r area, at pdf.Point, radius float64) {
	const corners = 16
	points := make([]pdf.Point, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		points[i] = pdf.Point{X: at.X + radius*cos, Y: at.Y + radius*sin}
	}
	polygon(r, points)
}

package typeset

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"waymark/internal/handout/pdf"
)

// Picture is a drawing in black and white.
type Picture struct {
	side   float64 // of its square
	shapes []shape
}

type shape struct {
	path  []pdf.Segment
	paint pdf.Paint
}

var errPicture = errors.New("not a picture that can be drawn")

// ParsePicture reads an SVG of circles, rectangles and paths of straight lines and
// curves (M L Q C Z, absolute), in shades of grey. Anything else is refused: half a
// picture may say something else.
func ParsePicture(svg []byte) (Picture, error) {
	var p Picture
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Picture{}, fmt.Errorf("%w: %w", errPicture, err)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if err := p.add(e); err != nil {
			return Picture{}, err
		}
	}
	if p.side <= 0 {
		return Picture{}, fmt.Errorf("%w: no view box", errPicture)
	}
	return p, nil
}

func (p *Picture) add(e xml.StartElement) error {
	a := map[string]string{}
	for _, at := range e.Attr {
		a[at.Name.Local] = at.Value
	}
	var err error
	n := func(name string) float64 {
		if a[name] == "" {
			return 0
		}
		x, bad := strconv.ParseFloat(a[name], 64)
		if bad != nil {
			err = fmt.Errorf("%w: %s", errPicture, name)
		}
		return x
	}
	var path []pdf.Segment
	switch e.Name.Local {
	case "svg":
		var x, y, w, h float64
		if got, _ := fmt.Sscanf(a["viewBox"], "%g %g %g %g", &x, &y, &w, &h); got != 4 || x != 0 || y != 0 || w != h {
			return fmt.Errorf("%w: view box", errPicture)
		}
		p.side = w
		return nil
	case "circle":
		path = circle(n("cx"), n("cy"), n("r"))
	case "rect":
		path = rectangle(n("x"), n("y"), n("width"), n("height"), n("rx"))
	case "path":
		path, err = readPath(a["d"])
	default:
		err = fmt.Errorf("%w: element %s", errPicture, e.Name.Local)
	}
	paint := pdf.Paint{Fill: 0, Stroke: -1, Width: n("stroke-width"), Round: a["stroke-linecap"] == "round" || a["stroke-linejoin"] == "round"}
	if s, ok := a["fill"]; ok {
		paint.Fill = shade(s)
	}
	if s, ok := a["stroke"]; ok {
		paint.Stroke = shade(s)
	}
	p.shapes = append(p.shapes, shape{path, paint})
	return err
}

// shade is how light a colour is; -1 for none.
func shade(s string) float64 {
	switch s {
	case "none":
		return -1
	case "#ffffff", "#fff", "white":
		return 1
	}
	return 0
}

// arc is how far the handles of a curve stand that goes once around a quarter.
const arc = 0.5522847498

func circle(x, y, r float64) []pdf.Segment { return rectangle(x-r, y-r, 2*r, 2*r, r) }

func rectangle(x, y, w, h, r float64) []pdf.Segment {
	at := func(x, y float64) pdf.Point { return pdf.Point{X: x, Y: y} }
	to := func(p ...pdf.Point) pdf.Segment { return pdf.Segment{To: p} }
	k := r * (1 - arc)
	x2, y2 := x+w, y+h
	if r == 0 {
		return []pdf.Segment{{Move: true, To: []pdf.Point{at(x, y)}}, to(at(x2, y)), to(at(x2, y2)), to(at(x, y2)), {}}
	}
	return []pdf.Segment{
		{Move: true, To: []pdf.Point{at(x+r, y)}},
		to(at(x2-r, y)), to(at(x2-k, y), at(x2, y+k), at(x2, y+r)),
		to(at(x2, y2-r)), to(at(x2, y2-k), at(x2-k, y2), at(x2-r, y2)),
		to(at(x+r, y2)), to(at(x+k, y2), at(x, y2-k), at(x, y2-r)),
		to(at(x, y+r)), to(at(x, y+k), at(x+k, y), at(x+r, y)), {},
	}
}

func readPath(d string) ([]pdf.Segment, error) {
	var out []pdf.Segment
	var pen pdf.Point
	fields := strings.Fields(strings.NewReplacer("M", " M ", "L", " L ", "Q", " Q ", "C", " C ", "Z", " Z ", ",", " ").Replace(d))
	command := ""
	for i := 0; i < len(fields); {
		if strings.Contains("MLQCZ", fields[i]) {
			command = fields[i]
			i++
			if command == "Z" {
				out = append(out, pdf.Segment{})
				continue
			}
		}
		points := map[string]int{"M": 1, "L": 1, "Q": 2, "C": 3}[command]
		if points == 0 || i+2*points > len(fields) {
			return nil, fmt.Errorf("%w: path %q", errPicture, d)
		}
		to := make([]pdf.Point, points)
		for k := range to {
			x, errX := strconv.ParseFloat(fields[i], 64)
			y, errY := strconv.ParseFloat(fields[i+1], 64)
			if err := errors.Join(errX, errY); err != nil {
				return nil, fmt.Errorf("%w: %w", errPicture, err)
			}
			to[k] = pdf.Point{X: x, Y: y}
			i += 2
		}
		if command == "Q" {
			to = cubic(pen, to[0], to[1])
		}
		out = append(out, pdf.Segment{Move: command == "M", To: to})
		pen = to[len(to)-1]
	}
	return out, nil
}

// cubic is a curve with one handle as one with two.
func cubic(from, handle, to pdf.Point) []pdf.Point {
	third := func(p pdf.Point) pdf.Point {
		return pdf.Point{X: p.X + (handle.X-p.X)*2/3, Y: p.Y + (handle.Y-p.Y)*2/3}
	}
	return []pdf.Point{third(from), third(to), to}
}

// parts draws the picture in a square of a side, x points from the left.
func (p Picture) parts(side, x float64, m *mark) []part {
	scale := side / p.side
	var out []part
	for _, s := range p.shapes {
		path := make([]pdf.Segment, len(s.path))
		for i, seg := range s.path {
			path[i].Move = seg.Move
			for _, q := range seg.To {
				path[i].To = append(path[i].To, pdf.Point{X: q.X * scale, Y: q.Y * scale})
			}
		}
		paint := s.paint
		paint.Width *= scale
		out = append(out, part{mark: m, path: path, paint: paint}.moved(x, 0))
	}
	return out
}

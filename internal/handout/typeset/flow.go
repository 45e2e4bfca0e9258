package typeset

import (
	"strings"

	"waymark/internal/bidi"
)

func (b Heading) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	level := min(max(b.Level, 1), len(heading))
	out := s.lines(b.Text, heading[level-1], width, around, s.mark(within, "H"+string(rune('0'+level)), b.Text.Language, ""))
	for i := range out {
		out[i].keep = true
	}
	if level > 1 {
		out = append([]strip{{height: s.line() * 0.6, gap: true}}, out...)
	}
	return out
}

func (b Paragraph) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	if b.Text.Empty() {
		return nil
	}
	out := s.lines(b.Text, b.Style, width, around, s.mark(within, "P", b.Text.Language, ""))
	if b.Next {
		for i := range out {
			out[i].keep = true
		}
	}
	return out
}

func (b Item) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	const indent = 1.5 // in letters' sizes
	m := s.mark(within, "P", b.Text.Language, "")
	size := s.size
	if b.Style.Size > 0 {
		size *= b.Style.Size
	}
	room := size * indent
	rtl := b.rtl(around)
	d := bidi.LTR
	if rtl {
		d = bidi.RTL
	}
	before := Style{Size: b.Style.Size, Bold: b.Style.Bold}
	sign := s.lines(Text{Spans: []Span{{Text: b.Mark}}}, before, room*2, d, m)
	if wide := widest(sign); wide > room*0.8 {
		room = wide + size*0.5
		sign = s.lines(Text{Spans: []Span{{Text: b.Mark}}}, before, room, d, m)
	}
	body := s.lines(b.Text, b.Style, width-room, d, m)
	if len(body) == 0 {
		return nil
	}
	for i := range body {
		if !rtl {
			body[i] = body[i].shifted(room)
		}
	}
	dx := 0.0
	if rtl {
		dx = width - partsRight(sign[0])
	}
	for _, p := range sign[0].parts {
		body[0].parts = append([]part{p.moved(dx, 0)}, body[0].parts...)
	}
	return body
}

func (b Item) rtl(around bidi.Direction) bool {
	d := b.Text.direction()
	if d == bidi.Auto {
		d = around.Or(bidi.DirectionOf(b.Text.String()))
	}
	return d == bidi.RTL
}

// widest is how far the glyphs of some strips reach.
func widest(all []strip) float64 {
	w := 0.0
	for _, st := range all {
		lo, hi := st.reach()
		w = max(w, hi-lo)
	}
	return w
}

func partsRight(st strip) float64 {
	_, hi := st.reach()
	return hi
}

// reach is from where to where the pen goes in a strip.
func (st strip) reach() (lo, hi float64) {
	first := true
	for _, p := range st.parts {
		for _, c := range p.clusters {
			left := p.x + c.X
			right := left + float64(c.Advance)/weights()[p.weight].upem*p.size
			if first || left < lo {
				lo = left
			}
			if first || right > hi {
				hi = right
			}
			first = false
		}
	}
	return lo, hi
}

func (st strip) shifted(dx float64) strip {
	moved := make([]part, len(st.parts))
	for i, p := range st.parts {
		moved[i] = p.moved(dx, 0)
	}
	st.parts = moved
	return st
}

// gutter is the room between columns, in letters' sizes.
const gutter = 1.6

func (b Columns) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	total := 0.0
	for _, c := range b.Cells {
		total += c.share()
	}
	room := s.size * gutter
	free := width - room*float64(len(b.Cells)-1)
	x := 0.0
	var all []strip
	for _, c := range b.Cells {
		w := free * c.share() / total
		cell := s.blocks(c.Blocks, w, c.Direction.Or(around), within)
		if b.Whole && height(cell) < PageHeight/2 {
			cell = oneStrip(cell)
		}
		all = beside(all, cell, x)
		x += w + room
	}
	if b.Whole {
		keepWhole(all)
	}
	return all
}

// oneStrip is strips as one that is not divided: beside others each line keeps its
// own height.
func oneStrip(all []strip) []strip {
	var one strip
	for _, st := range all {
		for _, p := range st.parts {
			one.parts = append(one.parts, p.moved(0, one.height))
		}
		one.height += st.height
	}
	return []strip{one}
}

func (b Group) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	return s.blocks(b, width, around, within)
}

func (c Cell) share() float64 {
	if c.Share == 0 {
		return 1
	}
	return c.Share
}

// beside adds strips to the right of others, so that each stands beside its like and
// a page ends in all of them at once.
func beside(left, right []strip, dx float64) []strip {
	for i, r := range right {
		r = r.shifted(dx)
		if i == len(left) {
			left = append(left, strip{gap: true})
		}
		l := &left[i]
		l.height = max(l.height, r.height)
		l.parts = append(l.parts, r.parts...)
		l.keep = l.keep || r.keep
		l.gap = l.gap && r.gap
		l.end = l.end || r.end
	}
	return left
}

func keepWhole(all []strip) {
	for i := range len(all) - 1 {
		all[i].keep = true
	}
}

const thin = 0.5 // of lines in tables and to write on, in points

func (b Table) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	d := b.Direction.Or(around)
	whole := s.mark(within, "Table", "", "")
	head := b.row(s, b.Head, "TH", width, d, whole)
	if len(head) > 0 {
		head = append(head, strip{height: s.size * 0.3, parts: []part{stroke(0, s.size*0.1, width, s.size*0.1, 2*thin)}})
		for i := range head {
			head[i].keep = true
		}
	}
	again := decoration(head)
	out := append([]strip(nil), head...)
	for _, cells := range b.Rows {
		row := b.row(s, cells, "TD", width, d, whole)
		row = append(row, strip{height: s.size * 0.5, parts: []part{stroke(0, s.size*0.15, width, s.size*0.15, thin)}})
		keepWhole(row)
		for i := range row {
			row[i].head = again
		}
		out = append(out, row...)
	}
	return out
}

func (b Table) row(s *setter, cells [][]Block, kind string, width float64, d bidi.Direction, whole *mark) []strip {
	if len(cells) == 0 {
		return nil
	}
	row := s.mark(whole, "TR", "", "")
	total := 0.0
	for _, share := range b.Shares {
		total += share
	}
	room := s.size
	free := width - room*float64(len(b.Shares)-1)
	at := 0.0
	var all []strip
	var between []float64
	for i, share := range b.Shares {
		w := free * share / total
		x := at
		if d == bidi.RTL {
			x = width - at - w
		}
		if i > 0 {
			edge := x - room/2
			if d == bidi.RTL {
				edge = x + w + room/2
			}
			between = append(between, edge)
		}
		if i < len(cells) {
			cell := dropLastGap(s.blocks(cells[i], w, d, s.mark(row, kind, "", "")))
			all = beside(all, cell, x)
		}
		at += w + room
	}
	if b.Open {
		for i := range all {
			for _, x := range between {
				all[i].parts = append(all[i].parts, stroke(x, 0, x, all[i].height, thin))
			}
		}
	}
	for i := range all {
		all[i].gap = false
	}
	return all
}

func dropLastGap(all []strip) []strip {
	if n := len(all); n > 0 && all[n-1].gap {
		return all[:n-1]
	}
	return all
}

// decoration is a copy that belongs to no element: a head that comes again.
func decoration(all []strip) []strip {
	out := make([]strip, len(all))
	for i, st := range all {
		out[i] = st
		out[i].parts = nil
		for _, p := range st.parts {
			p.mark = nil
			out[i].parts = append(out[i].parts, p)
		}
	}
	return out
}

func (b Frame) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	const bar = 2.5 // points
	d := b.Direction.Or(around)
	room := s.size * 0.9
	all := dropLastGap(s.blocks(b.Blocks, width-room, d, within))
	x := bar / 2
	if d == bidi.RTL {
		x = width - bar/2
	}
	for i := range all {
		if d != bidi.RTL {
			all[i] = all[i].shifted(room)
		}
		all[i].parts = append(all[i].parts, stroke(x, 0, x, all[i].height, bar))
		all[i].gap = false
	}
	return append(all, strip{height: s.line() * 0.5, gap: true})
}

func (b Lines) set(s *setter, width float64, _ bidi.Direction, _ *mark) []strip {
	height := max(s.line()*1.35, 22) // room for a hand
	out := make([]strip, b.Count)
	for i := range out {
		out[i] = strip{height: height, parts: []part{stroke(0, height-thin, width, height-thin, thin)}}
	}
	return append(out, strip{height: s.line() * 0.4, gap: true})
}

func (b Gap) set(s *setter, _ float64, _ bidi.Direction, _ *mark) []strip {
	return []strip{{height: float64(b) * s.line(), gap: true}}
}

func (Rule) set(s *setter, width float64, _ bidi.Direction, _ *mark) []strip {
	h := s.line() * 0.5
	return []strip{{height: h, parts: []part{stroke(0, h/2, width, h/2, thin)}}}
}

func (NewPage) set(*setter, float64, bidi.Direction, *mark) []strip {
	return []strip{{gap: true, end: true}}
}

func (b Drawing) set(s *setter, width float64, around bidi.Direction, within *mark) []strip {
	height := b.Size * s.line()
	m := s.mark(within, "Figure", b.Alt.Language, strings.TrimSpace(b.Alt.String()))
	x := 0.0
	switch {
	case b.Centred:
		x = (width - height) / 2
	case b.Direction.Or(around) == bidi.RTL:
		x = width - height
	}
	return []strip{{height: height, parts: b.Picture.parts(height, x, m)}}
}

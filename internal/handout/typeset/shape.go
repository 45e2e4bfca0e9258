package typeset

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	bidiclass "golang.org/x/text/unicode/bidi"

	"waymark/internal/bidi"
	"waymark/internal/handout/pdf"
)

// shaper turns runs of letters into glyphs. It is not safe for concurrent use.
type shaper struct {
	harfbuzz shaping.HarfbuzzShaper
	faces    [2]*font.Face
	space    [2]uint16 // the glyph of a space
	missing  map[rune]bool
}

func newShaper() *shaper {
	s := &shaper{missing: map[rune]bool{}}
	for i, w := range weights() {
		s.faces[i] = font.NewFace(w.shape)
		g, _ := s.faces[i].NominalGlyph(' ')
		s.space[i] = uint16(g)
	}
	return s
}

// item is a stretch of one level, weight and script: what HarfBuzz takes at once.
type item struct {
	start, end int
	weight     int
	script     language.Script
	rtl        bool
}

// cluster is letters that are written together; its X is in parts of the em.
type cluster struct {
	pdf.Cluster
	weight     int
	start, end int // the runes of the paragraph
}

// width is how far the cluster moves the pen, in parts of the em.
func (c cluster) width() float64 { return float64(c.Advance) / weights()[c.weight].upem }

// items cuts a run of the paragraph where weight or script change, in logical order.
func (p *paragraph) items(start, end int, rtl bool) []item {
	var out []item
	for i := start; i < end; i++ {
		w, s := p.weightAt(i), p.scripts[i]
		if n := len(out); n > 0 && out[n-1].weight == w && out[n-1].script == s {
			out[n-1].end = i + 1
		} else {
			out = append(out, item{start: i, end: i + 1, weight: w, script: s, rtl: rtl})
		}
	}
	return out
}

// scriptsOf says for each letter which script it is written in (UAX #24). Letters of
// no script of their own (digits, spaces, points) go with those before them, at the
// beginning with those after; what closes a bracket goes with what opened it.
func scriptsOf(text []rune) []language.Script {
	out := make([]language.Script, len(text))
	type bracket struct {
		closes rune
		script language.Script
	}
	var open []bracket
	current := language.Common
	for i, r := range text {
		s := language.LookupScript(r)
		if !s.Strong() || s == language.Unknown {
			s = current
			switch p, _ := bidiclass.LookupRune(r); {
			case !p.IsBracket():
			case p.IsOpeningBracket():
				open = append(open, bracket{closingOf[r], current})
			default:
				for n := len(open) - 1; n >= 0; n-- {
					if open[n].closes == r {
						s, open = open[n].script, open[:n]
						break
					}
				}
			}
		}
		if current == language.Common && s != language.Common { // all before had none
			for k := range i {
				out[k] = s
			}
			for k := range open {
				open[k].script = s
			}
		}
		out[i], current = s, s
	}
	return out
}

// closingOf has the brackets people type.
var closingOf = map[rune]rune{'(': ')', '[': ']', '{': '}', '⟨': '⟩', '（': '）', '⁅': '⁆'}

// shape returns the clusters of a line from left to right, and the line's width.
func (s *shaper) shape(p *paragraph, line bidi.Line) ([]cluster, float64) {
	var all []cluster
	x := 0.0
	for _, run := range line.Runs {
		items := p.items(run.Start, run.End, run.RTL())
		if run.RTL() {
			slices.Reverse(items)
		}
		for _, it := range items {
			all = s.item(p, it, all, &x)
		}
	}
	return all, x
}

func (s *shaper) item(p *paragraph, it item, all []cluster, x *float64) []cluster {
	upem := weights()[it.weight].upem
	direction := di.DirectionLTR
	if it.rtl {
		direction = di.DirectionRTL
	}
	out := s.harfbuzz.Shape(shaping.Input{Text: p.text, RunStart: it.start, RunEnd: it.end, Direction: direction, Face: s.faces[it.weight],
		Size: fixed.I(int(upem)), Script: it.script, Language: p.language})
	first := len(all)
	units := func(v fixed.Int26_6) int { return v.Round() }
	for g := 0; g < len(out.Glyphs); {
		head := out.Glyphs[g]
		c := cluster{weight: it.weight, start: head.TextIndex(), end: head.TextIndex() + head.RunesCount()}
		c.X, c.RTL = *x, it.rtl
		for range head.GlyphsCount() {
			glyph := out.Glyphs[g]
			g++
			if glyph.Advance == 0 && uint16(glyph.GlyphID) == s.space[it.weight] {
				continue // stands for a joiner
			}
			c.Glyphs = append(c.Glyphs, pdf.Glyph{ID: uint16(glyph.GlyphID), DX: c.Advance + units(glyph.XOffset), DY: units(glyph.YOffset)})
			c.Advance += units(glyph.Advance)
		}
		*x += c.width()
		if s.control(p, &c) {
			continue
		}
		all = append(all, c)
	}
	joinHidden(p, all[first:])
	return all
}

// control reports whether a cluster is nothing but control characters that have done
// their work and are not written. Of all others it notes what the font lacks.
func (s *shaper) control(p *paragraph, c *cluster) bool {
	letters := p.text[c.start:c.end]
	if !slices.ContainsFunc(letters, func(r rune) bool { return !hidden(r) }) {
		return true
	}
	c.Text = string(letters)
	for _, g := range c.Glyphs {
		if g.ID == 0 {
			for _, r := range letters {
				if _, ok := s.faces[c.weight].NominalGlyph(r); !ok && !hidden(r) {
					s.missing[r] = true
				}
			}
		}
	}
	return false
}

// joinHidden gives joiners between two clusters, which are not painted, to the letters
// of the one before, so that who copies the text gets them.
func joinHidden(p *paragraph, all []cluster) {
	for i := range all {
		c := &all[i]
		for end := c.end; end < len(p.text) && (p.text[end] == '\u200c' || p.text[end] == '\u200d'); end++ {
			if c.Text != "" && !startsAt(all, end) {
				c.Text += string(p.text[end])
			}
		}
	}
}

func startsAt(all []cluster, at int) bool {
	return slices.ContainsFunc(all, func(c cluster) bool { return c.start <= at && at < c.end })
}

// hidden is what takes no room and paints nothing: controls of direction and joining,
// and of form.
func hidden(r rune) bool {
	return unicode.Is(unicode.Cf, r) && !(r >= 0x600 && r <= 0x605 || r == 0x6dd || r == 0x70f || r == 0x8e2) || r >= 0xfe00 && r <= 0xfe0f || r == 0x34f
}

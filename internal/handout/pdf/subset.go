package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// subset is the part of a font that a document uses. A code is what the file's text is
// written in: it stands for a form and for the letters which that form writes, so that
// one glyph can stand for different letters at different places. Codes and forms count
// from 1 in the order of first use; 0 is the box for what is missing.
type subset struct {
	*Font
	codes  []codeKey
	byCode map[codeKey]uint16
	forms  []form
	byForm map[string]uint16
}

type codeKey struct {
	form uint16
	text string
}

// form is what a code paints: a glyph of the font, or several put together.
type form struct {
	glyph   uint16  // where there are no parts
	parts   []Glyph // composed of these
	blank   bool    // nothing
	advance int
}

func newSubset(f *Font) *subset {
	return &subset{Font: f, codes: []codeKey{{}}, byCode: map[codeKey]uint16{}, forms: []form{{advance: int(f.advance[0])}}, byForm: map[string]uint16{"0": 0}}
}

// code is what writes a cluster.
func (s *subset) code(c Cluster, text string) uint16 {
	for i, g := range c.Glyphs {
		if int(g.ID) >= len(s.advance) {
			c.Glyphs[i].ID = 0
		}
	}
	if len(c.Glyphs) == 1 && c.Glyphs[0].DX == 0 && c.Glyphs[0].DY == 0 {
		return s.codeOf(s.glyph(c.Glyphs[0].ID), text)
	}
	return s.codeOf(s.form(fmt.Sprint(c.Glyphs, c.Advance), form{parts: c.Glyphs, blank: len(c.Glyphs) == 0, advance: c.Advance}), text)
}

// blank paints nothing and moves nothing.
func (s *subset) blank(text string) uint16 {
	return s.codeOf(s.form("blank", form{blank: true}), text)
}

func (s *subset) codeOf(form uint16, text string) uint16 {
	k := codeKey{form, text}
	c, ok := s.byCode[k]
	if !ok {
		c = uint16(len(s.codes))
		s.byCode[k] = c
		s.codes = append(s.codes, k)
	}
	return c
}

// glyph is the form that paints one glyph as the font has it.
func (s *subset) glyph(id uint16) uint16 {
	return s.form(strconv.Itoa(int(id)), form{glyph: id, advance: int(s.advance[id])})
}

func (s *subset) form(key string, f form) uint16 {
	n, ok := s.byForm[key]
	if !ok {
		n = uint16(len(s.forms))
		s.byForm[key] = n
		s.forms = append(s.forms, f)
	}
	return n
}

// width is how far a code moves the pen, in units of the font.
func (s *subset) width(code uint16) int { return s.forms[s.codes[code].form].advance }

// file is the subset as a TrueType file.
func (s *subset) file() []byte {
	var glyf, loca, hmtx bytes.Buffer
	for i := 0; i < len(s.forms); i++ { // grows while parts are found
		f := s.forms[i]
		var b []byte
		switch {
		case f.blank:
		case f.parts != nil:
			b = s.compose(f.parts)
		default:
			if b = s.outline(f.glyph); composed(b) {
				parts(b, func(at int) {
					binary.BigEndian.PutUint16(b[at+2:], s.glyph(binary.BigEndian.Uint16(b[at+2:])))
				})
			}
		}
		left := int16(0)
		if len(b) > 4 {
			left = int16(binary.BigEndian.Uint16(b[2:]))
		}
		put(&loca, uint32(glyf.Len()))
		glyf.Write(b)
		for glyf.Len()%4 != 0 {
			glyf.WriteByte(0)
		}
		put(&hmtx, uint16(f.advance), left)
	}
	put(&loca, uint32(glyf.Len()))

	head, hhea, maxp := slices.Clone(s.head), slices.Clone(s.hhea), slices.Clone(s.maxp)
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(s.forms)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(s.forms)))
	if len(maxp) >= 32 {
		for _, at := range []int{10, 12} { // points and contours of composed glyphs: as many as can be
			binary.BigEndian.PutUint16(maxp[at:], 0x7fff)
		}
		clear(maxp[14:28])                        // what hinting programs would need
		binary.BigEndian.PutUint16(maxp[28:], 64) // parts of one glyph
		binary.BigEndian.PutUint16(maxp[30:], 4)  // parts within parts
	}
	return assemble([]table{{"glyf", glyf.Bytes()}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx.Bytes()}, {"loca", loca.Bytes()}, {"maxp", maxp}})
}

// compose describes a glyph put together from others.
func (s *subset) compose(all []Glyph) []byte {
	var drawn []Glyph
	var box [4]int // left, lowest, right, highest
	for _, g := range all {
		b := s.outline(g.ID)
		if len(b) < 10 {
			continue // a space
		}
		for i := range box {
			edge := int(int16(binary.BigEndian.Uint16(b[2+2*i:])))
			if i%2 == 0 {
				edge += g.DX
			} else {
				edge += g.DY
			}
			if len(drawn) == 0 || i < 2 && edge < box[i] || i >= 2 && edge > box[i] {
				box[i] = edge
			}
		}
		drawn = append(drawn, g)
	}
	if len(drawn) == 0 {
		return nil
	}
	const offsets, several = 0x0002, -1
	var out bytes.Buffer
	put(&out, int16(several), int16(box[0]), int16(box[1]), int16(box[2]), int16(box[3]))
	for i, g := range drawn {
		flags := uint16(wordArguments | offsets)
		if i < len(drawn)-1 {
			flags |= moreParts
		}
		put(&out, flags, s.glyph(g.ID), int16(g.DX), int16(g.DY))
	}
	return out.Bytes()
}

func put(out *bytes.Buffer, values ...any) {
	for _, v := range values {
		binary.Write(out, binary.BigEndian, v) // a buffer takes every number
	}
}

type table struct {
	tag string
	b   []byte
}

// assemble writes tables, sorted by tag, as a file with right check sums.
func assemble(tables []table) []byte {
	var out bytes.Buffer
	n := len(tables)
	selector := 0
	for 2<<selector <= n {
		selector++
	}
	put(&out, uint32(0x00010000), uint16(n), uint16(16<<selector), uint16(selector), uint16(16*n-16<<selector))
	at, head := 12+16*n, 0
	for _, t := range tables {
		if t.tag == "head" {
			head = at
		}
		out.WriteString(t.tag)
		put(&out, checkSum(t.b), uint32(at), uint32(len(t.b)))
		at += (len(t.b) + 3) &^ 3
	}
	for _, t := range tables {
		out.Write(t.b)
		out.Write(make([]byte, -len(t.b)&3))
	}
	b := out.Bytes()
	binary.BigEndian.PutUint32(b[head+8:], 0xB1B0AFBA-checkSum(b))
	return b
}

func checkSum(b []byte) uint32 {
	sum := uint32(0)
	for i := 0; i < len(b); i += 4 {
		var word [4]byte
		copy(word[:], b[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}

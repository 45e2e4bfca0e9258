package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrFont is returned for a font this package cannot embed.
var ErrFont = errors.New("not a TrueType font with outlines")

// Font is one TrueType face. It is not changed after ParseFont and may be shared.
type Font struct {
	name    string
	glyf    []byte
	offsets []uint32 // of each glyph in glyf, and its end
	advance []uint16
	bearing []int16
	head    []byte
	hhea    []byte
	maxp    []byte

	upem            int
	ascent, descent int
	box             [4]int
	bold            bool
}

// ParseFont reads a TrueType file. name is what viewers call it; it has no spaces.
func ParseFont(ttf []byte, name string, bold bool) (*Font, error) {
	tables, err := directory(ttf)
	if err != nil {
		return nil, err
	}
	for _, tag := range []string{"glyf", "loca", "head", "hhea", "hmtx", "maxp"} {
		if tables[tag] == nil {
			return nil, fmt.Errorf("%w: no table %s", ErrFont, tag)
		}
	}
	f := &Font{name: name, glyf: tables["glyf"], head: tables["head"], hhea: tables["hhea"], maxp: tables["maxp"], bold: bold}
	if len(f.head) < 54 || len(f.hhea) < 36 || len(f.maxp) < 6 {
		return nil, fmt.Errorf("%w: short table", ErrFont)
	}
	f.upem = int(binary.BigEndian.Uint16(f.head[18:]))
	f.ascent, f.descent = int(int16(binary.BigEndian.Uint16(f.hhea[4:]))), int(int16(binary.BigEndian.Uint16(f.hhea[6:])))
	for i := range f.box {
		f.box[i] = int(int16(binary.BigEndian.Uint16(f.head[36+2*i:])))
	}
	glyphs := int(binary.BigEndian.Uint16(f.maxp[4:]))
	if f.upem == 0 {
		return nil, fmt.Errorf("%w: no units per em", ErrFont)
	}
	if err := f.locate(tables["loca"], glyphs); err != nil {
		return nil, err
	}
	return f, f.measure(tables["hmtx"], glyphs)
}

// directory slices the file into its tables.
func directory(ttf []byte) (map[string][]byte, error) {
	if len(ttf) < 12 || binary.BigEndian.Uint32(ttf) != 0x00010000 {
		return nil, ErrFont
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		at := 12 + 16*i
		if at+16 > len(ttf) {
			return nil, fmt.Errorf("%w: short directory", ErrFont)
		}
		start, length := uint64(binary.BigEndian.Uint32(ttf[at+8:])), uint64(binary.BigEndian.Uint32(ttf[at+12:]))
		if start+length > uint64(len(ttf)) {
			return nil, fmt.Errorf("%w: table outside the file", ErrFont)
		}
		tables[string(ttf[at:at+4])] = ttf[start : start+length]
	}
	return tables, nil
}

func (f *Font) locate(loca []byte, glyphs int) error {
	long := binary.BigEndian.Uint16(f.head[50:]) != 0
	size := 2
	if long {
		size = 4
	}
	if len(loca) < size*(glyphs+1) {
		return fmt.Errorf("%w: short loca", ErrFont)
	}
	f.offsets = make([]uint32, glyphs+1)
	for i := range f.offsets {
		if long {
			f.offsets[i] = binary.BigEndian.Uint32(loca[4*i:])
		} else {
			f.offsets[i] = 2 * uint32(binary.BigEndian.Uint16(loca[2*i:]))
		}
		if f.offsets[i] > uint32(len(f.glyf)) || i > 0 && f.offsets[i] < f.offsets[i-1] {
			return fmt.Errorf("%w: loca points outside glyf", ErrFont)
		}
	}
	return nil
}

func (f *Font) measure(hmtx []byte, glyphs int) error {
	long := int(binary.BigEndian.Uint16(f.hhea[34:]))
	if long == 0 || long > glyphs || len(hmtx) < 4*long+2*(glyphs-long) {
		return fmt.Errorf("%w: short hmtx", ErrFont)
	}
	f.advance, f.bearing = make([]uint16, glyphs), make([]int16, glyphs)
	for i := range glyphs {
		if i < long {
			f.advance[i] = binary.BigEndian.Uint16(hmtx[4*i:])
			f.bearing[i] = int16(binary.BigEndian.Uint16(hmtx[4*i+2:]))
		} else {
			f.advance[i] = f.advance[long-1]
			f.bearing[i] = int16(binary.BigEndian.Uint16(hmtx[4*long+2*(i-long):]))
		}
	}
	return nil
}

// outline is a glyph's description without its hinting program.
func (f *Font) outline(glyph uint16) []byte {
	if int(glyph) >= len(f.advance) {
		return nil
	}
	b := f.glyf[f.offsets[glyph]:f.offsets[glyph+1]]
	if len(b) < 10 {
		return nil
	}
	contours := int(int16(binary.BigEndian.Uint16(b)))
	if contours < 0 {
		return unhintedParts(b)
	}
	at := 10 + 2*contours
	if at+2 > len(b) {
		return nil
	}
	skip := at + 2 + int(binary.BigEndian.Uint16(b[at:]))
	if skip > len(b) {
		return nil
	}
	out := append([]byte(nil), b[:at]...)
	return append(append(out, 0, 0), b[skip:]...)
}

// Flags of a part of a composed glyph.
const (
	wordArguments = 0x0001
	oneScale      = 0x0008
	moreParts     = 0x0020
	twoScales     = 0x0040
	matrix        = 0x0080
	instructions  = 0x0100
)

// parts calls with for the offset of each part's flags in a composed glyph and
// returns where the parts end, or -1 if they do not.
func parts(b []byte, with func(at int)) int {
	at := 10
	for {
		if at+4 > len(b) {
			return -1
		}
		flags := binary.BigEndian.Uint16(b[at:])
		with(at)
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return min(at, len(b))
		}
	}
}

func unhintedParts(b []byte) []byte {
	b = append([]byte(nil), b...)
	end := parts(b, func(at int) {
		binary.BigEndian.PutUint16(b[at:], binary.BigEndian.Uint16(b[at:])&^instructions)
	})
	if end < 0 {
		return nil
	}
	return b[:end]
}

func composed(outline []byte) bool { return len(outline) > 10 && outline[0]&0x80 != 0 }

// em converts the font's units into thousandths of an em.
func (f *Font) em(units int) float64 { return float64(units) * 1000 / float64(f.upem) }

// Advance is how far the pen moves over a glyph, in units of the font.
func (f *Font) Advance(glyph uint16) int {
	if int(glyph) >= len(f.advance) {
		return 0
	}
	return int(f.advance[glyph])
}

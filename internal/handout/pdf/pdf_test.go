package pdf_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/handout/pdf"
	"waymark/internal/handout/pdf/pdftest"
)

func regular(t *testing.T) *pdf.Font {
	t.Helper()
	f, err := pdf.ParseFont(assets.FontRegular, "Waymark-Regular", false)
	require.NoError(t, err)
	return f
}

func glyph(t *testing.T, r rune) uint16 {
	t.Helper()
	face, err := font.ParseTTF(bytes.NewReader(assets.FontRegular))
	require.NoError(t, err)
	g, ok := face.NominalGlyph(r)
	require.True(t, ok)
	return uint16(g)
}

func written(t *testing.T, d *pdf.Document) ([]byte, pdftest.File) {
	t.Helper()
	var b bytes.Buffer
	n, err := d.WriteTo(&b)
	require.NoError(t, err)
	require.EqualValues(t, b.Len(), n)
	f, err := pdftest.Read(b.Bytes())
	require.NoError(t, err)
	return b.Bytes(), f
}

func one(g uint16, advance int, x float64, text string, rtl bool) pdf.Cluster {
	return pdf.Cluster{X: x, Advance: advance, Glyphs: []pdf.Glyph{{ID: g}}, Text: text, RTL: rtl}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	f := regular(t)
	a, b := glyph(t, 'a'), glyph(t, 'b')
	d := pdf.New(pdf.Info{Title: "Plan (für Ärzte)", Language: "de", Made: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)})
	p := d.Page(595, 842)
	p.Mark(d.Element(nil, "P", "de", ""))
	p.Text(f, 10, 100, 700, 0, []pdf.Cluster{one(a, f.Advance(a), 0, "a", false), one(b, f.Advance(b), 8, "b", false)})
	p.Unmark()
	p.Mark(nil)
	p.Path([]pdf.Segment{{Move: true, To: []pdf.Point{{X: 1, Y: 2}}}, {To: []pdf.Point{{X: 3, Y: 4}}}, {}}, pdf.Paint{Fill: -1, Stroke: 0, Width: 0.5})
	bytes1, file := written(t, d)

	require.Len(t, file.Pages, 1)
	require.Len(t, file.Pages[0].Shows, 1)
	s := file.Pages[0].Shows[0]
	assert.Equal(t, "ab", s.Text())
	assert.Equal(t, []float64{100, 700, 10}, []float64{s.X, s.Y, s.Size})
	assert.InDelta(t, 108, s.Codes[1].X, 0.01, "where it was asked for, not where the first one ends")
	assert.Equal(t, []string{"P"}, file.Elements)
	assert.Equal(t, 1, file.Pages[0].Marked)
	assert.Contains(t, string(bytes1), "/CreationDate (D:20261122200000Z)")
	assert.Contains(t, string(bytes1), "/Lang (de)")
}

func TestACodeForEachMeaningOfAGlyph(t *testing.T) {
	f := regular(t)
	a := glyph(t, 'a')
	d := pdf.New(pdf.Info{})
	d.Page(100, 100).Text(f, 10, 0, 0, 0, []pdf.Cluster{one(a, 500, 0, "x", false), one(a, 500, 5, "yz", false), one(a, 500, 10, "x", false)})
	_, file := written(t, d)
	s := file.Pages[0].Shows[0]
	assert.Equal(t, "xyzx", s.Text())
	assert.Equal(t, s.Codes[0].Glyph, s.Codes[1].Glyph, "it is drawn once")
}

func TestRightToLeftLettersStandInVisualOrder(t *testing.T) {
	f := regular(t)
	d := pdf.New(pdf.Info{})
	d.Page(100, 100).Text(f, 10, 0, 0, 0, []pdf.Cluster{one(glyph(t, 'ﻻ'), 600, 0, "لا", true)})
	_, file := written(t, d)
	codes := file.Pages[0].Shows[0].Codes
	require.Len(t, codes, 2)
	assert.Equal(t, "ا", codes[0].Text, "who turns right-to-left text round gets it right")
	assert.Equal(t, "ل", codes[1].Text)
	assert.Zero(t, codes[0].Advance)
	assert.Equal(t, codes[0].X, codes[1].X)
}

func TestAMarkIsDrawnInsideItsCluster(t *testing.T) {
	f := regular(t)
	c := pdf.Cluster{Advance: 600, Glyphs: []pdf.Glyph{{ID: glyph(t, 'a')}, {ID: glyph(t, '́'), DX: 120, DY: 300}}, Text: "á"}
	d := pdf.New(pdf.Info{})
	d.Page(100, 100).Text(f, 10, 0, 0, 0, []pdf.Cluster{c})
	_, file := written(t, d)
	codes := file.Pages[0].Shows[0].Codes
	require.Len(t, codes, 1)
	assert.Equal(t, "á", codes[0].Text)
	assert.InDelta(t, 6, codes[0].Advance, 0.001)

	sub, err := font.ParseTTF(bytes.NewReader(withNames(file.Fonts["F0"])))
	require.NoError(t, err)
	whole, err := font.ParseTTF(bytes.NewReader(assets.FontRegular))
	require.NoError(t, err)
	drawn := sub.GlyphData(font.GID(codes[0].Glyph)).(font.GlyphOutline)
	letter := whole.GlyphData(font.GID(glyph(t, 'a'))).(font.GlyphOutline)
	accent := whole.GlyphData(font.GID(glyph(t, '́'))).(font.GlyphOutline)
	require.Len(t, drawn.Segments, len(letter.Segments)+len(accent.Segments))
	assert.Equal(t, letter.Segments[0], drawn.Segments[0])
	first, moved := accent.Segments[0].Args[0], drawn.Segments[len(letter.Segments)].Args[0]
	assert.Equal(t, first.X+120, moved.X)
	assert.Equal(t, first.Y+300, moved.Y)
}

// withNames adds to a subset what a stand-alone font needs and a PDF does not: a cmap.
func withNames(sub []byte) []byte {
	n := int(binary.BigEndian.Uint16(sub[4:]))
	cmap := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12, 0, 4, 0, 24, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 1, 0, 0}
	out := append([]byte(nil), sub[:12]...)
	binary.BigEndian.PutUint16(out[4:], uint16(n+1))
	for i := range n {
		entry := append([]byte(nil), sub[12+16*i:28+16*i]...)
		binary.BigEndian.PutUint32(entry[8:], binary.BigEndian.Uint32(entry[8:])+16)
		out = append(out, entry...)
	}
	entry := append([]byte("cmap"), make([]byte, 12)...)
	binary.BigEndian.PutUint32(entry[8:], uint32(len(sub)+16))
	binary.BigEndian.PutUint32(entry[12:], uint32(len(cmap)))
	out = append(append(out, entry...), sub[12+16*n:]...)
	return append(out, cmap...)
}

func TestTheSameCallsGiveTheSameBytes(t *testing.T) {
	make := func() []byte {
		f := regular(t)
		d := pdf.New(pdf.Info{Title: "x", Language: "ar"})
		for i := range 3 {
			p := d.Page(595, 842)
			p.Mark(d.Element(nil, "P", "", ""))
			for r := 'a'; r <= 'z'; r++ {
				g := glyph(t, r)
				p.Text(f, 11, float64(i), float64(r), 0, []pdf.Cluster{one(g, f.Advance(g), 0, string(r), false)})
			}
		}
		b, _ := written(t, d)
		return b
	}
	assert.Equal(t, make(), make())
}

func TestAnUnknownGlyphIsTheBox(t *testing.T) {
	f := regular(t)
	d := pdf.New(pdf.Info{})
	d.Page(100, 100).Text(f, 10, 0, 0, 0, []pdf.Cluster{one(65535, 600, 0, "?", false)})
	_, file := written(t, d)
	assert.Zero(t, file.Pages[0].Shows[0].Codes[0].Glyph)
}

func TestABrokenFontIsRefused(t *testing.T) {
	_, err := pdf.ParseFont([]byte("OTTO"), "x", false)
	assert.ErrorIs(t, err, pdf.ErrFont)
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		b := bytes.Clone(assets.FontRegular[:2000])
		for range 20 {
			b[random.IntN(600)] = byte(random.Uint32())
		}
		_, err := pdf.ParseFont(b, "x", false) // its tables lie behind the end
		assert.ErrorIs(t, err, pdf.ErrFont)
	}
	whole := bytes.Clone(assets.FontRegular)
	for range 20 {
		b := bytes.Clone(whole)
		for range 2000 {
			b[random.IntN(len(b))] = byte(random.Uint32())
		}
		f, err := pdf.ParseFont(b, "x", false)
		if err != nil {
			continue
		}
		d := pdf.New(pdf.Info{})
		p := d.Page(100, 100)
		for g := range uint16(3000) {
			p.Text(f, 10, 0, 0, 0, []pdf.Cluster{one(g, 500, 0, "x", false)})
		}
		_, err = d.WriteTo(&bytes.Buffer{}) // does not fall over
		assert.NoError(t, err)
	}
}

package kit

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/math/fixed"

	"waymark/internal/bidi"
	language "waymark/internal/words"
)

// drawing is what stands at a place of a line: how the glyph looks, and where, in
// units of the font.
type drawing struct {
	look font.GlyphData
	x, y int
	char rune // the first letter it stands for
}

// paintedGlyphs are the glyphs of a line from left to right as Fyne's painter shapes
// them. What stands for a mark or a joiner and paints nothing is left out.
func paintedGlyphs(line bidi.Line) []drawing {
	text, _ := line.Paint()
	face := typeface{}.face()
	in := shaping.Input{Text: text, RunEnd: len(text), Direction: di.DirectionLTR, Face: face, Size: fixed.I(1000)}
	x := 0
	var all []drawing
	for _, run := range shaper.segment.Split(in, oneFace{face}) {
		for _, g := range shaper.shape.Shape(run).Glyphs {
			if g.Width != 0 || g.Height != 0 {
				all = append(all, drawing{face.GlyphData(g.GlyphID), x + g.XOffset.Round(), g.YOffset.Round(), text[g.TextIndex()]})
			}
			x += g.Advance.Round()
		}
	}
	return all
}

// Pango's results for more than 200 sentences stand beside the paper's own test; a
// script there says how they were made. Two things are other, and known: the painter is
// handed visual order, in which a European digit after an Arabic word stands before it,
// so it takes the Latin font's drawing of it and Pango the Arabic font's, in the same
// place with the same width; and it is not told the language, so Urdu's own four is not
// found.
func TestALineIsPaintedAsPangoSetsIt(t *testing.T) {
	f, err := os.Open("../../../internal/handout/typeset/testdata/pango.txt")
	require.NoError(t, err)
	defer f.Close()
	shaper.Lock()
	defer shaper.Unlock()
	lines := bufio.NewScanner(f)
	sentences := 0
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		require.Len(t, fields, 4)
		sentences++
		if fields[0] == "ur" && strings.Contains(fields[1], "۴") {
			continue
		}
		direction := bidi.LTR
		if language.DirectionOf(fields[0]) == language.RightToLeft {
			direction = bidi.RTL
		}
		var want []drawing
		for _, g := range strings.Fields(fields[3]) {
			var id font.GID
			var d drawing
			if n, _ := fmt.Sscanf(g, "%d@%d%d", &id, &d.x, &d.y); n < 2 {
				t.Fatalf("%q", g)
			}
			d.look = typeface{}.face().GlyphData(id)
			if o, ok := d.look.(font.GlyphOutline); ok && len(o.Segments) > 0 {
				want = append(want, d)
			}
		}
		text := []rune(fields[1])
		got := paintedGlyphs(bidi.Resolve(text, direction).Line(0, len(text)))
		if !assert.Len(t, got, len(want), "%s: %q", fields[0], fields[1]) {
			continue
		}
		for i := range want {
			if !assert.Equal(t, [2]int{want[i].x, want[i].y}, [2]int{got[i].x, got[i].y}, "%s: glyph %d of %q", fields[0], i, fields[1]) ||
				!(direction == bidi.RTL && got[i].char < unicode.MaxASCII) && !assert.True(t, reflect.DeepEqual(want[i].look, got[i].look), "%s: glyph %d of %q looks otherwise", fields[0], i, fields[1]) {
				break
			}
		}
	}
	require.NoError(t, lines.Err())
	assert.GreaterOrEqual(t, sentences, 200)
}

package typeset

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reference is a sentence as Pango sets it, in units of the font; testdata/pango.py
// says how it was made.
type reference struct {
	language, text string
	width          int
	glyphs         []placed
}

type placed struct{ id, x, y int }

func references(t *testing.T) []reference {
	t.Helper()
	f, err := os.Open("testdata/pango.txt")
	require.NoError(t, err)
	defer f.Close()
	var all []reference
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		require.Len(t, fields, 4)
		r := reference{language: fields[0], text: fields[1]}
		r.width, err = strconv.Atoi(fields[2])
		require.NoError(t, err)
		for _, g := range strings.Fields(fields[3]) {
			var p placed
			if n, _ := fmt.Sscanf(g, "%d@%d%d", &p.id, &p.x, &p.y); n < 2 {
				t.Fatalf("%q", g)
			}
			r.glyphs = append(r.glyphs, p)
		}
		all = append(all, r)
	}
	require.NoError(t, lines.Err())
	return all
}

func TestPangoSetsTheSame(t *testing.T) {
	all := references(t)
	require.GreaterOrEqual(t, len(all), 200)
	s := newShaper()
	for _, want := range all {
		p := paragraphs(Plain(want.language, want.text), 0, false)[0]
		clusters, width := s.shape(p, p.Line(0, len(p.text)))
		upem := weights()[regular].upem
		var got []placed
		for _, c := range clusters {
			for _, g := range c.Glyphs {
				got = append(got, placed{int(g.ID), int(c.X*upem+0.5) + g.DX, g.DY})
			}
		}
		if !assert.Equal(t, ids(want.glyphs), ids(got), "%s: %q", want.language, want.text) {
			continue
		}
		for i := range got {
			if !assert.InDelta(t, want.glyphs[i].x, got[i].x, 1.5, "%s: glyph %d of %q", want.language, i, want.text) ||
				!assert.InDelta(t, want.glyphs[i].y, got[i].y, 1.5, "%s: glyph %d of %q", want.language, i, want.text) {
				break
			}
		}
		assert.InDelta(t, want.width, width*upem, 1.5, "%s: %q", want.language, want.text)
	}
}

func ids(all []placed) string {
	var b strings.Builder
	for _, p := range all {
		fmt.Fprintf(&b, "%d ", p.id)
	}
	return b.String()
}

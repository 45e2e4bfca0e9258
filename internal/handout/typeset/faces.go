package typeset

import (
	"bytes"
	"sync"

	"github.com/go-text/typesetting/font"

	"waymark/assets"
	"waymark/internal/handout/pdf"
)

// weight is one of the two fonts in the program, for shaping and for embedding.
type weight struct {
	shape *font.Font
	embed *pdf.Font
	upem  float64
}

// weights are regular and bold. They are read once: it takes a few milliseconds, and
// who prints nothing does not need it.
var weights = sync.OnceValue(func() [2]weight {
	var out [2]weight
	for i, f := range []struct {
		ttf  []byte
		name string
	}{{assets.FontRegular, "Waymark-Regular"}, {assets.FontBold, "Waymark-Bold"}} {
		face, err := font.ParseTTF(bytes.NewReader(f.ttf))
		if err != nil {
			panic("typeset: the embedded font does not parse: " + err.Error()) // built in and tested: cannot differ at run time
		}
		embed, err := pdf.ParseFont(f.ttf, f.name, i == bold)
		if err != nil {
			panic("typeset: the embedded font cannot be embedded: " + err.Error()) // as above
		}
		out[i] = weight{shape: face.Font, embed: embed, upem: float64(face.Upem())}
	}
	return out
})

const (
	regular = 0
	bold    = 1
)

// How the lines of text lie, in parts of its size. The merged fonts measure 1.77 from
// their highest to their lowest mark; marks that far out never meet in practice.
const (
	leading  = 1.56 // from one line to the next
	baseline = 1.13 // from a line's top to where its letters stand
)

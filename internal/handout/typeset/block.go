package typeset

import (
	"waymark/internal/bidi"
)

// Style says how a text looks.
type Style struct {
	Size  float64 // in parts of the document's; 0 is 1
	Bold  bool
	Grey  float64 // 0 black; at most 0.4, or a copier loses it
	After float64 // room below, in lines
	Here  bool    // begins at the side its column is read from, whatever its language
}

// Styles of a document.
var (
	Body    = Style{After: 0.35}
	Small   = Style{Size: 0.82, After: 0.2}
	Strong  = Style{Bold: true, After: 0.35}
	Large   = Style{Size: 1.4, Bold: true, After: 0.3}
	heading = [...]Style{{Size: 1.7, Bold: true, After: 0.35}, {Size: 1.22, Bold: true, After: 0.25}, {Size: 1.05, Bold: true, After: 0.2}}
)

// Block is a part of a document.
type Block interface {
	// set cuts the block into strips of a width, in points. around is the direction of
	// what it stands in, within the part of the structure it belongs to.
	set(s *setter, width float64, around bidi.Direction, within *mark) []strip
}

// Heading begins a part. Level counts from 1 to 3.
type Heading struct {
	Level int
	Text  Text
}

// Paragraph is a text over the whole width.
type Paragraph struct {
	Text  Text
	Style Style
	Next  bool // it stays on one page with what follows
}

// Item is a text with a mark before it: a bullet, a number, a box to tick.
type Item struct {
	Mark  string
	Text  Text
	Style Style
}

// Columns are blocks side by side, in the order from left to right. They are parts of
// one thought: their lines go on together from page to page.
type Columns struct {
	Cells []Cell
	Whole bool // on one page, if a page is enough
}

// Group is blocks one under the other.
type Group []Block

// Cell is what stands in a column, with the direction in which it is read.
type Cell struct {
	Share     float64 // of the width, in comparison with the others; 0 is 1
	Direction bidi.Direction
	Blocks    []Block
}

// Table has a head that comes again on each page. Its columns begin at the side the
// table is read from.
type Table struct {
	Direction bidi.Direction
	Shares    []float64 // widths of the columns in comparison with each other
	Head      [][]Block
	Rows      [][][]Block
	Open      bool // lines between columns too: a form to fill in
}

// Frame draws a bar at the side that its blocks are read from: something to notice.
type Frame struct {
	Direction bidi.Direction
	Blocks    []Block
}

// Lines is room to write in by hand: so many lines over the whole width.
type Lines struct{ Count int }

// Gap is free room, in lines of the document.
type Gap float64

// Rule is a thin line over the whole width.
type Rule struct{}

// NewPage goes on at the top of a page.
type NewPage struct{}

// Drawing shows a picture.
type Drawing struct {
	Picture   Picture
	Size      float64 // its height, in lines of the document
	Alt       Text    // what it shows
	Direction bidi.Direction
	Centred   bool
}

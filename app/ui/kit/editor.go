package kit

import (
	"slices"
	"strings"
	"unicode"
)

// editor is the text of an entry with its caret and history. It knows nothing of lines, widths or screens. Offsets count
// runes; caret and anchor always stand on grapheme boundaries.
type editor struct {
	text          []rune
	caret, anchor int
	done, undone  []edit
	oneLine       bool
	limit         int // greatest number of runes, 0 for none
}

// edit is one step of the history.
type edit struct {
	at                    int
	removed, inserted     []rune
	caret, anchor, behind int // before, before, and caret after
	kind                  editKind
}

type editKind int8

// Typing and erasing letter by letter become one step per word; anything else is a step of its own.
const (
	asOne editKind = iota
	typing
	erasing
)

// maxHistory bounds the memory of undo.
const maxHistory = 1000

func (d *editor) selection() (from, to int) { return min(d.caret, d.anchor), max(d.caret, d.anchor) }

func (d *editor) selected() string {
	from, to := d.selection()
	return string(d.text[from:to])
}

// load replaces everything and forgets the history.
func (d *editor) load(s string) {
	d.text = d.fit([]rune(normal(s, d.oneLine)), 0)
	d.caret, d.anchor = len(d.text), len(d.text)
	d.done, d.undone = nil, nil
}

// normal is text as it is kept: line feeds for line ends, no control characters, U+FFFD for what is no UTF-8.
func normal(s string, oneLine bool) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			r = '\n'
		case r == '\n' || r == '\t':
		case unicode.IsControl(r):
			return -1
		}
		if oneLine && (r == '\n' || r == '\t') {
			return ' '
		}
		return r
	}, s)
}

// fit shortens s to what the limit leaves when removed runes go.
func (d *editor) fit(s []rune, removed int) []rune {
	if d.limit <= 0 {
		return s
	}
	room := max(0, d.limit-len(d.text)+removed)
	if len(s) <= room {
		return s
	}
	return s[:lastAtMost(boundaries(s), room)]
}

func lastAtMost(cuts []int, n int) int {
	i, exact := slices.BinarySearch(cuts, n)
	if !exact {
		i--
	}
	return cuts[max(0, i)]
}

// replace puts s in place of the runes from a to b and reports whether anything changed.
func (d *editor) replace(a, b int, s []rune, kind editKind) bool {
	s = d.fit(s, b-a)
	if a == b && len(s) == 0 {
		return false
	}
	e := edit{at: a, removed: slices.Clone(d.text[a:b]), inserted: slices.Clone(s), caret: d.caret, anchor: d.anchor, kind: kind}
	d.text = slices.Replace(d.text, a, b, s...)
	d.caret = d.boundaryFrom(a + len(s))
	d.anchor = d.caret
	e.behind = d.caret
	d.undone = nil
	if !d.extend(e) {
		d.done = append(d.done, e)
		if len(d.done) > maxHistory {
			d.done = slices.Delete(d.done, 0, len(d.done)-maxHistory)
		}
	}
	return true
}

// extend makes e part of the last step where a person would take both for one.
func (d *editor) extend(e edit) bool {
	if len(d.done) == 0 || e.kind == asOne {
		return false
	}
	last := &d.done[len(d.done)-1]
	if last.kind != e.kind || e.caret != last.behind || e.anchor != last.behind {
		return false
	}
	switch e.kind {
	case typing:
		if len(e.removed) > 0 || e.at != last.at+len(last.inserted) || e.inserted[0] == '\n' {
			return false
		}
		if end := last.inserted[len(last.inserted)-1]; unicode.IsSpace(end) && !unicode.IsSpace(e.inserted[0]) {
			return false
		}
		last.inserted = append(last.inserted, e.inserted...)
	case erasing:
		if len(e.inserted) > 0 || len(last.inserted) > 0 || e.at+len(e.removed) != last.at {
			return false
		}
		last.removed = append(slices.Clone(e.removed), last.removed...)
		last.at = e.at
	}
	last.behind = e.behind
	return true
}

// undo takes the last step back.
func (d *editor) undo() bool {
	if len(d.done) == 0 {
		return false
	}
	e := d.done[len(d.done)-1]
	d.done = d.done[:len(d.done)-1]
	d.text = slices.Replace(d.text, e.at, e.at+len(e.inserted), e.removed...)
	d.caret, d.anchor = e.caret, e.anchor
	d.undone = append(d.undone, e)
	return true
}

// redo does it again.
func (d *editor) redo() bool {
	if len(d.undone) == 0 {
		return false
	}
	e := d.undone[len(d.undone)-1]
	d.undone = d.undone[:len(d.undone)-1]
	d.text = slices.Replace(d.text, e.at, e.at+len(e.removed), e.inserted...)
	d.caret, d.anchor = e.behind, e.behind
	e.kind = asOne // typing on does not grow a step that was done again
	d.done = append(d.done, e)
	return true
}

// insert puts text in place of the selection.
func (d *editor) insert(s string, kind editKind) bool {
	a, b := d.selection()
	if a != b {
		kind = asOne
	}
	return d.replace(a, b, []rune(normal(s, d.oneLine)), kind)
}

// backspace erases the selection or what stands before the caret. In a cluster with marks it takes the last mark alone,
// which is what was typed last.
func (d *editor) backspace() bool {
	a, b := d.selection()
	if a != b {
		return d.replace(a, b, nil, asOne)
	}
	if a == 0 {
		return false
	}
	from := d.before(a)
	if last := d.text[a-1]; a-from > 1 && unicode.IsMark(last) && last != '\ufe0f' {
		from = a - 1
	}
	return d.replace(from, a, nil, erasing)
}

// erase removes the selection or the cluster after the caret.
func (d *editor) erase() bool {
	a, b := d.selection()
	if a == b {
		b = d.after(a)
	}
	return d.replace(a, b, nil, asOne)
}

func (d *editor) moveTo(offset int, extend bool) {
	d.caret = offset
	if !extend {
		d.anchor = offset
	}
}

// Graphemes. A window round the offset is enough: a boundary stands before every space that follows no prepended mark.

func (d *editor) window(offset int) (from, to int) {
	from, to = offset, offset
	for from > 0 {
		from--
		if (d.text[from] == ' ' || d.text[from] == '\n') && (from == 0 || !prepends(d.text[from-1])) && from < offset-1 {
			break
		}
	}
	for to < len(d.text) {
		to++
		if to > offset+1 && to < len(d.text) && (d.text[to] == ' ' || d.text[to] == '\n') && !prepends(d.text[to-1]) {
			break
		}
	}
	return from, to
}

// prepends is a superset of Grapheme_Cluster_Break=Prepend.
func prepends(r rune) bool {
	return r >= 0x600 && r <= 0x605 || r == 0x6dd || r == 0x70f || r >= 0x890 && r <= 0x891 || r == 0x8e2 || r == 0xd4e || r >= 0x11000 && r < 0x12000
}

// before is the grapheme boundary before offset.
func (d *editor) before(offset int) int {
	if offset <= 0 {
		return 0
	}
	from, to := d.window(offset)
	return from + lastAtMost(boundaries(d.text[from:to]), offset-from-1)
}

// after is the grapheme boundary after offset.
func (d *editor) after(offset int) int {
	if offset >= len(d.text) {
		return len(d.text)
	}
	return d.boundaryFrom(offset + 1)
}

// boundaryFrom is offset, or the next boundary when it is none.
func (d *editor) boundaryFrom(offset int) int {
	if offset <= 0 || offset >= len(d.text) {
		return min(max(offset, 0), len(d.text))
	}
	from, to := d.window(offset)
	cuts := boundaries(d.text[from:to])
	i, _ := slices.BinarySearch(cuts, offset-from)
	return from + cuts[i]
}

// Words.

// paragraphAt is the stretch between line feeds round offset.
func (d *editor) paragraphAt(offset int) (from, to int) {
	from, to = offset, offset
	for from > 0 && d.text[from-1] != '\n' {
		from--
	}
	for to < len(d.text) && d.text[to] != '\n' {
		to++
	}
	return from, to
}

// wordAt is the word at or before offset, for a double click.
func (d *editor) wordAt(offset int) (from, to int) {
	start, end := d.paragraphAt(offset)
	from, to = offset, offset
	for _, w := range words(d.text[start:end]) {
		if start+w.start <= offset && offset <= start+w.end {
			from, to = start+w.start, start+w.end
		}
	}
	return from, to
}

// wordBefore is the start of the word before offset, or the end of the paragraph before.
func (d *editor) wordBefore(offset int) int {
	start, end := d.paragraphAt(offset)
	if offset == start {
		return d.before(offset)
	}
	to := start
	for _, w := range words(d.text[start:end]) {
		if start+w.start < offset {
			to = start + w.start
		}
	}
	return to
}

// wordAfter is the end of the word after offset, or the start of the next paragraph.
func (d *editor) wordAfter(offset int) int {
	start, end := d.paragraphAt(offset)
	if offset == end {
		return d.after(offset)
	}
	for _, w := range words(d.text[start:end]) {
		if start+w.end > offset {
			return start + w.end
		}
	}
	return end
}

// Package bidi puts text of mixed direction into the order in which it is read and painted: the Unicode Bidirectional
// Algorithm (UAX #9) in full, down to embedding levels.
//
// Use it wherever a line of text meets a painter: [Visual] for a line that fits, [Resolve] and [Paragraph.Line] for
// paragraphs that wrap and for carets. golang.org/x/text/unicode/bidi gives the character classes; it computes levels
// too but does not give them out, and the order it returns is not the visual one.
//
// # What it promises
//
// Levels and visual order agree with every case of Unicode's BidiCharacterTest (kept in testdata). Text stays logical
// everywhere below the screen: what [Visual] returns is for painting alone. It is never stored, compared, searched, put
// into an entry or on the clipboard.
//
// [Isolate] and [Clean] make it safe to put a name, a number or somebody's words into a sentence: direction controls in
// the argument cannot reorder what stands around it, and characters without width cannot make two names look alike.
//
// # What it does not know
//
// Fonts, widths, line breaking, screens. Indices count runes of the paragraph, never bytes and never glyphs; whoever
// moves a caret must keep to grapheme boundaries by themselves.
//
// # Not solved
//
// The character classes are those of the Unicode version in x/text (15.0 with Go before 1.27). Vertical text is not
// handled. Letters of one script that look like letters of another (Cyrillic а in a Latin name) are left alone.
package bidi

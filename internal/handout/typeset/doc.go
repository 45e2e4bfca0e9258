// Package typeset sets text of every script into lines and pages: two languages side
// by side or one under the other, tables, lists, pictures, room to write in. The
// same pages become a PDF or pictures for the screen.
//
// Use it to make something that is printed. What is said on the page, and whether it
// may be, is decided by the package above (internal/handout).
//
// # How
//
// Words are ordered by internal/bidi, shaped by HarfBuzz (go-text) with the fonts in
// assets, broken at the places of UAX #14. Each paragraph has the direction of its
// language; one without a language takes its own. Blocks are cut into strips that
// are never divided and flow down the pages: a heading stays with what follows, a
// row of a table stays whole where it can, a table's head comes again on each page.
//
// # Promises
//
// The same blocks give the same pages, the same bytes of PDF and the same picture,
// on every machine: only the fonts in the program are used. What these cannot write
// is shown as a box and listed by [Pages.Missing]: never dropped in silence.
//
// Black on white only; nothing is said by a shade alone.
//
// # Refuses to know
//
// Cases, states, files, printers.
//
// # Not solved
//
// No hyphenation, no justified lines, no footnotes, no vertical text. A table's
// columns have the widths that are asked for. A line is placed by the fonts' widths
// at any size: there is no hinting.
package typeset

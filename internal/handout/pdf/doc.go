// Package pdf writes PDF files: pages of glyphs that somebody else has shaped and
// placed, lines and shapes in shades of grey, with subsets of the fonts inside.
//
// Use it below a typesetter (internal/handout/typeset), never for text directly: it
// takes glyph numbers and points, not sentences.
//
// Why our own: the libraries that could be had (fpdf, gopdf) place characters, not
// glyphs, so Arabic, Bengali or Ethiopic marks come out wrong; the one that shapes
// by itself orders mixed text by other rules than our screens and draws in three
// dozen modules. What is needed of the format is small.
//
// # Promises
//
// The same calls give the same bytes: no clock, no random identifier, no map's order.
//
// What is read out of a file is what was meant: each cluster of glyphs is one code for
// the letters it writes (a glyph that writes others elsewhere has another code there),
// with its marks drawn inside it, so that they cannot be taken for words of their own. Headings, paragraphs, lists and tables
// are tagged in reading order with their language, so that a screen reader finds
// its way through two columns.
//
// No JavaScript, no links, no attachments, no metadata beyond title, language and
// the day given.
//
// # Refuses to know
//
// Text direction, line breaks, what a case is, files: it writes to an io.Writer.
//
// # Not solved
//
// Fonts must be TrueType outlines (glyf); CFF and variable fonts are refused. Tags
// do not reach the full PDF/UA standard.
package pdf

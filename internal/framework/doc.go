// Package framework is the counselling framework: the topics a person is told
// about, their texts in each language, and where each text comes from.
//
// Use it to show a topic on the person's half of the screen and the same
// paragraph on the staff half, and to note in a counselling session exactly what
// was shown: topic, language, [Text.Version] and [Text.Hash].
//
// # Files
//
// The file topics lists the topics in the order in which they are offered, one a
// line: id, group, and any of the marks law, money, safety (what a mistake in the
// text could harm) and never-on-paper. pictograms/<id>.svg stands for the topic
// where nobody reads. <id>/<tag>.md is a text; the tag is BCP 47, Dari is fa-AF:
//
//	---
//	topic: return-decision
//	language: en
//	version: 3
//	date: 2026-11-22
//	status: drafted
//	translator: who wrote or translated it
//	reviewer: who reviewed it (only, and always, when the status is reviewed)
//	law: EU | Directive 2008/115/EC, Article 12 | 2026-11-22
//	source: what the text rests on
//	---
//	# The title, once
//	A paragraph is one line: one thought.
//	## A heading
//	- an item
//	1. a numbered item
//
// Emphasis is *so* or **so**, within a line. law (country or EU, what, the day on
// which it was seen in force) and source may be repeated; a text has at least one
// source. Everything else is refused, with file and line: other markup, links,
// HTML, control characters, broken UTF-8, text that is not in normal form C, and
// numerals other than those of numbered items. A text is for every country, so it
// names no number of days, no amount, and no right that differs by country: it
// sends to the person's own papers, or says whom to ask.
//
// # Promises
//
// Every topic has English, its source. Texts of one topic with one version have
// the same blocks in the same order, so that a paragraph can be followed from
// language to language by its [Block.ID]; [Load] refuses anything else. A
// translation that lags has an older version, and [Parallel] says so.
//
// No text is ever given in another language in silence: [Framework.Text] answers
// only for the language asked, [Framework.Nearest] says by [Text.Language] what it
// found. Dari is offered to who asked for Persian, and the reverse, only so.
//
// # Not solved
//
// Nothing here proves that two texts say the same; that is what the status is
// for, and a drafted text says so on the screen. Whether an interpreter is present
// and what may be printed is decided elsewhere; see [Text.NeedsInterpreter] and
// [Text.MayPrint].
package framework

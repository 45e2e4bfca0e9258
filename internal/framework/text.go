package framework

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"waymark/internal/words"
)

// Status says whether somebody who reads the language has checked a text.
type Status string

const (
	Drafted  Status = "drafted"
	Reviewed Status = "reviewed"
)

// Text is a topic in one language.
type Text struct {
	Topic      Topic
	Language   string // BCP 47; what it is really in
	Version    int    // counts from 1; a translation has the version of the source it was made from
	Date       time.Time
	Status     Status
	Translator string
	Reviewer   string // "" unless Status is Reviewed
	Laws       []Law
	Sources    []string
	Title      string
	Blocks     []Block // without the title
}

// Law is a rule the text rests on.
type Law struct {
	Where string    // "EU", or a country's ISO 3166 code
	What  string    // its name, as a lawyer would look it up
	Seen  time.Time // the day on which it was seen in force
}

// Kind is what a block is.
type Kind string

const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item"
	Step      Kind = "step" // an item of a numbered list
)

// Block is one thought: a line of the text.
type Block struct {
	// ID is the same for the same thought in all languages of a version: b1, b2...
	ID     string
	Kind   Kind
	Number int // of a Step, from 1; else 0
	Spans  []Span

	line int // in the file
}

// Span is a stretch of a block with one emphasis.
type Span struct {
	Text     string
	Emphasis bool // *so*
	Strong   bool // **so**
}

// Plain returns the block's text without emphasis.
func (b Block) Plain() string {
	var s strings.Builder
	for _, span := range b.Spans {
		s.WriteString(span.Text)
	}
	return s.String()
}

// Markdown returns the text as its file has it below the front matter. It is
// what Hash is taken of.
func (t Text) Markdown() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# %s\n", t.Title)
	for _, b := range t.Blocks {
		switch b.Kind {
		case Heading:
			s.WriteString("## ")
		case Item:
			s.WriteString("- ")
		case Step:
			fmt.Fprintf(&s, "%d. ", b.Number)
		}
		for _, span := range b.Spans {
			mark := ""
			if span.Strong {
				mark = "**"
			} else if span.Emphasis {
				mark = "*"
			}
			s.WriteString(mark + span.Text + mark)
		}
		s.WriteString("\n")
	}
	return s.String()
}

// Hash is the SHA-256, in hex, of what the person could read: topic, language,
// version and the text itself. It stays when only the status changes: a review
// that finds nothing does not alter what somebody was told.
func (t Text) Hash() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%s", t.Topic.ID, t.Language, t.Version, t.Markdown()))
	return hex.EncodeToString(sum[:])
}

// NeedsInterpreter says that the text is unchecked and a mistake in it could
// harm: it is to be shown only while somebody is there who can set it right.
func (t Text) NeedsInterpreter() bool {
	return t.Status != Reviewed && t.Topic.NeedsInterpreterWhenDrafted
}

// MayPrint says whether the text may go on paper, which nobody can correct later
// and others may find.
func (t Text) MayPrint() bool { return !t.Topic.NeverOnPaper && !t.NeedsInterpreter() }

// WhyNotPrinted says to staff why [Text.MayPrint] is false; the zero Message when
// it is true.
func (t Text) WhyNotPrinted() words.Message {
	switch {
	case t.Topic.NeverOnPaper:
		return words.Message{Key: "framework.not_on_paper"}
	case t.NeedsInterpreter():
		return words.Message{Key: "framework.drafted_not_on_paper"}
	}
	return words.Message{}
}

// Message says the law, its country and when it was seen in force.
func (l Law) Message() words.Message {
	return words.Message{Key: "framework.law", Data: map[string]any{"What": l.What, "Where": l.Where, "Date": l.Seen}}
}

// Parallel says whether b can be followed by the same [Block.ID] in a: the same
// topic in the same version.
func Parallel(a, b Text) bool {
	if a.Topic.ID != b.Topic.ID || a.Version != b.Version {
		return false
	}
	_, same := sameBlocks(a, b)
	return same
}

// sameBlocks returns the index of the first block that differs in kind.
func sameBlocks(a, b Text) (int, bool) {
	for i := range a.Blocks {
		if i >= len(b.Blocks) || a.Blocks[i].Kind != b.Blocks[i].Kind {
			return i, false
		}
	}
	return len(a.Blocks), len(a.Blocks) == len(b.Blocks)
}

// lineOf returns the line of block i, or of the last one when there are fewer.
func (t Text) lineOf(i int) int {
	if len(t.Blocks) == 0 {
		return 1
	}
	return t.Blocks[min(i, len(t.Blocks)-1)].line
}

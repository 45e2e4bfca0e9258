package handout

import (
	"image"
	"io"
	"regexp"
	"time"

	"waymark/internal/bidi"
	"waymark/internal/handout/typeset"
	"waymark/internal/words"
)

// Handout is something made for paper.
type Handout struct {
	// What it is, for the log of what left: "summary", "pictogram-card", "plan",
	// "partner-copy", "visit-pack".
	What    string
	LeftOut []words.Message // what is not on it, and why; for staff
	Drafted bool            // holds text that nobody has checked

	pages *typeset.Pages
}

// Pages is how many pages it has.
func (h *Handout) Pages() int { return h.pages.Count() }

// PDF writes it as a file.
func (h *Handout) PDF(w io.Writer) error { return h.pages.PDF(w) }

// Image draws a page, counted from 0.
func (h *Handout) Image(page int, perInch float64) *image.Gray { return h.pages.Image(page, perInch) }

// Lines are what a page says, line by line.
func (h *Handout) Lines(page int) []string { return h.pages.Lines(page) }

// Unwritable are characters that no font here has: boxes on the paper.
func (h *Handout) Unwritable() []rune { return h.pages.Missing() }

// Style is how the two languages stand on the paper.
type Style struct {
	Person  *words.Words // the language it is for
	Staff   *words.Words // the one beside it; the same for one language only
	Stacked bool         // one under the other instead of side by side: for large letters, narrow words
	Large   bool         // letters for who reads little or sees badly
	Made    time.Time    // the day of printing
}

func (s Style) size() float64 {
	if s.Large {
		return 14
	}
	return 10.5
}

// two reports whether there are two languages.
func (s Style) two() bool { return s.Person.Language() != s.Staff.Language() }

func direction(w *words.Words) bidi.Direction {
	if w.Direction() == words.RightToLeft {
		return bidi.RTL
	}
	return bidi.LTR
}

// say is a message in one language.
func say(w *words.Words, key string, data ...any) typeset.Text {
	return typeset.Plain(w.Language(), w.Say(message(key, data...)))
}

func message(key string, data ...any) words.Message {
	m := words.Message{Key: key}
	for i := 0; i+1 < len(data); i += 2 {
		if m.Data == nil {
			m.Data = map[string]any{}
		}
		m.Data[data[i].(string)] = data[i+1]
	}
	return m
}

// both makes the same blocks in each language and puts them side by side, the person's
// where their eye begins, or one under the other.
func (s Style) both(blocks func(w *words.Words) []typeset.Block) typeset.Block {
	person := typeset.Cell{Direction: direction(s.Person), Blocks: blocks(s.Person)}
	if !s.two() {
		return typeset.Columns{Cells: []typeset.Cell{person}}
	}
	staff := typeset.Cell{Direction: direction(s.Staff), Blocks: blocks(s.Staff)}
	if s.Stacked {
		return stack{person, staff}.block()
	}
	if person.Direction == bidi.RTL {
		person, staff = staff, person
	}
	return typeset.Columns{Cells: []typeset.Cell{person, staff}}
}

// stack is two languages one under the other.
type stack [2]typeset.Cell

func (s stack) block() typeset.Block {
	upper := typeset.Columns{Cells: []typeset.Cell{s[0]}, Whole: true}
	lower := typeset.Columns{Cells: []typeset.Cell{s[1]}}
	return typeset.Group{upper, lower}
}

// text is a message in both languages in one style.
func (s Style) text(style typeset.Style, key string, data ...any) typeset.Block {
	return s.both(func(w *words.Words) []typeset.Block {
		return []typeset.Block{typeset.Paragraph{Text: say(w, key, data...), Style: style}}
	})
}

// heading is a heading in both languages.
func (s Style) heading(level int, key string, data ...any) typeset.Block {
	return s.both(func(w *words.Words) []typeset.Block {
		return []typeset.Block{typeset.Heading{Level: level, Text: say(w, key, data...)}}
	})
}

// lines are both languages in one cell of a table, the person's first.
func (s Style) lines(of func(w *words.Words) typeset.Text) []typeset.Block {
	out := []typeset.Block{typeset.Paragraph{Text: of(s.Person)}}
	if s.two() {
		out = append(out, typeset.Paragraph{Text: of(s.Staff), Style: below})
	}
	return out
}

// telephone is a number with the spaces and signs people write in it. Between letters
// that read from right to left its groups would change places.
var telephone = regexp.MustCompile(`\+?[0-9٠-٩۰-۹](?:[ ()/.\-]{0,2}[0-9٠-٩۰-۹]){4,}`)

// below is the staff's language under the person's in a table.
var below = typeset.Style{Size: typeset.Small.Size, Here: true}

// own is text as somebody typed it, in a language nobody noted.
func own(s string) typeset.Text {
	const first, pop = "\u2066", "\u2069" // left-to-right isolate
	return typeset.Plain("", telephone.ReplaceAllString(bidi.Strip(s), first+"$0"+pop))
}

// make sets the pages. state stands at the top of each of them, the file number and
// the number of the page at its foot.
func (s Style) make(what string, title words.Message, file string, state func(w *words.Words) typeset.Text, blocks []typeset.Block) *Handout {
	head := []typeset.Block{s.both(func(w *words.Words) []typeset.Block {
		return []typeset.Block{typeset.Paragraph{Text: state(w), Style: typeset.Style{Bold: true}}}
	}), typeset.Rule{}}
	foot := func(page, of int) []typeset.Block {
		return []typeset.Block{typeset.Rule{}, s.both(func(w *words.Words) []typeset.Block {
			line := w.Say(message("paper.page", "Page", page, "Pages", of)) + "   " + words.Isolate(w.Date(s.Made))
			if file != "" {
				line += "   " + w.Say(message("paper.file", "Number", file))
			}
			return []typeset.Block{typeset.Paragraph{Text: typeset.Plain(w.Language(), line)}}
		})}
	}
	return &Handout{What: what, pages: typeset.Set(typeset.Document{
		Title: words.Plain(s.Staff.Say(title)), Language: s.Person.Language(), Direction: direction(s.Person), Made: s.Made,
		Size: s.size(), Head: head, Foot: foot, Blocks: blocks,
	})}
}

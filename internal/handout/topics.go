package handout

import (
	"embed"
	"fmt"
	"sync"

	"waymark/internal/framework"
	"waymark/internal/handout/typeset"
	"waymark/internal/words"
)

//go:embed pictures
var pictures embed.FS

// picture is one of our own drawings.
var picture = sync.OnceValue(func() map[string]typeset.Picture {
	out := map[string]typeset.Picture{}
	for _, name := range []string{"phone", "calendar"} {
		svg, err := pictures.ReadFile("pictures/" + name + ".svg")
		if err == nil {
			out[name], err = typeset.ParsePicture(svg)
		}
		if err != nil {
			panic(fmt.Sprintf("handout: the embedded picture %s does not parse: %v", name, err)) // built in and tested: cannot differ at run time
		}
	}
	return out
})

// Topic is a topic for paper, with its texts.
type Topic struct {
	framework.Topic
	person, staff framework.Text
	picture       typeset.Picture
	drawn         bool
}

// protection is the group of topics that would tell others in the room what somebody
// has been through or fears.
const protection = "protection"

// topic looks up a topic; false for one that is unknown or never on paper.
func (s Style) topic(f *framework.Framework, id string) (Topic, bool) {
	known, ok := f.Topic(id)
	if !ok || !MayTake(known) {
		return Topic{}, false
	}
	t := Topic{Topic: known}
	t.person, _ = f.Nearest(id, s.Person.Language())
	t.staff, _ = f.Nearest(id, s.Staff.Language())
	p, err := typeset.ParsePicture(f.Pictogram(id))
	t.picture, t.drawn = p, err == nil
	return t, true
}

// drawing is the topic's pictogram.
func (t Topic) drawing(size float64, centred bool) []typeset.Block {
	if !t.drawn {
		return nil
	}
	return []typeset.Block{typeset.Drawing{Picture: t.picture, Size: size, Alt: typeset.Plain(t.person.Language, t.person.Title), Centred: centred}}
}

// text is the text for one language.
func (t Topic) text(s Style, w *words.Words) framework.Text {
	if w == s.Person {
		return t.person
	}
	return t.staff
}

// title is the topic's title in a language.
func (t Topic) title(s Style, w *words.Words) typeset.Text {
	x := t.text(s, w)
	return typeset.Plain(x.Language, x.Title)
}

// mayPrint reports whether the whole text may stand on paper, in both languages.
func (t Topic) mayPrint(s Style) bool {
	return t.person.MayPrint() && (!s.two() || t.staff.MayPrint())
}

// drafted reports whether nobody has checked the text for the person yet.
func (t Topic) drafted() bool { return t.person.Status != framework.Reviewed }

// whole is the topic with all of its text, thought beside thought where both languages
// have the same ones.
func (s Style) whole(t Topic, level int) []typeset.Block {
	out := t.drawing(3, false)
	out = append(out, s.both(func(w *words.Words) []typeset.Block {
		return []typeset.Block{typeset.Heading{Level: level, Text: t.title(s, w)}}
	}))
	if t.drafted() {
		out = append(out, s.text(typeset.Small, "person.drafted"))
	}
	if !t.mayPrint(s) {
		return append(out, s.text(typeset.Body, "paper.ask"))
	}
	if s.two() && !s.Stacked && framework.Parallel(t.staff, t.person) {
		for i := range t.person.Blocks {
			out = append(out, s.both(func(w *words.Words) []typeset.Block { return blocks(t.text(s, w), i, i+1) }))
		}
		return out
	}
	return append(out, s.both(func(w *words.Words) []typeset.Block {
		x := t.text(s, w)
		return blocks(x, 0, len(x.Blocks))
	}))
}

// blocks are some of a text's thoughts.
func blocks(t framework.Text, from, to int) []typeset.Block {
	var out []typeset.Block
	for _, b := range t.Blocks[from:to] {
		text := typeset.Text{Language: t.Language}
		for _, span := range b.Spans {
			text.Spans = append(text.Spans, typeset.Span{Text: span.Text, Bold: span.Strong || span.Emphasis})
		}
		switch b.Kind {
		case framework.Heading:
			out = append(out, typeset.Heading{Level: 3, Text: text})
		case framework.Item:
			out = append(out, typeset.Item{Mark: "•", Text: text, Style: typeset.Body})
		case framework.Step:
			out = append(out, typeset.Item{Mark: fmt.Sprintf("%d.", b.Number), Text: text, Style: typeset.Body})
		default:
			out = append(out, typeset.Paragraph{Text: text, Style: typeset.Body})
		}
	}
	return out
}

// MayTake reports whether a topic may ever stand on paper.
func MayTake(t framework.Topic) bool { return !t.NeverOnPaper && t.Group != protection }

package handout

import (
	"slices"
	"time"

	"waymark/internal/bidi"
	"waymark/internal/framework"
	"waymark/internal/handout/typeset"
	"waymark/internal/words"
)

// Talk is what of a counselling session goes home with the person.
type Talk struct {
	FileNumber string
	Held       time.Time
	Topics     []string // what was talked about, by identifier
	NextAt     time.Time
	NextStep   string // as the counsellor typed it; "" for none
	Call       string // whom to call: names and numbers, one a line
}

// Summary is what the person takes home from a counselling session. With texts, each
// topic that may be printed follows in full.
func Summary(t Talk, f *framework.Framework, s Style, texts bool) *Handout {
	topics, left := s.told(t, f)
	out := []typeset.Block{s.heading(1, "paper.summary.title"), s.text(typeset.Body, "paper.talk", "Day", t.Held)}
	for _, topic := range topics {
		titles := s.both(func(w *words.Words) []typeset.Block {
			title := []typeset.Block{typeset.Paragraph{Text: topic.title(s, w), Style: typeset.Strong, Next: true}}
			if !texts || !topic.mayPrint(s) {
				return append(title, typeset.Paragraph{Text: say(w, "paper.ask"), Style: typeset.Small})
			}
			return title
		})
		out = append(out, beside(s, topic.drawing(2.2, false), titles))
	}
	out = append(out, s.next(t)...)
	out = append(out, s.call(t)...)
	out = append(out, s.frame("paper.keep"))
	drafted := false
	if texts {
		for _, topic := range topics {
			if topic.mayPrint(s) {
				out = append(out, typeset.NewPage{})
				out = append(out, s.whole(topic, 2)...)
				drafted = drafted || topic.drafted()
			}
		}
	}
	h := s.make("summary", message("paper.summary.title"), t.FileNumber, s.saying("paper.summary.state"), out)
	h.LeftOut, h.Drafted = left, drafted
	return h
}

// told are the topics that may stand on paper, and what staff are told of the others.
func (s Style) told(t Talk, f *framework.Framework) (topics []Topic, left []words.Message) {
	never := 0
	for _, id := range t.Topics {
		topic, ok := s.topic(f, id)
		if !ok {
			never++
			continue
		}
		if !topic.mayPrint(s) {
			left = append(left, message("handout.left.unchecked", "Topic", topic.staff.Title))
		}
		topics = append(topics, topic)
	}
	if never > 0 {
		m := message("handout.left.never")
		m.Count = never
		left = append([]words.Message{m}, left...)
	}
	return topics, left
}

func (s Style) saying(key string, data ...any) func(w *words.Words) typeset.Text {
	return func(w *words.Words) typeset.Text { return say(w, key, data...) }
}

// beside puts a picture at the side the page is read from.
func beside(s Style, picture []typeset.Block, block typeset.Block) typeset.Block {
	const narrow, wide = 1, 9
	cells := []typeset.Cell{{Share: narrow, Direction: direction(s.Person), Blocks: picture}, {Share: wide, Blocks: []typeset.Block{block}}}
	if direction(s.Person) == bidi.RTL {
		slices.Reverse(cells)
	}
	return typeset.Columns{Cells: cells, Whole: true}
}

func (s Style) next(t Talk) []typeset.Block {
	if t.NextAt.IsZero() {
		return []typeset.Block{typeset.Gap(0.5), s.heading(2, "paper.next"), s.text(typeset.Body, "paper.next_none")}
	}
	out := []typeset.Block{typeset.Gap(0.5), s.heading(2, "paper.next"), s.both(func(w *words.Words) []typeset.Block {
		when := w.DateWeekday(t.NextAt)
		if h, m, sec := t.NextAt.Clock(); h+m+sec > 0 {
			when += " " + words.Isolate(w.Time(t.NextAt))
		}
		return []typeset.Block{typeset.Paragraph{Text: typeset.Plain(w.Language(), when), Style: typeset.Large}}
	})}
	if t.NextStep != "" {
		out = append(out, typeset.Paragraph{Text: own(t.NextStep), Style: typeset.Body})
	}
	return out
}

func (s Style) call(t Talk) []typeset.Block {
	if t.Call == "" {
		return nil
	}
	return []typeset.Block{s.heading(2, "paper.call"), typeset.Paragraph{Text: own(t.Call), Style: typeset.Large}}
}

// frame is something to notice.
func (s Style) frame(key string) typeset.Block {
	return s.both(func(w *words.Words) []typeset.Block {
		return []typeset.Block{typeset.Frame{Direction: direction(w), Blocks: []typeset.Block{typeset.Paragraph{Text: say(w, key), Style: typeset.Small}}}}
	})
}

// Card is the summary for who does not read: a picture for each topic, the day of the
// next appointment and the number to call in large digits.
func Card(t Talk, f *framework.Framework, s Style) *Handout {
	s.Stacked = true
	topics, left := s.told(t, f)
	const across = 4
	var out []typeset.Block
	for i := 0; i < len(topics); i += across {
		var cells []typeset.Cell
		for k := range across {
			var c typeset.Cell
			if i+k < len(topics) {
				c.Blocks = topics[i+k].drawing(6, true)
			}
			cells = append(cells, c)
		}
		if s.Person.Direction() == words.RightToLeft {
			slices.Reverse(cells)
		}
		out = append(out, typeset.Columns{Cells: cells, Whole: true}, typeset.Gap(1.2))
	}
	huge := typeset.Style{Size: 2.6, Bold: true}
	if !t.NextAt.IsZero() {
		when := t.NextAt.Format("2.1.2006")
		if h, m, sec := t.NextAt.Clock(); h+m+sec > 0 {
			when += "\n" + t.NextAt.Format("15:04")
		}
		out = append(out, typeset.Rule{}, s.pictured("calendar", say(s.Person, "paper.next"), when, huge))
	}
	if t.Call != "" {
		out = append(out, typeset.Rule{}, s.pictured("phone", say(s.Person, "paper.call"), t.Call, typeset.Style{Size: 1.7, Bold: true}))
	}
	h := s.make("pictogram-card", message("paper.summary.title"), t.FileNumber, s.saying("paper.summary.state"), out)
	for _, m := range left {
		if m.Key == "handout.left.never" { // a picture says nothing that would have to be checked
			h.LeftOut = append(h.LeftOut, m)
		}
	}
	return h
}

// pictured is a drawing with what it stands for beside it.
func (s Style) pictured(name string, alt typeset.Text, text string, style typeset.Style) typeset.Block {
	d := direction(s.Person)
	cells := []typeset.Cell{
		{Share: 1, Direction: d, Blocks: []typeset.Block{typeset.Drawing{Picture: picture()[name], Size: 4, Alt: alt}}},
		{Share: 3, Direction: d, Blocks: []typeset.Block{typeset.Paragraph{Text: own(text), Style: style}}},
	}
	if d == bidi.RTL {
		slices.Reverse(cells)
	}
	return typeset.Columns{Cells: cells, Whole: true}
}

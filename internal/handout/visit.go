package handout

import (
	"slices"

	"waymark/internal/bidi"
	"waymark/internal/casework"
	"waymark/internal/framework"
	"waymark/internal/handout/typeset"
	"waymark/internal/words"
)

// Visit is what is taken along where there is no laptop.
type Visit struct {
	FileNumber string
	Topics     []string // to hand out or read from, by identifier
}

// Pack is the topics, a blank form of a counselling session and one of a consent.
func Pack(v Visit, f *framework.Framework, s Style) *Handout {
	topics, left := s.told(Talk{Topics: v.Topics}, f)
	var out []typeset.Block
	drafted := false
	for _, t := range topics {
		out = append(out, s.whole(t, 1)...)
		drafted = drafted || t.drafted()
		if t.mayPrint(s) {
			out = append(out, typeset.NewPage{})
		}
	}
	if len(topics) > 0 && !topics[len(topics)-1].mayPrint(s) {
		out = append(out, typeset.NewPage{})
	}
	out = append(out, s.sessionForm(f)...)
	out = append(out, typeset.NewPage{})
	out = append(out, s.consentForm()...)
	h := s.make("visit-pack", message("handout.visit.title"), v.FileNumber, func(w *words.Words) typeset.Text {
		if w.Language() == s.Staff.Language() {
			return say(w, "handout.visit.state")
		}
		return typeset.Text{}
	}, out)
	h.LeftOut, h.Drafted = left, drafted || s.Person.Language() != words.English // the form's texts are drafts in every other language
	return h
}

// sessionForm asks what the screen of a counselling session asks. Nothing on it is
// ticked before: an answer that nobody gave must not look like one.
func (s Style) sessionForm(f *framework.Framework) []typeset.Block {
	w := s.Staff
	d := direction(w)
	label := func(key string) typeset.Block {
		return typeset.Paragraph{Text: say(w, key), Style: typeset.Style{Bold: true, After: 0.1}, Next: true}
	}
	out := []typeset.Block{typeset.Heading{Level: 1, Text: say(w, "handout.form.title")}}
	for _, key := range []string{"handout.form.when", "handout.form.room", "handout.form.interpreter"} {
		out = append(out, writing(w, key))
	}
	out = append(out, label("handout.form.setting"), s.ticks("setting", 4))
	out = append(out, s.topicTable(f), typeset.Gap(0.6))
	for _, part := range []struct {
		key   string
		lines int
	}{{"handout.form.said", 7}, {"handout.form.questions", 4}, {"handout.form.concerns", 4}} {
		out = append(out, label(part.key), typeset.Lines{Count: part.lines})
	}
	out = append(out, label("handout.form.outcome"), s.ticks("outcome", 3), label("handout.form.voluntary"), s.ticks("voluntary", 4),
		label("handout.form.next"), typeset.Lines{Count: 2})
	for i := range out {
		out[i] = within(d, out[i])
	}
	return out
}

// within gives a block the direction of the form it stands in.
func within(d bidi.Direction, b typeset.Block) typeset.Block {
	return typeset.Columns{Cells: []typeset.Cell{{Direction: d, Blocks: []typeset.Block{b}}}}
}

// writing is a label with a line to write on beside it.
func writing(w *words.Words, key string) typeset.Block {
	cells := []typeset.Cell{
		{Share: 2, Direction: direction(w), Blocks: []typeset.Block{typeset.Paragraph{Text: say(w, key), Style: typeset.Style{Bold: true}}}},
		{Share: 5, Blocks: []typeset.Block{typeset.Lines{Count: 1}}},
	}
	if w.Direction() == words.RightToLeft {
		slices.Reverse(cells)
	}
	return typeset.Columns{Cells: cells, Whole: true}
}

// ticks are the values of an enumeration, each with a box before it, so many across.
func (s Style) ticks(enumeration string, across int) typeset.Block {
	var rows typeset.Group
	var cells []typeset.Cell
	finish := func() {
		for len(cells) < across {
			cells = append(cells, typeset.Cell{})
		}
		if s.Staff.Direction() == words.RightToLeft {
			slices.Reverse(cells)
		}
		rows = append(rows, typeset.Columns{Cells: cells, Whole: true})
		cells = nil
	}
	for _, v := range casework.EnumValues(enumeration) {
		text := say(s.Staff, casework.EnumKey(enumeration, v))
		cells = append(cells, typeset.Cell{Direction: direction(s.Staff), Blocks: []typeset.Block{typeset.Item{Mark: "□", Text: text, Style: typeset.Style{After: 0.15}}}})
		if len(cells) == across {
			finish()
		}
	}
	if len(cells) > 0 {
		finish()
	}
	return append(rows, typeset.Gap(0.4))
}

// topicTable lists the topics, with room for what was understood.
func (s Style) topicTable(f *framework.Framework) typeset.Block {
	cell := func(t typeset.Text) []typeset.Block { return []typeset.Block{typeset.Paragraph{Text: t}} }
	w := s.Staff
	t := typeset.Table{Direction: direction(w), Shares: []float64{5, 2, 5}, Open: true,
		Head: [][]typeset.Block{cell(bold(say(w, "handout.form.topic"))), cell(bold(say(w, "handout.form.language"))), cell(bold(say(w, "handout.form.said_back")))}}
	for _, topic := range f.Topics() {
		known, ok := s.topic(f, topic.ID)
		if !ok {
			continue
		}
		row := []typeset.Block{typeset.Item{Mark: "□", Text: typeset.Plain(known.staff.Language, known.staff.Title)}}
		t.Rows = append(t.Rows, [][]typeset.Block{row, nil, nil})
	}
	return t
}

// consentForm is in both languages: who signs it reads it.
func (s Style) consentForm() []typeset.Block {
	out := []typeset.Block{s.heading(1, "paper.consent.title")}
	if s.Person.Language() != words.English {
		out = append(out, s.frame("person.drafted"))
	}
	out = append(out, s.text(typeset.Body, "paper.consent.free"), s.text(typeset.Body, "paper.consent.withdraw"), typeset.Gap(0.4))
	for _, part := range []struct {
		key   string
		lines int
	}{{"paper.consent.who", 2}, {"paper.consent.what", 3}, {"paper.consent.why", 2}, {"paper.consent.until", 1}} {
		out = append(out, s.text(typeset.Strong, part.key), typeset.Lines{Count: part.lines})
	}
	tick := func(key string) typeset.Block {
		return s.both(func(w *words.Words) []typeset.Block {
			return []typeset.Block{typeset.Item{Mark: "□", Text: say(w, key), Style: typeset.Strong}}
		})
	}
	out = append(out, s.text(typeset.Body, "paper.consent.read"), tick("paper.consent.yes"), tick("paper.consent.no"), typeset.Gap(0.6))
	for _, key := range []string{"paper.consent.place", "paper.consent.signature", "paper.consent.interpreter", "paper.consent.counsellor"} {
		out = append(out, typeset.Lines{Count: 1}, s.text(typeset.Small, key))
	}
	return out
}

package handout

import (
	"time"

	"waymark/internal/casework"
	"waymark/internal/handout/typeset"
	"waymark/internal/words"
)

// PlanContent is a version of a plan with its lines.
type PlanContent struct {
	FileNumber string
	Plan       casework.ReintegrationPlan
	Lines      []casework.PlanLine // in their order
}

// stateOfLine says for each state of a plan which state of its lines says the same.
var stateOfLine = map[casework.Value]casework.Value{
	"": "wished", "draft": "wished", "agreed": "agreed", "sent": "sent", "approved": "approved", "changed": "changed", "refused": "refused",
	"in_delivery": "partly_delivered", "completed": "delivered", "stopped": "dropped",
}

// sign stands before a state for who looks and does not read.
var sign = map[casework.Value]string{
	"wished": "○", "agreed": "◐", "sent": "►", "approved": "✓", "changed": "✓", "refused": "×", "delivered": "■", "partly_delivered": "▲", "dropped": "–",
}

// Plan is the person's copy of their plan.
func Plan(p PlanContent, s Style) *Handout {
	var out []typeset.Block
	out = append(out, s.heading(1, "paper.plan.title"), s.frame("paper.plan.state"))
	if p.Plan.Aspirations != "" {
		out = append(out, s.heading(3, "paper.plan.wish"), typeset.Paragraph{Text: own(p.Plan.Aspirations), Style: typeset.Body})
	}
	return s.plan("plan", p, out, everything)
}

// Partner is the copy for a partner who is to carry out or pay something: nothing that
// needs a consent of its own.
func Partner(p PlanContent, s Style) *Handout {
	out := []typeset.Block{s.heading(1, "paper.plan.title"), s.frame("paper.plan.state")}
	return s.plan("partner-copy", p, out, func(k casework.Kind, f casework.Field) bool { return casework.Shareable(k, f, casework.Consent{}) })
}

func everything(casework.Kind, casework.Field) bool { return true }

// plan is the table of lines; shows says which fields may stand in it.
func (s Style) plan(what string, p PlanContent, out []typeset.Block, shows func(casework.Kind, casework.Field) bool) *Handout {
	if len(p.Lines) == 0 {
		out = append(out, s.text(typeset.Body, "paper.plan.empty"))
	} else {
		out = append(out, s.table(p.Lines, shows))
	}
	state := stateOfLine[p.Plan.State]
	head := func(w *words.Words) typeset.Text {
		return say(w, "paper.plan.version", "Version", max(1, p.Plan.Version), "State", message("paper.line."+string(state)))
	}
	return s.make(what, message("paper.plan.title"), p.FileNumber, head, out)
}

func (s Style) table(lines []casework.PlanLine, shows func(casework.Kind, casework.Field) bool) typeset.Block {
	label := func(key string) []typeset.Block {
		return s.lines(func(w *words.Words) typeset.Text { return bold(say(w, key)) })
	}
	t := typeset.Table{Direction: direction(s.Person), Shares: []float64{0.4, 4, 3, 2.6, 3.8},
		Head: [][]typeset.Block{nil, label("paper.plan.what"), label("paper.plan.support"), label("paper.plan.when"), label("paper.plan.where")}}
	for i, l := range lines {
		has := func(f casework.Field) bool { return l.Get(f) != "" && shows(casework.KindPlanLine, f) }
		number := []typeset.Block{typeset.Paragraph{Text: typeset.Plain(s.Person.Language(), s.Person.Number(int64(i+1)))}}
		t.Rows = append(t.Rows, [][]typeset.Block{number, what(l, has), s.support(l, has), s.due(l.Due, has("due")), s.stands(l, has)})
	}
	return t
}

func bold(t typeset.Text) typeset.Text {
	for i := range t.Spans {
		t.Spans[i].Bold = true
	}
	return t
}

// what is the activity in the words it was typed in.
func what(l casework.PlanLine, has func(casework.Field) bool) []typeset.Block {
	var out []typeset.Block
	if has("activity") {
		out = append(out, typeset.Paragraph{Text: own(l.Activity)})
	}
	if has("provider") {
		out = append(out, typeset.Paragraph{Text: own(l.Provider), Style: below})
	}
	return out
}

// support is its kind and the amount: approved only where it is, an estimate elsewhere.
func (s Style) support(l casework.PlanLine, has func(casework.Field) bool) []typeset.Block {
	var out []typeset.Block
	if has("support") {
		out = s.lines(s.saying("paper.kind." + string(l.Support)))
	}
	switch {
	case l.Promised() && has("approved"):
		out = append(out, s.amount("paper.plan.approved", l.Approved)...)
	case has("amount"):
		out = append(out, s.amount("paper.plan.estimate", l.Amount)...)
	}
	return out
}

func (s Style) amount(key string, a casework.Amount) []typeset.Block {
	return s.lines(func(w *words.Words) typeset.Text { return say(w, key, "Amount", w.Money(a.Minor, a.Currency)) })
}

func (s Style) due(day time.Time, has bool) []typeset.Block {
	if !has {
		return nil
	}
	return s.lines(func(w *words.Words) typeset.Text { return typeset.Plain(w.Language(), w.Date(day)) })
}

// stands says where a line stands, and whether it is promised.
func (s Style) stands(l casework.PlanLine, has func(casework.Field) bool) []typeset.Block {
	if _, unclear := l.Conflict("state"); unclear {
		return append(s.lines(s.saying("paper.plan.unclear")), s.lines(s.saying("paper.plan.not_promised"))...)
	}
	state := l.State
	switch {
	case state == "":
		state = "wished"
	case (state == "approved" || state == "changed") && !l.Promised():
		state = "sent" // nobody with the power to approve is named
	}
	out := []typeset.Block{typeset.Item{Mark: sign[state], Text: bold(say(s.Person, "paper.line."+string(state)))}}
	if s.two() {
		out = append(out, typeset.Paragraph{Text: say(s.Staff, "paper.line."+string(state)), Style: below})
	}
	switch {
	case state == "delivered" || state == "partly_delivered" || state == "refused" || state == "dropped":
	case l.Promised():
		out = append(out, s.lines(s.saying("paper.plan.promised"))...)
	default:
		out = append(out, s.lines(s.saying("paper.plan.not_promised"))...)
	}
	for _, why := range []struct {
		field casework.Field
		key   string
		name  string
		text  string
	}{{"reason", "paper.plan.reason", "Why", l.Reason}, {"remedy", "paper.plan.remedy", "What", l.Remedy}} {
		if has(why.field) {
			out = append(out, s.lines(func(w *words.Words) typeset.Text { return say(w, why.key, why.name, why.text) })...)
		}
	}
	return out
}

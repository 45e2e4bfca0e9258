package screen

import (
	"strings"

	"waymark/internal/casework"
)

// Compare shows the version beside the one before it, or no longer.
func (s *Plan) Compare() {
	s.Comparing = !s.Comparing
	s.OnChange()
}

// Pair is a line in two versions; a zero one is not in that version. Differs are the
// fields that differ.
type Pair struct {
	Before, Now casework.PlanLine
	Differs     []Line // what each field is now
	Was         []Line // and was before
}

// Against is the version that the one shown is compared with: the one before it, or
// for the first the one after it.
func (s *Plan) Against() *casework.ReintegrationPlan {
	all := s.Versions()
	for i, v := range all {
		if s.Plan == nil || v.ID != s.Plan.ID {
			continue
		}
		if i+1 < len(all) {
			return &all[i+1]
		}
		if i > 0 {
			return &all[i-1]
		}
	}
	return nil
}

// Pairs are the lines of the version shown beside those of the one compared with.
func (s *Plan) Pairs() []Pair {
	other := s.Against()
	if s.Plan == nil || other == nil {
		return nil
	}
	before := s.Case.LinesOf(other.ID)
	used := map[casework.ItemID]bool{}
	var all []Pair
	for _, now := range s.Case.LinesOf(s.Plan.ID) {
		p := Pair{Now: now}
		for _, l := range before {
			if now.Get("replaces") == casework.IDValue(l.ID) || l.Get("replaces") == casework.IDValue(now.ID) {
				p.Before = l
				used[l.ID] = true
			}
		}
		p.Differs, p.Was = s.differ(p.Before, now)
		all = append(all, p)
	}
	for _, l := range before {
		if !used[l.ID] {
			all = append(all, Pair{Before: l})
		}
	}
	return all
}

// differ says in which fields that people see two lines are not the same.
func (s *Plan) differ(before, now casework.PlanLine) (is, was []Line) {
	if before.Item == nil || now.Item == nil {
		return nil, nil
	}
	for _, f := range []casework.Field{"activity", "amount", "provider", "support", "fund", "who", "due", "proof", "uncertain", "state", "rule.version"} {
		a, b := before.Get(f), now.Get(f)
		if a == b {
			continue
		}
		line := func(v casework.Value) Line {
			value, own := valueOf(casework.KindPlanLine, f, v)
			if v == "" {
				value, own = Say("answer.not_answered"), false
			}
			return Line{Place: f, Label: placeName(casework.KindPlanLine, f), Value: value, Own: own}
		}
		is, was = append(is, line(b)), append(was, line(a))
	}
	return is, was
}

// TwoFunds is the line that meets the same need as the one being written from another
// fund; nil if none does. It is asked why.
func (s *Plan) TwoFunds() *casework.PlanLine {
	if s.Line == nil || s.Plan == nil || s.LineText("need") == "" || s.LineText("fund") == "" {
		return nil
	}
	for _, l := range s.Case.LinesOf(s.Plan.ID) {
		if l.ID != s.Line.Draft().Route.Item && string(l.Get("need")) == s.LineText("need") && l.Fund != "" && string(l.Fund) != s.LineText("fund") &&
			l.State != "dropped" && l.State != "refused" {
			return &l
		}
	}
	return nil
}

// Needs are the needs that a line can meet.
func (s *Plan) Needs() []Choice {
	var all []Choice
	for _, it := range s.state.Of(casework.KindNeed) {
		all = append(all, Choice{it.ID.String(), Say("plan.as_is", "Text", shortened(string(it.Get("words"))))})
	}
	return all
}

// shortened is the beginning of somebody's words, for a list to choose from.
func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

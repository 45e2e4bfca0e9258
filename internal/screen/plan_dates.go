package screen

import (
	"slices"
	"time"

	"waymark/internal/casework"
)

// PlanDay is a day of the plan with what is on it.
type PlanDay struct {
	Day  time.Time
	What Message
	Own  string // somebody's words, in the place of What
	Past bool
}

// Timeline is every day that the plan knows of, in the order of time: steps, what
// programmes ask by when, departure and arrival, deliveries and visits. None of them
// is urgent because money falls on it.
func (s *Plan) Timeline() []PlanDay {
	if s.state == nil || s.Plan == nil {
		return nil
	}
	var all []PlanDay
	now := s.desk.Run.Now()
	add := func(day time.Time, what Message, own string) {
		if !day.IsZero() {
			all = append(all, PlanDay{day, what, own, day.Before(now.AddDate(0, 0, -1))})
		}
	}
	add(s.Plan.Agreed, Say(casework.EnumKey("plan_state", "agreed")), "")
	if t, ok := s.Plan.Get("sent").Date(); ok {
		add(t, Say(casework.EnumKey("plan_state", "sent")), "")
	}
	used := map[string]bool{}
	for _, l := range s.Case.LinesOf(s.Plan.ID) {
		used[l.Programme] = true
		if l.State != "dropped" && l.State != "refused" {
			add(l.Due, Say("plan.line.no_activity"), l.Activity)
		}
	}
	for _, o := range s.Offers {
		if !used[o.Programme.ID] {
			continue
		}
		for _, d := range o.Deadlines {
			add(d.On, s.Text(d.Name), "")
		}
	}
	for _, k := range []struct {
		kind   casework.Kind
		fields []casework.Field
	}{
		{casework.KindDeparture, []casework.Field{"departed", "leaves", "expected"}}, {casework.KindArrival, []casework.Field{"on"}},
		{casework.KindDelivery, []casework.Field{"on"}}, {casework.KindFollowUp, []casework.Field{"held", "due"}}, {casework.KindSurvey, []casework.Field{"on"}},
	} {
		for _, it := range s.state.Of(k.kind) {
			for _, f := range k.fields { // the surest day of it
				if t, ok := dayOf(it.Get(f)); ok {
					add(t, kindName(k.kind), "")
					break
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b PlanDay) int { return a.Day.Compare(b.Day) })
	return all
}

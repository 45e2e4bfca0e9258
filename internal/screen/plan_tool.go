package screen

import (
	"slices"

	"waymark/internal/casework"
)

// ToolPart is one stage of what the European reintegration case tool asks, in its
// order: the application, the plan, the final report.
type ToolPart struct {
	Name  Message
	Lines []Line // a Value of nil is to be filled in there: it is not kept here, or not given away
}

// ShowTool shows what the case tool asks, to be copied field by field, or no longer.
func (s *Plan) ShowTool() {
	s.Tooling = !s.Tooling
	s.OnChange()
}

// ForTool is what of the case goes into the case tool. It is of class core alone: the
// legal status and anything about vulnerability is for who fills it in to decide.
func (s *Plan) ForTool() []ToolPart {
	if s.state == nil {
		return nil
	}
	return []ToolPart{{Say("plan.tool.application"), s.toolApplication()}, {Say("plan.tool.plan"), s.toolPlan()}, {Say("plan.tool.report"), s.toolReport()}}
}

// core is a line of one field, if it may be given away and holds something.
func core(it *casework.Item, f casework.Field, label Message) Line {
	l := Line{Place: f, Label: label}
	if it == nil || it.Get(f) == "" || casework.FieldOf(it.Kind, f).Class != casework.Core {
		return l
	}
	l.Value, l.Own = valueOf(it.Kind, f, it.Get(f))
	return l
}

func (s *Plan) toolApplication() []Line {
	country := core(s.Case.Item, "destination.country", Say("field.destination_country"))
	if s.Plan != nil && s.Plan.Country != "" {
		country.Value = Country(s.Plan.Country)
	}
	all := []Line{country}
	var app *casework.Item
	if apps := s.state.Of(casework.KindApplication); len(apps) > 0 {
		app = apps[len(apps)-1]
	}
	project := Line{Label: Say("entry.programme")}
	if app != nil && app.Get("programme") != "" {
		project.Value = s.entryValue(casework.KindApplication, EntryField{Field: "programme"}, app.Get("programme"))
	}
	all = append(all, project, core(app, "to", Say("plan.tool.partner")))
	members := slices.Clone(s.Case.Members)
	slices.SortStableFunc(members, func(a, b casework.Member) int {
		switch s.Case.Principal {
		case a.ID:
			return -1
		case b.ID:
			return 1
		}
		return 0
	})
	for _, m := range members {
		if m.Travels == casework.No {
			continue
		}
		for _, f := range []casework.Field{"gender", "birth"} {
			l := core(m.Item, f, Say("plan.tool.of", "What", placeName(casework.KindMember, f), "Who", memberName(m)))
			all = append(all, l)
		}
		for _, c := range m.NationalityCodes() {
			all = append(all, Line{Label: Say("plan.tool.of", "What", Say("field.nationality"), "Who", memberName(m)), Value: Country(c)})
		}
	}
	all = append(all, core(s.Case.Item, "return_type", Say("entry.return_type")), Line{Label: Say("plan.tool.status")})
	var trip *casework.Item
	if trips := s.state.Of(casework.KindDeparture); len(trips) > 0 {
		trip = trips[len(trips)-1]
	}
	for _, f := range []struct {
		field casework.Field
		label string
	}{{"expected", "entry.expected"}, {"leaves", "entry.leaves"}, {"arrives", "entry.arrives"}, {"from", "entry.from"}, {"to", "entry.to"}, {"flight.1", "entry.flight"}} {
		all = append(all, core(trip, f.field, Say(f.label)))
	}
	return append(all, core(app, "needs", Say("entry.needs")), Line{Label: Say("plan.tool.vulnerability")}, core(s.Case.Item, "heard", Say("field.heard")))
}

func (s *Plan) toolPlan() []Line {
	all := []Line{{Label: Say("plan.tool.arrived")}}
	for _, it := range s.state.Of(casework.KindArrival) {
		if it.Get("state") == "arrived" {
			all[0] = core(it, "on", Say("plan.tool.arrived"))
		}
	}
	for _, l := range s.Lines() {
		if l.PlanLine.State == "refused" || l.PlanLine.State == "dropped" {
			continue
		}
		all = append(all, core(l.Item, "amount", Say("plan.tool.amount")), core(l.Item, "activity", Say("plan.line.activity")))
	}
	return all
}

func (s *Plan) toolReport() []Line {
	var all []Line
	for _, it := range s.state.Of(casework.KindDelivery) {
		all = append(all, core(it, "what", Say("entry.what")), core(it, "spent", Say("entry.spent")), core(it, "proof", Say("entry.proof")))
	}
	for _, it := range s.state.Of(casework.KindFollowUp) {
		if it.Get("state") == "held" {
			all = append(all, core(it, "held", Say("entry.held")), core(it, "economic", Say("entry.economic")), core(it, "social", Say("entry.social")), core(it, "psychosocial", Say("entry.psychosocial")))
		}
	}
	return all
}

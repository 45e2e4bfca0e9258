package screen

import (
	"slices"
	"strings"

	"waymark/internal/casework"
)

// Parts of the plan itself that have a form of their own.
const (
	MoreBusiness = "business"
	MoreDecision = "decision"
	MoreReturn   = "return" // of the case: where to and how
	moreCheck    = "check-" // a member follows
)

// EntryFields are the fields of the entry being written, in the order of the eye.
func (s *Plan) EntryFields() []EntryField {
	if s.Entry == nil {
		return nil
	}
	all := s.fieldsOf(s.Entry.Kind, s.entryMore, s.Entry.seen)
	if s.Entry.Kind == casework.KindFollowUp && s.EntryText("further_move.wished_recorded") != string(casework.Yes) {
		// Whether somebody means to move on is written down only if they wish it.
		all = slices.DeleteFunc(all, func(e EntryField) bool { return e.Field == "further_move" || e.Field == "further_move.words" })
	}
	if s.Entry.Kind == casework.KindFollowUp && s.EntryText("state") != "dropped_out" {
		all = slices.DeleteFunc(all, func(e EntryField) bool { return e.Field == "drop_out" || e.Field == "drop_out.note" })
	}
	return all
}

// EntryReady reports whether what cannot do without it is there.
func (s *Plan) EntryReady() bool {
	if s.Entry == nil {
		return false
	}
	switch s.Entry.Kind {
	case casework.KindCase:
		return s.entryMore == MoreReturn || s.EntryText("closing") != ""
	case casework.KindWithdrawal:
		return s.EntryText("of") != ""
	}
	return true
}

// EntryTitle names what is being written.
func (s *Plan) EntryTitle() Message {
	k, more := s.Entry.Kind, s.entryMore
	switch {
	case k == casework.KindCase && more == MoreReturn:
		return Say("plan.return")
	case k == casework.KindCase:
		return Say("plan.close")
	case k == casework.KindPlan && more == MoreBusiness:
		return Say("plan.business")
	case k == casework.KindPlan:
		return Say("plan.decision")
	case strings.HasPrefix(more, moreCheck):
		return Say("plan.check.of", "Who", s.Who(strings.TrimPrefix(more, moreCheck)))
	}
	return kindName(k)
}

// fieldsOf are the fields of a kind's form. It is the item that is there already; nil
// for a new one.
func (s *Plan) fieldsOf(k casework.Kind, more string, it *casework.Item) []EntryField {
	f := func(path, label string) EntryField { return field(k, casework.Field(path), label) }
	switch k {
	case casework.KindNeed:
		return []EntryField{f("words", "entry.words").long(), f("words.native", "entry.words_native").long(), f("member", "entry.member"), f("dimension", "plan.line.dimension"),
			f("urgency", "entry.urgency"), f("met", "entry.met")}
	case casework.KindSkill:
		return []EntryField{f("what", "entry.skill"), f("member", "entry.member"), f("years", "entry.years"), f("where", "entry.learned"), f("certificate", "entry.certificate"),
			f("recognised", "entry.recognised"), f("wants_to_use", "entry.wants_to_use")}
	case casework.KindRisk:
		return []EntryField{f("shareable", "entry.shareable").long(), f("answer", "entry.risk_answer").long(), f("member", "entry.member"), f("severity", "entry.severity"),
			f("inside", "entry.inside").long(), f("inside.answer", "entry.inside_answer").long()}
	case casework.KindIdea:
		return []EntryField{f("words", "entry.idea").long(), f("member", "entry.member"), f("dimension", "plan.line.dimension"), f("approach", "plan.line.approach"),
			f("individual", "entry.individual"), f("individual.note", "entry.because"), f("community", "entry.community"), f("community.note", "entry.because"),
			f("structural", "entry.structural"), f("structural.note", "entry.because"), f("taken_up", "entry.taken_up"), f("line", "entry.line")}
	case casework.KindPlan:
		if more == MoreBusiness {
			return businessFields(f)
		}
		return []EntryField{f("state", "entry.decision").only("approved", "changed", "refused"), f("decided.by", "plan.line.decided_by"), f("decided", "entry.decided"),
			f("reason", "plan.line.reason.label").long(), f("remedy", "plan.line.remedy").long(), f("decided.note", "entry.note_inside").long()}
	case casework.KindApplication:
		if member, ok := strings.CutPrefix(more, moreCheck); ok {
			return checkFields(f, member)
		}
		return s.applicationFields(f, it)
	case casework.KindDeparture:
		return s.departureFields(f)
	case casework.KindArrival:
		return []EntryField{f("state", "entry.state"), f("on", "entry.on"), f("place", "entry.place"), f("met_by", "entry.met_by"), f("given", "entry.given").long(),
			f("spent", "entry.spent"), f("onward", "entry.onward"), f("needs", "entry.needs").long(), f("note", "entry.note").long()}
	case casework.KindDelivery:
		return []EntryField{f("line", "entry.line"), f("what", "entry.what").long(), f("on", "entry.on"), f("provider", "plan.line.provider"), f("support", "plan.line.support"),
			f("spent", "entry.spent"), f("proof", "entry.proof"), f("complete", "entry.complete"), f("person_confirmed", "entry.person_confirmed"), f("note", "entry.note").long()}
	case casework.KindFollowUp:
		return []EntryField{f("state", "entry.state"), f("member", "entry.member"), f("due", "entry.due"), f("held", "entry.held"), f("where", "entry.where"), f("how", "entry.how"),
			f("said", "entry.words").long(), f("economic", "entry.economic").long(), f("social", "entry.social").long(), f("psychosocial", "entry.psychosocial").long(),
			f("work", "entry.work"), f("income", "entry.income"), f("challenges", "entry.challenges").long(), f("next", "entry.next"),
			f("drop_out", "entry.drop_out"), f("drop_out.note", "entry.because"),
			f("further_move.wished_recorded", "entry.further_wished"), f("further_move", "entry.further_move"), f("further_move.words", "entry.further_words").long()}
	case casework.KindWithdrawal:
		return []EntryField{f("of", "entry.withdrawn_of").only("application", "plan", "referral", "everything"), f("member", "entry.member"), f("words", "entry.words").long()}
	case casework.KindCase:
		if more == MoreReturn {
			return []EntryField{f("destination.country", "plan.country"), f("destination.region", "entry.region"), f("destination.place", "plan.place"), f("return_type", "entry.return_type")}
		}
		return []EntryField{f("closing", "entry.closing"), f("closed", "entry.closed"), f("closing.note", "entry.note").long()}
	case casework.KindSurvey:
		return s.surveyFields(f, strings.TrimPrefix(more, moreSurvey))
	}
	return nil
}

func businessFields(f func(path, label string) EntryField) []EntryField {
	all := []EntryField{f("business", "entry.business")}
	for _, path := range []string{"activity", "place", "market", "competitors", "experience", "permits"} {
		all = append(all, f("business."+path, "entry.business."+path).long())
	}
	for _, path := range []string{"cost", "monthly_cost", "monthly_income"} {
		all = append(all, f("business."+path, "entry.business."+path))
	}
	for _, path := range []string{"cost.note", "own_share", "partners", "risks", "suppliers"} {
		all = append(all, f("business."+path, "entry.business."+strings.ReplaceAll(path, ".", "_")).long())
	}
	return all
}

// checkFields are the points of the checklist, in the order in which they come up.
func checkFields(f func(path, label string) EntryField, member string) []EntryField {
	var all []EntryField
	for _, point := range casework.EnumValues("check_point") {
		path := "check." + member + "." + string(point)
		e := f(path, casework.EnumKey("check_point", point))
		all = append(all, e, f(path+".on", "entry.on"))
	}
	return all
}

// who are fields that say for whom of the household.
func (s *Plan) who(f func(path, label string) EntryField) []EntryField {
	var all []EntryField
	for _, m := range s.Case.Members {
		e := f("member."+m.ID.String(), "entry.member")
		e.Label = memberName(m)
		all = append(all, e)
	}
	return all
}

func (s *Plan) applicationFields(f func(path, label string) EntryField, it *casework.Item) []EntryField {
	which := f("programme", "entry.programme")
	which.Ask = AskOne
	for _, o := range s.Offers {
		which.Choice = append(which.Choice, Choice{o.Programme.ID, s.Text(o.Programme.Name)})
	}
	held := string(it.Get("programme"))
	if held != "" && !slices.ContainsFunc(which.Choice, func(c Choice) bool { return c.Value == held }) {
		which.Choice = append(which.Choice, Choice{held, Say("plan.as_is", "Text", held)})
	}
	all := append([]EntryField{which, f("to", "plan.send.to")}, s.who(f)...)
	all = append(all, f("travel_with", "entry.travel_with"), f("wanted", "entry.wanted"), f("needs", "entry.needs").long(), f("declaration.signed", "entry.declaration"), f("reference", "entry.reference"))
	if it != nil {
		all = append(all, f("state", "entry.state").only("draft", "received", "approved", "refused", "cancelled"), f("received", "entry.received"), f("decided", "entry.decided"),
			f("decided.by", "plan.line.decided_by"), f("approved", "plan.line.amount.approved"), f("reason", "plan.line.reason.label").long(), f("remedy", "plan.line.remedy").long())
	}
	return append(all, f("note", "entry.note").long())
}

func (s *Plan) departureFields(f func(path, label string) EntryField) []EntryField {
	all := []EntryField{f("state", "entry.state"), f("manner", "entry.manner"), f("expected", "entry.expected")}
	all = append(all, s.who(f)...)
	return append(all, f("leaves", "entry.leaves"), f("from", "entry.from"), f("arrives", "entry.arrives"), f("to", "entry.to"), f("via.1", "entry.via"), f("flight.1", "entry.flight"),
		f("carrier", "entry.carrier"), f("booking", "entry.booking"), f("transit_help", "entry.transit_help"), f("baggage", "entry.baggage"), f("met_by", "entry.met_by"),
		f("departed", "entry.departed"), f("confirmed_by", "entry.confirmed_by"), f("no_show_why", "entry.no_show_why"), f("note", "entry.note").long(),
		f("escort", "entry.escort"), f("pick_up", "entry.pick_up"))
}

// EntryChoices are the answers that a field of the entry being written can have.
func (s *Plan) EntryChoices(e EntryField) []Choice {
	var all []Choice
	switch e.Ask {
	case AskMember:
		for _, m := range s.Case.Members {
			all = append(all, Choice{m.ID.String(), memberName(m)})
		}
	case AskLine:
		for _, l := range s.Lines() {
			all = append(all, Choice{l.ID.String(), Say("plan.as_is", "Text", shortened(l.Activity))})
		}
	case AskNeed:
		all = s.Needs()
	default:
		all = e.Choice
	}
	return all
}

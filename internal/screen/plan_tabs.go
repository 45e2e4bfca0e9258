package screen

import (
	"context"
	"slices"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/programme"
)

// PlanTab is a part of the plan's screen. Its text is kept in routes: never rename.
type PlanTab string

// The tabs, in the order of the eye.
const (
	PlanLines    PlanTab = "lines"
	PlanPossible PlanTab = "possible"
	PlanPerson   PlanTab = "person"  // needs, skills, risks, ideas
	PlanJourney  PlanTab = "journey" // application and departure
	PlanAfter    PlanTab = "after"   // delivery, visits, closing
)

// PlanTabs are all tabs of a plan.
var PlanTabs = []PlanTab{PlanLines, PlanPossible, PlanPerson, PlanJourney, PlanAfter}

// entriesOf are the kinds of entries that stand on a tab.
var entriesOf = map[PlanTab][]casework.Kind{
	PlanPerson:  {casework.KindNeed, casework.KindSkill, casework.KindRisk, casework.KindIdea},
	PlanJourney: {casework.KindApplication, casework.KindDeparture, casework.KindArrival, casework.KindWithdrawal},
	PlanAfter:   {casework.KindDelivery, casework.KindFollowUp, casework.KindSurvey},
}

// tabOf is the tab on which a kind stands.
func tabOf(k casework.Kind, more string) PlanTab {
	for tab, kinds := range entriesOf {
		if slices.Contains(kinds, k) {
			return tab
		}
	}
	switch {
	case more == MoreReturn:
		return PlanPossible
	case k == casework.KindCase:
		return PlanAfter
	case more == MoreBusiness:
		return PlanPerson
	}
	return PlanLines
}

// GoTab shows another part of the screen. What was being typed is kept.
func (s *Plan) GoTab(t PlanTab) {
	if t == s.Tab {
		return
	}
	s.leaveForms()
	s.Tab, s.Selected, s.Comparing, s.Tooling = t, -1, false, false
	s.Missing, s.Trouble = nil, Trouble{}
	s.OnChange()
}

// leaveForms goes back from whatever is being written; what was typed is kept.
func (s *Plan) leaveForms() {
	for _, e := range []**Edits{&s.Words, &s.Line, &s.Entry} {
		if *e != nil {
			(*e).Leave()
			*e = nil
		}
	}
	if s.Sending != nil {
		s.Sending.Leave()
		s.Sending = nil
	}
	s.Agreeing = false
}

// EntryRow is an entry as it is listed.
type EntryRow struct {
	casework.ItemKey
	More     string  // the part of it that this row is about
	Kind     Message // its heading; rows with the same one stand under it together
	Title    Message
	Words    string // the person's own, in the place of the title
	Facts    []Line
	Inside   []Line // what never leaves the organisation
	Scores   []Scored
	Says     Message // whose questionnaire it is
	How      Message // how the scores were made
	Conflict bool
	Draft    bool
}

// Entries are the rows of the tab shown.
func (s *Plan) Entries() []EntryRow {
	var all []EntryRow
	if s.state == nil {
		return nil
	}
	if s.Tab == PlanPerson && s.Plan != nil {
		all = append(all, s.businessRow()...)
	}
	for _, k := range entriesOf[s.Tab] {
		items := s.state.Of(k)
		if k == casework.KindFollowUp {
			slices.SortStableFunc(items, func(a, b *casework.Item) int { return strings.Compare(string(a.Get("due")), string(b.Get("due"))) })
		}
		for _, it := range items {
			if k == casework.KindSurvey {
				all = append(all, s.surveyRow(it))
				continue
			}
			all = append(all, s.rowOf(it))
			if k == casework.KindApplication {
				all = append(all, s.checkRows(it)...)
			}
		}
	}
	return all
}

func (s *Plan) rowOf(it *casework.Item) EntryRow {
	r := EntryRow{ItemKey: it.ItemKey, Kind: kindName(it.Kind), Title: kindName(it.Kind), Conflict: len(it.Conflicts()) > 0}
	r.Draft = s.hasDraft(it.ItemKey)
	for _, e := range s.fieldsOf(it.Kind, "", it) {
		v := it.Get(e.Field)
		if v == "" {
			continue
		}
		if e.Ask == AskWords && r.Words == "" && !e.Inside && len(r.Facts) == 0 || e.Field == "what" && it.Kind == casework.KindSkill {
			r.Words = string(v)
			continue
		}
		l := Line{Place: e.Field, Label: e.Label, Value: s.entryValue(it.Kind, e, v)}
		_, l.Own = valueOf(it.Kind, e.Field, v)
		if e.Text != "" {
			l.Label = Say("plan.as_is", "Text", e.Text)
		}
		if l.Value == nil || l.Value == "" {
			continue
		}
		if e.Inside {
			r.Inside = append(r.Inside, l)
		} else {
			r.Facts = append(r.Facts, l)
		}
	}
	return r
}

func (s *Plan) hasDraft(k casework.ItemKey) bool {
	return slices.ContainsFunc(s.desk.Drafts.Unfinished(), func(d Draft) bool {
		return d.Kind == FormPlanEntry && d.Route.Subject == s.route.Subject && d.Route.Item == k.ID
	})
}

// entryValue says what a field of an entry holds.
func (s *Plan) entryValue(k casework.Kind, e EntryField, v casework.Value) any {
	switch e.Ask {
	case AskMember:
		return s.Who(string(v))
	case AskLine:
		id, _ := v.Item()
		return casework.PlanLineOf(s.state.Item(casework.KindPlanLine, id)).Activity
	case AskNeed:
		id, _ := v.Item()
		return string(s.state.Item(casework.KindNeed, id).Get("words"))
	}
	if e.Field == "programme" {
		for _, p := range s.rules.Programmes() {
			if p.ID == string(v) {
				return s.Text(p.Name)
			}
		}
	}
	value, _ := valueOf(k, e.Field, v)
	return value
}

// checkRows are the checklists of an application, one for each person of it.
func (s *Plan) checkRows(it *casework.Item) []EntryRow {
	var all []EntryRow
	for _, m := range s.Case.Members {
		if it.Get(casework.F("member", m.ID.String())) == casework.No || m.Travels == casework.No {
			continue
		}
		r := EntryRow{ItemKey: it.ItemKey, More: moreCheck + m.ID.String(), Kind: kindName(it.Kind), Title: Say("plan.check.of", "Who", memberName(m))}
		for _, point := range casework.EnumValues("check_point") {
			f := casework.F("check", m.ID.String(), string(point))
			if v := it.Get(f); v != "" {
				value, _ := valueOf(it.Kind, f, v)
				r.Facts = append(r.Facts, Line{Place: f, Label: Say(casework.EnumKey("check_point", point)), Value: value})
			}
		}
		all = append(all, r)
	}
	return all
}

func (s *Plan) businessRow() []EntryRow {
	r := EntryRow{ItemKey: s.Plan.ItemKey, More: MoreBusiness, Kind: Say("plan.business"), Title: Say("plan.business")}
	for _, e := range s.fieldsOf(casework.KindPlan, MoreBusiness, s.Plan.Item) {
		if v := s.Plan.Get(e.Field); v != "" {
			value, own := valueOf(casework.KindPlan, e.Field, v)
			r.Facts = append(r.Facts, Line{Place: e.Field, Label: e.Label, Value: value, Own: own})
		}
	}
	if len(r.Facts) == 0 {
		return nil
	}
	return []EntryRow{r}
}

// Text says a sentence of a rule file in the language of staff.
func (s *Plan) Text(t programme.Text) Message { return Say("plan.as_is", "Text", t.In(s.Language)) }

// openRow opens the form over the row the keyboard is at.
func (s *Plan) openRow(i int) {
	all := s.Entries()
	if i < 0 || i >= len(all) {
		return
	}
	r := all[i]
	if r.ItemKey.Kind == casework.KindWithdrawal {
		return // it was said; it is not edited
	}
	s.Selected = i
	s.EditEntry(r.ItemKey.Kind, r.ID, r.More)
}

// OpenRow opens the form over a row.
func (s *Plan) OpenRow(i int) { s.openRow(i) }

// deleteRow takes the entry out at which the keyboard is. It can be brought back.
func (s *Plan) deleteRow(i int) {
	all := s.Entries()
	if i < 0 || i >= len(all) || all[i].ItemKey.Kind == casework.KindPlan || all[i].ItemKey.Kind == casework.KindWithdrawal || strings.HasPrefix(all[i].More, moreCheck) {
		return
	}
	s.deleteItem(all[i].ItemKey)
}

// tabCommands are those of the tabs beside the lines.
func (s *Plan) tabCommands() []Command {
	row := s.Selected >= 0 && s.Selected < len(s.Entries())
	add := func(name string, key Shortcut, k casework.Kind) Command {
		return Command{Name: Say(name), Key: key, Do: func() { s.AddEntry(k, "") }}
	}
	var c []Command
	switch s.Tab {
	case PlanPossible:
		return []Command{{Name: Say("plan.return"), Key: KeyEdit, Do: func() { s.EditEntry(casework.KindCase, casework.ItemID{}, MoreReturn) }}}
	case PlanPerson:
		c = []Command{add("plan.add.need", KeyAdd, casework.KindNeed), add("plan.add.skill", "Ctrl+J", casework.KindSkill),
			add("plan.add.risk", "Ctrl+O", casework.KindRisk), add("plan.add.idea", "Ctrl+T", casework.KindIdea),
			{Name: Say("plan.business"), Key: "Ctrl+P", Off: s.Plan == nil || !s.Latest(), Do: func() { s.EditEntry(casework.KindPlan, s.Plan.ID, MoreBusiness) }}}
	case PlanJourney:
		c = []Command{add("plan.add.application", KeyAdd, casework.KindApplication),
			{Name: Say("plan.application.send"), Key: "F8", Off: s.busy || s.unsent() == nil, Do: s.SendApplication},
			add("plan.add.departure", "Ctrl+J", casework.KindDeparture), add("plan.add.arrival", "Ctrl+O", casework.KindArrival),
			add("plan.add.withdrawal", "Ctrl+T", casework.KindWithdrawal), {Name: Say("plan.tool"), Key: "Ctrl+G", Do: s.ShowTool}}
	case PlanAfter:
		c = []Command{add("plan.add.delivery", KeyAdd, casework.KindDelivery), add("plan.add.visit", "Ctrl+J", casework.KindFollowUp),
			{Name: Say("plan.visits"), Key: "Ctrl+O", Off: s.busy || s.arrived().IsZero(), Do: s.ScheduleVisits},
			{Name: Say("plan.close"), Key: "Ctrl+T", Off: s.Case.Item == nil || !s.Case.Closed.IsZero(), Do: func() { s.EditEntry(casework.KindCase, casework.ItemID{}, "") }}}
		c = append(c, s.surveyCommands()...)
	default:
		return nil
	}
	return append(c, Command{Name: Say("button.change"), Key: KeyEdit, Off: !row, Do: func() { s.openRow(s.Selected) }},
		Command{Name: Say("plan.entry.delete"), Key: "Ctrl+D", Off: s.busy || !row, Do: func() { s.deleteRow(s.Selected) }})
}

// unsent is the application that waits to be sent, the latest; nil if none does.
func (s *Plan) unsent() *casework.Item {
	if s.state == nil {
		return nil
	}
	all := s.state.Of(casework.KindApplication)
	for _, it := range slices.Backward(all) {
		if it.Get("state") == "draft" || it.Get("state") == "ready" {
			return it
		}
	}
	return nil
}

// SendApplication records that the application was sent today. Safeguards that are not
// met stop it, and Missing says which.
func (s *Plan) SendApplication() {
	it := s.unsent()
	if it == nil {
		return
	}
	about, on := s.route.Subject.ID, s.desk.Run.Now()
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.SendApplication(ctx, about, it.ID, on)
	}, func() {})
}

// ScheduleVisits writes down when to ask how it goes: 3, 6 and 12 months after arrival,
// or as policy says.
func (s *Plan) ScheduleVisits() {
	about, arrived := s.route.Subject.ID, s.arrived()
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.ScheduleFollowUps(ctx, about, arrived, casework.Policy{}.FollowUps())
	}, func() {})
}

package casework

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// notRevised are the fields of a plan and its lines that belong to one version: what
// became of it. A new version begins without them.
var notRevised = map[Field]bool{
	"state": true, "agreed": true, "read_back": true, "agreed.counselling": true, "agreed.file": true, "sent": true, "sent.to": true, "decided": true,
	"decided.by": true, "decided.note": true, "approved": true, "reason": true, "remedy": true, "version": true, "follows": true, "made": true, "plan": true, "replaces": true,
}

// RevisePlan begins another version of a plan with everything that was said in this
// one and with its lines, as wishes again. The one before stays as it was said; each
// line names the one it replaces.
func (s *Service) RevisePlan(ctx context.Context, c SubjectID, plan ItemID) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	was := st.Item(KindPlan, plan)
	if !was.Written() {
		p.fail(fmt.Errorf("revise plan: %w", ErrUnknown))
		return p.done(about, plan)
	}
	next := p.newItem()
	fields := revised(was)
	for f := range fields { // what was possible is worked out anew
		if strings.HasPrefix(string(f), "rule.") || strings.HasPrefix(string(f), "possible.") {
			delete(fields, f)
		}
	}
	version := max(1, PlanOf(was).Version)
	fields["state"], fields["version"], fields["follows"], fields["made"] = "draft", NumberValue(version+1), IDValue(plan), DateValue(s.desk.Clock.Now())
	p.write(Edit{Subject: about, Kind: KindPlan, Item: next, Fields: fields})
	for _, l := range CaseOf(st).LinesOf(plan) {
		if l.State == "dropped" {
			continue
		}
		fields := revised(l.Item)
		fields["state"], fields["plan"], fields["replaces"] = "wished", IDValue(next), IDValue(l.ID)
		p.write(Edit{Subject: about, Kind: KindPlanLine, Item: p.newItem(), Fields: fields})
	}
	return p.done(about, next)
}

// revised is what a new version takes over of an item: what this version knows, and
// nothing deleted.
func revised(it *Item) map[Field]Value {
	fields := map[Field]Value{}
	for f, v := range it.All() {
		if !notRevised[f] && !isDeleted(f) && FieldOf(it.Kind, f) != nil && CheckValue(it.Kind, f, v) == nil {
			fields[f] = v
		}
	}
	return fields
}

// KeepRules writes into a plan under which rules it was worked out, what was possible
// and who decides it: fields rule.*, possible.*. What the plan kept before it replaces.
func (s *Service) KeepRules(ctx context.Context, c SubjectID, plan ItemID, fields map[Field]Value) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	it := p.item(about, ItemKey{KindPlan, plan})
	if !it.Written() {
		p.fail(fmt.Errorf("keep rules: %w", ErrUnknown))
		return p.done(about, plan)
	}
	all := map[Field]Value{}
	for f := range it.All() {
		if strings.HasPrefix(string(f), "rule.") || strings.HasPrefix(string(f), "possible.") {
			all[f] = ""
		}
	}
	for f, v := range fields {
		all[f] = v
	}
	p.write(Edit{Subject: about, Kind: KindPlan, Item: plan, Fields: all})
	return p.done(about, plan)
}

// DecidePlan records what somebody with the power to approve decided on a plan as a
// whole. It decides no line: only lines may be called promised.
func (s *Service) DecidePlan(ctx context.Context, c SubjectID, plan ItemID, fields map[Field]Value, seen *Item) (Done, error) {
	by := fields["decided.by"]
	if by == "" && seen != nil {
		by = seen.Get("decided.by")
	}
	if state, says := fields["state"]; says && by == "" || says && state != "approved" && state != "changed" && state != "refused" {
		return Done{}, said(fmt.Errorf("decide plan: %w", ErrValue))
	}
	return s.EditPlan(ctx, c, plan, fields, seen)
}

// applicationMissing is what stops an application now.
func applicationMissing(st *State, now time.Time) []Missing {
	missing := SafeguardsMissing(st, now)
	for _, it := range st.Of(KindConsent) {
		if k := ConsentOf(it); k.Purpose == "apply_programme" && k.Holds(now) {
			return missing
		}
	}
	return append(missing, Missing{What: MissingConsent})
}

// SendApplication records that a drafted application was sent: an act, stopped by
// safeguards and without a consent to it that holds.
func (s *Service) SendApplication(ctx context.Context, c SubjectID, application ItemID, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	if !st.Item(KindApplication, application).Written() {
		p.fail(fmt.Errorf("send application: %w", ErrUnknown))
	}
	if missing := applicationMissing(st, s.desk.Clock.Now()); len(missing) > 0 {
		p.fail(&NotYet{missing})
	}
	p.write(Edit{Subject: about, Kind: KindApplication, Item: application, Fields: map[Field]Value{"state": "sent", "sent": DateValue(on)}})
	p.write(Edit{Subject: about, Kind: KindCase, Fields: map[Field]Value{"stage": "application"}})
	return p.done(about, application)
}

// Deliver records something delivered for a line of a plan. The line is delivered when
// the delivery says that it is complete, and partly delivered otherwise, unless nobody
// approved it: then the delivery is recorded and the line stays what it was.
func (s *Service) Deliver(ctx context.Context, c SubjectID, delivery ItemID, fields map[Field]Value, seen *Item) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	p.write(Edit{Subject: about, Kind: KindDelivery, Item: delivery, Fields: fields, Seen: seen})
	now := p.item(about, ItemKey{KindDelivery, delivery})
	if id, ok := now.Get("line").Item(); ok {
		if it := p.item(about, ItemKey{KindPlanLine, id}); it.Written() && PlanLineOf(it).Promised() {
			state := Value("partly_delivered")
			if now.Is("complete") {
				state = "delivered"
			}
			p.write(Edit{Subject: about, Kind: KindPlanLine, Item: id, Fields: map[Field]Value{"state": state}})
		}
	}
	return p.done(about, delivery)
}

// ScheduleFollowUps writes down when somebody is to be asked how it goes: so many
// months after arrival. A month that is there already is left as it is.
func (s *Service) ScheduleFollowUps(ctx context.Context, c SubjectID, arrived time.Time, months []int) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	there := map[int]bool{}
	for _, it := range st.Of(KindFollowUp) {
		if n, ok := it.Get("month").Int(); ok {
			there[n] = true
		}
	}
	for _, n := range months {
		if there[n] {
			continue
		}
		due := time.Date(arrived.Year(), arrived.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		due = due.AddDate(0, 0, min(arrived.Day(), due.AddDate(0, 1, -1).Day())-1)
		p.write(Edit{Subject: about, Kind: KindFollowUp, Item: p.newItem(), Fields: map[Field]Value{
			"state": "due", "month": NumberValue(n), "due": DateValue(due),
		}})
	}
	return p.done(about, ItemID{})
}

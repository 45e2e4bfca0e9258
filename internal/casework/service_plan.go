package casework

import (
	"context"
	"fmt"
	"time"
)

// DraftPlan begins a plan, with its first lines. The program never calls anything in it
// promised before somebody with the power to approve has approved.
func (s *Service) DraftPlan(ctx context.Context, c SubjectID, form ReintegrationPlan, lines ...PlanLine) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	plan := p.newItem()
	form.State = "draft"
	if form.Made.IsZero() {
		form.Made = s.desk.Clock.Now()
	}
	p.write(Edit{Subject: about, Kind: KindPlan, Item: plan, Fields: fieldsOf(KindPlan, form)})
	for i, l := range lines {
		p.line(about, plan, i+1, l)
	}
	return p.done(about, plan)
}

func (p *pen) line(about Subject, plan ItemID, order int, l PlanLine) ItemID {
	item := p.newItem()
	l.Plan = plan
	if l.Order == 0 {
		l.Order = order
	}
	if l.State == "" {
		l.State = "wished"
	}
	p.write(Edit{Subject: about, Kind: KindPlanLine, Item: item, Fields: fieldsOf(KindPlanLine, l)})
	return item
}

// AddPlanLine adds a line to a plan.
func (s *Service) AddPlanLine(ctx context.Context, c SubjectID, plan ItemID, l PlanLine) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	item := p.line(about, plan, 0, l)
	return p.done(about, item)
}

// EditPlan writes fields of the plan.
func (s *Service) EditPlan(ctx context.Context, c SubjectID, plan ItemID, fields map[Field]Value, seen *Item) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindPlan, Item: plan, Fields: fields, Seen: seen})
}

// EditPlanLine writes fields of a line. Two devices that edit different fields merge.
func (s *Service) EditPlanLine(ctx context.Context, c SubjectID, line ItemID, fields map[Field]Value, seen *Item) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindPlanLine, Item: line, Fields: fields, Seen: seen})
}

// AgreePlan records that plan and lines were agreed with the person: an act, so
// safeguards stop it with a NotYet. What the person said is recorded all the same, as
// part of a counselling session.
func (s *Service) AgreePlan(ctx context.Context, c SubjectID, plan ItemID, readBack Value, session ItemID, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	missing := SafeguardsMissing(st, s.desk.Clock.Now())
	it := st.Item(KindPlan, plan)
	if !it.Written() {
		p.fail(fmt.Errorf("agree plan: %w", ErrUnknown))
		return p.done(about, plan)
	}
	if readBack != Yes && readBack != "changed" {
		missing = append(missing, Missing{MissingReadBack, it.ItemKey})
	}
	lines := CaseOf(st).LinesOf(plan)
	for _, l := range lines {
		if len(l.Item.Conflicts()) > 0 {
			missing = append(missing, Missing{MissingDecided, l.ItemKey})
		}
	}
	if len(it.Conflicts()) > 0 {
		missing = append(missing, Missing{MissingDecided, it.ItemKey})
	}
	if len(missing) > 0 {
		p.fail(&NotYet{missing})
	}
	p.write(Edit{Subject: about, Kind: KindPlan, Item: plan, Fields: map[Field]Value{
		"state": "agreed", "agreed": DateValue(on), "read_back": readBack, "agreed.counselling": IDValue(session),
	}})
	for _, l := range lines {
		if l.State == "wished" {
			p.write(Edit{Subject: about, Kind: KindPlanLine, Item: l.ID, Fields: map[Field]Value{"state": "agreed"}})
		}
	}
	return p.done(about, plan)
}

// SendPlan records to whom the agreed lines of a plan were sent, and when.
func (s *Service) SendPlan(ctx context.Context, c SubjectID, plan ItemID, to string, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	v := PlanOf(st.Item(KindPlan, plan))
	missing := SafeguardsMissing(st, s.desk.Clock.Now())
	if v.Agreed.IsZero() {
		missing = append(missing, Missing{What: MissingPlanAgreed, ItemKey: ItemKey{KindPlan, plan}})
	}
	if len(missing) > 0 {
		p.fail(&NotYet{missing})
	}
	sent := map[Field]Value{"state": "sent", "sent.to": Value(to), "sent": DateValue(on)}
	p.write(Edit{Subject: about, Kind: KindPlan, Item: plan, Fields: sent})
	for _, l := range CaseOf(st).LinesOf(plan) {
		if l.State == "agreed" {
			p.write(Edit{Subject: about, Kind: KindPlanLine, Item: l.ID, Fields: sent})
		}
	}
	return p.done(about, plan)
}

// DecideLine records what somebody with the power to approve decided on a line:
// approved, changed or refused. Only then may it be called promised.
func (s *Service) DecideLine(ctx context.Context, c SubjectID, line ItemID, state Value, amount Amount, by, reason, remedy string, on time.Time) (Done, error) {
	if state != "approved" && state != "changed" && state != "refused" || by == "" {
		return Done{}, said(fmt.Errorf("decide line: %w", ErrValue))
	}
	return s.EditPlanLine(ctx, c, line, map[Field]Value{
		"state": state, "approved": amount.Value(), "decided.by": Value(by), "decided": DateValue(on), "reason": Value(reason), "remedy": Value(remedy),
	}, nil)
}

// Apply sends the application for assisted return: an act, stopped by safeguards.
func (s *Service) Apply(ctx context.Context, c SubjectID, consent ItemID, fields map[Field]Value) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	item := p.newItem()
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	now := s.desk.Clock.Now()
	missing := SafeguardsMissing(st, now)
	k := ConsentOf(st.Item(KindConsent, consent))
	if k.Item == nil || !k.Holds(now) || k.Purpose != "apply_programme" {
		missing = append(missing, Missing{What: MissingConsent})
	}
	if len(missing) > 0 {
		p.fail(&NotYet{missing})
	}
	all := map[Field]Value{"state": "sent", "sent": DateValue(now)}
	for f, v := range fields {
		all[f] = v
	}
	p.write(Edit{Subject: about, Kind: KindApplication, Item: item, Fields: all})
	return p.done(about, item)
}

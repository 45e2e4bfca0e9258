package main

import (
	"context"
	"slices"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

// library answers what the screen of what is known about countries asks.
type library struct{ filing }

// Kept implements screen.Library.
func (l library) Kept(ctx context.Context, kind casework.SubjectKind) ([]*casework.State, error) {
	subjects, err := l.store.Subjects(ctx, kind)
	if err != nil {
		return nil, worded(err)
	}
	all := make([]*casework.State, 0, len(subjects))
	for _, s := range slices.Backward(subjects) { // they come in the order of their making
		st, err := l.store.State(ctx, s)
		if err != nil {
			return nil, worded(err)
		}
		all = append(all, st)
	}
	return all, nil
}

// Countries implements screen.Library.
func (c cabinet) Countries(ctx context.Context) ([]string, error) {
	st, err := c.store.State(ctx, casework.Subject{Kind: casework.SubjectStaff, ID: c.me})
	if err != nil {
		return nil, worded(err)
	}
	return casework.StaffOf(st).Countries, nil
}

// questionsMost is how many questions Today looks at.
const questionsMost = 1000

// questions are those I put that have answers I have not read, and those about my
// countries that wait for an answer.
func (c cabinet) questions(ctx context.Context) (answered, asked []screen.TodayLine, err error) {
	mine, err := c.Countries(ctx)
	if err != nil {
		return nil, nil, err
	}
	found, err := c.store.List(ctx, casework.KindRequest, []casework.Value{"open", "answered", "partly_answered"}, "", questionsMost)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range found {
		st, err := c.store.State(ctx, f.Subject)
		if err != nil {
			return nil, nil, err
		}
		r := casework.RequestOf(st)
		line := screen.TodayLine{Name: r.Question, Number: r.Region, What: screen.Say("country." + r.Country), Route: screen.Route{Place: screen.PlaceKnowledge, Subject: f.Subject}}
		if r.Country == "" {
			line.What = screen.Say("knowledge.shelf.requests")
		}
		by, _ := r.Item.Get("assigned").SubjectID()
		if by == c.me && r.Unread() {
			answered = append(answered, line)
		} else if by != c.me && r.Waits() && slices.Contains(mine, r.Country) {
			asked = append(asked, line)
		}
	}
	return answered, asked, nil
}

// offerKnowledge offers the screen of what is known, and says how what is typed there
// becomes changes.
func (u *unlocked) offerKnowledge(d *screen.Desk, cases cabinet) {
	for _, kind := range []string{screen.FormQuestion, screen.FormReply, screen.FormNote, screen.FormService} {
		u.drafts.Records(kind, u.records(screen.RecordKnown))
	}
	l, does := library{filing{cases, u.staff}}, maker{u}
	open := func(r screen.Route) screen.Screen { return screen.NewKnowledge(d, l, does, r) }
	d.Way.Offer(screen.PlaceKnowledge, open)
	switch u.staff.Role {
	case casework.Scout:
		d.Way.Offer(screen.PlaceRequests, open)
	case casework.Supervisor:
		d.Way.Offer(screen.PlaceFigures, func(screen.Route) screen.Screen { return screen.NewFigures(d, l.filing) })
	}
}

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
func (l library) Countries(ctx context.Context) ([]string, error) {
	st, err := l.store.State(ctx, casework.Subject{Kind: casework.SubjectStaff, ID: l.staff.ID})
	if err != nil {
		return nil, worded(err)
	}
	return casework.StaffOf(st).Countries, nil
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
	if u.staff.Role == casework.Scout {
		d.Way.Offer(screen.PlaceRequests, open)
	}
}

package main

import (
	"context"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// activities answers what the screen of activities asks.
type activities struct{ store *casestore.Store }

// Activities implements screen.ActivityBook.
func (a activities) Activities(ctx context.Context, limit int) ([]screen.ActivityRow, error) {
	subjects, err := a.store.Subjects(ctx, casework.SubjectActivity)
	if err != nil {
		return nil, worded(err)
	}
	var rows []screen.ActivityRow
	for _, s := range subjects {
		st, err := a.store.State(ctx, s)
		if err != nil {
			return nil, worded(err)
		}
		if r, ok := screen.ActivityRowOf(st); ok {
			rows = append(rows, r)
		}
	}
	screen.SortActivities(rows)
	return rows[:min(limit, len(rows))], nil
}

// offerActivities offers what is done without any case.
func (u *unlocked) offerActivities(d *screen.Desk) {
	u.drafts.Records(screen.FormActivity, u.records(screen.RecordActivity))
	d.Way.Offer(screen.PlaceActivity, func(r screen.Route) screen.Screen { return screen.NewActivity(d, activities{u.store}, r) })
}

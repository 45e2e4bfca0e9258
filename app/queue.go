package main

import (
	"context"
	"strings"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// Queue implements screen.ReviewQueue.
func (f filing) Queue(ctx context.Context, q screen.QueueQuery) ([]screen.QueueNo, error) {
	filter := casestore.QueueFilter{Flagged: q.Flagged, Minors: q.Minors, Oldest: q.Oldest}
	if !q.Until.IsZero() {
		filter.Until = q.Until.Format(time.DateOnly)
	}
	if len(q.Terms) > 0 {
		names, offices, err := f.places(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range q.Terms {
			filter.Terms = append(filter.Terms, casestore.QueueTerm{Words: t.Words, Languages: t.Languages, Countries: t.Countries, Outcomes: t.Outcomes,
				Settings: t.Settings, Flags: t.Flags, Minors: t.Minors, By: named(names, t.Words), Offices: named(offices, t.Words)})
		}
	}
	numbers, err := f.store.Queue(ctx, filter)
	all := make([]screen.QueueNo, len(numbers))
	for i, n := range numbers {
		all[i] = screen.QueueNo(n)
	}
	return all, worded(err)
}

// named returns those whose name has a word in it.
func named[ID comparable](names map[ID]string, word string) (all []ID) {
	for id, name := range names {
		if strings.Contains(casework.Normalise(name), word) {
			all = append(all, id)
		}
	}
	return all
}

// QueueRows implements screen.ReviewQueue.
func (f filing) QueueRows(ctx context.Context, sessions []screen.QueueNo) ([]screen.Waiting, error) {
	numbers := make([]int64, len(sessions))
	for i, n := range sessions {
		numbers[i] = int64(n)
	}
	rows, err := f.store.QueueRows(ctx, numbers)
	if err != nil {
		return nil, worded(err)
	}
	names, offices, err := f.places(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]screen.Waiting, len(rows))
	for i, r := range rows {
		all[i] = screen.Waiting{Case: r.Subject.ID, Session: r.Item, Number: r.File, Name: r.Name, Outcome: r.Outcome, Setting: r.Setting, Language: r.Language,
			Office: offices[r.Office], By: r.By, ByName: names[r.By], Minor: r.Minor, Flags: r.Flags}
		if country, _, _ := strings.Cut(r.Nationality, " "); country != "" {
			all[i].Country = country
		}
		if day, err := time.Parse(time.DateOnly, r.Day); err == nil {
			all[i].Day = day
		}
	}
	return all, nil
}

// places are the names of staff and of offices.
func (f filing) places(ctx context.Context) (names map[casework.StaffID]string, offices map[casework.OfficeID]string, err error) {
	names, offices = map[casework.StaffID]string{}, map[casework.OfficeID]string{}
	colleagues, err := f.Colleagues(ctx)
	if err != nil {
		return nil, nil, worded(err)
	}
	for _, c := range colleagues {
		names[c.Staff.ID] = c.Name
	}
	subjects, err := f.store.Subjects(ctx, casework.SubjectOffice)
	if err != nil {
		return nil, nil, worded(err)
	}
	for _, s := range subjects {
		it, err := f.store.Item(ctx, s, casework.RootKey(casework.SubjectOffice))
		if err != nil {
			return nil, nil, worded(err)
		}
		offices[s.ID] = string(it.Get("name"))
	}
	return names, offices, nil
}

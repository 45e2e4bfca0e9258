package main

import (
	"context"

	"waymark/internal/casework"
	"waymark/internal/indicator"
	"waymark/internal/screen"
)

// Facts implements screen.FactSource.
func (f filing) Facts(ctx context.Context) (*indicator.Facts, error) {
	facts := &indicator.Facts{}
	for _, kind := range []casework.SubjectKind{casework.SubjectCase, casework.SubjectActivity, casework.SubjectCentre} {
		subjects, err := f.store.Subjects(ctx, kind)
		if err != nil {
			return nil, worded(err)
		}
		for _, s := range subjects {
			st, err := f.store.State(ctx, s)
			if err != nil {
				return nil, worded(err)
			}
			facts.Add(st)
		}
	}
	return facts, nil
}

// Offices implements screen.FactSource.
func (f filing) Offices(ctx context.Context) ([]screen.NamedOffice, error) {
	subjects, err := f.store.Subjects(ctx, casework.SubjectOffice)
	if err != nil {
		return nil, worded(err)
	}
	var all []screen.NamedOffice
	for _, s := range subjects {
		st, err := f.store.State(ctx, s)
		if err != nil {
			return nil, worded(err)
		}
		if name := string(st.Root().Get("name")); name != "" {
			all = append(all, screen.NamedOffice{ID: s.ID, Name: name})
		}
	}
	return all, nil
}

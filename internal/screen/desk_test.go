package screen_test

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/id"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// shelf keeps drafts as a store does, in memory, and refuses while it is full.
type shelf struct {
	mu    sync.Mutex
	kept  map[screen.DraftID]screen.Draft
	fault error
	asked int
}

func (s *shelf) KeepDraft(_ context.Context, d screen.Draft) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.fault != nil {
		return s.fault
	}
	d.Fields = maps.Clone(d.Fields)
	s.kept[d.ID] = d
	return nil
}

func (s *shelf) DropDraft(_ context.Context, d screen.DraftID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != nil {
		return s.fault
	}
	delete(s.kept, d)
	return nil
}

func (s *shelf) all() []screen.Draft {
	var all []screen.Draft
	for _, d := range s.kept {
		all = append(all, d)
	}
	return all
}

func newShelf() *shelf { return &shelf{kept: map[screen.DraftID]screen.Draft{}} }

// desk returns a desk over a shelf, with everything delivered as run says.
func desk(t *testing.T, run *screentest.Runner, store *shelf) *screen.Desk {
	f := feed.New(func(f func()) { f() })
	d := &screen.Desk{
		Context: t.Context(), Run: run, Feed: f,
		Way:   screen.NewNavigator(screen.Route{Place: screen.PlaceToday}),
		Staff: screen.Staff{Role: casework.Counsellor},
	}
	d.Drafts = screen.NewDrafts(t.Context(), run, store, f, store.all())
	return d
}

func newSubject() casework.SubjectID { return casework.SubjectID(id.New[struct{}]()) }

var errDiskFull = errors.New("no space left on device")

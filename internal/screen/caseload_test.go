package screen_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/usererr"
)

// cabinet is cases in memory.
type cabinet struct {
	rows  []screen.CaseRow
	fault error
	reads int
}

func newCabinet(n int) *cabinet {
	c := &cabinet{}
	for i := range n {
		c.rows = append(c.rows, screen.CaseRow{ID: newSubject(), Number: fmt.Sprintf("W-%d", i), Name: fmt.Sprintf("Person %d", i)})
	}
	return c
}

func (c *cabinet) FindCases(_ context.Context, q screen.CaseQuery) (all []screen.CaseNo, err error) {
	if c.fault != nil {
		return nil, c.fault
	}
	for i, r := range c.rows {
		if strings.Contains(r.Name, q.Text) {
			all = append(all, screen.CaseNo(i))
		}
	}
	return all, nil
}

func (c *cabinet) CaseRows(_ context.Context, cases []screen.CaseNo) (rows []screen.CaseRow, err error) {
	c.reads++
	for _, i := range cases {
		rows = append(rows, c.rows[i])
	}
	return rows, c.fault
}

func (c *cabinet) CaseRow(_ context.Context, id casework.SubjectID) (screen.CaseRow, error) {
	for _, r := range c.rows {
		if r.ID == id {
			return r, c.fault
		}
	}
	return screen.CaseRow{ID: id}, c.fault
}

func TestCaseloadHasFourFaces(t *testing.T) {
	for _, tt := range []struct {
		name        string
		cases       *cabinet
		search      string
		face        screen.Face
		title, hint string
	}{
		{"full", newCabinet(3), "", screen.Full, "caseload.count", ""},
		{"some found", newCabinet(3), "Person 1", screen.Full, "face.found", ""},
		{"nothing there yet", newCabinet(0), "", screen.Empty, "caseload.empty", "caseload.empty.hint"},
		{"nothing found", newCabinet(3), "Nobody", screen.Empty, "face.nothing_found", "caseload.nothing.hint"},
		{"store fails", &cabinet{fault: errDiskFull}, "", screen.Failed, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := screen.NewCaseload(desk(t, screentest.Inline(), newShelf()), tt.cases)
			s.Shown()
			s.Search(tt.search)
			assert.Equal(t, tt.face, s.List.Face)
			assert.Equal(t, tt.title, s.List.Title.Key)
			assert.Equal(t, tt.hint, s.List.Hint.Key)
			if tt.face == screen.Failed {
				assert.Equal(t, "error.caseload.unavailable", s.List.Trouble.What.Key)
				assert.Zero(t, s.Len())
			}
		})
	}
}

func TestCaseloadSaysItIsBusyOnlyWhenItTakesLong(t *testing.T) {
	run := screentest.Hold()
	s := screen.NewCaseload(desk(t, run, newShelf()), newCabinet(1))
	s.Shown()
	run.Advance(100 * time.Millisecond)
	assert.Equal(t, screen.Quiet, s.List.Face)
	run.Advance(100 * time.Millisecond)
	assert.Equal(t, screen.Busy, s.List.Face)
	run.DeliverAll()
	assert.Equal(t, screen.Full, s.List.Face)
	run.Advance(time.Hour)
	assert.Equal(t, screen.Full, s.List.Face)
}

func TestCaseloadDropsAnswersToEarlierSearches(t *testing.T) {
	run := screentest.Hold()
	s := screen.NewCaseload(desk(t, run, newShelf()), newCabinet(20))
	s.Shown()
	s.Search("Person 1")
	s.Search("Person 19")
	run.Deliver(2)
	run.Deliver(1) // the slow earlier answers arrive last
	run.Deliver(0)
	assert.Equal(t, 1, s.Len())
	row, ok := s.Row(0)
	assert.True(t, ok)
	assert.Equal(t, "Person 19", row.Name)
}

func TestCaseloadOfTenThousandReadsAPageAtATime(t *testing.T) {
	cases := newCabinet(10_000)
	s := screen.NewCaseload(desk(t, screentest.Inline(), newShelf()), cases)
	s.Shown()
	assert.Equal(t, 10_000, s.Len())
	assert.Equal(t, 1, cases.reads)
	for i := range 10_000 {
		row, ok := s.Row(i)
		if !ok || row.Number != fmt.Sprintf("W-%d", i) {
			t.Fatalf("row %d is %q", i, row.Number)
		}
	}
	assert.Equal(t, 157, cases.reads)
	_, ok := s.Row(10_000)
	assert.False(t, ok)
}

func TestCaseloadShowsARowWhenItsPageArrives(t *testing.T) {
	run := screentest.Hold()
	s := screen.NewCaseload(desk(t, run, newShelf()), newCabinet(200))
	s.Shown()
	run.DeliverAll()
	changed := 0
	s.OnChange = func() { changed++ }
	_, ok := s.Row(150)
	assert.False(t, ok)
	s.Row(151)
	assert.Len(t, run.Held, 1, "a page is asked for once")
	run.DeliverAll()
	row, ok := s.Row(150)
	assert.True(t, ok)
	assert.Equal(t, "W-150", row.Number)
	assert.Equal(t, 1, changed)

	s.Row(100) // a page of the list as it was
	s.Search("Person 7")
	run.DeliverAll()
	row, _ = s.Row(0)
	assert.Equal(t, "Person 7", row.Name)
}

func TestCaseloadReadsAgainWhenCasesChangeAndOnlyWhenSeen(t *testing.T) {
	cases := newCabinet(1)
	d := desk(t, screentest.Inline(), newShelf())
	s := screen.NewCaseload(d, cases)
	s.Shown()
	cases.rows = append(cases.rows, screen.CaseRow{ID: newSubject()})
	d.Feed.Changed(casework.Subject{Kind: casework.SubjectRequest, ID: newSubject()})
	assert.Equal(t, 1, s.Len(), "a request is no case")
	d.Feed.Changed(casework.Subject{Kind: casework.SubjectCase, ID: newSubject()})
	assert.Equal(t, 2, s.Len())
	s.Left()
	reads := cases.reads
	d.Feed.Tell(feed.News{All: true})
	assert.Equal(t, reads, cases.reads)
}

func TestCaseloadTellsWhatHappenedInTheStoresOwnWords(t *testing.T) {
	s := screen.NewCaseload(desk(t, screentest.Inline(), newShelf()),
		&cabinet{fault: usererr.New("error.store.damaged", "hint.store.damaged")})
	s.Shown()
	assert.Equal(t, "error.store.damaged", s.List.Trouble.What.Key)
	assert.Equal(t, "hint.store.damaged", s.List.Trouble.Hint.Key)
}

func TestTypingAndEnterOpensTheFirstCase(t *testing.T) {
	d := desk(t, screentest.Inline(), newShelf())
	cases := newCabinet(30)
	s := screen.NewCaseload(d, cases)
	d.Way.Offer(screen.PlaceCase, func(r screen.Route) screen.Screen { return &page{route: r} })
	s.Shown()
	s.Search("Person 12")
	s.OpenFirst()
	assert.Equal(t, screen.CaseRoute(cases.rows[12].ID), d.Way.Here())
}

func TestArrowsMoveThroughWhatWasFoundWhileTyping(t *testing.T) {
	s := screen.NewCaseload(desk(t, screentest.Inline(), newShelf()), newCabinet(3))
	assert.True(t, s.Press("Down"), "there is nothing yet")
	assert.Equal(t, -1, s.Selected)
	s.Shown()
	for range 5 {
		s.Press("Down")
	}
	assert.Equal(t, 2, s.Selected)
	for range 5 {
		s.Press("Up")
	}
	assert.Equal(t, 0, s.Selected)
	assert.False(t, s.Press("F9"))
}

func TestEnterBeforeTheSearchHasAnsweredOpensWhatWasTyped(t *testing.T) {
	run := screentest.Hold()
	d := desk(t, run, newShelf())
	c := newCabinet(30)
	var went screen.Route
	d.Way.Offer(screen.PlaceCase, func(r screen.Route) screen.Screen { went = r; return screen.NewNewCase(d, r) })
	s := screen.NewCaseload(d, c)
	s.Shown()
	run.DeliverAll()
	s.Search("Person 17")
	s.OpenFirst()
	assert.Zero(t, went, "what stands there is not what was typed")
	run.DeliverAll()
	assert.Equal(t, screen.CaseRoute(c.rows[17].ID), went)
}

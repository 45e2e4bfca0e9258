package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// cabinet answers the screens' questions about cases from the store, for one member
// of staff.
type cabinet struct {
	store *casestore.Store
	me    casework.StaffID
}

var sorts = map[screen.CaseSort]casestore.Sort{screen.ByUpdate: casestore.ByChanged, screen.ByLast: casestore.ByLastSession,
	screen.ByName: casestore.ByName, screen.ByNumber: casestore.ByFile}

// FindCases implements screen.Finder.
func (c cabinet) FindCases(ctx context.Context, q screen.CaseQuery) ([]screen.CaseNo, error) {
	f := casestore.Filter{Words: q.Text, Sort: sorts[q.Sort]}
	if !q.Closed {
		f.NotStages = []casework.Value{"closed"}
	}
	numbers, err := c.store.Caseload(ctx, f)
	all := make([]screen.CaseNo, len(numbers))
	for i, n := range numbers {
		all[i] = screen.CaseNo(n)
	}
	return all, worded(err)
}

// CaseRows implements screen.Finder.
func (c cabinet) CaseRows(ctx context.Context, cases []screen.CaseNo) ([]screen.CaseRow, error) {
	numbers := make([]int64, len(cases))
	for i, n := range cases {
		numbers[i] = int64(n)
	}
	found, err := c.store.CaseRows(ctx, numbers)
	if err != nil {
		return nil, worded(err)
	}
	drafts, err := c.drafted(ctx)
	rows := make([]screen.CaseRow, len(found))
	for i, r := range found {
		rows[i] = caseRow(r, drafts)
	}
	return rows, err
}

// CaseRow implements screen.Namer.
func (c cabinet) CaseRow(ctx context.Context, id casework.SubjectID) (screen.CaseRow, error) {
	r, err := c.store.CaseRow(ctx, id)
	if errors.Is(err, casestore.ErrNotFound) {
		return screen.CaseRow{ID: id}, nil
	}
	return caseRow(r, nil), worded(err)
}

// drafted returns the subjects with something typed that is not recorded.
func (c cabinet) drafted(ctx context.Context) (map[casework.Subject]bool, error) {
	all, err := c.store.Drafts(ctx)
	found := map[casework.Subject]bool{}
	for _, d := range all {
		found[d.Subject] = true
	}
	return found, err
}

var wheretos = map[casestore.Safety]screen.Whereto{casestore.AtHub: screen.AtHub, casestore.OnItsWay: screen.OnItsWay,
	casestore.HereOnly: screen.HereOnly, casestore.SetAside: screen.SetAside}

func caseRow(r casestore.CaseRow, drafts map[casework.Subject]bool) screen.CaseRow {
	row := screen.CaseRow{ID: r.Subject.ID, Number: r.File, Name: r.Name, Persons: r.Persons, Whereto: wheretos[r.Safety],
		Flags: screen.RowFlags{Conflict: r.Conflicts > 0, Draft: drafts[r.Subject]}}
	if r.Native != r.Name {
		row.Native = r.Native
	}
	if len(r.Nationality) >= 2 {
		row.Country = r.Nationality[:2]
	}
	if day, err := time.Parse(time.DateOnly, r.LastSession); err == nil {
		row.Last = day
	}
	return row
}

// Search implements screen.Searcher: cases, each once, the best hit first.
func (c cabinet) Search(ctx context.Context, text string, limit int) ([]screen.Hit, error) {
	found, err := c.store.Search(ctx, text, 4*limit) // several hits may be of one case
	if err != nil {
		return nil, err
	}
	var hits []screen.Hit
	seen := map[casework.Subject]bool{}
	for _, h := range found {
		if h.Subject.Kind != casework.SubjectCase || seen[h.Subject] || len(hits) == limit {
			continue
		}
		seen[h.Subject] = true
		row, err := c.CaseRow(ctx, h.Subject.ID)
		if err != nil {
			return nil, err
		}
		hit := screen.Hit{Text: row.Name, Beside: row.Number, Route: screen.CaseRoute(row.ID)}
		if hit.Text == "" {
			hit.Text, hit.Beside = row.Number, ""
		}
		hits = append(hits, hit)
	}
	return hits, nil
}

// horizon is how far ahead Today looks for dates that cannot be moved, and how far
// back it still names one that has passed, in days.
const (
	horizonAhead = 60
	horizonBack  = 3
)

var (
	appointments = []casestore.DayField{{Kind: casework.KindAppointment, Field: "at"}, {Kind: casework.KindCounselling, Field: "next.at"}}
	deadlines    = []casestore.DayField{{Kind: casework.KindDecision, Field: "appeal.until"}, {Kind: casework.KindDecision, Field: "departure.until"}}
	dayWords     = map[casework.Field]string{"at": "today.appointment", "next.at": "today.next", "appeal.until": "today.appeal", "departure.until": "today.leave"}
)

// Day implements screen.Diary.
func (c cabinet) Day(ctx context.Context, now time.Time) (screen.Day, error) {
	day, err := c.day(ctx, now)
	return day, worded(err)
}

func (c cabinet) day(ctx context.Context, now time.Time) (screen.Day, error) {
	today := now.Format(time.DateOnly)
	var day screen.Day
	var err error
	if day.Now, err = c.days(ctx, now, appointments, today, today); err != nil {
		return day, err
	}
	from, to := now.AddDate(0, 0, -horizonBack).Format(time.DateOnly), now.AddDate(0, 0, horizonAhead).Format(time.DateOnly)
	day.Dates, err = c.days(ctx, now, deadlines, from, to)
	// Appeal comes before departure, whichever is earlier: it is the one that is lost.
	slices.SortStableFunc(day.Dates, func(a, b screen.TodayLine) int {
		return rank(a.What.Key) - rank(b.What.Key)
	})
	if err != nil {
		return day, err
	}
	if day.Returned, err = c.returned(ctx, now.AddDate(0, 0, -returnedDays)); err != nil {
		return day, err
	}
	day.Answered, day.Asked, err = c.questions(ctx)
	return day, err
}

// returnedDays is how far back a review that asks something is still put before
// somebody, and returnedMost how many of them are looked at.
const (
	returnedDays = 365
	returnedMost = 1000
)

// returned are reviews of cases of mine that ask something and have no answer yet,
// the newest first.
func (c cabinet) returned(ctx context.Context, since time.Time) ([]screen.TodayLine, error) {
	found, err := c.store.List(ctx, casework.KindReview, []casework.Value{"please_complete", "talk"}, "", returnedMost) // a review has no day
	if err != nil {
		return nil, err
	}
	var lines []screen.TodayLine
	for _, f := range found {
		row, err := c.store.CaseRow(ctx, f.Subject.ID)
		if errors.Is(err, casestore.ErrNotFound) || err == nil && (row.Assigned != c.me || f.Changed < casework.StampAt(since)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		review, err := c.store.Item(ctx, f.Subject, f.Item)
		if err != nil {
			return nil, err
		}
		if review.Is("answered") {
			continue
		}
		lines = append(lines, screen.TodayLine{Name: row.Name, Number: row.File, What: screen.Say("today.review"), Route: screen.AnswerRoute(row.Subject.ID, f.Item.ID)})
	}
	return lines, nil
}

func rank(key string) int {
	if key == dayWords["appeal.until"] {
		return 0
	}
	return 1
}

func (c cabinet) days(ctx context.Context, now time.Time, fields []casestore.DayField, from, to string) ([]screen.TodayLine, error) {
	found, err := c.store.Days(ctx, fields, from, to)
	if err != nil {
		return nil, err
	}
	var lines []screen.TodayLine
	for _, d := range found {
		if d.Subject.Kind != casework.SubjectCase || d.Kind == casework.KindAppointment && d.What == "cancelled" {
			continue
		}
		row, err := c.CaseRow(ctx, d.Subject.ID)
		if err != nil {
			return nil, err
		}
		l := screen.TodayLine{Name: row.Name, Number: row.Number, What: screen.Say(dayWords[d.Field]), Route: screen.CaseRoute(row.ID)}
		if at, ok := d.Day.Time(); ok {
			l.When, l.Moment = at.In(now.Location()), true
		} else if at, ok := d.Day.Date(); ok {
			l.When = at
		}
		lines = append(lines, l)
	}
	return lines, nil
}

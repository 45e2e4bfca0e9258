package screen

import (
	"context"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
)

// CaseRow is one line of a list of cases.
type CaseRow struct {
	ID      casework.SubjectID
	Number  string // the file number, like W-4711
	Name    string // as it is written, native or Latin; "" for who wants none
	Country string // ISO 3166 code of the country of return; "" when not asked
	Persons int
	Updated time.Time
	Next    time.Time // the next date that cannot be moved; zero if none
	Whereto Whereto
	Flags   RowFlags
}

// RowFlags is what a row asks attention for.
type RowFlags struct {
	Conflict bool // two values, nobody decided
	Aside    bool // something of it was set aside
	Draft    bool // something typed is not recorded
}

// Whereto says how far a change, or all changes of a case, have come.
type Whereto uint8

// The stages. A case shows the one that is furthest from safe.
const (
	AtHub Whereto = iota
	OnItsWay
	HereOnly
	SetAside
)

// Message is the stage in words.
func (w Whereto) Message() Message {
	switch w {
	case OnItsWay:
		return Say("place.way")
	case HereOnly:
		return Say("place.here")
	case SetAside:
		return Say("place.aside")
	}
	return Say("place.hub")
}

// CaseQuery is what the caseload asks for.
type CaseQuery struct {
	Text   string // in any script: part of a name, file number
	Sort   CaseSort
	Closed bool // closed ones too
}

// CaseSort is the order of a caseload.
type CaseSort uint8

// The orders.
const (
	ByUpdate CaseSort = iota // latest first
	ByDate                   // by the next date that cannot be moved
	ByName
	ByNumber
)

// Finder finds cases. Its methods are called off the UI goroutine.
type Finder interface {
	// FindCases returns every case of a query, as identifiers in its order.
	FindCases(ctx context.Context, q CaseQuery) ([]casework.SubjectID, error)
	// CaseRows returns the rows of some cases, in the order asked for. A case that
	// is no longer there gives a row with its ID alone.
	CaseRows(ctx context.Context, ids []casework.SubjectID) ([]CaseRow, error)
}

// pageRows is how many rows are read at once, and pagesKept how many pages stay
// in memory: a list of 100,000 cases costs its identifiers and a few pages.
const (
	pageRows  = 64
	pagesKept = 12
)

// Caseload is the list of cases somebody may see, searched as they type.
type Caseload struct {
	OnChange func()
	List     List
	Query    CaseQuery
	Selected int // -1 for none

	base
	desk   *Desk
	cases  Finder
	ids    []casework.SubjectID
	pages  map[int][]CaseRow
	used   []int // pages, the latest used last
	asked  map[int]bool
	search int // counts answers: a page of an older one is dropped
	stale  bool
	shown  bool
}

// NewCaseload returns the caseload; it searches when it is shown.
func NewCaseload(desk *Desk, cases Finder) *Caseload {
	s := &Caseload{OnChange: func() {}, desk: desk, cases: cases, Selected: -1, stale: true}
	s.listen(desk.Feed, func(n feed.News) {
		if n.Any(casework.SubjectCase) || n.Exchange || n.Drafts {
			s.stale = true
			if s.shown {
				s.read()
			}
		}
	})
	return s
}

// Title implements [Screen].
func (s *Caseload) Title() Message { return Say("rail.cases") }

// Shown implements [Screen].
func (s *Caseload) Shown() {
	s.shown = true
	if s.stale {
		s.read()
	}
}

// Left implements [Screen].
func (s *Caseload) Left() {
	s.shown = false
	s.List.Cancel()
	s.stopListening()
}

// Commands implements [Screen].
func (s *Caseload) Commands() []Command {
	return []Command{
		{Name: Say("caseload.new"), Key: KeyNewCase, Main: true, Off: !s.desk.Way.Offers(PlaceNewCase), Do: func() { s.desk.Way.Go(NewCaseRoute()) }},
		{Name: Say("caseload.contact"), Key: KeyContact, Off: !s.desk.Way.Offers(PlaceShortContact), Do: func() { s.desk.Way.Go(ShortContactRoute(s.subject())) }},
	}
}

// Search shows the cases that match text.
func (s *Caseload) Search(text string) {
	if text == s.Query.Text {
		return
	}
	s.Query.Text = text
	s.Selected = -1
	s.read()
}

// SortBy changes the order.
func (s *Caseload) SortBy(o CaseSort) {
	s.Query.Sort = o
	s.read()
}

// WithClosed shows closed cases too, or no longer.
func (s *Caseload) WithClosed(on bool) {
	s.Query.Closed = on
	s.read()
}

// Again asks once more after a failure.
func (s *Caseload) Again() { s.read() }

func (s *Caseload) read() {
	s.stale = false
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	q := s.Query
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		ids, err := s.cases.FindCases(ctx, q)
		var first []CaseRow
		if err == nil && len(ids) > 0 {
			first, err = s.cases.CaseRows(ctx, ids[:min(pageRows, len(ids))])
		}
		return func() { s.found(question, ids, first, err) }
	})
}

func (s *Caseload) found(question int, ids []casework.SubjectID, first []CaseRow, err error) {
	if s.List.Late(question) {
		return
	}
	s.search++
	s.pages, s.used, s.asked = map[int][]CaseRow{}, nil, map[int]bool{}
	if err != nil {
		s.ids = nil
		s.List.Fail(err, "error.caseload.unavailable")
		s.OnChange()
		return
	}
	s.ids = ids
	if len(ids) > 0 {
		s.keep(0, first)
	}
	s.Selected = min(s.Selected, len(ids)-1)
	full := Count("caseload.count", len(ids), "Order", s.Query.Sort.Message())
	empty, hint := Say("caseload.empty"), Say("caseload.empty.hint")
	if s.Query.Text != "" {
		full = Count("face.found", len(ids))
		empty, hint = Say("face.nothing_found", "Query", s.Query.Text), Say("caseload.nothing.hint")
	}
	s.List.Fill(len(ids), full, empty, hint)
	s.OnChange()
}

// Message is the order in words.
func (o CaseSort) Message() Message {
	switch o {
	case ByDate:
		return Say("caseload.sort.date")
	case ByName:
		return Say("caseload.sort.name")
	case ByNumber:
		return Say("caseload.sort.number")
	}
	return Say("caseload.sort.update")
}

// Len is the number of rows.
func (s *Caseload) Len() int { return len(s.ids) }

// Row returns row i and whether it has been read. One that has not is asked for
// with its whole page, and OnChange says when it is there.
func (s *Caseload) Row(i int) (CaseRow, bool) {
	if i < 0 || i >= len(s.ids) {
		return CaseRow{}, false
	}
	page := i / pageRows
	if rows, ok := s.pages[page]; ok {
		s.touch(page)
		return rows[i%pageRows], true
	}
	s.fetch(page)
	if rows, ok := s.pages[page]; ok { // the answer may come at once
		return rows[i%pageRows], true
	}
	return CaseRow{ID: s.ids[i]}, false
}

func (s *Caseload) fetch(page int) {
	if s.asked[page] {
		return
	}
	s.asked[page] = true
	search := s.search
	ids := s.ids[page*pageRows : min((page+1)*pageRows, len(s.ids))]
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		rows, err := s.cases.CaseRows(ctx, ids)
		return func() {
			if search != s.search {
				return
			}
			delete(s.asked, page)
			if err != nil || len(rows) != len(ids) {
				s.List.Fail(err, "error.caseload.unavailable")
			} else {
				s.keep(page, rows)
			}
			s.OnChange()
		}
	})
}

func (s *Caseload) keep(page int, rows []CaseRow) {
	s.pages[page] = rows
	s.touch(page)
	for len(s.used) > pagesKept {
		delete(s.pages, s.used[0])
		s.used = s.used[1:]
	}
}

func (s *Caseload) touch(page int) {
	if n := len(s.used); n > 0 && s.used[n-1] == page {
		return
	}
	for i, p := range s.used {
		if p == page {
			s.used = append(s.used[:i], s.used[i+1:]...)
			break
		}
	}
	s.used = append(s.used, page)
}

// Select marks a row, for what is done to the case under the eye.
func (s *Caseload) Select(i int) {
	if i >= -1 && i < len(s.ids) && i != s.Selected {
		s.Selected = i
		s.OnChange()
	}
}

// Press implements [Keyed]: arrows move through what was found while one types.
func (s *Caseload) Press(key Shortcut) bool {
	switch key {
	case "Down":
		s.Select(min(s.Selected+1, len(s.ids)-1))
	case "Up":
		s.Select(max(s.Selected-1, min(0, len(s.ids)-1)))
	default:
		return false
	}
	return true
}

// Open goes to the case of row i.
func (s *Caseload) Open(i int) {
	if i >= 0 && i < len(s.ids) {
		s.desk.Way.Go(CaseRoute(s.ids[i]))
	}
}

// OpenFirst goes to the first case found: typing and Enter is enough.
func (s *Caseload) OpenFirst() { s.Open(max(s.Selected, 0)) }

func (s *Caseload) subject() casework.Subject {
	if s.Selected < 0 || s.Selected >= len(s.ids) {
		return casework.Subject{}
	}
	return casework.Subject{Kind: casework.SubjectCase, ID: s.ids[s.Selected]}
}

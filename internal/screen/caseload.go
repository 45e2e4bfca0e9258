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
	Native  string // in its own script, where Name is in another
	Country string // ISO 3166 code of nationality; "" when not asked
	Persons int
	Last    time.Time // day of the last talk; zero if none
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
	ByLast                   // longest without a talk first
	ByName
	ByNumber
)

// CaseNo stands for a case in a list. It means nothing anywhere else.
type CaseNo int64

// Finder finds cases. Its methods are called off the UI goroutine.
type Finder interface {
	// FindCases returns every case of a query, in its order.
	FindCases(ctx context.Context, q CaseQuery) ([]CaseNo, error)
	// CaseRows returns the rows of some cases, in the order asked for. A case that
	// is no longer there gives an empty row.
	CaseRows(ctx context.Context, cases []CaseNo) ([]CaseRow, error)
}

// Namer says how a case is called. It is called off the UI goroutine.
type Namer interface {
	// CaseRow returns the row of a case; one with nothing but its ID for a case that
	// is not there (any more).
	CaseRow(ctx context.Context, c casework.SubjectID) (CaseRow, error)
}

// Caseload is the list of cases somebody may see, searched as they type.
type Caseload struct {
	OnChange func()
	List     List
	Query    CaseQuery
	Selected int // -1 for none

	base
	desk  *Desk
	cases Finder
	pages pages[CaseNo, CaseRow]
	stale bool
	shown bool
	asked bool // what was typed last has no answer yet
	opens bool // the first case found is opened when it has
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
	s.asked, s.opens = true, false
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
		all, err := s.cases.FindCases(ctx, q)
		var first []CaseRow
		if err == nil && len(all) > 0 {
			first, err = s.cases.CaseRows(ctx, all[:min(pageRows, len(all))])
		}
		return func() { s.found(question, all, first, err) }
	})
}

func (s *Caseload) found(question int, all []CaseNo, first []CaseRow, err error) {
	if s.List.Late(question) {
		return
	}
	opens := s.opens && err == nil
	s.asked, s.opens = false, false
	if err != nil {
		s.pages.fill(nil, nil)
		s.List.Fail(err, "error.caseload.unavailable")
		s.OnChange()
		return
	}
	s.pages.fill(all, first)
	s.Selected = min(s.Selected, len(all)-1)
	full := Count("caseload.count", len(all), "Order", s.Query.Sort.Message())
	empty, hint := Say("caseload.empty"), Say("caseload.empty.hint")
	if s.Query.Text != "" {
		full = Count("face.found", len(all))
		empty, hint = Say("face.nothing_found", "Query", s.Query.Text), Say("caseload.nothing.hint")
	}
	s.List.Fill(len(all), full, empty, hint)
	s.OnChange()
	if opens {
		s.OpenFirst()
	}
}

// Message is the order in words.
func (o CaseSort) Message() Message {
	switch o {
	case ByLast:
		return Say("caseload.sort.last")
	case ByName:
		return Say("caseload.sort.name")
	case ByNumber:
		return Say("caseload.sort.number")
	}
	return Say("caseload.sort.update")
}

// Len is the number of rows.
func (s *Caseload) Len() int { return len(s.pages.all) }

// Row returns row i and whether it has been read. One that has not is asked for
// with its whole page, and OnChange says when it is there.
func (s *Caseload) Row(i int) (CaseRow, bool) {
	row, known := s.pages.row(i, s.fetch)
	return s.desk.seen(row), known
}

func (s *Caseload) fetch(page int, wanted []CaseNo) {
	ctx := s.desk.Context
	s.pages.read(s.desk.Run, page, wanted, func(cases []CaseNo) ([]CaseRow, error) { return s.cases.CaseRows(ctx, cases) }, func(err error) {
		if err != nil {
			s.List.Fail(err, "error.caseload.unavailable")
		}
		s.OnChange()
	})
}

// Select marks a row, for what is done to the case under the eye.
func (s *Caseload) Select(i int) {
	if i >= -1 && i < len(s.pages.all) && i != s.Selected {
		s.Selected = i
		s.OnChange()
	}
}

// Press implements [Keyed]: arrows move through what was found while one types.
func (s *Caseload) Press(key Shortcut) bool {
	switch key {
	case "Down":
		s.Select(min(s.Selected+1, len(s.pages.all)-1))
	case "Up":
		s.Select(max(s.Selected-1, min(0, len(s.pages.all)-1)))
	default:
		return false
	}
	return true
}

// Open goes to the case of row i, once it has been read.
func (s *Caseload) Open(i int) {
	if row, known := s.Row(i); known && !row.ID.IsZero() {
		s.desk.Way.Go(CaseRoute(row.ID))
	}
}

// OpenFirst goes to the first case found: typing and Enter is enough. Whoever types
// faster than the search answers must not land in somebody else's file.
func (s *Caseload) OpenFirst() {
	if s.asked {
		s.opens = true
		return
	}
	s.Open(max(s.Selected, 0))
}

func (s *Caseload) subject() casework.Subject {
	row, known := s.Row(s.Selected)
	if !known || row.ID.IsZero() {
		return casework.Subject{}
	}
	return casework.Subject{Kind: casework.SubjectCase, ID: row.ID}
}

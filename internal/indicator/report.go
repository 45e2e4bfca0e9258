package indicator

import (
	"errors"
	"maps"
	"slices"
	"time"

	"waymark/internal/casework"
)

// The least that a figure needs.
const (
	Step             = 5  // numbers about persons are multiples of it
	LeastForRate     = 20 // of the whole, rounded
	LeastCounsellors = 5
)

// Question says what figures are about: whole months of an office, of the organisation
// (a zero Office), or of a centre's book.
type Question struct {
	From, To Month // both included
	Office   casework.OfficeID
	Centre   casework.SubjectID
}

// Month is a month of a year.
type Month struct {
	Year  int
	Month time.Month
}

// MonthOf is the month of a day.
func MonthOf(t time.Time) Month { return Month{t.Year(), t.Month()} }

// Add is the month n months later.
func (m Month) Add(n int) Month { return MonthOf(m.first().AddDate(0, n, 0)) }

func (m Month) first() time.Time { return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC) }
func (m Month) last() time.Time  { return m.first().AddDate(0, 1, -1) }

// First is the first day of m, Last the last.
func (m Month) First() time.Time { return m.first() }

// Last is the last day of m.
func (m Month) Last() time.Time { return m.last() }

// ErrPeriod is returned for a period that ends before it starts.
var ErrPeriod = errors.New("period ends before it starts")

// Shown says how much of a number can be said.
type Shown uint8

// How much can be said.
const (
	Whole       Shown = iota // the number
	Few                      // there are some, fewer than five
	TooFew                   // too few to make a rate or an average of
	OwnCountOff              // fewer than LeastCounsellors counsellors: it is not made
	Missing                  // something to compute it from is missing: Figure.Lacks
)

// Number is a number as it may be shown.
type Number struct {
	Shown Shown
	N     int64
}

// Part is one line of a breakdown.
type Part struct {
	Name     string // a value of Figure.Enum
	Currency string // with Money
	Number
}

// Figure is one figure of a report.
type Figure struct {
	Name  string // its texts are figure.<Name>, .means and .source
	Set   Set
	Unit  Unit
	Enum  string // what the names of the parts are values of; "" for words of this package
	Parts []Part // the most first; none for one that is not broken down
	Number
	Of    int64     // of a rate: the whole, rounded
	Lacks time.Time // with Missing: the first day without what is needed
}

// Report answers a question.
func (f *Facts) Report(q Question) ([]Figure, error) {
	if q.To.first().Before(q.From.first()) {
		return nil, ErrPeriod
	}
	if !q.Centre.IsZero() {
		return f.centre(q), nil
	}
	counts, teams := f.count(q)
	var all []Figure
	for _, s := range specs {
		fig := Figure{Name: s.name, Set: s.set, Unit: s.unit, Enum: s.enum}
		switch {
		case s.outcome && len(teams) < LeastCounsellors:
			fig.Shown = OwnCountOff
		case s.over != "":
			fig.rate(counts.of(s.of), counts.of(s.over))
		case s.unit == Days:
			fig.average(counts.sum(s.of), counts.of(s.of))
		case s.unit == Acts:
			fig.N = int64(counts.of(s.of))
		default:
			fig.Number = about(counts.of(s.of))
		}
		if s.parts && fig.Shown != OwnCountOff {
			fig.Parts = counts.parts(s)
		}
		all = append(all, fig)
	}
	return all, nil
}

// about is a number about persons as it may be shown.
func about(n int) Number {
	if n > 0 && n < Step {
		return Number{Shown: Few}
	}
	return Number{N: int64((n + Step/2) / Step * Step)}
}

func (f *Figure) rate(part, whole int) {
	p, w := about(part), about(whole)
	if w.Shown != Whole || w.N < LeastForRate {
		f.Shown = TooFew
		return
	}
	f.Of = w.N
	f.N = min(100, (200*p.N+w.N)/(2*w.N))
}

func (f *Figure) average(sum int64, n int) {
	if n < Step {
		f.Shown = TooFew
		return
	}
	f.N = (2*sum + int64(n)) / int64(2*n)
}

// tally are events of a period, counted.
type tally map[string]*counted

type counted struct {
	n    int
	sum  int64
	part map[[2]string]*counted // by part and unit
}

func (f *Facts) count(q Question) (tally, map[casework.StaffID]bool) {
	from, end := q.From.first(), q.To.last().AddDate(0, 0, 1)
	t, teams := tally{}, map[casework.StaffID]bool{}
	for _, e := range f.events {
		day := time.Date(e.on.Year(), e.on.Month(), e.on.Day(), 0, 0, 0, 0, time.UTC)
		if day.Before(from) || !day.Before(end) || !q.Office.IsZero() && e.office != q.Office {
			continue
		}
		if !e.by.IsZero() {
			teams[e.by] = true
		}
		c := t[e.what]
		if c == nil {
			c = &counted{part: map[[2]string]*counted{}}
			t[e.what] = c
		}
		p := c.part[[2]string{e.part, e.unit}]
		if p == nil {
			p = &counted{}
			c.part[[2]string{e.part, e.unit}] = p
		}
		c.n, c.sum = c.n+e.n, c.sum+e.sum
		p.n, p.sum = p.n+e.n, p.sum+e.sum
	}
	return t, teams
}

func (t tally) of(what string) int {
	if c := t[what]; c != nil {
		return c.n
	}
	return 0
}

func (t tally) sum(what string) int64 {
	if c := t[what]; c != nil {
		return c.sum
	}
	return 0
}

// moneyStep is what sums of money are rounded to, in minor units: a single payment does
// not show in them.
const moneyStep = 100_00

func (t tally) parts(s spec) []Part {
	c := t[s.of]
	if c == nil {
		return nil
	}
	var all []Part
	for _, key := range slices.SortedFunc(maps.Keys(c.part), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		p := Part{Name: key[0], Currency: key[1]}
		if n := c.part[key]; s.unit != Money {
			p.Number = about(n.n)
		} else if n.n < Step {
			p.Shown = Few
		} else {
			p.N = (n.sum + moneyStep/2) / moneyStep * moneyStep
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b Part) int { return int(b.N - a.N) })
	return all
}

// centre is the table of one centre's book.
func (f *Facts) centre(q Question) []Figure {
	b := f.books[q.Centre]
	if b == nil {
		return nil
	}
	_, teams := f.count(Question{From: q.From, To: q.To, Office: b.office})
	from, to := q.From.first(), q.To.last()
	nights, places, since := b.occupancy(from, to)
	exits, byKind, stayNights, stayed := b.exits(from, to)
	var all []Figure
	for _, s := range centreSpecs {
		fig := Figure{Name: s.name, Set: s.set, Unit: s.unit, Enum: s.enum}
		switch {
		case s.outcome && len(teams) < LeastCounsellors:
			fig.Shown = OwnCountOff
		case s.name == "occupancy" && !since.IsZero():
			fig.Shown, fig.Lacks = Missing, since
		case s.name == "occupancy":
			if places > 0 {
				fig.N, fig.Of = int64((200*nights+places)/(2*places)), int64(places)
			}
		case s.name == "stay" && stayed < exits && exits > 0:
			fig.Shown, fig.Lacks = Missing, from
		case s.name == "stay":
			fig.average(int64(stayNights), stayed)
		case s.name == "voluntary_rate":
			fig.rate(byKind["voluntary_return"], exits)
		case s.name == "forced_rate":
			fig.rate(byKind["forced_return"], exits)
		case s.name == "return_rate":
			fig.rate(byKind["voluntary_return"]+byKind["forced_return"], exits)
		default:
			fig.Number = about(exits)
			for _, k := range slices.Sorted(maps.Keys(byKind)) {
				fig.Parts = append(fig.Parts, Part{Name: k, Number: about(byKind[k])})
			}
		}
		all = append(all, fig)
	}
	return all
}

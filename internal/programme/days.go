package programme

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Due is a deadline of a household.
type Due struct {
	Deadline
	On       time.Time // zero while the day it is counted from is not known
	Passed   bool
	Weekends bool // counted in working days without knowing the country's holidays
}

func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// due counts a deadline for a household. A working day is counted from the next one
// on; where holidays are not known the answer may be too late by as many, and says so.
func (b *Book) due(d Deadline, h Household, host string) Due {
	out := Due{Deadline: d}
	from := map[string]time.Time{"departure": h.Departure, "arrival": h.Arrival, "application": h.Applied}[d.Of]
	if from.IsZero() {
		return out
	}
	on := addMonths(day(from), d.Months)
	if !d.Working {
		on = on.AddDate(0, 0, d.Days)
	} else {
		holidays, known := b.holidays[host]
		out.Weekends = !known
		on = addWorking(on, d.Days, holidays)
	}
	out.On, out.Passed = on, on.Before(day(h.Today))
	return out
}

// addMonths adds months; a day that the month does not have becomes its last.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func addWorking(t time.Time, n int, holidays map[time.Time]bool) time.Time {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		t = t.AddDate(0, 0, step)
		if w := t.Weekday(); w != time.Saturday && w != time.Sunday && !holidays[t] {
			n--
		}
	}
	return t
}

// holidaysOf reads the country off the name of a file of holidays.
func holidaysOf(name string) (country string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(name, ".yaml"), "holidays-")
	return strings.ToUpper(rest), ok
}

// readHolidays reads a file with a source and days.
func readHolidays(name string, raw []byte) (map[time.Time]bool, error) {
	r, root := newReader(name, raw)
	days := map[time.Time]bool{}
	if root != nil {
		m := r.mapping(root, "source", "days")
		r.text(m["source"], root, "source")
		for _, n := range r.list(m["days"]) {
			days[r.date(n)] = true
		}
		if len(days) == 0 {
			r.wrong = append(r.wrong, fmt.Errorf("%s:%d: no days", name, root.Line))
		}
	}
	return days, errors.Join(r.wrong...)
}

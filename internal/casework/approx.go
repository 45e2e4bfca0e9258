package casework

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Approximate is a date known more or less: it lies between Earliest and Latest, both
// days included.
type Approximate struct {
	Earliest, Latest time.Time
}

// ParseApprox reads an approximate date:
//
//	1990            some day of that year
//	1990-05         some day of that month
//	1990-05-17      that day
//	1988/1992       between, with any of the above on either side
//	age 16-18 on 2026-03-04
//	                somebody of 16 to 18 years on that day; one number for one age
//
// What was said is kept as it was said: an age is not turned into a year of birth.
func ParseApprox(v Value) (Approximate, bool) {
	s := string(v)
	if rest, ok := strings.CutPrefix(s, "age "); ok {
		return parseAge(rest)
	}
	from, to, isRange := strings.Cut(s, "/")
	if !isRange {
		to = from
	}
	a, ok1 := parsePartial(from)
	b, ok2 := parsePartial(to)
	if !ok1 || !ok2 || b.Latest.Before(a.Earliest) {
		return Approximate{}, false
	}
	return Approximate{a.Earliest, b.Latest}, true
}

func parsePartial(s string) (Approximate, bool) {
	for layout, last := range map[string]func(time.Time) time.Time{
		"2006":        func(t time.Time) time.Time { return t.AddDate(1, 0, -1) },
		"2006-01":     func(t time.Time) time.Time { return t.AddDate(0, 1, -1) },
		time.DateOnly: func(t time.Time) time.Time { return t },
	} {
		if t, err := time.Parse(layout, s); err == nil && len(s) == len(layout) {
			return Approximate{t, last(t)}, true
		}
	}
	return Approximate{}, false
}

func parseAge(s string) (Approximate, bool) {
	years, day, ok := strings.Cut(s, " on ")
	asked, ok2 := Value(day).Date()
	low, high, isRange := strings.Cut(years, "-")
	if !isRange {
		high = low
	}
	lo, err1 := strconv.Atoi(low)
	hi, err2 := strconv.Atoi(high)
	if !ok || !ok2 || err1 != nil || err2 != nil || lo < 0 || hi < lo || hi > 130 ||
		AgeValue(lo, hi, asked) != Value("age "+s) {
		return Approximate{}, false
	}
	// By the calendar, and then by a day or two: who is born on 29 February has a
	// birthday on 1 March in most years.
	a := Approximate{asked.AddDate(-hi-1, 0, 0), asked.AddDate(-lo, 0, 1)}
	for ageOn(a.Earliest, asked) > hi {
		a.Earliest = a.Earliest.AddDate(0, 0, 1)
	}
	for ageOn(a.Latest, asked) < lo || a.Latest.After(asked) {
		a.Latest = a.Latest.AddDate(0, 0, -1)
	}
	return a, true
}

// AgeValue writes an age as it was said on a day.
func AgeValue(low, high int, day time.Time) Value {
	if low == high {
		return Value(fmt.Sprintf("age %d on %s", low, day.Format(time.DateOnly)))
	}
	return Value(fmt.Sprintf("age %d-%d on %s", low, high, day.Format(time.DateOnly)))
}

// Exact reports whether the day is known.
func (a Approximate) Exact() bool { return !a.Earliest.IsZero() && a.Earliest.Equal(a.Latest) }

// IsZero reports whether nothing is known.
func (a Approximate) IsZero() bool { return a.Earliest.IsZero() && a.Latest.IsZero() }

// Age returns how old somebody born then is on a day: at least, and at most.
func (a Approximate) Age(day time.Time) (least, most int) {
	return ageOn(a.Latest, day), ageOn(a.Earliest, day)
}

// MayBeMinor reports whether somebody born then may be under 18 on a day. Who may be
// is treated as one: in doubt, a child.
func (a Approximate) MayBeMinor(day time.Time) bool {
	if a.IsZero() {
		return false
	}
	least, _ := a.Age(day)
	return least < 18
}

// Turns returns the days between which somebody born then reaches an age.
func (a Approximate) Turns(age int) (earliest, latest time.Time) {
	return a.Earliest.AddDate(age, 0, 0), a.Latest.AddDate(age, 0, 0)
}

func ageOn(birth, day time.Time) int {
	n := day.Year() - birth.Year()
	if day.Month() < birth.Month() || day.Month() == birth.Month() && day.Day() < birth.Day() {
		n--
	}
	return max(n, 0)
}

package calendar

import (
	"errors"
	"strings"
	"unicode"
)

// Date is a day in the Gregorian calendar, without a time zone. The zero value is no date.
type Date struct{ Year, Month, Day int }

// Calendar is what a date was typed in.
type Calendar int8

// Calendars that the people counselled bring along in their papers.
const (
	Gregorian Calendar = iota
	SolarHijri
	Ethiopic
	// LunarHijri is computed by the tabular rule: the day may differ by one or two from the one announced.
	LunarHijri
)

// calendarKeys are kept where a date was typed: never rename.
var calendarKeys = map[Calendar]string{Gregorian: "gregorian", SolarHijri: "solar-hijri", Ethiopic: "ethiopic", LunarHijri: "lunar-hijri"}

// Key names a calendar in what is kept and in the keys of texts.
func (c Calendar) Key() string { return calendarKeys[c] }

// Of is the calendar of a key, Gregorian for one that is unknown.
func Of(key string) Calendar {
	for c, k := range calendarKeys {
		if k == key {
			return c
		}
	}
	return Gregorian
}

// Order is the order in which a language writes day, month and year. Four digits in front always mean the year.
type Order int8

// Orders of a date's parts.
const (
	DayMonthYear Order = iota
	MonthDayYear
	YearMonthDay
)

// ErrDate is returned for text that is no date.
var ErrDate = errors.New("not a date")

// Parse reads a date as people type it: parts separated by anything but digits, digits of any script, Ethiopic numerals,
// years of two digits as the nearest to 2000 (Gregorian only).
func Parse(text string, order Order, in Calendar) (Date, error) {
	parts := numbers(text)
	if len(parts) != 3 {
		return Date{}, ErrDate
	}
	y, m, d := parts[2], parts[1], parts[0]
	switch {
	case parts[0].digits >= 4 || order == YearMonthDay:
		y, m, d = parts[0], parts[1], parts[2]
	case order == MonthDayYear:
		m, d = parts[0], parts[1]
	}
	if y.digits <= 2 && in == Gregorian {
		y.value += 1900
		if y.value < 1950 {
			y.value += 100
		}
	}
	if y.value < 1 || y.value > 9999 || m.value < 1 || d.value < 1 || d.value > in.daysIn(y.value, m.value) {
		return Date{}, ErrDate
	}
	return dateOf(in.dayNumber(y.value, m.value, d.value)), nil
}

// In gives year, month and day of a date in a calendar.
func (d Date) In(c Calendar) (year, month, day int) {
	n := Gregorian.dayNumber(d.Year, d.Month, d.Day)
	year = max(1, c.yearNear(n))
	for year > 1 && c.dayNumber(year, 1, 1) > n {
		year--
	}
	for c.dayNumber(year+1, 1, 1) <= n {
		year++
	}
	month = 1
	for month < c.months() && c.dayNumber(year, month+1, 1) <= n {
		month++
	}
	return year, month, n - c.dayNumber(year, month, 1) + 1
}

type number struct{ value, digits int }

// numbers finds the numbers in text.
func numbers(text string) []number {
	var out []number
	open := false
	add := func(v int) {
		if !open {
			out = append(out, number{})
		}
		n := &out[len(out)-1]
		n.value, n.digits, open = min(n.value*10+v, 99999), n.digits+1, true
	}
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if v, ok := digit(r); ok {
			add(v)
			continue
		}
		open = false
		if r >= 0x1369 && r <= 0x137C {
			v, used := ethiopicNumber(runes[i:])
			out = append(out, number{value: v, digits: len([]rune(digitsOf(v)))})
			i += used - 1
		}
	}
	return out
}

func digitsOf(v int) string {
	s := ""
	for ; v > 0; v /= 10 {
		s += "0"
	}
	return s
}

// digit is the value of a decimal digit of any script.
func digit(r rune) (int, bool) {
	if r >= '0' && r <= '9' {
		return int(r - '0'), true
	}
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	zero := r
	for k := 0; k < 9 && unicode.Is(unicode.Nd, zero-1); k++ { // blocks of ten begin with their zero
		zero--
	}
	return int(r-zero) % 10, true
}

// ethiopicNumber reads numerals, which have no zero: ones and tens before ፻ (hundred) and ፼ (ten thousand).
func ethiopicNumber(text []rune) (value, used int) {
	group := 0
	for _, r := range text {
		switch {
		case r >= 0x1369 && r <= 0x1371:
			group += int(r - 0x1368)
		case r >= 0x1372 && r <= 0x137A:
			group += int(r-0x1371) * 10
		case r == 0x137B:
			value += max(group, 1) * 100
			group = 0
		case r == 0x137C:
			value = max(value+group, 1) * 10000
			group = 0
		default:
			return value + group, used
		}
		used++
	}
	return value + group, used
}

// Digits turns the digits of any script in s into ASCII digits: for numbers that are computed with or looked up.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if v, ok := digit(r); ok {
			return rune('0' + v)
		}
		return r
	}, s)
}

func (c Calendar) months() int {
	if c == Ethiopic {
		return 13
	}
	return 12
}

func (c Calendar) daysIn(year, month int) int {
	if month > c.months() {
		return 0
	}
	if month == c.months() {
		return c.dayNumber(year+1, 1, 1) - c.dayNumber(year, month, 1)
	}
	return c.dayNumber(year, month+1, 1) - c.dayNumber(year, month, 1)
}

// yearNear is a year at or shortly before the one a day number lies in.
func (c Calendar) yearNear(n int) int {
	switch c {
	case SolarHijri:
		return (n-1948321)*1000/365243 - 1
	case Ethiopic:
		return (n-1724221)*100/36525 - 1
	case LunarHijri:
		return (n-1948440)*1000/354367 - 1
	}
	return (n-1721426)*10000/3652425 - 1
}

// dayNumber is the Julian day number at noon.
func (c Calendar) dayNumber(y, m, d int) int {
	switch c {
	case SolarHijri:
		return solarNewYear(y) + min(m-1, 6)*31 + max(m-7, 0)*30 + d - 1
	case Ethiopic:
		return 1724221 + 365*(y-1) + y/4 + 30*(m-1) + d - 1
	case LunarHijri:
		return 1948440 + 354*(y-1) + (3+11*y)/30 + 29*(m-1) + m/2 + d - 1
	}
	return gregorianDay(y, m, d)
}

// gregorianDay counts years from March, so that the leap day is the last of one.
func gregorianDay(y, m, d int) int {
	before := (14 - m) / 12 // January and February belong to the year before
	y, m = y+4800-before, m+12*before-3
	return d + (153*m+2)/5 + 365*y + y/4 - y/100 + y/400 - 32045
}

// dateOf is the Gregorian date of a day number.
func dateOf(n int) Date {
	y := max(1, Gregorian.yearNear(n))
	for gregorianDay(y+1, 1, 1) <= n {
		y++
	}
	m := 12
	for gregorianDay(y, m, 1) > n {
		m--
	}
	return Date{y, m, n - gregorianDay(y, m, 1) + 1}
}

// solarNewYear is 1 Farvardin. The rule of eight leap years in 33 agrees with the astronomical calendar of Iran and
// Afghanistan from 1244 to 1472 (1865 to 2093).
func solarNewYear(y int) int {
	leaps := 0
	for _, r := range [...]int{1, 5, 9, 13, 17, 22, 26, 30} {
		if r < y%33 {
			leaps++
		}
	}
	return 1947955 + y/33*12053 + y%33*365 + leaps
}

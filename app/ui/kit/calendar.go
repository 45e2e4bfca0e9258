package kit

import "waymark/internal/calendar"

// Days and calendars, as fields for them take and give them: see package calendar.
type (
	Date     = calendar.Date
	Calendar = calendar.Calendar
	Order    = calendar.Order
)

// The calendars.
const (
	Gregorian  = calendar.Gregorian
	SolarHijri = calendar.SolarHijri
	Ethiopic   = calendar.Ethiopic
	LunarHijri = calendar.LunarHijri
)

// Orders of a date's parts.
const (
	DayMonthYear = calendar.DayMonthYear
	MonthDayYear = calendar.MonthDayYear
	YearMonthDay = calendar.YearMonthDay
)

// Digits turns the digits of any script in s into ASCII digits.
func Digits(s string) string { return calendar.Digits(s) }

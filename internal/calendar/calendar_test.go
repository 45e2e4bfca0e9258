package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDaysAreReadAsTheyAreWritten(t *testing.T) {
	for _, row := range []struct {
		name, text string
		order      Order
		in         Calendar
		want       Date
	}{
		{"German", "24.11.2026", DayMonthYear, Gregorian, Date{2026, 11, 24}},
		{"American", "11/24/2026", MonthDayYear, Gregorian, Date{2026, 11, 24}},
		{"year first", "2026-11-24", DayMonthYear, Gregorian, Date{2026, 11, 24}},
		{"two digits", "1. 2. 87", DayMonthYear, Gregorian, Date{1987, 2, 1}},
		{"two digits after 2000", "1.2.26", DayMonthYear, Gregorian, Date{2026, 2, 1}},
		{"Arabic-Indic digits", "٢٤/١١/٢٠٢٦", DayMonthYear, Gregorian, Date{2026, 11, 24}},
		{"Persian digits, Solar Hijri", "۱۴۰۵/۹/۳", DayMonthYear, SolarHijri, Date{2026, 11, 24}},
		{"Nowruz 1403", "1403-1-1", YearMonthDay, SolarHijri, Date{2024, 3, 20}},
		{"last day of a leap year", "1403-12-30", YearMonthDay, SolarHijri, Date{2025, 3, 20}},
		{"Ethiopic new year", "1/1/2017", DayMonthYear, Ethiopic, Date{2024, 9, 11}},
		{"Ethiopic numerals", "፲፭ ፫ ፳፻፲፱", DayMonthYear, Ethiopic, Date{2026, 11, 24}},
		{"Pagume", "5.13.2016", DayMonthYear, Ethiopic, Date{2024, 9, 10}},
		{"Lunar Hijri", "1.1.1446", DayMonthYear, LunarHijri, Date{2024, 7, 8}},
		{"leap day", "29.2.2024", DayMonthYear, Gregorian, Date{2024, 2, 29}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, err := Parse(row.text, row.order, row.in)
			require.NoError(t, err)
			require.Equal(t, row.want, got)
		})
	}
	for _, text := range []string{"", "today", "31.4.2026", "29.2.2026", "1.13.2026", "0.1.2026", "1.1", "1.1.2026.5", "1.1.99999999999999999999"} {
		t.Run("no date "+text, func(t *testing.T) {
			_, err := Parse(text, DayMonthYear, Gregorian)
			require.ErrorIs(t, err, ErrDate)
		})
	}
	_, err := Parse("1404-12-30", YearMonthDay, SolarHijri)
	require.ErrorIs(t, err, ErrDate, "1404 is no leap year")
	require.Equal(t, "W-4711 09", Digits("W-۴۷۱۱ ٠٩"))
}

func TestEveryDayOfTwoCenturiesGoesThereAndBack(t *testing.T) {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 73_000 {
		d := Date{day.Year(), int(day.Month()), day.Day()}
		require.Equal(t, d, dateOf(Gregorian.dayNumber(d.Year, d.Month, d.Day)))
		for _, c := range []Calendar{Gregorian, SolarHijri, Ethiopic, LunarHijri} {
			y, m, dd := d.In(c)
			if dateOf(c.dayNumber(y, m, dd)) != d || dd > c.daysIn(y, m) {
				t.Fatalf("%v in calendar %d: %d-%d-%d", d, c, y, m, dd)
			}
		}
		day = day.AddDate(0, 0, 1)
	}
}

func TestEveryCalendarHasItsKey(t *testing.T) {
	for c, key := range calendarKeys {
		require.Equal(t, c, Of(key))
		require.Equal(t, key, c.Key())
	}
	require.Equal(t, Gregorian, Of("none we know"))
}

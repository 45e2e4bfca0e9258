package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func calendarOptions() []Option {
	var all []Option
	for _, c := range []Calendar{Gregorian, SolarHijri, Ethiopic, LunarHijri} {
		all = append(all, Option{Key: c.Key(), Label: c.Key()})
	}
	return all
}

func TestADayIsKeptAsItWasGiven(t *testing.T) {
	for _, row := range []struct {
		typed string
		in    Calendar
		want  Date
	}{
		{"24.11.2026", Gregorian, Date{Year: 2026, Month: 11, Day: 24}},
		{"۳/۹/۱۴۰۵", SolarHijri, Date{Year: 2026, Month: 11, Day: 24}},
		{"፲፭ ፫ ፳፻፲፱", Ethiopic, Date{Year: 2026, Month: 11, Day: 24}},
		{"15/3/2019", Ethiopic, Date{Year: 2026, Month: 11, Day: 24}},
		{"١/١/١٤٤٦", LunarHijri, Date{Year: 2024, Month: 7, Day: 8}},
	} {
		for _, rtl := range []bool{false, true} {
			t.Run(fmt.Sprint(row.typed, rtl), func(t *testing.T) {
				tempApp(t, Look{})
				e := Env{RTL: rtl}
				var heard Day
				f := e.Day(DayOptions{Calendars: calendarOptions(), Wrong: "no date", Means: func(d Date) string { return fmt.Sprint("that is ", d) }, OnChanged: func(d Day) { heard = d }})
				w := window(t, e.Column(f.Field), 500, 400)
				w.Canvas().Focus(f.Entry)
				f.Calendar.take(int(row.in))
				test.Type(f.Entry, row.typed)
				assert.Equal(t, Day{Text: row.typed, Calendar: row.in, Date: row.want, Valid: true}, heard)
				assert.Equal(t, heard, f.Value())
				if row.in == Gregorian {
					assert.Empty(t, f.means.Content())
				} else {
					assert.Equal(t, fmt.Sprint("that is ", row.want), f.means.Content())
				}
				w.Canvas().Unfocus()
				assert.False(t, f.Entry.note.Visible())
			})
		}
	}
}

func TestAnotherCalendarIsAnotherDayOfTheSameWords(t *testing.T) {
	tempApp(t, Look{})
	f := Env{}.Day(DayOptions{Text: "13.13.2016", Calendar: Ethiopic, Calendars: calendarOptions(), Wrong: "no date"})
	w := window(t, Env{}.Column(f.Field), 500, 400)
	w.Canvas().Focus(f.Entry)
	w.Canvas().Unfocus()
	assert.True(t, f.Entry.note.Visible(), "the thirteenth month has five or six days")
	f.Entry.SetText("")
	test.Type(f.Entry, "5.13.2016")
	require.True(t, f.Value().Valid)
	f.Calendar.take(int(Gregorian))
	assert.False(t, f.Value().Valid)
	assert.Equal(t, "5.13.2016", f.Value().Text, "nothing of what was given is lost")
}

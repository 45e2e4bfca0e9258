package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/currency"
)

// figures is how a language writes numbers: the texts format.digits,
// format.decimal, format.group and format.grouping, read once.
type figures struct {
	digits  [10]rune
	decimal string
	group   string
	primary int // digits in the group nearest the decimal sign; 0: no groups
	higher  int // digits in the groups above it
}

func (w *Words) readFigures() figures {
	f := figures{decimal: w.raw("format.decimal"), group: w.raw("format.group")}
	switch f.group {
	case "space": // a file cannot hold a sentence that is one space
		f.group = "\u202f"
	case "none":
		f.group = ""
	}
	for i, r := range []rune(w.raw("format.digits")) {
		if i < len(f.digits) {
			f.digits[i] = r
		}
	}
	low, high, both := strings.Cut(w.raw("format.grouping"), ";")
	f.primary, _ = strconv.Atoi(low)
	f.higher = f.primary
	if both {
		f.higher, _ = strconv.Atoi(high)
	}
	return f
}

// raw returns a text that is a table's cell, English where the language has none.
func (w *Words) raw(key string) string {
	for _, t := range []*tongue{w.tongue, w.english} {
		if m := t.messages[key]; m != nil {
			return m.Other
		}
	}
	return ""
}

// Number writes a whole number with the language's digits and groups.
func (w *Words) Number(n int64) string {
	if n < 0 {
		return "-" + w.unsigned(uint64(-(n+1))+1)
	}
	return w.unsigned(uint64(n))
}

func (w *Words) unsigned(n uint64) string {
	return w.grouped(strconv.FormatUint(n, 10))
}

// grouped puts separators into a string of ASCII digits and changes the digits.
func (w *Words) grouped(ascii string) string {
	f := w.figures
	var b strings.Builder
	for i := 0; i < len(ascii); i++ {
		if left := len(ascii) - i; i > 0 && f.primary > 0 && left >= f.primary &&
			(left == f.primary || f.higher > 0 && (left-f.primary)%f.higher == 0) {
			b.WriteString(f.group)
		}
		b.WriteRune(f.digits[ascii[i]-'0'])
	}
	return b.String()
}

// Decimal writes a number with so many places after the decimal sign, -1 for as
// many as it needs.
func (w *Words) Decimal(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return w.written(strconv.FormatFloat(x, 'f', places, 64))
}

func (w *Words) written(ascii string) string {
	sign := ""
	if rest, negative := strings.CutPrefix(ascii, "-"); negative {
		sign, ascii = "-", rest
	}
	whole, fraction, has := strings.Cut(ascii, ".")
	s := sign + w.grouped(whole)
	if has {
		s += w.figures.decimal
		for _, d := range fraction {
			s += string(w.figures.digits[d-'0'])
		}
	}
	return s
}

// Digits rewrites ASCII digits as the language's, without groups, and leaves all
// else: for times and counts of a clock, never for file numbers or telephones,
// which stay as they were given.
func (w *Words) Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return w.figures.digits[r-'0']
		}
		return r
	}, s)
}

// Money writes an amount given in the currency's minor unit (EUR: cents; XOF:
// francs), with the currency's ISO 4217 code, which is the same in every language
// and cannot be mistaken for another country's dollar. A whole amount has no
// places. An unknown code counts as one with two places.
func (w *Words) Money(minor int64, code string) string {
	places := 2
	if unit, err := currency.ParseISO(code); err == nil {
		places, _ = currency.Standard.Rounding(unit)
	}
	digits := strconv.FormatInt(minor, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for len(digits) <= places {
		digits = "0" + digits
	}
	cut := len(digits) - places
	amount := sign + digits[:cut]
	if fraction := digits[cut:]; strings.Trim(fraction, "0") != "" {
		amount += "." + fraction
	}
	return w.fill("format.money", "Amount", w.written(amount), "Currency", code)
}

// Percent writes a share (0.25: 25 %), with so many places.
func (w *Words) Percent(share float64, places int) string {
	return w.fill("format.percent", "Number", w.Decimal(share*100, places))
}

// fill puts pieces, given as name, value, name, value, into a format. They are
// not isolated one by one: they are one figure, which is isolated as a whole when
// it is inserted somewhere.
func (w *Words) fill(key string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{{." + pairs[i] + "}}"
	}
	return strings.NewReplacer(pairs...).Replace(w.raw(key))
}

func (w *Words) day(t time.Time, key string) string {
	return w.fill(key,
		"Day", w.Digits(strconv.Itoa(t.Day())),
		"Month", w.raw("date.month."+strconv.Itoa(int(t.Month()))),
		"Year", w.Digits(strconv.Itoa(t.Year())),
		"Weekday", w.raw("date.weekday."+strconv.Itoa(weekday(t))))
}

// weekday counts from Monday, 1, as ISO 8601 does.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// Date writes a day with its month's name: 24 November 2026. The day is the one
// of t's own zone. The zero time is a dash.
func (w *Words) Date(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.day(t, "format.date")
}

// DateWeekday is [Words.Date] with the day of the week before it.
func (w *Words) DateWeekday(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.day(t, "format.date_weekday")
}

// DateShort writes a day within a year that is clear from its surroundings:
// 24 Nov.
func (w *Words) DateShort(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.fill("format.date_short",
		"Day", w.Digits(strconv.Itoa(t.Day())),
		"Month", w.raw("date.month_short."+strconv.Itoa(int(t.Month()))))
}

// Time writes the time of day by the 24 hour clock: 14:05.
func (w *Words) Time(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.Digits(t.Format("15:04"))
}

// Moment writes day and time.
func (w *Words) Moment(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.fill("format.moment", "Date", w.Date(t), "Time", w.Time(t))
}

// Month returns a month's name, 1 January.
func (w *Words) Month(m time.Month) string {
	return w.raw("date.month." + strconv.Itoa(int(m)))
}

// Weekday returns a day's name.
func (w *Words) Weekday(d time.Weekday) string {
	return w.raw("date.weekday." + strconv.Itoa((int(d)+6)%7+1))
}

// Duration writes a length of time in whole minutes under two hours, whole hours
// under two days, else whole days, always rounded down; the sign is left out.
func (w *Words) Duration(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < 2*time.Hour:
		return w.Say(Message{Key: "unit.minutes", Count: int(d / time.Minute)})
	case d < 48*time.Hour:
		return w.Say(Message{Key: "unit.hours", Count: int(d / time.Hour)})
	}
	return w.Say(Message{Key: "unit.days", Count: int(d / (24 * time.Hour))})
}

// Relative is a day as it lies from another one; as [Message.Data] it is written
// by [Words.Relative].
type Relative struct{ Day, From time.Time }

// Relative writes how many days of the calendar r.Day lies from r.From, in
// r.From's zone: today, yesterday, in 3 days.
func (w *Words) Relative(r Relative) string {
	switch n := daysBetween(r.From, r.Day.In(r.From.Location())); {
	case n == 0:
		return w.Text("relative.today")
	case n == -1:
		return w.Text("relative.yesterday")
	case n == 1:
		return w.Text("relative.tomorrow")
	case n < 0:
		return w.Say(Message{Key: "relative.past", Count: -n})
	default:
		return w.Say(Message{Key: "relative.future", Count: n})
	}
}

// daysBetween counts dates, not spans of 24 hours: a day on which the clock
// changes is one day.
func daysBetween(from, to time.Time) int {
	noon := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	return int(noon(to).Sub(noon(from)) / (24 * time.Hour))
}

// Size writes a number of bytes in the unit that needs at most one place.
func (w *Words) Size(bytes int64) string {
	size, unit := float64(bytes), 0
	units := []string{"format.size_b", "format.size_kb", "format.size_mb", "format.size_gb", "format.size_tb"}
	for size >= 1000 && unit < len(units)-1 {
		size /= 1024
		unit++
	}
	places := 0
	if unit > 0 && size < 10 {
		places = 1
	}
	return w.fill(units[unit], "Number", w.Decimal(size, places))
}

// List joins items as a sentence does: a, b and c. Each item is isolated.
func (w *Words) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return Isolate(items[0])
	case 2:
		return w.fill("format.list_two", "First", Isolate(items[0]), "Second", Isolate(items[1]))
	}
	// Each item is fenced once: a list of a hundred names must not nest a hundred
	// isolates, of which the bidirectional algorithm takes 125.
	joined := Isolate(items[0])
	for _, item := range items[1 : len(items)-1] {
		joined = w.fill("format.list_middle", "Before", joined, "Item", Isolate(item))
	}
	return w.fill("format.list_end", "Before", joined, "Item", Isolate(items[len(items)-1]))
}

// LanguageName names a language in this one; its tag where no name is known.
func (w *Words) LanguageName(tag string) string { return w.named("language.", tag) }

// CountryName names a country (ISO 3166 code) in this language; its code where
// no name is known.
func (w *Words) CountryName(iso string) string { return w.named("country.", iso) }

func (w *Words) named(prefix, code string) string {
	if name := w.raw(prefix + code); name != "" {
		return name
	}
	return code
}

// OwnName names a language as its readers do: دری. It falls back on the tag.
func OwnName(tag string) string { return Default().OwnName(tag) }

// OwnName names a language as its readers do; see [OwnName].
func (c *Catalogue) OwnName(tag string) string {
	if t := c.tongues[tag]; t != nil {
		if m := t.messages["meta.name"]; m != nil {
			return m.Other
		}
	}
	return tag
}

// Status says whether a language's texts were reviewed by somebody who reads it:
// "source", "drafted" or "reviewed".
func (c *Catalogue) Status(tag string) string {
	if t := c.tongues[tag]; t != nil {
		if m := t.messages["meta.status"]; m != nil {
			return m.Other
		}
	}
	return ""
}

// String keeps a Message from being printed as a sentence in logs: it is the key
// alone, because its data may be about a person.
func (m Message) String() string { return fmt.Sprintf("message(%s)", m.Key) }

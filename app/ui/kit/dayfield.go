package kit

import (
	"fyne.io/fyne/v2"

	"waymark/internal/calendar"
)

// Day is a date as somebody gave it: what was typed, in which calendar, and the day it stands for if it is one. The first
// two are the original: the third follows from them, by a rule that for the lunar calendar may be a day or two off.
type Day struct {
	Text     string
	Calendar Calendar
	Date     Date
	Valid    bool
}

// DayOptions describe a field for a date out of papers of any country.
type DayOptions struct {
	Text        string
	Calendar    Calendar
	Order       Order
	Calendars   []Option // those offered, by Calendar.Key, with their names in words
	Placeholder string
	Name        string // read aloud; give the field's label
	Wrong       string // said when what was typed is no date
	// Means says which day of the usual calendar a date is. It is shown while another calendar is chosen.
	Means     func(Date) string
	OnChanged func(Day)
}

// DayField is an entry for a date with the choice of its calendar. Put Field on the screen.
type DayField struct {
	Entry    *Entry
	Calendar *Select
	Field    *fyne.Container

	options DayOptions
	means   *Text
}

// Day makes the field.
func (e Env) Day(o DayOptions) *DayField {
	f := &DayField{options: o, means: e.NewText(TextOptions{Style: Caption})}
	f.Entry = e.NewEntry(EntryOptions{Text: o.Text, Placeholder: o.Placeholder, Name: o.Name, Limit: 40, Validate: f.wrong, OnChanged: func(string) { f.changed() }})
	f.Calendar = e.NewSelect(SelectOptions{Options: o.Calendars, Selected: o.Calendar.Key(), Name: o.Name, OnChanged: func(key string) {
		f.options.Calendar = calendar.Of(key)
		if f.Entry.Text() != "" {
			f.Entry.Valid()
		}
		f.changed()
	}})
	f.Field = e.Tight(e.Row(Grow(f.Entry), f.Calendar), f.means)
	f.say()
	return f
}

// Value is what stands in the field. An empty one is no date and not valid.
func (f *DayField) Value() Day {
	d := Day{Text: f.Entry.Text(), Calendar: f.options.Calendar}
	date, err := calendar.Parse(d.Text, f.options.Order, d.Calendar)
	if err == nil {
		d.Date, d.Valid = date, true
	}
	return d
}

func (f *DayField) wrong(text string) string {
	if text != "" && !f.Value().Valid {
		return f.options.Wrong
	}
	return ""
}

func (f *DayField) changed() {
	f.say()
	if f.options.OnChanged != nil {
		f.options.OnChanged(f.Value())
	}
}

// say shows which day it is.
func (f *DayField) say() {
	words := ""
	if d := f.Value(); d.Valid && d.Calendar != Gregorian && f.options.Means != nil {
		words = f.options.Means(d.Date)
	}
	f.means.SetText(words)
}

package kit

import (
	"fyne.io/fyne/v2"

	"waymark/internal/calendar"
)

// DateOptions describe a field for a date.
type DateOptions struct {
	Text        string
	Order       Order
	Calendar    Calendar
	Placeholder string
	Name        string // read aloud; give the field's label
	// Wrong are the words shown when what was typed is no date.
	Wrong string
	// OnChanged gets every change: what was typed, which is kept as it is, and the date it stands for when it is one.
	OnChanged func(text string, date Date, valid bool)
}

// Date is an entry for a date. An empty field is valid and no date.
func (e Env) Date(o DateOptions) *Entry {
	return e.NewEntry(EntryOptions{
		Text: o.Text, Placeholder: o.Placeholder, Name: o.Name, Limit: 40,
		Validate: func(text string) string {
			if _, err := calendar.Parse(text, o.Order, o.Calendar); err != nil && text != "" {
				return o.Wrong
			}
			return ""
		},
		OnChanged: func(text string) {
			if o.OnChanged != nil {
				d, err := calendar.Parse(text, o.Order, o.Calendar)
				o.OnChanged(text, d, err == nil)
			}
		},
	})
}

// PassphraseOptions describe a field for a passphrase.
type PassphraseOptions struct {
	Name        string // read aloud; give the field's label
	Placeholder string
	Show, Hide  string // words of the button that shows what was typed
	// Strength says in words how good a new passphrase is; nil where one is asked for, not chosen.
	Strength    func(text string) (words string, tone Tone)
	OnChanged   func(text string)
	OnSubmitted func(text string)
}

// Passphrase is a field for a passphrase with a button to see it. Put Field on the screen.
type Passphrase struct {
	Entry *Entry
	Field *fyne.Container
}

// Passphrase makes the field.
func (e Env) Passphrase(o PassphraseOptions) *Passphrase {
	p := &Passphrase{}
	strength := e.NewText(TextOptions{Style: Caption})
	p.Entry = e.NewEntry(EntryOptions{Placeholder: o.Placeholder, Name: o.Name, Password: true, OnSubmitted: o.OnSubmitted,
		OnChanged: func(text string) {
			if o.Strength != nil {
				words, tone := o.Strength(text)
				strength.SetText(words)
				strength.SetTone(tone)
			}
			if o.OnChanged != nil {
				o.OnChanged(text)
			}
		}})
	var show *Button
	show = e.Button(o.Show, func() {
		n := p.Entry
		n.options.Password = !n.options.Password
		if n.options.Password {
			show.SetLabel(o.Show)
		} else {
			show.SetLabel(o.Hide)
		}
		n.Refresh()
	})
	line := e.Row(Grow(p.Entry), show)
	if o.Strength == nil {
		p.Field = line
	} else {
		p.Field = e.Tight(line, strength)
	}
	return p
}

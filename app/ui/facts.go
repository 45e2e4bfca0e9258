package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// Value says what a line holds.
func (p Pen) Value(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case screen.Message:
		return p.Say(v)
	case time.Time:
		return p.Words.Date(v)
	case screen.AsMoment:
		return p.Words.Moment(time.Time(v))
	case casework.Amount:
		return p.Words.Money(v.Minor, v.Currency)
	case screen.Country:
		return p.Words.CountryName(string(v))
	case screen.ShownIn:
		return p.Say(screen.Say("counselling.topic.shown", "Language", p.Words.LanguageName(string(v.Language)), "Time", screen.AsTime(v.At)))
	case screen.Tongue:
		return p.Words.LanguageName(string(v))
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// Fact is the text of a line's value: somebody's own words in their own direction.
func (p Pen) Fact(l screen.Line) *kit.Text {
	text := p.Value(l.Value)
	switch {
	case !l.Own:
		return p.Text(text)
	case len(text) < short && !strings.Contains(text, "\n"):
		return p.NewText(kit.TextOptions{Text: text, Own: true}) // a name stands beside its label
	}
	return p.OwnWords(text)
}

// short is how many bytes somebody's words may have to stand beside their label, and
// not where their own script begins.
const short = 60

// OwnWords is people's own words; the field Words of a pen hides the kit's.
func (p Pen) OwnWords(s string) *kit.Text { return p.Env.Words(s) }

// Facts are lines under each other, each name with its value.
func (p Pen) Facts(lines []screen.Line) fyne.CanvasObject {
	fields := make([]kit.Field, len(lines))
	for i, l := range lines {
		fields[i] = kit.Field{Label: p.Say(l.Label), Control: p.Fact(l)}
	}
	return p.Form(fields...)
}

// typing is a field over what an item holds.
func (p Pen) typing(e *screen.Edits, field casework.Field, label string) kit.Field {
	return kit.Field{Label: p.T(label), Control: p.NewEntry(kit.EntryOptions{Text: e.Text(string(field)), Name: p.T(label), Disabled: !e.Open(),
		OnChanged: func(text string) { e.Type(string(field), text) }})}
}

// telling is a field of several lines.
func (p Pen) telling(e *screen.Edits, field casework.Field, label string) kit.Field {
	return kit.Field{Label: p.T(label), Control: p.NewEntry(kit.EntryOptions{Text: e.Text(string(field)), Name: p.T(label), Lines: 2, MaxLines: 14, Disabled: !e.Open(),
		OnChanged: func(text string) { e.Type(string(field), text) }})}
}

// choosing is a field of an enumeration: all values to be seen while they are few.
func (p Pen) choosing(e *screen.Edits, field casework.Field, enumeration, label string) kit.Field {
	var options []kit.Option
	for _, c := range screen.Choices(enumeration) {
		options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
	}
	return p.picking(e, field, options, label)
}

// few is how many answers still stand beside each other.
const few = 4

func (p Pen) picking(e *screen.Edits, field casework.Field, options []kit.Option, label string) kit.Field {
	set := func(key string) { e.Type(string(field), key) }
	if len(options) <= few {
		return kit.Field{Label: p.T(label), Control: p.NewChoice(kit.ChoiceOptions{Options: options, Selected: e.Text(string(field)), Name: p.T(label), Disabled: !e.Open(), OnChanged: set})}
	}
	return kit.Field{Label: p.T(label), Control: p.NewSelect(kit.SelectOptions{Options: options, Selected: e.Text(string(field)), Placeholder: p.T("answer.not_answered"),
		Name: p.T(label), Disabled: !e.Open(), OnChanged: set})}
}

// yesNo is a field that is yes, no or not answered.
func (p Pen) yesNo(e *screen.Edits, field casework.Field, label string) kit.Field {
	return p.picking(e, field, []kit.Option{{Key: string(casework.Yes), Label: p.T("button.yes")}, {Key: string(casework.No), Label: p.T("button.no")}}, label)
}

// rebuilt draws a part of a screen anew when what it shows is something else: what is
// being typed in is not drawn anew under the hands.
type rebuilt struct {
	content *fyne.Container
	drawn   string
	first   fyne.Focusable // where typing begins in what was built last
	keep    fyne.Focusable // stands outside of it and keeps the keyboard
	pen     Pen
	shown   bool
}

func (p Pen) newRebuilt() *rebuilt { return &rebuilt{content: kit.Stack(), pen: p} }

// draw builds the content again if it is called something else than the last time.
// The keyboard goes to the first field of what is new.
func (r *rebuilt) draw(called string, build func() (fyne.CanvasObject, fyne.Focusable)) {
	if called == r.drawn && r.shown {
		return
	}
	r.drawn = called
	had := r.pen.Window != nil && kit.Holds(r.content, r.pen.Window.Canvas().Focused())
	o, first := build()
	r.first = first
	r.content.Objects = []fyne.CanvasObject{o}
	r.content.Refresh()
	if r.shown && (r.pen.Hidden == nil || !r.pen.Hidden()) {
		if first != nil {
			r.pen.Focus(first)
		} else if w := r.pen.Window; had && r.keep != nil { // what had it is gone
			w.Canvas().Focus(r.keep)
		} else if had {
			w.Canvas().Unfocus()
		}
	}
	r.shown = true
}

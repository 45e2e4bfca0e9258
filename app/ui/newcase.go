package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawNewCase draws the five fields of a case that is not there yet.
func drawNewCase(p Pen, s *screen.NewCase) View {
	f := s.Form
	field := func(name string, label string) *kit.Entry {
		return p.NewEntry(kit.EntryOptions{Text: f.Text(name), Name: p.T(label), OnChanged: func(text string) { f.Type(name, text) }})
	}
	name, number := field(screen.FieldName, "newcase.name"), field(screen.FieldNumber, "newcase.number")
	hidden := p.Check(p.T("newcase.hidden"), s.Hidden(), s.Hide)
	language := p.NewSelect(kit.SelectOptions{Options: named(screen.Languages(), p.Words.LanguageName), Selected: f.Text(screen.FieldLanguage),
		Placeholder: p.T("answer.not_answered"), Name: p.T("newcase.language"), OnChanged: func(key string) { f.Type(screen.FieldLanguage, key) }})
	country := p.NewSelect(kit.SelectOptions{Options: named(screen.Countries(), p.Words.CountryName), Selected: f.Text(screen.FieldCountry),
		Placeholder: p.T("answer.not_answered"), Name: p.T("newcase.country"), OnChanged: func(key string) { f.Type(screen.FieldCountry, key) }})
	state := p.newFormState(f)
	commands, drawCommands := p.Commands(s.Commands)
	draw := func() {
		drawCommands()
		state.draw()
	}
	s.OnChange = draw
	draw()
	form := p.Form(
		kit.Field{Label: p.T("newcase.name"), Control: name, Hint: p.T("newcase.name.hint")},
		kit.Field{Label: "", Control: hidden},
		kit.Field{Label: p.T("newcase.language"), Control: language},
		kit.Field{Label: p.T("newcase.country"), Control: country},
		kit.Field{Label: p.T("newcase.number"), Control: number, Hint: p.T("newcase.number.hint")},
	)
	return View{
		Content: p.Screen(p.Flow(p.Heading(p.Say(s.Title())), state.line), p.Sheet(p.Column(state.trouble, p.Text(p.T("newcase.hint")), form)), commands),
		First:   name, Draw: draw,
	}
}

// named are options with names in the staff's language, in the alphabet's order
// as far as letters' numbers give it.
func named(codes []string, name func(string) string) []kit.Option {
	var all []kit.Option
	for _, c := range codes {
		all = append(all, kit.Option{Key: c, Label: name(c)})
	}
	return all
}

// formState is the quiet line beside a form's title, and what is wrong with the form.
type formState struct {
	pen     Pen
	form    *screen.Form
	line    *kit.Text
	trouble *fyne.Container
}

func (p Pen) newFormState(f *screen.Form) *formState {
	return &formState{pen: p, form: f, line: p.Quiet(""), trouble: p.Column()}
}

func (s *formState) draw() {
	s.line.SetText(s.pen.Say(s.form.Line()))
	s.trouble.RemoveAll()
	for _, t := range []screen.Trouble{s.form.Trouble, s.form.Refused} {
		if !t.None() {
			s.trouble.Add(s.pen.Trouble(t))
		}
	}
	s.trouble.Refresh()
}

package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawContact draws a talk of minutes: what was said first, the rest can wait.
func drawContact(p Pen, s *screen.ShortContact) View {
	f := s.Form
	said := p.NewEntry(kit.EntryOptions{Text: f.Text(screen.FieldSaid), Lines: 4, Name: p.T("contact.said"),
		OnChanged: func(text string) { s.Type(screen.FieldSaid, text) }})
	next := p.NewEntry(kit.EntryOptions{Text: f.Text(screen.FieldNext), Name: p.T("contact.next"),
		OnChanged: func(text string) { s.Type(screen.FieldNext, text) }})
	whom := p.NewEntry(kit.EntryOptions{Text: f.Text(screen.FieldWhom), Name: p.T("contact.whom"), Placeholder: p.T("caseload.search"), OnChanged: s.Whom,
		OnSubmitted: func(string) { s.Choose(0) }})
	setting := p.NewSelect(kit.SelectOptions{Options: choices(p, "setting"), Selected: f.Text(screen.FieldSetting),
		Placeholder: p.T("answer.not_answered"), Name: p.T("contact.setting"), OnChanged: func(key string) { s.Type(screen.FieldSetting, key) }})
	outcome := p.NewSelect(kit.SelectOptions{Options: choices(p, "outcome"), Selected: f.Text(screen.FieldOutcome),
		Placeholder: p.T("answer.not_answered"), Name: p.T("contact.outcome"), OnChanged: func(key string) { s.Type(screen.FieldOutcome, key) }})
	with := p.Column()
	trouble := p.Column()
	state := p.newFormState(f)
	commands, drawCommands := p.Commands(s.Commands)
	draw := func() {
		drawCommands()
		state.draw()
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		for _, e := range []*kit.Entry{said, next, whom} {
			if f.Open() {
				e.Enable()
			} else {
				e.Disable()
			}
		}
		drawWith(p, s, with, whom)
	}
	s.OnChange = draw
	draw()
	form := p.Form(
		kit.Field{Label: p.T("contact.said"), Control: said},
		kit.Field{Label: p.T("contact.whom"), Control: with, Hint: p.T("contact.whom.hint")},
		kit.Field{Label: p.T("contact.setting"), Control: setting},
		kit.Field{Label: p.T("contact.outcome"), Control: outcome},
		kit.Field{Label: p.T("contact.next"), Control: next},
	)
	return View{
		Content: p.Screen(p.Flow(p.Heading(p.Say(s.Title())), state.line), p.Sheet(p.Column(state.trouble, form, trouble)), commands),
		First:   said, Draw: draw,
	}
}

// drawWith draws with whom it was: the case, or a line to find one.
func drawWith(p Pen, s *screen.ShortContact, with *fyne.Container, whom *kit.Entry) {
	var want []fyne.CanvasObject
	switch {
	case !s.Case.ID.IsZero():
		row := []fyne.CanvasObject{p.Strong(s.Case.Number), p.Name(s.Case.Name)}
		if !s.Given() && s.Form.Open() {
			row = append(row, p.Flat(p.T("button.change"), s.Nobody))
		}
		want = append(want, p.Row(row...))
	default:
		want = append(want, whom)
		for i, h := range s.Hits {
			want = append(want, p.Row(p.Flat(h.Text, func() { s.Choose(i) }), p.Quiet(h.Beside)))
		}
	}
	with.Objects = want
	with.Refresh()
}

// choices are casework's values of one enumeration, in words.
func choices(p Pen, enumeration string) []kit.Option {
	var all []kit.Option
	for _, c := range screen.Choices(enumeration) {
		all = append(all, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
	}
	return all
}

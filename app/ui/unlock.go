package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawUnlock draws the locked program: one field, or why there is none.
func drawUnlock(p Pen, s *screen.Unlock) View {
	content := p.Column()
	view := View{Content: p.Centred(kit.AtLeast(420, 0, content))}
	state, wait, unsent := p.Quiet(""), p.Text(""), p.Quiet("")
	trouble := p.Column()
	var field *kit.Entry
	try := func() {
		typed := field.Text()
		field.SetText("")
		s.Try(typed)
	}
	field = p.NewEntry(kit.EntryOptions{Password: true, Name: p.T("unlock.passphrase"), Placeholder: p.T("unlock.passphrase"),
		OnSubmitted: func(string) { try() }})
	open := p.NewButton(kit.ButtonOptions{Label: p.T("unlock.open"), Shortcut: "Enter", Kind: kit.Primary, OnTapped: try})
	again := p.Button(p.T("button.retry"), s.Again)
	forgot := p.Button(p.T("unlock.forgot"), func() { s.OnForgot() })
	if s.OnForgot == nil {
		forgot.Hide()
	}
	topics := p.Button(p.T("unlock.topics"), func() { s.OnTopics() })
	show(topics, s.OnTopics != nil)
	head := p.Heading(p.T("app.name"))
	locked := []fyne.CanvasObject{head, p.Text(p.T("unlock.title")), field, p.Flow(open, forgot, topics), state, wait, trouble, unsent}
	closed := []fyne.CanvasObject{head, trouble}
	draw := func() {
		trouble.RemoveAll()
		if !s.Trouble.None() {
			if s.Closed {
				trouble.Add(p.Trouble(s.Trouble, again))
			} else {
				trouble.Add(p.Trouble(s.Trouble))
			}
		}
		unsent.SetText("")
		if s.Unsent > 0 {
			unsent.SetText(p.Say(screen.Count("unlock.unsent", s.Unsent)))
		}
		state.SetText("")
		if s.Busy {
			state.SetText(p.T("unlock.busy"))
		}
		wait.SetText("")
		if s.Wait > 0 {
			wait.SetText(p.Say(screen.Count("unlock.wait", s.Wait)))
		}
		if s.Busy || s.Wait > 0 {
			open.Disable()
			field.Disable()
		} else {
			open.Enable()
			field.Enable()
		}
		want := locked
		if s.Closed {
			want = closed
		}
		content.Objects = want
		content.Refresh()
	}
	s.OnChange = func() {
		idle := field.Disabled() || len(content.Objects) == len(closed)
		draw()
		if idle && !field.Disabled() && !s.Closed {
			p.Focus(field)
		}
	}
	draw()
	view.First, view.Draw = field, draw
	return view
}

package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawEnrolment draws a vault that waits for its hub: what was done, what somebody
// else does now, what comes then.
func drawEnrolment(p Pen, s *screen.Enrolment) View {
	written := p.Text("")
	folder := p.NewEntry(kit.EntryOptions{Text: s.Folder, Name: p.T("sync.folder"), OnChanged: s.TypeFolder, OnSubmitted: func(string) { s.Answer() }})
	choose := p.chooseFolder(s.Chooser)
	notes, asks := p.Column(), p.Column(p.Strong(p.T("enrol.forget.ask")), p.Text(p.T("enrol.forget.hint")))
	commands, drawCommands := p.Commands(s.Commands)
	steps := p.Column(
		p.TopRow(p.Text("1."), kit.Grow(written)),
		p.TopRow(p.Text("2."), kit.Grow(p.Text(p.T("enrol.step.carry")))),
		p.TopRow(p.Text("3."), kit.Grow(p.Text(p.T("enrol.step.answer")))))
	content := p.Loose(p.Tight(p.Heading(p.T("enrol.title")), p.Quiet(p.T("enrol.hint"))), steps,
		p.Form(kit.Field{Label: p.T("sync.folder"), Control: p.Row(kit.Grow(folder), choose)}), notes, asks, commands)
	draw := func() {
		drawCommands()
		if s.Sent.Folder == "" {
			written.SetText(p.T("enrol.step.none"))
		} else {
			written.SetText(p.Say(screen.Say("enrol.step.written", "Folder", s.Sent.Folder, "When", screen.AsMoment(s.Sent.Written))))
		}
		if folder.Text() != s.Folder {
			folder.SetText(s.Folder)
		}
		enable(choose, !s.Busy)
		notes.RemoveAll()
		switch {
		case s.Busy:
			notes.Add(p.Text(p.T("face.busy")))
		case s.Outcome.Key != "":
			notes.Add(p.Text(p.Say(s.Outcome)))
		case !s.Trouble.None():
			notes.Add(p.Trouble(s.Trouble))
		}
		show(notes, len(notes.Objects) > 0)
		show(asks, s.Asking)
		content.Refresh()
	}
	s.OnChange = draw
	draw()
	var first fyne.Focusable = folder
	return View{Content: p.Centred(kit.AtLeast(560, 0, content)), First: first, Draw: draw}
}

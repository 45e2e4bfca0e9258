package ui

import (
	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawRestoring draws how a backup becomes the vault.
func drawRestoring(p Pen, s *screen.Restoring) View {
	file := p.NewEntry(kit.EntryOptions{Text: s.File, Name: p.T("restoring.file"), OnChanged: s.TypeFile, OnSubmitted: func(string) { s.Restore() }})
	choose := p.Button(p.T("button.choose_file"), func() { p.choose(p.T("chooser.file"), s.FileChooser()) })
	now := p.NewButton(kit.ButtonOptions{Label: p.T("restoring.now"), Kind: kit.Primary, OnTapped: s.Restore})
	back := p.NewButton(kit.ButtonOptions{Label: p.T("button.back"), Shortcut: string(screen.KeyBack), OnTapped: s.Back})
	progress, trouble := p.Column(), p.Column()
	content := p.Loose(p.Heading(p.T("restoring.title")), p.Text(p.T("restoring.what")),
		p.Form(kit.Field{Label: p.T("restoring.file"), Control: p.Row(kit.Grow(file), choose)}), progress, trouble, p.Flow(now, back))
	draw := func() {
		if file.Text() != s.File {
			file.SetText(s.File)
		}
		progress.RemoveAll()
		if s.Busy && s.All > 0 {
			progress.Add(p.Progress(float32(s.Done)/float32(s.All), p.Words.Size(s.Done)))
		}
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		enable(now, !s.Busy)
		enable(back, !s.Busy)
		content.Refresh()
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Centred(kit.AtLeast(560, 0, content)), First: file, Draw: draw}
}

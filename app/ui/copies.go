package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawCopies draws the screen of copies of the vault.
func drawCopies(p Pen, s *screen.Copies) View {
	folder := p.NewEntry(kit.EntryOptions{Text: s.Folder, Name: p.T("sync.folder"), OnChanged: s.TypeFolder, OnSubmitted: func(string) { s.Backup() }})
	backup := p.Button(p.T("copies.backup"), s.Backup)
	backed, trouble, progress := p.Text(""), p.Column(), p.Column()
	copied := p.Section(p.T("copies.backup"), p.Column(
		p.Text(p.T("copies.backup.hint")),
		p.Form(kit.Field{Label: p.T("sync.folder"), Control: p.Row(kit.Grow(folder), p.chooseFolder(s.FolderChooser))}),
		p.Flow(backup), progress, backed, trouble))
	renewed := p.Column()
	refused := p.Column()
	strength := p.Text("")
	var make *kit.Button
	face, begun := "", false
	build := func() (first fyne.Focusable) {
		strength, refused = p.Text(""), p.Column()
		if !s.Asking {
			ask := p.Button(p.T("copies.renew"), func() { s.Ask(true) })
			make = ask
			renewed.Objects = []fyne.CanvasObject{p.Text(p.T("copies.renew.hint")), p.Flow(ask), refused}
			return ask
		}
		fields, typed := phraseFields(p, &s.Phrase, strength, s.Renew)
		make = p.NewButton(kit.ButtonOptions{Label: p.T("copies.renew.now"), Kind: kit.Primary, OnTapped: s.Renew})
		o := append([]fyne.CanvasObject{p.Text(p.T("copies.renew.what"))}, fields...)
		renewed.Objects = append(o, refused, p.Flow(make, p.Button(p.T("button.cancel"), func() { s.Ask(false) })))
		return typed
	}
	draw := func() {
		if folder.Text() != s.Folder {
			folder.SetText(s.Folder)
		}
		enable(backup, !s.Writing)
		backed.SetText(p.Say(s.Backed))
		progress.RemoveAll()
		if s.Writing && s.All > 0 {
			progress.Add(p.Progress(float32(s.Done)/float32(s.All), p.Words.Size(s.Done)))
		}
		progress.Refresh()
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		trouble.Refresh()
		now := phraseFace(&s.Phrase)
		if s.Asking {
			now += " asking"
		}
		var first fyne.Focusable
		if !begun || now != face {
			first, face = build(), now
		}
		refused.RemoveAll()
		if !s.Refused.None() {
			refused.Add(p.Trouble(s.Refused))
		}
		strength.SetText(p.Say(s.Strength.Message()))
		enable(make, !s.Busy)
		renewed.Refresh()
		if first != nil && begun {
			p.Focus(first)
		}
		begun = true
	}
	s.OnChange = draw
	draw()
	body := p.Loose(copied, p.Section(p.T("copies.renew"), renewed))
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), p.Sheet(body)), First: folder, Draw: draw}
}

package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// drawFirstStart draws the three steps of first start on one screen.
func drawFirstStart(p Pen, s *screen.FirstStart) View {
	content := p.Loose()
	view := View{Content: p.Centred(kit.AtLeast(560, 0, content))}
	drawn := screen.Step(255)
	face := ""
	var trouble *fyne.Container
	var strength *kit.Text
	var first fyne.Focusable
	build := func() {
		trouble, strength = p.Column(), p.Text("")
		o := []fyne.CanvasObject{p.Tight(p.Heading(p.T("app.name")), p.Quiet(p.T("app.purpose")),
			p.Quiet(p.Say(screen.Say("start.step", "Step", min(int(s.Step)+1, 3), "Of", 3))))}
		switch s.Step {
		case screen.StepLanguage:
			o, first = append(o, languageStep(p, s)), nil
		case screen.StepWho:
			var step fyne.CanvasObject
			step, first = whoStep(p, s)
			o = append(o, step)
		case screen.StepPassphrase:
			var step fyne.CanvasObject
			step, first = passphraseStep(p, s, strength)
			o = append(o, step)
		case screen.StepMaking:
			o, first = append(o, p.Subheading(p.T("start.making")), p.Text(p.T("start.making.hint"))), nil
		}
		o = append(o, trouble)
		if s.Step != screen.StepMaking {
			next := p.NewButton(kit.ButtonOptions{Label: p.T("button.next"), Kind: kit.Primary, OnTapped: s.Next})
			row := []fyne.CanvasObject{next}
			if s.Step > screen.StepLanguage {
				row = append(row, p.NewButton(kit.ButtonOptions{Label: p.T("button.back"), Shortcut: string(screen.KeyBack), OnTapped: s.Back}))
			}
			o = append(o, p.Flow(row...))
			if first == nil {
				first = next
			}
		}
		content.Objects = o
	}
	draw := func() {
		begin := drawn == screen.Step(255)
		fresh := false
		if now := startFace(s); s.Step != drawn || now != face {
			drawn, face = s.Step, now
			build()
			fresh = !begin // the window gives the keyboard to the first step itself
		}
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		strength.SetText(p.Say(s.Strength.Message()))
		content.Refresh()
		if fresh {
			p.Focus(first)
		}
	}
	s.OnChange = draw
	draw()
	view.First, view.Draw = first, draw
	return view
}

// startFace is what of a step's state needs other widgets.
func startFace(s *screen.FirstStart) string {
	face := phraseFace(&s.Phrase) + s.Invitation.Host
	if s.Practice {
		face += " practice"
	}
	if s.Invitation.Text != "" {
		face += " invited"
	}
	if s.Carry {
		face += " carried in " + s.Folder
	}
	return face
}

func languageStep(p Pen, s *screen.FirstStart) fyne.CanvasObject {
	var options []kit.Option
	for _, tag := range s.Languages {
		options = append(options, kit.Option{Key: tag, Label: words.OwnName(tag)})
	}
	choice := p.NewChoice(kit.ChoiceOptions{Options: options, Selected: s.Language, Column: true, Must: true,
		Name: p.T("start.language"), OnChanged: s.Speak})
	return p.Column(p.Subheading(p.T("start.language")), choice)
}

func whoStep(p Pen, s *screen.FirstStart) (fyne.CanvasObject, fyne.Focusable) {
	way := "invitation"
	if s.Practice {
		way = "practice"
	}
	ways := p.NewChoice(kit.ChoiceOptions{Column: true, Must: true, Selected: way, Name: p.T("start.who"),
		Options: []kit.Option{
			{Key: "invitation", Label: p.T("start.way.invitation")},
			{Key: "practice", Label: p.T("start.way.practice")},
		},
		OnChanged: func(key string) { s.Practise(key == "practice") }})
	o := []fyne.CanvasObject{p.Subheading(p.T("start.who")), ways}
	if s.Practice {
		var roles []kit.Option
		for _, r := range []casework.Role{casework.Counsellor, casework.Supervisor} {
			roles = append(roles, kit.Option{Key: roleKey[r], Label: p.T("role." + roleKey[r])})
		}
		role := p.NewChoice(kit.ChoiceOptions{Options: roles, Selected: roleKey[s.Role], Must: true, Name: p.T("start.role"),
			OnChanged: func(key string) {
				for r, k := range roleKey {
					if k == key {
						s.AsRole(r)
					}
				}
			}})
		o = append(o, p.Text(p.T("start.practice.hint")), p.Form(kit.Field{Label: p.T("start.role"), Control: role}))
		return p.Column(o...), ways
	}
	name := p.NewEntry(kit.EntryOptions{Text: s.Name, Name: p.T("start.name"), OnChanged: s.TypeName, OnSubmitted: func(string) { s.Next() }})
	first := name
	var fields []kit.Field
	if s.Invitation.Text != "" && s.Words == "" {
		o = append(o, p.Row(kit.Grow(p.Text(p.T("start.invitation.read"))), p.Button(p.T("start.invitation.other"), s.Reject)))
	} else {
		first = p.NewEntry(kit.EntryOptions{Text: s.Words, Lines: 2, Name: p.T("start.words"), OnChanged: s.TypeWords})
		file := p.Button(p.T("button.choose_file"), func() { p.choose(p.T("chooser.file"), s.FileChooser()) })
		fields = []kit.Field{{Label: p.T("start.words"), Control: first, Hint: p.T("start.words.hint")}, {Label: p.T("start.file"), Control: p.Flow(file)}}
	}
	if s.CanCarry() {
		ways, folder := carryFields(p, s)
		fields = append(fields, ways)
		if s.Carry {
			fields = append(fields, folder)
		}
	}
	if s.NeedsAddress() {
		fields = append(fields, kit.Field{Label: p.T("start.address"), Hint: p.T("start.address.hint"),
			Control: p.NewEntry(kit.EntryOptions{Text: s.Address, Name: p.T("start.address"), OnChanged: s.TypeAddress, OnSubmitted: func(string) { s.Next() }})})
	}
	fields = append(fields, kit.Field{Label: p.T("start.name"), Hint: p.T("start.name.hint"), Control: name})
	o = append(o, p.Form(fields...))
	if s.OnRestore != nil { // last: nearly nobody wants it
		o = append(o, p.Flow(p.Button(p.T("restoring.begin"), s.OnRestore)))
	}
	return p.Column(o...), first
}

// carryFields ask how what this device says reaches the hub, and in which folder.
func carryFields(p Pen, s *screen.FirstStart) (ways, folder kit.Field) {
	way := "line"
	if s.Carry {
		way = "folder"
	}
	choice := p.NewChoice(kit.ChoiceOptions{Column: true, Must: true, Selected: way, Name: p.T("start.carry"),
		Options:   []kit.Option{{Key: "folder", Label: p.T("start.carry.folder")}, {Key: "line", Label: p.T("start.carry.line")}},
		OnChanged: func(key string) { s.CarryBy(key == "folder") }})
	typed := p.NewEntry(kit.EntryOptions{Text: s.Folder, Name: p.T("sync.folder"), OnChanged: s.TypeFolder, OnSubmitted: func(string) { s.Next() }})
	return kit.Field{Label: p.T("start.carry"), Control: choice},
		kit.Field{Label: p.T("sync.folder"), Hint: p.T("start.carry.hint"), Control: p.Row(kit.Grow(typed), p.chooseFolder(s.FolderChooser))}
}

var roleKey = map[casework.Role]string{casework.Counsellor: "counsellor", casework.Supervisor: "supervisor", casework.Scout: "scout", casework.Administrator: "administrator"}

func passphraseStep(p Pen, s *screen.FirstStart, strength *kit.Text) (fyne.CanvasObject, fyne.Focusable) {
	o := []fyne.CanvasObject{p.Subheading(p.T("start.passphrase")), p.Text(p.T("start.passphrase.hint"))}
	fields, typed := phraseFields(p, &s.Phrase, strength, s.Next)
	o = append(o, fields...)
	recovery := "start.recovery"
	if s.Practice {
		recovery = "start.recovery.practice"
	}
	return p.Column(append(o, p.Text(p.T(recovery)))...), typed
}

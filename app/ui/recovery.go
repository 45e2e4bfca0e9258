package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawRecovery draws what somebody sees who forgot the passphrase.
func drawRecovery(p Pen, s *screen.Recovery) View {
	content := p.Loose()
	view := View{Content: p.Centred(kit.AtLeast(560, 0, content))}
	state, wait := p.Quiet(""), p.Text("")
	var trouble *fyne.Container
	var strength *kit.Text
	var next *kit.Button
	var first fyne.Focusable
	face, begun := "", false
	build := func() {
		trouble, strength = p.Column(), p.Text("")
		o := []fyne.CanvasObject{p.Heading(p.T("recovery.title"))}
		label := "button.next"
		if s.Verified {
			label = "unlock.open"
			fields, typed := phraseFields(p, &s.Phrase, strength, s.Next)
			o, first = append(append(o, p.Text(p.T("recovery.passphrase"))), fields...), typed
		} else {
			words := p.NewEntry(kit.EntryOptions{Text: s.Words, Lines: 3, Name: p.T("start.words"), OnChanged: s.TypeWords})
			o, first = append(o, p.Text(p.T("recovery.call")),
				p.Form(kit.Field{Label: p.T("start.words"), Control: words, Hint: p.T("recovery.words.hint")})), words
		}
		next = p.NewButton(kit.ButtonOptions{Label: p.T(label), Kind: kit.Primary, OnTapped: s.Next})
		back := p.NewButton(kit.ButtonOptions{Label: p.T("button.back"), Shortcut: string(screen.KeyBack), OnTapped: s.Back})
		content.Objects = append(o, trouble, state, wait, p.Flow(next, back))
	}
	draw := func() {
		now := phraseFace(&s.Phrase)
		if s.Verified {
			now += " verified"
		}
		fresh := !begun || now != face
		if fresh {
			face = now
			build()
		}
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		strength.SetText(p.Say(s.Strength.Message()))
		state.SetText("")
		if s.Busy {
			state.SetText(p.T("unlock.busy"))
		}
		wait.SetText("")
		if s.Wait > 0 {
			wait.SetText(p.Say(screen.Count("unlock.wait", s.Wait)))
		}
		if s.Busy || s.Wait > 0 {
			next.Disable()
		} else {
			next.Enable()
		}
		content.Refresh()
		if fresh && begun {
			p.Focus(first)
		}
		begun = true
	}
	s.OnChange = draw
	draw()
	view.First, view.Draw = first, draw
	return view
}

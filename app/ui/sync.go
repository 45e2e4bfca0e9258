package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawSync draws what is safe, what is not, and the ways to move it.
func drawSync(p Pen, s *screen.Sync) View {
	lights, reached := p.Column(), p.Quiet("")
	outcome, trouble := p.Column(), p.Column()
	list := p.Column()
	faces := p.NewFaces(list, s.Again)
	commands, drawCommands := p.Commands(s.Commands)
	address := p.NewEntry(kit.EntryOptions{Text: s.Typed, Name: p.T("sync.address"), OnChanged: s.TypeAddress, OnSubmitted: func(string) { s.KeepAddress() }})
	folder := p.NewEntry(kit.EntryOptions{Name: p.T("sync.folder")})
	choose := p.chooseFolder(func() *screen.Chooser {
		c := s.Chooser(folder.Text())
		c.OnChosen = folder.SetText
		return c
	})
	to := p.Button(p.T("sync.stick.to"), func() { s.ToStick(folder.Text()) })
	from := p.Button(p.T("sync.stick.from"), func() { s.FromStick(folder.Text()) })
	var sheet *kit.Scroll
	draw := func() {
		drawCommands()
		l := s.Lights()
		lights.Objects = []fyne.CanvasObject{p.Lights(lampsOf(p, l, true)...)}
		lights.Refresh()
		reached.SetText(p.Say(s.Reached()))
		outcome.RemoveAll()
		switch {
		case s.Busy:
			outcome.Add(p.Text(progressLine(p, s.Progress)))
		case s.Outcome.Key != "":
			outcome.Add(p.Text(p.Say(s.Outcome)))
		}
		trouble.RemoveAll()
		if !s.Trouble.None() {
			trouble.Add(p.Trouble(s.Trouble))
		}
		for _, c := range []*fyne.Container{outcome, trouble} {
			if len(c.Objects) == 0 { // an empty part must not leave a gap
				c.Hide()
			} else {
				c.Show()
			}
			c.Refresh()
		}
		for _, b := range []*kit.Button{to, from, choose} {
			if s.Busy {
				b.Disable()
			} else {
				b.Enable()
			}
		}
		if address.Text() != s.Typed {
			address.SetText(s.Typed)
		}
		list.Objects = syncRows(p, s)
		list.Refresh()
		faces.Draw(s.List)
		if sheet != nil {
			sheet.Refresh() // what stands below moves
		}
	}
	s.OnChange = draw
	draw()
	body := []fyne.CanvasObject{outcome, trouble, faces.Content}
	if !s.Practice() {
		body = append([]fyne.CanvasObject{lights, reached}, body...)
		body = append(body,
			p.Section(p.T("sync.stick"), p.Column(p.Text(p.T("sync.stick.hint")),
				p.Form(kit.Field{Label: p.T("sync.folder"), Control: p.Row(kit.Grow(folder), choose)}), p.Flow(to, from))),
			p.Section(p.T("sync.hub"), p.Form(kit.Field{Label: p.T("sync.address"),
				Control: p.Row(kit.Grow(address), p.Button(p.T("button.change"), s.KeepAddress))})))
	}
	sheet = p.Sheet(p.Loose(body...))
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), sheet, commands), Draw: draw}
}

// lampsOf are the two lights; in full or by name.
func lampsOf(p Pen, l screen.Lights, full bool) []kit.Lamp {
	safe := kit.Lamp{State: kit.LampNo, Words: p.Say(l.SafeLine())}
	if l.Safe {
		safe.State = kit.LampYes
	}
	current := kit.Lamp{State: kit.LampNo, Words: p.Say(l.CurrentLine())}
	switch {
	case l.Reached.IsZero():
		current.State = kit.LampUnknown
	case l.UpToDate:
		current.State = kit.LampYes
	}
	if !full {
		current.Words = p.T("light.current.name")
		if l.Safe {
			safe.Words = p.T("light.safe.name")
		}
	}
	return []kit.Lamp{safe, current}
}

func progressLine(p Pen, g screen.SyncProgress) string {
	if g.Left < 0 {
		return p.T("sync.busy")
	}
	return p.Say(screen.Say("sync.progress", "Sent", p.Words.Size(g.Sent), "Received", p.Words.Size(g.Received), "Left", p.Words.Size(g.Left)))
}

func syncRows(p Pen, s *screen.Sync) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, r := range s.Rows {
		tone := kit.Plain
		if r.Where == screen.SetAside {
			tone = kit.Danger
		}
		line := []fyne.CanvasObject{p.Strong(r.Number), kit.Grow(p.Text(p.Say(r.What))), p.Badge(p.Say(r.Where.Message()), tone)}
		if r.Bytes > 0 {
			line = append(line, p.Quiet(p.Words.Size(r.Bytes)))
		}
		o := []fyne.CanvasObject{p.Row(line...)}
		for _, m := range []screen.Message{r.Flag, r.Why, r.Advice} {
			if m.Key != "" {
				o = append(o, p.Caption(p.Say(m)))
			}
		}
		all = append(all, p.Tight(o...), kit.Separator())
	}
	if s.More > 0 {
		all = append(all, p.Quiet(p.Say(screen.Count("sync.more", s.More))))
	}
	return all
}

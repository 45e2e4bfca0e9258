package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawSync draws what is safe, what is not, and the ways to move it.
func drawSync(p Pen, s *screen.Sync) View {
	lights, reached := p.Column(), p.Quiet("")
	outcome, trouble := p.Column(), p.Column()
	bar := p.Progress(0, "")
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
			bar.Set(s.Progress.Share(), progressLine(p, s.Progress))
			outcome.Add(bar)
		case l.Coming > 0:
			bar.Set(0, comingLine(p, l))
			outcome.Add(bar)
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
	case l.Current():
		current.State = kit.LampYes
	case l.Reached.IsZero(), l.Old && l.Coming == 0:
		current.State = kit.LampUnknown
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
	line := p.Say(screen.Say("sync.progress", "Sent", p.Words.Size(g.Sent), "Received", p.Words.Size(g.Received), "Left", p.Words.Size(g.Left)))
	return p.Words.List(slices.DeleteFunc([]string{line, p.Say(screen.Count("sync.changes", g.Changes)), timeLine(p, g.Time)}, empty))
}

// comingLine says what the exchange in the background brings.
func comingLine(p Pen, l screen.Lights) string {
	return p.Words.List(slices.DeleteFunc([]string{p.Say(screen.Count("sync.coming", l.Coming)), p.Words.Size(l.ComingBytes), timeLine(p, l.Left)}, empty))
}

func empty(s string) bool { return s == "" }

// timeLine says how long it takes; nothing while nobody knows.
func timeLine(p Pen, left time.Duration) string {
	if left <= 0 {
		return ""
	}
	return p.Say(screen.Say("sync.time", "Time", p.Words.Duration(max(left, time.Minute).Round(time.Minute))))
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
		var does []fyne.CanvasObject
		if s.CanOpen(r) {
			does = append(does, p.Button(p.T("button.open"), func() { s.Open(r) }))
		}
		if r.ID != "" {
			does = append(does, p.Button(p.T("sync.again"), func() { s.SendAgain(r) }))
		}
		if len(does) > 0 {
			o = append(o, p.Flow(does...))
		}
		all = append(all, p.Tight(o...), kit.Separator())
	}
	if s.More > 0 {
		all = append(all, p.Quiet(p.Say(screen.Count("sync.more", s.More))))
	}
	return all
}

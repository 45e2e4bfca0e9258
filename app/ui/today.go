package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawToday draws where somebody begins.
func drawToday(p Pen, s *screen.Today) View {
	body := p.Loose()
	faces := p.NewFaces(p.Scroll(body), s.Again)
	commands, drawCommands := p.Commands(s.Commands)
	date := p.Heading("")
	draw := func() {
		drawCommands()
		date.SetText(p.Say(s.Date()))
		body.Objects = todaySections(p, s)
		body.Refresh()
		faces.Draw(s.List)
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Screen(date, faces.Content, commands), Draw: draw}
}

// todaySections are what the day brings, and beside it what is one's own to finish;
// under each other where the window is narrow.
func todaySections(p Pen, s *screen.Today) []fyne.CanvasObject {
	section := func(heading string, lines []screen.TodayLine) []fyne.CanvasObject {
		if len(lines) == 0 {
			return nil
		}
		var rows []fyne.CanvasObject
		for _, l := range lines {
			rows = append(rows, todayLine(p, s, l))
		}
		return []fyne.CanvasObject{p.Section(p.T(heading), p.Column(rows...))}
	}
	brings := slices.Concat(section("today.dates", s.Day.Dates), section("today.now", s.Day.Now), section("today.answered", s.Day.Answered), section("today.asked", s.Day.Asked))
	finish := append(section("today.unfinished", s.Unfinished), section("today.returned", s.Day.Returned)...)
	if s.Unsent > 0 {
		finish = append(finish, p.Section(p.T("today.unsent"), p.Text(p.Say(screen.Count("light.safe.no", s.Unsent)))))
	}
	switch {
	case len(brings) == 0:
		return []fyne.CanvasObject{p.Readable(p.Loose(finish...))}
	case len(finish) == 0:
		return []fyne.CanvasObject{p.Readable(p.Loose(brings...))}
	}
	return []fyne.CanvasObject{p.Side(0.5, p.Loose(brings...), p.Loose(finish...))}
}

func todayLine(p Pen, s *screen.Today, l screen.TodayLine) fyne.CanvasObject {
	when := ""
	switch {
	case l.When.IsZero():
	case l.Moment:
		when = p.Words.Time(l.When)
	default:
		when = p.Words.Date(l.When)
	}
	line := p.Flow(p.Strong(when), p.Name(s.NameOf(l)), p.Quiet(l.Number), p.Text(p.Say(l.What)))
	o := []fyne.CanvasObject{line}
	if l.Rests.Key != "" {
		o = append(o, p.Caption(p.Say(l.Rests)))
	}
	do := l.Do
	if do.Key == "" {
		do = screen.Say("button.open")
	}
	return p.Card(p.Row(kit.Grow(p.Tight(o...)), p.Button(p.Say(do), func() { s.Open(l) })))
}

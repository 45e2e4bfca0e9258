package ui

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"waymark/app/ui/kit"
	"waymark/internal/disclose"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// Size of a page as it is looked at, in units.
const (
	pageWide = 62
	pageHigh = pageWide * 297 / 210 // A4
)

// alone stands for no language beside the person's.
const alone = "-"

// handoutView is a paper before it leaves: how it is to be, the page, the ways out.
type handoutView struct {
	pen   Pen
	s     *screen.Handout
	draws []func()
}

func drawHandout(p Pen, s *screen.Handout) View {
	v := &handoutView{pen: p, s: s}
	commands, drawCommands := p.Commands(s.Commands)
	picture := canvas.NewImageFromImage(nil)
	picture.FillMode, picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
	page := p.Quiet("")
	preview := p.Column(page, p.Card(kit.AtLeast(pageWide*kit.Unit, pageHigh*kit.Unit, picture)))
	faces := p.NewFaces(preview, s.Again)
	notes := p.Column()
	first, look := v.look()
	body := p.Side(0.42, p.Loose(look, notes, v.leaving()), faces.Content)
	shown := ""
	draw := func() {
		drawCommands()
		for _, d := range v.draws {
			d()
		}
		if s.Made != nil {
			page.SetText(p.Say(screen.Say("handout.page", "Page", s.Page+1, "Pages", s.Made.Pages())))
		}
		if picture.Image != s.Picture {
			picture.Image = s.Picture
			picture.Refresh()
		}
		var said []string
		for _, n := range s.Notes() {
			said = append(said, p.Say(n))
		}
		if now := strings.Join(said, "\n"); now != shown {
			shown = now
			notes.RemoveAll()
			for _, n := range said {
				notes.Add(p.Banner(n, kit.Warn))
			}
			notes.Refresh()
		}
		faces.Draw(s.List)
	}
	s.OnChange = draw
	draw()
	if !s.Leaving.Looked {
		s.Leaving.Look()
	}
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), p.Scroll(body), commands), First: first, Draw: draw}
}

// look is how the paper is to be.
func (v *handoutView) look() (fyne.Focusable, fyne.CanvasObject) {
	p, s := v.pen, v.s
	var kinds []kit.Option
	for _, k := range s.Papers() {
		kinds = append(kinds, kit.Option{Key: string(k), Label: p.Say(k.Name())})
	}
	kind := p.NewChoice(kit.ChoiceOptions{Options: kinds, Selected: string(s.Paper), Column: true, Must: true, Name: p.T("handout.title"),
		OnChanged: func(key string) { s.Choose(screen.Paper(key)) }})
	person := p.NewSelect(kit.SelectOptions{Name: p.T("handout.language"), OnChanged: s.Speak})
	beside := p.NewSelect(kit.SelectOptions{Name: p.T("handout.beside"), OnChanged: func(tag string) {
		if tag == alone {
			tag = ""
		}
		s.SpeakBeside(tag)
	}})
	fields := []kit.Field{{Label: p.T("handout.language"), Control: person}, {Label: p.T("handout.beside"), Control: beside}}
	offered := ""
	v.draws = append(v.draws, func() {
		if now := strings.Join(s.Languages(), " "); now != offered {
			offered = now
			person.SetOptions(tongues(s.Languages()))
			beside.SetOptions(append(tongues(words.StaffLanguages()), kit.Option{Key: alone, Label: p.T("handout.beside.alone")}))
		}
		person.Set(s.Person)
		beside.Set(cmp.Or(s.Beside, alone))
	})
	tick := func(key string, which *bool) *kit.Check {
		return p.Check(p.T(key), *which, func(on bool) { s.Set(which, on) })
	}
	rows := []fyne.CanvasObject{kind, p.Form(fields...)}
	texts, step := tick("handout.texts", &s.Texts), tick("handout.step", &s.Step)
	rows = append(rows, texts, step, tick("handout.large", &s.Large), tick("handout.stacked", &s.Stacked))
	v.draws = append(v.draws, func() {
		show(texts, s.Paper == screen.PaperSummary)
		show(step, s.Paper == screen.PaperSummary)
	})
	if s.Papers()[0] == screen.PaperVisit {
		rows = append(rows, v.topics())
	}
	if s.Papers()[0] == screen.PaperSummary {
		call := p.NewEntry(kit.EntryOptions{Text: s.Call, Name: p.T("handout.call"), Lines: 2, OnChanged: s.SayCall,
			OnFocus: func(gained bool) {
				if !gained {
					s.Renew()
				}
			}})
		v.draws = append(v.draws, func() {
			if call.Text() != s.Call {
				call.SetText(s.Call)
			}
		})
		rows = append(rows, p.Form(kit.Field{Label: p.T("handout.call"), Control: call, Hint: p.T("handout.call.hint")}))
	}
	return kind, p.Column(rows...)
}

func tongues(tags []string) []kit.Option {
	var all []kit.Option
	for _, tag := range tags {
		all = append(all, kit.Option{Key: tag, Label: words.OwnName(tag)})
	}
	return all
}

// topics are those that can be taken on a visit.
func (v *handoutView) topics() fyne.CanvasObject {
	rows := v.pen.Column()
	for _, t := range v.s.TopicChoices() {
		rows.Add(v.pen.Check(t.Title, t.Taken, func(on bool) { v.s.Take(t.ID, on) }))
	}
	return v.pen.Section(v.pen.T("handout.topics"), rows)
}

// leaving is how it goes out: why, to which printer, who fetches it, or into a file.
func (v *handoutView) leaving() fyne.CanvasObject {
	p, l := v.pen, &v.s.Leaving
	reason := p.NewEntry(kit.EntryOptions{Text: l.Reason, Name: p.T("handout.reason"), OnChanged: l.Because})
	printer := p.NewSelect(kit.SelectOptions{Name: p.T("handout.printer"), OnChanged: l.Choose})
	none := p.Column(p.Text(p.T("handout.printer.none")), p.Flow(p.Button(p.T("handout.printers.again"), l.Look)))
	fetchers := []disclose.Fetcher{disclose.FetchedByMe, disclose.FetchedByColleague, disclose.FetchedByPerson}
	keys := []string{"handout.fetcher.me", "handout.fetcher.colleague", "handout.fetcher.person"}
	var options []kit.Option
	for _, k := range keys {
		options = append(options, kit.Option{Key: k, Label: p.T(k)})
	}
	fetcher := p.NewChoice(kit.ChoiceOptions{Options: options, Column: true, Name: p.T("handout.fetcher"), OnChanged: func(key string) {
		l.Fetch(0)
		for i, k := range keys {
			if k == key {
				l.Fetch(fetchers[i])
			}
		}
	}})
	save := p.Button(p.T("handout.save"), func() { p.choose(p.T("handout.save.where"), l.Folder()) })
	anyway := p.Column(p.Banner(p.T("handout.save.travels"), kit.Warn), p.Flow(p.Button(p.T("handout.save.anyway"), l.SaveAnyway)))
	done, trouble := p.Strong(""), p.Column()
	printing := p.Column(p.Form(kit.Field{Label: p.T("handout.printer"), Control: printer}, kit.Field{Label: p.T("handout.fetcher"), Control: fetcher}))
	listed := ""
	v.draws = append(v.draws, func() {
		if reason.Text() != l.Reason {
			reason.SetText(l.Reason)
		}
		var names []kit.Option
		key := ""
		for _, pr := range l.Printers {
			names = append(names, kit.Option{Key: pr.Name, Label: pr.Name})
			key += pr.Name + "\n"
		}
		if key != listed {
			listed = key
			printer.SetOptions(names)
		}
		printer.Set(l.Printer)
		show(none, l.Looked && len(l.Printers) == 0)
		show(printing, len(l.Printers) > 0)
		enable(save, l.CanSave())
		show(anyway, l.Travels != "")
		done.SetText(p.Say(l.Done))
		trouble.RemoveAll()
		if !l.Trouble.None() {
			trouble.Add(p.Trouble(l.Trouble))
		}
		trouble.Refresh()
	})
	return p.Column(p.Form(kit.Field{Label: p.T("handout.reason"), Control: reason, Hint: p.T("handout.reason.hint")}), printing, none, p.Flow(save), anyway, done, trouble)
}

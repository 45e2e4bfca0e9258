package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// counsellingView is the staff's half of a counselling session; the person's stands
// beside it.
type counsellingView struct {
	pen    Pen
	s      *screen.Counselling
	scroll *kit.Scroll
	draws  []func() // each draws what may have changed
	locks  []interface {
		Enable()
		Disable()
	} // what cannot be typed at while it is being recorded
	parts  map[screen.Part]func() fyne.Focusable // where the keyboard is sent
	shows  map[fyne.CanvasObject]func() bool     // what is asked only when it matters
	locked bool
}

// drawCounselling draws a counselling session: the staff's half at the reading
// start, the person's beside it.
func drawCounselling(p Pen, s *screen.Counselling) View {
	s.Person.Speak(p.Words.Language())
	v := &counsellingView{pen: p, s: s, parts: map[screen.Part]func() fyne.Focusable{}, shows: map[fyne.CanvasObject]func() bool{}}
	person := newPersonHalf(p, s)
	staff := kit.Stack(v.staff())
	closed := kit.Stack()
	both := &fyne.Container{Layout: &halves{rtl: p.RTL, person: s.Person}, Objects: []fyne.CanvasObject{staff, person.content}}
	content := kit.Stack(v.under(v.head(), both), closed)
	aside := false
	draw := func() {
		if s.Person.Aside != aside {
			aside = s.Person.Aside
			both.Refresh()
		}
		for _, d := range v.draws {
			d()
		}
		v.show()
		v.lock(!s.Form.Open() || s.Closed)
		person.draw()
		if s.Closed && len(closed.Objects) == 0 {
			closed.Add(kit.Ground(false, p.Readable(p.Column(p.Subheading(p.Say(s.Title())), p.Text(p.T("counselling.closed")),
				p.Flow(p.Primary(p.T("counselling.closed.open"), s.OpenFile), p.Command(s.PaperCommand()))))))
			content.Refresh()
		}
	}
	s.OnChange = draw
	s.OnGo = func(part screen.Part) {
		if where := v.parts[part]; where != nil {
			p.Focus(where())
		}
	}
	draw()
	first := v.parts[screen.PartSaid]()
	return View{Content: content, First: first, Draw: draw}
}

// narrow reports whether the window has no room to spare.
func (v *counsellingView) narrow() bool {
	return v.pen.Window != nil && isNarrow(v.pen.Window.Canvas().Size().Width)
}

// under stands middle under top, and makes room when what is said in top grows.
func (v *counsellingView) under(top, middle fyne.CanvasObject) *fyne.Container {
	c := v.pen.Border(kit.Sides{Top: top}, middle)
	high := float32(0)
	v.draws = append(v.draws, func() {
		if now := top.MinSize().Height; now != high {
			high = now
			c.Refresh()
		}
	})
	return c
}

// head says who it is, since when, what is kept, and what can be done.
func (v *counsellingView) head() fyne.CanvasObject {
	p, s := v.pen, v.s
	name, number, facts, line := p.Strong(""), p.Text(""), p.Quiet(""), p.Quiet("")
	trouble := p.Column()
	v.draws = append(v.draws, func() {
		name.SetText(s.Name())
		number.SetText(s.Case.FileNumber)
		if s.Case.FileNumber == "" && s.List.Face == screen.Full {
			number.SetText(p.T("counselling.no_number"))
		}
		var said []string
		for _, f := range s.Facts() {
			if f.Key != "counselling.first_talk" || !v.narrow() {
				said = append(said, p.Say(f))
			}
		}
		facts.SetText(strings.Join(said, "  ·  "))
		line.SetText(p.Say(s.Form.Line()))
		trouble.RemoveAll()
		for _, t := range []screen.Trouble{s.Form.Trouble, s.Form.Refused} {
			if !t.None() {
				trouble.Add(p.Trouble(t))
			}
		}
		if s.List.Face == screen.Failed {
			trouble.Add(p.Trouble(s.List.Trouble, p.Button(p.T("button.retry"), s.Again)))
		}
		trouble.Refresh()
	})
	commands, drawCommands := p.Commands(func() []screen.Command {
		var shown []screen.Command
		for _, c := range s.Commands() {
			switch c.Key {
			case screen.KeyRecord, screen.KeyWhole, screen.KeyAside, screen.KeyCover:
				shown = append(shown, c)
			}
		}
		return shown
	})
	v.draws = append(v.draws, drawCommands)
	return p.Column(p.Flow(name, number, facts, line), commands, trouble, p.Tight())
}

// staff is everything the counsellor notes.
func (v *counsellingView) staff() fyne.CanvasObject {
	p := v.pen
	v.scroll = kit.NewScroll(kit.Pad(0.5, p.Loose(
		v.margin(), v.room(), v.topics(), v.said(), v.questions(), v.concerns(), v.wants(), v.safeguards(), v.outcome(), v.kind(), v.record())))
	follow := p.Column(v.follow(), p.Tight())
	v.draws = append(v.draws, func() { // nobody reads along while the person's half is away
		if v.s.Person.Aside {
			follow.Hide()
		} else {
			follow.Show()
		}
	})
	return v.under(p.Column(follow), v.scroll)
}

// follow is what the person reads just now, in the counsellor's language.
func (v *counsellingView) follow() fyne.CanvasObject {
	p, person := v.pen, v.s.Person
	title := p.NewText(kit.TextOptions{Style: kit.Strong, Line: true})
	position := p.Caption("")
	now := p.Text("")
	state := p.Flow(position)
	whole := p.Column()
	var drawn, written string
	v.draws = append(v.draws, func() {
		mine, parallel := person.StaffText()
		theirs := person.Text()
		title.SetText(mine.Title)
		if v.narrow() { // it stands in the list of topics, too
			title.Hide()
		} else {
			title.Show()
		}
		position.SetText("")
		if parallel && len(mine.Blocks) > 0 {
			i := min(person.Thought(), len(mine.Blocks)-1)
			now.SetText(mine.Blocks[i].Plain())
			position.SetText(p.Say(screen.Say("counselling.topic.position", "Number", i+1, "All", len(mine.Blocks))))
		} else {
			now.SetText(p.T("counselling.topic.lags"))
		}
		if key := mine.Hash() + theirs.Hash(); !parallel && key != written {
			written = key
			whole.RemoveAll()
			whole.Add(p.Rich(kit.RichOptions{Markdown: mine.Markdown()}))
			whole.Refresh()
		} else if parallel && written != "" {
			written = ""
			whole.RemoveAll()
			whole.Refresh()
		}
		badges := []string{}
		if theirs.Status != "reviewed" {
			badges = append(badges, p.T("content.drafted"))
		}
		if person.Language != "" && theirs.Language != person.Language {
			badges = append(badges, p.Say(screen.Say("content.other_language",
				"Wanted", p.Words.LanguageName(person.Language), "Shown", p.Words.LanguageName(theirs.Language))))
		}
		if person.Held() {
			badges = append(badges, p.T("content.needs_interpreter"))
		}
		if key := strings.Join(badges, "\n"); key != drawn {
			drawn = key
			state.Objects = []fyne.CanvasObject{position}
			for _, b := range badges {
				state.Add(p.NewText(kit.TextOptions{Text: b, Style: kit.Caption, Tone: kit.Warn}))
			}
			state.Refresh()
		}
	})
	return kit.Ground(true, kit.Pad(1, p.Readable(p.Tight(title, now, whole, state))))
}

// margin is what is still open, once Record was pressed.
func (v *counsellingView) margin() fyne.CanvasObject {
	p, s := v.pen, v.s
	box := p.Column()
	drawn := ""
	v.draws = append(v.draws, func() {
		open := s.Margin()
		keys := ""
		for _, m := range open {
			keys += m.Key
		}
		if keys == drawn {
			return
		}
		first := drawn == ""
		drawn = keys
		box.RemoveAll()
		if len(open) > 0 {
			lines := []fyne.CanvasObject{p.Strong(p.T("counselling.margin"))}
			for _, m := range open {
				lines = append(lines, p.Text(p.Say(m)))
			}
			box.Add(p.Card(p.Column(lines...)))
		}
		box.Refresh()
		v.scroll.Refresh()
		if first && len(open) > 0 {
			v.scroll.ToTop()
		}
	})
	old := p.Card(p.Column(p.Text(p.T("counselling.keep_open.hint")),
		p.Flow(p.NewButton(kit.ButtonOptions{Label: p.T("counselling.keep_open"), Shortcut: string(screen.KeyKeepOpen), OnTapped: s.KeepOpen}))))
	return p.Column(v.when(old, s.Old), box)
}

// record says what recording does, before it is done.
func (v *counsellingView) record() fyne.CanvasObject {
	p := v.pen
	return p.Column(p.Quiet(p.T("counselling.record.what")), p.Quiet(p.T("counselling.record.who")))
}

// show shows what is asked only when it matters.
func (v *counsellingView) show() {
	moved := false
	for o, when := range v.shows {
		if on := when(); on != o.Visible() {
			moved = true
			if on {
				o.Show()
			} else {
				o.Hide()
			}
		}
	}
	if moved {
		v.scroll.Refresh()
	}
}

// lock keeps what is being recorded from being typed at.
func (v *counsellingView) lock(on bool) {
	if on == v.locked {
		return
	}
	v.locked = on
	for _, l := range v.locks {
		if on {
			l.Disable()
		} else {
			l.Enable()
		}
	}
}

// when shows an object only while a question matters.
func (v *counsellingView) when(o fyne.CanvasObject, is func() bool) fyne.CanvasObject {
	v.shows[o] = is
	return o
}

// asked is a question with its answer under it.
func (v *counsellingView) asked(label string, control fyne.CanvasObject) *fyne.Container {
	p := v.pen
	return p.Tight(p.Quiet(p.T(label)), control)
}

// line is a field for a few words.
func (v *counsellingView) line(field, label string) *fyne.Container {
	e := v.entry(field, label, 1)
	return v.asked(label, e)
}

func (v *counsellingView) entry(field, label string, lines int) *kit.Entry {
	e := v.pen.NewEntry(kit.EntryOptions{Text: v.s.Answer(field), Name: v.pen.T(label), Lines: lines,
		OnChanged: func(text string) { v.s.Type(field, text) }})
	v.locks = append(v.locks, e)
	return e
}

// pick is one answer out of casework's enumeration, in a list that opens.
func (v *counsellingView) pick(field, label, enumeration string) *fyne.Container {
	p, s := v.pen, v.s
	e := p.NewSelect(kit.SelectOptions{Options: choices(p, enumeration), Selected: s.Answer(field), Placeholder: p.T("answer.not_answered"), Name: p.T(label),
		OnChanged: func(key string) { s.Choose(field, key) }})
	v.locks = append(v.locks, e)
	return v.asked(label, e)
}

// choice is one answer of few, all in sight.
func (v *counsellingView) choice(field, label, enumeration string, column bool) (*fyne.Container, *kit.Choice) {
	p, s := v.pen, v.s
	c := p.NewChoice(kit.ChoiceOptions{Options: choices(p, enumeration), Selected: s.Answer(field), Column: column, Name: p.T(label),
		OnChanged: func(key string) { s.Choose(field, key) }})
	v.locks = append(v.locks, c)
	return v.asked(label, c), c
}

// yesNo is a question that may also stay unanswered.
func (v *counsellingView) yesNo(field, label string) *fyne.Container {
	p, s := v.pen, v.s
	c := p.NewChoice(kit.ChoiceOptions{Selected: s.Answer(field), Name: p.T(label), OnChanged: func(key string) { s.Choose(field, key) },
		Options: []kit.Option{{Key: string(casework.Yes), Label: p.T("button.yes")}, {Key: string(casework.No), Label: p.T("button.no")}}})
	v.locks = append(v.locks, c)
	return v.asked(label, c)
}

// halves puts the staff's half at the reading start and the person's beside it, as
// wide as the window gives them, whatever stands in them.
type halves struct {
	rtl    bool
	person *screen.PersonView
}

const (
	staffShare = 0.57
	halvesGap  = 2 * kit.Unit
)

// Layout implements fyne.Layout.
func (l *halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.person.Aside {
		objects[1].Hide()
		objects[0].Move(fyne.Position{})
		objects[0].Resize(size)
		return
	}
	objects[1].Show()
	first := (size.Width - halvesGap) * staffShare
	second := size.Width - halvesGap - first
	x := []float32{0, first + halvesGap}
	if l.rtl {
		x = []float32{second + halvesGap, 0}
	}
	for i, width := range []float32{first, second} {
		objects[i].Move(fyne.NewPos(x[i], 0))
		objects[i].Resize(fyne.NewSize(width, size.Height))
	}
}

// MinSize implements fyne.Layout.
func (l *halves) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40*kit.Unit, 20*kit.Unit)
}

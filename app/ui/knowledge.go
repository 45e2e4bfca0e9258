package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// drawKnowledge draws what is known about countries: a list, and beside it what is
// read or written; in a narrow window one at a time.
func drawKnowledge(p Pen, s *screen.Knowledge) View {
	s.Speak(p.Words.Language(), p.Say)
	v := &knowledgeView{pen: p, known: s, right: p.newRebuilt(), state: p.Column(), filters: p.newRebuilt()}
	commands, drawCommands := p.Commands(s.Commands)
	list, drawList := v.list()
	v.scroll = p.Sheet(v.right.content)
	reading := p.NewFaces(v.scroll, s.AgainReading)
	right := p.Border(kit.Sides{Top: v.state}, reading.Content)
	l := &panes{rtl: p.RTL, shares: []float32{0.4, 0.6}, least: 17}
	whole := &fyne.Container{Layout: l, Objects: []fyne.CanvasObject{list, right}}
	v.toList = p.Back(p.T("knowledge.to_list"), func() { v.show(0) })
	v.show = func(i int) {
		l.open = i
		l.Layout(whole.Objects, whole.Size())
		whole.Refresh()
		v.stand(l.single && i == 1)
		right.Refresh()
	}
	l.told = func(single bool) { v.stand(single && l.open == 1) }
	tabs := p.Tabs(v.shelves(), string(s.Shelf), func(key string) { s.Turn(screen.Shelf(key)) })
	draw := func() {
		drawCommands()
		tabs.Select(string(s.Shelf))
		drawList()
		writing := s.Form != nil
		if writing != v.writing || v.turned(s) {
			v.writing = writing
			if writing || !s.Heading().Subject.ID.IsZero() {
				v.show(1)
			} else {
				v.show(0)
			}
		}
		if writing {
			reading.Draw(screen.List{Face: screen.Full})
		} else {
			reading.Draw(s.Reading)
		}
		v.draw()
		right.Refresh()
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), p.Border(kit.Sides{Top: tabs}, whole), commands), First: v.search, Draw: draw}
}

type knowledgeView struct {
	pen     Pen
	known   *screen.Knowledge
	right   *rebuilt
	filters *rebuilt
	state   *fyne.Container
	scroll  *kit.Scroll
	search  *kit.Entry
	toList  *kit.Button
	alone   bool // what is read stands without the list
	given   int
	show    func(pane int)
	form    *formState
	writing bool
	at      casework.Subject
}

// turned reports whether something else is read than when it was last asked.
func (v *knowledgeView) turned(s *screen.Knowledge) bool {
	now := s.Heading().Subject
	if now == v.at {
		return false
	}
	v.at = now
	v.scroll.ToTop()
	return true
}

func (v *knowledgeView) shelves() []kit.BarItem {
	var all []kit.BarItem
	for _, shelf := range screen.Shelves {
		all = append(all, kit.BarItem{Key: string(shelf), Label: v.pen.T("knowledge.shelf." + string(shelf))})
	}
	return all
}

// list draws the shelf under what narrows it.
func (v *knowledgeView) list() (fyne.CanvasObject, func()) {
	p, s := v.pen, v.known
	v.search = p.NewEntry(kit.EntryOptions{Text: s.Words, Placeholder: p.T("knowledge.search"), Name: p.T("knowledge.search"), OnChanged: s.Search})
	list := p.NewList(kit.ListOptions{
		Length: func() int { return len(s.Rows) }, Name: p.Say(s.Title()),
		Create: func() fyne.CanvasObject {
			return p.Tight(p.NewText(kit.TextOptions{Style: kit.Strong, Line: true, Own: true}), p.NewText(kit.TextOptions{Style: kit.Quiet, Line: true}))
		},
		Update: func(i int, o fyne.CanvasObject) {
			if i >= len(s.Rows) {
				return
			}
			t, k := o.(*fyne.Container).Objects, s.Rows[i]
			t[0].(*kit.Text).SetText(strings.ReplaceAll(k.Title, "\n", " "))
			t[1].(*kit.Text).SetText(v.about(k))
		},
		OnHighlighted: s.Open, OnOpen: func(i int) { s.Open(i); v.show(1) },
	})
	v.filters.keep = v.search
	faces := p.NewFaces(list, s.Again)
	selected := -1
	draw := func() {
		v.filters.draw(fmt.Sprint(s.Shelf, s.OfCountries(), s.Country, s.Waiting, s.Older), v.buildFilters)
		faces.Draw(s.List)
		list.Update()
		if s.Selected != selected {
			selected = s.Selected
			if selected >= 0 {
				list.Highlight(selected)
			}
		}
	}
	return p.Border(kit.Sides{Top: p.Column(v.search, v.filters.content)}, faces.Content), draw
}

func (v *knowledgeView) buildFilters() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.known
	countries := append([]kit.Option{{Key: "", Label: p.T("knowledge.all_countries")}}, named(s.OfCountries(), p.Words.CountryName)...)
	row := p.Flow(p.NewSelect(kit.SelectOptions{Options: countries, Selected: s.Country, Placeholder: p.T("knowledge.all_countries"), Name: p.T("knowledge.all_countries"),
		OnChanged: s.OfCountry}))
	if s.Shelf == screen.ShelfRequests {
		row.Add(p.Check(p.T("knowledge.only_waiting"), s.Waiting, s.OnlyWaiting))
	}
	row.Add(p.Check(p.T("knowledge.older"), s.Older, s.WithOlder))
	return row, nil
}

// about is a row's second line.
func (v *knowledgeView) about(k screen.Known) string {
	p := v.pen
	var parts []string
	say := func(m screen.Message) {
		if m.Key != "" {
			parts = append(parts, p.Say(m))
		}
	}
	if k.Unread {
		parts = append(parts, p.T("knowledge.unread"))
	}
	if k.Urgent && k.Waits {
		parts = append(parts, p.T("casework.urgency.urgent"))
	}
	if k.Expired {
		parts = append(parts, p.T("knowledge.expired."+string(v.known.Shelf)))
	}
	if k.Country != "" {
		parts = append(parts, p.Words.CountryName(k.Country))
	}
	if k.Region != "" {
		parts = append(parts, k.Region)
	}
	say(k.About)
	say(k.State)
	say(k.Sources)
	if !k.Day.IsZero() {
		parts = append(parts, p.Words.DateShort(k.Day))
	}
	return strings.Join(parts, " · ")
}

// stand draws what stands above the right pane: the way back to a list that is not in
// sight, and what went wrong.
func (v *knowledgeView) stand(alone bool) {
	p, s := v.pen, v.known
	v.alone = alone
	v.state.RemoveAll()
	if alone && s.Form == nil {
		v.state.Add(p.Row(v.toList))
	}
	if !s.Trouble.None() {
		v.state.Add(p.Trouble(s.Trouble))
	}
	v.state.Refresh()
}

func (v *knowledgeView) draw() {
	s := v.known
	v.stand(v.alone)
	if s.Form != nil {
		sources := 0
		for _, src := range s.Sources() {
			sources += len(src)
		}
		v.right.draw(fmt.Sprint("form ", s.Sheet().Key, s.Form.Draft().Route, sources, len(s.Given), s.Form.Open()), v.buildForm)
		v.form.draw()
		if n := len(s.Given); n != v.given {
			v.given = n
			v.scroll.ToTop() // there it stands
		}
	} else {
		v.form = nil
		v.right.draw(fmt.Sprint("read ", s.Heading().Subject, len(s.Lines()), len(s.Replies()), s.Heading().Expired, s.Heading().State.Key, s.Reading.Face), v.buildReading)
	}
}

func (v *knowledgeView) buildReading() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.known
	k := s.Heading()
	if k.Subject.ID.IsZero() {
		return p.Quiet(p.T("knowledge.choose")), nil
	}
	badges := p.Flow()
	if k.Expired {
		badges.Add(p.Badge(p.T("knowledge.expired."+string(s.Shelf)), kit.Danger))
	}
	for _, m := range []screen.Message{k.State, k.Sources} {
		if m.Key != "" {
			badges.Add(p.Badge(p.Say(m), kit.Plain))
		}
	}
	if k.Urgent {
		badges.Add(p.Badge(p.T("casework.urgency.urgent"), kit.Accent))
	}
	parts := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: k.Title, Style: kit.Subheading, Own: true}), badges, p.Facts(s.Lines())}
	if sources := s.NoteSources(); len(sources) > 0 {
		parts = append(parts, p.Section(p.T("knowledge.sources_heading"), v.cited(sources)))
	}
	for _, a := range s.Replies() {
		parts = append(parts, v.replied(a))
	}
	if all := s.Versions(); len(all) > 1 {
		row := p.Flow()
		for _, n := range all {
			label := p.Say(screen.Say("knowledge.version", "Number", n.Number, "Day", n.On))
			row.Add(p.NewButton(kit.ButtonOptions{Label: label, Kind: kit.Flat, Disabled: n.Open, OnTapped: func() { s.ReadVersion(n.Subject) }}))
		}
		parts = append(parts, p.Section(p.T("knowledge.versions"), row))
	}
	return p.Column(parts...), nil
}

func (v *knowledgeView) replied(a screen.Replied) fyne.CanvasObject {
	p := v.pen
	head := p.Flow(p.Strong(p.T("knowledge.answered")))
	if !a.On.IsZero() {
		head.Add(p.Quiet(p.Words.Date(a.On)))
	}
	for m, on := range map[string]bool{"knowledge.expired.notes": a.Expired, "casework.request.partly_answered": a.Part} {
		if on {
			head.Add(p.Badge(p.T(m), kit.Danger))
		}
	}
	if a.Reliability.Key != "" {
		head.Add(p.Badge(p.Say(a.Reliability), kit.Plain))
	}
	parts := []fyne.CanvasObject{head, p.OwnWords(a.Text)}
	if !a.Until.IsZero() {
		parts = append(parts, p.Quiet(p.Say(screen.Say("knowledge.valid_until", "Day", a.Until))))
	}
	if len(a.Sources) > 0 {
		parts = append(parts, v.cited(a.Sources))
	}
	return p.Card(p.Column(parts...))
}

func (v *knowledgeView) cited(sources []screen.Cited) fyne.CanvasObject {
	p := v.pen
	rows := p.Column()
	for _, c := range sources {
		line := p.Flow()
		if c.Kind.Key != "" {
			line.Add(p.Strong(p.Say(c.Kind)))
		}
		if c.Withheld {
			line.Add(p.Quiet(p.T("knowledge.withheld")))
		} else if c.Name != "" {
			line.Add(p.NewText(kit.TextOptions{Text: c.Name, Own: true}))
		}
		if !c.On.IsZero() {
			line.Add(p.Quiet(p.Words.Date(c.On)))
		}
		if c.Reliability.Key != "" {
			line.Add(p.Quiet(p.Say(c.Reliability)))
		}
		if c.Independent {
			line.Add(p.Badge(p.T("knowledge.source.independent"), kit.Plain))
		}
		rows.Add(line)
		if c.What != "" {
			rows.Add(p.OwnWords(c.What))
		}
	}
	return rows
}

func (v *knowledgeView) buildForm() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.known
	v.form = p.newFormState(s.Form.Form)
	parts := []fyne.CanvasObject{p.Flow(p.Subheading(p.Say(s.Sheet())), v.form.line), v.form.trouble}
	if len(s.Given) > 0 {
		parts = append(parts, p.Given(s.Given))
	}
	var fields []kit.Field
	for _, f := range s.Fields() {
		fields = append(fields, v.field(f))
	}
	parts = append(parts, p.Form(fields...))
	for i, source := range s.Sources() {
		var fields []kit.Field
		for _, f := range source {
			fields = append(fields, v.field(f))
		}
		parts = append(parts, p.Section(p.Say(screen.Say("knowledge.source", "Number", i+1)), p.Form(fields...)))
	}
	if s.WithSources() {
		var kinds []kit.Option
		for _, c := range screen.Choices("source") {
			kinds = append(kinds, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
		}
		parts = append(parts, p.NewSelect(kit.SelectOptions{Options: kinds, Placeholder: p.T("knowledge.source.add"), Name: p.T("knowledge.source.add"), Disabled: !s.Form.Open(),
			OnChanged: func(key string) { s.AddSource(casework.Value(key)) }}))
	}
	var first fyne.Focusable
	if len(s.Given) == 0 && len(s.Sources()) == 0 {
		first, _ = fields[0].Control.(fyne.Focusable)
	}
	return p.Column(parts...), first
}

// Given is the card that says what a text gives away before it is sent.
func (p Pen) Given(all []screen.Given) fyne.CanvasObject {
	rows := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: p.T("knowledge.given"), Style: kit.Strong, Tone: kit.Danger})}
	for _, g := range all {
		rows = append(rows, p.Flow(p.Quiet(p.Say(g.What)), p.NewText(kit.TextOptions{Text: g.Text, Style: kit.Strong, Own: true})))
	}
	return p.Card(p.Column(append(rows, p.Text(p.T("knowledge.given.hint")))...))
}

// field is the control of one field, as its type asks.
func (v *knowledgeView) field(f screen.InField) kit.Field {
	p, s := v.pen, v.known
	label := p.Say(f.Label)
	text := s.Form.Text(string(f.Field))
	typed := func(text string) { s.Type(f.Field, text) }
	pick := func(options []kit.Option) kit.Field {
		if len(options) <= few {
			return kit.Field{Label: label, Control: p.NewChoice(kit.ChoiceOptions{Options: options, Selected: text, Name: label, Disabled: !s.Form.Open(), OnChanged: typed})}
		}
		return kit.Field{Label: label, Control: p.NewSelect(kit.SelectOptions{Options: options, Selected: text, Placeholder: p.T("answer.not_answered"), Name: label,
			Disabled: !s.Form.Open(), OnChanged: typed})}
	}
	o := kit.EntryOptions{Text: text, Name: label, Disabled: !s.Form.Open(), OnChanged: typed}
	switch f.Type {
	case casework.EnumOf:
		var options []kit.Option
		for _, c := range screen.Choices(f.Enum) {
			options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
		}
		return pick(options)
	case casework.YesNo:
		return pick([]kit.Option{{Key: string(casework.Yes), Label: p.T("button.yes")}, {Key: string(casework.No), Label: p.T("button.no")}})
	case casework.Country:
		return pick(named(screen.Countries(), p.Words.CountryName))
	case casework.Date:
		o.Validate = func(string) string {
			if s.DayWrong(f.Field) {
				return p.T("knowledge.day.wrong")
			}
			return ""
		}
		return kit.Field{Label: label, Control: p.NewEntry(o), Hint: p.T("knowledge.day.hint")}
	}
	if f.Long {
		o.Lines, o.MaxLines = 3, 14
	}
	return kit.Field{Label: label, Control: p.NewEntry(o)}
}

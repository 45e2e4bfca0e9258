package ui

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// drawCaseFile draws everything about one case, in tabs.
func drawCaseFile(p Pen, s *screen.CaseFile) View {
	v := &caseFileView{pen: p, file: s, head: p.Tight(), about: p.Flow(), body: p.newRebuilt(), state: p.Column(), trouble: p.Column()}
	v.tabs = p.Tabs(v.tabItems(), string(s.Tab), func(key string) { s.Turn(screen.Tab(key)) })
	v.body.keep = v.tabs
	s.Speak(p.Say)
	v.scroll = p.Scroll(v.body.content)
	commands, drawCommands := p.Commands(func() []screen.Command { return seen(s.Commands()) })
	main := kit.Stack()
	content := p.Border(kit.Sides{Top: p.Column(v.head, v.tabs, v.trouble, v.state)}, main)
	faces := p.NewFaces(content, s.Again)
	draw := func() {
		drawCommands()
		faces.Draw(s.List)
		if s.List.Face != screen.Full {
			return
		}
		v.draw()
		// While something is written in a narrow window, the tabs make room: Back leads to
		// them, and their key goes on working.
		if away := p.Window != nil && isNarrow(p.Window.Canvas().Size().Width) && writing(s.Commands()); away == v.tabs.Visible() {
			for _, o := range []fyne.CanvasObject{v.tabs, v.about} {
				if away {
					o.Hide()
				} else {
					o.Show()
				}
			}
			content.Refresh()
		}
		if whole := v.whole(); len(main.Objects) == 0 || main.Objects[0] != whole {
			main.Objects = []fyne.CanvasObject{whole}
			main.Refresh()
		}
		v.turned()
	}
	s.OnChange = draw
	draw()
	view := View{Content: p.Border(kit.Sides{Bottom: commands}, faces.Content), Draw: draw, First: v.tabs}
	if v.body.first != nil {
		view.First = v.body.first
	}
	return view
}

// seen are the commands that have a button: while something is written, only what
// ends it; the tabs stand there to be pressed themselves.
func seen(all []screen.Command) []screen.Command {
	var buttons []screen.Command
	busy := writing(all)
	for _, c := range all {
		if c.Key == screen.KeyTab || busy && (c.Key == screen.KeySession || c.Key == screen.KeyPlan) {
			continue
		}
		buttons = append(buttons, c)
	}
	return buttons
}

// writing reports whether the commands are those of something that is left with Back.
func writing(all []screen.Command) bool {
	return slices.ContainsFunc(all, func(c screen.Command) bool { return c.Key == screen.KeyBack })
}

type caseFileView struct {
	pen     Pen
	file    *screen.CaseFile
	head    *fyne.Container
	about   *fyne.Container // of the head, what is not the name
	tabs    *kit.Bar
	trouble *fyne.Container
	state   *fyne.Container // of the forms open on the tab
	body    *rebuilt
	scroll  *kit.Scroll
	history fyne.CanvasObject
	tab     screen.Tab // the one drawn last

	historyList *kit.List
	drawn       string // what stands in the head
	forms       []*formState
	listed      func()
}

// whole is what fills the rest of the screen: most tabs scroll, the history is a list
// that scrolls itself.
func (v *caseFileView) whole() fyne.CanvasObject {
	if v.file.Tab == screen.TabHistory {
		if v.history == nil {
			v.history = v.drawHistory()
		}
		return v.history
	}
	return v.scroll
}

// turned gives the keyboard to another tab: to its list, or to the tabs where nothing on
// it is typed in.
func (v *caseFileView) turned() {
	s, was := v.file, v.tab
	if v.tab = s.Tab; was == "" || was == v.tab {
		return
	}
	switch {
	case s.Tab == screen.TabHistory:
		v.pen.Focus(v.historyList)
	case v.body.first == nil:
		v.pen.Focus(v.tabs)
	}
}

func (v *caseFileView) tabItems() []kit.BarItem {
	p, s := v.pen, v.file
	counts := map[screen.Tab]int{screen.TabHousehold: len(s.Case.Members), screen.TabSessions: len(s.Case.Sessions), screen.TabPlan: len(s.Case.Plans)}
	var items []kit.BarItem
	for _, t := range screen.Tabs {
		item := kit.BarItem{Key: string(t), Label: p.T("casefile.tab." + string(t))}
		if n := counts[t]; n > 0 {
			item.Count = p.Words.Number(int64(n))
		}
		items = append(items, item)
	}
	return items
}

func (v *caseFileView) draw() {
	p, s := v.pen, v.file
	if now := fmt.Sprint(s.Reads, s.Row); now != v.drawn {
		v.drawn = now
		v.drawHead()
		v.tabs.SetItems(v.tabItems())
		v.history = nil
	}
	v.tabs.Select(string(s.Tab))
	v.trouble.RemoveAll()
	if !s.Trouble.None() {
		v.trouble.Add(p.Trouble(s.Trouble))
	}
	v.trouble.Refresh()
	if s.Tab != screen.TabHistory {
		called, build := v.part()
		if called != v.body.drawn {
			v.forms = nil
			v.body.draw(called, build)
			v.scroll.ToTop()
		}
	} else {
		v.whole()
		v.listed()
	}
	for _, f := range v.forms {
		f.draw()
	}
}

// drawHead says whose file it is, how to talk with them, and where the file is.
func (v *caseFileView) drawHead() {
	p, s := v.pen, v.file
	v.head.RemoveAll()
	name := s.Row.Name
	if name == "" {
		name = p.T("caseload.no_name")
	}
	names := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: name, Style: kit.Heading, Own: true})}
	if s.Row.Native != "" {
		names = append(names, p.NewText(kit.TextOptions{Text: s.Row.Native, Style: kit.Heading, Own: true}))
	}
	tone := kit.Plain
	if s.Row.Whereto == screen.SetAside {
		tone = kit.Danger
	}
	names = append(names, p.Badge(p.Say(s.Row.Whereto.Message()), tone))
	var about []fyne.CanvasObject
	add := func(text string) {
		if text != "" {
			about = append(about, p.Quiet(text))
		}
	}
	add(s.Row.Number)
	if s.Row.Country != "" {
		add(p.Words.CountryName(s.Row.Country))
	}
	var tongues []string
	for _, t := range s.Languages() {
		tongues = append(tongues, p.Words.LanguageName(string(t)))
	}
	add(p.Words.List(tongues))
	if n := len(s.Case.Members); n > 0 {
		add(p.Say(screen.Count("unit.persons", n)))
	}
	v.head.Add(p.Flow(names...))
	v.about.Objects = about
	v.about.Refresh()
	v.head.Add(v.about)
	v.head.Refresh()
}

// part is the open tab, under a name that changes when it has to be built again. A
// form is not built again because the case was read again: somebody types in it.
func (v *caseFileView) part() (string, func() (fyne.CanvasObject, fyne.Focusable)) {
	s := v.file
	form := func(kind string, f *screen.Form) string { return fmt.Sprintf("%s %p %v", kind, f, f.Open()) }
	switch {
	case s.Deciding != nil:
		return fmt.Sprint("conflict ", s.Deciding.ItemKey, s.Deciding.Field, len(s.Deciding.Choices)), v.buildConflict
	case s.Tab == screen.TabOverview && s.Handover != nil:
		return form("handover", s.Handover.Form), v.buildHandover
	case s.Tab == screen.TabHousehold && s.Member != nil:
		return form("member", s.Member.Form), v.buildMember
	case s.Tab == screen.TabHousehold:
		return fmt.Sprint("household ", s.Reads), v.buildHousehold
	case s.Tab == screen.TabSituation && s.Leaf != nil:
		return form("leaf", s.Leaf.Form), v.buildLeaf
	case s.Tab == screen.TabSituation:
		return fmt.Sprint("situation ", s.Reads, s.Whose), v.buildSituation
	case s.Tab == screen.TabSessions && s.Session() != nil:
		return "session " + fmt.Sprint(*s.Session(), s.Addendum().Open()), v.buildSession
	case s.Tab == screen.TabSessions:
		return fmt.Sprint("sessions ", s.Reads), v.buildSessions
	case s.Tab == screen.TabPlan:
		return fmt.Sprint("plan ", s.Reads), v.buildPlan
	case s.Tab == screen.TabConsent && s.Consent != nil:
		return form("agreement", s.Consent.Form), v.buildConsent
	case s.Tab == screen.TabConsent:
		return fmt.Sprint("consents ", s.Reads), v.buildConsents
	}
	return fmt.Sprint("overview ", s.Reads), v.buildOverview
}

// watch shows the state of a form beside what it is in.
func (v *caseFileView) watch(f *screen.Form) (line, trouble fyne.CanvasObject) {
	state := v.pen.newFormState(f)
	state.draw()
	v.forms = append(v.forms, state)
	return state.line, state.trouble
}

func (v *caseFileView) buildOverview() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	var parts, beside []fyne.CanvasObject
	if all := s.Disputes(); len(all) > 0 {
		rows := p.Column()
		for i, d := range all {
			rows.Add(p.Row(kit.Grow(p.Text(p.Say(screen.Say("casefile.conflict.line", "What", d.What, "Who", orDash(d.Who), "Values", p.values(d))))),
				p.Button(p.T("button.decide"), func() { s.Decide(i) })))
		}
		parts = append(parts, p.Section(p.T("casefile.conflicts"), rows))
	}
	parts = append(parts, p.Section(p.T("casefile.dates"), v.dates()))
	open := p.Column()
	for _, t := range s.Open() {
		text := p.Say(t.What)
		if t.Who != "" {
			text = p.Say(screen.Say("casefile.open.of", "What", t.What, "Who", t.Who))
		}
		row := []fyne.CanvasObject{kit.Grow(p.Text(text))}
		if t.Tab != screen.TabOverview {
			row = append(row, p.Button(p.T("button.show"), func() { s.See(t) }))
		}
		open.Add(p.Row(row...))
	}
	if len(open.Objects) == 0 {
		open.Add(p.Quiet(p.T("casefile.open.none")))
	}
	parts = append(parts, p.Section(p.T("casefile.open"), open))
	if all := s.Reaches(); len(all) > 0 {
		reach := p.Column()
		for _, r := range all {
			lines := r.Safety
			lines = append(lines, screen.Line{Label: r.Kind, Value: r.Value})
			if r.Kind.Key == "" {
				lines[len(lines)-1].Label = screen.Say("casefile.reach.value")
			}
			if r.Who != "" {
				reach.Add(p.NewText(kit.TextOptions{Text: r.Who, Style: kit.Strong, Own: true}))
			}
			reach.Add(p.Facts(lines))
		}
		beside = append(beside, p.Section(p.T("casefile.reach"), reach))
	}
	about := p.Column(p.Facts(s.AboutCase()))
	for _, before := range s.Episodes() {
		about.Add(p.Section(p.T("casework.kind.episode"), p.Facts(before)))
	}
	change := []fyne.CanvasObject{p.Button(p.T("button.change"), s.EditCase)}
	if s.Closed() {
		change = append(change, p.Button(p.T("casefile.come_back"), s.ComeBack))
	}
	about.Add(p.Flow(change...))
	beside = append(beside, p.Section(p.T("casework.kind.case"), about), p.Section(p.T("casefile.assigned"), v.assigned()))
	em := fyne.CurrentApp().Settings().Theme().Size("text")
	return p.Side(0.6, kit.AtLeast(26*em, 0, p.Loose(parts...)), p.Loose(beside...)), nil
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// values are those of a conflict, in one line.
func (p Pen) values(d screen.Dispute) string {
	var all []string
	for _, c := range d.Choices {
		all = append(all, p.Value(c.Value))
	}
	return p.Words.List(all)
}

func (v *caseFileView) dates() fyne.CanvasObject {
	p, s := v.pen, v.file
	var fields []kit.Field
	for _, d := range s.Dates() {
		day := p.Words.Date(d.On)
		if d.Moment {
			day = p.Words.Moment(d.On)
		}
		if d.Past {
			day = p.Say(screen.Say("casefile.date.past", "Day", day))
		}
		o := []fyne.CanvasObject{p.Strong(day)}
		if d.Rests.Key != "" {
			o = append(o, p.Quiet(p.Say(d.Rests)))
		}
		fields = append(fields, kit.Field{Label: p.Say(d.What), Control: p.Tight(o...)})
	}
	if len(fields) == 0 {
		return p.Quiet(p.T("casefile.dates.none"))
	}
	return p.Form(fields...)
}

func (v *caseFileView) assigned() fyne.CanvasObject {
	p, s := v.pen, v.file
	var names []string
	for _, m := range s.Assigned() {
		names = append(names, p.Say(m))
	}
	row := []fyne.CanvasObject{kit.Grow(p.Text(p.Words.List(names)))}
	if s.MayHandOver() {
		row = append(row, p.Button(p.T("casefile.handover"), s.HandOver))
	}
	return p.Row(row...)
}

func (v *caseFileView) buildConflict() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	d := s.Deciding
	side := func(i int) fyne.CanvasObject {
		c := d.Choices[i]
		return p.Card(p.Column(p.Quiet(p.Say(screen.Say("casefile.conflict.by", "Who", c.By, "When", screen.AsMoment(c.At)))),
			p.Fact(screen.Line{Value: c.Value, Own: c.Own}), p.Button(p.T("casefile.conflict.take"), func() { s.Take(i) })))
	}
	var sides fyne.CanvasObject
	if len(d.Choices) == 2 {
		sides = p.Side(0.5, side(0), side(1))
	} else {
		all := p.Column()
		for i := range d.Choices {
			all.Add(side(i))
		}
		sides = all
	}
	head := p.Say(d.What)
	if d.Who != "" {
		head = p.Say(screen.Say("casefile.open.of", "What", d.What, "Who", d.Who))
	}
	return p.Column(p.Subheading(head), p.Text(p.T("casefile.conflict.hint")), sides), nil
}

func (v *caseFileView) buildHandover() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	h := s.Handover
	var to []kit.Option
	for _, c := range h.To {
		to = append(to, kit.Option{Key: c.Staff.ID.String(), Label: c.Name, Hint: p.T("role." + c.Staff.Role.String())})
	}
	line, trouble := v.watch(h.Form)
	who := p.NewSelect(kit.SelectOptions{Options: to, Selected: h.Text(screen.FieldTo), Placeholder: p.T("answer.not_answered"), Name: p.T("casefile.handover.to"),
		OnChanged: func(key string) { h.Type(screen.FieldTo, key) }})
	note := p.NewEntry(kit.EntryOptions{Text: h.Note(), Name: p.T("casefile.handover.note"), Lines: 3, MaxLines: 14, OnChanged: h.TypeNote})
	return p.Column(p.Flow(p.Subheading(p.T("casefile.handover")), line), trouble, p.Text(p.T("casefile.handover.hint")),
		p.Form(kit.Field{Label: p.T("casefile.handover.to"), Control: who}, kit.Field{Label: p.T("casefile.handover.note"), Control: note})), who
}

func (v *caseFileView) buildPlan() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	rows := p.Column()
	for _, plan := range s.Case.Plans {
		state := screen.Say(casework.EnumKey("plan_state", orValue(plan.State, "draft")))
		rows.Add(p.Text(p.Say(screen.Say("plan.head", "Version", max(1, plan.Version), "State", state))))
		if plan.Aspirations != "" {
			rows.Add(p.OwnWords(plan.Aspirations))
		}
	}
	if len(s.Case.Plans) == 0 {
		rows.Add(p.Subheading(p.T("plan.empty")))
		rows.Add(p.Text(p.T("plan.empty.hint")))
	}
	rows.Add(p.Flow(p.NewButton(kit.ButtonOptions{Label: p.T("casefile.plan.open"), Shortcut: string(screen.KeyPlan), Kind: kit.Primary, OnTapped: s.OpenPlan})))
	return rows, nil
}

func orValue(v, or casework.Value) casework.Value {
	if v == "" {
		return or
	}
	return v
}

package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// drawPlan draws the reintegration plan, or the form of a part of it.
func drawPlan(p Pen, s *screen.Plan) View {
	s.Language = p.Words.Language()
	v := &planView{pen: p, plan: s, trouble: p.Column(), body: p.newRebuilt()}
	v.tabs = p.Tabs(v.tabItems(), string(s.Tab), func(key string) { s.GoTab(screen.PlanTab(key)) })
	v.scroll = p.Scroll(v.body.content) // what is in it keeps its lines short itself
	commands, drawCommands := p.Commands(func() []screen.Command { return able(seen(s.Commands())) })
	faces := p.NewFaces(v.scroll, s.Again)
	form := p.Border(kit.Sides{}, v.scroll)
	main := kit.Stack(faces.Content)
	heading := p.Heading(p.title(s))
	draw := func() {
		drawCommands()
		heading.SetText(p.title(s)) // the name comes with the plan
		faces.Draw(s.List)
		v.tabs.Select(string(s.Tab))
		whole, own := fyne.CanvasObject(faces.Content), false
		if s.List.Face == screen.Full || s.List.Face == screen.Empty && (s.Words != nil || s.Entry != nil || s.Tab != screen.PlanLines) {
			whole, own = form, true
		}
		if main.Objects[0] != whole { // before the keyboard is given to what is in it
			main.Objects = []fyne.CanvasObject{whole}
			main.Refresh()
		}
		if own {
			v.draw()
		}
	}
	s.OnChange = draw
	s.OnScroll = func(screens float32) { v.scroll.SetOffset(v.scroll.Offset() + screens*v.scroll.Size().Height) }
	draw()
	view := View{Content: p.Border(kit.Sides{Top: p.Column(heading, v.tabs, v.trouble), Bottom: commands}, main), Draw: draw}
	view.First = v.body.first // the arrows go to the rows while nothing has the keyboard
	return view
}

// able are the commands that can be done now: the others would only take room.
func able(all []screen.Command) []screen.Command {
	return slices.DeleteFunc(all, func(c screen.Command) bool { return c.Off && !c.Main })
}

func (v *planView) tabItems() []kit.BarItem {
	var items []kit.BarItem
	for _, t := range screen.PlanTabs {
		items = append(items, kit.BarItem{Key: string(t), Label: v.pen.T("plan.tab." + string(t))})
	}
	return items
}

// title says whose plan it is.
func (p Pen) title(s *screen.Plan) string {
	name := s.Row.Name
	if name == "" {
		name = s.Row.Number
	}
	if name == "" {
		return p.Say(s.Title())
	}
	return p.Say(screen.Say("plan.of", "Who", name))
}

type planView struct {
	pen     Pen
	plan    *screen.Plan
	tabs    *kit.Bar
	trouble *fyne.Container
	body    *rebuilt
	scroll  *kit.Scroll
	forms   []*formState
	marked  fyne.CanvasObject // the row the keyboard is at
	again   string            // the question just answered, while its form is drawn again
}

func (v *planView) draw() {
	p, s := v.pen, v.plan
	v.trouble.RemoveAll()
	if !s.Trouble.None() {
		v.trouble.Add(p.Trouble(s.Trouble))
	}
	if len(s.Missing) > 0 {
		o := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: p.T("plan.stopped"), Style: kit.Strong, Tone: kit.Warn})}
		for _, m := range s.Missing {
			o = append(o, p.Text(p.Say(m)))
		}
		v.trouble.Add(p.Card(p.Column(o...)))
	}
	v.trouble.Refresh()
	called, build := v.part()
	if called != v.body.drawn {
		v.forms, v.marked = nil, nil
		same := strings.SplitN(called, " ", 2)[0] == strings.SplitN(v.body.drawn, " ", 2)[0]
		v.body.draw(called, build)
		if !same {
			v.scroll.ToTop()
		}
		v.reveal()
	}
	for _, f := range v.forms {
		f.draw()
	}
}

// reveal scrolls so far that the row the keyboard is at is seen.
func (v *planView) reveal() {
	if v.marked == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	top := at(v.marked).Y - at(v.scroll).Y
	bottom := top + v.marked.Size().Height
	switch height := v.scroll.Size().Height; {
	case top < 0 || bottom-top > height:
		v.scroll.SetOffset(v.scroll.Offset() + top)
	case bottom > height:
		v.scroll.SetOffset(v.scroll.Offset() + bottom - height)
	}
}

func (v *planView) part() (string, func() (fyne.CanvasObject, fyne.Focusable)) {
	s := v.plan
	switch {
	case s.Line != nil:
		return fmt.Sprintf("line %p %v %s %s %v %v", s.Line.Form, s.Line.Open(), s.LineText("rule"), s.LineText("service"), s.TwoFunds() != nil, s.RateAsked()), v.readable(v.buildLine)
	case s.Words != nil:
		return fmt.Sprintf("words %p %v", s.Words.Form, s.Words.Open()), v.readable(v.buildWords)
	case s.Entry != nil:
		return fmt.Sprintf("entry %p %v %d", s.Entry.Form, s.Entry.Open(), len(s.EntryFields())), v.readable(v.buildEntry)
	case s.Tooling:
		return fmt.Sprint("tool ", s.Reads), v.readable(v.buildTool)
	case s.Tab == screen.PlanPossible:
		return fmt.Sprint("possible ", s.Reads, s.Host), v.readable(v.buildPossible)
	case s.Tab != screen.PlanLines:
		return fmt.Sprint("tab-", s.Tab, " ", s.Reads, s.Selected), v.readable(v.buildEntries)
	case s.Comparing:
		return fmt.Sprint("compare ", s.Reads), v.buildCompare
	case s.Agreeing:
		return "agreeing", v.buildAgreeing
	case s.Sending != nil:
		return "sending", v.buildSending
	}
	return fmt.Sprint("plan ", s.Reads, s.Selected), v.buildPlan
}

func (v *planView) watch(f *screen.Form) (line, trouble fyne.CanvasObject) {
	state := v.pen.newFormState(f)
	state.draw()
	v.forms = append(v.forms, state)
	return state.line, state.trouble
}

func (v *planView) buildPlan() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	if s.Plan == nil {
		return p.Column(), nil
	}
	head := []fyne.CanvasObject{p.Strong(p.Say(s.Head()))}
	if s.Plan.Get("sent.to") != "" {
		head = append(head, p.Text(p.Say(screen.Say("plan.sent", "Who", string(s.Plan.Get("sent.to")), "Day", day(s.Plan.Get("sent"))))))
	}
	for _, t := range s.Totals() {
		head = append(head, p.Badge(p.Say(screen.Say("plan.total", "Amount", p.Words.Money(t.Planned.Minor, t.Planned.Currency))), kit.Plain))
		if t.Approved.Minor > 0 {
			head = append(head, p.Badge(p.Say(screen.Say("plan.total.approved", "Amount", p.Words.Money(t.Approved.Minor, t.Approved.Currency))), kit.Plain))
		}
	}
	parts := []fyne.CanvasObject{p.Flow(head...)}
	if !s.Latest() {
		parts = append(parts, p.Banner(p.T("plan.older"), kit.Warn))
	}
	var words []screen.Line
	say := func(label, text string) {
		if text != "" {
			words = append(words, screen.Line{Label: screen.Message{Key: label}, Value: text, Own: true})
		}
	}
	say("plan.aspirations", s.Plan.Aspirations)
	say("plan.family", s.Plan.Family)
	say("plan.own_means", s.Plan.OwnMeans)
	say("plan.place", s.Plan.Place)
	if len(words) > 0 {
		parts = append(parts, p.Facts(words))
	} else {
		parts = append(parts, p.Quiet(p.T("plan.words.none")))
	}
	parts = append(parts, v.lines())
	side := []fyne.CanvasObject{v.budgets()}
	if all := v.uncertain(); all != nil {
		side = append(side, all)
	}
	if all := s.NotMet(); len(all) > 0 {
		o := []fyne.CanvasObject{p.Quiet(p.T("plan.not_met"))}
		for _, m := range all {
			o = append(o, p.Text(p.Say(m)))
		}
		side = append(side, p.Section(p.T("plan.before"), p.Column(o...)))
	}
	if all := s.Versions(); len(all) > 1 {
		row := p.Flow()
		for _, w := range all {
			state := screen.Say(casework.EnumKey("plan_state", orValue(w.State, "draft")))
			b := p.NewButton(kit.ButtonOptions{Label: p.Say(screen.Say("plan.head", "Version", max(1, w.Version), "State", state)), Disabled: w.ID == s.Plan.ID,
				OnTapped: func() { s.Turn(w.ID) }})
			row.Add(b)
		}
		side = append(side, p.Section(p.T("plan.versions"), row))
	}
	if all := v.timeline(); all != nil {
		side = append(side, all)
	}
	if all := v.kept(); all != nil {
		side = append(side, all)
	}
	return p.Side(0.6, p.Loose(parts...), p.Loose(side...)), nil
}

// answered takes an answer and draws the form again, because other fields may belong
// to it, and leaves the keyboard at the question that was answered.
func (v *planView) answered(label string, take func()) {
	v.again = label
	take()
	v.plan.OnChange()
	v.again = ""
}

// goOn is where the keyboard goes in a form that was built: to the question answered
// last, or to the first.
func (v *planView) goOn(fields []kit.Field, first fyne.Focusable) fyne.Focusable {
	for _, f := range fields {
		if f.Label != v.again {
			continue
		}
		if w := focusable(f.Control); w != nil {
			return w
		}
		if c, ok := f.Control.(*fyne.Container); ok && len(c.Objects) > 0 { // an amount stands before its currency
			return focusable(c.Objects[len(c.Objects)-1])
		}
	}
	return first
}

// readable keeps the lines of what is built short on a wide window.
func (v *planView) readable(build func() (fyne.CanvasObject, fyne.Focusable)) func() (fyne.CanvasObject, fyne.Focusable) {
	return func() (fyne.CanvasObject, fyne.Focusable) {
		o, first := build()
		return v.pen.Readable(o), first
	}
}

func day(v casework.Value) time.Time {
	t, _ := v.Date()
	return t
}

// uncertain is what is not yet certain, in one place.
func (v *planView) uncertain() fyne.CanvasObject {
	p := v.pen
	all := p.Column()
	for _, l := range v.plan.Lines() {
		if l.Uncertain == casework.Yes {
			all.Add(p.OwnWords(strings.TrimSuffix(l.Activity+": "+string(l.Get("uncertain.why")), ": ")))
		}
	}
	if len(all.Objects) == 0 {
		return nil
	}
	return p.Section(p.T("plan.uncertain"), all)
}

// kept says under which rules the plan was worked out, and which are others now.
func (v *planView) kept() fyne.CanvasObject {
	p := v.pen
	all := p.Column()
	for _, k := range v.plan.Kept() {
		key := "plan.rule.kept"
		if k.Changed {
			key = "plan.rule.changed"
		}
		all.Add(p.Quiet(p.Say(screen.Say(key, "Rule", k.ID, "Version", k.Version, "Day", k.Verified))))
	}
	if len(all.Objects) == 0 {
		return nil
	}
	return p.Section(p.T("plan.rules"), all)
}

// lines are the lines by dimension; every line shows its state.
func (v *planView) lines() fyne.CanvasObject {
	p, s := v.pen, v.plan
	all := p.Column()
	lines := s.Lines()
	if len(lines) == 0 {
		return p.Column(p.Subheading(p.T("plan.lines.empty")), p.Text(p.T("plan.lines.empty.hint")))
	}
	last := ""
	for i, l := range lines {
		if d := p.Say(l.Dimension); d != last {
			last = d
			all.Add(p.Subheading(d))
		}
		state := []fyne.CanvasObject{p.Badge(p.Say(l.State), kit.Plain)}
		if l.Conflict {
			state = append(state, p.Badge(p.T("place.conflict"), kit.Warn))
		}
		if l.Drafts {
			state = append(state, p.Badge(p.T("caseload.draft"), kit.Plain))
		}
		if l.Uncertain == casework.Yes {
			state = append(state, p.Badge(p.T("plan.line.uncertain"), kit.Plain))
		}
		var about []string
		if l.Support.Key != "" {
			about = append(about, p.Say(l.Support))
		}
		if l.Amount.Currency != "" {
			about = append(about, p.Words.Money(l.Amount.Minor, l.Amount.Currency))
		}
		for _, is := range [][2]string{{"plan.line.provider.is", l.Provider}, {"plan.line.who.is", l.Who}} {
			if is[1] != "" {
				about = append(about, p.Say(screen.Message{Key: is[0], Data: map[string]any{"Who": is[1]}}))
			}
		}
		if !l.Due.IsZero() {
			about = append(about, p.Say(screen.Say("plan.line.by", "Day", l.Due)))
		}
		if c, changed := s.RuleOf(l.PlanLine); c.Programme != nil {
			about = append(about, p.Say(screen.Say("plan.line.rule", "Programme", s.Text(c.Programme.Name), "Version", l.RuleIn, "Who", s.Text(c.Programme.DecidedBy))))
			if changed {
				state = append(state, p.Badge(p.T("plan.line.rule.changed"), kit.Warn))
			}
		} else if changed {
			state = append(state, p.Badge(p.T("plan.line.rule.gone"), kit.Warn))
		}
		if l.SentTo != "" {
			about = append(about, p.Say(screen.Say("plan.sent", "Who", l.SentTo, "Day", l.Sent)))
		}
		if l.Proof != "" {
			about = append(about, p.Say(screen.Say("plan.line.proof.is", "Proof", screen.Say(casework.EnumKey("proof", l.Proof)))))
		}
		if l.Promised && l.Approved.Currency != "" {
			about = append(about, p.Say(screen.Say("plan.line.approved", "Amount", p.Words.Money(l.Approved.Minor, l.Approved.Currency), "Who", l.DecidedBy)))
		}
		if l.Reason != "" {
			about = append(about, p.Say(screen.Say("plan.line.reason", "Why", l.Reason)))
		}
		number := p.Words.Number(int64(i + 1))
		edit := p.NewButton(kit.ButtonOptions{Label: p.T("button.change"), Disabled: !s.Latest(), OnTapped: func() { s.EditLine(i) }})
		row := p.Tight(p.TopRow(p.Strong(number), kit.Grow(p.OwnWords(orText(l.Activity, p.T("plan.line.no_activity")))), edit), p.Flow(state...), p.Quiet(strings.Join(about, " · ")))
		if i == s.Selected {
			v.marked = p.Card(row)
			all.Add(v.marked)
		} else {
			all.Add(row)
		}
		all.Add(kit.Separator())
	}
	return all
}

func (v *planView) buildWords() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	e := s.Words
	line, trouble := v.watch(e.Form)
	first := p.telling(e, "aspirations", "plan.aspirations")
	return p.Column(p.Flow(p.Subheading(p.T("plan.words")), line), trouble, p.Form(first,
		p.telling(e, "family", "plan.family"), p.telling(e, "own_means", "plan.own_means"),
		p.picking(e, "country", named(screen.Countries(), p.Words.CountryName), "plan.country"),
		p.typing(e, "place", "plan.place"), p.telling(e, "note", "plan.note"))), focusable(first.Control)
}

func (v *planView) buildLine() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	e := s.Line
	line, trouble := v.watch(e.Form)
	title := p.T("plan.line.edit")
	if s.NewLine() {
		title = p.T("plan.line.add")
	}
	text := func(field, label, wrong string, lines int) kit.Field {
		return kit.Field{Label: p.T(label), Control: p.NewEntry(kit.EntryOptions{Text: s.LineText(field), Name: p.T(label), Lines: lines, MaxLines: 8, Disabled: !e.Open(),
			OnChanged: func(text string) { s.TypeLine(field, text) }, Validate: func(string) string {
				if wrong != "" && s.LineWrong(field) {
					return p.T(wrong)
				}
				return ""
			}})}
	}
	pick := func(field, enumeration, label string, only ...string) kit.Field {
		var options []kit.Option
		for _, c := range screen.Choices(enumeration) {
			if len(only) == 0 || strings.Contains(strings.Join(only, " "), c.Value) {
				options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
			}
		}
		set := func(key string) { s.TypeLine(field, key) }
		if len(options) <= few {
			return kit.Field{Label: p.T(label), Control: p.NewChoice(kit.ChoiceOptions{Options: options, Selected: s.LineText(field), Name: p.T(label), Disabled: !e.Open(), OnChanged: set})}
		}
		return kit.Field{Label: p.T(label), Control: p.NewSelect(kit.SelectOptions{Options: options, Selected: s.LineText(field), Placeholder: p.T("answer.not_answered"),
			Name: p.T(label), Disabled: !e.Open(), OnChanged: set})}
	}
	amount := text(screen.FieldAmount, "plan.line.amount", "plan.line.amount.wrong", 0)
	currency := p.NewSelect(kit.SelectOptions{Options: v.currencies(), Selected: s.LineText(screen.FieldCurrency), Placeholder: p.T("plan.line.currency"), Name: p.T("plan.line.currency"),
		Disabled: !e.Open(), OnChanged: func(key string) {
			v.answered(p.T("plan.line.amount"), func() { s.TypeLine(screen.FieldCurrency, key) })
			if number := amount.Control.(*kit.Entry); number.Text() != "" {
				number.Valid() // what was half an amount is a whole one now
			}
		}})
	first := pick("dimension", "dimension", "plan.line.dimension")
	yes := []kit.Option{{Key: string(casework.Yes), Label: p.T("button.yes")}, {Key: string(casework.No), Label: p.T("button.no")}}
	list := func(field, label string, choices []screen.Choice, set func(string)) kit.Field {
		var options []kit.Option
		for _, c := range choices {
			options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
		}
		return kit.Field{Label: p.T(label), Control: p.NewSelect(kit.SelectOptions{Options: options, Selected: s.LineText(field), Placeholder: p.T("answer.not_answered"),
			Name: p.T(label), Disabled: !e.Open(), OnChanged: set})}
	}
	var rules []screen.Choice
	for _, c := range s.RulesOffered() {
		rules = append(rules, screen.Choice{Value: c.Rule.ID, Name: screen.Say("plan.rule.option", "Programme", s.Text(c.Programme.Name), "Rule", s.Text(c.Rule.Name))})
	}
	fields := []kit.Field{
		first, text("activity", "plan.line.activity", "", 2),
		pick("support", "support_kind", "plan.line.support"),
		{Label: amount.Label, Control: p.Row(kit.Grow(amount.Control), currency), Hint: p.T("plan.line.amount.hint")},
		list("need", "plan.line.need", s.Needs(), func(key string) { v.answered(p.T("plan.line.need"), func() { s.TypeLine("need", key) }) }),
		pick("approach", "approach", "plan.line.approach"),
		list("service", "plan.line.service", s.Services(), func(key string) { v.answered(p.T("plan.line.service"), func() { s.ChooseService(key) }) }), text("provider", "plan.line.provider", "", 0),
		list("rule", "plan.line.rule.label", rules, func(key string) { v.answered(p.T("plan.line.rule.label"), func() { s.ChooseRule(key) }) }),
		list("fund", "plan.line.fund", screen.Choices("fund"), func(key string) { v.answered(p.T("plan.line.fund"), func() { s.TypeLine("fund", key) }) }),
	}
	if s.RateAsked() {
		fields = append(fields, text("rate", "plan.line.rate", "plan.line.rate.wrong", 0), text("rate.on", "plan.line.rate.on", "plan.line.due.wrong", 0))
	}
	if other := s.TwoFunds(); other != nil {
		why := text("same_need_because", "plan.two_funds.why", "", 2)
		why.Hint = p.Say(screen.Say("plan.two_funds", "Other", other.Activity, "Fund", screen.Say(casework.EnumKey("fund", other.Fund))))
		fields = append(fields, why)
	}
	fields = append(fields, text("who", "plan.line.who", "", 0), text(screen.FieldDue, "plan.line.due", "plan.line.due.wrong", 0), pick("proof", "proof", "plan.line.proof"),
		kit.Field{Label: p.T("plan.line.uncertain"), Control: p.NewChoice(kit.ChoiceOptions{Options: yes, Selected: s.LineText("uncertain"), Name: p.T("plan.line.uncertain"),
			Disabled: !e.Open(), OnChanged: func(key string) { s.TypeLine("uncertain", key) }})},
		text("uncertain.why", "plan.line.uncertain.why", "", 0))
	if s.LineOpen() {
		fields = append(fields, pick("state", "line_state", "plan.line.decision", "approved changed refused"),
			text("decided.by", "plan.line.decided_by", "", 0), text(screen.FieldApproved, "plan.line.amount.approved", "plan.line.amount.wrong", 0),
			text("reason", "plan.line.reason.label", "", 2), text("remedy", "plan.line.remedy", "", 2))
	}
	return p.Column(p.Flow(p.Subheading(title), line), trouble, p.Form(fields...)), v.goOn(fields, focusable(first.Control))
}

func (v *planView) buildAgreeing() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	row := p.Flow()
	var first fyne.Focusable
	for _, c := range screen.Choices("read_back") {
		b := p.Button(p.Say(c.Name), func() { s.ReadBack(casework.Value(c.Value)) })
		if first == nil {
			first = b
		}
		row.Add(b)
	}
	return p.Column(p.Subheading(p.T("plan.agree.question")), p.Text(p.T("plan.agree.hint")), row), first
}

func (v *planView) buildSending() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	line, trouble := v.watch(s.Sending)
	to := p.NewEntry(kit.EntryOptions{Text: s.Sending.Text(screen.FieldSentTo), Name: p.T("plan.send.to"), OnChanged: func(text string) {
		s.Sending.Type(screen.FieldSentTo, text)
		s.OnChange()
	}})
	return p.Column(p.Flow(p.Subheading(p.T("plan.send")), line), trouble, p.Text(p.T("plan.send.hint")), p.Form(kit.Field{Label: p.T("plan.send.to"), Control: to})), to
}

package ui

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// buildEntries lists what stands on a tab beside the lines.
func (v *planView) buildEntries() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	all := p.Column(p.Quiet(p.T("plan.tab." + string(s.Tab) + ".hint")))
	last := ""
	for i, r := range s.Entries() {
		if kind := p.Say(r.Kind); kind != last {
			last = kind
			all.Add(p.Subheading(kind))
		}
		row := v.entryRow(i, r)
		if i == s.Selected {
			row = p.Card(row)
			v.marked = row
		}
		all.Add(row)
		all.Add(kit.Separator())
	}
	if last == "" {
		all.Add(p.Text(p.T("plan.tab." + string(s.Tab) + ".empty")))
	}
	return all, nil
}

func (v *planView) entryRow(i int, r screen.EntryRow) fyne.CanvasObject {
	p, s := v.pen, v.plan
	title := fyne.CanvasObject(p.Strong(p.Say(r.Title)))
	if r.Words != "" {
		title = p.OwnWords(r.Words)
	}
	head := []fyne.CanvasObject{kit.Grow(title)}
	if r.ItemKey.Kind != casework.KindWithdrawal {
		head = append(head, p.NewButton(kit.ButtonOptions{Label: p.T("button.change"), OnTapped: func() { s.OpenRow(i) }}))
	}
	rows := []fyne.CanvasObject{p.TopRow(head...)}
	if r.Conflict || r.Draft {
		marks := p.Flow()
		if r.Conflict {
			marks.Add(p.Badge(p.T("place.conflict"), kit.Warn))
		}
		if r.Draft {
			marks.Add(p.Badge(p.T("caseload.draft"), kit.Plain))
		}
		rows = append(rows, marks)
	}
	if len(r.Facts) > 0 {
		rows = append(rows, p.Facts(r.Facts))
	}
	for _, sc := range r.Scores {
		said := screen.Say("plan.survey.score", "What", sc.Name, "Score", p.Words.Decimal(float64(sc.Thousandths)/1000, 2))
		if sc.Change != nil {
			sign := "+"
			if *sc.Change < 0 {
				sign = "−"
			}
			said = screen.Say("plan.survey.score.change", "What", sc.Name, "Score", p.Words.Decimal(float64(sc.Thousandths)/1000, 2),
				"Change", sign+p.Words.Decimal(float64(max(*sc.Change, -*sc.Change))/1000, 2))
		}
		share := float32(sc.Thousandths) / 1000
		rows = append(rows, p.newAmountBar(p.Say(said), share, 1, striped))
	}
	for _, m := range []screen.Message{r.How, r.Says} {
		if m.Key != "" {
			rows = append(rows, p.Quiet(p.Say(m)))
		}
	}
	if len(r.Inside) > 0 {
		rows = append(rows, p.Strong(p.T("plan.inside")), p.Facts(r.Inside))
	}
	return p.Tight(rows...)
}

// buildEntry is the form of an entry.
func (v *planView) buildEntry() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	line, trouble := v.watch(s.Entry.Form)
	var shared, inside []kit.Field
	var first fyne.Focusable
	for _, e := range s.EntryFields() {
		f := v.entryField(e)
		if first == nil {
			first = focusable(f.Control)
		}
		if e.Inside {
			inside = append(inside, f)
		} else {
			shared = append(shared, f)
		}
	}
	parts := []fyne.CanvasObject{p.Flow(p.Subheading(p.Say(s.EntryTitle())), line), trouble}
	if w := s.Survey(); w != nil {
		parts = append(parts, p.Text(w.Says.In(s.Language)), p.Quiet(w.How.In(s.Language)))
	}
	if s.Entry.Kind == casework.KindWithdrawal {
		parts = append(parts, p.Text(p.T("plan.withdrawal.hint")))
	}
	if len(shared) > 0 {
		parts = append(parts, p.Form(shared...))
	}
	if len(inside) > 0 {
		if len(shared) > 0 {
			parts = append(parts, p.Strong(p.T("plan.inside")))
		}
		parts = append(parts, p.Form(inside...))
	}
	return p.Column(parts...), v.goOn(append(shared, inside...), first)
}

// entryField is the control of one field.
func (v *planView) entryField(e screen.EntryField) kit.Field {
	p, s := v.pen, v.plan
	name, field := e.Text, string(e.Field)
	if name == "" {
		name = p.Say(e.Label)
	}
	open := s.Entry.Open()
	write := func(field string, wrong string, lines int) *kit.Entry {
		return p.NewEntry(kit.EntryOptions{Text: s.EntryText(field), Name: name, Lines: lines, MaxLines: 14, Disabled: !open,
			OnChanged: func(text string) { s.TypeEntry(field, text) }, Validate: func(string) string {
				if wrong != "" && s.EntryWrong(e) {
					return p.T(wrong)
				}
				return ""
			}})
	}
	choose := func(field string, options []kit.Option) fyne.CanvasObject {
		set := func(key string) {
			v.answered(name, func() { s.TypeEntry(field, key) })
		}
		long := slices.ContainsFunc(options, func(o kit.Option) bool { return utf8.RuneCountInString(o.Label) > 24 })
		if len(options) <= few && !long {
			return p.NewChoice(kit.ChoiceOptions{Options: options, Selected: s.EntryText(field), Name: name, Disabled: !open, OnChanged: set})
		}
		return p.NewSelect(kit.SelectOptions{Options: options, Selected: s.EntryText(field), Placeholder: p.T("answer.not_answered"), Name: name, Disabled: !open, OnChanged: set})
	}
	switch e.Ask {
	case screen.AskWords:
		return kit.Field{Label: name, Control: write(field, "", 2)}
	case screen.AskDay:
		return kit.Field{Label: name, Control: write(field, "plan.line.due.wrong", 0)}
	case screen.AskMoment:
		return kit.Field{Label: name, Control: write(field, "plan.moment.wrong", 0)}
	case screen.AskNumber:
		return kit.Field{Label: name, Control: write(field, "plan.number.wrong", 0)}
	case screen.AskMoney:
		code := field + "@currency"
		return kit.Field{Label: name, Control: p.Row(kit.Grow(write(field, "plan.line.amount.wrong", 0)), choose(code, v.currencies()))}
	case screen.AskCountry:
		countries := named(screen.Countries(), p.Words.CountryName)
		slices.SortStableFunc(countries, func(a, b kit.Option) int { return strings.Compare(a.Label, b.Label) })
		return kit.Field{Label: name, Control: choose(field, countries)}
	case screen.AskOne, screen.AskMember, screen.AskLine, screen.AskNeed:
		var options []kit.Option
		for _, c := range s.EntryChoices(e) {
			options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
		}
		return kit.Field{Label: name, Control: choose(field, options)}
	}
	return kit.Field{Label: name, Control: write(field, "", 0)}
}

func (v *planView) currencies() []kit.Option {
	var all []kit.Option
	for _, c := range screen.Currencies {
		all = append(all, kit.Option{Key: c, Label: c})
	}
	return all
}

// buildCompare shows two versions beside each other.
func (v *planView) buildCompare() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	other := s.Against()
	if other == nil {
		return p.Column(), nil
	}
	name := func(w *casework.ReintegrationPlan) string {
		return p.Say(screen.Say("plan.head", "Version", max(1, w.Version), "State", screen.Say(casework.EnumKey("plan_state", orValue(w.State, "draft")))))
	}
	all := p.Column(p.Side(0.5, p.Strong(name(other)), p.Strong(name(s.Plan))))
	half := func(l casework.PlanLine, differs []screen.Line) fyne.CanvasObject {
		if l.Item == nil {
			return p.Quiet(p.T("plan.compare.none"))
		}
		rows := []fyne.CanvasObject{p.OwnWords(orText(l.Activity, p.T("plan.line.no_activity")))}
		if len(differs) > 0 {
			rows = append(rows, p.Facts(differs))
		}
		return p.Tight(rows...)
	}
	for _, pair := range s.Pairs() {
		all.Add(kit.Separator())
		all.Add(p.Side(0.5, half(pair.Before, pair.Was), half(pair.Now, pair.Differs)))
		if pair.Before.Item != nil && pair.Now.Item != nil && len(pair.Differs) == 0 {
			all.Add(p.Quiet(p.T("plan.compare.same")))
		}
	}
	return all, nil
}

// timeline is the days of the plan in the order of time, month under month.
func (v *planView) timeline() fyne.CanvasObject {
	p := v.pen
	all, month := p.Column(), ""
	for _, d := range v.plan.Timeline() {
		if m := p.Words.Month(d.Day.Month()) + " " + p.Words.Digits(strconv.Itoa(d.Day.Year())); m != month {
			month = m
			all.Add(p.Strong(m))
		}
		what := p.Text(p.Say(d.What))
		if d.Own != "" {
			what = p.OwnWords(d.Own)
		}
		all.Add(p.TopRow(p.Quiet(p.Words.DateShort(d.Day)), kit.Grow(what)))
	}
	if month == "" {
		return nil
	}
	return p.Section(p.T("plan.timeline"), all)
}

// buildTool is what the case tool asks, in its order, each in a field to copy from.
func (v *planView) buildTool() (fyne.CanvasObject, fyne.Focusable) {
	p := v.pen
	all := p.Loose(p.Quiet(p.T("plan.tool.hint")))
	var first fyne.Focusable
	for _, part := range v.plan.ForTool() {
		var fields []kit.Field
		for _, l := range part.Lines {
			f := kit.Field{Label: p.Say(l.Label), Control: p.Quiet(p.T("plan.tool.there"))}
			if l.Value != nil {
				e := p.NewEntry(kit.EntryOptions{Text: words.Plain(p.Value(l.Value)), Name: p.Say(l.Label)})
				f.Control = e
				if first == nil {
					first = e
				}
			}
			fields = append(fields, f)
		}
		all.Add(p.Section(p.Say(part.Name), p.Form(fields...)))
	}
	return all, first
}

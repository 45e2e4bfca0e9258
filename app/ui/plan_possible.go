package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/programme"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// buildPossible shows what each programme may give, line by line: under which rule,
// seen when, decided by whom.
func (v *planView) buildPossible() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.plan
	host := p.NewSelect(kit.SelectOptions{Options: named(s.HostOptions(), p.Words.CountryName), Selected: s.Host, Placeholder: p.T("answer.not_answered"), Name: p.T("plan.host"),
		OnChanged: func(key string) { s.ChooseHost(key) }})
	parts := []fyne.CanvasObject{p.Quiet(p.T("plan.possible.hint")), p.Form(kit.Field{Label: p.T("plan.host"), Control: host})}
	if s.Host == "" {
		return p.Loose(append(parts, p.Text(p.T("plan.host.first")))...), host
	}
	if len(s.Offers) == 0 {
		parts = append(parts, p.Strong(p.T("plan.no_rule")), p.Text(p.T("plan.no_rule.hint")))
	}
	for _, o := range s.Offers {
		parts = append(parts, v.offer(o))
	}
	return p.Loose(parts...), nil
}

func (v *planView) offer(o programme.Offer) fyne.CanvasObject {
	p, s := v.pen, v.plan
	name := p.Say(s.Text(o.Programme.Name))
	if o.Closed != nil {
		return p.Section(name, p.Column(p.Strong(p.Say(screen.Say("plan.no_return", "Country", p.Words.CountryName(o.Closed.Country)))),
			p.Text(p.Say(s.Text(o.Closed.Because))), p.Quiet(v.sources(o.Closed.Source))))
	}
	parts := []fyne.CanvasObject{}
	for _, b := range o.Because {
		parts = append(parts, p.Text(p.Say(b)))
	}
	if len(o.Lines) == 0 {
		parts = append(parts, p.Strong(p.T("plan.no_rule")))
	}
	for i := 0; i < len(o.Lines); {
		n := i + 1
		for n < len(o.Lines) && o.Lines[n].Rule.ID == o.Lines[i].Rule.ID {
			n++
		}
		parts = append(parts, v.possibleRule(o, o.Lines[i:n]))
		i = n
	}
	for _, t := range o.Totals {
		if !t.Most.None() {
			said := screen.Say("plan.possible.total", "Amount", v.between(t.Least, t.Most), "Who", s.Text(o.Programme.DecidedBy))
			parts = append(parts, p.Strong(p.Say(said)))
			if t.Capped {
				parts = append(parts, p.Quiet(p.T("plan.possible.capped")))
			}
		}
		if t.Perhaps.Minor > t.Most.Minor {
			parts = append(parts, p.Text(p.Say(screen.Say("plan.possible.perhaps", "Amount", p.Words.Money(t.Perhaps.Minor, t.Perhaps.Currency)))))
		}
	}
	for _, e := range o.Programme.Exclusions {
		parts = append(parts, p.Text(p.Say(screen.Say("plan.possible.exclusion", "Text", s.Text(e.Says)))))
	}
	for _, n := range o.Programme.Needs {
		parts = append(parts, p.Text(p.Say(screen.Say("plan.possible.needs", "Text", s.Text(n.Says)))))
	}
	for _, d := range o.Deadlines {
		parts = append(parts, v.deadline(d))
	}
	for _, w := range o.Partners {
		key := "plan.possible.partner"
		if len(w.Countries) == 0 {
			key = "plan.possible.partner.somewhere"
		}
		parts = append(parts, p.Text(p.Say(screen.Say(key, "Name", w.Name))))
	}
	return p.Section(name, p.Column(parts...))
}

// between is an amount, or from one to another.
func (v *planView) between(least, most programme.Amount) string {
	p := v.pen
	switch {
	case least == most:
		return p.Words.Money(most.Minor, most.Currency)
	case least.Minor == 0:
		return p.Say(screen.Say("plan.possible.up_to", "Amount", p.Words.Money(most.Minor, most.Currency)))
	}
	return p.Say(screen.Say("plan.possible.between", "Least", p.Words.Money(least.Minor, least.Currency), "Most", p.Words.Money(most.Minor, most.Currency)))
}

// possibleRule is what one rule says, with the rule and its date beside the amounts.
// Persons of whom it says the same stand together.
func (v *planView) possibleRule(o programme.Offer, lines []programme.Line) fyne.CanvasObject {
	p, s := v.pen, v.plan
	r := lines[0].Rule
	rows := []fyne.CanvasObject{p.Strong(p.Say(s.Text(r.Name)))}
	for len(lines) > 0 {
		first, same := lines[0], 1
		for same < len(lines) && alike(first, lines[same]) {
			same++
		}
		rows = append(rows, v.possibleFor(first, lines[:same])...)
		lines = lines[same:]
	}
	if len(r.Says) > 0 {
		rows = append(rows, p.Text(p.Say(s.Text(r.Says))))
	}
	for _, id := range v.against(o, r) {
		if i := slices.IndexFunc(o.Lines, func(other programme.Line) bool { return other.Rule.ID == id }); i >= 0 {
			rows = append(rows, p.NewText(kit.TextOptions{Text: p.Say(screen.Say("plan.possible.conflict", "Other", s.Text(o.Lines[i].Rule.Name))), Tone: kit.Warn}))
		}
	}
	rows = append(rows, p.Quiet(p.Say(screen.Say("plan.possible.rule", "Rule", r.ID, "Version", o.Programme.Version, "Source", v.sources(r.Source), "Day", r.Verified))))
	return p.Card(p.Tight(rows...))
}

// against are the rules of an offer that contradict one of it.
func (v *planView) against(o programme.Offer, r programme.Rule) []string {
	for _, l := range o.Lines {
		if l.Rule.ID == r.ID {
			return l.Contradicts
		}
	}
	return nil
}

// alike reports whether two lines of a rule say the same.
func alike(a, b programme.Line) bool {
	return a.Standing == b.Standing && a.Least == b.Least && a.Most == b.Most &&
		slices.EqualFunc(a.Because, b.Because, func(a, b words.Message) bool { return a.Key == b.Key })
}

func (v *planView) possibleFor(l programme.Line, all []programme.Line) []fyne.CanvasObject {
	p, s := v.pen, v.plan
	var names []string
	for _, each := range all {
		if name := s.Who(each.Member); name.Key != "" {
			names = append(names, p.Say(name))
		}
	}
	who, amount := p.Words.List(names), p.T("plan.no_amount")
	switch {
	case len(names) == 0 && l.Rule.Basis == programme.NotSaid:
		who = p.T("plan.possible.not_said")
	case len(names) == 0:
		who = p.T("plan.possible.case")
	}
	if l.Known() {
		amount = v.between(l.Least, l.Most)
		if len(all) > 1 {
			amount = p.Say(screen.Say("plan.possible.each", "Amount", amount))
		}
	}
	state := []string{"plan.standing.may_be", "plan.standing.depends", "plan.standing.check_first", "plan.standing.excluded"}[l.Standing]
	rows := []fyne.CanvasObject{p.TopRow(kit.Grow(p.NewText(kit.TextOptions{Text: who, Own: true})), p.Badge(p.T(state), kit.Plain), p.Strong(amount))}
	var because []string
	for _, b := range l.Because {
		because = append(because, p.Say(b))
	}
	if len(because) > 0 {
		rows = append(rows, p.Text(strings.Join(because, "; ")))
	}
	return rows
}

func (v *planView) sources(all []programme.Source) string {
	var names []string
	for _, s := range all {
		names = append(names, s.What)
	}
	return v.pen.Words.List(names)
}

func (v *planView) deadline(d programme.Due) fyne.CanvasObject {
	p, s := v.pen, v.plan
	name := s.Text(d.Name)
	said := screen.Say("plan.deadline.none", "What", name)
	switch {
	case d.Passed:
		said = screen.Say("plan.deadline.passed", "What", name, "Day", d.On)
	case !d.On.IsZero():
		said = screen.Say("plan.deadline", "What", name, "Day", d.On)
	}
	rows := []fyne.CanvasObject{p.Text(p.Say(said))}
	if len(d.Else) > 0 {
		rows = append(rows, p.Quiet(p.Say(s.Text(d.Else))))
	}
	if d.Weekends && !d.On.IsZero() {
		rows = append(rows, p.Quiet(p.T("plan.deadline.weekends")))
	}
	return p.Tight(rows...)
}

// budgets are what is planned beside what is possible, as bars of one scale each.
func (v *planView) budgets() fyne.CanvasObject {
	p, s := v.pen, v.plan
	all := p.Column()
	for _, b := range s.Budgets() {
		if b.Planned == 0 && b.Approved == 0 && b.Spent == 0 && b.Left == 0 {
			continue
		}
		rows := p.Tight()
		if b.Programme != nil {
			rows.Add(p.Strong(p.Say(s.Text(b.Programme.Name))))
		} else {
			rows.Add(p.Strong(p.Say(screen.Say("plan.budget.without", "Currency", b.Currency))))
		}
		whole := float32(b.Largest())
		bar := func(key string, minor, tail int64, fill filling) {
			if minor > 0 {
				rows.Add(p.newAmountBar(p.Say(screen.Say(key, "Amount", p.Words.Money(minor, b.Currency))), float32(minor)/whole, float32(tail)/whole, fill))
			}
		}
		switch {
		case b.Most > 0:
			bar("plan.budget.possible", b.Most, b.Perhaps, outlined)
		case b.Perhaps > 0:
			rows.Add(p.newAmountBar(p.Say(screen.Say("plan.possible.perhaps", "Amount", p.Words.Money(b.Perhaps, b.Currency))), 0, float32(b.Perhaps)/whole, outlined))
		case b.Programme != nil:
			rows.Add(p.Text(p.T("plan.no_amount")))
		}
		bar("plan.budget.planned", b.Planned, b.Planned, striped)
		bar("plan.budget.approved", b.Approved, b.Approved, solid)
		bar("plan.budget.spent", b.Spent, b.Spent, solid)
		if b.Most > 0 && b.Planned > max(b.Most, b.Perhaps) {
			rows.Add(p.Text(p.T("plan.budget.above")))
		}
		if b.Left > 0 {
			rows.Add(p.Text(p.Say(screen.Count("plan.budget.left", b.Left))))
		}
		all.Add(rows)
	}
	return all
}

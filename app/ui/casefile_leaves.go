package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// buildSituation lists the leaves of the file by their kinds, under what can be added.
func (v *caseFileView) buildSituation() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	add := p.NewSelect(kit.SelectOptions{Options: v.leafKinds(), Placeholder: p.T("casefile.leaf.add.what"), Name: p.T("casefile.leaf.add.what"),
		OnChanged: func(key string) { s.AddLeaf(casework.Kind(key)) }})
	s.OnAdd = func() { p.Focus(add) }
	top := []fyne.CanvasObject{add}
	if len(s.Case.Members) > 1 {
		whose := []kit.Option{{Key: "", Label: p.T("casefile.leaf.everybody")}}
		whose = append(whose, v.members()...)
		selected := ""
		if !s.Whose.IsZero() {
			selected = s.Whose.String()
		}
		top = append(top, p.NewSelect(kit.SelectOptions{Options: whose, Selected: selected, Placeholder: p.T("casefile.leaf.everybody"), Name: p.T("casefile.leaf.whose"),
			OnChanged: func(key string) {
				id, _ := casework.Value(key).Item()
				s.Only(id)
			}}))
	}
	body := p.Loose(p.Flow(top...))
	groups := s.LeafGroups()
	for _, g := range groups {
		rows := p.Column()
		for i, r := range g.Rows {
			if i > 0 {
				rows.Add(kit.Separator())
			}
			rows.Add(p.Row(kit.Grow(v.leafRow(r)), p.Button(p.T("button.change"), func() { s.EditLeaf(r.ItemKey) })))
		}
		body.Add(p.Section(p.Say(g.Name), rows))
	}
	if len(groups) == 0 {
		body.Add(p.Readable(p.Column(p.Subheading(p.T("casefile.leaf.empty")), p.Text(p.T("casefile.leaf.empty.hint")))))
	}
	if out := s.TakenOut(); len(out) > 0 {
		rows := p.Column()
		for _, r := range out {
			rows.Add(p.Row(kit.Grow(v.leafRow(r)), p.Button(p.T("casefile.leaf.back"), func() { s.BringBack(r.ItemKey) })))
		}
		body.Add(p.Section(p.T("casefile.leaf.taken_out"), rows))
	}
	return body, add
}

// leafKinds are the kinds a form can be opened of.
func (v *caseFileView) leafKinds() []kit.Option {
	var all []kit.Option
	for _, l := range screen.Leaves {
		all = append(all, kit.Option{Key: string(l.Kind), Label: v.pen.T(l.Kind.Key())})
	}
	return all
}

// members are those of the household to choose from.
func (v *caseFileView) members() []kit.Option {
	var all []kit.Option
	for _, m := range v.file.Persons() {
		all = append(all, kit.Option{Key: m.ID.String(), Label: v.pen.called(m)})
	}
	return all
}

// called is what somebody of the household is called where there is no name: by the
// relation and the age.
func (p Pen) called(m screen.Person) string {
	if name := m.Name(); name != "" {
		return name
	}
	about := []string{p.T("caseload.no_name")}
	if m.Relation != "" {
		about = []string{p.Say(screen.Say(casework.EnumKey("relation", m.Relation)))}
	}
	if m.Age.Key != "" {
		about = append(about, p.Say(m.Age))
	}
	return p.Words.List(about)
}

func (v *caseFileView) leafRow(r screen.LeafRow) fyne.CanvasObject {
	p := v.pen
	var head []fyne.CanvasObject
	if r.What.Key != "" {
		head = append(head, p.Strong(p.Say(r.What)))
	}
	if r.What.Key == "" && r.Who == "" && len(r.Facts) == 0 {
		head = append(head, p.Quiet(p.T("casefile.leaf.new")))
	}
	if r.Who != "" {
		head = append(head, p.NewText(kit.TextOptions{Text: r.Who, Style: kit.Strong, Own: true}))
	}
	if r.Drafts {
		head = append(head, p.Badge(p.T("caseload.draft"), kit.Plain))
	}
	var facts []string
	for _, l := range r.Facts {
		value := p.Value(l.Value)
		if l.Own {
			value = words.Isolate(value)
		}
		facts = append(facts, p.Say(screen.Say("casefile.leaf.fact", "What", l.Label, "Value", value)))
	}
	row := p.Tight()
	if len(head) > 0 {
		row.Add(p.Flow(head...))
	}
	if len(facts) > 0 {
		row.Add(p.Text(strings.Join(facts, " · ")))
	}
	return row
}

// buildLeaf draws the form of a leaf: the questions of its table, each with what its
// kind of answer takes.
func (v *caseFileView) buildLeaf() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	f := s.Leaf
	line, trouble := v.watch(f.Form)
	form, first := p.leafFields(f, v.members(), v.typedLeaf)
	title := p.T("casefile.leaf.change")
	if f.New() {
		title = p.T("casefile.leaf.new")
	}
	return p.Readable(p.Column(p.Flow(p.Subheading(p.T(f.Leaf.Kind.Key())), p.Quiet(title), line), trouble, form)), first
}

// typedLeaf is told when something was typed into a form of the file.
func (v *caseFileView) typedLeaf(moved bool) {
	if moved {
		v.scroll.Refresh()
	}
	v.file.OnChange() // whether it can be recorded
}

// leafFields are the questions of a leaf, and the first of them that is not answered yet.
// changed is told when something was typed, and whether other questions are asked now.
func (p Pen) leafFields(f *screen.LeafForm, members []kit.Option, changed func(moved bool)) (*fyne.Container, fyne.Focusable) {
	var fields []kit.Field
	var first fyne.Focusable
	controls := map[casework.Field]fyne.CanvasObject{}
	var form *fyne.Container
	show := func() bool {
		moved := false
		for _, q := range f.Leaf.Fields {
			c := controls[q.Path]
			if on := f.Asked(q); on != c.Visible() {
				moved = true
				if on {
					c.Show()
				} else {
					c.Hide()
				}
			}
		}
		if moved && form != nil {
			form.Refresh()
		}
		return moved
	}
	for _, q := range f.Leaf.Fields {
		control, focus := p.leafControl(f, q, members, func() { changed(show()) })
		controls[q.Path] = control
		if first == nil && q.Path != "member" || first == nil && f.Text("member") == "" && len(members) > 1 {
			first = focus
		}
		fields = append(fields, kit.Field{Label: p.leafLabel(f, q.Path), Control: control})
	}
	form = p.Form(fields...)
	show()
	return form, first
}

// leafLabel is a field's name at the beginning of a line.
func (p Pen) leafLabel(f *screen.LeafForm, field casework.Field) string {
	name := p.Say(f.Label(field))
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}

// leafControl is what answers a question, and what of it has the keyboard.
func (p Pen) leafControl(f *screen.LeafForm, q screen.LeafField, members []kit.Option, changed func()) (fyne.CanvasObject, fyne.Focusable) {
	label, info := p.leafLabel(f, q.Path), f.Leaf.Type(q.Path)
	set := func(text string) {
		f.Type(q.Path, text)
		changed()
	}
	pick := func(options []kit.Option) (fyne.CanvasObject, fyne.Focusable) {
		if len(options) <= few {
			c := p.NewChoice(kit.ChoiceOptions{Options: options, Selected: f.Text(q.Path), Name: label, Disabled: !f.Open(), OnChanged: set})
			return kit.Stack(c), c
		}
		options = append([]kit.Option{{Label: p.T("answer.not_answered")}}, options...)
		c := p.NewSelect(kit.SelectOptions{Options: options, Selected: f.Text(q.Path), Placeholder: p.T("answer.not_answered"), Name: label, Disabled: !f.Open(), OnChanged: set})
		return kit.Stack(c), c
	}
	typing := func(o kit.EntryOptions) *kit.Entry {
		o.Text, o.Name, o.Disabled, o.OnChanged = f.Text(q.Path), label, !f.Open(), set
		return p.NewEntry(o)
	}
	wrong := func(key string) func(string) string {
		return func(string) string {
			if f.Wrong(q.Path) {
				return p.T(key)
			}
			return ""
		}
	}
	switch info.Type {
	case casework.EnumOf:
		return pick(choices(p, info.Enum))
	case casework.YesNo:
		return pick([]kit.Option{{Key: string(casework.Yes), Label: p.T("button.yes")}, {Key: string(casework.No), Label: p.T("button.no")}})
	case casework.Language:
		return pick(named(screen.Languages(), p.Words.LanguageName))
	case casework.Country:
		return pick(named(screen.Countries(), p.Words.CountryName))
	case casework.Ref:
		return pick(members)
	case casework.Date:
		e := typing(kit.EntryOptions{Placeholder: p.T("casefile.leaf.day"), Limit: 40, Validate: wrong("counselling.next.day.wrong")})
		return kit.Stack(e), e
	case casework.Time:
		e := typing(kit.EntryOptions{Placeholder: p.T("casefile.leaf.moment"), Limit: 40, Validate: wrong("casefile.leaf.moment.wrong")})
		return kit.Stack(e), e
	case casework.Number:
		e := typing(kit.EntryOptions{Limit: 20, Validate: wrong("casefile.leaf.number.wrong")})
		return kit.Stack(e), e
	case casework.Money:
		e := typing(kit.EntryOptions{Limit: 30, Validate: wrong("casefile.leaf.amount.wrong")})
		var currencies []kit.Option
		for _, c := range screen.Currencies {
			currencies = append(currencies, kit.Option{Key: c, Label: c})
		}
		c := p.NewSelect(kit.SelectOptions{Options: currencies, Selected: f.Currency(q.Path), Placeholder: p.T("casefile.leaf.currency"), Name: p.T("casefile.leaf.currency"), Disabled: !f.Open(),
			OnChanged: func(key string) {
				f.TypeCurrency(q.Path, key)
				changed()
			}})
		return p.Row(kit.Grow(e), c), e
	}
	if q.Long {
		e := typing(kit.EntryOptions{Lines: 2, MaxLines: 14})
		return kit.Stack(e), e
	}
	e := typing(kit.EntryOptions{})
	return kit.Stack(e), e
}

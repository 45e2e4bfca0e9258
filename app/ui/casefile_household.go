package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

func (v *caseFileView) buildHousehold() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	all := s.Persons()
	if len(all) == 0 {
		return p.Readable(p.Column(p.Subheading(p.T("casefile.household.empty")), p.Text(p.T("casefile.household.empty.hint")))), nil
	}
	list := p.Column()
	for _, m := range all {
		names := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: orText(m.Latin, p.T("caseload.no_name")), Style: kit.Strong, Own: true})}
		if m.Native != "" {
			if m.Latin == "" {
				names = nil
			}
			names = append(names, p.NewText(kit.TextOptions{Text: m.Native, Style: kit.Strong, Own: true}))
		}
		if m.Drafts {
			names = append(names, p.Badge(p.T("caseload.draft"), kit.Plain))
		}
		var about []string
		say := func(enumeration string, value casework.Value) {
			if value != "" {
				about = append(about, p.Say(screen.Say(casework.EnumKey(enumeration, value))))
			}
		}
		say("relation", m.Relation)
		say("gender", m.Gender)
		if m.Age.Key != "" {
			about = append(about, p.Say(m.Age))
		}
		if m.Minor {
			about = append(about, p.T("casefile.minor"))
		}
		for _, c := range m.NationalityCodes() {
			about = append(about, p.Words.CountryName(c))
		}
		for _, l := range m.LanguageTags() {
			about = append(about, p.Words.LanguageName(l))
		}
		edit := p.Button(p.T("button.change"), func() { s.EditMember(m.ID) })
		list.Add(p.Row(kit.Grow(p.Tight(p.Flow(names...), p.Quiet(strings.Join(about, " · ")))), edit))
		list.Add(kit.Separator())
	}
	return list, nil
}

func orText(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

// held are the names of a list's entries that hold something.
func held(e *screen.Edits, list string) []string {
	var all []string
	for _, name := range e.List(list) {
		switch list {
		case "nationality":
			if e.Text("nationality."+name) == string(casework.Yes) {
				all = append(all, name)
			}
		default:
			all = append(all, name)
		}
	}
	return all
}

func (v *caseFileView) buildMember() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	e := s.Member
	line, trouble := v.watch(e.Form)
	birth := p.NewEntry(kit.EntryOptions{Text: s.BirthText(), Name: p.T("casefile.member.birth"), Disabled: !e.Open(), OnChanged: s.TypeBirth,
		Validate: func(string) string {
			if s.BirthWrong() {
				return p.T("casefile.member.birth.wrong")
			}
			return ""
		}})
	hint := p.T("casefile.member.birth.hint")
	if known := s.BirthKnown(); known.Key != "" {
		hint = p.Say(known)
	}
	latin := p.typing(e, "name.latin", "casefile.member.latin")
	fields := []kit.Field{
		latin,
		p.typing(e, "name.native", "casefile.member.native"),
		{Label: p.T("casefile.member.spellings"), Control: v.growing(e, "spelling", "casefile.member.spelling", nil), Hint: p.T("casefile.member.spellings.hint")},
		{Label: p.T("casefile.member.birth"), Control: birth, Hint: hint},
		p.yesNo(e, "birth.disputed", "casefile.member.disputed"),
		p.choosing(e, "gender", "gender", "casefile.member.gender"),
		p.choosing(e, "relation", "relation", "casefile.member.relation"),
		{Label: p.T("casefile.member.nationality"), Control: v.nationalities(e)},
		p.typing(e, "origin.region", "casefile.member.region"),
		{Label: p.T("casefile.member.languages"), Control: v.languages(e)},
		p.yesNo(e, "interpreter", "casefile.member.interpreter"),
		p.choosing(e, "interpreter.gender", "gender", "casefile.member.interpreter_gender"),
		p.yesNo(e, "travels", "casefile.member.travels"),
		p.choosing(e, "education", "education", "casefile.member.education"),
		p.typing(e, "occupation", "casefile.member.occupation"),
	}
	title := p.T("casefile.member.change")
	if s.NewMember() {
		title = p.T("casefile.member.add")
	}
	more, _ := p.leafFields(s.MoreOfMember(), v.members(), v.typedLeaf)
	return p.Readable(p.Column(p.Flow(p.Subheading(title), line), trouble, p.Form(fields...),
		p.Section(p.T("casefile.member.more"), p.Column(p.Quiet(p.T("casefile.member.more.hint")), more)))), latin.Control.(*kit.Entry)
}

// entriesOf is a list within the form that is drawn again when it has other entries, and
// the form around it is not: the keyboard stays at the list.
func (v *caseFileView) entriesOf(e *screen.Edits, list string, build func(redraw func()) (fyne.CanvasObject, fyne.Focusable)) fyne.CanvasObject {
	box := v.pen.newRebuilt()
	var draw func()
	draw = func() {
		box.draw("- "+strings.Join(held(e, list), " "), func() (fyne.CanvasObject, fyne.Focusable) { return build(draw) })
		v.scroll.Refresh()
		v.file.OnChange()
	}
	box.draw("- "+strings.Join(held(e, list), " "), func() (fyne.CanvasObject, fyne.Focusable) { return build(draw) })
	return box.content
}

func (v *caseFileView) nationalities(e *screen.Edits) fyne.CanvasObject {
	return v.entriesOf(e, "nationality", func(redraw func()) (fyne.CanvasObject, fyne.Focusable) { return v.nationalityRows(e, redraw) })
}

func (v *caseFileView) nationalityRows(e *screen.Edits, redraw func()) (fyne.CanvasObject, fyne.Focusable) {
	p := v.pen
	rows := p.Column()
	for _, c := range held(e, "nationality") {
		rows.Add(p.Row(kit.Grow(p.Text(p.Words.CountryName(c))), p.Button(p.T("button.remove"), func() {
			e.Type("nationality."+c, string(casework.No))
			redraw()
		})))
	}
	add := p.NewSelect(kit.SelectOptions{Options: named(screen.Countries(), p.Words.CountryName), Placeholder: p.T("casefile.member.nationality.add"),
		Name: p.T("casefile.member.nationality.add"), Disabled: !e.Open(), OnChanged: func(key string) {
			if key != "" {
				e.Type("nationality."+key, string(casework.Yes))
				redraw()
			}
		}})
	rows.Add(add)
	return rows, add
}

func (v *caseFileView) languages(e *screen.Edits) fyne.CanvasObject {
	return v.entriesOf(e, "language", func(redraw func()) (fyne.CanvasObject, fyne.Focusable) { return v.languageRows(e, redraw) })
}

func (v *caseFileView) languageRows(e *screen.Edits, redraw func()) (fyne.CanvasObject, fyne.Focusable) {
	p := v.pen
	rows := p.Column()
	for _, tag := range held(e, "language") {
		at := casework.F("language", tag)
		speaks := p.choosing(e, at+".speaks", "speaks", "casefile.member.speaks")
		reads := p.choosing(e, at+".reads", "reads", "casefile.member.reads")
		understands := p.yesNo(e, at+".understands", "casefile.member.understands")
		dialect := p.typing(e, at+".dialect", "casefile.member.dialect")
		rows.Add(p.Tight(p.Strong(p.Words.LanguageName(tag)), p.Flow(p.Quiet(speaks.Label), speaks.Control), p.Flow(p.Quiet(understands.Label), understands.Control),
			p.Flow(p.Quiet(reads.Label), reads.Control), p.Row(p.Quiet(dialect.Label), kit.Grow(dialect.Control))))
	}
	add := p.NewSelect(kit.SelectOptions{Options: named(screen.Languages(), p.Words.LanguageName), Placeholder: p.T("casefile.member.languages.add"),
		Name: p.T("casefile.member.languages.add"), Disabled: !e.Open(), OnChanged: func(key string) {
			if key != "" {
				e.Type("language."+key+".understands", string(casework.Yes))
				redraw()
			}
		}})
	rows.Add(add)
	return rows, add
}

package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// activityView is what is done without any case.
type activityView struct {
	pen      Pen
	s        *screen.Activity
	form     *rebuilt
	drawnFor *screen.Form
	scroll   *kit.Scroll
	heads    *kit.Text
	state    *formState
	spoken   *rebuilt
}

// drawActivity draws the form of an activity over those recorded before.
func drawActivity(p Pen, s *screen.Activity) View {
	v := &activityView{pen: p, s: s, form: p.newRebuilt()}
	before := p.Column()
	faces := p.NewFaces(before, s.Again)
	v.scroll = p.Scroll(p.Readable(p.Loose(v.form.content, p.Section(p.T("activity.before"), faces.Content))))
	commands, drawCommands := p.Commands(s.Commands)
	draw := func() {
		if v.drawnFor != s.Form.Form {
			v.drawnFor = s.Form.Form
			v.form.draw(s.Form.Draft().ID.String(), v.build)
		}
		drawCommands()
		v.state.draw()
		v.spoken.draw(strings.Join(s.Languages(), " "), v.languages)
		n := s.Heads()
		v.heads.SetText(p.Say(screen.Count("activity.heads.all", n)))
		faces.Draw(s.List)
		before.Objects = v.rows()
		before.Refresh()
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), v.scroll, commands), First: v.form.first, Draw: draw}
}

func (v *activityView) rows() []fyne.CanvasObject {
	p := v.pen
	var rows []fyne.CanvasObject
	for _, r := range v.s.Rows {
		when := p.T("casefile.session.no_day")
		if !r.At.IsZero() {
			when = p.Words.Moment(r.At.Local())
		}
		parts := []string{}
		if r.Kind.Key != "" {
			parts = append(parts, p.Say(r.Kind))
		}
		for _, own := range []string{r.Title, r.Place} {
			if own != "" {
				parts = append(parts, words.Isolate(own))
			}
		}
		if r.Heads > 0 {
			parts = append(parts, p.Say(screen.Count("activity.heads.all", r.Heads)))
		}
		rows = append(rows, p.Tight(p.Strong(when), p.Quiet(strings.Join(parts, " · "))), kit.Separator())
	}
	return rows
}

func (v *activityView) build() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.s
	v.state = p.newFormState(s.Form.Form)
	form, first := p.leafFields(s.Form, nil, func(moved bool) {
		if moved {
			v.scroll.Refresh()
		}
		s.OnChange()
	})
	v.spoken = p.newRebuilt()
	topics := p.Flow()
	for _, t := range s.Topics() {
		topics.Add(p.Check(s.TopicTitle(t.ID), s.Told(t.ID), func(on bool) { s.Tell(t.ID, on) }))
	}
	material := &listOf{pen: p, e: s.Form.Edits, changed: func() {
		v.scroll.Refresh()
		s.OnChange()
	}}
	return p.Column(p.Quiet(p.T("activity.hint")), v.state.line, v.state.trouble, form,
		p.Section(p.T("activity.languages"), v.spoken.content),
		p.Section(p.T("activity.heads"), v.counting()),
		p.Section(p.T("counselling.topics"), topics),
		p.Section(p.T("activity.material"), material.build("material", "activity.material", func(n string) fyne.CanvasObject {
			control, _ := p.leafControl(s.Form, screen.LeafField{Path: casework.F("material", n, "count")}, nil, s.OnChange)
			return p.Row(p.Quiet(p.T("activity.material.count")), kit.Grow(control))
		}))), first
}

// languages are those it was held in, with one more to add.
func (v *activityView) languages() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.s
	row := p.Flow()
	for _, tag := range s.Languages() {
		row.Add(p.Button(p.Say(screen.Say("activity.language.remove", "Language", p.Words.LanguageName(tag))), func() { s.Speak(tag, false) }))
	}
	row.Add(p.NewSelect(kit.SelectOptions{Options: named(screen.Languages(), p.Words.LanguageName), Placeholder: p.T("casefile.member.languages.add"),
		Name: p.T("casefile.member.languages.add"), OnChanged: func(key string) { s.Speak(key, true) }}))
	return row, nil
}

// counted are the genders in the columns of the count; whoever was not asked stands in
// the last.
var counted = []casework.Value{"woman", "man", "not_said"}

// counting takes how many came: as a whole, or by age and gender.
func (v *activityView) counting() fyne.CanvasObject {
	p, s := v.pen, v.s
	number := func(field casework.Field, name string) *kit.Entry {
		return p.NewEntry(kit.EntryOptions{Text: s.Form.Text(field), Name: name, Limit: 6,
			Validate: func(string) string {
				if s.Form.Wrong(field) {
					return p.T("casefile.leaf.number.wrong")
				}
				return ""
			},
			OnChanged: func(text string) {
				s.Form.Type(field, text)
				s.OnChange()
			}})
	}
	widths := []float32{8, 5, 5, 5}
	head := []fyne.CanvasObject{p.Quiet("")}
	for _, g := range counted {
		head = append(head, p.Line(p.T(casework.EnumKey("gender", g))))
	}
	grid := p.Column(p.Columns(widths, head...))
	for _, age := range casework.EnumValues("age_band") {
		label := p.T(casework.EnumKey("age_band", age))
		row := []fyne.CanvasObject{p.Line(label)}
		for _, g := range counted {
			row = append(row, number(screen.HeadsField(g, age), label+", "+p.T(casework.EnumKey("gender", g))))
		}
		grid.Add(p.Columns(widths, row...))
	}
	v.heads = p.Strong("")
	return p.Column(p.Form(kit.Field{Label: p.T("activity.heads.whole"), Control: number("heads", p.T("activity.heads.whole"))}), grid, v.heads)
}

package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawCaseload draws the list of cases under one line to search it.
func drawCaseload(p Pen, s *screen.Caseload) View {
	commands, drawCommands := p.Commands(s.Commands)
	var list *rows
	list = newRows(s.Len,
		func() fyne.CanvasObject { return newCaseRow(p) },
		func(i int, o fyne.CanvasObject) {
			row, known := s.Row(i)
			o.(*caseRow).show(row, known)
		},
		s.Open, s.Select)
	search := p.NewEntry(kit.EntryOptions{
		Text: s.Query.Text, Placeholder: p.T("caseload.search"), Name: p.T("caseload.search"),
		OnChanged:   s.Search,
		OnSubmitted: func(string) { s.OpenFirst() },
	})
	sort := p.NewChoice(kit.ChoiceOptions{
		Options: sortOptions(p), Selected: sortKeys[s.Query.Sort], Must: true, Name: p.T("button.sort"),
		OnChanged: func(key string) {
			for o, k := range sortKeys {
				if k == key {
					s.SortBy(o)
				}
			}
		},
	})
	closed := p.Check(p.T("caseload.closed"), s.Query.Closed, s.WithClosed)
	faces := p.NewFaces(list, s.Again)
	draw := func() {
		drawCommands()
		faces.Draw(s.List)
		list.mark(s.Selected)
		list.Refresh()
	}
	s.OnChange = draw
	draw()
	head := p.Column(search, p.Flow(sort, closed))
	return View{
		Content: p.Screen(p.Heading(p.Say(s.Title())), p.Border(kit.Sides{Top: head}, faces.Content), commands),
		First:   search, Draw: draw,
	}
}

var sortKeys = map[screen.CaseSort]string{screen.ByUpdate: "update", screen.ByLast: "last", screen.ByName: "name", screen.ByNumber: "number"}

func sortOptions(p Pen) []kit.Option {
	var all []kit.Option
	for _, o := range []screen.CaseSort{screen.ByUpdate, screen.ByLast, screen.ByName, screen.ByNumber} {
		all = append(all, kit.Option{Key: sortKeys[o], Label: p.Say(o.Message())})
	}
	return all
}

// caseRow is one case in a list.
type caseRow struct {
	widget.BaseWidget
	pen                          Pen
	number, name, country, place *kit.Text
	last, flag                   *kit.Text
	content                      fyne.CanvasObject
}

func newCaseRow(p Pen) *caseRow {
	r := &caseRow{pen: p, number: p.Line(""), name: p.Name(""), country: p.Line(""),
		place: p.NewText(kit.TextOptions{Style: kit.Quiet, Line: true}), last: p.Line(""), flag: p.Line("")}
	r.content = p.Row(column(r.number, 7), kit.Grow(r.name), column(r.country, 6), column(r.last, 8), column(r.flag, 5), column(r.place, 7))
	r.ExtendBaseWidget(r)
	return r
}

// column gives a text of a row a width in letters, so that rows stand in columns.
func column(t *kit.Text, ems float32) fyne.CanvasObject {
	return kit.AtLeast(ems*fyne.CurrentApp().Settings().Theme().Size("text"), 0, t)
}

func (r *caseRow) show(c screen.CaseRow, known bool) {
	p := r.pen
	if !known {
		for _, t := range []*kit.Text{r.number, r.country, r.last, r.flag, r.place} {
			t.SetText("")
		}
		r.name.SetText("…")
		return
	}
	r.number.SetText(c.Number)
	name := c.Name
	if name == "" {
		name = p.T("caseload.no_name")
	}
	r.name.SetText(name)
	r.country.SetText("")
	if c.Country != "" {
		r.country.SetText(p.Words.CountryName(c.Country))
	}
	r.last.SetText("")
	if !c.Last.IsZero() {
		r.last.SetText(p.Words.DateShort(c.Last))
	}
	flag := screen.Message{}
	switch {
	case c.Flags.Conflict:
		flag = screen.Say("place.conflict")
	case c.Flags.Draft:
		flag = screen.Say("caseload.draft")
	}
	r.flag.SetText(p.Say(flag))
	r.place.SetText(p.Say(c.Whereto.Message()))
	tone := kit.Plain
	if c.Whereto == screen.SetAside {
		tone = kit.Danger
	}
	r.place.SetTone(tone)
}

// CreateRenderer implements fyne.Widget.
func (r *caseRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

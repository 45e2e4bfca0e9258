package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// drawCaseload draws the list of cases under one line to search it.
func drawCaseload(p Pen, s *screen.Caseload) View {
	commands, drawCommands := p.Commands(s.Commands)
	list := p.NewList(kit.ListOptions{
		Name: p.Say(s.Title()), Length: s.Len,
		Create: func() fyne.CanvasObject { return newCaseRow(p).content },
		Update: func(i int, o fyne.CanvasObject) {
			row, known := s.Row(i)
			rowIn(p, o).show(row, known)
		},
		OnHighlighted: s.Select,
		OnOpen:        s.Open,
	})
	search := p.NewEntry(kit.EntryOptions{
		Text: s.Query.Text, Placeholder: p.T("caseload.search"), Name: p.T("caseload.search"),
		OnChanged:   s.Search,
		OnSubmitted: func(string) { s.OpenFirst() },
	})
	sort := p.NewSelect(kit.SelectOptions{
		Options: sortOptions(p), Selected: sortKeys[s.Query.Sort], Name: p.T("button.sort"),
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
		list.Update()
		if s.Selected != list.Highlighted() {
			list.Highlight(s.Selected)
		}
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
	pen                                Pen
	number, name, country, last, place *kit.Text
	content                            *fyne.Container
}

var caseColumns = []float32{6.3, 0, 6, 5, 6.5}

func newCaseRow(p Pen) *caseRow {
	r := &caseRow{pen: p, number: p.Line(""), name: p.Name(""), country: p.Line(""), last: p.Line(""),
		place: p.NewText(kit.TextOptions{Style: kit.Quiet, Line: true})}
	r.content = p.Columns(caseColumns, r.number, r.name, r.country, r.last, r.place)
	return r
}

// rowIn finds the texts of a row again.
func rowIn(p Pen, o fyne.CanvasObject) *caseRow {
	t := o.(*fyne.Container).Objects
	return &caseRow{p, t[0].(*kit.Text), t[1].(*kit.Text), t[2].(*kit.Text), t[3].(*kit.Text), t[4].(*kit.Text), nil}
}

func (r *caseRow) show(c screen.CaseRow, known bool) {
	p := r.pen
	if !known {
		for _, t := range []*kit.Text{r.number, r.country, r.last, r.place} {
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
	country, last := "", ""
	if c.Country != "" {
		country = p.Words.CountryName(c.Country)
	}
	if !c.Last.IsZero() {
		last = p.Words.DateShort(c.Last)
	}
	r.country.SetText(country)
	r.last.SetText(last)
	place, tone := c.Whereto.Message(), kit.Plain
	switch {
	case c.Whereto == screen.SetAside:
		tone = kit.Danger
	case c.Flags.Conflict:
		place = screen.Say("place.conflict")
	case c.Flags.Draft:
		place = screen.Say("caseload.draft")
	}
	r.place.SetText(p.Say(place))
	r.place.SetTone(tone)
}

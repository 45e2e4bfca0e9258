package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/indicator"
	"waymark/internal/screen"
)

// drawFigures draws figures under what they are of; each says on asking what it means.
func drawFigures(p Pen, s *screen.Figures) View {
	commands, drawCommands := p.Commands(s.Commands)
	var sets []kit.BarItem
	for _, set := range indicator.Sets {
		sets = append(sets, kit.BarItem{Key: string(set), Label: p.T("figures.set." + string(set))})
	}
	tabs := p.Tabs(sets, string(s.Set), func(key string) { s.Turn(indicator.Set(key)) })
	v := &figuresView{pen: p, figures: s, filters: p.newRebuilt(), body: p.newRebuilt()}
	v.filters.keep = tabs
	v.body.keep = tabs
	scroll := p.Sheet(v.body.content)
	faces := p.NewFaces(scroll, s.Again)
	draw := func() {
		drawCommands()
		tabs.Select(string(s.Set))
		v.filters.draw(fmt.Sprint(s.Set == indicator.Centres, s.Span, s.Office, s.Centre, len(s.Offices), len(s.Centres()), s.From), v.buildFilters)
		faces.Draw(s.List)
		v.body.draw(fmt.Sprint(s.Set, s.Open, s.AsOf, s.From, s.Span, s.Office, s.Centre), v.build)
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), p.Border(kit.Sides{Top: p.Column(tabs, v.filters.content)}, faces.Content), commands), First: tabs, Draw: draw}
}

type figuresView struct {
	pen           Pen
	figures       *screen.Figures
	filters, body *rebuilt
}

func (v *figuresView) buildFilters() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.figures
	var spans []kit.Option
	for _, n := range screen.Spans {
		spans = append(spans, kit.Option{Key: fmt.Sprint(n), Label: p.T(fmt.Sprint("figures.span.", n))})
	}
	span := p.NewSelect(kit.SelectOptions{Options: spans, Selected: fmt.Sprint(s.Span), Name: p.T("figures.span"), OnChanged: func(key string) {
		for _, n := range screen.Spans {
			if fmt.Sprint(n) == key {
				s.Spread(n)
			}
		}
	}})
	row := p.Flow(span)
	if s.Set == indicator.Centres {
		var centres []kit.Option
		for _, c := range s.Centres() {
			centres = append(centres, kit.Option{Key: c.ID.String(), Label: c.Name})
		}
		if len(centres) > 0 {
			row.Add(p.NewSelect(kit.SelectOptions{Options: centres, Selected: s.Centre.String(), Name: p.T("figures.centre"), OnChanged: func(key string) {
				id, _ := casework.Value(key).SubjectID()
				s.OfCentre(id)
			}}))
		}
	} else {
		offices := []kit.Option{{Key: "", Label: p.T("figures.whole")}}
		for _, o := range s.Offices {
			offices = append(offices, kit.Option{Key: o.ID.String(), Label: o.Name})
		}
		selected := ""
		if !s.Office.IsZero() {
			selected = s.Office.String()
		}
		row.Add(p.NewSelect(kit.SelectOptions{Options: offices, Selected: selected, Placeholder: p.T("figures.whole"), Name: p.T("figures.office"), OnChanged: func(key string) {
			id, _ := casework.Value(key).SubjectID()
			s.OfOffice(id)
		}}))
	}
	row.Add(p.Quiet(p.Say(s.Period())))
	return row, nil
}

func (v *figuresView) build() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.figures
	rows := p.Loose(p.Quiet(p.Say(screen.Say("figures.as_of", "Time", screen.AsMoment(s.AsOf)))))
	for _, f := range s.Rows {
		rows.Add(v.figure(f))
	}
	return rows, nil
}

func (v *figuresView) figure(f indicator.Figure) fyne.CanvasObject {
	p, s := v.pen, v.figures
	name := p.T("figure." + f.Name)
	number := p.Strong(p.Value(screen.NumberLine(f, f.Number, "")))
	if f.Unit == indicator.Money {
		number = p.Strong("")
	}
	means := p.NewButton(kit.ButtonOptions{Label: p.T("figures.means"), Kind: kit.Flat, OnTapped: func() { s.Explain(f.Name) }})
	parts := []fyne.CanvasObject{p.TopRow(kit.Grow(p.Tight(p.Text(name), number)), means)}
	if s.Open == f.Name {
		parts = append(parts, p.Text(p.T("figure."+f.Name+".means")), p.Quiet(p.T("figures.source."+string(f.Set))))
	}
	most := int64(1)
	for _, part := range f.Parts {
		most = max(most, part.N)
	}
	for _, part := range f.Parts {
		label := p.Value(screen.PartName(f, part)) + "  " + p.Value(screen.NumberLine(f, part.Number, part.Currency))
		if part.Shown != indicator.Whole {
			parts = append(parts, p.Quiet(label))
			continue
		}
		parts = append(parts, p.Progress(float32(part.N)/float32(most), label))
	}
	return p.Card(p.Column(parts...))
}

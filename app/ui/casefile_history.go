package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

var historyColumns = []float32{8.5, 6.5, 0}

// drawHistory draws the list of changes, over what the chosen one wrote. It scrolls
// itself.
func (v *caseFileView) drawHistory() fyne.CanvasObject {
	p, s := v.pen, v.file
	list := p.NewList(kit.ListOptions{
		Length: func() int { return len(s.History.Rows) }, Name: p.T("casefile.tab.history"),
		Create: func() fyne.CanvasObject {
			return p.Columns(historyColumns, p.Line(""), p.Line(""), p.Line(""))
		},
		Update: func(i int, o fyne.CanvasObject) {
			if i >= len(s.History.Rows) {
				return
			}
			t, r := o.(*fyne.Container).Objects, s.History.Rows[i]
			t[0].(*kit.Text).SetText(p.momentShort(r.At, r.ThisYear))
			t[1].(*kit.Text).SetText(p.Say(r.Role))
			t[2].(*kit.Text).SetText(p.historyWhat(r))
		},
		OnHighlighted: s.SelectHistory, OnOpen: s.SelectHistory,
	})
	faces := p.NewFaces(list, s.Again)
	filters := p.Flow()
	detail := p.Column()
	below := kit.Stack()
	whole := p.Border(kit.Sides{Top: filters, Bottom: below}, faces.Content)
	v.historyList = list
	drawn, row := -1, -2
	v.listed = func() {
		faces.Draw(s.History.List)
		list.Update()
		if n := len(s.HistoryKinds()); n != drawn {
			drawn = n
			v.fillFilters(filters)
		}
		if s.History.Selected != row {
			row = s.History.Selected
			detail.RemoveAll()
			if lines := s.HistoryDetail(); len(lines) > 0 {
				r := s.History.Rows[row]
				detail.Add(p.Flow(p.Strong(p.Say(r.Kind)), p.Name(r.Whose), p.Quiet(p.Say(r.By)), p.Quiet(p.Words.Moment(r.At)), p.Quiet(p.Say(r.Class)), p.Quiet(p.Say(r.Where.Message()))))
				detail.Add(p.Facts(lines))
				below.Objects = []fyne.CanvasObject{kit.AtLeast(0, 8*fyne.CurrentApp().Settings().Theme().Size("text"), p.Scroll(detail))}
			} else {
				below.Objects = []fyne.CanvasObject{p.Quiet(p.T("casefile.history.choose"))}
			}
			detail.Refresh()
			below.Refresh()
			whole.Refresh()
		}
	}
	v.listed()
	return whole
}

// momentShort writes day and time as short as the year allows.
func (p Pen) momentShort(t time.Time, thisYear bool) string {
	if thisYear {
		return p.Words.DateShort(t) + " " + p.Words.Time(t)
	}
	return p.Words.Date(t)
}

// historyWhat says in one line what a change wrote: of whom, and which fields.
func (p Pen) historyWhat(r screen.HistoryRow) string {
	what := p.Say(r.Kind)
	if r.Whose != "" {
		what += " · " + words.Isolate(r.Whose)
	}
	var parts []string
	for _, m := range r.Parts {
		parts = append(parts, p.Say(m))
	}
	if len(parts) > 0 {
		what = p.Say(screen.Say("casefile.leaf.fact", "What", what, "Value", p.Words.List(parts)))
	}
	return what
}

func (v *caseFileView) fillFilters(filters *fyne.Container) {
	p, s := v.pen, v.file
	pick := func(label string, all []screen.Choice, selected string, on func(string)) {
		var options []kit.Option
		for _, c := range all {
			options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
		}
		filters.Add(p.NewSelect(kit.SelectOptions{Options: options, Selected: selected, Placeholder: p.T(label), Name: p.T(label), OnChanged: on}))
	}
	filters.RemoveAll()
	filters.Add(kit.AtLeast(9*fyne.CurrentApp().Settings().Theme().Size("text"), 0, p.NewEntry(kit.EntryOptions{Text: s.History.Query, Placeholder: p.T("casefile.history.search"),
		Name: p.T("casefile.history.search"), OnChanged: s.FilterWords})))
	every := func(all []screen.Choice, what string) []screen.Choice {
		return append([]screen.Choice{{Value: "", Name: screen.Say(what)}}, all...)
	}
	pick("casefile.history.kind", every(s.HistoryKinds(), "casefile.history.kind.all"), string(s.History.Kind), func(k string) { s.FilterKind(casework.Kind(k)) })
	pick("casefile.history.by", every(s.HistoryWriters(), "casefile.history.by.all"), s.History.By, s.FilterBy)
	classes := map[string]casework.Class{}
	var named []screen.Choice
	if v.pen.Window != nil && isNarrow(v.pen.Window.Canvas().Size().Width) {
		filters.Refresh()
		return // the class stands in what a line wrote; the line needs the room more
	}
	for _, c := range s.HistoryClasses() {
		classes[c.String()] = c
		named = append(named, screen.Choice{Value: c.String(), Name: screen.ClassName(c)})
	}
	selected := ""
	if s.History.Class != 0 {
		selected = s.History.Class.String()
	}
	pick("casefile.history.class", every(named, "casefile.history.class.all"), selected, func(k string) { s.FilterClass(classes[k]) })
	filters.Refresh()
}

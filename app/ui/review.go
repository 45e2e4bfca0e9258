package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// drawReview draws the queue, the session as the counsellor wrote it, and what is
// said about it: beside each other, or in a narrow window one at a time.
func drawReview(p Pen, s *screen.Review) View {
	s.Speak(p.Say)
	v := &reviewView{pen: p, review: s, session: p.newRebuilt(), verdict: p.newRebuilt()}
	commands, drawCommands := p.Commands(s.Commands)
	queue, drawQueue := v.queue()
	v.sessionScroll, v.verdictScroll = p.Scroll(v.session.content), p.Scroll(v.verdict.content)
	reading := p.NewFaces(v.sessionScroll, s.AgainSession)
	l := &panes{rtl: p.RTL, shares: []float32{0.26, 0.42, 0.32}, least: 15}
	whole := &fyne.Container{Layout: l, Objects: []fyne.CanvasObject{queue, reading.Content, v.verdictScroll}}
	var tabs *kit.Bar
	show := func(i int) {
		l.open = i
		tabs.Select(fmt.Sprint(i))
		l.Layout(whole.Objects, whole.Size())
		whole.Refresh()
	}
	tabs = p.Tabs([]kit.BarItem{{Key: "0", Label: p.T("review.queue")}, {Key: "1", Label: p.T("review.session")}, {Key: "2", Label: p.T("review.checklist")}}, "0",
		func(key string) { show(strings.Index("012", key)) })
	v.show = func(i int) {
		if l.single {
			show(i)
		}
	}
	bar := kit.Stack()
	l.told = func(single bool) { // the tabs stand only where one pane does
		bar.Objects = nil
		if single {
			bar.Objects = []fyne.CanvasObject{tabs}
		}
		bar.Refresh()
	}
	draw := func() {
		drawCommands()
		drawQueue()
		reading.Draw(s.Reading)
		v.draw()
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Screen(p.Heading(p.Say(s.Title())), p.Border(kit.Sides{Top: bar}, whole), commands), Draw: draw}
}

type reviewView struct {
	pen                          Pen
	review                       *screen.Review
	session, verdict             *rebuilt
	sessionScroll, verdictScroll *kit.Scroll
	show                         func(pane int)
	form                         *formState
	comments                     []*kit.Entry
	at                           casework.ItemID
}

// queue draws what waits, under the words it is filtered by.
func (v *reviewView) queue() (fyne.CanvasObject, func()) {
	p, s := v.pen, v.review
	words := p.NewEntry(kit.EntryOptions{Text: s.Filter, Placeholder: p.T("review.filter"), Name: p.T("review.filter"), OnChanged: s.FilterWords})
	ages := []kit.Option{{Key: "0", Label: p.T("review.age.all")}, {Key: "3", Label: p.T("review.age.three")}, {Key: "14", Label: p.T("review.age.fourteen")}}
	age := p.NewSelect(kit.SelectOptions{Options: ages, Selected: fmt.Sprint(s.Days), Placeholder: p.T("review.age.all"), Name: p.T("review.age"), OnChanged: func(key string) {
		days := 0
		_, _ = fmt.Sscan(key, &days) // "" is all
		s.FilterDays(days)
	}})
	orders := []kit.Option{{Key: "newest", Label: p.T("review.newest")}, {Key: "oldest", Label: p.T("review.oldest")}}
	first := "newest"
	if s.Oldest {
		first = "oldest"
	}
	order := p.NewSelect(kit.SelectOptions{Options: orders, Selected: first, Name: p.T("button.sort"), OnChanged: func(key string) { s.OldestFirst(key == "oldest") }})
	flagged := p.Check(p.T("review.flagged"), s.Flagged, s.FilterFlagged)
	minors := p.Check(p.T("review.minors"), s.Minors, s.FilterMinors)
	list := p.NewList(kit.ListOptions{
		Length: s.Len, Name: p.T("review.queue"),
		Create: func() fyne.CanvasObject {
			return p.Tight(p.Name(""), p.NewText(kit.TextOptions{Style: kit.Quiet, Line: true}))
		},
		Update: func(i int, o fyne.CanvasObject) {
			w, _ := s.Row(i)
			t := o.(*fyne.Container).Objects
			t[0].(*kit.Text).SetText(strings.TrimSpace(w.Number + "  " + w.Name))
			t[1].(*kit.Text).SetText(v.about(w))
		},
		OnHighlighted: s.Open, OnOpen: func(i int) { s.Open(i); v.show(1) },
	})
	faces := p.NewFaces(list, s.Again)
	selected := -1
	draw := func() {
		faces.Draw(s.List)
		list.Update()
		if s.Selected != selected && s.Selected >= 0 {
			selected = s.Selected
			list.Highlight(selected)
		}
	}
	return p.Border(kit.Sides{Top: p.Column(words, p.Flow(age, order, flagged, minors))}, faces.Content), draw
}

// about is a session in one quiet line.
func (v *reviewView) about(w screen.Waiting) string {
	p := v.pen
	var parts []string
	if len(w.Flags) > 0 {
		parts = append(parts, p.T("place.flagged"))
	}
	if !w.Day.IsZero() {
		parts = append(parts, p.Words.DateShort(w.Day))
	}
	if w.Language != "" {
		parts = append(parts, p.Words.LanguageName(w.Language))
	}
	for _, name := range []string{w.ByName, w.Office} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, " · ")
}

func (v *reviewView) draw() {
	s := v.review
	w := s.Where()
	v.session.draw(fmt.Sprint("session ", w.Session, len(s.Lines), len(s.Addenda), s.Line), v.buildSession)
	n := len(s.Comments())
	before := len(v.comments)
	same := v.at == w.Session
	open := s.Form != nil && s.Form.Open()
	v.verdict.draw(fmt.Sprint("verdict ", w.Session, n, open, s.Own(), s.Form == nil), v.buildVerdict)
	if same && n > before && n > 0 { // a comment was begun: type it
		v.show(2)
		v.pen.Focus(v.comments[n-1])
	}
	if !same {
		v.at = w.Session
		v.sessionScroll.ToTop()
		v.verdictScroll.ToTop()
	}
	if v.form != nil {
		v.form.draw()
	}
}

func (v *reviewView) buildSession() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.review
	w := s.Where()
	parts := []fyne.CanvasObject{}
	parts = append(parts, p.NewText(kit.TextOptions{Text: strings.TrimSpace(w.Number + "  " + w.Name), Style: kit.Subheading, Own: true}))
	for _, f := range w.Flags {
		parts = append(parts, p.NewText(kit.TextOptions{Text: p.T(string(f)), Tone: kit.Warn}))
	}
	for i, l := range s.Lines {
		row := p.Tight(p.Quiet(p.Say(l.Label)), p.Fact(l))
		pin := p.NewButton(kit.ButtonOptions{Label: p.T("review.pin"), Kind: kit.Flat, OnTapped: func() {
			s.SelectLine(i)
			s.Comment()
		}})
		line := p.TopRow(kit.Grow(row), pin)
		if i == s.Line {
			parts = append(parts, p.Card(line))
		} else {
			parts = append(parts, line)
		}
	}
	for _, a := range s.Addenda {
		parts = append(parts, p.Card(p.addendum(a)))
	}
	return p.Column(parts...), nil
}

func (v *reviewView) buildVerdict() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.review
	v.comments, v.form = nil, nil
	if s.Form == nil {
		return p.Quiet(p.T("review.choose")), nil
	}
	v.form = p.newFormState(s.Form)
	v.form.draw()
	parts := []fyne.CanvasObject{p.Flow(p.Subheading(p.T("review.checklist")), v.form.line), v.form.trouble}
	if s.Own() {
		parts = append(parts, p.Text(p.T("review.own")))
	}
	if m := s.Verdict(); m.Key != "" {
		parts = append(parts, p.Badge(p.Say(m), kit.Accent))
	}
	for _, c := range s.Comments() {
		place := p.T("casefile.comment.whole")
		if c.Place.Key != "" {
			place = p.Say(c.Place)
		}
		label := p.Say(screen.Say("casefile.comment.on", "Place", place))
		e := p.NewEntry(kit.EntryOptions{Text: c.Text, Name: label, Lines: 1, MaxLines: 8, Disabled: !s.May(), OnChanged: func(text string) { s.TypeComment(c.Number, text) }})
		v.comments = append(v.comments, e)
		parts = append(parts, p.Tight(p.Quiet(label), e))
	}
	var options []kit.Option
	for _, c := range screen.Choices("review_check") {
		options = append(options, kit.Option{Key: c.Value, Label: p.Say(c.Name)})
	}
	for _, point := range s.Points() {
		label := p.T(casework.EnumKey("review_point", point))
		parts = append(parts, p.Tight(p.Text(label), p.NewChoice(kit.ChoiceOptions{Options: options, Selected: s.Checked(point), Name: label, Disabled: !s.May(),
			OnChanged: func(key string) { s.Check(point, casework.Value(key)) }})))
	}
	note := p.NewEntry(kit.EntryOptions{Text: s.Note(), Name: p.T("review.note"), Lines: 2, MaxLines: 10, Disabled: !s.May(), OnChanged: s.TypeNote})
	parts = append(parts, p.Tight(p.Quiet(p.T("review.note")), note))
	return p.Column(parts...), nil
}

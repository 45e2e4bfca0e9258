package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

func (v *caseFileView) buildSessions() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	all := s.Sessions()
	if len(all) == 0 {
		return p.Readable(p.Column(p.Subheading(p.T("casefile.sessions.empty")), p.Text(p.T("casefile.sessions.empty.hint")))), nil
	}
	list := p.Column()
	for _, r := range all {
		when := p.T("casefile.session.no_day")
		if !r.Started.IsZero() {
			when = p.Words.Moment(r.Started)
		}
		parts := []string{}
		for _, m := range []screen.Message{r.Kind, r.Outcome} {
			if m.Key != "" {
				parts = append(parts, p.Say(m))
			}
		}
		if r.Language != "" {
			parts = append(parts, p.Words.LanguageName(string(r.Language)))
		}
		parts = append(parts, p.Say(r.By))
		head := []fyne.CanvasObject{p.Strong(when)}
		if r.Open {
			head = append(head, p.Badge(p.T("casefile.session.open"), kit.Plain))
		}
		if r.Asked {
			head = append(head, p.Badge(p.T("casefile.session.asked"), kit.Accent))
		}
		read := p.Button(p.T("button.read"), func() { s.ReadSession(r.ID) })
		list.Add(p.Row(kit.Grow(p.Tight(p.Flow(head...), p.Quiet(strings.Join(parts, " · ")))), read))
		list.Add(kit.Separator())
	}
	return list, nil
}

func (v *caseFileView) buildSession() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	r := s.Session()
	when := p.T("casefile.session.no_day")
	if !r.Started.IsZero() {
		when = p.Words.Moment(r.Started)
	}
	closed := p.T("casefile.session.closed")
	if r.Open {
		closed = p.T("casefile.session.open")
	}
	parts := []fyne.CanvasObject{
		p.Flow(p.Subheading(when), p.Badge(closed, kit.Plain), p.Quiet(p.Say(r.By)), p.Quiet(p.Say(screen.Say("casefile.session.place", "Number", r.Where+1, "All", r.Of)))),
		p.Flow(p.NewButton(kit.ButtonOptions{Label: p.T("button.next"), Shortcut: "J", Disabled: r.Where == r.Of-1, OnTapped: func() { s.StepSession(1) }}),
			p.NewButton(kit.ButtonOptions{Label: p.T("button.previous"), Shortcut: "K", Disabled: r.Where == 0, OnTapped: func() { s.StepSession(-1) }})),
	}
	for _, w := range r.Reviews {
		parts = append(parts, v.review(w))
	}
	parts = append(parts, p.Facts(r.Lines))
	for _, a := range r.Addenda {
		parts = append(parts, p.Card(p.addendum(a)))
	}
	form := s.Addendum()
	line, trouble := v.watch(form)
	entry := p.NewEntry(kit.EntryOptions{Text: s.AddendumText(), Name: p.T("casefile.addendum"), Lines: 3, MaxLines: 14, Disabled: !form.Open(), OnChanged: s.TypeAddendum})
	parts = append(parts, p.Section(p.T("casefile.addendum"), p.Column(p.Quiet(p.T("casefile.addendum.hint")), entry, line, trouble)))
	return p.Column(parts...), nil
}

// addendum is something added to a recorded session.
func (p Pen) addendum(a screen.Addendum) fyne.CanvasObject {
	head := p.Say(screen.Say("casefile.addendum.by", "Who", a.By, "When", screen.AsMoment(a.At)))
	o := []fyne.CanvasObject{p.Quiet(head)}
	if a.On.Key != "" {
		o = append(o, p.Quiet(p.Say(screen.Say("casefile.addendum.late", "Field", a.On))))
	}
	return p.Column(append(o, p.OwnWords(a.Text))...)
}

// review is a supervisor's second reading, with a field for the answer.
func (v *caseFileView) review(w screen.Reviewed) fyne.CanvasObject {
	p := v.pen
	o := []fyne.CanvasObject{p.Flow(p.Strong(p.Say(screen.Say("casefile.review.by", "Who", w.By, "When", screen.AsMoment(w.At)))), p.Badge(p.Say(w.Verdict), kit.Plain))}
	if w.Note != "" {
		o = append(o, p.OwnWords(w.Note))
	}
	if len(w.Checks) > 0 {
		o = append(o, p.Facts(w.Checks))
	}
	for _, c := range w.Comments {
		place := p.T("casefile.comment.whole")
		if c.Place.Key != "" {
			place = p.Say(c.Place)
		}
		o = append(o, p.Quiet(p.Say(screen.Say("casefile.comment.on", "Place", place))), p.OwnWords(c.Text))
		o = append(o, v.answer(c.ID, true, c.Answer, c.Resolved))
	}
	o = append(o, v.answer(w.ID, false, w.Answer, w.Answered))
	return p.Card(p.Column(o...))
}

// answer is what was answered, or the field for it.
func (v *caseFileView) answer(i casework.ItemID, comment bool, answer string, done bool) fyne.CanvasObject {
	p, s := v.pen, v.file
	if done {
		return p.Row(p.Quiet(p.T("casefile.answered")), kit.Grow(p.OwnWords(answer)))
	}
	f := s.Answering(i, comment)
	label := "casefile.answer"
	if comment {
		label = "casefile.answer.comment"
	}
	line, trouble := v.watch(f)
	entry := p.NewEntry(kit.EntryOptions{Text: screen.AnswerText(f), Placeholder: p.T(label), Name: p.T(label), Lines: 1, MaxLines: 8, Disabled: !f.Open(),
		OnChanged: func(text string) { screen.TypeAnswer(f, text) }})
	return p.Column(p.Row(kit.Grow(entry), p.Button(p.T("button.answer"), f.Record)), line, trouble)
}

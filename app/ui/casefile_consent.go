package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

func (v *caseFileView) buildConsents() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	list := p.Column(p.Quiet(p.T("casefile.consent.hint")))
	for _, u := range s.Purposes() {
		ask := p.Button(p.T("casefile.consent.ask"), func() { s.AskConsent(u.Purpose) })
		if len(u.Said) == 0 {
			list.Add(p.Row(kit.Grow(p.Tight(p.Strong(p.Say(u.Name)), p.Quiet(p.T("casework.consent.not_asked")))), ask))
			list.Add(kit.Separator())
			continue
		}
		list.Add(p.Row(kit.Grow(p.Strong(p.Say(u.Name))), ask))
		for _, a := range u.Said {
			list.Add(v.agreement(a))
		}
		list.Add(kit.Separator())
	}
	return list, nil
}

func (v *caseFileView) agreement(a screen.Agreement) fyne.CanvasObject {
	p, s := v.pen, v.file
	state := p.Say(a.State)
	if !a.On.IsZero() {
		state = p.Say(screen.Say("casefile.consent.state", "State", a.State, "Day", a.On))
	}
	about := []fyne.CanvasObject{p.Text(state)}
	if a.Undecided {
		about = append(about, p.Badge(p.T("place.conflict"), kit.Warn))
	}
	if a.Who != "" {
		about = append(about, p.OwnWords(a.Who))
	}
	if len(a.Recipients) > 0 {
		about = append(about, p.Quiet(p.Say(screen.Say("casefile.consent.to", "Whom", p.Words.List(a.Recipients)))))
	}
	for _, m := range append([]screen.Message{a.How, a.Basis, a.Recall}, a.Named...) {
		if m.Key != "" {
			about = append(about, p.Quiet(p.Say(m)))
		}
	}
	if !a.Until.IsZero() {
		about = append(about, p.Quiet(p.Say(screen.Say("casefile.consent.until", "Day", a.Until))))
	}
	row := []fyne.CanvasObject{}
	if a.MayGive {
		row = append(row, p.Button(p.T("casefile.consent.give"), func() { s.AnswerConsent(a.ID, "given") }))
	}
	if a.MayRefuse {
		row = append(row, p.Button(p.T("casefile.consent.refuse"), func() { s.AnswerConsent(a.ID, "refused") }))
	}
	if a.MayTake {
		row = append(row, p.Button(p.T("casefile.consent.withdraw"), func() { s.AnswerConsent(a.ID, "withdrawn") }))
	}
	return p.Column(p.Flow(about...), p.Flow(row...))
}

func (v *caseFileView) buildConsent() (fyne.CanvasObject, fyne.Focusable) {
	p, s := v.pen, v.file
	e := s.Consent
	line, trouble := v.watch(e.Form)
	parts := []fyne.CanvasObject{p.Flow(p.Subheading(p.Say(s.ConsentAsked())), line), trouble}
	words := p.telling(e, "words", "casefile.consent.words")
	if s.TakesBack() {
		parts = append(parts, p.Text(p.T("casefile.consent.withdraw.hint")), p.Form(words))
		return p.Column(parts...), words.Control.(*kit.Entry)
	}
	var states []kit.Option
	for _, state := range []casework.Value{"not_asked", "given", "refused"} {
		states = append(states, kit.Option{Key: string(state), Label: p.T(casework.EnumKey("consent", state))})
	}
	said := p.picking(e, "state", states, "casefile.consent.said")
	var fields []kit.Field
	if !s.AskedAlready() {
		var classes []fyne.CanvasObject
		for _, c := range []casework.Class{casework.Medical, casework.Protection, casework.Legal, casework.Whereabouts} {
			field := "class." + c.String()
			classes = append(classes, p.Check(p.Say(screen.ClassName(c)), e.Text(field) == string(casework.Yes), func(on bool) {
				e.Type(field, onlyYes(on))
			}))
		}
		fields = append(fields, p.picking(e, "member", v.members(), "casefile.consent.member"),
			kit.Field{Label: p.T("casefile.consent.recipients"), Control: v.recipients()},
			kit.Field{Label: p.T("casefile.consent.classes"), Control: p.Flow(classes...), Hint: p.T("casefile.consent.classes.hint")},
			p.choosing(e, "basis", "basis", "casefile.consent.basis"), p.typing(e, "basis.law", "casefile.consent.law"),
			p.telling(e, "text", "casefile.consent.text"))
	}
	fields = append(fields, p.picking(e, "language", named(screen.Languages(), p.Words.LanguageName), "casefile.consent.language"),
		p.typing(e, "interpreter", "casefile.consent.interpreter"), p.yesNo(e, "effects_explained", "casefile.consent.explained"), said,
		p.choosing(e, "how", "consent_how", "casefile.consent.how"), p.typing(e, "witness", "casefile.consent.witness"),
		p.typing(e, "guardian", "casefile.consent.guardian"), words)
	return p.Readable(p.Column(append(parts, p.Form(fields...))...)), focusable(said.Control)
}

// onlyYes is what a check keeps: no is not said.
func onlyYes(on bool) string {
	if on {
		return string(casework.Yes)
	}
	return ""
}

// recipients are those who would be given something, with always one more to name.
func (v *caseFileView) recipients() fyne.CanvasObject {
	p, e := v.pen, v.file.Consent
	return v.growing(e, "recipient", "casefile.consent.recipient", func(n string) fyne.CanvasObject {
		at := casework.F("recipient", n)
		return p.Flow(p.choosing(e, at+".kind", "partner", "casefile.consent.recipient.kind").Control,
			p.picking(e, at+".country", named(screen.Countries(), p.Words.CountryName), "casefile.consent.recipient.country").Control)
	})
}

// growing are the entries of a list of the file's forms.
func (v *caseFileView) growing(e *screen.Edits, list, label string, beside func(n string) fyne.CanvasObject) fyne.CanvasObject {
	l := &listOf{pen: v.pen, e: e, changed: func() {
		v.scroll.Refresh()
		v.file.OnChange()
	}}
	return l.build(list, label, beside)
}

// listOf are the entries of a list, each with what is asked of it, and always one more
// to type in.
type listOf struct {
	pen     Pen
	e       *screen.Edits
	changed func()
}

func (l *listOf) build(list, label string, beside func(n string) fyne.CanvasObject) fyne.CanvasObject {
	p, e, box := l.pen, l.e, l.pen.Column()
	var add func(n string)
	add = func(n string) {
		name := p.typing(e, casework.F(list, n), label).Control.(*kit.Entry)
		row := p.Tight(name)
		more := func() {
			if beside != nil {
				row.Add(beside(n))
			}
			add(e.NewEntry())
		}
		box.Add(row)
		if e.Text(list+"."+n) != "" {
			if beside != nil {
				row.Add(beside(n))
			}
			return
		}
		name.SetOnChanged(func(text string) {
			e.Type(list+"."+n, text)
			if more != nil && text != "" {
				more()
				more = nil
				box.Refresh()
			}
			l.changed()
		})
	}
	for _, n := range e.Entries(list) {
		add(n)
	}
	add(e.NewEntry())
	return box
}

// focusable is what can have the keyboard of a control; nil if it cannot.
func focusable(o fyne.CanvasObject) fyne.Focusable {
	f, _ := o.(fyne.Focusable)
	return f
}

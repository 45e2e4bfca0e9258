package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
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
	if a.How.Key != "" {
		about = append(about, p.Quiet(p.Say(a.How)))
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
	var members []kit.Option
	for _, m := range s.Persons() {
		members = append(members, kit.Option{Key: m.ID.String(), Label: orText(m.Name(), p.T("caseload.no_name"))})
	}
	states := []kit.Option{{Key: "given", Label: p.T("casework.consent.given")}, {Key: "refused", Label: p.T("casework.consent.refused")}}
	fields := []kit.Field{p.picking(e, "state", states, "casefile.consent.said")}
	if s.NewConsent() {
		fields = append(fields, p.picking(e, "member", members, "casefile.consent.member"),
			p.typing(e, "recipient.1", "casefile.consent.recipient"), p.choosing(e, "recipient.1.kind", "partner", "casefile.consent.recipient.kind"))
	}
	fields = append(fields, p.choosing(e, "how", "consent_how", "casefile.consent.how"),
		p.picking(e, "language", named(screen.Languages(), p.Words.LanguageName), "casefile.consent.language"),
		p.telling(e, "text", "casefile.consent.text"),
		p.yesNo(e, "effects_explained", "casefile.consent.explained"), words)
	return p.Column(append(parts, p.Form(fields...))...), focusable(fields[0].Control)
}

// focusable is what can have the keyboard of a control; nil if it cannot.
func focusable(o fyne.CanvasObject) fyne.Focusable {
	f, _ := o.(fyne.Focusable)
	return f
}

package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// phraseFields ask for a new passphrase: a suggested one, or one of the person's own.
// next is what Enter does behind the last field.
func phraseFields(p Pen, s *screen.Phrase, strength *kit.Text, next func()) ([]fyne.CanvasObject, fyne.Focusable) {
	typed := p.NewEntry(kit.EntryOptions{Text: s.Passphrase, Password: s.Own, Name: p.T("start.passphrase"), OnChanged: s.TypePassphrase,
		OnSubmitted: func(string) {
			if !s.Own {
				next()
			}
		}})
	if s.Own {
		again := p.NewEntry(kit.EntryOptions{Text: s.Again, Password: true, Name: p.T("start.again"), OnChanged: s.TypeAgain, OnSubmitted: func(string) { next() }})
		return []fyne.CanvasObject{
			p.Form(kit.Field{Label: p.T("start.passphrase"), Control: typed}, kit.Field{Label: p.T("start.again"), Control: again}),
			strength, p.Flow(p.Button(p.T("start.suggest"), s.Suggest)),
		}, typed
	}
	return []fyne.CanvasObject{
		p.Card(p.NewText(kit.TextOptions{Text: s.Suggested, Style: kit.Subheading, Own: true})),
		p.Text(p.T("start.phrase.hint")),
		p.Form(kit.Field{Label: p.T("start.phrase.type"), Control: typed}),
		p.Flow(p.Button(p.T("start.another"), s.Suggest), p.Button(p.T("start.own"), s.UseOwn)),
	}, typed
}

// phraseFace is what of a phrase being chosen needs other widgets.
func phraseFace(s *screen.Phrase) string {
	if s.Own {
		return s.Suggested + " own"
	}
	return s.Suggested
}

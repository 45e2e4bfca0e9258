package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
)

// paletteView is the line that Ctrl+K opens over everything, and what it found.
// Arrow keys come to the frame, because a line of text has no use for them.
type paletteView struct {
	pen     Pen
	palette *screen.Palette
	content fyne.CanvasObject
	entry   *kit.Entry
	hits    *fyne.Container
}

func newPaletteView(p Pen, s *screen.Palette) *paletteView {
	v := &paletteView{pen: p, palette: s, hits: p.Tight()}
	v.entry = p.NewEntry(kit.EntryOptions{
		Placeholder: p.T("frame.find"), Name: p.T("frame.find"),
		OnChanged:   s.Type,
		OnSubmitted: func(string) { s.Pick(s.Selected) },
		OnEscape:    s.Hide,
	})
	box := kit.Ground(false, kit.Pad(1, p.Column(v.entry, v.hits)))
	v.content = p.Column(kit.Pad(4, p.Centred(kit.AtLeast(480, 0, p.Card(box)))))
	return v
}

func (v *paletteView) draw() {
	p, s := v.pen, v.palette
	v.hits.RemoveAll()
	if !s.Open {
		return
	}
	if !s.List.Trouble.None() {
		v.hits.Add(p.Trouble(s.List.Trouble))
	}
	if len(s.Hits) == 0 {
		v.hits.Add(p.Quiet(p.Say(s.List.Title)))
	}
	for i, h := range s.Hits {
		label := h.Text
		if h.Name.Key != "" {
			label = p.Say(h.Name)
		}
		kind := kit.Flat
		if i == s.Selected {
			kind = kit.Primary
		}
		button := p.NewButton(kit.ButtonOptions{Label: label, Shortcut: string(h.Key), Kind: kind, OnTapped: func() { s.Pick(i) }})
		if h.Beside == "" {
			v.hits.Add(button)
		} else {
			v.hits.Add(p.Row(kit.Grow(button), p.Quiet(h.Beside)))
		}
	}
	v.hits.Refresh()
}

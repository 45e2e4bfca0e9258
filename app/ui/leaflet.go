package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"waymark/app/ui/kit"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// leafletView is a topic in large letters, for whoever sits there.
type leafletView struct {
	pen    Pen
	s      *screen.Leaflet
	inside *fyne.Container
	rows   []fyne.CanvasObject
	scroll *kit.Scroll
	built  string
}

func newLeafletView(p Pen, s *screen.Leaflet) *leafletView {
	return &leafletView{pen: p, s: s, inside: kit.Stack()}
}

// draw builds the text again only when it is another one, and keeps the thought one is
// at in sight.
func (v *leafletView) draw() {
	text := v.s.Text()
	if built := text.Hash() + string(rune(v.s.Size)); built != v.built {
		v.built = built
		v.build(text)
	}
	if at := v.s.Thought(); at == 0 || at >= len(v.rows) {
		v.scroll.ToTop()
	} else {
		v.scroll.SetOffset(max(0, v.rows[at].Position().Y-2*kit.Unit))
	}
}

func (v *leafletView) build(text framework.Text) {
	say, e := speaker(text.Language)
	side := float32(3 * v.s.Size)
	picture := canvas.NewImageFromResource(fyne.NewStaticResource(text.Topic.ID+".svg", v.s.Pictogram()))
	picture.FillMode = canvas.ImageFillContain
	column := e.Column(e.Flow(kit.AtLeast(side, side, picture), e.Heading(text.Title)))
	if v.s.Language != "" && text.Language != v.s.Language {
		column.Add(e.Text(say.Say(screen.Say("person.other_language", "Language", words.OwnName(v.s.Language)))))
	}
	v.rows = nil
	if !v.s.Held() {
		if text.Status != framework.Reviewed {
			column.Add(e.Caption(say.Text("person.drafted")))
		}
		for _, b := range text.Blocks {
			row := kit.Pad(0.75, block(e, b))
			v.rows = append(v.rows, row)
			column.Add(row)
		}
	}
	v.scroll = kit.NewScroll(kit.Pad(2, column))
	middle := &fyne.Container{Layout: columnOf(36 * float32(v.s.Size)), Objects: []fyne.CanvasObject{v.scroll}}
	v.inside.Objects = []fyne.CanvasObject{kit.Themed(kit.NewTheme(kit.Look{Text: float32(v.s.Size), Person: true}), middle)}
	v.inside.Refresh()
}

// drawLeaflet draws the public topics of a locked program.
func drawLeaflet(p Pen, s *screen.Leaflet) View {
	v := newLeafletView(p, s)
	ids, titles := s.Topics()
	var topics, languages []kit.Option
	for i, id := range ids {
		topics = append(topics, kit.Option{Key: id, Label: titles[i]})
	}
	for _, tag := range s.Languages() {
		languages = append(languages, kit.Option{Key: tag, Label: words.OwnName(tag)})
	}
	topic := p.NewSelect(kit.SelectOptions{Options: topics, Selected: s.Topic(), Name: p.T("leaflet.topic"), OnChanged: s.GoTo})
	language := p.NewSelect(kit.SelectOptions{Options: languages, Selected: s.Language, Name: p.T("leaflet.language"), OnChanged: s.Choose})
	back := p.NewButton(kit.ButtonOptions{Label: p.T("button.back"), Shortcut: string(screen.KeyBack), OnTapped: func() { s.OnLeft() }})
	held := p.Text(p.T("leaflet.held"))
	head := p.Column(p.Flow(back, topic, language, p.Button("A−", s.Smaller), p.Button("A+", s.Larger)), held)
	draw := func() {
		topic.Set(s.Topic())
		show(held, s.Held())
		v.draw()
	}
	s.OnChange = draw
	draw()
	return View{Content: p.Border(kit.Sides{Top: kit.Pad(1, head)}, v.inside), First: topic, Draw: draw}
}

// Cover lays the neutral topic over everything in the window, at once. Only the held
// chord takes it away, as it does where a person reads alone.
func (v *Window) Cover() {
	c := v.window.Canvas()
	if _, covered := c.Overlays().Top().(*stage); covered || v.OnCover == nil {
		return
	}
	s := v.OnCover()
	if s == nil {
		return
	}
	before := c.Focused()
	over := newStage(v.pen, s)
	view := newLeafletView(v.pen, s)
	over.show(view.inside)
	s.OnChange = view.draw
	s.OnLeft = func() {
		c.Overlays().Remove(over)
		if before != nil {
			c.Focus(before)
		}
	}
	view.draw()
	c.Overlays().Add(over)
	over.Resize(c.Size())
	c.Focus(over)
	view.draw()
}

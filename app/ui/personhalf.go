package ui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"waymark/app/ui/kit"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// personHalf is what the person sees: a topic in their language, a pictogram, and
// nothing of any file. It stands beside the staff's half, or alone in the window.
type personHalf struct {
	pen     Pen
	s       *screen.Counselling
	content *fyne.Container
	stage   *stage // over the whole window; nil while it is not

	drawn  string // what of it is built
	scroll *kit.Scroll
	rows   []*fyne.Container
	bars   []*canvas.Rectangle
	theme  *kit.Theme
}

func newPersonHalf(p Pen, s *screen.Counselling) *personHalf {
	h := &personHalf{pen: p, s: s, content: kit.Stack()}
	if p.Window != nil { // one drawn before, in another language
		for _, o := range p.Window.Canvas().Overlays().List() {
			if old, ok := o.(*stage); ok {
				p.Window.Canvas().Overlays().Remove(old)
			}
		}
	}
	return h
}

// draw builds again only what changed: going on by a thought moves a mark.
func (h *personHalf) draw() {
	v := h.s.Person
	text := v.Text()
	key := strings.Join([]string{text.Hash(), v.Language, strconv.Itoa(v.Size), strconv.FormatBool(v.Full), strconv.FormatBool(v.Held()), string(text.Status)}, "|")
	if key != h.drawn {
		h.drawn = key
		h.build(text)
	}
	h.mark()
	h.whole()
}

// speaker returns the person's own words around the text, and an Env in its
// direction. A language without such words gets English ones.
func speaker(tag string) (*words.Words, kit.Env) {
	w, err := words.New(tag)
	if err != nil {
		w, err = words.New(words.English)
		if err != nil {
			panic(err) // English is built in, which the tests of words prove
		}
	}
	return w, kit.Env{RTL: words.DirectionOf(tag) == words.RightToLeft}
}

// build makes the text anew.
func (h *personHalf) build(text framework.Text) {
	v := h.s.Person
	say, e := speaker(text.Language)
	h.theme = kit.NewTheme(kit.Look{Text: float32(v.Size), Person: true})
	h.rows, h.bars = nil, nil
	picture := canvas.NewImageFromResource(fyne.NewStaticResource(text.Topic.ID+".svg", v.Pictogram()))
	picture.FillMode = canvas.ImageFillContain
	side := float32(3 * v.Size)
	style := kit.Subheading
	if v.Full {
		style = kit.Heading
	}
	top := []fyne.CanvasObject{e.Flow(kit.AtLeast(side, side, picture), e.NewText(kit.TextOptions{Text: text.Title, Style: style}))}
	if v.Language != "" && text.Language != v.Language {
		top = append(top, e.Text(say.Say(screen.Say("person.other_language", "Language", words.OwnName(v.Language)))))
	}
	column := e.Column(top...)
	if !v.Held() {
		if text.Status != framework.Reviewed {
			column.Add(e.NewText(kit.TextOptions{Text: say.Text("person.drafted"), Style: kit.Caption}))
		}
		for _, b := range text.Blocks {
			bar := canvas.NewRectangle(h.theme.Color(theme.ColorNameBackground, theme.VariantLight))
			row := e.Border(kit.Sides{Start: kit.AtLeast(kit.Unit/2, 0, bar)}, kit.Pad(0.75, block(e, b)))
			h.rows, h.bars = append(h.rows, row), append(h.bars, bar)
			column.Add(row)
		}
	}
	h.scroll = kit.NewScroll(kit.Pad(2, column))
	back := e.NewButton(kit.ButtonOptions{Label: say.Text("person.previous"), OnTapped: h.then(v.Previous)})
	next := e.NewButton(kit.ButtonOptions{Label: say.Text("person.next"), OnTapped: h.then(v.Next)})
	smaller := e.NewButton(kit.ButtonOptions{Label: "A−", Name: say.Text("person.smaller"), OnTapped: h.then(v.Smaller)})
	larger := e.NewButton(kit.ButtonOptions{Label: "A+", Name: say.Text("person.larger"), OnTapped: h.then(v.Larger)})
	buttons := kit.Themed(kit.NewTheme(kit.Look{Text: min(float32(v.Size), 24), Person: true}), kit.Pad(1, e.Flow(back, next, smaller, larger)))
	var middle fyne.CanvasObject = h.scroll
	if v.Full {
		middle = &fyne.Container{Layout: columnOf(36 * float32(v.Size)), Objects: []fyne.CanvasObject{h.scroll}}
	}
	themed := kit.Themed(h.theme, e.Border(kit.Sides{Bottom: buttons}, middle))
	h.content.RemoveAll()
	if h.stage != nil {
		h.stage.show(themed)
	}
	if !v.Full {
		h.content.Add(themed)
	}
	h.content.Refresh()
}

// then does what a button does and gives the keyboard back to the whole window, so
// that the held chord is heard.
func (h *personHalf) then(do func()) func() {
	return func() {
		do()
		if h.stage != nil {
			h.pen.Focus(h.stage)
		}
	}
}

// block draws one thought.
func block(e kit.Env, b framework.Block) fyne.CanvasObject {
	style := kit.Body
	if b.Kind == framework.Heading {
		style = kit.Subheading
	}
	var body fyne.CanvasObject = e.NewText(kit.TextOptions{Text: b.Plain(), Style: style})
	for _, s := range b.Spans {
		if s.Emphasis || s.Strong {
			body = e.Rich(kit.RichOptions{Markdown: emphasised(b), Direction: e.Direction()})
			break
		}
	}
	switch b.Kind {
	case framework.Item:
		return e.TopRow(e.Text("•"), kit.Grow(body))
	case framework.Step:
		return e.TopRow(e.Text(strconv.Itoa(b.Number)+"."), kit.Grow(body))
	}
	return body
}

// emphasised writes a block's spans for the kit.
func emphasised(b framework.Block) string {
	var out strings.Builder
	for _, s := range b.Spans {
		if s.Emphasis || s.Strong {
			out.WriteString("**" + s.Text + "**")
		} else {
			out.WriteString(s.Text)
		}
	}
	return out.String()
}

// mark puts the mark beside the thought they are at, and keeps it in sight.
func (h *personHalf) mark() {
	at := h.s.Person.Thought()
	for i, bar := range h.bars {
		name := theme.ColorNameBackground
		if i == at {
			name = theme.ColorNamePrimary
		}
		if c := h.theme.Color(name, theme.VariantLight); bar.FillColor != c {
			bar.FillColor = c
			bar.Refresh()
		}
	}
	if at >= len(h.rows) {
		return
	}
	if at == 0 {
		h.scroll.ToTop()
		return
	}
	row, offset, height := h.rows[at], h.scroll.Offset(), h.scroll.Size().Height
	top, bottom := row.Position().Y, row.Position().Y+row.Size().Height+4*kit.Unit
	if top < offset || bottom > offset+height {
		h.scroll.SetOffset(max(0, top-2*kit.Unit))
	}
}

// whole gives the person the window, or takes it back.
func (h *personHalf) whole() {
	if h.pen.Window == nil {
		return
	}
	c := h.pen.Window.Canvas()
	switch full := h.s.Person.Full; {
	case full && h.stage == nil:
		for c.Overlays().Top() != nil { // a list that was open
			c.Overlays().Remove(c.Overlays().Top())
		}
		h.stage = newStage(h.pen, h.s.Person)
		h.drawn = ""
		c.Overlays().Add(h.stage)
		h.stage.Resize(c.Size())
		c.Focus(h.stage)
		h.draw()
	case !full && h.stage != nil:
		gone := h.stage
		h.stage = nil
		c.Overlays().Remove(gone)
		h.drawn = ""
		h.draw()
		h.s.OnGo(screen.PartSaid)
	}
}

// columnOf keeps what stands in it to a width, in the middle.
type columnOf float32

func (w columnOf) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide := min(float32(w), size.Width)
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-wide)/2, 0))
		o.Resize(fyne.NewSize(wide, size.Height))
	}
}

func (w columnOf) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize()
}

package ui

import (
	"fmt"

	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
)

// frameView is what stands around every screen: rail, search, lights, lock.
type frameView struct {
	pen     Pen
	frame   *screen.Frame
	content *fyne.Container // the whole
	middle  *fyne.Container // the screen
	rail    *fyne.Container
	beside  *fyne.Container // the rail and the screen
	lights  *fyne.Container
	undo    *fyne.Container
	palette *paletteView

	hidden string // what of names is hidden
	railed string // what stands in the rail
	drawn  screen.Screen
	view   View
	stands bool // in the window, so that the keyboard can be given away
}

func newFrameView(p Pen, f *screen.Frame) *frameView {
	v := &frameView{pen: p, frame: f, middle: kit.Stack(), rail: p.Tight(), lights: p.Row(), undo: p.Tight()}
	find := p.NewButton(kit.ButtonOptions{Label: p.T("frame.find"), Shortcut: string(screen.KeyFind), OnTapped: f.Palette.Show})
	lock := p.NewButton(kit.ButtonOptions{Label: p.T("frame.lock"), Shortcut: string(screen.KeyLock), OnTapped: func() { f.OnLock() }})
	language := p.Badge(p.Words.Language(), kit.Plain)
	head := p.Row(p.Strong(p.T("app.name")), find, kit.Spacer(), language, v.lights, lock)
	top := []fyne.CanvasObject{kit.Ground(true, kit.Pad(1, head))}
	if f.Desk().Practice {
		top = append(top, p.Banner(p.T("app.practice"), kit.Warn))
	}
	rail := kit.Ground(true, kit.Pad(1, v.rail))
	beside := &fyne.Container{Layout: &besideRail{rtl: p.RTL, away: func() bool { return f.Desk().Way.Here().Place == screen.PlaceCounselling }},
		Objects: []fyne.CanvasObject{rail, kit.Pad(2, v.middle)}}
	v.beside = beside
	body := p.Border(kit.Sides{Top: p.Tight(top...), Bottom: v.undo}, beside)
	v.palette = newPaletteView(p, f.Palette)
	v.content = kit.Stack(body)
	f.Palette.Speak(p.Say)
	f.Desk().Language = p.Words.Language()
	f.OnChange = v.draw
	f.Desk().Way.OnChange = v.turn
	f.Palette.OnChange = v.drawPalette
	v.draw()
	v.turn()
	v.drawPalette()
	v.stands = true
	return v
}

// draw shows the lights and what can be taken back.
func (v *frameView) draw() {
	p, l := v.pen, v.frame.Lights
	v.lights.RemoveAll()
	if !v.frame.Desk().Practice {
		v.lights.Add(p.Lights(lampsOf(p, l, false)...))
	}
	v.lights.Refresh()
	v.hide()
	v.undo.RemoveAll()
	if v.frame.Talks() {
		v.undo.Add(p.Banner(p.T("frame.talking"), kit.Plain, p.Button(p.T("frame.talk.back"), v.frame.BackToTalk), p.Button(p.T("frame.talk.over"), v.frame.Desk().EndTalk)))
	}
	if !v.frame.Alarm.None() {
		v.undo.Add(kit.Pad(1, p.Trouble(v.frame.Alarm)))
	}
	for _, f := range v.frame.Desk().Drafts.Due() {
		v.undo.Add(p.Banner(p.Say(f.Line()), kit.Plain,
			p.NewButton(kit.ButtonOptions{Label: p.T("button.undo"), Shortcut: string(screen.KeyUndo), OnTapped: f.Undo})))
	}
	v.undo.Refresh()
	v.drawRail()
}

// hide covers a screen about another case than the one talked about, and draws names
// again when they are revealed or hidden.
func (v *frameView) hide() {
	d := v.frame.Desk()
	covered := d.HidesScreen(d.Way.Here())
	if names := fmt.Sprint(covered, d.Hides(casework.SubjectID{})); names != v.hidden {
		v.hidden = names
		if v.view.Draw != nil {
			v.view.Draw()
		}
		v.fill(covered)
	}
}

func (v *frameView) fill(covered bool) {
	p := v.pen
	v.middle.RemoveAll()
	switch {
	case covered:
		v.middle.Add(p.Readable(p.Column(p.Subheading(p.T("frame.covered")), p.Text(p.T("frame.covered.hint")))))
		if p.Window != nil {
			p.Window.Canvas().Unfocus()
		}
	case v.view.Content != nil:
		v.middle.Add(v.view.Content)
	}
	v.middle.Refresh()
}

// drawRail builds the rail again only when it changes: a button that goes away between
// press and release never hears of the tap, and lights change often while syncing.
func (v *frameView) drawRail() {
	p := v.pen
	entries, key := v.frame.Rail(), "rail"
	for _, e := range entries {
		key += fmt.Sprint(" ", e.Place, v.frame.Inside(e.Place))
	}
	if key == v.railed {
		return
	}
	v.railed = key
	v.rail.RemoveAll()
	for _, e := range entries {
		kind := kit.Flat
		if v.frame.Inside(e.Place) {
			kind = kit.Primary
		}
		v.rail.Add(p.NewButton(kit.ButtonOptions{Label: p.Say(e.Name), Shortcut: string(e.Key), Kind: kind, Start: true,
			OnTapped: func() { v.frame.Desk().Way.Go(screen.Route{Place: e.Place}) }}))
	}
	v.rail.Refresh()
}

// turn shows another screen.
func (v *frameView) turn() {
	s := v.frame.Desk().Way.Screen()
	if s == nil {
		return
	}
	if s != v.drawn {
		v.drawn = s
		p := v.pen
		p.Hidden = func() bool { return v.drawn != s }
		v.view = draw(p, s)
		d := v.frame.Desk()
		covered := d.HidesScreen(d.Way.Here())
		v.hidden = fmt.Sprint(covered, d.Hides(casework.SubjectID{}))
		v.fill(covered)
		v.draw()
		v.beside.Refresh()
	}
	v.focus()
}

// focus gives the keyboard to where one begins.
func (v *frameView) focus() {
	if !v.stands {
		return
	}
	if v.frame.Palette.Open {
		v.pen.Focus(v.palette.entry)
		return
	}
	if d := v.frame.Desk(); v.view.First != nil && !d.HidesScreen(d.Way.Here()) {
		v.pen.Focus(v.view.First)
	} else if v.pen.Window != nil {
		v.pen.Window.Canvas().Unfocus()
	}
}

func (v *frameView) drawPalette() {
	open := len(v.content.Objects) > 1
	if v.frame.Palette.Open != open {
		if open {
			v.content.Remove(v.palette.content)
		} else {
			v.palette.entry.SetText("")
			v.content.Add(v.palette.content)
		}
		v.content.Refresh()
		v.focus()
	}
	v.palette.draw()
}

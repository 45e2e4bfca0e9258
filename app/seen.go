//go:build test

package main

import (
	"encoding/json"
	"flag"
	"log/slog"
	"net"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"waymark/app/ui/kit"
	"waymark/internal/bidi"
)

// seenFlags adds what only builds for tests and demonstrations have. It shows case
// data to whoever may open the socket, so it is in no other build.
func seenFlags(f *flag.FlagSet, o *Options) {
	f.StringVar(&o.Seen, "seen", "", "tell on this `socket` what the window shows: for demonstrations with made-up cases only")
}

// seen is what the window shows, for a program that drives it by keys and clicks and
// must know when and where.
type seen struct {
	Place  string // of the screen in the frame; "" while locked
	Safe   bool   // the two lights
	Latest bool
	Unsent int
	Heard  int64      // when the hub was last heard, in milliseconds since 1970
	Parts  []seenPart // in the order they are drawn
}

// seenPart is one visible thing. Only what is in sight is there.
type seenPart struct {
	Kind          string // button, field, text, label (words inside another widget), choice, list
	Name          string // its words, or a field's name
	Value         string `json:",omitempty"` // what stands in a field; the key of the answer in a choice
	X, Y, W, H    float32
	Focused, Deaf bool `json:",omitempty"` // has the keyboard; takes no input now
}

// tellSeen answers every connection to the socket with one JSON document.
func (p *program) tellSeen() (stop func()) {
	if p.o.Seen == "" {
		return func() {}
	}
	l, err := net.Listen("unix", p.o.Seen)
	if err != nil {
		slog.Error("tell what is seen", "error", err)
		return func() {}
	}
	over := make(chan struct{})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			answer := make(chan seen, 1)
			p.run.deliver(func() { answer <- p.look() })
			select {
			case s := <-answer:
				if err := json.NewEncoder(c).Encode(s); err != nil {
					slog.Warn("tell what is seen", "error", err)
				}
			case <-over: // nobody looks any more
			}
			c.Close()
		}
	}()
	return func() {
		close(over)
		l.Close()
	}
}

func (p *program) look() seen {
	var s seen
	if p.open != nil && p.open.frame != nil {
		f := p.open.frame
		s.Place = string(f.Desk().Way.Here().Place)
		s.Safe, s.Latest, s.Unsent = f.Lights.Safe, f.Lights.UpToDate, f.Lights.HereOnly
		s.Heard = f.Lights.Reached.UnixMilli()
	}
	c := p.window.Canvas()
	e := eye{focused: c.Focused()}
	all := box{0, 0, c.Size().Width, c.Size().Height}
	e.see(c.Content(), fyne.Position{}, all)
	for _, o := range c.Overlays().List() {
		e.see(o, fyne.Position{}, all)
	}
	s.Parts = e.parts
	return s
}

type box struct{ x, y, x2, y2 float32 }

func (b box) and(c box) box {
	return box{max(b.x, c.x), max(b.y, c.y), min(b.x2, c.x2), min(b.y2, c.y2)}
}

// eye looks at a window's objects. Positions are absolute and cut off by the scrolls
// that things stand in.
type eye struct {
	focused fyne.Focusable
	parts   []seenPart
}

func (e *eye) see(o fyne.CanvasObject, from fyne.Position, in box) {
	if o == nil || !o.Visible() {
		return
	}
	at := from.Add(o.Position()) // the driver does not know where a widget's own drawing stands
	size := o.Size()
	here := box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}.and(in)
	if _, group := o.(*fyne.Container); !group && (here.x2-here.x < 2 || here.y2-here.y < 2) {
		return
	}
	if e.add(o, here) {
		return
	}
	if _, ok := o.(*container.Scroll); ok {
		in = here
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			e.see(c, at, in)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			e.see(c, at, in)
		}
	}
}

// add notes o, and says whether all that is in it is said by that.
func (e *eye) add(o fyne.CanvasObject, at box) (whole bool) {
	part := seenPart{X: at.x, Y: at.y, W: at.x2 - at.x, H: at.y2 - at.y}
	if f, ok := o.(fyne.Focusable); ok {
		part.Focused = f == e.focused
	}
	if d, ok := o.(fyne.Disableable); ok {
		part.Deaf = d.Disabled()
	}
	switch w := o.(type) {
	case *kit.Button:
		part.Kind, part.Name, whole = "button", w.Label(), true
	case *kit.Entry:
		part.Kind, part.Name, part.Value, whole = "field", w.AccessibilityLabel(), w.Text(), true
	case *kit.Text:
		part.Kind, part.Name, whole = "text", w.Content(), true
	case *canvas.Text:
		part.Kind, part.Name = "label", w.Text
	case *kit.Check:
		part.Kind, part.Name, whole = "check", w.AccessibilityLabel(), true
	case *kit.Choice:
		part.Kind, part.Name, part.Value = "choice", w.AccessibilityLabel(), w.Selected()
	case *kit.Select:
		part.Kind, part.Name = "select", w.AccessibilityLabel()
	case *kit.List:
		part.Kind, part.Name = "list", w.AccessibilityLabel()
	case *kit.Bar:
		part.Kind, part.Name = "bar", w.AccessibilityLabel()
	default:
		return false
	}
	if part.Name = bidi.Strip(part.Name); part.Name != "" || part.Kind != "label" {
		e.parts = append(e.parts, part)
	}
	return whole
}

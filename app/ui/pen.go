package ui

import (
	"fyne.io/fyne/v2"

	"waymark/app/ui/kit"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// Pen is what a view draws with: the kit in one reading direction, the texts of
// one language, and the window it draws in.
type Pen struct {
	kit.Env
	Words   *words.Words
	Window  fyne.Window
	Touched func() // somebody did something; nil where nobody asks
	// Hidden reports whether another screen stands in the frame now: one that is only
	// kept to go back to must not touch the keyboard. Nil where there are no others.
	Hidden func() bool
}

// NewPen returns the pen of a language.
func NewPen(w *words.Words, window fyne.Window, copied, touched func()) Pen {
	return Pen{Env: kit.Env{RTL: w.Direction() == words.RightToLeft, Copied: copied}, Words: w, Window: window, Touched: touched}
}

// Say says a message.
func (p Pen) Say(m screen.Message) string { return p.Words.Say(m) }

// T says the text of a key.
func (p Pen) T(key string) string { return p.Words.Text(key) }

// Focus gives a widget the keyboard.
func (p Pen) Focus(f fyne.Focusable) {
	if f != nil && p.Window != nil && (p.Hidden == nil || !p.Hidden()) {
		p.Window.Canvas().Focus(f)
	}
}

// View is a screen as drawn.
type View struct {
	Content fyne.CanvasObject
	First   fyne.Focusable // has the keyboard when the screen comes into sight; nil for none
	Draw    func()         // draws the screen's state again
}

// Commands are buttons for a screen's commands, each with its shortcut. They are
// drawn again by the function returned.
func (p Pen) Commands(commands func() []screen.Command) (*fyne.Container, func()) {
	var drawn []screen.Command
	row := p.Flow()
	draw := func() {
		now := commands()
		if sameCommands(drawn, now) {
			return
		}
		drawn = now
		row.RemoveAll()
		for _, c := range now {
			row.Add(p.Command(c))
		}
	}
	draw()
	return row, draw
}

// Command is the button of a command.
func (p Pen) Command(c screen.Command) *kit.Button {
	kind := kit.Ordinary
	if c.Main {
		kind = kit.Primary
	}
	return p.NewButton(kit.ButtonOptions{Label: p.Say(c.Name), Shortcut: string(c.Key), Kind: kind, Disabled: c.Off, OnTapped: c.Do})
}

// sameCommands compares what is seen; what is done belongs to the same screen.
func sameCommands(a, b []screen.Command) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name.Key != b[i].Name.Key || a[i].Key != b[i].Key || a[i].Off != b[i].Off || a[i].Main != b[i].Main {
			return false
		}
	}
	return true
}

// Trouble draws what went wrong and what to do, with commands; nothing where there
// is no trouble.
func (p Pen) Trouble(t screen.Trouble, commands ...fyne.CanvasObject) fyne.CanvasObject {
	if t.None() {
		return p.Column()
	}
	o := []fyne.CanvasObject{p.NewText(kit.TextOptions{Text: p.Say(t.What), Style: kit.Strong, Tone: kit.Danger})}
	if t.Hint.Key != "" {
		o = append(o, p.Text(p.Say(t.Hint)))
	}
	if len(commands) > 0 {
		o = append(o, p.Flow(commands...))
	}
	return p.Card(p.Column(o...))
}

// Faces draws the list in one of its four faces: rows while it is full.
type Faces struct {
	Content *fyne.Container
	pen     Pen
	rows    fyne.CanvasObject
	again   func()
	title   *kit.Text
	state   screen.List
	drawn   bool
}

// NewFaces stands rows under their count; again asks once more after a failure.
func (p Pen) NewFaces(rows fyne.CanvasObject, again func()) *Faces {
	return &Faces{Content: kit.Stack(), pen: p, rows: rows, again: again, title: p.Quiet("")}
}

// Draw shows a face.
func (f *Faces) Draw(l screen.List) {
	p := f.pen
	if f.drawn && sameFace(f.state, l) {
		f.title.SetText(p.Say(l.Title))
		return
	}
	f.state, f.drawn = l, true
	f.title.SetText(p.Say(l.Title))
	f.Content.RemoveAll()
	switch l.Face {
	case screen.Quiet:
	case screen.Busy:
		f.Content.Add(p.Column(p.Quiet(p.T("face.busy"))))
	case screen.Empty:
		o := []fyne.CanvasObject{p.Subheading(p.Say(l.Title))}
		if l.Hint.Key != "" {
			o = append(o, p.Text(p.Say(l.Hint)))
		}
		f.Content.Add(p.Readable(p.Column(o...)))
	case screen.Failed:
		f.Content.Add(p.Readable(p.Column(p.Trouble(l.Trouble, p.Button(p.T("button.retry"), f.again)))))
	case screen.Full:
		if l.Title.Key == "" {
			f.Content.Add(f.rows)
		} else {
			f.Content.Add(p.Border(kit.Sides{Top: f.title}, f.rows))
		}
	}
	f.Content.Refresh()
}

func sameFace(a, b screen.List) bool {
	if a.Face != b.Face || a.Title.Key != b.Title.Key || a.Hint.Key != b.Hint.Key || a.Trouble.What.Key != b.Trouble.What.Key {
		return false
	}
	return a.Face == screen.Full || a.Face == screen.Busy || a.Face == screen.Quiet
}

// Scroll shows content that may be higher than its place, with room for the bar.
func (p Pen) Scroll(content fyne.CanvasObject) *kit.Scroll { return kit.NewScroll(kit.Pad(1, content)) }

// Sheet is a Scroll of a form or text: on a wide window its lines stay short.
func (p Pen) Sheet(content fyne.CanvasObject) *kit.Scroll { return p.Scroll(p.Readable(content)) }

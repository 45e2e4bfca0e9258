package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"waymark/internal/bidi"
)

// LampState is what a lamp says.
type LampState int8

// States of a lamp. Each has a shape of its own, so that colour is never needed.
const (
	LampUnknown LampState = iota // hollow circle
	LampYes                      // full circle
	LampNo                       // triangle
)

// Lamp is one of the header's two: safe, up to date.
type Lamp struct {
	State LampState
	Words string
}

// Lights shows lights beside each other: shape, colour and words.
func (e Env) Lights(lamps ...Lamp) *fyne.Container {
	row := e.Row()
	for _, l := range lamps {
		shape, tone := "○", Plain
		switch l.State {
		case LampYes:
			shape, tone = "●", Good
		case LampNo:
			shape, tone = "▲", Warn
		}
		row.Objects = append(row.Objects, &fyne.Container{Layout: &rowLayout{env: e, gap: Unit / 2}, Objects: []fyne.CanvasObject{
			e.NewText(TextOptions{Text: shape, Tone: tone}), e.NewText(TextOptions{Text: l.Words, Style: Caption, Line: true})}})
	}
	return row
}

// Progress is how much of something finite is done, with words beside it: bytes of a file, pages of a backup. Counselling
// is never drawn as progress.
type Progress struct {
	widget.BaseWidget
	env   Env
	value float32
	words *Text
}

// Progress makes a progress bar; value goes from 0 to 1.
func (e Env) Progress(value float32, words string) *Progress {
	p := &Progress{env: e, value: value, words: e.Caption(words)}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes value and words.
func (p *Progress) Set(value float32, words string) {
	p.value = min(max(value, 0), 1)
	p.words.SetText(words)
	p.Refresh()
}

// AccessibilityLabel implements fyne.Accessible.
func (p *Progress) AccessibilityLabel() string { return bidi.Strip(p.words.Content()) }

// AccessibilityRole implements fyne.Accessible.
func (p *Progress) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// LeastWidth implements the sizes of our layouts.
func (p *Progress) LeastWidth() float32 { return 8 * bodySize() }

// NaturalWidth is that of a short bar.
func (p *Progress) NaturalWidth() float32 { return max(16*bodySize(), p.words.NaturalWidth()) }

// HeightFor is the height needed in a width.
func (p *Progress) HeightFor(width float32) float32 { return p.words.HeightFor(width) + 1.5*Unit }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{p: p, ground: canvas.NewRectangle(nil), done: canvas.NewRectangle(nil)}
	r.paint()
	return r
}

type progressRenderer struct {
	p            *Progress
	ground, done *canvas.Rectangle
}

func (r *progressRenderer) paint() {
	th := r.p.Theme()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = themed(th, colourPlate), themed(th, colourBorder), 1
	r.done.FillColor = themed(th, theme.ColorNamePrimary)
	size := r.p.Size()
	w := size.Width * r.p.value
	put(r.ground, 0, 0, size.Width, Unit)
	put(r.done, r.p.env.start(size.Width, w), 0, w, Unit)
	put(r.p.words, 0, 1.5*Unit, size.Width, r.p.words.HeightFor(size.Width))
}
func (r *progressRenderer) Layout(fyne.Size) { r.paint() }
func (r *progressRenderer) MinSize() fyne.Size {
	width := r.p.Size().Width
	if width == 0 {
		width = r.p.NaturalWidth()
	}
	return fyne.NewSize(r.p.LeastWidth(), r.p.HeightFor(width))
}
func (r *progressRenderer) Refresh() {
	r.paint()
	canvas.Refresh(r.p)
}
func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.done, r.p.words}
}
func (r *progressRenderer) Destroy() {}

// FaceWords are the words of an empty or failed face.
type FaceWords struct {
	Title string
	// Lines say what this is for and what to do next; of a failure, what is safe and what to do.
	Lines    []string
	Commands []fyne.CanvasObject
}

// Faces are the four faces of a list or screen: busy, empty, failed, full.
type Faces struct {
	View *fyne.Container // put this on the screen
	env  Env
	turn int // counts faces shown, so that a late skeleton does not cover a full one
	// wait is how long Busy shows nothing; a test driver shows at once.
	wait time.Duration
}

// NewFaces starts with nothing.
func (e Env) NewFaces() *Faces {
	return &Faces{View: Stack(), env: e, wait: 150 * time.Millisecond}
}

func (f *Faces) put(o fyne.CanvasObject) {
	f.turn++
	f.View.Objects = []fyne.CanvasObject{o}
	f.View.Refresh()
}

// Busy shows grey lines in place of what is coming, when it has not come after 150 ms. What was shown stays until then.
func (f *Faces) Busy() {
	f.turn++
	turn := f.turn
	fyne.NewAnimation(f.wait, func(done float32) {
		if done >= 1 && f.turn == turn {
			f.put(f.env.skeleton())
		}
	}).Start()
}

// Empty says what this is for and what to do next.
func (f *Faces) Empty(w FaceWords) { f.put(f.env.face(w, Plain)) }

// Failed says what happened, what is safe and what to do.
func (f *Faces) Failed(w FaceWords) { f.put(f.env.face(w, Danger)) }

// Full shows the content.
func (f *Faces) Full(content fyne.CanvasObject) {
	if len(f.View.Objects) == 1 && f.View.Objects[0] == content {
		f.turn++
		return
	}
	f.put(content)
}

func (e Env) face(w FaceWords, tone Tone) fyne.CanvasObject {
	column := e.Column(e.NewText(TextOptions{Text: w.Title, Style: Subheading, Tone: tone}))
	for _, l := range w.Lines {
		column.Add(e.Text(l))
	}
	if len(w.Commands) > 0 {
		column.Add(e.Flow(w.Commands...))
	}
	return NewScroll(e.Readable(Pad(2, column)))
}

func (e Env) skeleton() fyne.CanvasObject {
	rows := e.Column()
	for _, share := range []float32{0.8, 0.6, 0.7, 0.5} {
		bar := newSurface(colourPlate, "", 0)
		rows.Add(e.skeletonRow(share, bar))
	}
	return Pad(2, rows)
}

func (e Env) skeletonRow(share float32, bar fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: &shareLayout{env: e, share: share}, Objects: []fyne.CanvasObject{bar}}
}

// shareLayout gives its object a share of the width.
type shareLayout struct {
	env   Env
	share float32
}

func (l *shareLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := size.Width * l.share
	put(objects[0], l.env.start(size.Width, w), 0, w, size.Height)
}

func (l *shareLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 2*Unit) }

// Toasts is where short messages appear over a screen, at its bottom, without taking the focus.
type Toasts struct {
	View *fyne.Container // stack this over the window's content
	env  Env
}

// NewToasts makes an empty place for toasts.
func (e Env) NewToasts() *Toasts {
	return &Toasts{View: &fyne.Container{Layout: &toastLayout{}}, env: e}
}

// Toast is one message, with at most one command ("Undo"). Whoever shows it counts the seconds and closes it.
type Toast struct {
	toasts *Toasts
	box    *fyne.Container
	words  *Text
}

// Show adds a message; command may be nil.
func (t *Toasts) Show(words string, command fyne.CanvasObject) *Toast {
	out := &Toast{toasts: t, words: t.env.Text(words)}
	row := []fyne.CanvasObject{Grow(out.words)}
	if command != nil {
		row = append(row, command)
	}
	out.box = Stack(newSurface(theme.ColorNameOverlayBackground, colourBorder, 1), Pad(1, t.env.Row(row...)))
	t.View.Add(out.box)
	return out
}

// SetWords changes the message: the seconds that are left.
func (t *Toast) SetWords(s string) { t.words.SetText(s) }

// Close takes the message away. Closing twice is fine.
func (t *Toast) Close() { t.toasts.View.Remove(t.box) }

type toastLayout struct{}

func (toastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width-4*Unit, 34*bodySize())
	y := size.Height - 2*Unit
	for i := len(objects) - 1; i >= 0; i-- {
		h := heightFor(objects[i], width)
		y -= h
		put(objects[i], (size.Width-width)/2, y, width, h)
		y -= Unit
	}
}

func (toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (toastLayout) leastWidth([]fyne.CanvasObject) float32         { return 0 }
func (toastLayout) naturalWidth([]fyne.CanvasObject) float32       { return 0 }
func (toastLayout) heightFor([]fyne.CanvasObject, float32) float32 { return 0 }

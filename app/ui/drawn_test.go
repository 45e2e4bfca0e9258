package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/id"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/words"
)

// shelf keeps drafts in memory.
type shelf map[screen.DraftID]screen.Draft

func (s shelf) KeepDraft(_ context.Context, d screen.Draft) error   { s[d.ID] = d; return nil }
func (s shelf) DropDraft(_ context.Context, d screen.DraftID) error { delete(s, d); return nil }
func (s shelf) Lights(context.Context) (screen.Lights, error)       { return screen.Lights{HereOnly: 3}, nil }
func (s shelf) Search(_ context.Context, text string, _ int) ([]screen.Hit, error) {
	return []screen.Hit{{Text: text + " found", Beside: "W-1", Route: screen.Route{Place: screen.PlaceSettings}}}, nil
}

// cabinet is fictional cases in memory.
type cabinet []screen.CaseRow

func newCabinet(n int) cabinet {
	names := []string{"T. Haile", "سارا کەریم", "Nino K.", ""}
	var c cabinet
	for i := range n {
		c = append(c, screen.CaseRow{ID: newSubject(), Number: fmt.Sprintf("W-%d", 4000+i), Name: names[i%len(names)], Country: "IQ", Whereto: screen.Whereto(i % 4)})
	}
	return c
}

func newSubject() casework.SubjectID { return casework.SubjectID(id.New[struct{}]()) }

func (c cabinet) FindCases(_ context.Context, q screen.CaseQuery) (all []screen.CaseNo, err error) {
	for i, r := range c {
		if strings.Contains(r.Name+r.Number, q.Text) {
			all = append(all, screen.CaseNo(i))
		}
	}
	return all, nil
}

func (c cabinet) CaseRows(_ context.Context, cases []screen.CaseNo) (rows []screen.CaseRow, err error) {
	for _, i := range cases {
		rows = append(rows, c[i])
	}
	return rows, nil
}

func (c cabinet) CaseRow(_ context.Context, id casework.SubjectID) (screen.CaseRow, error) {
	for _, r := range c {
		if r.ID == id {
			return r, nil
		}
	}
	return screen.CaseRow{ID: id}, nil
}

// desk is a desk whose work is done at once.
func newDesk(t *testing.T) *screen.Desk {
	run, store := screentest.Inline(), shelf{}
	f := feed.New(func(f func()) { f() })
	d := &screen.Desk{Context: t.Context(), Run: run, Feed: f,
		Way: screen.NewNavigator(screen.Route{Place: screen.PlaceToday}), Staff: screen.Staff{Role: casework.Counsellor}}
	d.Drafts = screen.NewDrafts(t.Context(), run, store, f, nil)
	return d
}

// testPen draws in a window of 1024x700 with 22 pt text, where room is scarce. Every missing text fails the test.
func testPen(t *testing.T, language string) Pen {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Look{Text: kit.LargestText}))
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1024, 700))
	speak, err := words.New(language)
	require.NoError(t, err)
	speak.OnMissing(func(m words.Missing) { t.Errorf("no text: %+v", m) })
	return NewPen(speak, w, nil, nil)
}

// put shows a view as the frame does.
func put(p Pen, v View) {
	p.Window.SetContent(v.Content)
	p.Window.Resize(fyne.NewSize(1024, 700))
	p.Focus(v.First)
}

// find returns the n-th widget of a type, in the order of the eye, that fits.
func find[T fyne.CanvasObject](t *testing.T, root fyne.CanvasObject, fits func(T) bool) T {
	t.Helper()
	var found T
	ok := false
	walk(root, func(o fyne.CanvasObject) {
		if w, is := o.(T); is && !ok && fits(w) {
			found, ok = w, true
		}
	})
	require.True(t, ok, "not on the screen")
	return found
}

// walk visits everything visible below root, inside of widgets too.
func walk(root fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if root == nil || !root.Visible() {
		return
	}
	visit(root)
	switch o := root.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// button finds a button by the key of its words.
func button(t *testing.T, p Pen, root fyne.CanvasObject, key string) *kit.Button {
	t.Helper()
	return find(t, root, func(b *kit.Button) bool { return b.Label() == p.T(key) })
}

// entry finds a field by the key of its name.
func entry(t *testing.T, p Pen, root fyne.CanvasObject, key string) *kit.Entry {
	t.Helper()
	return find(t, root, func(e *kit.Entry) bool { return strings.HasPrefix(e.AccessibilityLabel(), p.T(key)) })
}

// says reports whether a text stands on the screen.
func says(root fyne.CanvasObject, text string) bool {
	found := false
	walk(root, func(o fyne.CanvasObject) {
		if t, is := o.(*kit.Text); is && words.Plain(t.Content()) == words.Plain(text) {
			found = true
		}
	})
	return found
}

// key presses a key on what has the keyboard, as the window would.
func key(p Pen, name fyne.KeyName) {
	ev := &fyne.KeyEvent{Name: name}
	if f := p.Window.Canvas().Focused(); f != nil {
		f.TypedKey(ev)
	} else if typed := p.Window.Canvas().OnTypedKey(); typed != nil {
		typed(ev)
	}
}

package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/drives"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// top is what lies over the window.
func top(t *testing.T, p Pen) fyne.CanvasObject {
	t.Helper()
	o := p.Window.Canvas().Overlays().Top()
	require.NotNil(t, o, "no dialog is open")
	return o
}

func TestAFolderIsChosenByKeysAlone(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p, dir := testPen(t, language), t.TempDir()
			require.NoError(t, os.MkdirAll(filepath.Join(dir, "inner", "most"), 0o700))
			field := p.NewEntry(kit.EntryOptions{Name: "f"})
			put(p, View{Content: field, First: field})
			s := screen.NewChooser(screentest.Inline(), drives.Here, false, dir)
			chosen := ""
			s.OnChosen = func(path string) { chosen = path }
			p.choose(p.T("chooser.folder"), s)
			assert.True(t, says(top(t, p), p.T("chooser.folder")))
			require.Equal(t, dir, entry(t, p, top(t, p), "chooser.path").Text())
			list := find(t, top(t, p), func(*kit.List) bool { return true })
			assert.Same(t, list, p.Window.Canvas().Focused())
			key(p, fyne.KeyReturn)
			assert.Equal(t, filepath.Join(dir, "inner"), s.Dir)
			key(p, fyne.KeyBackspace)
			assert.Equal(t, dir, s.Dir)

			test.Tap(button(t, p, top(t, p), "chooser.new"))
			assert.Same(t, entry(t, p, top(t, p), "chooser.name"), p.Window.Canvas().Focused())
			test.Type(p.Window.Canvas().Focused(), "Mine")
			key(p, fyne.KeyReturn)
			assert.DirExists(t, filepath.Join(dir, "Mine"))
			assert.Same(t, button(t, p, top(t, p), "chooser.take"), p.Window.Canvas().Focused(), "there is nothing in it to go to")
			key(p, fyne.KeyReturn)
			assert.Equal(t, filepath.Join(dir, "Mine"), chosen)
			assert.Nil(t, p.Window.Canvas().Overlays().Top())
			assert.Same(t, field, p.Window.Canvas().Focused(), "back where they were")
		})
	}
}

func TestAChooserFitsASmallWindowAndIsLeftByEsc(t *testing.T) {
	p := testPen(t, "de")
	put(p, View{Content: p.Text("x")})
	dir := t.TempDir()
	for i := range 40 {
		require.NoError(t, os.Mkdir(filepath.Join(dir, strings.Repeat("lang ", 30)+string(rune('A'+i))), 0o700))
	}
	s := screen.NewChooser(screentest.Inline(), drives.Here, false, dir)
	p.choose("x", s)
	b := button(t, p, top(t, p), "chooser.take")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	assert.LessOrEqual(t, at.Y+b.Size().Height, float32(700))
	assert.GreaterOrEqual(t, at.X, float32(0))
	key(p, fyne.KeyEscape)
	assert.Nil(t, p.Window.Canvas().Overlays().Top())
}

func TestAFolderThatIsNotThereIsSaidInTheChooser(t *testing.T) {
	p, dir := testPen(t, "en"), t.TempDir()
	put(p, View{Content: p.Text("x")})
	s := screen.NewChooser(screentest.Inline(), drives.Here, false, dir)
	p.choose("x", s)
	path := entry(t, p, top(t, p), "chooser.path")
	p.Focus(path)
	test.Type(path, "/nowhere")
	key(p, fyne.KeyReturn)
	assert.True(t, says(top(t, p), p.T("error.folder.gone")))
	assert.True(t, button(t, p, top(t, p), "chooser.take").Disabled())
}

// slowPost is a hub whose answer is not there.
type slowPost struct{ err error }

func (s slowPost) Introduction(context.Context) (screen.Introduction, error) {
	return screen.Introduction{Folder: "/media/stick", Written: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)}, nil
}
func (s slowPost) Introduce(context.Context, string) error { return s.err }
func (s slowPost) Answer(context.Context, string) error    { return s.err }
func (s slowPost) Call(context.Context) error              { return s.err }
func (s slowPost) Forget(context.Context) error            { return s.err }

func TestAVaultThatWaitsSaysWhatToDoNext(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			p := testPen(t, language)
			s := screen.NewEnrolment(t.Context(), screentest.Inline(), slowPost{errors.New("no")})
			v := drawEnrolment(p, s)
			put(p, v)
			s.Shown()
			assert.True(t, says(v.Content, p.T("enrol.step.carry")))
			assert.Equal(t, "/media/stick", entry(t, p, v.Content, "sync.folder").Text())
			test.Tap(button(t, p, v.Content, "enrol.answer"))
			assert.True(t, says(v.Content, p.T("error.enrol.failed")))
			test.Tap(button(t, p, v.Content, "enrol.forget"))
			assert.True(t, says(v.Content, p.T("enrol.forget.ask")))
			test.Tap(button(t, p, v.Content, "enrol.forget.no"))
			assert.False(t, says(v.Content, p.T("enrol.forget.ask")))
		})
	}
}

func lockKeys() *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierControl}
}

// A field that was put on the screen a moment ago is on no canvas yet as far as Fyne
// knows, and kept Ctrl+L to itself: right after something was recorded one had to press
// it twice.
func TestLockingWorksWhateverHasTheKeyboard(t *testing.T) {
	for _, tt := range []struct {
		name string
		with func(t *testing.T, p Pen) fyne.Focusable
	}{
		{"a field with text", func(t *testing.T, p Pen) fyne.Focusable {
			e := entry(t, p, p.Window.Content(), "caseload.search")
			test.Type(e, "Hai")
			return e
		}},
		{"a field in an open dialog", func(t *testing.T, p Pen) fyne.Focusable {
			p.choose("x", screen.NewChooser(screentest.Inline(), drives.Here, false, t.TempDir()))
			return entry(t, p, top(t, p), "chooser.path")
		}},
		{"a field that was never painted", func(_ *testing.T, p Pen) fyne.Focusable {
			return p.NewEntry(kit.EntryOptions{Name: "new"})
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, p, f := newTestWindow(t, newDesk(t), newCabinet(4))
			locked := 0
			f.OnLock = func() { locked++ }
			field := tt.with(t, p)
			p.Focus(field)
			if v.window.Canvas().Focused() != field {
				v.window.SetContent(field.(fyne.CanvasObject))
				p.Focus(field)
			}
			field.(fyne.Shortcutable).TypedShortcut(lockKeys())
			assert.Equal(t, 1, locked)
		})
	}
}

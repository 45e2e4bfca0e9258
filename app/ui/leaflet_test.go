package ui

import (
	"io/fs"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/assets"
	"waymark/internal/drives"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

func shippedTopics(t *testing.T) *framework.Framework {
	root, err := fs.Sub(assets.Framework, "framework")
	require.NoError(t, err)
	f, err := framework.Load(root)
	require.NoError(t, err)
	return f
}

func TestPublicTopicsAreShownWhileTheVaultIsLocked(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			app := test.NewTempApp(t)
			w := test.NewTempWindow(t, nil)
			v := NewWindow(w, app.Settings().SetTheme)
			require.NoError(t, v.Prefer(screen.Preferences{Language: language, TextSize: 22}))
			f, run := shippedTopics(t), screentest.Inline()
			s := screen.NewUnlock(run, door(func([]byte) error { return nil }))
			s.OnTopics = func() { v.ShowLeaflet(screen.NewLeaflet(run, f, language)) }
			v.ShowUnlock(s)
			w.Resize(fyne.NewSize(1024, 700))
			p := v.pen
			test.Tap(button(t, p, w.Content(), "unlock.topics"))
			topic := chooser(t, p, w.Content(), "leaflet.topic")
			assert.NotEmpty(t, topic.Selected())
			first, _ := f.Nearest(topic.Selected(), language)
			assert.True(t, says(w.Content(), first.Title))
			test.Tap(button(t, p, w.Content(), "button.back"))
			assert.NotNil(t, entry(t, p, w.Content(), "unlock.passphrase"))
			s.OnTopics()
			v.press(screen.KeyBack)
			assert.NotNil(t, entry(t, p, w.Content(), "unlock.passphrase"))
		})
	}
}

func TestOneKeyCoversEverythingWhateverHasTheKeyboard(t *testing.T) {
	for _, tt := range []struct {
		name string
		with func(t *testing.T, p Pen)
	}{
		{"a list", func(_ *testing.T, p Pen) { p.Window.Canvas().Unfocus() }},
		{"a field", func(t *testing.T, p Pen) { p.Focus(entry(t, p, p.Window.Content(), "caseload.search")) }},
		{"a dialog", func(t *testing.T, p Pen) {
			p.choose("x", screen.NewChooser(screentest.Inline(), drives.Here, false, t.TempDir()))
			p.Focus(entry(t, p, top(t, p), "chooser.path"))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := screentest.Inline()
			v, p, f := newTestWindow(t, newDesk(t), newCabinet(4))
			v.OnCover = func() *screen.Leaflet { return screen.NewCover(run, shippedTopics(t), "en") }
			locked := false
			f.OnLock = func() { locked = true }
			tt.with(t, p)
			before := p.Window.Canvas().Focused()
			under := p.Window.Canvas().Overlays().Top()
			key(p, fyne.KeyF12)
			over, ok := p.Window.Canvas().Overlays().Top().(*stage)
			require.True(t, ok, "nothing covers it")
			assert.Equal(t, p.Window.Canvas().Size(), over.Size())
			assert.Same(t, over, p.Window.Canvas().Focused())
			assert.False(t, says(over, "W-4000"))
			for _, name := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF12, fyne.KeyReturn, fyne.KeyF4} {
				key(p, name)
				assert.Same(t, over, p.Window.Canvas().Overlays().Top())
			}
			over.TypedShortcut(lockKeys())
			assert.True(t, locked, "locking always works")
			over.KeyDown(&fyne.KeyEvent{Name: desktop.KeyControlLeft})
			over.KeyDown(&fyne.KeyEvent{Name: fyne.KeyF9})
			run.Advance(2 * time.Second)
			assert.Equal(t, under, p.Window.Canvas().Overlays().Top())
			assert.Equal(t, before, p.Window.Canvas().Focused(), "back where one was")
		})
	}
}

func TestHiddenThereIsNothingToSeeAndNoKeyMeansAnything(t *testing.T) {
	v, p, f := newTestWindow(t, newDesk(t), newCabinet(4))
	locked := 0
	f.OnLock = func() { locked++ }
	p.choose("x", screen.NewChooser(screentest.Inline(), drives.Here, false, t.TempDir()))
	v.Hide()
	assert.Nil(t, p.Window.Canvas().Overlays().Top())
	texts := 0
	walk(p.Window.Content(), func(o fyne.CanvasObject) {
		if _, is := o.(*kit.Text); is {
			texts++
		}
	})
	assert.Zero(t, texts)
	v.press(screen.KeyLock)
	v.press(screen.KeyFind)
	assert.Zero(t, locked)
	require.NoError(t, v.Prefer(screen.Preferences{Language: "de", TextSize: 22}))
	assert.Nil(t, v.window.Canvas().Focused())
	v.Unhide()
	assert.NotNil(t, entry(t, v.pen, p.Window.Content(), "caseload.search"))
}

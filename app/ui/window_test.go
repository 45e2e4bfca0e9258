package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// newTestWindow is the program's window with a desk in it.
func newTestWindow(t *testing.T, d *screen.Desk, cases screen.Finder) (*Window, Pen, *screen.Frame) {
	app := test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	v := NewWindow(w, app.Settings().SetTheme)
	d.Way.Offer(screen.PlaceCaseload, func(screen.Route) screen.Screen { return screen.NewCaseload(d, cases) })
	f := screen.NewFrame(d, shelf{}, shelf{})
	f.Read()
	require.NoError(t, v.Prefer(screen.Preferences{Language: "en", TextSize: 22}))
	d.Way.Go(screen.Route{Place: screen.PlaceCaseload})
	v.ShowFrame(f)
	w.Resize(fyne.NewSize(1024, 700))
	return v, v.pen, f
}

func TestTheWindowSpeaksAnotherLanguageWithoutLosingAnything(t *testing.T) {
	d := newDesk(t)
	v, p, f := newTestWindow(t, d, newCabinet(40))
	search := entry(t, p, v.window.Content(), "caseload.search")
	test.Type(search, "W-401")
	require.NoError(t, v.Prefer(screen.Preferences{Language: "ar", TextSize: 14, Look: screen.LookContrast}))
	p = v.pen
	assert.True(t, p.RTL)
	assert.Equal(t, "W-401", entry(t, p, v.window.Content(), "caseload.search").Text())
	assert.Equal(t, 10, d.Way.Screen().(*screen.Caseload).Len())
	assert.Equal(t, float32(14), fyne.CurrentApp().Settings().Theme().Size("text"))
	assert.True(t, says(v.window.Content(), p.Say(f.Lights.SafeLine())))
	assert.NotContains(t, v.window.Title(), "Haile", "no names in the title")
	assert.Error(t, v.Prefer(screen.Preferences{Language: "xx"}))
}

func TestKeysOfTheProgramWorkWhateverHasTheKeyboard(t *testing.T) {
	d := newDesk(t)
	v, p, f := newTestWindow(t, d, newCabinet(4))
	locked := false
	f.OnLock = func() { locked = true }
	search := entry(t, p, v.window.Content(), "caseload.search")
	p.Focus(search)

	v.press(screen.KeyFind)
	require.True(t, f.Palette.Open)
	line := p.Window.Canvas().Focused().(fyne.CanvasObject)
	assert.NotSame(t, search, line)
	test.Type(line.(fyne.Focusable), "loc")
	assert.True(t, len(f.Palette.Hits) == 2, "what is kept, and the command")
	key(p, fyne.KeyDown)
	key(p, fyne.KeyReturn)
	assert.True(t, locked)
	assert.False(t, f.Palette.Open)

	locked = false
	p.Focus(entry(t, p, v.window.Content(), "caseload.search"))
	v.press(screen.KeyLock)
	assert.True(t, locked)
	v.press(screen.KeyFind)
	key(p, fyne.KeyEscape)
	assert.False(t, f.Palette.Open)
}

func TestWhoTypesOrPressesIsThere(t *testing.T) {
	d := newDesk(t)
	v, p, _ := newTestWindow(t, d, newCabinet(4))
	touched := 0
	v.OnTouched = func() { touched++ }
	for _, act := range []func(){
		func() { test.Type(entry(t, p, v.window.Content(), "caseload.search"), "a") },
		func() { test.Tap(button(t, p, v.window.Content(), "rail.cases")) },
		func() { v.press("F12") },
	} {
		before := touched
		act()
		assert.Greater(t, touched, before)
	}
}

func TestTheRailLeadsAndShowsWhereWeAre(t *testing.T) {
	d := newDesk(t)
	d.Way.Offer(screen.PlaceToday, func(screen.Route) screen.Screen { return note{} })
	v, p, _ := newTestWindow(t, d, newCabinet(4))
	test.Tap(button(t, p, v.window.Content(), "rail.today"))
	assert.Equal(t, screen.PlaceToday, d.Way.Here().Place)
	v.press("Alt+2")
	assert.Equal(t, screen.PlaceCaseload, d.Way.Here().Place)
}

func TestAPracticeVaultIsMarked(t *testing.T) {
	d := newDesk(t)
	d.Practice = true
	v, p, _ := newTestWindow(t, d, newCabinet(4))
	assert.True(t, says(v.window.Content(), p.T("app.practice")))
}

func TestWhatWasRecordedCanBeTakenBackFromAnywhere(t *testing.T) {
	d := newDesk(t)
	v, p, _ := newTestWindow(t, d, newCabinet(4))
	form := d.Drafts.Form(screen.ShortContactRoute(casework.Subject{}), "contact")
	form.Type("words", "said")
	form.Record()
	test.Tap(button(t, p, v.window.Content(), "button.undo"))
	assert.True(t, form.Open())
	form.Record()
	v.press(screen.KeyUndo)
	assert.Equal(t, screen.FormKept, form.State())
}

func TestUnlockTakesAPassphraseAndSaysWhatWasWrong(t *testing.T) {
	app := test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	v := NewWindow(w, app.Settings().SetTheme)
	require.NoError(t, v.Prefer(screen.Preferences{Language: "fr", TextSize: 22}))
	tried := ""
	s := screen.NewUnlock(screentest.Inline(), door(func(p []byte) error { tried = string(p); return assert.AnError }))
	v.ShowUnlock(s)
	p := v.pen
	test.Type(p.Window.Canvas().Focused(), "six words")
	key(p, fyne.KeyReturn)
	assert.Equal(t, "six words", tried)
	assert.True(t, s.Closed)
	assert.True(t, says(w.Content(), p.T("error.unlock.failed")))
	assert.True(t, says(w.Content(), p.T("hint.unlock.failed")))
	test.Tap(button(t, p, w.Content(), "button.retry"))
	assert.Empty(t, entry(t, p, w.Content(), "unlock.passphrase").Text(), "nothing typed stays")
}

type door func([]byte) error

func (d door) Unlock(p []byte) error { return d(p) }

func TestShortcutsAreKeysOfFyne(t *testing.T) {
	for _, tt := range []struct {
		shortcut screen.Shortcut
		name     fyne.KeyName
		mods     fyne.KeyModifier
	}{
		{"Ctrl+K", fyne.KeyK, fyne.KeyModifierControl},
		{"Ctrl+Enter", fyne.KeyReturn, fyne.KeyModifierControl},
		{"Ctrl+Shift+Z", fyne.KeyZ, fyne.KeyModifierControl | fyne.KeyModifierShift},
		{"Ctrl++", fyne.KeyPlus, fyne.KeyModifierControl},
		{"Alt+2", fyne.Key2, fyne.KeyModifierAlt},
		{"F4", fyne.KeyF4, 0},
		{"Esc", fyne.KeyEscape, 0},
	} {
		name, mods := keyOf(tt.shortcut)
		assert.Equal(t, tt.name, name, tt.shortcut)
		assert.Equal(t, tt.mods, mods, tt.shortcut)
	}
	assert.Equal(t, screen.Shortcut("F4"), written(fyne.KeyF4))
	assert.Equal(t, screen.KeyBack, written(fyne.KeyEscape))
}

func TestTheRailMakesRoomForATalkInANarrowWindow(t *testing.T) {
	talking := false
	for _, rtl := range []bool{false, true} {
		rail, middle := kit.AtLeast(160, 10, kit.Stack()), kit.Stack()
		c := &fyne.Container{Layout: &besideRail{rtl: rtl, away: func() bool { return talking }}, Objects: []fyne.CanvasObject{rail, middle}}
		for _, tt := range []struct {
			name    string
			width   float32
			talking bool
			rail    bool
		}{
			{"narrow, elsewhere", 1024, false, true},
			{"narrow, talking", 1024, true, false},
			{"wide, talking", 1920, true, true},
		} {
			test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Look{Text: kit.LargestText}))
			talking = tt.talking
			c.Resize(fyne.NewSize(tt.width, 700))
			c.Refresh()
			assert.Equal(t, tt.rail, rail.Visible(), tt.name)
			if tt.rail {
				assert.Equal(t, tt.width-160, middle.Size().Width, tt.name)
				assert.Equal(t, rtl, rail.Position().X > 0, tt.name)
			} else {
				assert.Equal(t, tt.width, middle.Size().Width, tt.name)
			}
		}
	}
}

func TestNamesAreSeenWhileAKeyIsHeldDuringATalk(t *testing.T) {
	d := newDesk(t)
	cases := newCabinet(3)
	v, p, f := newTestWindow(t, d, cases)
	run := d.Run.(*screentest.Runner)
	name := cases[0].Name
	require.True(t, says(v.window.Content(), name))
	d.Way.Offer(screen.PlaceCase, func(screen.Route) screen.Screen { return screen.NewCaseload(d, cases[:1]) })
	d.Talking = casework.Subject{Kind: casework.SubjectCase, ID: newSubject()}
	f.OnChange()
	assert.False(t, says(v.window.Content(), name))
	assert.True(t, says(v.window.Content(), p.T("frame.talking")), "it says why, and how to see them")

	hold := func() { require.True(t, v.press(screen.KeyReveal)) }
	hold()
	assert.True(t, says(v.window.Content(), name))
	run.Advance(2 * time.Second)
	assert.False(t, says(v.window.Content(), name), "let go")

	d.Way.Go(screen.CaseRoute(cases[0].ID))
	assert.True(t, says(v.window.Content(), p.T("frame.covered")))
	assert.False(t, says(v.window.Content(), cases[0].Number), "nothing of the file is to be seen")
	hold()
	assert.True(t, says(v.window.Content(), name))
	run.Advance(2 * time.Second)
	assert.False(t, says(v.window.Content(), name))

	test.Tap(button(t, p, v.window.Content(), "frame.talk.over"))
	assert.True(t, says(v.window.Content(), name))
	assert.False(t, says(v.window.Content(), p.T("frame.talking")))
}

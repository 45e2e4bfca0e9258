package ui

import (
	"context"
	"errors"
	"strings"
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
	"waymark/internal/usererr"
)

// chooser finds a select by the key of its name.
func chooser(t *testing.T, p Pen, root fyne.CanvasObject, key string) *kit.Select {
	t.Helper()
	return find(t, root, func(s *kit.Select) bool { return strings.HasPrefix(s.AccessibilityLabel(), p.T(key)) })
}

func TestANewCaseIsTypedAndOpened(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			p, d := testPen(t, language), newDesk(t)
			var got screen.Draft
			made := screen.CaseRoute(newSubject())
			d.Drafts.Records(screen.FormNewCase, func(_ context.Context, draft screen.Draft) (screen.Route, error) { got = draft; return made, nil })
			for _, place := range []screen.Place{screen.PlaceToday, screen.PlaceCase} {
				d.Way.Offer(place, func(screen.Route) screen.Screen { return note{} })
			}
			d.Way.Offer(screen.PlaceNewCase, func(r screen.Route) screen.Screen { return screen.NewNewCase(d, r) })
			d.Way.Go(screen.Route{Place: screen.PlaceToday})
			d.Way.Go(screen.NewCaseRoute())
			v := draw(p, d.Way.Screen())
			put(p, v)
			open := button(t, p, v.Content, "newcase.open")
			assert.True(t, open.Disabled())
			test.Type(p.Window.Canvas().Focused(), "سارا")
			test.Type(entry(t, p, v.Content, "newcase.number"), "W-3020")
			d.Run.(*screentest.Runner).Advance(time.Second)
			test.Tap(button(t, p, v.Content, "newcase.open"))
			assert.Equal(t, "سارا", got.Fields[screen.FieldName])
			assert.Equal(t, "W-3020", got.Fields[screen.FieldNumber])
			assert.Equal(t, made, d.Way.Here())
		})
	}
}

// fullShelf refuses every draft.
type fullShelf struct{ shelf }

func (fullShelf) KeepDraft(context.Context, screen.Draft) error {
	return usererr.New("error.disk.full", "hint.disk.full")
}

func TestAFullDiskIsSaidWhileOneTypesOn(t *testing.T) {
	p, d := testPen(t, "de"), newDesk(t)
	run := d.Run.(*screentest.Runner)
	d.Drafts = screen.NewDrafts(t.Context(), run, fullShelf{}, d.Feed, nil)
	s := screen.NewShortContact(d, shelf{}, newCabinet(2), screen.ShortContactRoute(casework.Subject{}))
	v := draw(p, s)
	put(p, v)
	said := p.Window.Canvas().Focused()
	test.Type(said, "eins")
	run.Advance(time.Second)
	assert.True(t, says(v.Content, p.T("error.disk.full")))
	assert.True(t, says(v.Content, p.T("hint.disk.full")))
	assert.Same(t, said, p.Window.Canvas().Focused(), "the keyboard stays where it was")
	test.Type(said, " zwei")
	assert.Equal(t, "eins zwei", s.Form.Text(screen.FieldSaid))
}

// oneCase finds the same case whatever is asked.
type oneCase struct{ route screen.Route }

func (o oneCase) Search(context.Context, string, int) ([]screen.Hit, error) {
	return []screen.Hit{{Text: "T. Haile", Beside: "W-4000", Route: o.route}}, nil
}

func TestAShortContactIsTypedFoundAndRecorded(t *testing.T) {
	p, d, cases := testPen(t, "fr"), newDesk(t), newCabinet(1)
	var got screen.Draft
	d.Drafts.Records(screen.FormContact, func(_ context.Context, draft screen.Draft) (screen.Route, error) {
		got = draft
		return screen.Route{}, nil
	})
	s := screen.NewShortContact(d, oneCase{screen.CaseRoute(cases[0].ID)}, cases, screen.ShortContactRoute(casework.Subject{}))
	v := draw(p, s)
	put(p, v)
	test.Type(p.Window.Canvas().Focused(), "délai")
	whom := entry(t, p, v.Content, "contact.whom")
	p.Focus(whom)
	test.Type(whom, "hai")
	key(p, fyne.KeyReturn) // the first hit
	assert.Equal(t, cases[0].ID, s.Case.ID)
	assert.True(t, says(v.Content, "W-4000"))
	chooser(t, p, v.Content, "contact.setting")
	test.Tap(button(t, p, v.Content, "button.record"))
	assert.True(t, says(v.Content, p.Say(s.Form.Line())), "that it can be taken back")
	d.Run.(*screentest.Runner).Advance(screen.UndoTime)
	assert.Equal(t, "délai", got.Fields[screen.FieldSaid])
	assert.Equal(t, cases[0].ID.String(), got.Fields[screen.FieldCase])
}

func TestTodayLeadsToWhatItNames(t *testing.T) {
	p, d, cases := testPen(t, "ar"), newDesk(t), newCabinet(2)
	d.Way.Offer(screen.PlaceCase, func(screen.Route) screen.Screen { return note{} })
	s := screen.NewToday(d, fixedDay{screen.Day{Dates: []screen.TodayLine{{When: screentest.Start, Name: cases[1].Name, Number: "W-4001",
		What: screen.Say("today.appeal"), Route: screen.CaseRoute(cases[1].ID)}}}}, cases, screen.NewFrame(d, shelf{}, shelf{}))
	s.Shown()
	v := draw(p, s)
	put(p, v)
	assert.True(t, says(v.Content, p.T("today.appeal")))
	assert.True(t, says(v.Content, p.Words.Date(screentest.Start)))
	test.Tap(button(t, p, v.Content, "button.open"))
	assert.Equal(t, screen.CaseRoute(cases[1].ID), d.Way.Here())
}

// fixedDay is the same whenever it is asked for.
type fixedDay struct{ day screen.Day }

func (f fixedDay) Day(context.Context, time.Time) (screen.Day, error) { return f.day, nil }

// lineToHub is a hub that cannot be reached.
type lineToHub struct {
	shelf
	err error
}

func (l lineToHub) Address(context.Context) (string, error) { return "https://hub.example", nil }
func (l lineToHub) Rows(context.Context, int) ([]screen.SyncRow, int, error) {
	return []screen.SyncRow{{ID: "e1", Number: "W-1180", What: screen.Say("sync.what.other"), Where: screen.SetAside, Why: screen.Say("sync.practice")}}, 1, nil
}
func (l lineToHub) Now(context.Context, func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return screen.SyncOutcome{}, l.err
}
func (l lineToHub) ToStick(context.Context, string, func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return screen.SyncOutcome{Given: 1}, nil
}
func (l lineToHub) FromStick(context.Context, string, func(screen.SyncProgress)) (screen.SyncOutcome, error) {
	return screen.SyncOutcome{Received: 1}, nil
}
func (l lineToHub) SendAgain(context.Context, string) error { return nil }
func (l lineToHub) Readdress(context.Context, string) error { return l.err }

func TestSyncSaysWhereThingsAreAndWhatWentWrong(t *testing.T) {
	p, d := testPen(t, "en"), newDesk(t)
	l := lineToHub{err: usererr.New("error.sync.unreachable", "hint.sync.unreachable")}
	f := screen.NewFrame(d, l, shelf{})
	s := screen.NewSync(d, l, f)
	s.Shown()
	v := draw(p, s)
	put(p, v)
	assert.True(t, says(v.Content, p.Say(f.Lights.SafeLine())))
	assert.True(t, says(v.Content, "W-1180"))
	assert.True(t, says(v.Content, p.T("place.aside")))
	test.Tap(button(t, p, v.Content, "sync.again"))
	assert.True(t, says(v.Content, p.T("sync.again.done")))
	test.Tap(button(t, p, v.Content, "sync.now"))
	assert.True(t, says(v.Content, p.T("error.sync.unreachable")))
	test.Type(entry(t, p, v.Content, "sync.folder"), "/media/stick")
	test.Tap(button(t, p, v.Content, "sync.stick.to"))
	assert.True(t, says(v.Content, p.Say(s.Outcome)))
	assert.False(t, says(v.Content, p.T("error.sync.unreachable")), "that was before")
}

type ring struct{ next string }

func (r *ring) ChangePassphrase(_ context.Context, old, next []byte) error {
	if string(old) != "old" {
		return errors.New("no")
	}
	r.next = string(next)
	return nil
}

func (r *ring) Ways(context.Context) ([]screen.VaultWay, error) {
	return []screen.VaultWay{{Name: screen.Say("settings.way.passphrase")}}, nil
}

func TestSettingsChangeThePassphraseAndTheLanguage(t *testing.T) {
	p, d, r := testPen(t, "en"), newDesk(t), &ring{}
	s := screen.NewSettings(d, r, screen.Preferences{Language: "en", TextSize: 22}, []string{"en", "ar"}, screen.About{Version: "1.2.3"})
	var chosen screen.Preferences
	s.OnPreferences = func(c screen.Preferences) { chosen = c }
	s.Shown()
	v := draw(p, s)
	put(p, v)
	assert.True(t, says(v.Content, p.T("settings.way.passphrase")))
	assert.True(t, says(v.Content, "1.2.3"))
	strong := "Vierzig Esel tanzen 17 mal"
	test.Type(entry(t, p, v.Content, "settings.old"), "old")
	test.Type(entry(t, p, v.Content, "settings.new"), strong)
	test.Type(entry(t, p, v.Content, "start.again"), strong)
	assert.True(t, says(v.Content, p.T("passphrase.strong")))
	test.Tap(button(t, p, v.Content, "settings.change"))
	assert.Equal(t, strong, r.next)
	assert.True(t, says(v.Content, p.T("settings.passphrase.changed")))
	assert.Empty(t, entry(t, p, v.Content, "settings.new").Text())
	test.Tap(button(t, p, v.Content, "button.smaller"))
	assert.Equal(t, 21, chosen.TextSize)
	p.Focus(v.First)
	key(p, fyne.KeyRight)
	key(p, fyne.KeySpace)
	assert.Equal(t, "ar", chosen.Language)
}

// beginner remembers what it was asked to make.
type beginner struct{ made []screen.NewVault }

func (b *beginner) ReadInvitation(text string) (screen.Invitation, error) {
	return screen.Invitation{Text: text}, nil
}
func (b *beginner) Make(v screen.NewVault) error { b.made = append(b.made, v); return nil }

func TestFirstStartByKeysAlone(t *testing.T) {
	app := test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	v := NewWindow(w, app.Settings().SetTheme)
	require.NoError(t, v.Prefer(screen.Preferences{Language: "de", TextSize: 22}))
	b := &beginner{}
	s := screen.NewFirstStart(screentest.Inline(), b, []string{"en", "de"}, "de")
	v.ShowFirstStart(s)
	w.Resize(fyne.NewSize(1024, 700))
	p := v.pen
	key(p, fyne.KeyReturn)
	require.Equal(t, screen.StepWho, s.Step)
	test.Type(p.Window.Canvas().Focused(), "twelve words")
	p.Focus(entry(t, p, w.Content(), "start.address"))
	test.Type(p.Window.Canvas().Focused(), "https://hub.example")
	key(p, fyne.KeyReturn)
	require.Equal(t, screen.StepPassphrase, s.Step)
	assert.True(t, says(w.Content(), s.Suggested), "a phrase is offered first")
	v.press(screen.KeyBack)
	require.Equal(t, screen.StepWho, s.Step)
	assert.Equal(t, "twelve words", entry(t, p, w.Content(), "start.words").Text(), "what was typed stays")
	p.Focus(entry(t, p, w.Content(), "start.address"))
	key(p, fyne.KeyReturn)
	test.Type(p.Window.Canvas().Focused(), s.Suggested)
	key(p, fyne.KeyReturn)
	require.Len(t, b.made, 1)
	assert.Equal(t, "https://hub.example", b.made[0].Address)
}

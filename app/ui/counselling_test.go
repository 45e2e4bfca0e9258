package ui

import (
	"context"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/app/ui/kit"
	"waymark/assets"
	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
	"waymark/internal/words"
)

var shipped = sync.OnceValue(func() *framework.Framework {
	root, err := fs.Sub(assets.Framework, "framework")
	if err != nil {
		panic(err)
	}
	f, err := framework.Load(root)
	if err != nil {
		panic(err)
	}
	return f
})

// talk is a counselling session on a screen, with a store of drafts under it and
// casework's own service to record it.
type talk struct {
	p      Pen
	run    *screentest.Runner
	store  shelf
	memory casework.Memory
	acts   *casework.Service
	route  screen.Route
	desk   *screen.Desk
	s      *screen.Counselling
	v      View
}

func newTalk(t *testing.T, p Pen, speaks string) *talk {
	k := &talk{p: p, run: screentest.Inline(), store: shelf{}, memory: casework.Memory{}}
	k.acts = casework.NewService(casework.Desk{Staff: casework.Staff{ID: newSubject(), Role: casework.Counsellor, Office: newSubject(), Organisation: newSubject()},
		Device: casework.DeviceID(newSubject()), Reader: k.memory, Clock: casework.NewClock(func() time.Time { return screentest.Start }, 0)})
	done, err := k.acts.OpenCase(t.Context(), casework.CaseForm{FileNumber: "W-4711", Principal: &casework.Member{Latin: "Person Example",
		Languages: map[string]casework.Spoken{speaks: {Speaks: "first"}}}})
	require.NoError(t, err)
	k.memory.Apply(done.Changes()...)
	k.route = screen.Route{Place: screen.PlaceCounselling, Subject: done.Subject, Item: casework.ItemID(newSubject())}
	k.start(t)
	return k
}

// start is the program's start on what the store has.
func (k *talk) start(t *testing.T) {
	f := feed.New(func(f func()) { f() })
	k.desk = &screen.Desk{Context: t.Context(), Run: k.run, Feed: f, Way: screen.NewNavigator(screen.Route{Place: screen.PlaceToday}),
		Staff: screen.Staff{Role: casework.Counsellor}}
	var kept []screen.Draft
	for _, d := range k.store {
		kept = append(kept, d)
	}
	k.desk.Drafts = screen.NewDrafts(t.Context(), k.run, k.store, f, kept)
	k.desk.Drafts.Records(screen.FormCounselling, func(ctx context.Context, d screen.Draft) (screen.Route, error) {
		done, err := screen.RecordCounselling(ctx, k.acts, d)
		if err == nil {
			k.memory.Apply(done.Changes()...)
			delete(k.store, d.ID)
		}
		return screen.Made(done), err
	})
	k.s = screen.NewCounselling(k.desk, k.memory, shipped(), k.route)
	k.s.Shown()
	k.draw()
}

// draw builds the view, as the window does for another language.
func (k *talk) draw() {
	k.v = drawCounselling(k.p, k.s)
	put(k.p, k.v)
}

// press does what a key means on the screen.
func (k *talk) press(t *testing.T, key screen.Shortcut) {
	t.Helper()
	require.True(t, screen.Press(k.s.Commands(), key), "%s", key)
}

// speaking is the pen in another language, in the same window.
func (k *talk) speaking(t *testing.T, language string) Pen {
	speak, err := words.New(language)
	require.NoError(t, err)
	speak.OnMissing(func(m words.Missing) { t.Errorf("no text: %+v", m) })
	return NewPen(speak, k.p.Window, nil, nil)
}

// overlay is the whole window of the person; nil while there is none.
func overlay(p Pen) *stage {
	g, _ := p.Window.Canvas().Overlays().Top().(*stage)
	return g
}

func TestATalkIsTypedAndTappedAndRecorded(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			k := newTalk(t, testPen(t, language), "fa-AF")
			p, root := k.p, k.v.Content
			said := entry(t, p, root, "counselling.said")
			assert.Same(t, said, p.Window.Canvas().Focused(), "typing goes to their words")
			test.Type(said, "Sie möchte نزدیک مادرش bleiben")
			question := entry(t, p, root, "counselling.question")
			test.Type(question, "Insulin?")
			test.Tap(find(t, root, func(c *kit.Check) bool { return c.AccessibilityLabel() == "Person Example" }))
			outcome := find(t, root, func(c *kit.Choice) bool { return strings.HasPrefix(c.AccessibilityLabel(), p.T("counselling.outcome")) })
			assert.Empty(t, outcome.Selected(), "nothing is answered before somebody answers")
			p.Focus(outcome)
			outcome.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
			outcome.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			date := entry(t, p, root, "counselling.next.day")
			test.Type(date, "٣.١٢.٢٠٢٦")
			test.Type(entry(t, p, root, "counselling.next.time"), "۱۴:۳۰")
			test.Tap(button(t, p, root, "counselling.doubt"))
			k.run.Advance(time.Minute)
			test.Tap(button(t, p, root, "button.record"))
			assert.True(t, says(root, p.T("counselling.margin.setting")), "what is open is asked in the margin")
			assert.True(t, said.Disabled())
			k.run.Advance(screen.UndoTime)

			it := k.memory[k.route.Subject].Item(casework.KindCounselling, k.route.Item)
			require.NotNil(t, it)
			v := casework.CounsellingSessionOf(it)
			assert.Equal(t, "Sie möchte نزدیک مادرش bleiben", v.Said)
			assert.Len(t, v.Questions, 1)
			assert.Len(t, v.Members, 1)
			assert.Equal(t, casework.Yes, v.Doubt)
			assert.NotEmpty(t, v.Outcome)
			assert.True(t, v.NextAt.Equal(time.Date(2026, 12, 3, 14, 30, 0, 0, time.UTC)), "%s", v.NextAt)
			assert.Contains(t, v.Topics, "welcome-and-rights")
		})
	}
}

func TestWhatWasTypedStaysWhenTheLanguageChangesAndTheProgramIsKilled(t *testing.T) {
	k := newTalk(t, testPen(t, "en"), "ti")
	test.Type(entry(t, k.p, k.v.Content, "counselling.said"), "half a sent")
	test.Type(entry(t, k.p, k.v.Content, "counselling.concern"), "rent")
	k.p = k.speaking(t, "ar")
	k.draw()
	said := entry(t, k.p, k.v.Content, "counselling.said")
	assert.Equal(t, "half a sent", said.Text())
	said.SetCaret(len("half a sent"))
	test.Type(said, "ence")
	k.run.Advance(time.Second)

	k.start(t) // killed: only the store is left
	assert.Equal(t, "half a sentence", entry(t, k.p, k.v.Content, "counselling.said").Text())
	assert.Equal(t, "rent", entry(t, k.p, k.v.Content, "counselling.concern").Text())
	assert.True(t, says(k.v.Content, k.p.Say(k.s.Form.Line())))
}

func TestThePersonReadsTheTopicAndNothingOfAnyFile(t *testing.T) {
	for _, tag := range []string{"en", "de", "fr", "ar", "fa-AF", "fa", "ti", "tr", "ru", "ka"} {
		t.Run(tag, func(t *testing.T) {
			k := newTalk(t, testPen(t, "en"), tag)
			k.press(t, screen.KeyWhole)
			whole := overlay(k.p)
			require.NotNil(t, whole)
			assert.Same(t, whole, k.p.Window.Canvas().Focused())
			text := k.s.Person.Text()
			assert.Equal(t, tag, text.Language)
			assert.True(t, says(whole, text.Title))
			for _, b := range text.Blocks {
				assert.True(t, says(whole, b.Plain()), "%s", b.ID)
			}
			speak, err := words.New(tag)
			require.NoError(t, err)
			assert.True(t, says(whole, speak.Text("person.drafted")), "an unchecked text says so")
			pictures := 0
			walk(whole, func(o fyne.CanvasObject) {
				if _, is := o.(*canvas.Image); is {
					pictures++
				}
				if said, is := o.(*kit.Text); is {
					assert.NotContains(t, said.Content(), "Example")
					assert.NotContains(t, said.Content(), "4711")
				}
			})
			assert.Equal(t, 1, pictures)
		})
	}
}

func TestTheWholeWindowIsLeftByTheHeldChordAlone(t *testing.T) {
	k := newTalk(t, testPen(t, "en"), "fa-AF")
	k.press(t, screen.KeyWhole)
	whole := overlay(k.p)
	require.NotNil(t, whole)
	for _, name := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF9, fyne.KeyF4, fyne.KeyF5, fyne.KeyTab} {
		whole.TypedKey(&fyne.KeyEvent{Name: name})
	}
	whole.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl})
	assert.True(t, whole.AcceptsTab())
	require.Same(t, whole, overlay(k.p))

	down := func(names ...fyne.KeyName) {
		for _, n := range names {
			whole.KeyDown(&fyne.KeyEvent{Name: n})
		}
	}
	down(desktop.KeyControlLeft, fyne.KeyF9)
	k.run.Advance(900 * time.Millisecond)
	whole.KeyUp(&fyne.KeyEvent{Name: fyne.KeyF9})
	k.run.Advance(time.Minute)
	require.NotNil(t, overlay(k.p), "let go too early")
	down(fyne.KeyF9)
	k.run.Advance(time.Second)
	assert.Nil(t, overlay(k.p))
	assert.Same(t, entry(t, k.p, k.v.Content, "counselling.said"), k.p.Window.Canvas().Focused(), "typing goes on")
}

func TestKeysOfTheWholeWindowFollowTheReadingDirection(t *testing.T) {
	for tag, forward := range map[string]fyne.KeyName{"fa-AF": fyne.KeyLeft, "ti": fyne.KeyRight} {
		k := newTalk(t, testPen(t, "en"), tag)
		k.press(t, screen.KeyWhole)
		overlay(k.p).TypedKey(&fyne.KeyEvent{Name: forward})
		assert.Equal(t, 1, k.s.Person.Thought(), tag)
		size := k.s.Person.Size
		overlay(k.p).TypedRune('+')
		assert.Greater(t, k.s.Person.Size, size)
		overlay(k.p).TypedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
		assert.Equal(t, "health", k.s.Person.Topic().ID)
		assert.True(t, says(overlay(k.p), k.s.Person.Text().Title))
	}
}

func TestTheCounsellorReadsTheSameThought(t *testing.T) {
	k := newTalk(t, testPen(t, "de"), "ti")
	for range 6 {
		mine, parallel := k.s.Person.StaffText()
		require.True(t, parallel)
		assert.Equal(t, "de", mine.Language)
		assert.True(t, says(k.v.Content, mine.Blocks[k.s.Person.Thought()].Plain()))
		k.press(t, screen.KeyNext)
	}
	assert.True(t, says(k.v.Content, k.p.T("content.drafted")))
}

func TestAHeldBackTextIsNotBeforeThePerson(t *testing.T) {
	k := newTalk(t, testPen(t, "en"), "fa-AF")
	for i, topic := range k.s.Person.Topics() {
		if topic.ID == "return-decision" {
			k.s.Person.GoTo(i)
		}
	}
	first := k.s.Person.Text().Blocks[0].Plain()
	require.True(t, k.s.Person.Held())
	assert.False(t, says(k.v.Content, first))
	assert.True(t, says(k.v.Content, k.p.T("content.needs_interpreter")))
	k.s.Choose("interpreter.mode", "telephone")
	assert.True(t, says(k.v.Content, first))
	assert.False(t, says(k.v.Content, k.p.T("content.needs_interpreter")))
}

func TestAnotherTopicsAnswersAreNotMixed(t *testing.T) {
	k := newTalk(t, testPen(t, "en"), "ti")
	back := entry(t, k.p, k.v.Content, "counselling.topic.said_back")
	test.Type(back, "I may stop")
	k.s.Person.GoTo(1)
	assert.Empty(t, back.Text())
	test.Type(back, "who reads it")
	k.s.Person.GoTo(0)
	assert.Equal(t, "I may stop", back.Text())
	assert.Equal(t, "who reads it", k.s.Answer("topic.your-data.said_back"))
}

func TestAtTheLargestTextThereIsRoomToWrite(t *testing.T) {
	for _, language := range []string{"en", "de", "fr", "ar"} {
		t.Run(language, func(t *testing.T) {
			k := newTalk(t, testPen(t, language), "fa-AF")
			// The frame's head is 58 high; the rail makes room.
			k.p.Window.Resize(fyne.NewSize(1024, 700-58-2*2*kit.Unit))
			k.s.OnChange()
			k.p.Window.Resize(fyne.NewSize(1023, 700-58-2*2*kit.Unit))
			said := entry(t, k.p, k.v.Content, "counselling.said")
			form := find(t, k.v.Content, func(s *kit.Scroll) bool { return true })
			assert.GreaterOrEqual(t, form.Size().Height, float32(280), "beside the person's half")
			k.press(t, screen.KeyAside)
			k.p.Window.Resize(fyne.NewSize(1024, 700-58-2*2*kit.Unit))
			assert.GreaterOrEqual(t, form.Size().Height, float32(400), "alone")
			assert.Greater(t, form.Size().Width, float32(900))
			assert.Same(t, said, k.p.Window.Canvas().Focused(), "typing goes on where it was")
			assert.Equal(t, 0, countPersonHalves(k), "what is away is not to be seen")
			k.press(t, screen.KeyAside)
			assert.Equal(t, 1, countPersonHalves(k))
		})
	}
}

// countPersonHalves counts the pictograms on the screen: each person's half has one.
func countPersonHalves(k *talk) int {
	n := 0
	walk(k.v.Content, func(o fyne.CanvasObject) {
		if _, is := o.(*canvas.Image); is {
			n++
		}
	})
	return n
}

func TestWhatMattersOnlyAfterAnAnswerIsAskedAfterIt(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			k := newTalk(t, testPen(t, language), "fa-AF")
			p, root := k.p, k.v.Content
			asked := func(key string) bool { return drawn(root, p.T(key)) }
			for _, tt := range []struct{ field, answer, then string }{
				{"read_back", "changed", "counselling.read_back.changed"},
				{"danger", "yes", "counselling.danger.what"},
				{"lawyer.present", "no", "counselling.lawyer.offered"},
				{"guardian.present", "no", "counselling.guardian.because"},
				{"summary", "not_safe", "counselling.summary.because"},
				{"summary", "read_out", "counselling.summary.language"},
			} {
				assert.False(t, asked(tt.then), tt.then)
				k.s.Choose(tt.field, tt.answer)
				assert.True(t, asked(tt.then), tt.then)
			}
			test.Type(entry(t, p, root, "counselling.read_back.changed"), "not Kabul but Herat")
			question := entry(t, p, root, "counselling.question")
			test.Type(question, "Insulin?")
			test.Type(entry(t, p, root, "counselling.question.answer"), "I will ask")
			test.Type(entry(t, p, root, "counselling.think"), "3.12.2026")
			for _, stage := range []string{"consideration", "staying_or_other_route"} {
				label := p.T("casework.counselling_stage." + stage)
				test.Tap(find(t, root, func(c *kit.Check) bool { return c.AccessibilityLabel() == label }))
			}
			k.press(t, screen.KeyRecord)
			k.run.Advance(screen.UndoTime)
			it := k.memory[k.route.Subject].Item(casework.KindCounselling, k.route.Item)
			v := casework.CounsellingSessionOf(it)
			assert.Equal(t, casework.Value("not Kabul but Herat"), it.Get("read_back.changed"))
			assert.Equal(t, "2026-12-03", v.CoolingOff.Format(time.DateOnly))
			assert.Equal(t, map[string]casework.Value{"consideration": casework.Yes, "staying_or_other_route": casework.Yes}, v.Stages)
			require.Len(t, v.Questions, 1)
			for _, q := range v.Questions {
				assert.Equal(t, "Insulin?", q.Text)
				assert.Equal(t, "I will ask", q.Answer)
			}
			class, _ := casework.ClassOf(casework.KindCounselling, "danger.what")
			assert.Equal(t, casework.Protection, class)
		})
	}
}

func TestATalkOfAnotherDayIsOfferedToBeKeptOpen(t *testing.T) {
	for _, language := range []string{"en", "ar"} {
		t.Run(language, func(t *testing.T) {
			k := newTalk(t, testPen(t, language), "fa-AF")
			test.Type(entry(t, k.p, k.v.Content, "counselling.said"), "half")
			k.run.Advance(time.Minute)
			assert.False(t, says(k.v.Content, k.p.T("counselling.keep_open.hint")))
			k.run.Advance(25 * time.Hour)
			assert.True(t, says(k.v.Content, k.p.T("counselling.keep_open.hint")))
			test.Tap(button(t, k.p, k.v.Content, "counselling.keep_open"))
			it := k.memory[k.route.Subject].Item(casework.KindCounselling, k.route.Item)
			assert.Equal(t, casework.Yes, it.Get("open"))
			assert.Equal(t, casework.Value("half"), it.Get("said"))
		})
	}
}

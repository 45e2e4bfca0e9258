package screen_test

import (
	"context"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/casework"
	"waymark/internal/framework"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
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

// talk is a counselling session with a person who speaks Dari.
type talk struct {
	*screen.Counselling
	run    *screentest.Runner
	store  *shelf
	ledger *ledger
	desk   *screen.Desk
	about  casework.Subject
	member casework.ItemID
	route  screen.Route
}

func newTalk(t *testing.T, run *screentest.Runner, speaks map[string]casework.Spoken) *talk {
	k := &talk{run: run, store: newShelf(), ledger: newLedger()}
	done, err := k.ledger.service.OpenCase(t.Context(), casework.CaseForm{FileNumber: "W-4711", Principal: &casework.Member{
		Latin: "Gulalai N.", Languages: speaks, Nationalities: map[string]casework.Value{"AF": casework.Yes}}})
	require.NoError(t, err)
	k.ledger.memory.Apply(done.Changes()...)
	k.about, k.member = done.Subject, done.Item
	k.route = screen.Route{Place: screen.PlaceCounselling, Subject: k.about, Item: casework.ItemID(newSubject())}
	k.open(t)
	return k
}

// open opens the program on what is in the store.
func (k *talk) open(t *testing.T) {
	k.desk = desk(t, k.run, k.store)
	k.desk.Topics, k.desk.Language = shipped(), "de"
	k.desk.Drafts.Records(screen.FormCounselling, k.ledger.records(k.store, screen.RecordCounselling))
	k.desk.Drafts.Records(screen.FormRequest, k.ledger.records(k.store, screen.RecordRequest))
	for _, p := range []screen.Place{screen.PlaceToday, screen.PlaceCase} {
		k.desk.Way.Offer(p, func(r screen.Route) screen.Screen { return &page{route: r} })
	}
	k.desk.Way.Offer(screen.PlaceCounselling, func(r screen.Route) screen.Screen {
		return screen.NewCounselling(k.desk, k.ledger.memory, shipped(), r)
	})
	k.desk.Way.Go(screen.Route{Place: screen.PlaceToday})
	k.desk.Way.Go(k.route)
	k.Counselling = k.desk.Way.Screen().(*screen.Counselling)
}

func dari() map[string]casework.Spoken {
	return map[string]casework.Spoken{"fa-AF": {Speaks: "first", Reads: casework.Yes}, "en": {Speaks: "some"}}
}

func (k *talk) press(t *testing.T, key screen.Shortcut) {
	t.Helper()
	require.True(t, screen.Press(k.Commands(), key), "no command has %s", key)
}

func (k *talk) session(t *testing.T) casework.CounsellingSession {
	it, err := k.ledger.memory.Item(context.Background(), k.about, casework.ItemKey{Kind: casework.KindCounselling, ID: k.route.Item})
	require.NoError(t, err)
	require.NotNil(t, it)
	return casework.CounsellingSessionOf(it)
}

func TestTheFirstTopicStandsInThePersonsLanguageAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name   string
		speaks map[string]casework.Spoken
		wants  string // language of the text
	}{
		{"Dari", dari(), "fa-AF"},
		{"reads another one", map[string]casework.Spoken{"ar": {Speaks: "first", Reads: casework.No}, "fr": {Speaks: "well", Reads: casework.Yes}}, "fr"},
		{"speaks one we have no texts in, and Russian", map[string]casework.Spoken{"ps": {Speaks: "first"}, "ru": {Speaks: "some"}}, "ru"},
		{"one we have no texts in", map[string]casework.Spoken{"ckb": {Speaks: "first"}}, "en"},
		{"nothing known", nil, "en"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := newTalk(t, screentest.Inline(), tt.speaks)
			assert.Equal(t, "welcome-and-rights", k.Person.Topic().ID)
			assert.Equal(t, tt.wants, k.Person.Text().Language)
			assert.Empty(t, k.store.kept, "looking is not typing")
		})
	}
}

func TestNothingAboutTheTalkHasADefault(t *testing.T) {
	k := newTalk(t, screentest.Inline(), dari())
	assert.Empty(t, k.Form.Draft().Fields)
	assert.True(t, k.Commands()[0].Off, "there is nothing to record")
	assert.Empty(t, k.Margin())
}

func TestAWholeTalkIsRecordedAsItWasHeld(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.With(k.member, true)
	k.Type("interpreter.mode", "telephone")
	k.Type("interpreter.who", "I-07")
	k.Type("interpreter.accepted", "yes")
	k.Join("guard")
	guard := k.Entries("room")[0]
	k.Type("room."+guard+".because", "would not leave")
	run.Advance(6 * time.Second) // the topic stands
	k.Type("topic.welcome-and-rights.understood", "partly")
	k.Type("topic.welcome-and-rights.said_back", "می‌توانم بس کنم")
	k.Type("said", "Sie will نزدیک مادرش bleiben")
	q := k.NewEntry()
	k.Type("question."+q, "Dialyse in Kabul?")
	k.Type("concern."+k.NewEntry(), "Miete")
	k.press(t, screen.KeyDoubt)
	k.Type("outcome", "still_considering")
	k.Type("next.step", "Arzt fragen")
	k.NextDay("3.12.", time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC))
	k.NextTime("14.30")
	run.Advance(24 * time.Minute)
	k.press(t, screen.KeyRecord)
	assert.Equal(t, screen.FormDue, k.Form.State())
	assert.Empty(t, k.ledger.made, "it can be taken back")
	run.Advance(screen.UndoTime)

	require.Len(t, k.ledger.made, 1)
	assert.Empty(t, k.store.kept, "a draft ends with its changes")
	v := k.session(t)
	assert.True(t, v.Recorded())
	assert.True(t, v.With(k.member))
	assert.True(t, v.InRoom("guard"))
	assert.Equal(t, "would not leave", v.Room[guard].Because)
	assert.Equal(t, "I-07", v.InterpreterWho)
	told := v.Topics["welcome-and-rights"]
	text, _ := shipped().Text("welcome-and-rights", "fa-AF")
	assert.Equal(t, "fa-AF", told.Language)
	assert.Equal(t, text.Hash(), told.SHA256)
	assert.Equal(t, casework.Value("partly"), told.Understood)
	assert.Equal(t, "می‌توانم بس کنم", told.SaidBack)
	assert.Equal(t, "Sie will نزدیک مادرش bleiben", v.Said)
	assert.Equal(t, "Dialyse in Kabul?", v.Questions[q].Text)
	assert.Equal(t, casework.Yes, v.Doubt)
	assert.Equal(t, casework.Value("still_considering"), v.Outcome)
	assert.True(t, v.NextAt.Equal(time.Date(2026, 12, 3, 14, 30, 0, 0, time.UTC)), "%s", v.NextAt)
	assert.True(t, v.Started.Equal(screentest.Start), "the talk began when the screen was opened: %s", v.Started)
	assert.Equal(t, screen.Route{Place: screen.PlaceCase, Subject: k.about, Part: "sessions"}, k.desk.Way.Here())
	assert.False(t, k.desk.Hides(newSubject()), "the talk is over")
}

func TestEveryAnswerOfTheScreenCanBeRecorded(t *testing.T) {
	k := newTalk(t, screentest.Inline(), dari())
	for field, enumeration := range map[string]string{"outcome": "outcome", "setting": "setting", "kind": "counselling", "private": "privacy",
		"interpreter.mode": "interpreter_mode", "interpreter.is": "interpreter_is", "read_back": "read_back", "voluntary": "voluntary",
		"topic.health.understood": "understood"} {
		for _, v := range casework.EnumValues(enumeration) {
			assert.NoError(t, casework.CheckValue(casework.KindCounselling, casework.Field(field), v), "%s %s", field, v)
		}
	}
	for _, field := range []casework.Field{"lawyer.present", "guardian.present", "interpreter.accepted", "interpreter.pledge", "interpreter.not_understood",
		"interpreter.line_lost", "options_shown", "legal_advice_shown", "legal_aid_told", "detention.explained", "detention.telephone"} {
		assert.NoError(t, casework.CheckValue(casework.KindCounselling, field, casework.Yes), field)
	}
	for _, topic := range k.Person.Topics() {
		assert.NoError(t, casework.CheckValue(casework.KindCounselling, casework.Field("topic."+topic.ID+".version"), "1"), topic.ID)
	}
}

func TestRecordingCanBeTakenBackAndGoesOnAsItWasTyped(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.Type("said", "first")
	k.press(t, screen.KeyRecord)
	open := k.Margin()
	require.NotEmpty(t, open, "what is open is asked now, and only now")
	assert.Equal(t, "counselling.margin.members", open[0].Key)
	run.Advance(9 * time.Second)
	k.Form.Undo()
	run.Advance(time.Minute)
	assert.Empty(t, k.ledger.made)
	k.With(k.member, true)
	assert.NotEqual(t, "counselling.margin.members", k.Margin()[0].Key, "an answered question goes")
	k.Type("said", "first, then more")
	k.press(t, screen.KeyRecord)
	run.Advance(screen.UndoTime)
	assert.Equal(t, "first, then more", k.session(t).Said)
}

func TestADraftIsBackAfterTheProgramWasKilled(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.Person.Choose("ti")
	k.Person.GoTo(5)
	k.Type("said", "ሰላም, typed")
	k.Join("child")
	run.Advance(7 * time.Second)
	k.Type("wants", "lost only if younger than a second")
	run.Advance(time.Second)
	require.Len(t, k.store.kept, 1)

	k.open(t) // another process, the same store
	assert.Equal(t, "ሰላም, typed", k.Answer("said"))
	assert.Equal(t, "lost only if younger than a second", k.Answer("wants"))
	assert.Len(t, k.Entries("room"), 1)
	assert.Equal(t, "ti", k.Person.Language)
	assert.Equal(t, k.Person.Topics()[5].ID, k.Person.Topic().ID, "the topic that was shown last")
	run.Advance(13 * time.Minute)
	assert.Equal(t, 13, k.Facts()[len(k.Facts())-1].Count, "the talk goes on since it was opened first")
}

func TestATopicIsShownOnceItStoodForAWhile(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	for range 3 { // leafing
		run.Advance(time.Second)
		k.Person.GoTo(k.Person.Index() + 1)
	}
	k.Person.GoTo(5)
	run.Advance(6 * time.Second)
	assert.Equal(t, []string{k.Person.Topics()[5].ID}, k.Entries("topic"))
	first := k.Answer("topic." + k.Person.Topics()[5].ID + ".shown")
	k.Person.GoTo(0)
	run.Advance(10 * time.Minute)
	k.Person.GoTo(5)
	run.Advance(10 * time.Minute)
	assert.Equal(t, first, k.Answer("topic."+k.Person.Topics()[5].ID+".shown"), "the first time stays")
	k.Person.Choose("ru")
	run.Advance(10 * time.Minute)
	assert.Equal(t, "ru", k.Answer("topic."+k.Person.Topics()[5].ID+".language"))
}

func TestADraftedTextOnLawWaitsForAnInterpreter(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.Person.Speak("de")
	law := slices.IndexFunc(k.Person.Topics(), func(t framework.Topic) bool { return t.ID == "return-decision" })
	k.Person.GoTo(law)
	require.True(t, k.Person.Text().NeedsInterpreter(), "the text is still a draft")
	assert.True(t, k.Person.Held())
	run.Advance(time.Minute)
	assert.NotContains(t, k.Entries("topic"), "return-decision", "what was not shown is not noted")
	k.Type("interpreter.mode", "none")
	assert.True(t, k.Person.Held())
	k.Type("interpreter.mode", "telephone")
	assert.False(t, k.Person.Held())
	k.Type("interpreter.mode", "")
	k.Person.Choose("de")
	assert.False(t, k.Person.Held(), "the counsellor reads it too and can set it right")
}

func TestTheTwoHalvesFollowEachOther(t *testing.T) {
	k := newTalk(t, screentest.Inline(), dari())
	k.Person.Speak("fr")
	for range 20 {
		mine, parallel := k.Person.StaffText()
		require.True(t, parallel)
		theirs := k.Person.Text()
		assert.Equal(t, "fr", mine.Language)
		assert.Equal(t, theirs.Blocks[k.Person.Thought()].ID, mine.Blocks[k.Person.Thought()].ID)
		k.press(t, screen.KeyNext)
	}
	assert.NotZero(t, k.Person.Index(), "after the last thought comes the next topic")
	for range 20 {
		k.press(t, screen.KeyPrevious)
	}
	k.Person.Previous()
	assert.Zero(t, k.Person.Index())
}

func TestOnlyAHeldChordLeavesTheWholeWindow(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.press(t, screen.KeyWhole)
	require.True(t, k.Person.Full)
	for _, key := range []screen.Shortcut{screen.KeyBack, screen.KeyContact, screen.KeySync, screen.KeyNewCase, screen.KeyRecord, screen.KeyUndo, screen.KeyLock} {
		k.press(t, key)
		assert.True(t, k.Person.Full, "%s", key)
	}
	assert.False(t, screen.Press(k.Commands(), screen.KeyWhole), "the key that entered does not leave")
	k.Person.Hold()
	run.Advance(500 * time.Millisecond)
	k.Person.Release()
	run.Advance(time.Minute)
	assert.True(t, k.Person.Full, "let go too early")
	k.Person.Hold()
	k.Person.Hold() // the keyboard repeats
	run.Advance(time.Second)
	assert.False(t, k.Person.Full)
}

func TestOneKeyCoversEverythingWithANeutralTopic(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	danger := slices.IndexFunc(k.Person.Topics(), func(t framework.Topic) bool { return t.ID == "trafficking-and-danger" })
	k.Type("interpreter.mode", "in_room")
	k.Person.GoTo(danger)
	k.Person.Next()
	k.press(t, screen.KeyCover)
	assert.True(t, k.Person.Full)
	assert.Equal(t, "health", k.Person.Topic().ID)
	assert.Equal(t, "fa-AF", k.Person.Text().Language)
	assert.False(t, k.Person.Held())
	for range 40 {
		k.Person.Next()
	}
	assert.Equal(t, "health", k.Person.Topic().ID, "no way out of the cover")
	run.Advance(time.Minute)
	assert.NotContains(t, k.Entries("topic"), "health", "a cover is not telling")
	k.Person.Hold()
	run.Advance(time.Second)
	assert.False(t, k.Person.Full)
	assert.Equal(t, "trafficking-and-danger", k.Person.Topic().ID, "back where they were")
	assert.Equal(t, 1, k.Person.Thought())
}

func TestAQuestionGoesToTheScoutsAndKnowsItsRequest(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	q := k.NewEntry()
	k.Type("question."+q, "Gibt es Insulin in Herat?")
	var went screen.Part
	k.OnGo = func(p screen.Part) { went = p }
	k.press(t, screen.KeyAskScout)
	require.NotNil(t, k.Request)
	assert.Equal(t, screen.PartRequest, went)
	assert.Equal(t, "Gibt es Insulin in Herat?", k.Request.Text(screen.FieldQuestion))
	assert.Equal(t, "AF", k.Request.Text(screen.FieldCountry))
	k.Request.Type(screen.FieldTopic, "medical")
	k.SendRequest()
	run.Advance(screen.UndoTime)
	require.Len(t, k.ledger.made, 1)
	made := k.ledger.made[0]
	assert.Equal(t, casework.SubjectRequest, made.Subject.Kind)
	r := casework.RequestOf(k.ledger.memory[made.Subject])
	assert.Equal(t, "Gibt es Insulin in Herat?", r.Question)
	assert.Equal(t, k.route.Item, r.Session)
	assert.True(t, k.Asked(q))
	k.press(t, screen.KeyRecord)
	run.Advance(screen.UndoTime)
	assert.Equal(t, made.Subject.ID, k.session(t).Questions[q].Request)
}

func TestAQuestionSaysWhatItGivesAwayOfTheCase(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.press(t, screen.KeyAskScout)
	k.Request.Type(screen.FieldQuestion, "Can an asylum seeker get insulin?")
	k.SendRequest()
	require.Len(t, k.Given, 1)
	assert.Equal(t, "asylum", k.Given[0].Text)
	assert.Empty(t, k.ledger.made, "it waits for a decision")
	k.SendRequest()
	run.Advance(screen.UndoTime)
	assert.Len(t, k.ledger.made, 1)
}

func TestOthersAreFileNumbersWhileSomebodySitsThere(t *testing.T) {
	k := newTalk(t, screentest.Inline(), dari())
	assert.True(t, k.desk.Hides(newSubject()))
	assert.False(t, k.desk.Hides(k.about.ID))
	cases := newCabinet(2)
	cases.rows[1].ID = k.about.ID
	list := screen.NewCaseload(k.desk, cases)
	list.Shown()
	other, _ := list.Row(0)
	assert.Equal(t, "W-0", other.Number)
	assert.NotContains(t, other.Name, "Person")
	assert.NotEmpty(t, other.Name, "hidden is not without a name")
	own, _ := list.Row(1)
	assert.Equal(t, "Person 1", own.Name)
	find := screen.NewPalette(k.desk, finds{{Text: "Person 0", Beside: "W-0", Route: screen.CaseRoute(other.ID)},
		{Text: "Person 2", Route: screen.CaseRoute(newSubject())}, {Text: "Person 1", Beside: "W-1", Route: screen.CaseRoute(k.about.ID)}},
		func() []screen.Command { return nil })
	find.Show()
	find.Type("person")
	require.Len(t, find.Hits, 3)
	assert.Equal(t, "W-0", find.Hits[0].Text)
	assert.Empty(t, find.Hits[1].Text)
	assert.Equal(t, "Person 1", find.Hits[2].Text)

	// The key that is held reveals, and what it revealed goes when it is let go.
	run := k.run
	told := 0
	k.desk.OnReveal = func() { told++ }
	elsewhere := screen.CaseRoute(other.ID)
	assert.True(t, k.desk.HidesScreen(elsewhere), "the whole file of somebody else")
	for range 30 { // as a held key repeats
		k.desk.Reveal()
		run.Advance(100 * time.Millisecond)
		row, _ := list.Row(0)
		assert.Equal(t, "Person 0", row.Name)
		assert.False(t, k.desk.HidesScreen(elsewhere))
	}
	assert.Equal(t, 1, told)
	run.Advance(2 * time.Second)
	assert.Equal(t, 2, told)
	row, _ := list.Row(0)
	assert.NotContains(t, row.Name, "Person")
	assert.False(t, k.desk.HidesScreen(k.route), "their own is never hidden")

	k.desk.Way.Back()
	assert.False(t, k.desk.Hides(newSubject()))
	assert.False(t, k.desk.HidesScreen(elsewhere))
	other, _ = list.Row(0)
	assert.Equal(t, "Person 0", other.Name)
}

func TestWhatIsClosedIsReadInTheFile(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.Type("said", "enough")
	k.press(t, screen.KeyRecord)
	run.Advance(screen.UndoTime)
	k.open(t)
	assert.True(t, k.Closed)
	k.Type("said", "changed")
	assert.Empty(t, k.Form.Draft().Fields)
	run.Advance(time.Minute)
	assert.Empty(t, k.store.kept)
}

func TestALateReadingOfTheCaseIsDropped(t *testing.T) {
	run := screentest.Hold()
	k := newTalk(t, run, dari())
	k.Again()
	require.Len(t, run.Held, 2)
	run.Deliver(1)
	assert.Equal(t, "Gulalai N.", k.Name())
	k.Case = casework.Case{}
	run.Deliver(0)
	assert.Empty(t, k.Case.Members, "the older answer comes late")
}

func TestAFileThatCannotBeReadStopsNoTyping(t *testing.T) {
	d := desk(t, screentest.Inline(), newShelf())
	s := screen.NewCounselling(d, brokenFile{}, shipped(), screen.Route{Place: screen.PlaceCounselling, Subject: casework.Subject{Kind: casework.SubjectCase, ID: newSubject()}})
	s.Shown()
	assert.Equal(t, "error.counselling.unavailable", s.List.Trouble.What.Key)
	s.Type("said", "still here")
	assert.Equal(t, "still here", s.Answer("said"))
}

type brokenFile struct{}

func (brokenFile) State(context.Context, casework.Subject) (*casework.State, error) {
	return nil, errDiskFull
}

func TestWhoMayReadASessionIsSaidRightly(t *testing.T) { // counselling.record.who says so
	for _, c := range []casework.Class{casework.Legal, casework.Protection} {
		assert.True(t, casework.Receives(casework.Counsellor, casework.Assigned, c))
		assert.True(t, casework.Receives(casework.Counsellor, casework.Deputy, c))
		assert.True(t, casework.Receives(casework.Supervisor, casework.Organisation, c))
		assert.False(t, casework.Receives(casework.Counsellor, casework.SameOffice, c))
		for _, rel := range []casework.Relation{casework.Assigned, casework.SameOffice, casework.Organisation, casework.Referred} {
			assert.False(t, casework.Receives(casework.Scout, rel, c))
			assert.False(t, casework.Receives(casework.Administrator, rel, c))
		}
	}
}

func TestTimesAsPeopleTypeThem(t *testing.T) {
	for text, wants := range map[string]int{"9": 540, "9:30": 570, "14.05": 845, "1405": 845, "14h": 840, " 8 15 ": 495, "23:59": 1439} {
		got, ok := screen.ClockTime(text)
		assert.True(t, ok, text)
		assert.Equal(t, wants, got, text)
	}
	for _, text := range []string{"", "25", "12:60", "noon", "-1", "1:2:3"} {
		_, ok := screen.ClockTime(text)
		assert.False(t, ok, text)
	}
}

// finds is a search that has these hits.
type finds []screen.Hit

func (f finds) Search(context.Context, string, int) ([]screen.Hit, error) {
	return slices.Clone(f), nil
}

func TestWhatIsPutAsideIsNotShown(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.press(t, screen.KeyAside)
	run.Advance(time.Minute)
	assert.Empty(t, k.Entries("topic"), "the person did not see it")
	k.press(t, screen.KeyWhole)
	assert.False(t, k.Person.Aside)
	run.Advance(6 * time.Second)
	assert.Equal(t, []string{"welcome-and-rights"}, k.Entries("topic"))
}

func TestADraftOfAnotherDayIsKeptAsAnOpenSessionAndGoneOnWith(t *testing.T) {
	run := screentest.Inline()
	k := newTalk(t, run, dari())
	k.Type("said", "half of it")
	k.Type("wants", "to think")
	concern := k.NewEntry()
	k.Type("concern."+concern, "rent")
	assert.False(t, k.Old(), "today it is a draft")
	k.KeepOpen()
	assert.Empty(t, k.ledger.made)
	run.Advance(25 * time.Hour)
	require.True(t, k.Old())
	k.press(t, screen.KeyKeepOpen)
	require.Len(t, k.ledger.made, 1)
	v := k.session(t)
	assert.False(t, v.Recorded(), "it is not closed")
	assert.Equal(t, "half of it", v.Said)
	assert.Empty(t, k.store.kept)

	// A colleague goes on with it, on another device, where there is no draft of it.
	k.store = newShelf()
	session := k.route
	k.route = screen.Route{Place: screen.PlaceCounselling, Subject: k.about, Item: casework.ItemID(newSubject())}
	k.open(t)
	k.route = session
	file := screen.NewCaseFile(k.desk, drawer{k.ledger.memory}, nil, screen.CaseRoute(k.about.ID))
	file.Shown()
	file.Turn(screen.TabSessions)
	file.ReadSession(session.Item)
	require.True(t, screen.Press(file.Commands(), screen.KeyEdit))
	k.Counselling = k.desk.Way.Screen().(*screen.Counselling)
	assert.Equal(t, "half of it", k.Answer("said"))
	assert.False(t, k.Closed)
	k.Type("said", "half of it, and the rest")
	k.Type("concern."+concern, "") // it was a mistake
	// Meanwhile the first one adds a word.
	done, err := k.ledger.service.Write(t.Context(), casework.Edit{Subject: k.about, Kind: casework.KindCounselling, Item: k.route.Item,
		Fields: map[casework.Field]casework.Value{"wants": "to think, and to ask her mother"}})
	require.NoError(t, err)
	k.ledger.memory.Apply(done.Changes()...)
	k.Type("wants", "a week")
	k.press(t, screen.KeyRecord)
	run.Advance(screen.UndoTime)
	v = k.session(t)
	assert.True(t, v.Recorded())
	assert.Equal(t, "half of it, and the rest", v.Said)
	assert.Empty(t, v.Concerns, "what was taken out is taken out")
	c, conflict := v.Conflict("wants")
	require.True(t, conflict, "neither loses a word")
	assert.Len(t, c.Heads, 2)
}

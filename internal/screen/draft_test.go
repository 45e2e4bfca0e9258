package screen_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

var contactRoute = screen.Route{Place: screen.PlaceShortContact}

func TestWhatIsTypedIsKeptWithinASecond(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	f := d.Drafts.Form(contactRoute, "contact")
	assert.Equal(t, screen.FormEmpty, f.State())

	text := ""
	for range 30 { // somebody who types without a pause
		text += "a"
		f.Type("words", text)
		run.Advance(100 * time.Millisecond)
		if len(text) > 10 {
			kept := store.kept[f.Draft().ID].Fields["words"]
			assert.LessOrEqual(t, len(text)-len(kept), 10, "more than a second of typing is not kept")
		}
	}
	run.Advance(time.Second)
	assert.Equal(t, screen.FormKept, f.State())
	assert.Equal(t, text, store.kept[f.Draft().ID].Fields["words"])
	assert.Equal(t, "form.kept", f.Line().Key)
}

func TestTypedTextComesBackOnItsScreen(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	f := desk(t, run, store).Drafts.Form(contactRoute, "contact")
	f.Type("words", "before the power cut")
	run.Advance(time.Second)

	again := desk(t, screentest.Inline(), store)
	assert.Len(t, again.Drafts.Unfinished(), 1)
	back := again.Drafts.Form(contactRoute, "contact")
	assert.Equal(t, "before the power cut", back.Text("words"))
	assert.Equal(t, screen.FormKept, back.State())
	other := again.Drafts.Form(screen.CaseRoute(newSubject()), "contact")
	assert.Empty(t, other.Text("words"), "another screen's form has its own text")
}

func TestAFullDiskKeepsTheTextOnTheScreenAndTriesAgain(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	f := d.Drafts.Form(contactRoute, "contact")
	store.fault = errDiskFull
	f.Type("words", "one")
	run.Advance(time.Second)
	assert.Equal(t, screen.FormNotKept, f.State())
	assert.Equal(t, "error.draft.not_kept", f.Trouble.What.Key)
	assert.Equal(t, "hint.draft.not_kept", f.Trouble.Hint.Key)
	f.Type("words", "one two")
	assert.Equal(t, "one two", f.Text("words"), "typing goes on")
	assert.True(t, d.Drafts.Unkept())

	store.fault = nil
	run.Advance(10 * time.Second)
	assert.Equal(t, screen.FormKept, f.State())
	assert.True(t, f.Trouble.None())
	assert.Equal(t, "one two", store.kept[f.Draft().ID].Fields["words"])
}

func TestALateAnswerOfTheStoreDoesNotHideNewerText(t *testing.T) {
	run, store := screentest.Hold(), newShelf()
	f := desk(t, run, store).Drafts.Form(contactRoute, "contact")
	f.Type("words", "one")
	run.Advance(time.Second)
	f.Type("words", "one two")
	run.Deliver(0)
	assert.Equal(t, screen.FormTyping, f.State(), "the newer text is not kept yet")
	run.Held = nil
	run.Advance(time.Second)
	run.DeliverAll()
	assert.Equal(t, screen.FormKept, f.State())
	assert.Equal(t, "one two", store.kept[f.Draft().ID].Fields["words"])
}

// recording gives a recorder that notes what it got and drops the draft.
func recording(store *shelf, got *[]screen.Draft, fault *error) screen.Recorder {
	return func(ctx context.Context, d screen.Draft) (screen.Route, error) {
		if fault != nil && *fault != nil {
			return screen.Route{}, *fault
		}
		*got = append(*got, d)
		return d.Route, store.DropDraft(ctx, d.ID)
	}
}

func TestRecordingCanBeTakenBackForTenSeconds(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	var got []screen.Draft
	d.Drafts.Records("contact", recording(store, &got, nil))
	f := d.Drafts.Form(contactRoute, "contact")
	f.Record()
	assert.Equal(t, screen.FormEmpty, f.State(), "nothing typed is nothing to record")
	f.Type("words", "said")
	f.Record()
	assert.Equal(t, screen.FormDue, f.State())
	assert.False(t, store.kept[f.Draft().ID].Due.IsZero(), "that it is due survives a power cut")
	f.Type("words", "changed")
	assert.Equal(t, "said", f.Text("words"), "a recorded form is closed")
	run.Advance(9 * time.Second)
	assert.Equal(t, 1, f.SecondsLeft())
	assert.Len(t, d.Drafts.Due(), 1)
	f.Undo()
	run.Advance(time.Minute)
	assert.Empty(t, got)
	assert.Equal(t, screen.FormKept, f.State())
	assert.True(t, store.kept[f.Draft().ID].Due.IsZero())

	recorded := screen.Route{}
	f.OnRecorded = func(r screen.Route) { recorded = r }
	f.Record()
	run.Advance(screen.UndoTime)
	require.Len(t, got, 1)
	assert.Equal(t, "said", got[0].Fields["words"])
	assert.Equal(t, screen.FormRecorded, f.State())
	assert.Equal(t, contactRoute, recorded)
	assert.Empty(t, store.kept)
	assert.Empty(t, d.Drafts.Unfinished())
	f.Undo()
	assert.Equal(t, screen.FormRecorded, f.State(), "closed is closed")
}

func TestRecordingGoesOnWhenItsScreenIsLeft(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	var got []screen.Draft
	d.Drafts.Records("contact", recording(store, &got, nil))
	f := d.Drafts.Form(contactRoute, "contact")
	f.Type("words", "said")
	f.Record()
	f.Leave()
	run.Advance(screen.UndoTime)
	assert.Len(t, got, 1)
}

func TestWhatCannotBeRecordedStaysTyped(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	fault := errors.New("no")
	var got []screen.Draft
	d.Drafts.Records("contact", recording(store, &got, &fault))
	f := d.Drafts.Form(contactRoute, "contact")
	f.Type("words", "said")
	f.RecordNow()
	assert.Equal(t, "error.draft.not_recorded", f.Refused.What.Key)
	assert.True(t, f.Open())
	assert.Equal(t, "said", store.kept[f.Draft().ID].Fields["words"])
	fault = nil
	f.RecordNow()
	assert.Len(t, got, 1)
	assert.Equal(t, screen.FormRecorded, f.State())
}

func TestRecordingWaitsForAWriteUnderWay(t *testing.T) {
	run, store := screentest.Hold(), newShelf()
	d := desk(t, run, store)
	var got []screen.Draft
	d.Drafts.Records("contact", recording(store, &got, nil))
	f := d.Drafts.Form(contactRoute, "contact")
	f.Type("words", "said")
	f.RecordNow() // starts a write, whose answer is held
	assert.Empty(t, got)
	run.DeliverAll()
	assert.Len(t, got, 1)
	assert.Empty(t, store.kept)
	assert.Equal(t, screen.FormRecorded, f.State())
}

func TestSettleRecordsWhatIsDueAndKeepsTheRest(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	var got []screen.Draft
	d.Drafts.Records("contact", recording(store, &got, nil))
	due := d.Drafts.Form(contactRoute, "contact")
	due.Type("words", "recorded")
	due.Record()
	typing := d.Drafts.Form(screen.CaseRoute(newSubject()), "contact")
	typing.Type("words", "half a sen")

	require.NoError(t, d.Drafts.Settle(t.Context()))
	assert.Len(t, got, 1)
	require.Len(t, store.kept, 1)
	assert.Equal(t, "half a sen", store.kept[typing.Draft().ID].Fields["words"])
	run.Advance(time.Minute)
	assert.Len(t, got, 1, "it is not recorded twice")
}

func TestWhatWasDueIsRecordedAtTheNextStart(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	f := desk(t, run, store).Drafts.Form(contactRoute, "contact")
	f.Type("words", "said")
	f.Record() // and the process is killed

	again := desk(t, screentest.Inline(), store)
	assert.Empty(t, again.Drafts.Unfinished(), "it was finished")
	var got []screen.Draft
	again.Drafts.Records("contact", recording(store, &got, nil))
	require.NoError(t, again.Drafts.Settle(t.Context()))
	assert.Len(t, got, 1)
	assert.Empty(t, store.kept)
}

func TestEmptyingAFormDropsItsDraft(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	f := d.Drafts.Form(contactRoute, "contact")
	f.Type("words", "a")
	run.Advance(time.Second)
	require.Len(t, store.kept, 1)
	f.Type("words", "")
	run.Advance(time.Second)
	assert.Empty(t, store.kept)
	assert.Equal(t, screen.FormEmpty, f.State())
	f.Type("words", "b")
	f.Drop()
	assert.Empty(t, store.kept)
	assert.Empty(t, d.Drafts.Unfinished())
}

// The program could not lock, because the disk was full: it goes on by itself.
func TestAfterASettleThatFailedKeepingAndRecordingGoOn(t *testing.T) {
	run, store := screentest.Inline(), newShelf()
	d := desk(t, run, store)
	recorded := 0
	d.Drafts.Records("contact", func(context.Context, screen.Draft) (screen.Route, error) {
		if store.fault != nil {
			return screen.Route{}, store.fault
		}
		recorded++
		return screen.Route{}, nil
	})
	typed, due := d.Drafts.Form(contactRoute, "contact"), d.Drafts.Form(screen.CaseRoute(newSubject()), "contact")
	typed.Type("words", "one")
	due.Type("words", "two")
	run.Advance(time.Second)
	due.Record()
	store.fault = errDiskFull
	typed.Type("words", "one more")
	require.Error(t, d.Drafts.Settle(t.Context()))
	store.fault = nil
	d.Drafts.Resume()
	run.Advance(time.Minute)
	assert.Equal(t, screen.FormKept, typed.State())
	assert.Equal(t, "one more", store.kept[typed.Draft().ID].Fields["words"])
	assert.Equal(t, 1, recorded)
	assert.Equal(t, screen.FormRecorded, due.State())
}

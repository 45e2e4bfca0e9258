package screen

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"waymark/internal/feed"
	"waymark/internal/id"
)

// DraftID names a draft.
type DraftID = id.Of[draftMark]

type draftMark struct{}

// Draft is what somebody typed on a screen and has not recorded yet, or has
// recorded and may still take back.
type Draft struct {
	ID     DraftID
	Route  Route             // the screen it was typed on
	Kind   string            // which form of it; a [Recorder] is known by it
	Fields map[string]string // what was typed, by the form's own field names; empty ones are absent
	Begun  time.Time
	Kept   time.Time // when the store was last given it
	Due    time.Time // when it becomes changes; zero until somebody recorded it
}

// DraftStore keeps drafts where the vault is. Its methods are called off the UI
// goroutine, one at a time for one draft.
type DraftStore interface {
	// KeepDraft writes d over what was kept under its ID. When it returns nil a
	// power cut does not take d away.
	KeepDraft(ctx context.Context, d Draft) error
	// DropDraft forgets a draft; forgetting one that is not there is no error.
	DropDraft(ctx context.Context, d DraftID) error
}

// Recorder makes a draft's changes and drops the draft in the same transaction:
// after an error both are as before, after nil neither the changes nor the
// draft's end are lost by a power cut. It is called off the UI goroutine. What was
// made is found at the route returned; zero if there is nothing to show.
type Recorder func(ctx context.Context, d Draft) (made Route, err error)

// errNoRecorder says that nobody registered how a form becomes changes; its draft
// stays.
var errNoRecorder = errors.New("no recorder for this kind of draft")

// Times of forms.
const (
	KeepAfter  = 700 * time.Millisecond // after the first key not yet kept: with the write itself under a second
	UndoTime   = 10 * time.Second
	retryAfter = 5 * time.Second // after the disk refused
)

// Drafts is every form of one unlocked vault, on a screen or not.
type Drafts struct {
	// OnDue is called when a form was recorded, taken back, or became changes: the
	// frame shows what can still be taken back.
	OnDue func()

	ctx       context.Context
	run       Runner
	store     DraftStore
	feed      *feed.Feed
	recorders map[string]Recorder
	forms     []*Form // in the order in which they were begun
}

// NewDrafts starts with the drafts that were kept before. Ctx ends with the vault.
func NewDrafts(ctx context.Context, run Runner, store DraftStore, news *feed.Feed, kept []Draft) *Drafts {
	d := &Drafts{OnDue: func() {}, ctx: ctx, run: run, store: store, feed: news, recorders: map[string]Recorder{}}
	for _, k := range kept {
		f := d.add(k)
		f.state, f.written = FormKept, true
	}
	return d
}

// Records says how drafts of one kind become changes.
func (d *Drafts) Records(kind string, r Recorder) { d.recorders[kind] = r }

// Form returns the form of one kind on the screen of a route: with what was typed
// there before, or empty.
func (d *Drafts) Form(r Route, kind string) *Form {
	for _, f := range d.forms {
		if f.draft.Route == r && f.draft.Kind == kind && f.state != FormRecorded {
			return f
		}
	}
	return d.add(Draft{ID: id.New[draftMark](), Route: r, Kind: kind, Begun: d.run.Now()})
}

func (d *Drafts) add(k Draft) *Form {
	if k.Fields == nil {
		k.Fields = map[string]string{}
	}
	f := &Form{OnChange: func() {}, drafts: d, draft: k}
	d.forms = append(d.forms, f)
	return f
}

// Unfinished returns the drafts with something typed that nobody recorded, the
// latest first.
func (d *Drafts) Unfinished() []Draft {
	var all []Draft
	for _, f := range d.forms {
		if len(f.draft.Fields) > 0 && f.draft.Due.IsZero() && f.state != FormRecorded {
			all = append(all, f.Draft())
		}
	}
	slices.SortStableFunc(all, func(a, b Draft) int { return b.Kept.Compare(a.Kept) })
	return all
}

// Due returns the forms that were recorded and can still be taken back.
func (d *Drafts) Due() []*Form {
	var due []*Form
	for _, f := range d.forms {
		if f.state == FormDue {
			due = append(due, f)
		}
	}
	return due
}

// Unkept reports whether something typed is not in the store, by no fault of its
// own or because the store refused it.
func (d *Drafts) Unkept() bool {
	return slices.ContainsFunc(d.forms, func(f *Form) bool { return f.kept != f.version })
}

// Settle keeps everything typed and makes changes of everything recorded, before
// it returns: at lock, at exit, and at the next start. It must run where no work
// of the Runner is under way. It returns the first error and goes on after it.
func (d *Drafts) Settle(ctx context.Context) error {
	var first error
	for _, f := range slices.Clone(d.forms) {
		if err := f.settle(ctx); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Resume goes on after a Settle that failed: what is not kept is tried again, and what
// is due counts down.
func (d *Drafts) Resume() {
	for _, f := range slices.Clone(d.forms) {
		switch {
		case f.state == FormDue:
			f.tick()
		case f.kept != f.version:
			f.schedule(retryAfter)
		}
	}
}

func (d *Drafts) forget(f *Form) {
	d.forms = slices.DeleteFunc(d.forms, func(o *Form) bool { return o == f })
}

// FormState is where a form stands.
type FormState uint8

// The states of a form.
const (
	FormEmpty     FormState = iota // nothing was typed
	FormTyping                     // typed and not kept yet
	FormKept                       // everything typed is in the vault
	FormNotKept                    // the vault refused; typing goes on
	FormDue                        // recorded; can be taken back for a few seconds
	FormRecording                  // becoming changes
	FormRecorded                   // it is changes now, and closed
)

// Form is what is typed on one screen, kept as it is typed.
type Form struct {
	OnChange func() // its state moved, or its text was taken back
	// OnRecorded is called when the form became changes, with the route to them.
	OnRecorded func(made Route)

	Trouble Trouble // why it is not kept
	Refused Trouble // why it could not be recorded; until the next key

	drafts  *Drafts
	draft   Draft
	state   FormState
	version int  // of what is typed
	kept    int  // the version in the store
	saving  bool // a write is under way
	written bool // the store has a draft of it
	ripe    bool // becomes changes as soon as the write under way has ended
	stop    func()
	undo    func()
}

// Text is what is typed in a field.
func (f *Form) Text(field string) string { return f.draft.Fields[field] }

// Has reports whether a field has more than spaces in it.
func (f *Form) Has(field string) bool { return strings.TrimSpace(f.draft.Fields[field]) != "" }

// Draft returns what is typed.
func (f *Form) Draft() Draft {
	d := f.draft
	d.Fields = maps.Clone(d.Fields)
	return d
}

// State is where the form stands.
func (f *Form) State() FormState { return f.state }

// Open reports whether the form can be typed in.
func (f *Form) Open() bool { return f.state < FormDue }

// Type puts text into a field. It is what a view calls for every key.
func (f *Form) Type(field, text string) {
	if !f.Open() || f.draft.Fields[field] == text {
		return
	}
	if text == "" {
		delete(f.draft.Fields, field)
	} else {
		f.draft.Fields[field] = text
	}
	f.touch(KeepAfter)
}

// Line says the state of the form in one quiet line.
func (f *Form) Line() Message {
	switch f.state {
	case FormKept:
		return Say("form.kept", "Time", AsTime(f.draft.Kept.In(f.drafts.run.Now().Location())))
	case FormNotKept:
		return Say("form.not_kept")
	case FormDue:
		return Count("form.due", f.SecondsLeft())
	case FormRecording:
		return Say("form.recording")
	case FormRecorded:
		return Say("form.recorded")
	}
	return Message{}
}

// SecondsLeft is how long the form can still be taken back.
func (f *Form) SecondsLeft() int {
	left := f.draft.Due.Sub(f.drafts.run.Now())
	return max(0, int((left+time.Second-1)/time.Second))
}

func (f *Form) touch(after time.Duration) {
	f.version++
	if f.state != FormNotKept && f.state != FormTyping || !f.Refused.None() {
		f.state, f.Refused = FormTyping, Trouble{}
		f.OnChange()
	}
	f.schedule(after)
}

func (f *Form) schedule(after time.Duration) {
	if f.saving || f.stop != nil {
		return // a write under way looks again when it ends
	}
	f.stop = f.drafts.run.After(after, f.Keep)
}

func (f *Form) unschedule() {
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
}

// Keep writes what is typed to the store now, without waiting for the answer.
func (f *Form) Keep() {
	f.unschedule()
	if f.saving || f.kept == f.version || f.state >= FormRecording {
		return
	}
	f.saving = true
	version := f.version
	d := f.Draft()
	d.Kept = f.drafts.run.Now()
	drop := f.blank()
	f.drafts.run.Run(func() func() {
		var err error
		if drop {
			err = f.drafts.store.DropDraft(f.drafts.ctx, d.ID)
		} else {
			err = f.drafts.store.KeepDraft(f.drafts.ctx, d)
		}
		return func() { f.keptAs(version, d, drop, err) }
	})
}

// blank reports that nothing is typed, so that there is nothing to keep.
func (f *Form) blank() bool { return len(f.draft.Fields) == 0 && f.draft.Due.IsZero() }

func (f *Form) keptAs(version int, d Draft, dropped bool, err error) {
	f.saving = false
	if f.ripe {
		f.become()
		return
	}
	if err != nil {
		f.Trouble = TroubleOf(err, "error.draft.not_kept")
		if f.state < FormDue {
			f.state = FormNotKept
		}
		f.schedule(retryAfter)
		f.OnChange()
		return
	}
	f.kept, f.written = version, !dropped
	f.draft.Kept = d.Kept
	if f.state < FormDue {
		f.Trouble = Trouble{}
		switch {
		case f.kept != f.version:
			f.state = FormTyping
		case dropped:
			f.state = FormEmpty
		default:
			f.state = FormKept
		}
	}
	if f.kept != f.version {
		f.schedule(KeepAfter)
	}
	f.drafts.tell()
	f.OnChange()
}

// Record marks the form as recorded: it can be taken back for [UndoTime], then
// it becomes changes, whether or not its screen is still there.
func (f *Form) Record() { f.record(UndoTime) }

// RecordNow makes changes of the form at once, for what is done rather than said
// and so has nothing to take back.
func (f *Form) RecordNow() { f.record(0) }

func (f *Form) record(after time.Duration) {
	if !f.Open() || len(f.draft.Fields) == 0 {
		return
	}
	f.Refused = Trouble{}
	f.draft.Due = f.drafts.run.Now().Add(after)
	f.state = FormDue
	f.version++
	f.Keep()
	if after == 0 {
		f.become()
	} else {
		f.tick()
	}
	f.OnChange()
	f.drafts.OnDue()
}

// tick counts the seconds down on the screen and ends them.
func (f *Form) tick() {
	left := f.draft.Due.Sub(f.drafts.run.Now())
	if left <= 0 {
		f.become()
		return
	}
	f.undo = f.drafts.run.After(min(left, time.Second), func() {
		f.tick()
		f.OnChange()
		f.drafts.OnDue()
	})
}

// Undo takes a recorded form back while that is possible, as it was typed.
func (f *Form) Undo() {
	if f.state != FormDue {
		return
	}
	f.undo()
	f.draft.Due = time.Time{}
	f.state = FormTyping
	f.version++
	f.unschedule()
	f.Keep()
	f.OnChange()
	f.drafts.OnDue()
}

// become makes the changes. It waits for a write under way: one that ended after
// them would leave a draft of what is recorded already.
func (f *Form) become() {
	f.state = FormRecording
	f.unschedule()
	if f.ripe = f.saving; f.ripe {
		return
	}
	d := f.Draft()
	recorder := f.drafts.recorders[d.Kind]
	f.drafts.run.Run(func() func() {
		made, err := Route{}, errNoRecorder
		if recorder != nil {
			made, err = recorder(f.drafts.ctx, d)
		}
		return func() { f.became(made, err) }
	})
}

func (f *Form) became(made Route, err error) {
	if err != nil {
		f.Refused = TroubleOf(err, "error.draft.not_recorded")
		f.draft.Due = time.Time{}
		f.state = FormTyping
		f.version++
		f.Keep()
		f.OnChange()
		f.drafts.OnDue()
		return
	}
	f.state, f.kept = FormRecorded, f.version
	f.drafts.forget(f)
	f.drafts.tell()
	f.drafts.OnDue()
	f.OnChange()
	if f.OnRecorded != nil {
		f.OnRecorded(made)
	}
}

// Drop throws away what was typed; the person was asked before.
func (f *Form) Drop() {
	if !f.Open() {
		return
	}
	clear(f.draft.Fields)
	f.touch(0)
	f.unschedule()
	f.Keep()
	f.drafts.forget(f)
	f.OnChange()
}

// Leave detaches the form from a screen that goes away, keeping what was typed.
func (f *Form) Leave() {
	f.OnChange = func() {}
	f.OnRecorded = nil
	f.Keep()
	if f.state == FormEmpty && !f.written {
		f.drafts.forget(f)
	}
}

func (f *Form) settle(ctx context.Context) error {
	f.unschedule()
	if f.undo != nil {
		f.undo()
	}
	if f.state == FormRecorded {
		return nil
	}
	var notRecorded error
	if !f.draft.Due.IsZero() {
		recorder := f.drafts.recorders[f.draft.Kind]
		notRecorded = errNoRecorder
		if recorder != nil {
			_, notRecorded = recorder(ctx, f.Draft())
		}
		if notRecorded == nil {
			f.state, f.kept = FormRecorded, f.version
			f.drafts.forget(f)
			return nil
		}
		// It stays due: the next start tries again, and what was typed is not lost.
	}
	if f.kept == f.version {
		return notRecorded
	}
	if f.blank() {
		return f.drafts.store.DropDraft(ctx, f.draft.ID)
	}
	f.draft.Kept = f.drafts.run.Now()
	if err := f.drafts.store.KeepDraft(ctx, f.draft); err != nil {
		return err
	}
	f.kept = f.version
	return notRecorded
}

func (d *Drafts) tell() {
	if d.feed != nil {
		d.feed.Tell(feed.News{Drafts: true})
	}
}

package screen

import (
	"context"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/framework"
)

// Desk is what the screens of one unlocked vault share.
type Desk struct {
	Context  context.Context // ends when the vault is locked
	Run      Runner
	Way      *Navigator
	Drafts   *Drafts
	Feed     *feed.Feed
	Staff    Staff
	Topics   *framework.Framework // what can be talked about; nil where there is nothing
	Language string               // the staff's; whoever draws the screens says it
	Practice bool                 // made-up cases; never syncs; said on every screen

	// Talking is the case a counselling session is open with, zero for none. Meanwhile
	// other people's cases appear by file number only: see [Desk.Hides].
	Talking casework.Subject
	// OnReveal is called when what is hidden is revealed, and when it is hidden again.
	OnReveal func()

	talk     Route // of the screen of the talk
	revealed bool
	cover    func()
}

// revealFor is how long names are seen after the key that reveals them: a key that is
// held repeats sooner, and after it was let go they are gone at once to the eye.
const revealFor = 1200 * time.Millisecond

// Hides reports whether the name of a case stays hidden now, because somebody else
// sits beside the counsellor.
func (d *Desk) Hides(c casework.SubjectID) bool {
	return d.Talking != (casework.Subject{}) && d.Talking.ID != c && !d.revealed
}

// HidesScreen reports whether the screen of a route stays hidden now: it is about
// another case than the one talked about.
func (d *Desk) HidesScreen(r Route) bool {
	return r.Subject.Kind == casework.SubjectCase && d.Hides(r.Subject.ID)
}

// Reveal shows what is hidden, for as long as its key is held.
func (d *Desk) Reveal() {
	if d.Talking == (casework.Subject{}) {
		return
	}
	if d.cover != nil {
		d.cover()
	}
	d.cover = d.Run.After(revealFor, func() {
		d.cover = nil
		d.reveal(false)
	})
	d.reveal(true)
}

func (d *Desk) reveal(on bool) {
	if d.revealed == on {
		return
	}
	d.revealed = on
	if d.OnReveal != nil {
		d.OnReveal()
	}
}

// EndTalk says that nobody sits beside the counsellor any more.
func (d *Desk) EndTalk() {
	d.Talking = casework.Subject{}
	if d.OnReveal != nil {
		d.OnReveal()
	}
}

// topicTitle names a topic in the staff's language; by its identifier where this
// version has no text of it.
func (d *Desk) topicTitle(topic string) string {
	if d.Topics != nil {
		if t, ok := d.Topics.Nearest(topic, d.Language); ok && t.Title != "" {
			return t.Title
		}
	}
	return topic
}

// Staff is who sits at the desk.
type Staff struct {
	ID     casework.StaffID
	Device casework.DeviceID
	Office casework.OfficeID
	Role   casework.Role
}

// hiddenName stands where a name is hidden: not that of somebody who gave none.
const hiddenName = "•••"

// seen is a row of a list of cases as it may be seen now.
func (d *Desk) seen(row CaseRow) CaseRow {
	if d.Hides(row.ID) {
		row.Name, row.Native = hiddenName, ""
	}
	return row
}

// base is what a screen needs to stop listening when it is left.
type base struct {
	stops []func()
}

func (b *base) listen(f *feed.Feed, hear func(feed.News)) {
	if f != nil {
		b.stops = append(b.stops, f.Listen(hear))
	}
}

func (b *base) stopListening() {
	for _, stop := range b.stops {
		stop()
	}
	b.stops = nil
}

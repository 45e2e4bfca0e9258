package screen

import (
	"context"

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
	Practice bool // made-up cases; never syncs; said on every screen

	// Talking is the case a counselling session is open with, zero for none. Meanwhile
	// other people's cases appear by file number only: see [Desk.Hides].
	Talking casework.Subject
}

// Hides reports whether the name of a case stays hidden now, because somebody else
// sits beside the counsellor.
func (d *Desk) Hides(c casework.SubjectID) bool {
	return d.Talking != (casework.Subject{}) && d.Talking.ID != c
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

// seen is a row of a list of cases as it may be seen now.
func (d *Desk) seen(row CaseRow) CaseRow {
	if d.Hides(row.ID) {
		row.Name, row.Native = "", ""
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

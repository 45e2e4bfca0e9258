package screen

import (
	"encoding/base64"
	"time"

	"waymark/internal/casework"
)

// keptOpenAfter is how long after a talk began what was typed is offered to be kept as
// an open session: until then it is this counsellor's draft, on this device alone.
const keptOpenAfter = 24 * time.Hour

// fieldKeepOpen says in a session's draft that it is not closed by recording it.
const fieldKeepOpen = "-open"

// Old reports whether the draft is from another day, so that it should not lie on this
// device alone any longer.
func (s *Counselling) Old() bool {
	return s.Form.Open() && !s.Closed && s.Form.State() != FormEmpty && s.desk.Run.Now().Sub(s.opened) >= keptOpenAfter
}

// KeepOpen keeps what is typed as an open session: it goes to the hub, others on the
// case see it, and it is gone on with on any of their devices until somebody records it.
func (s *Counselling) KeepOpen() {
	if !s.Old() {
		return
	}
	s.Type(fieldKeepOpen, string(casework.Yes))
	s.Form.RecordNow()
	s.OnChange()
}

// takeOpen takes an open session into a form that is empty, as it is now: what others
// write to it meanwhile is not overwritten. It is done before the session's screen is
// opened, so that nothing is typed over what is not seen.
func takeOpen(f *Form, it *casework.Item) {
	b, err := casework.MarshalItem(it)
	if err != nil || f.State() != FormEmpty || !f.Open() {
		return // it stays as it is, and can be read in the file
	}
	for field, value := range it.All() {
		if field != "open" && field != "entered" {
			f.Type(string(field), string(value))
		}
	}
	f.Type(fieldSeen, base64.StdEncoding.EncodeToString(b))
}

// sessionFields are what a session's draft writes: what is typed, and for what was taken
// out of an open session, that it is empty.
func sessionFields(typed map[casework.Field]casework.Value, seen *casework.Item) map[casework.Field]casework.Value {
	if seen == nil {
		return typed
	}
	for f := range seen.All() {
		if _, still := typed[f]; !still && f != "open" && f != "entered" && casework.FieldOf(casework.KindCounselling, f) != nil {
			typed[f] = ""
		}
	}
	return typed
}

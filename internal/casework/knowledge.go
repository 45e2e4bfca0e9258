package casework

import (
	"slices"
	"time"
)

// Request is the view of an information request, and the form to ask one.
type Request struct {
	*Item
	Subject    SubjectID
	Country    string    `f:"country"`
	Region     string    `f:"region"`
	Topic      Value     `f:"topic"`
	Urgency    Value     `f:"urgency"`
	Question   string    `f:"question"`
	Background string    `f:"background"`
	Asked      time.Time `f:"asked"`
	Due        time.Time `f:"due"`
	State      Value     `f:"state"`
	Case       SubjectID `f:"case"`        // in the office that asked only
	Session    ItemID    `f:"counselling"` // the same
	Answers    []Answer
}

// Answer is the view of an answer to an information request.
type Answer struct {
	*Item
	Text        string            `f:"text"`
	On          time.Time         `f:"on"`
	ValidUntil  time.Time         `f:"valid_until"`
	Reliability Value             `f:"reliability"`
	Sources     map[string]Source `f:"source.*"`
	Note        SubjectID         `f:"note"` // the country note it became
	Complete    Value             `f:"complete"`
	Read        Value             `f:"read"` // by whoever asked
}

// Unread reports whether there are answers that whoever asked has not read.
func (r Request) Unread() bool {
	return slices.ContainsFunc(r.Answers, func(a Answer) bool { return a.Read != Yes })
}

// Waits reports whether the request still waits for somebody to answer it, in whole or in part.
func (r Request) Waits() bool { return r.State == "open" || r.State == "partly_answered" }

// Source is where something is known from.
type Source struct {
	Kind        Value     `f:"kind"`
	What        string    `f:"what"`
	On          time.Time `f:"on"`
	Name        string    `f:"name"`
	Withheld    Value     `f:"withheld"`
	Reliability Value     `f:"reliability"`
	Independent Value     `f:"independent"`
}

// RequestOf reads the state of an information request.
func RequestOf(st *State) Request {
	r := Request{Item: st.Root(), Subject: st.Subject.ID}
	read(r.Item, &r)
	for _, it := range st.Of(KindAnswer) {
		a := Answer{Item: it}
		read(it, &a)
		r.Answers = append(r.Answers, a)
	}
	return r
}

// CountryNote is the view of a country note.
type CountryNote struct {
	*Item
	Subject    SubjectID
	Country    string            `f:"country"`
	Region     string            `f:"region"`
	Topic      Value             `f:"topic"`
	Titles     map[string]Value  `f:"title.*"` // by language
	Texts      map[string]Value  `f:"text.*"`
	Version    int               `f:"version"`
	Follows    SubjectID         `f:"follows"`
	Verified   time.Time         `f:"verified"`
	ValidUntil time.Time         `f:"valid_until"`
	State      Value             `f:"state"`
	Sources    map[string]Source `f:"source.*"`
}

// NoteOf reads the state of a country note.
func NoteOf(st *State) CountryNote {
	n := CountryNote{Item: st.Root(), Subject: st.Subject.ID}
	read(n.Item, &n)
	return n
}

// Superseded are the notes that another one among all follows: of a note's versions
// only the last is relied on.
func Superseded(all []CountryNote) map[SubjectID]bool {
	old := map[SubjectID]bool{}
	for _, n := range all {
		if !n.Follows.IsZero() {
			old[n.Follows] = true
		}
	}
	return old
}

// Expired reports whether the note has to be verified again before it is relied on.
func (n CountryNote) Expired(today time.Time) bool {
	return n.State == "doubtful" || n.State == "withdrawn" || !n.ValidUntil.IsZero() && today.After(n.ValidUntil.AddDate(0, 0, 1))
}

// Independent returns how many sources that are marked independent of each other say so.
func (n CountryNote) Independent() int {
	count := 0
	for _, s := range n.Sources {
		if s.Independent == Yes {
			count++
		}
	}
	return count
}

// ServiceEntry is the view of an entry of the directory.
type ServiceEntry struct {
	*Item
	Subject      SubjectID
	Name         string           `f:"name"`
	Native       string           `f:"name.native"`
	Kind         Value            `f:"kind"`
	Country      string           `f:"country"`
	Region       string           `f:"region"`
	Place        string           `f:"place"`
	Address      string           `f:"address"`
	Languages    map[string]Value `f:"language.*"`
	Cost         Value            `f:"cost"`
	Opening      string           `f:"opening"`
	Phone        string           `f:"contact.phone"`
	Email        string           `f:"contact.email"`
	Web          string           `f:"contact.web"`
	ForcedActors Value            `f:"forced_actors"` // works with actors of forced return
	Verified     time.Time        `f:"verified"`
	Closed       time.Time        `f:"closed"`
	Note         string           `f:"note"`
}

// serviceFresh is how long an entry is relied on after somebody checked it, in months.
// It is ours: no source asks for another.
const serviceFresh = 12

// Stale reports whether an entry asks to be checked again before somebody is sent there.
func (e ServiceEntry) Stale(today time.Time) bool {
	return e.Verified.IsZero() || today.After(e.Verified.AddDate(0, serviceFresh, 0))
}

// ServiceOf reads the state of an entry of the directory.
func ServiceOf(st *State) ServiceEntry {
	e := ServiceEntry{Item: st.Root(), Subject: st.Subject.ID}
	read(e.Item, &e)
	return e
}

package screen

import (
	"context"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/words"
)

// Shelf is one of the three lists of what is known about countries. Its text is kept
// in drafts and routes: never rename.
type Shelf string

// The shelves.
const (
	ShelfRequests Shelf = "requests"
	ShelfNotes    Shelf = "notes"
	ShelfServices Shelf = "services"
)

// Shelves are all of them, in the order of the screen.
var Shelves = []Shelf{ShelfNotes, ShelfServices, ShelfRequests}

var shelfSubjects = map[Shelf]casework.SubjectKind{ShelfRequests: casework.SubjectRequest, ShelfNotes: casework.SubjectNote, ShelfServices: casework.SubjectService}

// Known is one row of a shelf.
type Known struct {
	Subject casework.Subject
	Title   string // somebody's own words
	Country string // code
	Region  string
	About   Message // topic of a request or note, kind of a service
	State   Message // of a request; zero elsewhere
	Sources Message // how many, of a note
	Day     time.Time
	Until   time.Time // a note's
	Urgent  bool
	Mine    bool // a request I put, or one of my countries
	Unread  bool // answers I have not read
	Waits   bool // nobody answered it in full
	Expired bool // not to be relied on before it is checked again
	Old     bool // superseded, closed or withdrawn: only shown when asked for

	said string // what a search looks in
}

// Library reads what is known about countries. It is called off the UI goroutine, and
// what it returns belongs to the caller.
type Library interface {
	// Kept is everything kept of one kind of subject, the newest first.
	Kept(ctx context.Context, kind casework.SubjectKind) ([]*casework.State, error)
	// State is everything kept here about a subject.
	State(ctx context.Context, s casework.Subject) (*casework.State, error)
	// Countries are those this member of staff answers for.
	Countries(ctx context.Context) ([]string, error)
}

// Knowledge is what is known about countries: notes with their sources, the directory
// of services, and the questions that are put to those who live there. It is one
// screen for who asks and for who answers.
type Knowledge struct {
	OnChange func()
	List     List
	Shelf    Shelf
	Rows     []Known // as filtered
	Selected int     // -1 for none
	Words    string
	Country  string // only of this one; "" for all
	Waiting  bool   // only requests that wait for an answer
	Older    bool   // superseded, closed and withdrawn ones too

	Reading List
	Form    *Edits  // what is being written; nil if nothing is
	Given   []Given // what it gives away, until somebody decided
	Trouble Trouble

	base
	desk     *Desk
	library  Library
	maker    Maker
	speak    func(Message) string
	tongue   string // the staff's, for what is written anew
	route    Route
	all      []Known
	mine     []string // countries
	open     casework.Subject
	state    *casework.State
	versions []casework.CountryNote
	writing  Route
	shown    bool
}

// NewKnowledge returns the screen of a route: of a shelf, of one subject on it, or of
// the draft of a form.
func NewKnowledge(desk *Desk, library Library, maker Maker, r Route) *Knowledge {
	s := &Knowledge{OnChange: func() {}, desk: desk, library: library, maker: maker, route: r, Selected: -1, Shelf: shelfOf(r), speak: func(m Message) string { return m.Key }, tongue: words.English}
	s.Waiting = r.Place == PlaceRequests && desk.Staff.Role == casework.Scout
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && (n.Any(shelfSubjects[s.Shelf]) || n.Exchange) {
			s.read()
		}
	})
	return s
}

func shelfOf(r Route) Shelf {
	if f, ok := sheets[r.Part]; ok {
		return f.shelf
	}
	for shelf, kind := range shelfSubjects {
		if r.Subject.Kind == kind || Shelf(r.Part) == shelf {
			return shelf
		}
	}
	if r.Place == PlaceRequests {
		return ShelfRequests
	}
	return ShelfNotes
}

// Title implements [Screen].
func (s *Knowledge) Title() Message {
	if s.route.Place == PlaceRequests {
		return Say("rail.requests")
	}
	return Say("rail.knowledge")
}

// Speak gives the language in which a search, and what is new, is written.
func (s *Knowledge) Speak(tag string, say func(Message) string) {
	s.tongue, s.speak = tag, say
	for i, k := range s.all {
		s.all[i].said = s.said(k)
	}
}

// Shown implements [Screen].
func (s *Knowledge) Shown() {
	s.shown = true
	if _, ok := sheets[s.route.Part]; ok && s.Form == nil {
		s.write(s.route)
	}
	s.read()
}

// Left implements [Screen].
func (s *Knowledge) Left() {
	s.shown = false
	s.List.Cancel()
	s.Reading.Cancel()
	s.stopListening()
	if s.Form != nil {
		s.Form.Leave()
	}
}

// Turn goes to another shelf.
func (s *Knowledge) Turn(shelf Shelf) {
	if shelf == s.Shelf {
		return
	}
	s.closeForm()
	s.Shelf, s.Rows, s.all, s.Selected, s.open, s.state = shelf, nil, nil, -1, casework.Subject{}, nil
	s.Waiting = false
	s.route = Route{Place: s.route.Place, Part: string(shelf)}
	s.read()
	s.OnChange()
}

// Again reads the shelf once more after a failure.
func (s *Knowledge) Again() { s.read() }

// shelved is what a shelf holds, and the countries one answers for.
type shelved struct {
	kept []*casework.State
	mine []string
}

func (s *Knowledge) read() {
	kind := shelfSubjects[s.Shelf]
	inquire(&s.List, s.desk, "error.knowledge.unavailable", func() { s.OnChange() }, func(ctx context.Context) (on shelved, err error) {
		if on.kept, err = s.library.Kept(ctx, kind); err == nil {
			on.mine, err = s.library.Countries(ctx)
		}
		return on, err
	}, func(on shelved) {
		s.mine = on.mine
		s.take(on.kept)
		switch {
		case !s.open.ID.IsZero():
			s.reread()
		case !s.route.Subject.ID.IsZero():
			s.openSubject(s.route.Subject)
		}
	})
}

// take makes the rows of a shelf.
func (s *Knowledge) take(kept []*casework.State) {
	today := s.desk.Run.Now()
	s.all, s.versions = nil, nil
	if s.Shelf == ShelfNotes {
		for _, st := range kept {
			s.versions = append(s.versions, casework.NoteOf(st))
		}
	}
	old := casework.Superseded(s.versions)
	for _, st := range kept {
		k := Known{Subject: st.Subject}
		switch s.Shelf {
		case ShelfRequests:
			s.ofRequest(&k, casework.RequestOf(st))
		case ShelfNotes:
			s.ofNote(&k, casework.NoteOf(st), today)
			k.Old = k.Old || old[st.Subject.ID]
		case ShelfServices:
			s.ofService(&k, casework.ServiceOf(st), today)
		}
		k.said = s.said(k)
		s.all = append(s.all, k)
	}
	slices.SortStableFunc(s.all, func(a, b Known) int { return first(b) - first(a) })
	s.filter()
}

// first is higher for what asks something of whoever reads the list.
func first(k Known) int {
	switch {
	case k.Unread:
		return 4
	case k.Waits && k.Mine && k.Urgent:
		return 3
	case k.Waits && k.Mine:
		return 2
	case k.Waits:
		return 1
	}
	return 0
}

func (s *Knowledge) ofRequest(k *Known, r casework.Request) {
	k.Title, k.Country, k.Region, k.Day = r.Question, r.Country, r.Region, r.Asked
	k.About, k.State = sayValue("request_topic", r.Topic), sayValue("request", r.State)
	k.Urgent, k.Waits = r.Urgency == "urgent", r.Waits()
	k.Old = r.State == "closed" || r.State == "withdrawn"
	asked, _ := r.Item.Get("assigned").SubjectID()
	mine := asked == s.desk.Staff.ID
	k.Unread = mine && r.Unread()
	k.Mine = mine || slices.Contains(s.mine, r.Country)
}

func (s *Knowledge) ofNote(k *Known, n casework.CountryNote, today time.Time) {
	k.Title, k.Country, k.Region, k.Day, k.Until = noteTitle(n), n.Country, n.Region, n.Verified, n.ValidUntil
	k.About, k.Expired = sayValue("request_topic", n.Topic), n.Expired(today)
	k.Sources = sourcesLine(n)
	k.Old = n.State == "withdrawn"
	k.Mine = slices.Contains(s.mine, n.Country)
}

// sourcesLine says at a glance what a note rests on.
func sourcesLine(n casework.CountryNote) Message {
	if two := n.Independent(); two > 1 {
		return Count("knowledge.independent", two)
	}
	return Count("knowledge.sources", len(n.Sources))
}

// noteTitle is the title of a note in the language it was written in first.
func noteTitle(n casework.CountryNote) string {
	for _, list := range []map[string]casework.Value{n.Titles, n.Texts} {
		tags := make([]string, 0, len(list))
		for tag := range list {
			tags = append(tags, tag)
		}
		slices.Sort(tags)
		if len(tags) > 0 {
			return string(list[tags[0]])
		}
	}
	return ""
}

func (s *Knowledge) ofService(k *Known, e casework.ServiceEntry, today time.Time) {
	k.Title, k.Country, k.Region, k.Day = e.Name, e.Country, e.Place, e.Verified
	if k.Title == "" {
		k.Title = e.Native
	}
	k.About, k.Expired, k.Old = sayValue("service", e.Kind), e.Stale(today), !e.Closed.IsZero()
	k.Mine = slices.Contains(s.mine, e.Country)
}

// sayValue names a value of an enumeration; zero where nothing was said.
func sayValue(enumeration string, v casework.Value) Message {
	if v == "" {
		return Message{}
	}
	if key := casework.EnumKey(enumeration, v); spoken[key] {
		return Say(key)
	}
	return Say("frame.newer")
}

func (s *Knowledge) said(k Known) string {
	parts := []string{k.Title, k.Region}
	if k.Country != "" {
		parts = append(parts, s.speak(Say("country."+k.Country)))
	}
	for _, m := range []Message{k.About, k.State} {
		if m.Key != "" {
			parts = append(parts, s.speak(m))
		}
	}
	return casework.Normalise(strings.Join(parts, " | "))
}

// Search shows what fits all of the words.
func (s *Knowledge) Search(text string) { s.narrow(func() { s.Words = text }) }

// OfCountry shows only what is known about one; "" for all.
func (s *Knowledge) OfCountry(code string) { s.narrow(func() { s.Country = code }) }

// OnlyWaiting shows only requests that wait for an answer.
func (s *Knowledge) OnlyWaiting(on bool) { s.narrow(func() { s.Waiting = on }) }

// WithOlder shows superseded, closed and withdrawn ones too.
func (s *Knowledge) WithOlder(on bool) { s.narrow(func() { s.Older = on }) }

func (s *Knowledge) narrow(change func()) {
	change()
	s.filter()
	s.OnChange()
}

func (s *Knowledge) filter() {
	var terms []string
	for _, t := range strings.FieldsFunc(s.Words, func(r rune) bool { return r == ',' || r == '،' || r == ';' }) {
		terms = append(terms, strings.Fields(casework.Normalise(t))...)
	}
	s.Rows, s.Selected = nil, -1
	for _, k := range s.all {
		if s.Country != "" && k.Country != s.Country || s.Waiting && !k.Waits || k.Old && !s.Older && k.Subject != s.open ||
			slices.ContainsFunc(terms, func(t string) bool { return !strings.Contains(k.said, t) }) {
			continue
		}
		if k.Subject == s.open {
			s.Selected = len(s.Rows)
		}
		s.Rows = append(s.Rows, k)
	}
	empty, hint := Say("knowledge.empty."+string(s.Shelf)), Say("knowledge.hint."+string(s.Shelf))
	if len(s.all) > 0 {
		empty, hint = Say("knowledge.nothing"), Say("knowledge.nothing.hint")
	}
	s.List.Fill(len(s.Rows), Count("knowledge.count", len(s.Rows)), empty, hint)
}

// OfCountries are the countries something on the shelf is about.
func (s *Knowledge) OfCountries() []string {
	var all []string
	for _, k := range s.all {
		if k.Country != "" && !slices.Contains(all, k.Country) {
			all = append(all, k.Country)
		}
	}
	slices.Sort(all)
	return all
}

// Open reads the i-th row.
func (s *Knowledge) Open(i int) {
	if i < 0 || i >= len(s.Rows) || s.Rows[i].Subject == s.open {
		return
	}
	s.Selected = i
	s.closeForm()
	s.openSubject(s.Rows[i].Subject)
}

func (s *Knowledge) openSubject(about casework.Subject) {
	s.open, s.state, s.Trouble = about, nil, Trouble{}
	s.reread()
	s.OnChange()
}

func (s *Knowledge) reread() {
	about := s.open
	inquire(&s.Reading, s.desk, "error.knowledge.unavailable", func() { s.OnChange() }, func(ctx context.Context) (*casework.State, error) {
		return s.library.State(ctx, about)
	}, func(state *casework.State) {
		s.state = state
		n := 0
		if state.Root().Written() {
			n = 1
		}
		s.Reading.Fill(n, Message{}, Say("knowledge.gone"), Say("knowledge.gone.hint"))
		s.noticed()
	})
}

// AgainReading reads the open one once more after a failure.
func (s *Knowledge) AgainReading() { s.reread() }

// Press implements [Keyed]: the arrows go through the list.
func (s *Knowledge) Press(key Shortcut) bool {
	switch {
	case s.Form != nil:
		return false
	case key == "Down" && s.Selected < len(s.Rows)-1:
		s.Open(s.Selected + 1)
	case key == "Up" && s.Selected > 0:
		s.Open(s.Selected - 1)
	default:
		return false
	}
	return true
}

package screen

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
)

// FormReview is the kind of a review's draft.
const FormReview = "review"

// Fields of a review's form, beside check.<point>, comment.<n>.place and
// comment.<n>.text.
const (
	FieldNote    = "note"
	fieldVerdict = "verdict"
	fieldTo      = "counsellor" // who recorded the session: comments are addressed to them
)

// Waiting is a counselling session in the review queue.
type Waiting struct {
	Case     casework.SubjectID
	Session  casework.ItemID
	Number   string
	Name     string
	Day      time.Time // zero if nobody said
	Outcome  casework.Value
	Setting  casework.Value
	Language string // tag
	Country  string // code of nationality
	Office   string
	By       casework.StaffID
	ByName   string
	Minor    bool
	Flags    []casework.Flag // raised by the session, not settled
}

// QueueNo stands for a session in a review queue. It means nothing anywhere else.
type QueueNo int64

// QueueQuery is what a queue shows.
type QueueQuery struct {
	Terms   []QueueTerm // every one has to fit
	Until   time.Time   // held on that day or before; zero for any day
	Flagged bool        // only those with a flag
	Minors  bool        // only those with minors
	Oldest  bool        // what has waited longest first, instead of the newest
}

// QueueTerm is a word somebody filters by: what it may be of names, numbers and
// offices, and the values whose name in the language of the screen has it.
type QueueTerm struct {
	Words     string
	Languages []string
	Countries []string
	Outcomes  []casework.Value
	Settings  []casework.Value
	Flags     []casework.Flag
	Minors    bool
}

// ReviewQueue lists what waits for a second reading. Its methods are called off the UI
// goroutine.
type ReviewQueue interface {
	// Queue returns every recorded counselling session nobody has given a verdict on,
	// as far as q lets it through: those with flags first.
	Queue(ctx context.Context, q QueueQuery) ([]QueueNo, error)
	// QueueRows returns the rows of some sessions, in the order asked for. One that no
	// longer waits may give an empty row.
	QueueRows(ctx context.Context, sessions []QueueNo) ([]Waiting, error)
}

// KeyFine and its sisters are the keys of a review.
const (
	KeyFine    Shortcut = "A"
	KeyComment Shortcut = "C"
	KeyAsk     Shortcut = "R"
	KeyTalk    Shortcut = "T"
)

// Review is the second reading by a supervisor: the queue, the session as the
// counsellor wrote it, and what is said about it.
type Review struct {
	OnChange func()
	List     List   // the queue
	Selected int    // -1 for none
	Filter   string // words, parted by commas: every one has to fit
	Days     int    // only those older than so many days; 0 for all
	Flagged  bool   // only those with a flag
	Minors   bool   // only those with minors
	Oldest   bool   // what has waited longest first

	Reading List // the session
	Lines   []Line
	Line    int   // the line the keyboard is at; -1 for none
	Form    *Form // the review; nil while no session is open
	Addenda []Addendum

	base
	desk    *Desk
	queue   ReviewQueue
	filing  Filing
	route   Route
	speak   func(Message) string
	rows    pages[QueueNo, Waiting]
	at      QueueNo
	was     int   // its place in the queue when it was opened
	open    Route // of the session being read
	state   *casework.State
	writers writers
	shown   bool
}

// NewReview returns the review screen. A route with a session opens it.
func NewReview(desk *Desk, queue ReviewQueue, filing Filing, r Route) *Review {
	s := &Review{OnChange: func() {}, desk: desk, queue: queue, filing: filing, route: r, Selected: -1, Line: -1, speak: func(m Message) string { return m.Key }}
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && (n.Any(casework.SubjectCase) || n.Exchange) {
			s.read()
		}
	})
	return s
}

// Title implements [Screen].
func (s *Review) Title() Message { return Say("review.title") }

// Speak gives the language in which filters are words.
func (s *Review) Speak(say func(Message) string) { s.speak = say }

// Shown implements [Screen].
func (s *Review) Shown() {
	s.shown = true
	s.read()
}

// Left implements [Screen].
func (s *Review) Left() {
	s.shown = false
	s.List.Cancel()
	s.Reading.Cancel()
	s.stopListening()
	if s.Form != nil {
		s.Form.Leave()
	}
}

// Again reads the queue once more after a failure.
func (s *Review) Again() { s.read() }

// AgainSession reads the session once more after a failure.
func (s *Review) AgainSession() {
	if r := s.open; !r.Item.IsZero() {
		s.open = Route{}
		s.openSession(r)
	}
}

func (s *Review) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, q := s.desk.Context, s.query()
	s.desk.Run.Run(func() func() {
		all, err := s.queue.Queue(ctx, q)
		var first []Waiting
		if err == nil && len(all) > 0 {
			first, err = s.queue.QueueRows(ctx, all[:min(pageRows, len(all))])
		}
		return func() { s.found(question, all, first, err) }
	})
}

func (s *Review) found(question int, all []QueueNo, first []Waiting, err error) {
	if s.List.Late(question) {
		return
	}
	if err != nil {
		s.rows.fill(nil, nil)
		s.List.Fail(err, "error.review.unavailable")
		s.OnChange()
		return
	}
	s.rows.fill(all, first)
	s.Selected = slices.Index(all, s.at)
	if i := slices.IndexFunc(first, func(w Waiting) bool { return w.Session == s.open.Item }); i >= 0 && s.at == 0 { // a route opened it
		s.Selected, s.at = i, all[i]
	}
	empty, hint := Say("review.empty"), Say("review.empty.hint")
	if s.filtered() {
		empty, hint = Say("review.nothing"), Say("review.nothing.hint")
	}
	s.List.Fill(len(all), Count("review.count", len(all)), empty, hint)
	switch {
	case s.open.Item.IsZero() && !s.route.Item.IsZero():
		s.openSession(s.route)
	case s.open.Item.IsZero() && len(all) > 0:
		s.Open(0)
	}
	s.OnChange()
}

// Len is the number of rows.
func (s *Review) Len() int { return len(s.rows.all) }

// Row returns row i of the queue and whether it has been read. One that has not is
// asked for with its whole page, and OnChange says when it is there.
func (s *Review) Row(i int) (Waiting, bool) {
	w, known := s.rows.row(i, func(page int, wanted []QueueNo) { s.fetch(page, wanted, s.OnChange) })
	if s.desk.Hides(w.Case) {
		w.Name = ""
	}
	return w, known
}

func (s *Review) fetch(page int, wanted []QueueNo, then func()) {
	ctx := s.desk.Context
	s.rows.read(s.desk.Run, page, wanted, func(sessions []QueueNo) ([]Waiting, error) { return s.queue.QueueRows(ctx, sessions) }, func(err error) {
		if err != nil {
			s.List.Fail(err, "error.review.unavailable")
		}
		then()
	})
}

func (s *Review) narrow() {
	s.was = 0
	s.read()
}

// FilterWords narrows the queue to the sessions that all of the words fit.
func (s *Review) FilterWords(text string) {
	s.Filter = text
	s.narrow()
}

// FilterDays, FilterFlagged and FilterMinors narrow it further.
func (s *Review) FilterDays(days int) {
	s.Days = days
	s.narrow()
}

// FilterFlagged shows only sessions with a flag.
func (s *Review) FilterFlagged(on bool) {
	s.Flagged = on
	s.narrow()
}

// FilterMinors shows only sessions with minors.
func (s *Review) FilterMinors(on bool) {
	s.Minors = on
	s.narrow()
}

// OldestFirst puts what has waited longest first, or the newest.
func (s *Review) OldestFirst(on bool) {
	s.Oldest = on
	s.narrow()
}

func (s *Review) filtered() bool {
	return s.Flagged || s.Minors || s.Days > 0 || strings.TrimSpace(s.Filter) != ""
}

// Open reads the i-th session of the queue.
func (s *Review) Open(i int) {
	if i < 0 || i >= s.Len() {
		return
	}
	s.Selected, s.at, s.was = i, s.rows.all[i], i
	w, known := s.rows.row(i, func(page int, wanted []QueueNo) {
		s.fetch(page, wanted, func() {
			if s.Selected == i {
				s.Open(i)
			}
		})
	})
	switch {
	case !known:
		s.OnChange()
	case !w.Session.IsZero():
		s.openSession(ReviewRoute(w.Case, w.Session))
	}
}

// step is the row n further on. A session that was just judged is no longer in the
// queue: then the next is the one in its place.
func (s *Review) step(n int) int {
	switch {
	case s.Selected >= 0:
		return s.Selected + n
	case n > 0:
		return min(s.was, s.Len()-1)
	default:
		return s.was - 1
	}
}

// ReviewRoute leads to the review of one counselling session.
func ReviewRoute(c casework.SubjectID, session casework.ItemID) Route {
	return Route{Place: PlaceReview, Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}, Item: session}
}

// AnswerRoute leads to where a counsellor reads and answers a review.
func AnswerRoute(c casework.SubjectID, review casework.ItemID) Route {
	return Route{Place: PlaceCase, Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}, Item: review, Part: partReview}
}

// openSession reads a session and opens the form of its review.
func (s *Review) openSession(r Route) {
	if r == s.open {
		return
	}
	if s.Form != nil {
		s.Form.Leave()
		s.Form = nil
	}
	s.open, s.Line, s.Lines, s.Addenda, s.state = r, -1, nil, nil, nil
	question := s.Reading.Begin(s.desk.Run, func() { s.OnChange() })
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		state, err := s.filing.State(ctx, r.Subject)
		var staff []Colleague
		if err == nil {
			staff, err = s.filing.Colleagues(ctx)
		}
		return func() {
			if s.Reading.Late(question) {
				return
			}
			if err != nil {
				s.Reading.Fail(err, "error.review.unavailable")
				s.OnChange()
				return
			}
			s.state, s.writers = state, writersOf(staff)
			it := state.Items[casework.ItemKey{Kind: casework.KindCounselling, ID: r.Item}]
			n := 0
			if it.Written() {
				n = 1
				s.Lines = sessionLines(s.desk, casework.CaseOf(state), it)
				s.Addenda = addendaOf(it, s.writers, s.desk)
				s.Form = s.desk.Drafts.Form(r, FormReview)
				s.Form.OnChange = func() { s.OnChange() }
				s.Form.OnRecorded = func(Route) {
					s.Form = nil
					s.read()
				}
			}
			s.Reading.Fill(n, Message{}, Say("casefile.gone"), Say("casefile.gone.hint"))
			s.OnChange()
		}
	})
	s.OnChange()
}

// Where says which case and session is read; zero while none is.
func (s *Review) Where() Waiting {
	if s.state == nil {
		return Waiting{}
	}
	c := casework.CaseOf(s.state)
	w := Waiting{Case: s.open.Subject.ID, Session: s.open.Item, Number: c.FileNumber}
	if !s.desk.Hides(w.Case) {
		w.Name = c.Name()
	}
	for _, f := range c.Flags {
		if f.ID == w.Session && !f.Settled {
			w.Flags = append(w.Flags, f.Flag)
		}
	}
	return w
}

// Own reports whether the session is one's own: nobody reviews their own.
func (s *Review) Own() bool {
	return s.state != nil && s.by() == s.desk.Staff.ID && !s.desk.Staff.ID.IsZero()
}

func (s *Review) by() casework.StaffID {
	return WriterOf(casework.CounsellingSessionOf(s.state.Items[casework.ItemKey{Kind: casework.KindCounselling, ID: s.open.Item}]))
}

// May reports whether a verdict can be given now.
func (s *Review) May() bool { return s.Form != nil && s.Form.Open() && !s.Own() }

// Commands implements [Screen].
func (s *Review) Commands() []Command {
	off := !s.May()
	return []Command{
		{Name: Say("review.next"), Key: "J", Off: s.step(1) >= s.Len() || s.step(1) < 0, Do: func() { s.Open(s.step(1)) }},
		{Name: Say("review.previous"), Key: "K", Off: s.step(-1) < 0, Do: func() { s.Open(s.step(-1)) }},
		{Name: Say("casework.verdict.fine"), Key: KeyFine, Main: true, Off: off, Do: func() { s.Judge("fine") }},
		{Name: Say("review.comment"), Key: KeyComment, Off: off, Do: s.Comment},
		{Name: Say("casework.verdict.please_complete"), Key: KeyAsk, Off: off, Do: func() { s.Judge("please_complete") }},
		{Name: Say("casework.verdict.talk"), Key: KeyTalk, Off: off, Do: func() { s.Judge("talk") }},
	}
}

// Press implements [Keyed]: the arrows go through the lines of the session, for the
// place of a comment.
func (s *Review) Press(key Shortcut) bool {
	switch {
	case key == "Down" && s.Line < len(s.Lines)-1:
		s.SelectLine(s.Line + 1)
	case key == "Up" && s.Line > -1:
		s.SelectLine(s.Line - 1)
	default:
		return false
	}
	return true
}

// SelectLine marks the place that the next comment is about; -1 for the whole.
func (s *Review) SelectLine(i int) {
	s.Line = i
	s.OnChange()
}

// Points are the points of the checklist.
func (s *Review) Points() []casework.Value { return casework.EnumValues("review_point") }

// Check answers a point of the checklist; "" takes the answer back.
func (s *Review) Check(point, answer casework.Value) {
	if s.May() {
		s.Form.Type("check."+string(point), string(answer))
	}
}

// Checked is the answer to a point.
func (s *Review) Checked(point casework.Value) string {
	if s.Form == nil {
		return ""
	}
	return s.Form.Text("check." + string(point))
}

// Pinned is a comment being written, pinned to a place.
type Pinned struct {
	Number int
	Place  Message // zero for the whole
	Text   string
}

// Comments are those being written.
func (s *Review) Comments() []Pinned {
	if s.Form == nil {
		return nil
	}
	var all []Pinned
	for n := 1; s.Form.Text(commentField(n, "place")) != ""; n++ {
		c := Pinned{Number: n, Text: s.Form.Text(commentField(n, "text"))}
		if f := s.Form.Text(commentField(n, "place")); f != wholeSession {
			c.Place = placeName(casework.KindCounselling, casework.Field(f))
		}
		all = append(all, c)
	}
	return all
}

// wholeSession stands for the place of a comment on no line.
const wholeSession = "-"

func commentField(n int, what string) string { return "comment." + strconv.Itoa(n) + "." + what }

// Comment begins a comment on the marked line, or on the whole.
func (s *Review) Comment() {
	if !s.May() {
		return
	}
	place := wholeSession
	if s.Line >= 0 && s.Line < len(s.Lines) {
		place = string(s.Lines[s.Line].Place)
	}
	n := len(s.Comments()) + 1
	s.Form.Type(commentField(n, "place"), place)
	s.OnChange()
}

// TypeComment takes what is typed into the n-th comment.
func (s *Review) TypeComment(n int, text string) {
	if s.May() {
		s.Form.Type(commentField(n, "text"), text)
	}
}

// TypeNote takes what is said about the session as a whole.
func (s *Review) TypeNote(text string) {
	if s.May() {
		s.Form.Type(FieldNote, text)
	}
}

// Note is what is said about the session as a whole.
func (s *Review) Note() string {
	if s.Form == nil {
		return ""
	}
	return s.Form.Text(FieldNote)
}

// Judge records the review with its verdict; it can be taken back for a few seconds.
func (s *Review) Judge(verdict casework.Value) {
	if !s.May() {
		return
	}
	s.Form.Type(fieldVerdict, string(verdict))
	s.Form.Type(fieldTo, s.by().String())
	s.Form.Record()
	s.OnChange()
}

// Verdict is the verdict given, while it can still be taken back.
func (s *Review) Verdict() Message {
	if s.Form == nil || s.Form.Open() {
		return Message{}
	}
	return Say(casework.EnumKey("verdict", casework.Value(s.Form.Text(fieldVerdict))))
}

// RecordReview makes the changes of a review's draft.
func RecordReview(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	form := casework.Review{Session: d.Route.Item, Verdict: casework.Value(d.Fields[fieldVerdict]), Note: strings.TrimSpace(d.Fields[FieldNote]), Checks: map[string]casework.Check{}}
	for _, p := range casework.EnumValues("review_point") {
		if a := d.Fields["check."+string(p)]; a != "" {
			form.Checks[string(p)] = casework.Check{Answer: casework.Value(a)}
		}
	}
	to, _ := casework.Value(d.Fields[fieldTo]).SubjectID()
	var comments []casework.Comment
	for n := 1; d.Fields[commentField(n, "place")] != ""; n++ {
		c := casework.Comment{Kind: casework.KindCounselling, On: d.Route.Item, Text: strings.TrimSpace(d.Fields[commentField(n, "text")]), To: to}
		if f := d.Fields[commentField(n, "place")]; f != wholeSession {
			c.Field = casework.Field(f)
		}
		if c.Text != "" {
			comments = append(comments, c)
		}
	}
	return service.WriteReview(ctx, d.Route.Subject.ID, form, comments...)
}

package screen

import (
	"context"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/framework"
)

// Kinds of the drafts typed while counselling.
const (
	FormCounselling = "counselling" // the session
	FormRequest     = "request"     // a question of it put to the scouts
)

// Shortcuts of a counselling session. F-keys work whatever is being typed.
const (
	KeyAskScout     Shortcut = "F7"
	KeyDoubt        Shortcut = "F8"
	KeyWhole        Shortcut = "F9"
	KeyPrevious     Shortcut = "F10"
	KeyNext         Shortcut = "F11"
	KeyNextTopic    Shortcut = "Ctrl+."
	KeyCover        Shortcut = "F12"
	KeyAside        Shortcut = "Ctrl+B"
	KeyKeepOpen     Shortcut = "Ctrl+Shift+S"
	KeyLarger       Shortcut = "Ctrl++"
	KeySmaller      Shortcut = "Ctrl+-"
	KeyGoSaid       Shortcut = "Ctrl+S" // who presses it to save lands in the note, which is kept anyway
	KeyGoRoom       Shortcut = "Ctrl+R"
	KeyGoTopic      Shortcut = "Ctrl+T"
	KeyGoOutcome    Shortcut = "Ctrl+O"
	KeyGoQuestion   Shortcut = "Ctrl+J"
	counsellingBeat          = 30 * time.Second // how often the time that has passed is said anew
)

// Part is a part of the counselling session's screen the keyboard can be sent to.
type Part string

// The parts.
const (
	PartRoom     Part = "room"
	PartTopic    Part = "topic" // what of the topic was understood
	PartSaid     Part = "said"
	PartQuestion Part = "question" // a new one
	PartOutcome  Part = "outcome"
	PartDoubt    Part = "doubt"   // why it is doubted
	PartRequest  Part = "request" // the question to the scouts
)

// CounsellingFile reads the case that is talked about. It is called off the UI
// goroutine, and what it returns belongs to the caller.
type CounsellingFile interface {
	// State is everything kept here about a subject.
	State(ctx context.Context, about casework.Subject) (*casework.State, error)
}

// Counselling is a counselling session while it is held: what the counsellor notes,
// and beside it what the person sees. Its form's fields are casework's own, so that
// recording is handing them on; those with a leading - are the screen's.
type Counselling struct {
	OnChange func()
	OnGo     func(Part) // the keyboard is sent to a part

	Form    *Form
	Request *Form   // the question to the scouts being written; nil for none
	Given   []Given // what that question gives away, until somebody decided
	Person  *PersonView
	List    List // the face of what is read of the case
	Case    casework.Case
	Closed  bool // recorded already: it is read and added to in the case file

	base
	desk    *Desk
	file    CounsellingFile
	route   Route
	state   *casework.State
	givenOf string // the text that Given is about
	opened  time.Time
	asked   bool // Record was pressed: questions may stand in the margin
	beat    func()
	looking func() // stops waiting for a topic to have been seen
}

// NewCounselling opens the counselling session of a route. The route's item is the
// session's, also before it is recorded.
func NewCounselling(desk *Desk, file CounsellingFile, topics *framework.Framework, r Route) *Counselling {
	s := &Counselling{OnChange: func() {}, OnGo: func(Part) {}, desk: desk, file: file, route: r, opened: desk.Run.Now(),
		Form: desk.Drafts.Form(r, FormCounselling)}
	s.Form.OnChange = func() { s.OnChange() }
	s.Form.OnRecorded = s.recorded
	if t, ok := casework.Value(s.Form.Text("started")).Time(); ok {
		s.opened = t
	}
	s.Person = newPersonView(s, topics)
	s.Person.recall(s.Form)
	if f := desk.Drafts.Form(r, FormRequest); f.State() != FormEmpty {
		s.openRequest(f)
	} else {
		f.Leave()
	}
	s.listen(desk.Feed, func(n feed.News) {
		if n.About(r.Subject) {
			s.read()
		}
	})
	return s
}

// Title implements [Screen].
func (s *Counselling) Title() Message { return Say("counselling.title") }

// Shown implements [Screen].
func (s *Counselling) Shown() {
	s.desk.Talking, s.desk.talk = s.route.Subject, s.route
	s.read()
	s.tick()
	s.Person.look()
}

// Left implements [Screen].
func (s *Counselling) Left() {
	if s.desk.Talking == s.route.Subject {
		s.desk.Talking = casework.Subject{}
	}
	s.Person.leave()
	for _, stop := range []func(){s.beat, s.looking} {
		if stop != nil {
			stop()
		}
	}
	s.List.Cancel()
	s.stopListening()
	s.Form.Leave()
	if s.Request != nil {
		s.Request.Leave()
	}
}

func (s *Counselling) tick() {
	if s.beat != nil {
		s.beat()
	}
	s.beat = s.desk.Run.After(counsellingBeat, func() {
		s.beat = nil
		s.tick()
		s.OnChange()
	})
}

// Again reads the case once more after a failure.
func (s *Counselling) Again() { s.read() }

func (s *Counselling) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, about := s.desk.Context, s.route.Subject
	s.desk.Run.Run(func() func() {
		state, err := s.file.State(ctx, about)
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.counselling.unavailable")
				s.OnChange()
				return
			}
			s.List.Fill(1, Message{}, Message{}, Message{})
			s.state = state
			s.opens(casework.CaseOf(state))
			s.OnChange()
		}
	})
}

// opens takes the case as it was read.
func (s *Counselling) opens(c casework.Case) {
	s.Case = c
	s.Closed = false
	for _, v := range c.Sessions {
		s.Closed = s.Closed || v.ID == s.route.Item && v.Recorded() && s.Form.State() == FormEmpty
	}
	if s.Closed {
		s.desk.Talking = casework.Subject{}
	}
	s.Person.suit(s.languages())
}

// languages are those of the person whose case it is, and of others of the household
// where nothing is known of that one; the best first. A language somebody reads comes
// before one they only speak.
func (s *Counselling) languages() []string {
	members := slices.Clone(s.Case.Members)
	slices.SortStableFunc(members, func(a, b casework.Member) int {
		return boolRank(a.ID != s.Case.Principal) - boolRank(b.ID != s.Case.Principal)
	})
	for _, m := range members {
		tags := m.LanguageTags()
		slices.SortStableFunc(tags, func(a, b string) int {
			return boolRank(m.Languages[a].Reads == "no") - boolRank(m.Languages[b].Reads == "no")
		})
		if len(tags) > 0 {
			return tags
		}
	}
	return nil
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Name is how the person is called on the staff's half.
func (s *Counselling) Name() string { return s.Case.Name() }

// Number is which counselling session it is, 1 for the first.
func (s *Counselling) Number() int {
	n := 1
	for _, v := range s.Case.Sessions {
		if v.ID != s.route.Item && v.Recorded() {
			n++
		}
	}
	return n
}

// Facts are what the head of the screen says beside the name.
func (s *Counselling) Facts() []Message {
	facts := []Message{Say("counselling.number", "Number", s.Number())}
	var first time.Time
	for _, v := range s.Case.Sessions {
		if v.ID != s.route.Item && !v.Started.IsZero() && (first.IsZero() || v.Started.Before(first)) {
			first = v.Started
		}
	}
	if !first.IsZero() {
		facts = append(facts, Say("counselling.first_talk", "Day", first))
	}
	return append(facts, Count("unit.minutes", int(s.desk.Run.Now().Sub(s.opened)/time.Minute)))
}

// People are those of the household who can have been counselled.
func (s *Counselling) People() []casework.Member {
	return slices.DeleteFunc(slices.Clone(s.Case.Members), func(m casework.Member) bool { return !m.Died.IsZero() || !m.Left.IsZero() })
}

// Commands implements [Screen]. While the person has the whole window nothing leads
// out of it but the held chord; the keys of the frame mean nothing then.
func (s *Counselling) Commands() []Command {
	p := s.Person
	turn := []Command{
		{Name: Say("counselling.person.previous"), Key: KeyPrevious, Do: p.Previous},
		{Name: Say("counselling.person.next"), Key: KeyNext, Do: p.Next},
		{Name: Say("counselling.person.topic"), Key: KeyNextTopic, Do: p.NextTopic},
		{Name: Say("counselling.person.cover"), Key: KeyCover, Do: p.Cover},
		{Name: p.asideName(), Key: KeyAside, Do: p.PutAside},
		{Name: Say("person.larger"), Key: KeyLarger, Do: p.Larger},
		{Name: Say("person.smaller"), Key: KeySmaller, Do: p.Smaller},
	}
	if p.Full {
		for _, key := range []Shortcut{KeyBack, KeyContact, KeySync, KeyHelp, KeyNewCase, KeyUndo, KeyRecord, KeyLock} {
			turn = append(turn, Command{Name: Say("counselling.person.leave"), Key: key, Off: true})
		}
		return turn
	}
	typing := s.Form.Open() && !s.Closed
	doubt := Say("counselling.doubt")
	if s.Doubted() {
		doubt = Say("counselling.doubt.take_back")
	}
	all := []Command{
		{Name: Say("button.record"), Key: KeyRecord, Main: true, Off: !typing || s.Form.State() == FormEmpty, Do: s.Record},
		{Name: Say("counselling.person.whole"), Key: KeyWhole, Do: p.Whole},
		{Name: doubt, Key: KeyDoubt, Off: !typing, Do: s.Doubt},
		{Name: Say("counselling.question.ask"), Key: KeyAskScout, Off: !typing, Do: func() { s.Ask("") }},
	}
	if s.Old() {
		all = append(all, Command{Name: Say("counselling.keep_open"), Key: KeyKeepOpen, Do: s.KeepOpen})
	}
	all = append(all, turn...)
	for _, to := range []struct {
		key  Shortcut
		part Part
	}{{KeyGoSaid, PartSaid}, {KeyGoTopic, PartTopic}, {KeyGoQuestion, PartQuestion}, {KeyGoOutcome, PartOutcome}, {KeyGoRoom, PartRoom}} {
		all = append(all, Command{Name: Say("counselling.go." + string(to.part)), Key: to.key, Off: !typing, Do: func() { s.OnGo(to.part) }})
	}
	return all
}

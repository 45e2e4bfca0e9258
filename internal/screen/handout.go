package screen

import (
	"bytes"
	"context"
	"image"
	"slices"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/handout"
	"waymark/internal/words"
)

// PlaceHandout is where something is looked at before it goes on paper.
const PlaceHandout Place = "handout"

// Paper is a kind of handout. Its text is kept in routes: never rename.
type Paper string

// The kinds.
const (
	PaperSummary Paper = "summary"
	PaperCard    Paper = "card"
	PaperPlan    Paper = "plan"
	PaperPartner Paper = "partner"
	PaperVisit   Paper = "visit"
)

// KeyPaper leads to what can be printed here.
const KeyPaper Shortcut = "Ctrl+P"

// HandoutRoute leads to a handout about a case. item is the counselling session or the
// version of the plan; zero for the latest.
func HandoutRoute(c casework.SubjectID, p Paper, item casework.ItemID) Route {
	return Route{Place: PlaceHandout, Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}, Item: item, Part: string(p)}
}

// PaperCommand is the command that leads to a handout.
func PaperCommand(d *Desk, c casework.SubjectID, p Paper, item casework.ItemID) Command {
	return Command{Name: Say("handout.open"), Key: KeyPaper, Off: !d.Way.Offers(PlaceHandout), Do: func() { d.Way.Go(HandoutRoute(c, p, item)) }}
}

// PaperCommand is the command that leads to what the person takes home from this
// counselling session, once it is recorded.
func (s *Counselling) PaperCommand() Command {
	return PaperCommand(s.desk, s.route.Subject.ID, PaperSummary, s.route.Item)
}

// Discloser lets readable text out of the program; [disclose.Door] is one.
type Discloser interface {
	Printers(ctx context.Context) ([]disclose.Printer, error)
	Print(ctx context.Context, e disclose.Errand, j disclose.Job, p disclose.Paper) error
	Save(ctx context.Context, e disclose.Errand, to disclose.Target, content []byte) error
}

// CallNote remembers whom people of this office can call, from one paper to the next.
type CallNote interface {
	Call(ctx context.Context) (string, error)
	KeepCall(ctx context.Context, call string) error
}

// Handout is something for paper, as it will come out of the printer, and the ways it
// can leave. Nothing leaves from here but through the Discloser, which asks for a
// reason and notes it.
type Handout struct {
	OnChange func()
	List     List // whether it could be made
	Paper    Paper
	Made     *handout.Handout // nil until it is there
	Page     int              // from 0
	Picture  image.Image      // of the page; nil while it is drawn
	Case     casework.Case
	Stopped  Message // why this must not be made; zero if it may

	Person  string // language of the person
	Beside  string // language beside it; "" for none
	Texts   bool   // of topics, not only titles
	Step    bool   // the next step as staff wrote it
	Large   bool
	Stacked bool
	Topics  []string // chosen for a visit, in their order
	Call    string

	Leaving Leaving

	base
	desk    *Desk
	file    CounsellingFile
	notes   CallNote
	route   Route
	called  string // as it was kept
	drawing int    // number of the picture asked for last
}

// NewHandout returns the preview of a route's paper.
func NewHandout(desk *Desk, file CounsellingFile, door Discloser, notes CallNote, machine Machine, r Route) *Handout {
	s := &Handout{OnChange: func() {}, desk: desk, file: file, notes: notes, route: r, Paper: Paper(r.Part), Beside: desk.Language, Texts: true}
	if !slices.Contains(s.Papers(), s.Paper) {
		s.Paper = s.Papers()[0]
	}
	s.Leaving = Leaving{screen: s, door: door, machine: machine}
	return s
}

// Title implements [Screen].
func (s *Handout) Title() Message { return Say("handout.title") }

// Shown implements [Screen].
func (s *Handout) Shown() { s.read() }

// Left implements [Screen].
func (s *Handout) Left() {
	s.List.Cancel()
	s.drawing++
	s.stopListening()
	if call := s.Call; call != s.called {
		s.called = call
		ctx, notes := s.desk.Context, s.notes
		s.desk.Run.Run(func() func() {
			_ = notes.KeepCall(ctx, call) // convenience only: it is typed again where it was not kept
			return func() {}
		})
	}
}

// Again tries once more after a failure.
func (s *Handout) Again() { s.read() }

// Papers are the kinds that can be made from here.
func (s *Handout) Papers() []Paper {
	switch Paper(s.route.Part) {
	case PaperPlan, PaperPartner:
		return []Paper{PaperPlan, PaperPartner}
	case PaperVisit:
		return []Paper{PaperVisit}
	}
	return []Paper{PaperSummary, PaperCard}
}

// Name is what a kind is called.
func (p Paper) Name() Message { return Say("handout.kind." + string(p)) }

// Languages are those a paper can be in.
func (s *Handout) Languages() []string {
	if s.Paper == PaperPartner {
		return words.StaffLanguages()
	}
	return words.PersonLanguages()
}

// read reads the case and makes the paper.
func (s *Handout) read() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, about := s.desk.Context, s.route.Subject
	s.desk.Run.Run(func() func() {
		state, err := s.file.State(ctx, about)
		call := ""
		if err == nil {
			call, err = s.notes.Call(ctx)
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.handout.unavailable")
				s.OnChange()
				return
			}
			s.Case = casework.CaseOf(state)
			s.Call, s.called = call, call
			if s.Person == "" {
				s.Person = s.suited()
			}
			s.make()
		}
	})
}

// session is the counselling session the paper is about: the route's, or the latest
// that was recorded.
func (s *Handout) session() (casework.CounsellingSession, bool) {
	for _, v := range s.Case.Sessions {
		if v.Recorded() && (v.ID == s.route.Item || s.route.Item.IsZero()) {
			return v, true
		}
	}
	return casework.CounsellingSession{}, false
}

// suited is the language of the person: what they were shown last, what was spoken, what
// they speak; English where nobody knows.
func (s *Handout) suited() string {
	var tags []string
	if v, ok := s.session(); ok {
		for _, id := range topicOrder(v) {
			tags = append(tags, v.Topics[id].Language)
		}
		tags = append(tags, v.Language)
	}
	if m := s.Case.Member(s.Case.Principal); m != nil {
		tags = append(tags, m.LanguageTags()...)
	}
	have := s.Languages()
	for _, tag := range tags {
		for _, t := range []string{tag, baseLanguage(tag)} {
			if slices.Contains(have, t) {
				return t
			}
		}
	}
	return words.English
}

// topicOrder are the topics that were shown, the latest first.
func topicOrder(v casework.CounsellingSession) []string {
	var ids []string
	for id, told := range v.Topics {
		if !told.Shown.IsZero() {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if c := v.Topics[b].Shown.Compare(v.Topics[a].Shown); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return ids
}

// told are the topics of a session in the order in which they are offered.
func (s *Handout) told(v casework.CounsellingSession) []string {
	shown := topicOrder(v)
	var ids []string
	for _, t := range s.desk.Topics.Topics() {
		if slices.Contains(shown, t.ID) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// style is how the paper is to look.
func (s *Handout) style() (handout.Style, error) {
	person, err := words.New(s.Person)
	if err != nil {
		return handout.Style{}, err
	}
	beside := person
	if s.Beside != "" && s.Beside != s.Person {
		if beside, err = words.New(s.Beside); err != nil {
			return handout.Style{}, err
		}
	}
	return handout.Style{Person: person, Staff: beside, Stacked: s.Stacked, Large: s.Large, Made: s.desk.Run.Now()}, nil
}

// make sets the pages anew: it takes a moment, so it is done aside.
func (s *Handout) make() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	s.Stopped, s.Leaving.Done, s.Leaving.Trouble = s.mustNot(), Message{}, Trouble{}
	if s.Stopped.Key != "" {
		s.Made, s.Picture = nil, nil
		s.List.Fill(0, Message{}, s.Stopped, Message{})
		s.OnChange()
		return
	}
	style, err := s.style()
	if err != nil {
		s.List.Fail(err, "error.handout.unavailable")
		s.OnChange()
		return
	}
	compose := s.compose()
	s.desk.Run.Run(func() func() {
		made := compose(style)
		return func() {
			if s.List.Late(question) {
				return
			}
			s.List.Fill(1, Message{}, Message{}, Message{})
			s.Made = made
			s.Page = min(s.Page, made.Pages()-1)
			s.draw()
			s.OnChange()
		}
	})
	s.OnChange()
}

// mustNot says why the paper must not be made.
func (s *Handout) mustNot() Message {
	switch s.Paper {
	case PaperSummary, PaperCard:
		if _, ok := s.session(); !ok {
			return Say("handout.stopped.no_session")
		}
	case PaperPlan, PaperPartner:
		if s.plan() == nil {
			return Say("handout.stopped.no_plan")
		}
		now := s.desk.Run.Now()
		if s.Paper == PaperPartner && !slices.ContainsFunc(s.Case.Consents, func(c casework.Consent) bool { return c.Purpose == "share_partner" && c.Holds(now) }) {
			return Say("handout.stopped.no_consent")
		}
	}
	return Message{}
}

// plan is the version the paper is of; nil where there is none.
func (s *Handout) plan() *casework.ReintegrationPlan {
	var found *casework.ReintegrationPlan
	for i, p := range s.Case.Plans {
		if p.ID == s.route.Item {
			return &s.Case.Plans[i]
		}
		if s.route.Item.IsZero() && (found == nil || p.Version > found.Version) {
			found = &s.Case.Plans[i]
		}
	}
	return found
}

// compose returns what makes the paper, with all it needs from the screen.
func (s *Handout) compose() func(handout.Style) *handout.Handout {
	topics, number := s.desk.Topics, s.Case.FileNumber
	switch s.Paper {
	case PaperPlan, PaperPartner:
		content := handout.PlanContent{FileNumber: number, Plan: *s.plan()}
		content.Lines = s.Case.LinesOf(content.Plan.ID)
		if s.Paper == PaperPartner {
			return func(style handout.Style) *handout.Handout { return handout.Partner(content, style) }
		}
		return func(style handout.Style) *handout.Handout { return handout.Plan(content, style) }
	case PaperVisit:
		visit := handout.Visit{FileNumber: number, Topics: slices.Clone(s.Topics)}
		return func(style handout.Style) *handout.Handout { return handout.Pack(visit, topics, style) }
	}
	v, _ := s.session()
	talk := handout.Talk{FileNumber: number, Held: v.Started, Topics: s.told(v), NextAt: v.NextAt, Call: s.Call}
	if s.Step {
		talk.NextStep = v.NextStep
	}
	if s.Paper == PaperCard {
		return func(style handout.Style) *handout.Handout { return handout.Card(talk, topics, style) }
	}
	texts := s.Texts
	return func(style handout.Style) *handout.Handout { return handout.Summary(talk, topics, style, texts) }
}

// previewInch is how finely the preview is drawn: letters of 9 points can be read.
const previewInch = 110

// draw draws the page that is looked at.
func (s *Handout) draw() {
	s.drawing++
	n, made, page := s.drawing, s.Made, s.Page
	s.desk.Run.Run(func() func() {
		picture := made.Image(page, previewInch)
		return func() {
			if n == s.drawing {
				s.Picture = picture
				s.OnChange()
			}
		}
	})
}

// Turn shows another page.
func (s *Handout) Turn(page int) {
	if s.Made == nil || page < 0 || page >= s.Made.Pages() || page == s.Page {
		return
	}
	s.Page = page
	s.draw()
	s.OnChange()
}

// Choose makes another kind of paper.
func (s *Handout) Choose(p Paper) {
	if p != s.Paper && slices.Contains(s.Papers(), p) {
		s.Paper, s.Page = p, 0
		if !slices.Contains(s.Languages(), s.Person) {
			s.Person = words.English
		}
		s.make()
	}
}

// Speak chooses the person's language.
func (s *Handout) Speak(tag string) { s.change(&s.Person, tag) }

// SpeakBeside chooses the language beside it; "" for none.
func (s *Handout) SpeakBeside(tag string) { s.change(&s.Beside, tag) }

func (s *Handout) change(what *string, to string) {
	if *what != to {
		*what = to
		s.make()
	}
}

// Set switches one of Texts, Step, Large and Stacked.
func (s *Handout) Set(which *bool, on bool) {
	if *which != on {
		*which = on
		s.make()
	}
}

// Take puts a topic into the pack for a visit, or takes it out.
func (s *Handout) Take(topic string, on bool) {
	chosen := slices.Clone(s.Topics)
	if on {
		chosen = append(chosen, topic)
	}
	s.Topics = nil
	for _, t := range s.desk.Topics.Topics() {
		if slices.Contains(chosen, t.ID) && (on || t.ID != topic) {
			s.Topics = append(s.Topics, t.ID)
		}
	}
	s.make()
}

// TopicChoice is a topic that can be taken on a visit.
type TopicChoice struct {
	ID    string
	Title string
	Taken bool
}

// TopicChoices are the topics that may be taken.
func (s *Handout) TopicChoices() []TopicChoice {
	var all []TopicChoice
	for _, t := range s.desk.Topics.Topics() {
		if handout.MayTake(t) {
			all = append(all, TopicChoice{t.ID, s.desk.topicTitle(t.ID), slices.Contains(s.Topics, t.ID)})
		}
	}
	return all
}

// SayCall takes whom they can call, as it is typed. The pages are made anew by
// [Handout.Renew]: not at every letter.
func (s *Handout) SayCall(text string) { s.Call = text }

// Renew makes the pages with what was typed.
func (s *Handout) Renew() { s.make() }

// Notes are what the counsellor should know about this paper before it leaves.
func (s *Handout) Notes() []Message {
	if s.Made == nil {
		return nil
	}
	notes := slices.Clone(s.Made.LeftOut)
	if s.Made.Drafted {
		notes = append(notes, Say("handout.drafted"))
	}
	if odd := s.Made.Unwritable(); len(odd) > 0 {
		notes = append(notes, Say("handout.unwritable", "Letters", string(odd)))
	}
	return notes
}

// Commands implements [Screen].
func (s *Handout) Commands() []Command {
	ready := s.Made != nil && s.List.Face != Failed
	return []Command{
		{Name: Say("handout.print"), Key: KeyPaper, Main: true, Off: !ready || !s.Leaving.CanPrint(), Do: s.Leaving.Print},
		{Name: Say("handout.previous"), Key: KeyPrevious, Off: !ready || s.Page == 0, Do: func() { s.Turn(s.Page - 1) }},
		{Name: Say("handout.next"), Key: KeyNext, Off: !ready || s.Page >= s.Made.Pages()-1, Do: func() { s.Turn(s.Page + 1) }},
		{Name: Say("button.back"), Key: KeyBack, Do: func() { s.desk.Way.Back() }},
	}
}

// Press implements [Keyed]: the keys that turn pages everywhere turn these.
func (s *Handout) Press(key Shortcut) bool {
	step := map[Shortcut]int{"Next": 1, "Prior": -1}[key]
	s.Turn(s.Page + step)
	return step != 0
}

// written is the paper as a file.
func (s *Handout) written() ([]byte, error) {
	var b bytes.Buffer
	err := s.Made.PDF(&b)
	return b.Bytes(), err
}

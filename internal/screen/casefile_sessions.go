package screen

import (
	"context"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
)

// Kinds of the drafts typed at a recorded counselling session.
const (
	FormAddendum = "addendum" // what is added to it
	FormAnswer   = "answer"   // to a review
	FormResolve  = "resolve"  // to a comment
)

// fieldText is the one field of forms that have one.
const fieldText = "text"

// SessionRow is a counselling session in the file's list.
type SessionRow struct {
	ID       casework.ItemID
	Started  time.Time // zero if nobody said
	Kind     Message
	Outcome  Message // zero if nobody said; all look alike
	Language Tongue
	By       Message
	Open     bool // still being written by somebody
	Asked    bool // a review asks something of it that nobody answered
}

// Sessions are the counselling sessions, the latest first.
func (s *CaseFile) Sessions() []SessionRow {
	var all []SessionRow
	for _, v := range s.Case.Sessions {
		r := SessionRow{ID: v.ID, Started: v.Started, Language: Tongue(v.Language), By: s.writers.name(s.desk.Staff.ID, WriterOf(v)), Open: !v.Recorded()}
		if v.Kind != "" {
			r.Kind = Say(casework.EnumKey("counselling", v.Kind))
		}
		if v.Outcome != "" {
			r.Outcome = Say(casework.EnumKey("outcome", v.Outcome))
		}
		r.Asked = slices.ContainsFunc(s.Case.Reviews, func(w casework.Review) bool { return w.Session == v.ID && w.Open() })
		all = append(all, r)
	}
	return all
}

// WriterOf is who recorded a session: addenda may be somebody else's.
func WriterOf(v casework.CounsellingSession) casework.StaffID { return v.By() }

// Reading is a counselling session as it was recorded.
type Reading struct {
	SessionRow
	Lines   []Line
	Addenda []Addendum
	Reviews []Reviewed
	Where   int // its place in the list, from 0
	Of      int
}

// Addendum is something added to a recorded session.
type Addendum struct {
	Text string
	By   Message
	At   time.Time
	On   Message // the field that a late write was typed in; zero for an addendum made as one
}

// Reviewed is a supervisor's second reading of it.
type Reviewed struct {
	ID       casework.ItemID
	By       Message
	At       time.Time
	Verdict  Message
	Note     string
	Checks   []Line
	Answer   string
	Answered bool
	Comments []Remark
}

// Remark is a comment on a place of the session.
type Remark struct {
	ID       casework.ItemID
	Place    Message // zero for the whole
	Text     string
	Answer   string
	Resolved bool
}

// ReadSession opens a counselling session.
func (s *CaseFile) ReadSession(i casework.ItemID) {
	s.leaveSession()
	s.reading = i
	s.Trouble = Trouble{}
	s.OnChange()
}

// CloseSession goes back to the list.
func (s *CaseFile) CloseSession() {
	s.leaveSession()
	s.OnChange()
}

func (s *CaseFile) leaveSession() {
	if s.addenda != nil {
		s.addenda.Leave()
		s.addenda = nil
	}
	for _, f := range s.answers {
		f.Leave()
	}
	clear(s.answers)
	s.reading = casework.ItemID{}
}

// StepSession opens the session n further down the list.
func (s *CaseFile) StepSession(n int) {
	rows := s.Sessions()
	i := slices.IndexFunc(rows, func(r SessionRow) bool { return r.ID == s.reading }) + n
	if i >= 0 && i < len(rows) {
		s.ReadSession(rows[i].ID)
	}
}

// Press implements [Keyed]: J and K go through the sessions.
func (s *CaseFile) Press(key Shortcut) bool {
	if s.Tab == TabSessions && !s.reading.IsZero() {
		switch key {
		case "J":
			s.StepSession(1)
			return true
		case "K":
			s.StepSession(-1)
			return true
		}
	}
	return false
}

// Session is the counselling session being read; nil if none is.
func (s *CaseFile) Session() *Reading {
	rows := s.Sessions()
	i := slices.IndexFunc(rows, func(r SessionRow) bool { return r.ID == s.reading })
	if i < 0 {
		return nil
	}
	r := &Reading{SessionRow: rows[i], Where: i, Of: len(rows)}
	v := s.Case.Sessions[i]
	r.Lines = sessionLines(s.desk, s.Case, v.Item)
	r.Addenda = addendaOf(v.Item, s.writers, s.desk)
	comments := casework.CommentsOf(s.state)
	for _, w := range s.Case.Reviews {
		if w.Session == v.ID {
			r.Reviews = append(r.Reviews, s.reviewed(w, comments))
		}
	}
	return r
}

// addendaOf are what was added to a session, in the order of its making.
func addendaOf(it *casework.Item, names writers, desk *Desk) []Addendum {
	var all []Addendum
	for _, key := range it.List("addendum") {
		h, ok := it.Head(casework.F("addendum", key))
		if !ok || h.Value == "" {
			continue
		}
		a := Addendum{Text: string(h.Value), By: names.name(desk.Staff.ID, h.By), At: h.At.In(desk.Run.Now().Location())}
		if on := it.Get(casework.F("addendum", key, "on_field")); on != "" {
			a.On = placeName(casework.KindCounselling, casework.Field(on))
		}
		all = append(all, a)
	}
	return all
}

func (s *CaseFile) reviewed(w casework.Review, comments []casework.Comment) Reviewed {
	r := Reviewed{ID: w.ID, By: s.writers.name(s.desk.Staff.ID, w.By()), At: w.Item.Last().At.In(s.desk.Run.Now().Location()), Note: w.Note,
		Answer: w.Answer, Answered: w.Answered == casework.Yes}
	if w.Verdict != "" {
		r.Verdict = Say(casework.EnumKey("verdict", w.Verdict))
	}
	for _, p := range casework.EnumValues("review_point") {
		c, ok := w.Checks[string(p)]
		if !ok || c.Answer == "" || c.Answer == casework.Yes && c.Note == "" {
			continue
		}
		l := Line{Label: Say(casework.EnumKey("review_point", p)), Value: Say(casework.EnumKey("review_check", c.Answer))}
		if c.Note != "" {
			l.Value = Say("casefile.review.check", "Answer", l.Value, "Note", c.Note)
		}
		r.Checks = append(r.Checks, l)
	}
	for _, c := range comments {
		if c.Review == w.ID && c.Text != "" {
			m := Remark{ID: c.ID, Text: c.Text, Answer: c.Answer, Resolved: c.Resolved == casework.Yes}
			if c.Field != "" {
				m.Place = placeName(casework.KindCounselling, c.Field)
			}
			r.Comments = append(r.Comments, m)
		}
	}
	return r
}

// sessionOf is the session that a route to a review or comment is about.
func (s *CaseFile) sessionOf(r Route) casework.ItemID {
	review := r.Item
	if r.Part == partComment {
		review = casework.CommentOf(s.state.Items[casework.ItemKey{Kind: casework.KindComment, ID: r.Item}]).Review
	}
	return casework.ReviewOf(s.state.Items[casework.ItemKey{Kind: casework.KindReview, ID: review}]).Session
}

// Addendum is the form of what is added to the session being read. Its text is
// AddendumText.
func (s *CaseFile) Addendum() *Form {
	if s.addenda == nil {
		s.addenda = s.form(Route{Place: PlaceCase, Subject: s.route.Subject, Item: s.reading, Part: partSession}, FormAddendum, func() { s.addenda = nil })
	}
	return s.addenda
}

// AddendumText is what is typed there.
func (s *CaseFile) AddendumText() string { return s.Addendum().Text(fieldText) }

// TypeAddendum takes what is typed there.
func (s *CaseFile) TypeAddendum(text string) { s.Addendum().Type(fieldText, text) }

// RecordAddendum records it; it can be taken back for a few seconds.
func (s *CaseFile) RecordAddendum() { s.Addendum().Record() }

// Answering is the form of an answer to a review or a comment.
func (s *CaseFile) Answering(i casework.ItemID, comment bool) *Form {
	if f := s.answers[i]; f != nil {
		return f
	}
	part, kind := partReview, FormAnswer
	if comment {
		part, kind = partComment, FormResolve
	}
	f := s.form(Route{Place: PlaceCase, Subject: s.route.Subject, Item: i, Part: part}, kind, func() { delete(s.answers, i) })
	s.answers[i] = f
	return f
}

// AnswerText is what is typed into such a form, TypeAnswer takes it.
func AnswerText(f *Form) string { return f.Text(fieldText) }

// TypeAnswer takes what is typed into an answer's form.
func TypeAnswer(f *Form, text string) { f.Type(fieldText, text) }

// RecordAddendumDraft makes the change of an addendum's draft. The session itself
// stays as it was recorded.
func RecordAddendumDraft(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	return service.AmendCounselling(ctx, d.Route.Subject.ID, d.Route.Item, strings.TrimSpace(d.Fields[fieldText]), time.Time{})
}

// RecordAnswer makes the changes of an answer to a review.
func RecordAnswer(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	return service.AnswerReview(ctx, d.Route.Subject.ID, d.Route.Item, strings.TrimSpace(d.Fields[fieldText]))
}

// RecordResolve makes the changes of an answer to a comment.
func RecordResolve(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	return service.ResolveComment(ctx, d.Route.Subject.ID, d.Route.Item, strings.TrimSpace(d.Fields[fieldText]))
}

// sessionRoute leads to the counselling session being written with a case, or to a
// new one.
func sessionRoute(desk *Desk, about casework.Subject) Route {
	for _, d := range desk.Drafts.Unfinished() {
		if d.Route.Place == PlaceCounselling && d.Route.Subject == about {
			return d.Route
		}
	}
	r := NewCaseRoute()
	return Route{Place: PlaceCounselling, Subject: about, Item: r.Item}
}

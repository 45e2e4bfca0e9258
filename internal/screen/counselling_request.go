package screen

import (
	"context"
	"strings"

	"waymark/internal/casework"
)

// Fields of a question to the scouts.
const (
	FieldQuestion     = "question"
	FieldTopic        = "topic"
	FieldUrgency      = "urgency"
	fieldFromQuestion = "from" // the item of the question in the session
)

// RecordRequest makes the changes of a question to the scouts. The case it comes from
// is known in the office that asks, and only there.
func RecordRequest(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	text := func(f string) string { return strings.TrimSpace(d.Fields[f]) }
	return service.AskRequest(ctx, casework.Request{
		Question: text(FieldQuestion), Country: text(FieldCountry), Topic: casework.Value(text(FieldTopic)), Urgency: casework.Value(text(FieldUrgency)),
		Case: d.Route.Subject.ID, Session: d.Route.Item,
	})
}

// Ask opens the form of a question to the scouts, about one of the questions the
// person asked: the one given, or the latest.
func (s *Counselling) Ask(item string) {
	if s.Closed || !s.Form.Open() {
		return
	}
	if s.Request == nil {
		f := s.desk.Drafts.Form(s.route, FormRequest)
		if f.State() == FormEmpty {
			if asked := s.Entries("question"); item == "" && len(asked) > 0 {
				item = asked[len(asked)-1]
			}
			if item != "" && s.Form.Text("question."+item+".request") == "" {
				f.Type(FieldQuestion, s.Form.Text("question."+item))
				f.Type(fieldFromQuestion, item)
			}
			f.Type(FieldCountry, s.country())
		}
		s.openRequest(f)
		s.OnChange()
	}
	s.OnGo(PartRequest)
}

func (s *Counselling) openRequest(f *Form) {
	s.Request = f
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(made Route) {
		if item := f.Text(fieldFromQuestion); item != "" && !made.Subject.ID.IsZero() && made.Subject.Kind == casework.SubjectRequest {
			s.Type("question."+item+".request", made.Subject.ID.String())
		}
		s.Request = nil
		s.OnChange()
	}
}

// country is the one most likely asked about: where the case speaks of returning
// to, else the only nationality.
func (s *Counselling) country() string {
	if s.Case.Country != "" {
		return s.Case.Country
	}
	only := ""
	for _, m := range s.Case.Members {
		for _, c := range m.NationalityCodes() {
			if only != "" && only != c {
				return ""
			}
			only = c
		}
	}
	return only
}

// SendRequest puts the question to the scouts; it can be taken back for a few seconds.
// What it gives away of the case is said first, once for each text.
func (s *Counselling) SendRequest() {
	if s.Request == nil || !s.Request.Has(FieldQuestion) {
		return
	}
	if text := s.Request.Text(FieldQuestion); s.Given == nil || s.givenOf != text {
		if s.Given, s.givenOf = givenAway(text, s.state), text; len(s.Given) > 0 {
			s.OnChange()
			return
		}
	}
	s.Given = nil
	s.Request.Record()
	s.OnChange()
}

// DropRequest throws the question to the scouts away.
func (s *Counselling) DropRequest() {
	if s.Request != nil && s.Request.Open() {
		s.Request.Drop()
		s.Request, s.Given = nil, nil
		s.OnChange()
	}
}

// Asked reports whether a question was put to the scouts.
func (s *Counselling) Asked(item string) bool { return s.Form.Has("question." + item + ".request") }

package screen

import (
	"context"
	"strconv"
	"strings"
	"time"

	"waymark/internal/casework"
)

// FormContact is the kind of a short contact's draft.
const FormContact = "contact"

// Fields of a short contact's form.
const (
	FieldSaid    = "said"
	FieldSetting = "setting"
	FieldOutcome = "outcome"
	FieldNext    = "next"
	FieldCase    = "case"  // identifier of the case, where it was chosen on the screen
	FieldWhom    = "whom"  // what was typed to find it, or who it was with
	FieldStart   = "start" // when the form was opened, Unix seconds
)

// ShortContact is a talk of minutes: at a door, on the telephone, in a corridor.
type ShortContact struct {
	OnChange func()
	Form     *Form
	Hits     []Hit   // cases that fit what was typed into FieldWhom
	Case     CaseRow // the one it is with; zero for nobody's
	Trouble  Trouble // why no case could be searched

	desk   *Desk
	search Searcher
	cases  Namer
	asked  int
}

// NewShortContact opens the form of a route.
func NewShortContact(desk *Desk, search Searcher, cases Namer, r Route) *ShortContact {
	s := &ShortContact{OnChange: func() {}, desk: desk, search: search, cases: cases, Form: desk.Drafts.Form(r, FormContact)}
	s.Form.OnChange = func() { s.OnChange() }
	s.Form.OnRecorded = func(made Route) {
		if desk.Way.Screen() == s && !desk.Way.Replace(made) {
			desk.Way.Back()
		}
	}
	return s
}

// Title implements [Screen].
func (s *ShortContact) Title() Message { return Say("caseload.contact") }

// Shown implements [Screen].
func (s *ShortContact) Shown() {
	if c := s.subject(); !c.IsZero() && s.Case.ID != c {
		s.name(c)
	}
}

// Left implements [Screen].
func (s *ShortContact) Left() { s.Form.Leave() }

// Commands implements [Screen].
func (s *ShortContact) Commands() []Command {
	return []Command{{Name: Say("button.record"), Key: KeyRecord, Main: true, Off: !s.Form.Open() || s.Form.State() == FormEmpty, Do: s.Record}}
}

// subject is the case it is with.
func (s *ShortContact) subject() casework.SubjectID {
	d := s.Form.Draft()
	return caseOf(d)
}

func caseOf(d Draft) casework.SubjectID {
	if d.Route.Subject.Kind == casework.SubjectCase {
		return d.Route.Subject.ID
	}
	c, err := parseID[casework.SubjectID](d.Fields[FieldCase])
	if err != nil {
		return casework.SubjectID{}
	}
	return c
}

// Given reports whether the case was chosen before the form was opened.
func (s *ShortContact) Given() bool { return s.Form.Draft().Route.Subject.Kind == casework.SubjectCase }

// name reads how the case is called.
func (s *ShortContact) name(c casework.SubjectID) {
	s.asked++
	asked, ctx := s.asked, s.desk.Context
	s.desk.Run.Run(func() func() {
		row, err := s.cases.CaseRow(ctx, c)
		return func() {
			if asked != s.asked {
				return
			}
			s.Trouble = TroubleOf(err, "error.caseload.unavailable")
			if err == nil {
				s.Case = row
			}
			s.OnChange()
		}
	})
}

// Whom searches the case it was with.
func (s *ShortContact) Whom(text string) {
	s.Form.Type(FieldWhom, text)
	s.asked++
	asked, ctx := s.asked, s.desk.Context
	if strings.TrimSpace(text) == "" {
		s.Hits = nil
		s.OnChange()
		return
	}
	s.desk.Run.Run(func() func() {
		hits, err := s.search.Search(ctx, text, paletteHits)
		return func() {
			if asked != s.asked {
				return
			}
			s.Trouble = TroubleOf(err, "error.palette.unavailable")
			s.Hits = nil
			for _, h := range hits {
				if h.Route.Subject.Kind == casework.SubjectCase {
					s.Hits = append(s.Hits, h)
				}
			}
			s.OnChange()
		}
	})
}

// Choose takes hit i as the case it was with.
func (s *ShortContact) Choose(i int) {
	if i < 0 || i >= len(s.Hits) || !s.Form.Open() {
		return
	}
	c := s.Hits[i].Route.Subject.ID
	s.Form.Type(FieldCase, c.String())
	s.Hits = nil
	s.name(c)
}

// Nobody takes the choice back.
func (s *ShortContact) Nobody() {
	if !s.Given() && s.Form.Open() {
		s.Form.Type(FieldCase, "")
		s.asked++
		s.Case = CaseRow{}
		s.OnChange()
	}
}

// Type takes what is typed into a field. The first key is when the talk began,
// which the person can say better later.
func (s *ShortContact) Type(field, text string) {
	if s.Form.Text(FieldStart) == "" && text != "" {
		s.Form.Type(FieldStart, strconv.FormatInt(s.desk.Run.Now().Unix(), 10))
	}
	s.Form.Type(field, text)
}

// Record records the contact; it can be taken back for a few seconds.
func (s *ShortContact) Record() {
	s.Form.Record()
	s.OnChange()
}

// RecordContact makes the changes of a short contact's draft: with a case a closed
// counselling session, without one an activity with one person, who stays unnamed.
func RecordContact(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	text := func(f string) string { return strings.TrimSpace(d.Fields[f]) }
	started := d.Begun
	if unix, err := strconv.ParseInt(d.Fields[FieldStart], 10, 64); err == nil {
		started = time.Unix(unix, 0)
	}
	if c := caseOf(d); !c.IsZero() {
		return service.RecordCounselling(ctx, c, d.Route.Item, casework.CounsellingSession{
			Kind: "short", Started: started, Setting: casework.Value(text(FieldSetting)), Said: text(FieldSaid),
			Outcome: casework.Value(text(FieldOutcome)), NextStep: text(FieldNext),
		})
	}
	fields := map[casework.Field]casework.Value{
		"kind": "outreach", "heads": "1", "started": casework.TimeValue(started),
		"setting": casework.Value(text(FieldSetting)), "note": casework.Value(text(FieldSaid)), "questions": casework.Value(text(FieldNext)),
		"with": casework.Value(text(FieldWhom)),
	}
	for f, v := range fields {
		if v == "" {
			delete(fields, f)
		}
	}
	return service.RecordActivity(ctx, fields)
}

// Made is the route to what a draft became.
func Made(done casework.Done) Route {
	switch done.Subject.Kind {
	case casework.SubjectCase:
		return CaseRoute(done.Subject.ID)
	case casework.SubjectRequest:
		return Route{Place: PlaceRequests, Subject: done.Subject}
	case casework.SubjectNote, casework.SubjectService:
		return Route{Place: PlaceKnowledge, Subject: done.Subject}
	}
	return Route{}
}

// Choices are the values of one of casework's enumerations with their names, in
// the order of the screen, which is no ranking.
func Choices(enumeration string) []Choice {
	var all []Choice
	for _, v := range casework.EnumValues(enumeration) {
		all = append(all, Choice{Value: string(v), Name: Say(casework.EnumKey(enumeration, v))})
	}
	return all
}

// Choice is one answer.
type Choice struct {
	Value string
	Name  Message
}

package screen

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/words"
)

// Kinds of the drafts typed on the screen of what is known.
const (
	FormQuestion = "question" // to those who live in a country, about no case
	FormReply    = "reply"    // to such a question
	FormNote     = "note"
	FormService  = "service"
)

// The parts of a route that are a form. They are kept in drafts: never rename.
const (
	partQuestion  = "new.request"
	partReply     = "reply"
	partNote      = "new.note"
	partRevise    = "revise"
	partService   = "new.service"
	partServiceOf = "change"
)

// sheet is a form: what is written with it, and which of the fields it has.
type sheet struct {
	shelf   Shelf
	form    string
	kind    casework.Kind
	title   string // key
	fields  []casework.Field
	sources bool
}

var (
	noteFields    = []casework.Field{"country", "region", "topic", "title", "text", "valid_until"}
	serviceFields = []casework.Field{"name", "name.native", "kind", "country", "region", "place", "address", "for_whom", "cost", "cost.note", "opening", "capacity",
		casework.F("contact", "phone"), casework.F("contact", "email"), casework.F("contact", "web"), casework.F("contact", "person"), "first_contact", "forced_actors", "partner", "verified", "verified.how", "note"}
)

// sheets are the forms by the part of their route.
var sheets = map[string]sheet{
	partQuestion: {ShelfRequests, FormQuestion, casework.KindRequest, "knowledge.write.request",
		[]casework.Field{"country", "region", "topic", "urgency", "question", "background", "due"}, false},
	partReply: {ShelfRequests, FormReply, casework.KindAnswer, "knowledge.write.answer",
		[]casework.Field{"text", "reliability", "valid_until", "complete"}, true},
	partNote:      {ShelfNotes, FormNote, casework.KindNote, "knowledge.write.note", noteFields, true},
	partRevise:    {ShelfNotes, FormNote, casework.KindNote, "knowledge.write.revise", noteFields, true},
	partService:   {ShelfServices, FormService, casework.KindService, "knowledge.write.service", serviceFields, false},
	partServiceOf: {ShelfServices, FormService, casework.KindService, "knowledge.write.change", serviceFields, false},
}

// InField is one field of the form being written.
type InField struct {
	Field casework.Field
	Label Message
	Type  casework.Type
	Enum  string // with an enumeration
	Long  bool   // several lines
}

// longFields are those in which people write sentences.
var longFields = []string{"text", "question", "background", "note", "for_whom", "first_contact", "address", "opening"}

// Sheet is the title of what is being written.
func (s *Knowledge) Sheet() Message { return Say(sheets[s.writing.Part].title) }

// Fields are the fields of the form being written, in the order of the screen.
func (s *Knowledge) Fields() []InField {
	sh := sheets[s.writing.Part]
	all := make([]InField, 0, len(sh.fields))
	for _, f := range sh.fields {
		label := fieldLabel(f)
		if sh.kind == casework.KindNote && (f == "title" || f == "text") {
			f = casework.F(string(f), s.tongueOf())
		}
		all = append(all, s.inField(sh.kind, f, label))
	}
	return all
}

func (s *Knowledge) inField(k casework.Kind, f casework.Field, label Message) InField {
	info := casework.FieldOf(k, f)
	first, _, _ := strings.Cut(string(f), ".")
	return InField{Field: f, Label: label, Type: info.Type, Enum: info.Enum, Long: slices.Contains(longFields, first) || slices.Contains(longFields, string(f))}
}

// tongueOf is the language a note is written in: the one it was begun in.
func (s *Knowledge) tongueOf() string {
	for _, list := range []string{"text", "title"} {
		if tags := s.Form.List(list); len(tags) > 0 && !slices.Contains(tags, s.tongue) {
			return tags[0]
		}
	}
	return s.tongue
}

// Sources are the sources written in the form, each with its fields; none for a form
// that has none.
func (s *Knowledge) Sources() [][]InField {
	sh := sheets[s.writing.Part]
	if !sh.sources {
		return nil
	}
	fields := []string{"kind", "what", "on"}
	if sh.kind == casework.KindNote {
		fields = append(fields, "reliability", "independent", "name", "withheld")
	}
	var all [][]InField
	for _, n := range s.Form.List("source") {
		var source []InField
		for _, f := range fields {
			source = append(source, s.inField(sh.kind, casework.F("source", n, f), Say("knowledge.source."+f)))
		}
		all = append(all, source)
	}
	return all
}

// WithSources reports whether what is written says where it is known from.
func (s *Knowledge) WithSources() bool { return s.Form != nil && sheets[s.writing.Part].sources }

// AddSource adds a source to what is written; its kind is said first.
func (s *Knowledge) AddSource(kind casework.Value) {
	if s.Form == nil || !s.Form.Open() || kind == "" {
		return
	}
	most := 0
	for _, n := range s.Form.List("source") {
		if i, err := strconv.Atoi(n); err == nil {
			most = max(most, i)
		}
	}
	s.Type(casework.F("source", strconv.Itoa(most+1), "kind"), string(kind))
	s.OnChange()
}

// Type takes what is typed into a field of the form.
func (s *Knowledge) Type(f casework.Field, text string) {
	s.Form.Type(string(f), text)
	if s.Given != nil {
		s.Given = nil // what was decided was about another text
		s.OnChange()
	}
}

// DayWrong reports whether what is typed for a day can be none.
func (s *Knowledge) DayWrong(f casework.Field) bool {
	_, ok := typedDay(s.Form.Text(string(f)))
	return !ok
}

// write opens the form of a route.
func (s *Knowledge) write(r Route) {
	s.closeForm()
	sh := sheets[r.Part]
	f := s.desk.Drafts.Form(r, sh.form)
	f.OnChange = func() { s.OnChange() }
	f.OnRecorded = func(made Route) {
		s.Form, s.writing = nil, Route{}
		if shelfSubjects[s.Shelf] == made.Subject.Kind {
			s.open = made.Subject
		}
		s.read()
	}
	s.writing = r
	var item *casework.Item
	if (r.Part == partRevise || r.Part == partServiceOf) && s.state != nil && s.state.Subject == r.Subject {
		item = s.state.Root()
	}
	s.Form = newEdits(f, sh.kind, item)
	s.Trouble = Trouble{}
	s.OnChange()
}

func (s *Knowledge) closeForm() {
	if s.Form != nil {
		s.Form.Leave()
		s.Form, s.writing, s.Given = nil, Route{}, nil
	}
}

// LeaveForm goes back; what was typed is kept.
func (s *Knowledge) LeaveForm() {
	s.closeForm()
	s.OnChange()
}

// New begins something on the shelf: a question, a note, an entry.
func (s *Knowledge) New() {
	part := map[Shelf]string{ShelfRequests: partQuestion, ShelfNotes: partNote, ShelfServices: partService}[s.Shelf]
	s.write(Route{Place: PlaceKnowledge, Part: part})
}

// Answer begins the answer to the request being read.
func (s *Knowledge) Answer() { s.write(Route{Place: PlaceKnowledge, Subject: s.open, Part: partReply}) }

// Revise begins the next version of the note being read, or changes the entry.
func (s *Knowledge) Revise() {
	part := partRevise
	if s.Shelf == ShelfServices {
		part = partServiceOf
	}
	s.write(Route{Place: PlaceKnowledge, Subject: s.open, Part: part})
}

// NoteFromAnswers begins a note that says what was answered, with where it is known from.
func (s *Knowledge) NoteFromAnswers() {
	if s.state == nil || s.Shelf != ShelfRequests {
		return
	}
	r := casework.RequestOf(s.state)
	s.Turn(ShelfNotes)
	s.write(Route{Place: PlaceKnowledge, Subject: requestSubject(r), Part: partNote})
	if s.Form.Changed() {
		return // begun before: what was typed stands
	}
	say := func(f casework.Field, v string) {
		if v != "" {
			s.Form.Type(string(f), v)
		}
	}
	say("country", r.Country)
	say("region", r.Region)
	say("topic", string(r.Topic))
	say(casework.F("title", s.tongue), r.Question)
	var texts []string
	n := 0
	for _, a := range r.Answers {
		texts = append(texts, a.Text)
		for _, key := range slices.Sorted(maps.Keys(a.Sources)) {
			n++
			src := a.Sources[key]
			for f, v := range map[string]string{"kind": string(src.Kind), "what": src.What, "on": string(casework.DateValue(src.On))} {
				say(casework.F("source", strconv.Itoa(n), f), v)
			}
		}
	}
	say(casework.F("text", s.tongue), strings.Join(texts, "\n\n"))
	s.OnChange()
}

func requestSubject(r casework.Request) casework.Subject {
	return casework.Subject{Kind: casework.SubjectRequest, ID: r.Subject}
}

// Record records what is written. What would leave the organisation's own hands is
// searched first, and whoever wrote it decides.
func (s *Knowledge) Record() {
	if s.Form == nil || !s.Form.Open() || !s.Form.Changed() {
		return
	}
	if k := s.Form.Kind; s.Given == nil && (k == casework.KindRequest || k == casework.KindAnswer || k == casework.KindNote) {
		if s.Given = givenAway(s.typed(), nil); len(s.Given) > 0 {
			s.OnChange()
			return
		}
	}
	s.Form.Record()
	s.OnChange()
}

// typed is all that was typed into the form.
func (s *Knowledge) typed() string {
	var all []string
	for _, f := range s.Fields() {
		if f.Type == casework.Text {
			all = append(all, s.Form.Text(string(f.Field)))
		}
	}
	for _, source := range s.Sources() {
		for _, f := range source {
			if strings.HasSuffix(string(f.Field), ".what") {
				all = append(all, s.Form.Text(string(f.Field)))
			}
		}
	}
	return strings.Join(all, "\n")
}

// Given is something a text gives away.
type Given struct {
	What Message
	Text string // as it stands there
}

// givenAway is what a text gives away of a case (nil where there is none), each once.
func givenAway(text string, st *casework.State) []Given {
	var all []Given
	for _, r := range casework.Reveal(text, st, revealTerms()) {
		g := Given{What: Say(revealNames[r.What]), Text: text[r.From:r.To]}
		if !slices.ContainsFunc(all, func(o Given) bool { return o.Text == g.Text }) {
			all = append(all, g)
		}
	}
	return all
}

var revealNames = map[casework.Reveals]string{casework.RevealsName: "knowledge.given.name", casework.RevealsNumber: "knowledge.given.number",
	casework.RevealsAsylum: "knowledge.given.asylum", casework.RevealsAddress: "knowledge.given.address"}

// revealTerms are the terms that tell of an asylum procedure, in all staff languages:
// colleagues write in each of them.
func revealTerms() []string {
	var all []string
	for _, tag := range words.StaffLanguages() {
		w, err := words.New(tag)
		if err != nil {
			continue // a language without texts has no terms either
		}
		for _, t := range strings.FieldsFunc(w.Text("reveal.terms"), func(r rune) bool { return r == ',' || r == '،' }) {
			all = append(all, strings.TrimSpace(t))
		}
	}
	return all
}

// RecordKnown makes the changes of a draft typed on the screen of what is known.
func RecordKnown(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	sh := sheets[d.Route.Part]
	fields, seen := editsOf(d, casework.ItemKey{Kind: sh.kind})
	for f, v := range fields {
		info := casework.FieldOf(sh.kind, f)
		if info != nil && info.Type == casework.Date {
			fields[f], _ = typedDay(string(v))
		}
	}
	switch d.Kind {
	case FormQuestion:
		return service.AskRequest(ctx, questionOf(fields))
	case FormReply:
		return service.AnswerRequest(ctx, d.Route.Subject.ID, filled(fields))
	case FormService:
		if seen != nil {
			return service.Write(ctx, casework.Edit{Subject: d.Route.Subject, Kind: sh.kind, Fields: fields, Seen: seen})
		}
		return service.WriteService(ctx, filled(fields))
	}
	all := map[casework.Field]casework.Value{}
	follows := casework.SubjectID{}
	if seen != nil {
		follows = d.Route.Subject.ID
		for f, v := range seen.All() {
			if !ownOfVersion[f] {
				all[f] = v
			}
		}
	}
	maps.Copy(all, fields)
	withhold(all)
	if d.Route.Subject.Kind == casework.SubjectRequest {
		all["request"] = casework.IDValue(d.Route.Subject.ID)
	}
	return service.WriteNote(ctx, follows, filled(all))
}

// ownOfVersion are the fields of a note that the next version has of its own.
var ownOfVersion = map[casework.Field]bool{"version": true, "follows": true, "verified": true, "state": true, "organisation": true, "because": true, "from_pack": true}

// withhold takes the names of sources that are withheld out of sight: only who wrote
// them reads them again.
func withhold(fields map[casework.Field]casework.Value) {
	for f, v := range fields {
		rest, ok := strings.CutSuffix(string(f), ".withheld")
		if !ok || v != casework.Yes {
			continue
		}
		if name := fields[casework.Field(rest+".name")]; name != "" {
			fields[casework.Field(rest+".withheld_name")] = name
			delete(fields, casework.Field(rest+".name"))
		}
	}
}

// filled leaves out what is empty: in something new there is nothing to empty.
func filled(fields map[casework.Field]casework.Value) map[casework.Field]casework.Value {
	maps.DeleteFunc(fields, func(_ casework.Field, v casework.Value) bool { return v == "" })
	return fields
}

func questionOf(fields map[casework.Field]casework.Value) casework.Request {
	due, _ := fields["due"].Date()
	return casework.Request{Country: string(fields["country"]), Region: string(fields["region"]), Topic: fields["topic"], Urgency: fields["urgency"],
		Question: string(fields["question"]), Background: string(fields["background"]), Due: due}
}

package screen

import (
	"maps"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
)

// HistoryTab is what was written to the case, by whom and when.
type HistoryTab struct {
	List     List
	Rows     []HistoryRow // as filtered
	Selected int          // -1 for none
	Kind     casework.Kind
	By       string // identifier of a colleague, "" for everybody
	Class    casework.Class
	Query    string // words that a change has to be about, in what was written or in the names of its fields

	all []Written
}

// HistoryRow is one change.
type HistoryRow struct {
	At       time.Time
	By       Message // who by name
	Role     Message // who as: a role, or oneself
	Kind     Message
	ThisYear bool      // At is of the year that goes on
	Whose    string    // the member it is about; "" for none
	Parts    []Message // names of the fields written, each once
	Class    Message
	Where    Whereto
	what     casework.Change
}

func (s *CaseFile) readHistory() {
	h := &s.History
	question := h.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx, about := s.desk.Context, s.route.Subject
	s.desk.Run.Run(func() func() {
		all, err := s.filing.History(ctx, about)
		return func() {
			if h.List.Late(question) {
				return
			}
			if err != nil {
				h.all, h.Rows = nil, nil
				h.List.Fail(err, "error.casefile.unavailable")
			} else {
				h.all = all
				s.filterHistory()
			}
			s.OnChange()
		}
	})
}

// FilterKind, FilterBy and FilterClass narrow the history; the zero value takes the
// filter away.
func (s *CaseFile) FilterKind(k casework.Kind) {
	s.History.Kind = k
	s.filtered()
}

// FilterBy shows only what one colleague wrote.
func (s *CaseFile) FilterBy(who string) {
	s.History.By = who
	s.filtered()
}

// FilterClass shows only what is held in one class.
func (s *CaseFile) FilterClass(c casework.Class) {
	s.History.Class = c
	s.filtered()
}

// FilterWords shows only what is about these words.
func (s *CaseFile) FilterWords(text string) {
	s.History.Query = text
	s.filtered()
}

// Speak says how messages are put into words: what is searched is what is read.
func (s *CaseFile) Speak(say func(Message) string) { s.say = say }

func (s *CaseFile) filtered() {
	s.filterHistory()
	s.OnChange()
}

func (s *CaseFile) filterHistory() {
	h := &s.History
	var marked casework.ChangeID
	if h.Selected >= 0 && h.Selected < len(h.Rows) {
		marked = h.Rows[h.Selected].what.ID
	}
	h.Rows, h.Selected = nil, -1
	for _, w := range slices.Backward(h.all) {
		if h.Kind != "" && w.Kind != h.Kind || h.By != "" && w.By.String() != h.By || h.Class != 0 && w.Class != h.Class {
			continue
		}
		r := s.historyRow(w)
		if h.Query != "" && !s.isAbout(r, h.Query) {
			continue
		}
		if w.ID == marked {
			h.Selected = len(h.Rows)
		}
		h.Rows = append(h.Rows, r)
	}
	empty, hint := Say("casefile.history.empty"), Message{}
	if len(h.all) > 0 {
		empty, hint = Say("casefile.history.nothing"), Say("casefile.history.nothing.hint")
	}
	h.List.Fill(len(h.Rows), Count("casefile.history.count", len(h.Rows)), empty, hint)
}

func (s *CaseFile) historyRow(w Written) HistoryRow {
	now := s.desk.Run.Now()
	r := HistoryRow{At: w.At.In(now.Location()), ThisYear: w.At.In(now.Location()).Year() == now.Year(), By: s.writers.name(s.desk.Staff.ID, w.By), Kind: kindName(w.Kind),
		Class: className(w.Class), Where: w.Where, what: w.Change, Whose: s.whose(casework.ItemKey{Kind: w.Kind, ID: w.Item})}
	if r.Role = r.By; w.By != s.desk.Staff.ID {
		i := slices.IndexFunc(s.staff, func(c Colleague) bool { return c.Staff.ID == w.By })
		if r.Role = Say("casefile.somebody"); i >= 0 && s.staff[i].Staff.Role != 0 {
			r.Role = Say("role." + s.staff[i].Staff.Role.String())
		}
	}
	for _, f := range slices.Sorted(maps.Keys(w.Body)) {
		key := fieldKey(w.Kind, f)
		if f == casework.FieldDeleted || strings.HasPrefix(string(f), string(casework.FieldDeleted)+".") {
			key = "casefile.history.taken_out"
			if w.Body[f] != casework.Yes {
				key = "casefile.history.brought_back"
			}
		}
		if key != "" && !slices.ContainsFunc(r.Parts, func(m Message) bool { return m.Key == key }) {
			r.Parts = append(r.Parts, Say(key))
		}
	}
	return r
}

// isAbout reports whether what a row says, or what it wrote, has every word of a query.
func (s *CaseFile) isAbout(r HistoryRow, query string) bool {
	said := []string{s.say(r.By), s.say(r.Role), s.say(r.Kind), r.Whose}
	for _, m := range r.Parts {
		said = append(said, s.say(m))
	}
	for _, v := range r.what.Body {
		said = append(said, string(v))
	}
	return begins(strings.Join(said, " "), query)
}

func className(c casework.Class) Message {
	for _, known := range casework.Classes() {
		if c == known {
			return Say("class." + c.String())
		}
	}
	return Say("frame.newer")
}

// HistoryKinds, HistoryWriters and HistoryClasses are what the history can be
// filtered by: only what is in it.
func (s *CaseFile) HistoryKinds() []Choice {
	set := map[casework.Kind]bool{}
	for _, w := range s.History.all {
		set[w.Kind] = true
	}
	var all []Choice
	for _, k := range slices.Sorted(maps.Keys(set)) {
		all = append(all, Choice{Value: string(k), Name: kindName(k)})
	}
	return all
}

// HistoryWriters are those who wrote something.
func (s *CaseFile) HistoryWriters() []Choice {
	var all []Choice
	for _, w := range s.History.all {
		who := w.By.String()
		if !slices.ContainsFunc(all, func(c Choice) bool { return c.Value == who }) {
			all = append(all, Choice{Value: who, Name: s.writers.name(s.desk.Staff.ID, w.By)})
		}
	}
	return all
}

// HistoryClasses are the classes in which something was written.
func (s *CaseFile) HistoryClasses() []casework.Class {
	set := map[casework.Class]bool{}
	for _, w := range s.History.all {
		set[w.Class] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// ClassName is the name of a class.
func ClassName(c casework.Class) Message { return className(c) }

// SelectHistory shows what the i-th row wrote.
func (s *CaseFile) SelectHistory(i int) {
	s.History.Selected = i
	s.OnChange()
}

// HistoryDetail is what the selected row wrote, field by field, each with what stood
// there before. A field that was emptied says so.
func (s *CaseFile) HistoryDetail() []Line {
	h := &s.History
	if h.Selected < 0 || h.Selected >= len(h.Rows) {
		return nil
	}
	c := h.Rows[h.Selected].what
	var all []Line
	for _, f := range slices.Sorted(maps.Keys(c.Body)) {
		l := Line{Place: f, Label: placeName(c.Kind, f)}
		if l.Value, l.Own = s.wrote(c.Kind, f, c.Body[f]); l.Value == nil {
			continue
		}
		all = append(all, l)
		for _, was := range s.before(c, f) {
			if value, own := s.wrote(c.Kind, f, was); value != nil && was != c.Body[f] {
				all = append(all, Line{Place: f, Label: Say("casefile.history.was"), Value: value, Own: own})
			}
		}
	}
	return all
}

// wrote says a value as it was written.
func (s *CaseFile) wrote(k casework.Kind, f casework.Field, v casework.Value) (value any, own bool) {
	if v == "" {
		return Say("casefile.history.emptied"), false
	}
	if value, own = valueOf(k, f, v); value == nil {
		value = s.referred(k, f, v)
	}
	return value, own
}

// before are the values that a change replaced in a field, as far as they are here.
func (s *CaseFile) before(c casework.Change, f casework.Field) []casework.Value {
	var all []casework.Value
	for _, w := range s.History.all {
		if slices.Contains(c.Replaces[f], w.ID) {
			if v, wrote := w.Body[f]; wrote {
				all = append(all, v)
			}
		}
	}
	return all
}

// referred says whom or what an identifier names, if it is somebody of the household
// or a colleague.
func (s *CaseFile) referred(k casework.Kind, f casework.Field, v casework.Value) any {
	info := casework.FieldOf(k, f)
	if info == nil || info.Type != casework.Ref {
		return nil
	}
	if info.To == casework.KindMember {
		if id, ok := v.Item(); ok {
			if m := s.Case.Member(id); m != nil {
				return m.Name()
			}
		}
		return nil
	}
	if id, ok := v.SubjectID(); ok && s.writers[id] != "" {
		return s.writers[id]
	}
	return nil
}

package screen

import (
	"maps"
	"slices"
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

	all []Written
}

// HistoryRow is one change.
type HistoryRow struct {
	At    time.Time
	By    Message
	Kind  Message
	Class Message
	Where Whereto
	what  casework.Change
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
		if w.ID == marked {
			h.Selected = len(h.Rows)
		}
		h.Rows = append(h.Rows, HistoryRow{At: w.At.In(s.desk.Run.Now().Location()), By: s.writers.name(s.desk.Staff.ID, w.By), Kind: kindName(w.Kind),
			Class: className(w.Class), Where: w.Where, what: w.Change})
	}
	empty, hint := Say("casefile.history.empty"), Message{}
	if len(h.all) > 0 {
		empty, hint = Say("casefile.history.nothing"), Say("casefile.history.nothing.hint")
	}
	h.List.Fill(len(h.Rows), Count("casefile.history.count", len(h.Rows)), empty, hint)
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

// HistoryDetail is what the selected row wrote, field by field. A field that was
// emptied says so.
func (s *CaseFile) HistoryDetail() []Line {
	h := &s.History
	if h.Selected < 0 || h.Selected >= len(h.Rows) {
		return nil
	}
	c := h.Rows[h.Selected].what
	var all []Line
	for _, f := range slices.Sorted(maps.Keys(c.Body)) {
		v := c.Body[f]
		l := Line{Place: f, Label: placeName(c.Kind, f)}
		if v == "" {
			l.Value = Say("casefile.history.emptied")
		} else if l.Value, l.Own = valueOf(c.Kind, f, v); l.Value == nil {
			if l.Value = s.referred(c.Kind, f, v); l.Value == nil {
				continue
			}
		}
		all = append(all, l)
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

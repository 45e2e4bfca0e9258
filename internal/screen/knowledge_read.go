package screen

import (
	"context"
	"maps"
	"slices"
	"time"

	"waymark/internal/casework"
)

// The order in which a subject's fields are read.
var readFields = map[Shelf][]casework.Field{
	ShelfRequests: {"question", "background", "country", "region", "topic", "urgency", "asked", "due", "state", "because"},
	ShelfNotes:    {"country", "region", "topic", "verified", "valid_until", "state", "because"},
	ShelfServices: append(slices.Clone(serviceFields), "closed"),
}

// Lines are the facts of what is being read.
func (s *Knowledge) Lines() []Line {
	if s.state == nil {
		return nil
	}
	root := s.state.Root()
	kind := root.Kind
	var all []Line
	add := func(f casework.Field, label Message) {
		v := root.Get(f)
		if v == "" {
			return
		}
		if value, own := valueOf(kind, f, v); value != nil {
			all = append(all, Line{Place: f, Label: label, Value: value, Own: own})
		}
	}
	if s.Shelf == ShelfNotes {
		for _, list := range []string{"title", "text"} {
			for _, tag := range root.List(list) {
				add(casework.F(list, tag), Say("knowledge.in_language", "Field", Say("knowledge.field."+list), "Language", Say("language."+tag)))
			}
		}
	}
	for _, f := range readFields[s.Shelf] {
		add(f, fieldLabel(f))
	}
	return all
}

// fieldLabel names a field of what is known.
func fieldLabel(f casework.Field) Message {
	key := "knowledge.field."
	for _, r := range string(f) {
		if r == '.' {
			r = '_'
		}
		key += string(r)
	}
	return Say(key)
}

// Cited is one source as it is read.
type Cited struct {
	Kind        Message
	What        string
	Name        string // "" where there is none or it is withheld
	Withheld    bool
	On          time.Time
	Reliability Message
	Independent bool
}

func cited(sources map[string]casework.Source) []Cited {
	var all []Cited
	for _, n := range slices.Sorted(maps.Keys(sources)) {
		c := sources[n]
		all = append(all, Cited{Kind: sayValue("source", c.Kind), What: c.What, Name: c.Name, Withheld: c.Withheld == casework.Yes, On: c.On,
			Reliability: sayValue("reliability", c.Reliability), Independent: c.Independent == casework.Yes})
	}
	return all
}

// Replied is an answer as it is read.
type Replied struct {
	Text        string
	On          time.Time
	Until       time.Time
	Reliability Message
	Expired     bool
	Part        bool // it answers a part only
	Sources     []Cited
}

// Replies are the answers to the request being read, the first first.
func (s *Knowledge) Replies() []Replied {
	if s.state == nil || s.Shelf != ShelfRequests {
		return nil
	}
	now := s.desk.Run.Now()
	var all []Replied
	for _, a := range casework.RequestOf(s.state).Answers {
		all = append(all, Replied{Text: a.Text, On: a.On, Until: a.ValidUntil, Reliability: sayValue("reliability", a.Reliability),
			Expired: !a.ValidUntil.IsZero() && now.After(a.ValidUntil.AddDate(0, 0, 1)), Part: a.Complete == casework.No, Sources: cited(a.Sources)})
	}
	return all
}

// NoteSources are the sources of the note being read.
func (s *Knowledge) NoteSources() []Cited {
	if s.state == nil || s.Shelf != ShelfNotes {
		return nil
	}
	return cited(casework.NoteOf(s.state).Sources)
}

// Heading is the row of what is being read.
func (s *Knowledge) Heading() Known {
	i := slices.IndexFunc(s.all, func(k Known) bool { return k.Subject == s.open })
	if i < 0 {
		return Known{Subject: s.open}
	}
	return s.all[i]
}

// Version is one version of the note being read.
type Version struct {
	Subject casework.Subject
	Number  int
	On      time.Time
	Open    bool // the one being read
}

// Versions are all versions of the note being read, the newest first. Earlier ones
// stay, because counselling sessions cite what was told.
func (s *Knowledge) Versions() []Version {
	if s.state == nil || s.Shelf != ShelfNotes {
		return nil
	}
	related := map[casework.SubjectID]bool{s.open.ID: true}
	for grown := true; grown; {
		grown = false
		for _, n := range s.versions {
			if related[n.Subject] != related[n.Follows] && !n.Follows.IsZero() {
				related[n.Subject], related[n.Follows] = true, true
				grown = true
			}
		}
	}
	var all []Version
	for _, n := range s.versions {
		if related[n.Subject] {
			all = append(all, Version{Subject: casework.Subject{Kind: casework.SubjectNote, ID: n.Subject}, Number: n.Version, On: n.Verified, Open: n.Subject == s.open.ID})
		}
	}
	slices.SortStableFunc(all, func(a, b Version) int { return b.Number - a.Number })
	return all
}

// ReadVersion reads another version of the note.
func (s *Knowledge) ReadVersion(about casework.Subject) {
	if about != s.open {
		s.openSubject(about)
	}
}

// The keys of this screen.
const (
	KeyNew     Shortcut = "F7"
	KeyAnswer  Shortcut = "F8"
	KeyChange  Shortcut = "F2"
	KeyChecked Shortcut = "F6"
)

// Commands implements [Screen].
func (s *Knowledge) Commands() []Command {
	if s.Form != nil {
		record := "button.record"
		if len(s.Given) > 0 {
			record = "knowledge.send_as_is"
		}
		return []Command{
			{Name: Say("button.back"), Key: KeyBack, Do: s.LeaveForm},
			{Name: Say(record), Key: KeyRecord, Main: true, Off: !s.Form.Open() || !s.Form.Changed(), Do: s.Record},
		}
	}
	all := []Command{{Name: Say("knowledge.new." + string(s.Shelf)), Key: KeyNew, Main: s.state == nil, Do: s.New}}
	if s.state == nil || !s.state.Root().Written() {
		return all
	}
	k := s.Heading()
	switch s.Shelf {
	case ShelfRequests:
		r := casework.RequestOf(s.state)
		asked, _ := r.Item.Get("assigned").SubjectID()
		mine := asked == s.desk.Staff.ID
		all = append(all, Command{Name: Say("knowledge.answer"), Key: KeyAnswer, Main: !mine, Off: k.Old, Do: s.Answer},
			Command{Name: Say("knowledge.to_note"), Off: len(r.Answers) == 0, Do: s.NoteFromAnswers})
		if mine {
			all = append(all, Command{Name: Say("knowledge.close"), Off: k.Old, Do: func() { s.set("state", "closed") }},
				Command{Name: Say("knowledge.withdraw"), Off: k.Old, Do: func() { s.set("state", "withdrawn") }})
		}
	case ShelfNotes:
		all = append(all, Command{Name: Say("knowledge.revise"), Key: KeyChange, Main: k.Expired, Do: s.Revise},
			Command{Name: Say("knowledge.doubt"), Off: k.Old || casework.NoteOf(s.state).State == "doubtful", Do: func() { s.set("state", "doubtful") }},
			Command{Name: Say("knowledge.withdraw"), Off: k.Old, Do: func() { s.set("state", "withdrawn") }})
	case ShelfServices:
		all = append(all, Command{Name: Say("knowledge.change"), Key: KeyChange, Do: s.Revise},
			Command{Name: Say("knowledge.checked"), Key: KeyChecked, Main: k.Expired, Off: k.Old, Do: func() { s.set("verified", casework.DateValue(s.desk.Run.Now())) }},
			Command{Name: Say("knowledge.closed"), Off: k.Old, Do: func() { s.set("closed", casework.DateValue(s.desk.Run.Now())) }})
	}
	return all
}

// set writes one field of what is being read, as it is seen.
func (s *Knowledge) set(f casework.Field, v casework.Value) {
	root := s.state.Root()
	edit := casework.Edit{Subject: s.open, Kind: root.Kind, Fields: map[casework.Field]casework.Value{f: v}, Seen: root}
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.Write(ctx, edit)
	})
}

func (s *Knowledge) do(act Act) {
	ctx := s.desk.Context
	s.Trouble = Trouble{}
	s.desk.Run.Run(func() func() {
		_, err := s.maker.Make(ctx, act)
		return func() {
			if err != nil {
				s.Trouble = TroubleOf(err, "error.knowledge.not_written")
			}
			s.OnChange()
		}
	})
}

// noticed records that the answers being read were read by whoever asked.
func (s *Knowledge) noticed() {
	if s.Shelf != ShelfRequests || !s.Heading().Unread {
		return
	}
	r := casework.RequestOf(s.state)
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.ReadAnswers(ctx, r)
	})
}

package screen

import (
	"cmp"
	"context"
	"slices"
	"time"

	"waymark/internal/casework"
)

// Languages are those in which the principal can be spoken to, the first language
// first.
func (s *CaseFile) Languages() []Tongue {
	var all []Tongue
	if m := s.Case.Member(s.Case.Principal); m != nil {
		for _, tag := range m.LanguageTags() {
			all = append(all, Tongue(tag))
		}
	}
	return all
}

// Assigned says who works on the case.
func (s *CaseFile) Assigned() []Message {
	var all []Message
	own := casework.OwnershipOf(s.route.Subject, s.Case.Item)
	for _, who := range own.Assigned {
		all = append(all, s.writers.name(s.desk.Staff.ID, who))
	}
	for _, who := range own.Deputies {
		all = append(all, Say("casefile.deputy", "Who", s.writers.name(s.desk.Staff.ID, who)))
	}
	return all
}

// Dated is a day of the case.
type Dated struct {
	What   Message
	On     time.Time
	Moment bool    // On has a time of day
	Rests  Message // on what it rests; zero if nobody said
	Past   bool
}

// Dates are the days that cannot be moved, appeal and legal aid first, then leaving,
// then what was arranged. Days on which money falls are not among them.
func (s *CaseFile) Dates() []Dated {
	now := s.desk.Run.Now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	var appeal, aid, leave, arranged []Dated
	for _, d := range s.Case.Decisions {
		rests := Message{}
		if !d.Notified.IsZero() {
			rests = Say("casefile.date.notified", "What", Say(casework.EnumKey("decision", d.Kind)), "Day", d.Notified)
			if d.Kind == "" {
				rests = Say("casefile.date.notified.plain", "Day", d.Notified)
			}
		}
		if !d.AppealUntil.IsZero() {
			appeal = append(appeal, Dated{What: Say("casefile.date.appeal"), On: d.AppealUntil, Rests: rests, Past: d.AppealUntil.Before(today)})
		}
		if on, ok := d.Get("legal_aid.on").Date(); ok {
			who := Message{}
			if v := d.Get("legal_aid.who"); v != "" {
				who = Say("casefile.who", "Name", string(v))
			}
			aid = append(aid, Dated{What: Say("casefile.date.legal_aid"), On: on, Rests: who, Past: on.Before(today)})
		}
		if !d.LeaveUntil.IsZero() {
			leave = append(leave, Dated{What: Say("casefile.date.leave"), On: d.LeaveUntil, Rests: rests, Past: d.LeaveUntil.Before(today)})
		}
	}
	of18 := s.comingOfAge(today)
	for _, it := range s.state.Of(casework.KindAppointment) {
		if at, ok := it.Get("at").Time(); ok && it.Get("state") != "cancelled" && !at.Before(now) {
			rests := Message{}
			if v := it.Get("what"); v != "" {
				rests = Say("casefile.who", "Name", string(v))
			}
			arranged = append(arranged, Dated{What: Say("casefile.date.appointment"), On: at.In(now.Location()), Moment: true, Rests: rests})
		}
	}
	if len(s.Case.Sessions) > 0 && s.Case.Sessions[0].NextAt.After(now) {
		next := Dated{What: Say("casefile.date.next"), On: s.Case.Sessions[0].NextAt.In(now.Location()), Moment: true}
		if step := s.Case.Sessions[0].NextStep; step != "" {
			next.Rests = Say("casefile.who", "Name", step)
		}
		arranged = append(arranged, next)
	}
	all := [][]Dated{appeal, aid, leave, of18, arranged}
	for _, group := range all {
		slices.SortStableFunc(group, func(a, b Dated) int { return a.On.Compare(b.On) })
	}
	return slices.Concat(all...)
}

// beforeOfAge is how long before somebody turns 18 the file says so: guardian, school and
// care end that day, and what replaces them has to be found before.
const beforeOfAge = 90

// comingOfAge are those who turn 18 soon, or may. Of an age that is known more or less
// it is the first day on which they may be; a disputed age counts as a minor's, and no
// day is claimed.
func (s *CaseFile) comingOfAge(today time.Time) []Dated {
	var all []Dated
	for _, m := range s.Case.Members {
		born := m.Born()
		if born.IsZero() || m.Disputed == casework.Yes || !m.Died.IsZero() {
			continue
		}
		first, last := born.Turns(18)
		if last.Before(today) || first.After(today.AddDate(0, 0, beforeOfAge)) {
			continue
		}
		d := Dated{What: Say("casefile.date.of_age"), On: first, Rests: Say("casefile.who", "Name", m.Name()), Past: first.Before(today)}
		if !first.Equal(last) {
			d.What = Say("casefile.date.may_be_of_age")
		}
		all = append(all, d)
	}
	return all
}

// OpenThing is something nobody has asked, decided or answered yet.
type OpenThing struct {
	What    Message
	Who     string // the member it concerns; "" for all
	Tab     Tab    // where it can be seen to
	Session casework.ItemID
	leaf    casework.ItemKey // the leaf in which it is seen to; with a zero ID: a new one
	member  casework.ItemID  // whom a new one is about
	kind    casework.Value   // its kind of its kind
}

// Open are the open things of the case. Nothing in it is overdue or missing: it is
// not asked, not decided, not answered.
func (s *CaseFile) Open() []OpenThing {
	now := s.desk.Run.Now()
	var all []OpenThing
	for _, m := range casework.SafeguardsMissing(s.state, now) {
		what := Say(string(m.What))
		if kind := s.state.Items[m.ItemKey].Get("kind"); m.Kind == casework.KindSafeguard && kind != "" {
			what = Say("plan.missing.safeguard", "Kind", Say(casework.EnumKey("safeguard", kind)))
		}
		all = append(all, s.seenTo(OpenThing{What: what, Who: s.whose(m.ItemKey), Tab: TabOverview}, m))
	}
	asked := map[casework.Value]bool{}
	for _, c := range s.Case.Consents {
		asked[c.Purpose] = true
	}
	purposes := []casework.Value{"counselling_file"}
	if len(s.Case.Plans) > 0 {
		purposes = append(purposes, "share_partner", "apply_programme")
	}
	for _, p := range purposes {
		if !asked[p] {
			all = append(all, OpenThing{What: Say("casefile.open.consent", "Purpose", Say(casework.EnumKey("purpose", p))), Tab: TabConsent})
		}
	}
	parents := map[casework.ItemID]bool{}
	for _, it := range s.state.Of(casework.KindParentConsent) {
		id, _ := it.Get("member").Item()
		parents[id] = true
	}
	for _, m := range s.Case.Members {
		if m.MinorAt(now) && m.Travels != casework.No && m.Relation == "child" && !parents[m.ID] {
			all = append(all, OpenThing{What: Say("casefile.open.other_parent"), Who: m.Name(), Tab: TabSituation,
				leaf: casework.ItemKey{Kind: casework.KindParentConsent}, member: m.ID})
		}
	}
	for _, f := range s.Case.Flags {
		if !f.Settled && f.Flag != casework.FlagConflict {
			t := OpenThing{What: Say(string(f.Flag)), Who: s.whose(f.ItemKey), Tab: TabOverview}
			if f.Kind == casework.KindCounselling {
				t.Tab, t.Session = TabSessions, f.ID
			}
			all = append(all, t)
		}
	}
	for _, r := range s.Case.Reviews {
		if r.Open() && !r.Session.IsZero() {
			all = append(all, OpenThing{What: Say("casefile.open.review", "Verdict", Say(casework.EnumKey("verdict", r.Verdict))), Tab: TabSessions, Session: r.Session})
		}
	}
	return dedupe(all)
}

// seenTo adds to what is missing where it can be seen to.
func (s *CaseFile) seenTo(t OpenThing, m casework.Missing) OpenThing {
	switch m.What {
	case casework.MissingSafeguard:
		t.leaf = m.ItemKey
	case casework.MissingBestInterests, casework.MissingGuardian:
		t.leaf, t.member, t.kind = casework.ItemKey{Kind: casework.KindSafeguard}, m.ID, "guardian"
		if m.What == casework.MissingBestInterests {
			t.kind = "best_interests"
		}
	case casework.MissingOtherParent:
		t.leaf, t.member = casework.ItemKey{Kind: casework.KindParentConsent}, m.ID
		for _, it := range s.state.Of(casework.KindParentConsent) {
			if of, _ := it.Get("member").Item(); of == m.ID {
				t.leaf = it.ItemKey
			}
		}
	case casework.MissingCoolingOff:
		if m.Kind == casework.KindSafeguard {
			t.leaf = m.ItemKey
		}
	default:
		return t
	}
	if t.leaf.Kind != "" {
		t.Tab = TabSituation
	}
	return t
}

// dedupe says each thing once.
func dedupe(all []OpenThing) []OpenThing {
	var out []OpenThing
	for _, t := range all {
		same := func(o OpenThing) bool {
			return o.What.Key == t.What.Key && o.Who == t.Who && o.Session == t.Session && purposeOf(o.What) == purposeOf(t.What)
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, t)
		}
	}
	return out
}

func purposeOf(m Message) string {
	for _, name := range []string{"Purpose", "Kind"} {
		if p, ok := m.Data[name].(Message); ok {
			return p.Key
		}
	}
	return ""
}

// whose is the name of the member an item is about; "" if of none.
func (s *CaseFile) whose(k casework.ItemKey) string {
	it := s.state.Items[k]
	if it == nil {
		return ""
	}
	id := it.ID
	if k.Kind != casework.KindMember {
		id, _ = it.Get("member").Item()
	}
	if m := s.Case.Member(id); m != nil {
		return m.Name()
	}
	return ""
}

// See goes to where an open thing can be seen to.
func (s *CaseFile) See(t OpenThing) {
	if !t.Session.IsZero() {
		s.Tab = TabSessions
		s.ReadSession(t.Session)
		return
	}
	switch {
	case t.leaf.Kind == "":
		s.Turn(t.Tab)
	case !t.leaf.ID.IsZero():
		s.EditLeaf(t.leaf)
	default:
		s.addLeaf(t.leaf.Kind, t.member, t.kind)
	}
}

// Reach is how somebody can be reached, and what makes it safe. The safety comes
// first: it is read before the number.
type Reach struct {
	Who    string
	Safety []Line
	Value  string
	Kind   Message
}

// Reaches are the contacts of the household.
func (s *CaseFile) Reaches() []Reach {
	var all []Reach
	for _, kind := range []casework.Kind{casework.KindContact, casework.KindContactAbroad} {
		for _, it := range s.state.Of(kind) {
			r := Reach{Who: s.whose(it.ItemKey), Value: string(it.Get("value"))}
			if k := it.Get("kind"); k != "" {
				r.Kind = Say(casework.EnumKey("contact", k))
			}
			for _, f := range []casework.Field{"safety", "say", "hours", "no_messages"} {
				if v := it.Get(f); v != "" {
					value, own := valueOf(kind, f, v)
					r.Safety = append(r.Safety, Line{Place: f, Label: placeName(kind, f), Value: value, Own: own})
				}
			}
			all = append(all, r)
		}
	}
	return all
}

// Dispute is one field that was written at the same time with different values.
type Dispute struct {
	casework.Conflict
	What    Message // the field
	Who     string  // the member it is about; "" for none
	Choices []DisputeChoice
}

// DisputeChoice is one of the values. None of them is lost, whichever is taken.
type DisputeChoice struct {
	Value any // as in [Line]
	Own   bool
	By    Message
	At    time.Time
	raw   casework.Value
}

// Disputes are the conflicts nobody decided.
func (s *CaseFile) Disputes() []Dispute {
	var all []Dispute
	for _, c := range s.Case.Conflicts {
		d := Dispute{Conflict: c, What: placeName(c.Kind, c.Field), Who: s.whose(c.ItemKey)}
		seen := map[casework.Value]bool{}
		for _, h := range c.Heads {
			if seen[h.Value] {
				continue
			}
			seen[h.Value] = true
			value, own := valueOf(c.Kind, c.Field, h.Value)
			switch {
			case c.Field == casework.FieldDeleted && h.Value == casework.Yes:
				value = Say("casefile.conflict.delete")
			case h.Value == "":
				value = Say("casefile.conflict.empty")
			case value == nil:
				value = string(h.Value)
			}
			d.Choices = append(d.Choices, DisputeChoice{Value: value, Own: own, By: s.writers.name(s.desk.Staff.ID, h.By), At: h.At.In(s.desk.Run.Now().Location()), raw: h.Value})
		}
		if c.Field == casework.FieldDeleted && !seen[casework.No] {
			d.What = Say("casefile.conflict.deleted", "What", kindName(c.Kind))
			d.Choices = append(d.Choices, DisputeChoice{Value: Say("casefile.conflict.keep"), By: s.writers.name(s.desk.Staff.ID, s.state.Items[c.ItemKey].Last().By), At: s.state.Items[c.ItemKey].Last().At, raw: casework.No})
		}
		slices.SortStableFunc(d.Choices, func(a, b DisputeChoice) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
		all = append(all, d)
	}
	return all
}

// Decide shows the values of the i-th conflict side by side.
func (s *CaseFile) Decide(i int) {
	if all := s.Disputes(); i >= 0 && i < len(all) {
		s.Deciding, s.Trouble = &all[i], Trouble{}
		s.OnChange()
	}
}

// LeaveConflict decides nothing.
func (s *CaseFile) LeaveConflict() {
	s.Deciding = nil
	s.OnChange()
}

// Take settles the conflict with the i-th of its values. What arrived since it was
// shown is not decided with it.
func (s *CaseFile) Take(i int) {
	d := s.Deciding
	if d == nil || i < 0 || i >= len(d.Choices) {
		return
	}
	value, seen, about := d.Choices[i].raw, s.state.Items[d.ItemKey], s.route.Subject
	s.do(func(ctx context.Context, service *casework.Service) (casework.Done, error) {
		return service.DecideConflict(ctx, about, d.ItemKey, d.Field, value, seen)
	}, func() { s.Deciding = nil })
}

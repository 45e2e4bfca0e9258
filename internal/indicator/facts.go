package indicator

import (
	"time"

	"waymark/internal/casework"
)

// Facts are what figures are counted from. The zero value has none.
type Facts struct {
	events []event
	books  map[casework.SubjectID]*book
}

// event is something that happened once, on a day, in an office.
type event struct {
	what   string // the figure's own name of it
	part   string // what it is broken down by; "" for nothing
	on     time.Time
	office casework.OfficeID
	n      int
	sum    int64 // days or minor units that go with it
	unit   string
	by     casework.StaffID // only to see how many counsellors there are
}

// Add takes the facts of one case, activity or centre; other subjects have none.
func (f *Facts) Add(st *casework.State) {
	switch st.Subject.Kind {
	case casework.SubjectCase:
		f.addCase(st)
	case casework.SubjectActivity:
		f.addActivity(st)
	case casework.SubjectCentre:
		f.addCentre(st)
	}
}

func (f *Facts) add(e event) {
	if !e.on.IsZero() && e.n > 0 {
		f.events = append(f.events, e)
	}
}

func (f *Facts) addCase(st *casework.State) {
	c := casework.CaseOf(st)
	if c.Erased {
		return
	}
	at := func(what string, on time.Time, n int) { f.add(event{what: what, on: on, office: c.Office, n: n}) }
	first := time.Time{}
	counselled := map[casework.ItemID]time.Time{}
	for _, t := range c.Sessions {
		if !t.Recorded() || t.Started.IsZero() {
			continue
		}
		f.addTalk(c, t)
		if first.IsZero() || t.Started.Before(first) {
			first = t.Started
		}
		for _, m := range present(c, t) {
			if had, ok := counselled[m]; !ok || t.Started.Before(had) {
				counselled[m] = t.Started
			}
		}
	}
	for _, on := range counselled {
		at("counselled", on, 1)
	}
	for _, d := range c.Decisions {
		if !d.Notified.IsZero() && !first.IsZero() && !first.Before(d.Notified) {
			f.add(event{what: "notified_to_first", on: first, office: c.Office, n: 1, sum: int64(days(d.Notified, first))})
			break
		}
	}
	f.addJourney(st, c)
	for _, w := range st.Of(casework.KindWithdrawal) {
		if on, ok := w.Get("on").Time(); ok {
			at("withdrawals", on, 1)
			if w.Is("carried_out") {
				at("withdrawals_acted", on, 1)
			}
		}
	}
	for _, r := range st.Of(casework.KindReferralOut) {
		if on, ok := r.Get("sent").Date(); ok {
			at("referrals", on, 1)
			if s := r.Get("state"); s == "accepted" || s == "ended" {
				at("referrals_accepted", on, 1)
			}
		}
	}
	funds := map[casework.Value]casework.Value{}
	for _, l := range c.Lines {
		funds[casework.IDValue(l.ID)] = l.Fund
	}
	for _, d := range st.Of(casework.KindDelivery) {
		on, ok := d.Get("on").Date()
		if spent, is := d.Get("spent").Amount(); ok && is {
			fund := funds[d.Get("line")]
			if fund == "" {
				fund = "unknown"
			}
			f.add(event{what: "spent", part: string(fund), on: on, office: c.Office, n: 1, sum: spent.Minor, unit: spent.Currency})
		}
	}
	for _, v := range st.Of(casework.KindFollowUp) {
		if due, ok := v.Get("due").Date(); ok {
			at("follow_ups", due, 1)
			if v.Get("state") == "held" {
				at("follow_ups_held", due, 1)
			}
		}
	}
}

// present are the members who were counselled; the principal where nobody said.
func present(c casework.Case, t casework.CounsellingSession) (all []casework.ItemID) {
	for text, yes := range t.Members {
		if id, ok := casework.Value(text).Item(); ok && yes == casework.Yes {
			all = append(all, id)
		}
	}
	if len(all) == 0 && !c.Principal.IsZero() {
		all = append(all, c.Principal)
	}
	return all
}

func (f *Facts) addTalk(c casework.Case, t casework.CounsellingSession) {
	by := t.By()
	at := func(what, part string) {
		f.add(event{what: what, part: part, on: t.Started, office: c.Office, n: 1, by: by})
	}
	part := "others"
	if unaccompanied(c, t) {
		part = "unaccompanied_minors"
	}
	at("talks", part)
	at("talk_setting", said(t.Setting))
	at("talk_language", said(casework.Value(t.Language)))
	if t.Outcome != "" {
		at("outcomes", string(t.Outcome))
	}
	if t.Kind == "first" {
		at("first_talks", "")
		if t.OptionsShown == casework.Yes {
			at("options_shown", "")
		}
		if t.LegalAidTold == casework.Yes || t.LegalAdviceShown == casework.Yes {
			at("legal_aid_told", "")
		}
	}
	for _, m := range present(c, t) {
		if member := c.Member(m); member != nil && member.Interpreter == casework.Yes {
			at("interpreter_needed", "")
			if t.InterpreterMode != "" && t.InterpreterMode != "none" && t.NotUnderstood != casework.Yes {
				at("interpreter_met", "")
			}
			break
		}
	}
}

// unaccompanied reports whether a minor was counselled in whose household nobody is
// known to be of age.
func unaccompanied(c casework.Case, t casework.CounsellingSession) bool {
	minor := false
	for _, m := range c.Members {
		if m.Adult(t.Started) {
			return false
		}
	}
	for _, id := range present(c, t) {
		if m := c.Member(id); m != nil && m.MinorAt(t.Started) {
			minor = true
		}
	}
	return minor
}

// addJourney takes applications, plans and departures, and who it is that returned.
func (f *Facts) addJourney(st *casework.State, c casework.Case) {
	at := func(what, part string, on time.Time) {
		f.add(event{what: what, part: part, on: on, office: c.Office, n: 1})
	}
	for _, a := range st.Of(casework.KindApplication) {
		if on, ok := a.Get("sent").Date(); ok {
			at("files_return", "", on)
		}
	}
	for _, p := range c.Plans {
		for _, l := range c.LinesOf(p.ID) {
			if !l.Sent.IsZero() {
				at("files_reintegration", "", l.Sent)
				break
			}
		}
	}
	for _, d := range st.Of(casework.KindDeparture) {
		on, ok := d.Get("departed").Date()
		if !ok || d.Get("state") != "departed" || d.Get("manner") == "removed_by_force" {
			continue
		}
		who := travellers(d, c)
		for _, m := range who {
			at("returned", "", on)
			country := "XX"
			if codes := m.NationalityCodes(); len(codes) > 0 {
				country = codes[0]
			}
			at("returned_country", country, on)
			at("returned_age", ageBand(m, on), on)
			at("returned_gender", said(m.Gender), on)
			at("returned_status", said(statusOf(st, m.ID)), on)
			family := "alone"
			if len(who) > 1 {
				family = "with_family"
			}
			at("returned_family", family, on)
		}
	}
	for _, a := range st.Of(casework.KindDelivery) {
		if on, ok := a.Get("on").Date(); ok {
			at("reintegrated", "", on)
			break
		}
	}
}

func travellers(d *casework.Item, c casework.Case) (who []casework.Member) {
	for _, m := range c.Members {
		if d.Is(casework.F("member", m.ID.String())) {
			who = append(who, m)
		}
	}
	if len(who) == 0 {
		for _, m := range c.Members {
			if m.ID == c.Principal {
				who = append(who, m)
			}
		}
	}
	return who
}

func statusOf(st *casework.State, m casework.ItemID) casework.Value {
	for _, s := range st.Of(casework.KindStatus) {
		if of, ok := s.Get("member").Item(); ok && of == m {
			return s.Get("kind")
		}
	}
	return ""
}

// said is a value, or that nobody said.
func said(v casework.Value) string {
	if v == "" {
		return "not_said"
	}
	return string(v)
}

// bands are the ages that begin each band.
var bands = []struct {
	from int
	name string
}{{65, "65_up"}, {35, "35_64"}, {25, "25_34"}, {18, "18_24"}, {14, "14_17"}, {0, "under_14"}}

// ageBand is the band of an age; of one that is known roughly, if all of it is in one.
func ageBand(m casework.Member, on time.Time) string {
	if m.Born().IsZero() {
		return "not_known"
	}
	least, most := m.Born().Age(on)
	for _, b := range bands {
		if least >= b.from {
			for _, of := range bands {
				if most >= of.from {
					if of.name != b.name {
						return "not_known"
					}
					return b.name
				}
			}
		}
	}
	return "not_known"
}

func (f *Facts) addActivity(st *casework.State) {
	root := st.Root()
	on, ok := root.Get("started").Time()
	if !ok {
		return
	}
	office, _ := root.Get("office").SubjectID()
	at := func(what string, n int) { f.add(event{what: what, on: on, office: office, n: n}) }
	switch root.Get("kind") {
	case "information_session", "group_talk":
		at("information_sessions", 1)
	case "stakeholder_meeting":
		at("stakeholder_meetings", 1)
	}
	if n, ok := root.Get("posts").Int(); ok {
		at("posts", n)
	}
	for _, m := range root.List("material") {
		if n, ok := root.Get(casework.F("material", m, "count")).Int(); ok {
			at("material", n)
		}
	}
}

func days(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

package casework

import (
	"slices"
	"time"
)

// Case is the view of a case.
type Case struct {
	*Item   // the root item: whatever has no field here is read by Get
	Subject SubjectID

	FileNumber   string    `f:"file_number"`
	Pseudonym    string    `f:"pseudonym"`
	Pseudonymous Value     `f:"pseudonymous"`
	Opened       time.Time `f:"opened"`
	Closed       time.Time `f:"closed"`
	Closing      Value     `f:"closing"`
	Stage        Value     `f:"stage"`
	Heard        Value     `f:"heard"`
	Organisation OrgID     `f:"organisation"`
	Office       OfficeID  `f:"office"`
	Assigned     StaffID   `f:"assigned"`
	Principal    ItemID    `f:"principal"`
	Country      string    `f:"destination.country"`
	Region       string    `f:"destination.region"`

	Deputies []StaffID

	Members    []Member
	Sessions   []CounsellingSession // counselling sessions, the latest first
	Consents   []Consent
	Plans      []ReintegrationPlan
	Lines      []PlanLine // of all plans, in their order
	Reviews    []Review
	Decisions  []Decision
	Safeguards []Safeguard
	Conflicts  []Conflict
	Flags      []Raised
	Newer      bool // holds something that only a newer version understands
	Erased     bool
}

// Decision is the view of an authority's decision.
type Decision struct {
	*Item
	Member       ItemID    `f:"member"`
	Kind         Value     `f:"kind"`
	Authority    string    `f:"authority"`
	Decided      time.Time `f:"decided"`
	Notified     time.Time `f:"notified"`
	AppealUntil  time.Time `f:"appeal.until"`
	Appeal       Value     `f:"appeal"`
	LegalAidTold Value     `f:"legal_aid.told"`
	LeaveUntil   time.Time `f:"departure.until"`
}

// Safeguard is the view of a safeguard.
type Safeguard struct {
	*Item
	Member  ItemID    `f:"member"`
	Session ItemID    `f:"counselling"`
	Kind    Value     `f:"kind"`
	Met     Value     `f:"met"`
	Because string    `f:"because"`
	Done    string    `f:"done"`
	On      time.Time `f:"on"`
	Until   time.Time `f:"until"`
}

// CaseOf reads the state of a case. Whatever the reader was not given is absent.
func CaseOf(st *State) Case {
	root := st.Root()
	c := Case{Item: root, Subject: st.Subject.ID, Erased: st.Whole, Newer: st.Newer(), Conflicts: st.Conflicts()}
	read(root, &c)
	c.Deputies = OwnershipOf(st.Subject, root).Deputies
	for _, it := range st.Of(KindMember) {
		c.Members = append(c.Members, MemberOf(it))
	}
	for _, it := range st.Of(KindCounselling) {
		c.Sessions = append(c.Sessions, CounsellingSessionOf(it))
	}
	slices.SortStableFunc(c.Sessions, func(a, b CounsellingSession) int { return b.Started.Compare(a.Started) })
	for _, it := range st.Of(KindConsent) {
		c.Consents = append(c.Consents, ConsentOf(it))
	}
	for _, it := range st.Of(KindPlan) {
		c.Plans = append(c.Plans, PlanOf(it))
	}
	c.Lines = linesOf(st)
	for _, it := range st.Of(KindReview) {
		c.Reviews = append(c.Reviews, ReviewOf(it))
	}
	for _, it := range st.Of(KindDecision) {
		d := Decision{Item: it}
		read(it, &d)
		c.Decisions = append(c.Decisions, d)
	}
	for _, it := range st.Of(KindSafeguard) {
		s := Safeguard{Item: it}
		read(it, &s)
		c.Safeguards = append(c.Safeguards, s)
	}
	c.Flags = FlagsOf(st)
	return c
}

// Member returns one member of the household, nil if there is none.
func (c Case) Member(i ItemID) *Member {
	for n := range c.Members {
		if c.Members[n].ID == i {
			return &c.Members[n]
		}
	}
	return nil
}

// Name is what the case is called in lists: the principal's name, or the pseudonym.
func (c Case) Name() string {
	if m := c.Member(c.Principal); m != nil && m.Name() != "" {
		return m.Name()
	}
	for _, m := range c.Members {
		if m.Name() != "" && c.Pseudonymous != Yes {
			return m.Name()
		}
	}
	return c.Pseudonym
}

// Summary is one line of a list of cases.
type Summary struct {
	Subject       SubjectID
	FileNumber    string
	Name          string // of the principal, in Latin letters if there are
	Native        string // the same in its own script
	Pseudonymous  bool
	Persons       int
	Nationalities []string
	Languages     []string // in which the principal can be spoken to, first language first
	Country       string   // of return, if one is spoken of
	Stage         Value
	Office        OfficeID
	Assigned      []StaffID // several while a handover is in conflict
	Opened        time.Time
	Counselled    time.Time // last counselling session; zero: never, or not given to the reader
	Next          time.Time // next appointment or step; zero: none
	Closed        bool
	Minor         bool // somebody is, or may be, under 18 today
	Conflicts     int
	Flags         []Flag
	Changed       time.Time // wall clock of the last write
	Newer         bool
}

// SummaryOf makes the line from the state of a case.
func SummaryOf(st *State, today time.Time) Summary {
	c := CaseOf(st)
	s := Summary{
		Subject: c.Subject, FileNumber: c.FileNumber, Name: c.Name(), Pseudonymous: c.Pseudonymous == Yes, Persons: len(c.Members), Country: c.Country,
		Stage: c.Stage, Office: c.Office, Opened: c.Opened, Closed: !c.Closed.IsZero(), Conflicts: len(c.Conflicts), Newer: c.Newer,
		Assigned: OwnershipOf(st.Subject, st.Root()).Assigned,
	}
	for _, m := range c.Members {
		if m.ID == c.Principal {
			s.Native = m.Native
			s.Languages = m.LanguageTags()
		}
		for _, n := range m.NationalityCodes() {
			if !slices.Contains(s.Nationalities, n) {
				s.Nationalities = append(s.Nationalities, n)
			}
		}
		s.Minor = s.Minor || m.MinorAt(today)
	}
	if len(c.Sessions) > 0 {
		s.Counselled = c.Sessions[0].Started
		s.Next = c.Sessions[0].NextAt
	}
	for _, it := range st.Of(KindAppointment) {
		if at, ok := it.Get("at").Time(); ok && it.Get("state") != "cancelled" && !at.Before(today) && (s.Next.IsZero() || s.Next.Before(today) || at.Before(s.Next)) {
			s.Next = at
		}
	}
	for _, f := range c.Flags {
		if !slices.Contains(s.Flags, f.Flag) {
			s.Flags = append(s.Flags, f.Flag)
		}
	}
	for _, it := range st.Items {
		if at := it.Last().At; at.After(s.Changed) {
			s.Changed = at
		}
	}
	return s
}

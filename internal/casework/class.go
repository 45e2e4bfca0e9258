package casework

import (
	"slices"
)

var classes = []Class{Core, Medical, Protection, Legal, Whereabouts, Complaint, Private}

var classNames = map[Class]string{
	Core: "core", Medical: "medical", Protection: "protection", Legal: "legal",
	Whereabouts: "whereabouts", Complaint: "complaint", Private: "private",
}

// Classes returns all classes this version knows.
func Classes() []Class { return slices.Clone(classes) }

// String returns the name of the class as it stands in message keys and field
// paths; "unknown" for a class of a newer version.
func (c Class) String() string {
	if s, ok := classNames[c]; ok {
		return s
	}
	return "unknown"
}

func (c Class) known() bool { return c >= Core && c <= Private }

// ClassOf returns how closely a field is held. It is false when this version does
// not know the kind or the field; then nothing but the envelope says the class, and
// what is in it stays in the owning office (see [Reach]).
func ClassOf(k Kind, f Field) (Class, bool) {
	row := FieldOf(k, f)
	if row == nil {
		return 0, false
	}
	return row.Class, true
}

// Circle says who may open an entry's body besides, or instead of, the hub. The
// numbers are written in batches: never renumber.
type Circle uint8

// The circles.
const (
	CircleHub          Circle = 0 // the hub and everybody it sends it to
	CircleAuthor       Circle = 1 // the author, on any device of theirs, and the recovery recipient
	CircleComplaints   Circle = 2 // the organisation's complaint reader; not even the author afterwards
	CircleOffice       Circle = 3
	CircleOrganisation Circle = 4
)

// Policy is what an organisation may decide about the way its cases are kept. It
// comes in signed packs; the zero Policy is the default.
type Policy struct {
	SealLegal       bool     // legal to the organisation, unread by the hub: then no figures from it at the hub
	SealProtection  bool     // the same for protection
	SecondPair      []string // situations that ask for a second pair of eyes: minor | detention | medical
	SamplePercent   int      // of the counselling sessions that raise no flag, how many are reviewed all the same
	LeaseDays       int      // a partner's copy is unreadable after so many days without exchange; zero: 60
	CoolingOffHours int      // between a first wish to apply and the application; zero: none
	AnswerDays      int      // a referral without answer is asked after; zero: 14
	FollowUpMonths  []int    // after arrival; none: 3, 6, 12
	BackedDays      int      // what was withdrawn from sight stays sealed so long at most; zero: 90
}

// Lease returns for how many days a partner may read without exchange.
func (p Policy) Lease() int { return orDefault(p.LeaseDays, 60) }

// Answer returns after how many days without an answer a referral is asked about.
func (p Policy) Answer() int { return orDefault(p.AnswerDays, 14) }

// FollowUps returns the months after arrival in which to ask how it goes.
func (p Policy) FollowUps() []int {
	if len(p.FollowUpMonths) == 0 {
		return []int{3, 6, 12}
	}
	return p.FollowUpMonths
}

func orDefault(n, d int) int {
	if n == 0 {
		return d
	}
	return n
}

// CircleOf returns to whom the body of an entry in class c is sealed. A class this
// version does not know is held as closely as Private.
func CircleOf(c Class, p Policy) Circle {
	switch c {
	case Core, Medical:
		return CircleHub
	case Legal:
		if p.SealLegal {
			return CircleOrganisation
		}
		return CircleHub
	case Protection:
		if p.SealProtection {
			return CircleOrganisation
		}
		return CircleHub
	case Whereabouts:
		return CircleOffice
	case Complaint:
		return CircleComplaints
	}
	return CircleAuthor
}

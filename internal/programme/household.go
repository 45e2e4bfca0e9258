package programme

import "time"

// Answer is yes, no, or not known.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// Role is how somebody stands in the household that returns.
type Role string

// The roles.
const (
	RolePrincipal  Role = "principal"
	RolePartner    Role = "partner"
	RoleChild      Role = "child"       // under 18
	RoleAdultChild Role = "adult child" // of age
	RoleRelative   Role = "other"
)

// Fact is something about a member that excludes.
type Fact string

// The facts.
const (
	PermitElsewhere Fact = "permit elsewhere" // a valid permit in another member state
	AidBefore       Fact = "aid before"       // earlier assistance
	Security        Fact = "security"         // as the law words it
)

// Household is who returns, as far as a programme asks.
type Household struct {
	Today     time.Time // on which it is worked out
	Host      string    // where they live, ISO 3166-1; "" not known
	Country   string    // of return; "" not known
	Return    string    // assisted | own_means | forced | charter; "" not decided
	Applied   time.Time // zero: not yet
	Departure time.Time // zero: no day yet
	Arrival   time.Time
	Members   []Member // those who travel
}

// Member is one of a household.
type Member struct {
	ID          string
	Role        Role // RoleChild for every child, whatever its age
	Least, Most int  // how old at least and at most, on the day of departure or else today
	AgeKnown    bool
	Status      string // legal status, "" not known
	VisaFree    Answer // whether their nationality needs no visa
	Facts       map[Fact]Answer
}

// is says whether a member has a role. A child of whom it is not sure whether it is
// of age has both perhaps.
func (m Member) is(r Role) Answer {
	if m.Role != RoleChild {
		return yesIf(m.Role == r)
	}
	switch {
	case r != RoleChild && r != RoleAdultChild:
		return No
	case !m.AgeKnown || m.Least < 18 && m.Most >= 18:
		return Unknown
	}
	return yesIf((m.Most < 18) == (r == RoleChild))
}

// aged says whether a member is adult or minor.
func (m Member) aged(age string) Answer {
	switch {
	case age == "":
		return Yes
	case !m.AgeKnown || m.Least < 18 && m.Most >= 18:
		return Unknown
	}
	return yesIf((m.Most < 18) == (age == "minor"))
}

func yesIf(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

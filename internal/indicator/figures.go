package indicator

// Unit is what a figure counts in.
type Unit uint8

// The units.
const (
	Persons Unit = iota + 1
	Talks
	Files
	Acts    // things done that are about no person: meetings, posts, leaflets
	Percent // of the whole
	Days
	Money // minor units of a currency
)

// Set is a group of figures, by who asks for them.
type Set string

// The sets.
const (
	Belgium  Set = "belgium"
	Malta    Set = "malta"
	Profiles Set = "profiles"
	Balance  Set = "balance"
	Outcomes Set = "outcomes"
	Centres  Set = "centres"
)

// Sets are all sets, in the order of the screen.
var Sets = []Set{Balance, Belgium, Malta, Profiles, Outcomes, Centres}

// spec says how a figure is made.
type spec struct {
	name    string
	set     Set
	unit    Unit
	of      string // events that are counted
	over    string // events they are a share of
	parts   bool   // broken down
	outcome bool   // needs LeastCounsellors
	// enum is the enumeration that the parts are values of; "country" and "language" for
	// codes; "" for words of this package.
	enum string
}

// specs are the figures in the order of the screen. What they mean and where they come
// from are texts: figure.<name>, figure.<name>.means and figure.<name>.source.
var specs = []spec{
	{name: "options_explained", set: Balance, unit: Percent, of: "options_shown", over: "first_talks"},
	{name: "legal_aid_explained", set: Balance, unit: Percent, of: "legal_aid_told", over: "first_talks"},
	{name: "interpreter_met", set: Balance, unit: Percent, of: "interpreter_met", over: "interpreter_needed"},
	{name: "notification_to_first", set: Balance, unit: Days, of: "notified_to_first"},
	{name: "withdrawals_acted", set: Balance, unit: Percent, of: "withdrawals_acted", over: "withdrawals"},
	{name: "follow_ups", set: Balance, unit: Files, of: "follow_ups"},
	{name: "follow_ups_done", set: Balance, unit: Percent, of: "follow_ups_held", over: "follow_ups"},
	{name: "referrals", set: Balance, unit: Files, of: "referrals"},
	{name: "referrals_accepted", set: Balance, unit: Percent, of: "referrals_accepted", over: "referrals"},
	{name: "spent", set: Balance, unit: Money, of: "spent", parts: true, enum: "fund"},

	{name: "information_sessions", set: Belgium, unit: Acts, of: "information_sessions"},
	{name: "counselling_meetings", set: Belgium, unit: Talks, of: "talks", parts: true},
	{name: "files_return", set: Belgium, unit: Files, of: "files_return"},
	{name: "files_reintegration", set: Belgium, unit: Files, of: "files_reintegration"},

	{name: "counselled", set: Malta, unit: Persons, of: "counselled"},
	{name: "returned", set: Malta, unit: Persons, of: "returned", outcome: true},
	{name: "reintegrated", set: Malta, unit: Files, of: "reintegrated", outcome: true},
	{name: "stakeholder_meetings", set: Malta, unit: Acts, of: "stakeholder_meetings"},
	{name: "material", set: Malta, unit: Acts, of: "material"},
	{name: "posts", set: Malta, unit: Acts, of: "posts"},

	{name: "talk_setting", set: Profiles, unit: Talks, of: "talk_setting", parts: true, enum: "setting"},
	{name: "talk_language", set: Profiles, unit: Talks, of: "talk_language", parts: true, enum: "language"},
	{name: "returned_country", set: Profiles, unit: Persons, of: "returned_country", parts: true, outcome: true, enum: "country"},
	{name: "returned_age", set: Profiles, unit: Persons, of: "returned_age", parts: true, outcome: true, enum: "age_band"},
	{name: "returned_gender", set: Profiles, unit: Persons, of: "returned_gender", parts: true, outcome: true, enum: "gender"},
	{name: "returned_status", set: Profiles, unit: Persons, of: "returned_status", parts: true, outcome: true, enum: "legal_status"},
	{name: "returned_family", set: Profiles, unit: Persons, of: "returned_family", parts: true, outcome: true, enum: "travel_with"},

	{name: "outcomes", set: Outcomes, unit: Talks, of: "outcomes", parts: true, outcome: true, enum: "outcome"},
}

// centreSpecs are the figures of one centre's book, computed otherwise.
var centreSpecs = []spec{
	{name: "occupancy", set: Centres, unit: Percent},
	{name: "stay", set: Centres, unit: Days},
	{name: "exits", set: Centres, unit: Persons, parts: true, enum: "departure_kind", outcome: true},
	{name: "voluntary_rate", set: Centres, unit: Percent, outcome: true},
	{name: "forced_rate", set: Centres, unit: Percent, outcome: true},
	{name: "return_rate", set: Centres, unit: Percent, outcome: true},
}

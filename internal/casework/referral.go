package casework

import (
	"slices"
	"strings"
	"time"
)

// Referral is the view of a referral, from either side.
type Referral struct {
	*Item
	Subject  SubjectID
	From     OfficeID  `f:"office"`
	Assigned StaffID   `f:"assigned"`
	ToOrg    OrgID     `f:"to.organisation"`
	ToOffice OfficeID  `f:"to.office"`
	ToStaff  StaffID   `f:"to.staff"`
	Partner  Value     `f:"partner"`
	For      Value     `f:"for"`
	Country  string    `f:"country"`
	Purpose  string    `f:"purpose"`
	State    Value     `f:"state"`
	Sent     time.Time `f:"sent"`
	Answered time.Time `f:"answered"`
	Answer   string    `f:"answer"`
	Lease    int       `f:"lease.days"`
	Taken    time.Time `f:"withdrawn"` // zero while it stands
	Case     SubjectID `f:"case"`      // on the side that referred only

	Extracts []Extract
}

// Extract is one item of a case as the partner is given it.
type Extract struct {
	*Item
	Of        Kind      `f:"of.kind"`
	Source    ItemID    `f:"of.item"`
	Confirmed time.Time `f:"confirmed"`
}

// Value is what the extract says of a field of the case's item.
func (e Extract) Value(f Field) Value { return e.Get("value." + f) }

// Shown is the extract as an item of its own kind, for views: MemberOf(e.Shown()).
func (e Extract) Shown() *Item {
	it := NewItem(ItemKey{e.Of, e.Source})
	for f, fs := range e.Fields {
		if path, ok := strings.CutPrefix(string(f), "value."); ok {
			it.Fields[Field(path)] = fs
		}
	}
	return it
}

// ReferralOf reads the state of a referral.
func ReferralOf(st *State) Referral {
	r := Referral{Item: st.Root(), Subject: st.Subject.ID}
	read(r.Item, &r)
	for _, k := range []Kind{KindExtract, KindExtractMedical} {
		for _, it := range st.Of(k) {
			e := Extract{Item: it}
			read(it, &e)
			r.Extracts = append(r.Extracts, e)
		}
	}
	return r
}

// shareable kinds of a case: what a partner needs to prepare for somebody. Whatever
// is not here never leaves, whoever confirms it.
var shareable = []Kind{
	KindMember, KindContactAbroad, KindTravelDocument, KindSkill, KindPlan, KindPlanLine, KindNeed, KindRisk, KindIdea, KindDeparture, KindMedical,
}

// Shareable reports whether a field of a case may ever be part of a referral, given
// what the consent names.
func Shareable(k Kind, f Field, consent Consent) bool {
	info := FieldOf(k, f)
	if info == nil || !slices.Contains(shareable, k) || info.Keep || info.Inside || isDeleted(f) {
		return false
	}
	if info.Type == Ref && info.To == "" { // staff, offices and documents by their identifiers
		return false
	}
	return info.Class == Core || info.Class == Medical && consent.Names(Medical)
}

// Choice is what of an item the counsellor confirmed to share, having seen it.
type Choice struct {
	Kind   Kind
	Item   ItemID
	Fields []Field
}

// Preview returns all that could be shared of the members given, and of what belongs
// to nobody in particular: what the counsellor then confirms or takes away.
func Preview(st *State, consent Consent, members ...ItemID) []Choice {
	var out []Choice
	for _, k := range shareable {
		for _, it := range st.Of(k) {
			who, has := it.Get("member").Item()
			if k == KindMember {
				who, has = it.ID, true
			}
			if has && !slices.Contains(members, who) {
				continue
			}
			c := Choice{Kind: k, Item: it.ID}
			for f := range it.All() {
				if Shareable(k, f, consent) {
					c.Fields = append(c.Fields, f)
				}
			}
			if len(c.Fields) > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

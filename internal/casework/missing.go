package casework

import (
	"slices"
	"time"
)

// Missing is what has to be seen to before an act can be done. It is a message key.
// It stops the program's next act, never the recording of what was said.
type Missing struct {
	What    MissingKey
	ItemKey // the item that says so; zero if there is none
}

// MissingKey is a message key.
type MissingKey string

// What can be missing.
const (
	MissingConsent       MissingKey = "casework.missing.consent"        // that holds, for this purpose and recipient
	MissingMedicalNamed  MissingKey = "casework.missing.medical_named"  // the consent does not name medical
	MissingPartnerNamed  MissingKey = "casework.missing.partner_named"  // nor the state authority as such
	MissingSafeguard     MissingKey = "casework.missing.safeguard"      // one that was found not met
	MissingBestInterests MissingKey = "casework.missing.best_interests" // for a minor who travels
	MissingGuardian      MissingKey = "casework.missing.guardian"       // for a minor without an adult of the household
	MissingOtherParent   MissingKey = "casework.missing.other_parent"   // consent of the other parent
	MissingDoubtSettled  MissingKey = "casework.missing.doubt_settled"  // voluntariness is doubted
	MissingCoolingOff    MissingKey = "casework.missing.cooling_off"    // still running
	MissingOptions       MissingKey = "casework.missing.options"        // options and legal advice were never shown
	MissingPlanAgreed    MissingKey = "casework.missing.plan_agreed"
	MissingReadBack      MissingKey = "casework.missing.read_back"
	MissingDecided       MissingKey = "casework.missing.conflict_decided"
	MissingWithdrawal    MissingKey = "casework.missing.withdrawn" // the person withdrew, and has not come back to it
)

var allMissing = []MissingKey{
	MissingConsent, MissingMedicalNamed, MissingPartnerNamed, MissingSafeguard, MissingBestInterests, MissingGuardian, MissingOtherParent,
	MissingDoubtSettled, MissingCoolingOff, MissingOptions, MissingPlanAgreed, MissingReadBack, MissingDecided, MissingWithdrawal,
}

// NotYet is the error of an act that safeguards stop.
type NotYet struct{ Missing []Missing }

func (e *NotYet) Error() string {
	s := "not yet:"
	for _, m := range e.Missing {
		s += " " + string(m.What)
	}
	return s
}

// SafeguardsMissing returns what stops an agreed plan, an application or a referral
// for reintegration, whoever does it. A safeguard found not needed, with a reason,
// and a doubt that a supervisor settled do not stop anything.
func SafeguardsMissing(st *State, now time.Time) []Missing {
	var out []Missing
	add := func(wrong bool, what MissingKey, it *Item) {
		if wrong {
			m := Missing{What: what}
			if it != nil {
				m.ItemKey = it.ItemKey
			}
			out = append(out, m)
		}
	}
	met := map[Value]map[ItemID]bool{}
	for _, it := range st.Of(KindSafeguard) {
		s := Safeguard{Item: it}
		read(it, &s)
		add(s.Met == No || s.Met == "partly" || s.Met == "not_asked", MissingSafeguard, it)
		add(s.Kind == "cooling_off" && s.Until.After(now), MissingCoolingOff, it)
		if s.Met == Yes || s.Met == "not_needed" && s.Because != "" {
			if met[s.Kind] == nil {
				met[s.Kind] = map[ItemID]bool{}
			}
			met[s.Kind][s.Member] = true
		}
	}
	for _, f := range FlagsOf(st) {
		add((f.Flag == FlagDoubt || f.Flag == FlagVoluntaryUnsure) && !f.Settled, MissingDoubtSettled, st.Items[f.ItemKey])
	}
	shown := false
	for _, it := range st.Of(KindCounselling) {
		s := readForFlags(it)
		shown = shown || s.OptionsShown == Yes && s.LegalAdviceShown == Yes
		add(s.CoolingOff.After(now), MissingCoolingOff, it)
	}
	add(!shown, MissingOptions, nil)
	members := st.Of(KindMember)
	adult := slices.ContainsFunc(members, func(it *Item) bool { return MemberOf(it).Adult(now) })
	parents := map[ItemID]Value{}
	for _, it := range st.Of(KindParentConsent) {
		id, _ := it.Get("member").Item()
		parents[id] = it.Get("state")
	}
	for _, it := range members {
		m := MemberOf(it)
		if !m.MinorAt(now) || m.Travels == No {
			continue
		}
		add(!met["best_interests"][m.ID], MissingBestInterests, it)
		add(!adult && !met["guardian"][m.ID], MissingGuardian, it)
		state, asked := parents[m.ID]
		add(asked && state != "given" && !met["other_parent"][m.ID], MissingOtherParent, it)
	}
	return append(out, withdrawn(st)...)
}

// withdrawn: somebody withdrew, and no later talk says otherwise.
func withdrawn(st *State) []Missing {
	var out []Missing
	for _, it := range st.Of(KindWithdrawal) {
		on, _ := it.Get("on").Time()
		again := slices.ContainsFunc(st.Of(KindCounselling), func(s *Item) bool {
			v := readForFlags(s)
			return v.Started.After(on) && (v.Outcome == "wishes_to_apply" || v.Outcome == "applied")
		})
		if of := it.Get("of"); !again && of != "consent" && of != "counselling" {
			out = append(out, Missing{MissingWithdrawal, it.ItemKey})
		}
	}
	return out
}

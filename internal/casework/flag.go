package casework

import (
	"slices"
	"time"
)

// Flag says what somebody should look at again. It is a message key. Flags never
// refuse anything: they bring it to the supervisor.
type Flag string

// Flags that Judge raises, on a change. The hub keeps them beside the change, as items
// of KindFlag, see [FlagsOf].
const (
	FlagBeforeHandover Flag = "casework.flag.before_handover" // written before the handover or withdrawal was known to its author
	FlagNotAssigned    Flag = "casework.flag.not_assigned"    // by a colleague of the office to whom the case is not assigned
	FlagBasisUnknown   Flag = "casework.flag.basis_unknown"   // rests on an assignment that has not arrived here
	FlagAuthorLeft     Flag = "casework.flag.author_left"     // arrived after its author had left
)

// Flags that follow from what a case holds.
const (
	FlagDoubt               Flag = "casework.flag.doubt"                // the counsellor doubts that it is voluntary
	FlagVoluntaryUnsure     Flag = "casework.flag.voluntary_unsure"     // the person said so
	FlagInterpreterUnsuited Flag = "casework.flag.interpreter_unsuited" // family, a child, a fellow detainee, a guard or an officer interpreted
	FlagInterpreterRefused  Flag = "casework.flag.interpreter_refused"
	FlagNotUnderstood       Flag = "casework.flag.not_understood"
	FlagOfficerPresent      Flag = "casework.flag.officer_present"
	FlagNotPrivate          Flag = "casework.flag.not_private"
	FlagOptionsNotShown     Flag = "casework.flag.options_not_shown"
	FlagLegalNotShown       Flag = "casework.flag.legal_not_shown"
	FlagMinorAlone          Flag = "casework.flag.minor_alone"
	FlagDanger              Flag = "casework.flag.danger"
	FlagDateDoubtful        Flag = "casework.flag.date_doubtful" // it took place after it was written down
	FlagAsksTalk            Flag = "casework.flag.asks_talk"
	FlagSafeguardNotMet     Flag = "casework.flag.safeguard_not_met"
	FlagConsentWithoutText  Flag = "casework.flag.consent_without_text"
	FlagConsentOfMinor      Flag = "casework.flag.consent_of_minor"
	FlagReferralNoConsent   Flag = "casework.flag.referral_without_consent"
	FlagWithdrawalOpen      Flag = "casework.flag.withdrawal_open"
	FlagLegalAidNotTold     Flag = "casework.flag.legal_aid_not_told"
	FlagSentNotAgreed       Flag = "casework.flag.sent_not_agreed"
	FlagTwoFunds            Flag = "casework.flag.two_funds"
	FlagOwnReview           Flag = "casework.flag.own_review"
	FlagConflict            Flag = "casework.flag.conflict"
	FlagByHand              Flag = "casework.flag.by_hand"
)

// Flags are all there are.
func Flags() []Flag { return slices.Clone(allFlags) }

var allFlags = []Flag{
	FlagBeforeHandover, FlagNotAssigned, FlagBasisUnknown, FlagAuthorLeft,
	FlagDoubt, FlagVoluntaryUnsure, FlagInterpreterUnsuited, FlagInterpreterRefused, FlagNotUnderstood, FlagOfficerPresent, FlagNotPrivate,
	FlagOptionsNotShown, FlagLegalNotShown, FlagMinorAlone, FlagDanger, FlagDateDoubtful, FlagAsksTalk, FlagSafeguardNotMet, FlagConsentWithoutText,
	FlagConsentOfMinor, FlagReferralNoConsent, FlagWithdrawalOpen, FlagLegalAidNotTold, FlagSentNotAgreed, FlagTwoFunds, FlagOwnReview, FlagConflict, FlagByHand,
}

// Raised is a flag on the item that raises it.
type Raised struct {
	Flag    Flag
	ItemKey           // where
	By      StaffID   // who wrote last there
	At      time.Time // and when
	Settled bool      // a supervisor has decided on it since
}

// FlagsOf works out the flags of a case from its state, those included that Judge
// raised at the hub. Rules are functions of the
// state alone: every device that was given the same comes to the same flags.
func FlagsOf(st *State) []Raised {
	r := raiser{st: st, settled: map[string]Stamp{}}
	for _, it := range st.Of(KindFlag) {
		if h, ok := it.Head("state"); ok && (h.Value == "settled" || h.Value == "no_action") {
			k := string(it.Get("flag")) + " " + string(it.Get("place.kind")) + " " + string(it.Get("place.item"))
			r.settled[k] = max(r.settled[k], h.Stamp)
		}
	}
	judgeFlags(&r)
	if root := st.Root(); root != nil {
		for _, name := range root.List("flag") {
			r.when(root.Is(F("flag", name)), FlagByHand, root)
		}
	}
	for _, rule := range []func(*raiser){counsellingFlags, consentFlags, planFlags, otherFlags} {
		rule(&r)
	}
	return r.out
}

type raiser struct {
	st      *State
	settled map[string]Stamp
	out     []Raised
}

func (r *raiser) when(wrong bool, f Flag, it *Item) {
	if !wrong {
		return
	}
	last := it.Last()
	k := string(f) + " " + string(it.Kind) + " " + string(IDValue(it.ID))
	at, decided := r.settled[k]
	// What was written after the decision was not decided on.
	r.out = append(r.out, Raised{Flag: f, ItemKey: it.ItemKey, By: last.By, At: last.At, Settled: decided && at >= last.Stamp})
}

// judgeFlags are those that Judge raised at the hub when a change arrived there: to whom
// the case was assigned then is not in the state. They come as items of KindFlag that
// nobody of the staff wrote and that decide nothing.
func judgeFlags(r *raiser) {
	type raised struct {
		flag Flag
		at   ItemKey
	}
	latest := map[raised]Write{}
	var order []raised
	for _, it := range r.st.Of(KindFlag) {
		h, ok := it.Head("flag")
		if !ok || !h.By.IsZero() || it.Get("state") != "" || !slices.Contains(judgesFlags, Flag(h.Value)) {
			continue
		}
		item, _ := it.Get("place.item").Item()
		x := raised{Flag(h.Value), ItemKey{Kind: Kind(it.Get("place.kind")), ID: item}}
		if _, known := latest[x]; !known {
			order = append(order, x)
		}
		if h.Stamp >= latest[x].Stamp {
			latest[x] = h.Write
		}
	}
	for _, x := range order {
		w := latest[x]
		at, decided := r.settled[string(x.flag)+" "+string(x.at.Kind)+" "+string(IDValue(x.at.ID))]
		by, when := w.By, w.At
		if last := r.st.Item(x.at.Kind, x.at.ID).Last(); !last.By.IsZero() {
			by, when = last.By, last.At
		}
		// What arrived after the decision was not decided on.
		r.out = append(r.out, Raised{Flag: x.flag, ItemKey: x.at, By: by, At: when, Settled: decided && at >= w.Stamp})
	}
}

var judgesFlags = []Flag{FlagBeforeHandover, FlagNotAssigned, FlagBasisUnknown, FlagAuthorLeft}

func counsellingFlags(r *raiser) {
	members := r.st.Of(KindMember)
	for _, it := range r.st.Of(KindCounselling) {
		s := readForFlags(it)
		if s.Open == Yes {
			continue
		}
		applies := s.Outcome == "wishes_to_apply" || s.Outcome == "applied"
		r.when(s.Doubt == Yes, FlagDoubt, it)
		r.when(it.Is("danger"), FlagDanger, it)
		r.when(s.Voluntary == "unsure" || s.Voluntary == No, FlagVoluntaryUnsure, it)
		r.when(slices.Contains(unsuited, s.InterpreterIs), FlagInterpreterUnsuited, it)
		r.when(s.InterpreterAccepted == No, FlagInterpreterRefused, it)
		r.when(s.NotUnderstood == Yes, FlagNotUnderstood, it)
		r.when(s.InRoom("guard") || s.InRoom("officer") || s.InRoom("police"), FlagOfficerPresent, it)
		r.when(s.Private == "no" || s.Private == "partly", FlagNotPrivate, it)
		r.when(applies && s.OptionsShown != Yes, FlagOptionsNotShown, it)
		r.when(applies && s.LegalAdviceShown != Yes, FlagLegalNotShown, it)
		r.when(!s.Started.IsZero() && s.Started.After(it.Last().At.Add(24*time.Hour)), FlagDateDoubtful, it)
		r.when(it.Get("asks_talk") != "", FlagAsksTalk, it)
		minor, adult := false, s.Guardian == Yes
		for _, m := range members {
			if v := MemberOf(m); s.With(m.ID) {
				minor = minor || v.MinorAt(s.Started)
				adult = adult || v.Adult(s.Started)
			}
		}
		r.when(minor && !adult, FlagMinorAlone, it)
	}
}

// readForFlags reads what the rules look at: flags are worked out at every write, and
// whole views are not cheap.
func readForFlags(it *Item) CounsellingSession {
	s := CounsellingSession{
		Item: it, Open: it.Get("open"), Outcome: it.Get("outcome"), Doubt: it.Get("doubt"), Voluntary: it.Get("voluntary"),
		InterpreterIs: it.Get("interpreter.is"), InterpreterAccepted: it.Get("interpreter.accepted"), NotUnderstood: it.Get("interpreter.not_understood"),
		Private: it.Get("private"), OptionsShown: it.Get("options_shown"), LegalAdviceShown: it.Get("legal_advice_shown"), Guardian: it.Get("guardian.present"),
		Room: map[string]Present{}, Members: map[string]Value{},
	}
	s.Started, _ = it.Get("started").Time()
	s.CoolingOff, _ = it.Get("cooling_off.until").Date()
	for f := range it.Fields {
		if first, name, ok := cutSegment(f); ok {
			switch first {
			case "room":
				s.Room[name] = Present{Who: it.Get(F("room", name, "who"))}
			case "member":
				s.Members[name] = it.Get(f)
			}
		}
	}
	return s
}

// unsuited: nobody of these interprets, or it is recorded why.
var unsuited = []Value{"family_member", "child", "fellow_detainee", "guard", "officer"}

func consentFlags(r *raiser) {
	for _, it := range r.st.Of(KindConsent) {
		c := ConsentOf(it)
		if c.State != "given" {
			continue
		}
		r.when(c.Text == "" && c.TextID == "", FlagConsentWithoutText, it)
		m := MemberOf(r.st.Item(KindMember, c.Member))
		r.when(m.Item != nil && m.MinorAt(c.On) && it.Get("guardian") == "" && c.How != "by_guardian", FlagConsentOfMinor, it)
	}
	for _, it := range r.st.Of(KindReferralOut) {
		id, _ := it.Get("consent").Item()
		c := ConsentOf(r.st.Item(KindConsent, id))
		// Who is not given the consents does not judge by them.
		known := c.Item.Written() || len(r.st.Of(KindConsent)) > 0
		sent, _ := it.Get("sent").Date()
		r.when(known && it.Get("state") != "withdrawn" && it.Get("state") != "ended" && !c.Holds(sent), FlagReferralNoConsent, it)
	}
	for _, it := range r.st.Of(KindWithdrawal) {
		r.when(!it.Is("carried_out"), FlagWithdrawalOpen, it)
	}
}

func planFlags(r *raiser) {
	agreed := map[ItemID]bool{}
	for _, it := range r.st.Of(KindPlan) {
		agreed[it.ID] = !PlanOf(it).Agreed.IsZero()
	}
	funds := map[Value]Value{} // need -> fund
	for _, l := range linesOf(r.st) {
		r.when(!l.Sent.IsZero() && !agreed[l.Plan], FlagSentNotAgreed, l.Item)
		need := l.Get("need")
		if need == "" || l.Fund == "" || l.State == "dropped" || l.State == "refused" {
			continue
		}
		other, twice := funds[need]
		r.when(twice && other != l.Fund && l.Get("same_need_because") == "", FlagTwoFunds, l.Item)
		funds[need] = l.Fund
	}
}

func otherFlags(r *raiser) {
	for _, it := range r.st.Of(KindSafeguard) {
		met := it.Get("met")
		r.when(met == "no" || met == "partly", FlagSafeguardNotMet, it)
	}
	for _, it := range r.st.Of(KindDecision) {
		appeal := it.Get("appeal")
		r.when((appeal == "possible" || appeal == "open") && it.Get("legal_aid.told") == "", FlagLegalAidNotTold, it)
	}
	for _, it := range r.st.Of(KindReview) {
		v := ReviewOf(it)
		if s := r.st.Item(KindCounselling, v.Session); s.Written() && v.Verdict != "" {
			r.when(s.Last().By == v.By(), FlagOwnReview, it)
		}
	}
	conflicts := map[ItemKey]bool{}
	for _, c := range r.st.Conflicts() {
		if !conflicts[c.ItemKey] {
			conflicts[c.ItemKey] = true
			r.when(true, FlagConflict, r.st.Items[c.ItemKey])
		}
	}
}

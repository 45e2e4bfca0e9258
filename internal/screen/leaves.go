package screen

import "waymark/internal/casework"

// Leaves are the kinds of items with a form, in the order of the case file: what has a
// date that cannot be moved first, and how to reach somebody safely.
var Leaves = []Leaf{
	// Appeal and legal aid stand before everything else of a decision.
	{Kind: casework.KindDecision, Fields: ask(
		"member", "kind", "appeal.until", "appeal", only("appeal.lodged", "appeal", "open", "closed", "withdrawn"),
		only("appeal.decided", "appeal", "closed"), only("appeal.outcome", "appeal", "closed"), long("appeal.note"),
		"legal_aid.told", "legal_aid.wanted", only("legal_aid.who", "legal_aid.wanted", "yes"), only("legal_aid.contact", "legal_aid.wanted", "yes"),
		only("legal_aid.on", "legal_aid.wanted", "yes"),
		"authority", "reference", "decided", "notified", "translated", only("language", "translated", "yes"), "understood",
		"departure.until", only("departure.extended", "departure.until"), "entry_ban.months", only("entry_ban.may_lift", "entry_ban.months"), long("outcome"), long("note"),
	), Listed: paths("appeal.until", "appeal", "legal_aid.on", "legal_aid.who", "authority", "decided", "notified", "departure.until")},

	{Kind: casework.KindStatus, Fields: ask(
		"member", "kind", "entered", "entered.how", "since", "until", "permit", "permit_elsewhere", only("permit_elsewhere.country", "permit_elsewhere", "yes"),
		"aid_before", only("aid_before.what", "aid_before", "yes"), only("aid_before.on", "aid_before", "yes"), long("note"),
	), Listed: paths("since", "until", "permit_elsewhere.country", "aid_before.what")},

	// What makes a contact safe stands before it, here as in every list.
	{Kind: casework.KindContact, Fields: contactFields, Listed: contactListed},
	{Kind: casework.KindContactAbroad, Fields: contactFields, Listed: contactListed},

	{Kind: casework.KindSafeguard, Fields: ask(
		"member", "kind", "met", long("because", "met", "partly", "no", "not_needed"), long("done"), "by", "on", "until", "reference",
	), Listed: paths("met", "because", "done", "by", "on", "until")},

	{Kind: casework.KindVulnerability, Fields: ask(
		"member", "kind", "severity", long("description"), "wants_help", long("done"), "noticed", "noticed_by", "may_share", "over",
	), Listed: paths("severity", "description", "wants_help", "done", "over")},

	{Kind: casework.KindMedical, Fields: ask(
		"member", "kind", "severity", long("description"), long("medication"), long("treatment"), long("needs_there"), "available_there",
		only("pregnancy.week", "kind", "pregnancy"), only("pregnancy.due", "kind", "pregnancy"), only("pregnancy.letter", "kind", "pregnancy"),
		"fit", only("fit.by", "fit", "fit", "fit_with_help", "not_fit"), only("fit.on", "fit", "fit", "fit_with_help", "not_fit"), only("fit.until", "fit", "fit", "fit_with_help"),
		only("wheelchair", "fit", "fit_with_help", "not_fit"), only("stretcher", "fit", "fit_with_help", "not_fit"), only("oxygen", "fit", "fit_with_help", "not_fit"),
		only("medical_escort", "fit", "fit_with_help", "not_fit"), only("contagious", "kind", "infectious"), long("airport_help", "fit", "fit_with_help", "not_fit"),
		"on_board", "noticed", "over",
	), Listed: paths("severity", "description", "medication", "fit", "fit.until", "over")},

	{Kind: casework.KindTravelDocument, Fields: ask(
		"member", "kind", "number", "issued_by", "issued", "expires", "valid", "original_at", "original_at.note",
		only("loss_reported", "original_at", "lost", "stolen"), only("loss_reference", "original_at", "lost", "stolen"), "copy", "applied", "received", "delivered", long("note"),
	), Listed: paths("number", "issued_by", "expires", "valid", "original_at", "applied")},

	{Kind: casework.KindParentConsent, Fields: ask(
		"member", "parent", "parent.country", "parent.where", "state", only("how", "state", "given"), only("on", "state", "given", "refused", "withdrawn"),
		long("because", "state", "refused", "withdrawn", "not_asked"), long("custody"), "court", only("decided", "court"),
	), Listed: paths("parent", "state", "on", "custody")},

	{Kind: casework.KindRelative, Fields: ask(
		"name", "member", "relation", "country", "place", "must_not_know", "contact", "knows", "would_receive", long("assessed"), "returned_before", long("note"),
	), Listed: paths("name", "relation", "must_not_know", "country", "place", "would_receive")},

	{Kind: casework.KindMoney, Fields: ask(
		"member", "kind", "amount", "to", "country", "due", long("pressure"), "danger", long("note"),
	), Listed: paths("amount", "to", "due", "danger", "pressure")},

	{Kind: casework.KindProceeding, Fields: ask(
		"member", "kind", "authority", "reference", long("what"), "since", "until", "must_stay", "who_helps", long("outcome"),
	), Listed: paths("authority", "what", "until", "must_stay")},

	{Kind: casework.KindStay, Fields: ask(
		"member", "setting", "place", "from", "until", only("ended", "until"), "room", long("note"),
	), Listed: paths("setting", "place", "from", "until")},

	{Kind: casework.KindSkill, Fields: ask(
		"member", "what", "years", "where", "certificate", only("recognised", "certificate", "yes"), "wants_to_use",
	), Listed: paths("what", "years", "certificate", "wants_to_use")},

	{Kind: casework.KindHistory, Fields: ask(
		"member", long("why_left"), "left_home", "arrived", long("route"), "wanted_country", long("happened"), "false_promises", "forced_work", "movement_denied",
		"threats", "documents_withheld", "cost", only("cost.paid_by", "cost"), "returned_before", only("returned_before.how", "returned_before", "yes"),
	), Listed: paths("left_home", "arrived", "why_left", "returned_before")},
}

var (
	contactFields = ask(
		"member", "safe", long("safety"), "say", "hours", "no_messages", "may_leave_message", "kind", "value", "of", only("relation", "of"), "language", "country", "until",
	)
	contactListed = paths("safe", "safety", "say", "hours", "no_messages", "may_leave_message", "value", "of", "language", "until")
)

// ask makes questions of paths and of questions that say more.
func ask(all ...any) []LeafField {
	var fields []LeafField
	for _, q := range all {
		switch q := q.(type) {
		case string:
			fields = append(fields, LeafField{Path: casework.Field(q)})
		case LeafField:
			fields = append(fields, q)
		}
	}
	return fields
}

// only is a question that is asked if another has one of these answers, or any.
func only(path, other casework.Field, is ...casework.Value) LeafField {
	return LeafField{Path: path, If: other, Is: is}
}

// long is a question that is answered in several lines, asked as only says if more
// than its path is given.
func long(path casework.Field, condition ...casework.Value) LeafField {
	q := LeafField{Path: path, Long: true}
	if len(condition) > 0 {
		q.If, q.Is = casework.Field(condition[0]), condition[1:]
	}
	return q
}

func paths(all ...casework.Field) []casework.Field { return all }

// MemberLeaf is what can be asked about somebody of the household besides what the
// form of a member begins with. Nothing of it is needed to counsel.
var MemberLeaf = Leaf{Kind: casework.KindMember, Fields: ask(
	long("wishes"), long("fears"), long("why_now"),
	"interpreter.language", "interpreter.not", "reads",
	"safe_with", "not_safe_with", "seen_alone",
	"name.family", "name.given", "name.father", "birth.source", "birth.place", "birth.country", "origin.country", "origin.place", "stateless",
	"relation.to", "marital", only("marital.certificate", "marital", "married", "religious_marriage", "partnership", "divorced", "widowed"), "income_before", "joined", "left", "died",
)}

// CaseLeaf is what can be written about the case itself. Closing it is one of the
// answers: with its day, and why.
var CaseLeaf = Leaf{Kind: casework.KindCase, Fields: ask(
	"file_number", "heard", only("heard.other", "heard", "other"), "return_type", "destination.country", only("destination.region", "destination.country"),
	only("destination.place", "destination.country"), "closed", only("closing", "closed"), long("closing.note", "closed"),
), Listed: paths("opened", "heard", "heard.other", "return_type", "destination.country", "destination.region", "destination.place", "closed", "closing", "closing.note")}

package casework

// Kinds about law, money and what the person agreed to. All of class Legal: each may
// tell of an asylum procedure.
const (
	KindStatus     Kind = "status"
	KindDecision   Kind = "decision"
	KindProceeding Kind = "proceeding"
	KindMoney      Kind = "money"
	KindConsent    Kind = "consent"
	KindWithdrawal Kind = "withdrawal"
)

func (t kinds) addLegal() {
	member := ref("member", KindMember)
	t.add(KindStatus, on(SubjectCase), Legal, []row{
		member, enum("kind", "legal_status"), date("entered"), text("entered.how"), date("since"), date("until"), text("permit"), country("country"),
		yes("permit_elsewhere"), country("permit_elsewhere.country"), yes("aid_before"), text("aid_before.what"), date("aid_before.on"),
		yes("security_exclusion"), text("security_exclusion.law"), text("note"), yes("employer_release"), yes("left_institution"),
	})
	t.add(KindDecision, on(SubjectCase), Legal, []row{
		member, enum("kind", "decision"), text("authority"), code("reference"), date("decided"), date("notified"), yes("translated"),
		lang("language"), enum("understood", "understood"), text("outcome"),
		date("appeal.until"), enum("appeal", "appeal"), date("appeal.lodged"), text("appeal.note"), date("appeal.decided"), text("appeal.outcome"),
		yes("legal_aid.told"), yes("legal_aid.wanted"), text("legal_aid.who"), text("legal_aid.contact"), date("legal_aid.on"), ref("legal_aid.service", KindService),
		date("departure.until"), yes("departure.extended"), number("entry_ban.months"), yes("entry_ban.may_lift"), ref("file", ""), text("note"),
	})
	t.add(KindProceeding, on(SubjectCase), Legal, []row{
		member, enum("kind", "proceeding"), text("authority"), code("reference"), text("what"), date("since"), date("until"), yes("must_stay"),
		text("who_helps"), text("outcome"),
	})
	t.add(KindMoney, on(SubjectCase), Legal, []row{
		member, enum("kind", "money"), money("amount"), text("to"), date("due"), text("pressure"), yes("danger"), text("note"), country("country"),
	})
	t.add(KindConsent, on(SubjectCase, SubjectReferral), Legal, []row{
		member, enum("purpose", "purpose"), enum("basis", "basis"), text("basis.law"), text("recipient.*"), ref("recipient.*.subject", ""),
		enum("recipient.*.kind", "partner"), country("recipient.*.country"),
		yes("class.*"), // which classes besides core are named: the segment is the class
		text("text"), label("text.version"), key("text.sha256"), slug("text.id"), lang("language"), enum("how", "consent_how"),
		text("interpreter"), text("witness"), text("guardian"), enum("state", "consent"), moment("on"), date("until"), moment("withdrawn"),
		yes("effects_explained"), text("words"), ref("file", ""), ref("counselling", KindCounselling),
		enum("recall", "recall"), date("recall.sent"), date("recall.answered"), text("recall.answer"),
	})
	// The person no longer wants to return, or no longer wants us: one step at any time.
	t.add(KindWithdrawal, on(SubjectCase), Legal, []row{
		member, moment("on"), text("words"), enum("of", "withdrawn_from"), ref("counselling", KindCounselling), yes("carried_out"), text("consequences"),
	})
}

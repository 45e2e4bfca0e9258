package casework

// Kinds about a referral: a subject of its own.
const (
	KindReferral       Kind = "referral"
	KindExtract        Kind = "extract"         // what the partner is given of the case, of class Core
	KindExtractMedical Kind = "extract.medical" // the same of class Medical, when the consent names it
	KindMessage        Kind = "message"         // between counsellor and partner, about this referral
)

func (t kinds) addReferral() {
	t.add(KindReferral, on(SubjectReferral), Core, []row{
		// From whom and to whom: who may read and write the referral. Judge rests on these.
		ref("organisation", "").kept(), ref("office", "").kept(), ref("assigned", "").kept(), yes("deputy.*").kept(), date("deputy.*.until"),
		ref("to.organisation", "").kept(), ref("to.office", "").kept(), ref("to.staff", "").kept(), date("withdrawn").kept(),
		enum("partner", "partner"), enum("for", "referral_for"), country("country"), text("place"), text("purpose"),
		enum("basis", "transfer_basis"), date("basis.until"), yes("consent.given"), date("consent.on"), yes("consent.medical"), yes("consent.partner_named"),
		yes("consent.feedback"), number("lease.days"), date("sent"), enum("state", "referral"), date("answered"), text("answer"), text("needs_first_contact"),
		code("reference"), text("from.office_name"), text("from.role"), country("from.country"), lang("language"), date("ends"), date("last_due"),
		text("feedback"), yes("reached"), text("recall.answer"), date("recall.answered"),
		yes("without_referral"), text("local_name"), date("own_consent"), // an arrival nobody announced
	}, all(Legal,
		ref("case", ""), ref("consent", KindConsent), text("note.inside"), yes("matched"),
	))
	// One item for each item of the case that is shared; the path below value is that of
	// the case's own field.
	extract := []row{
		label("of.kind"), ref("of.item", ""), label("value.**"), date("confirmed"), number("version"), yes("update"),
	}
	for i := range extract {
		if extract[i].Path == "value.**" {
			extract[i].Use = Words
		}
	}
	t.add(KindExtract, on(SubjectReferral), Core, extract)
	t.add(KindExtractMedical, on(SubjectReferral), Medical, extract)
	t.add(KindMessage, on(SubjectReferral, SubjectRequest), Core, []row{
		text("text"), lang("language"), ref("answers", KindMessage), yes("read"), text("from.role"), country("from.country"),
	})
}

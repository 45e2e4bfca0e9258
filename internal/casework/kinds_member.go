package casework

// Kinds about the persons of a household.
const (
	KindMember         Kind = "member"
	KindContact        Kind = "contact"        // in Europe
	KindContactAbroad  Kind = "contact.abroad" // in the country of return
	KindTravelDocument Kind = "travel_document"
	KindVulnerability  Kind = "vulnerability"
	KindMedical        Kind = "medical"
	KindSafeguard      Kind = "safeguard"
	KindRelative       Kind = "relative" // family who are not of the household
	KindParentConsent  Kind = "parent_consent"
	KindSkill          Kind = "skill"
	KindStay           Kind = "stay"    // in a centre or elsewhere in Europe
	KindHistory        Kind = "history" // how the person came and what happened on the way
)

func (t kinds) addMember() {
	member := ref("member", KindMember)
	t.add(KindMember, on(SubjectCase), Core, []row{
		nameOf("name.native"), label("name.native.script"), nameOf("name.latin"), nameOf("name.family"), nameOf("name.given"),
		nameOf("name.father"), nameOf("spelling.*"),
		approx("birth"), enum("birth.source", "birth_source"), yes("birth.disputed"), text("birth.place"), country("birth.country"),
		enum("gender", "gender"), yes("nationality.*"), yes("stateless"), country("origin.country"), text("origin.region"), text("origin.place"),
		enum("relation", "relation"), ref("relation.to", KindMember), enum("marital", "marital"), yes("marital.certificate"),
		yes("travels"), date("joined"), date("left"), date("died"),
		enum("education", "education"), text("occupation"), text("income_before"),
		enum("language.*.speaks", "speaks"), text("language.*.dialect"), yes("language.*.understands"), enum("language.*.reads", "reads"),
		enum("reads", "reads"), yes("interpreter"), enum("interpreter.gender", "gender"), lang("interpreter.language"),
	}, all(Protection,
		text("interpreter.not"), // whom the person does not want as an interpreter
		text("ethnicity"), text("religion"), text("safe_with"), text("not_safe_with"), yes("seen_alone"),
	), all(Legal,
		text("wishes"), text("fears"), text("why_now"),
	))
	contact := []row{
		member, enum("kind", "contact"), text("value"), text("of"), enum("relation", "relation"), text("say"), text("hours"), yes("no_messages"),
		yes("safe"), text("safety"), lang("language"), date("until"), country("country"), yes("may_leave_message"),
	}
	// The safety note is of the same class as the number: the one never comes without the other.
	t.add(KindContact, on(SubjectCase), Whereabouts, contact)
	t.add(KindContactAbroad, on(SubjectCase, SubjectReferral), Core, contact)
	t.add(KindTravelDocument, on(SubjectCase), Core, []row{
		member, enum("kind", "document"), code("number"), country("issued_by"), date("issued"), date("expires"), yes("valid"),
		yes("copy"), ref("copy.file", ""), date("applied"), date("delivered"), date("received"), text("note"), yes("genuine_doubted").in(Legal),
	}, all(Legal, // an original kept by the asylum authority tells of asylum
		enum("original_at", "original_at"), text("original_at.note"), date("loss_reported"), code("loss_reference"),
	))
	t.add(KindVulnerability, on(SubjectCase), Protection, []row{
		member, enum("kind", "vulnerability"), enum("severity", "severity"), text("description"), date("noticed"), text("noticed_by"),
		yes("wants_help"), text("done"), yes("may_share"), yes("over"), ref("counselling", KindCounselling),
	})
	t.add(KindMedical, on(SubjectCase), Medical, []row{
		member, enum("kind", "medical"), enum("severity", "severity"), text("description"), text("medication"), text("treatment"),
		text("needs_there"), yes("available_there"), ref("available_there.note", KindNote), date("noticed"), yes("over"),
		enum("fit", "fit"), date("fit.on"), text("fit.by"), date("fit.until"), yes("wheelchair"), yes("stretcher"), yes("oxygen"),
		yes("medical_escort"), yes("contagious"), number("pregnancy.week"), date("pregnancy.due"), yes("pregnancy.letter"),
		text("airport_help"), text("on_board"), ref("letter.file", ""),
	})
	t.add(KindSafeguard, on(SubjectCase), Protection, []row{
		member, ref("counselling", KindCounselling), enum("kind", "safeguard"), enum("met", "met"), text("because"), text("done"),
		text("by"), date("on"), date("until"), text("reference"), ref("file", ""),
	})
	t.add(KindRelative, on(SubjectCase), Protection, []row{
		nameOf("name"), member, enum("relation", "relation"), country("country"), text("place"), text("contact"), yes("knows"),
		yes("would_receive"), text("assessed"), yes("returned_before"), text("note"), yes("must_not_know"),
	})
	t.add(KindParentConsent, on(SubjectCase), Legal, []row{
		member, nameOf("parent"), country("parent.country"), text("parent.where"), enum("state", "consent"), enum("how", "consent_how"), date("on"),
		text("custody"), text("court"), date("decided"), ref("file", ""), text("because"),
	})
	t.add(KindStay, on(SubjectCase), Whereabouts, []row{
		member, ref("centre", ""), text("place"), enum("setting", "setting"), date("from"), date("until"), enum("ended", "departure_kind"), text("room"), text("note"),
	})
	t.add(KindSkill, on(SubjectCase), Core, []row{
		member, text("what"), number("years"), yes("certificate"), yes("recognised"), text("where"), yes("wants_to_use"),
	})
	t.add(KindHistory, on(SubjectCase), Protection, []row{
		member, text("route"), country("wanted_country"), date("left_home"), date("arrived"), text("why_left"), text("happened"),
		yes("false_promises"), yes("forced_work"), yes("movement_denied"), yes("threats"), yes("documents_withheld"),
		money("cost"), text("cost.paid_by"), yes("returned_before"), text("returned_before.how"),
	})
}

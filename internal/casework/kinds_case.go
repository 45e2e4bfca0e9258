package casework

// Kinds about the case itself.
const (
	KindCase        Kind = "case"
	KindEpisode     Kind = "episode"
	KindAppointment Kind = "appointment"
	KindHandover    Kind = "handover"
	KindDuplicate   Kind = "duplicate"
	KindReferralOut Kind = "referral.out"
	KindFingerprint Kind = "fingerprint"
)

func (t kinds) addCase() {
	t.add(KindCase, on(SubjectCase), Core, []row{
		code("file_number"), nameOf("pseudonym"), yes("pseudonymous"), date("opened"),
		// Assignment: who may read and write the case. Judge rests on these.
		ref("organisation", "").kept(), ref("office", "").kept(), ref("assigned", "").kept(),
		yes("deputy.*").kept(), // the segment is the deputy's staff identifier
		date("deputy.*.until"),
		ref("principal", KindMember),
		enum("heard", "heard"), text("heard.other"), enum("stage", "stage"), enum("return_type", "return_type"),
		country("destination.country"), text("destination.region"), text("destination.place"),
		date("closed"), enum("closing", "closing"), text("closing.note"),
		yes("flag.*"), // raised by hand; the segment names it
		date("retention.until"), label("imported.from"), label("imported.row"), ref("merged_into", ""),
		// After a parting neither case may point to the other for who may not know.
		ref("parted.from", "").in(Protection), ref("parted.to.*", "").in(Protection), ref("merged.*", "").in(Protection),
	})
	t.add(KindEpisode, on(SubjectCase), Core, []row{
		date("opened"), date("closed"), enum("closing", "closing"), text("note"), enum("stage", "stage"), date("came_back"),
	})
	t.add(KindAppointment, on(SubjectCase, SubjectReferral), Core, []row{
		moment("at"), number("minutes"), text("what"), ref("with", ""), ref("member", KindMember), enum("state", "appointment"),
		lang("language"), ref("counselling", KindCounselling),
		text("where").in(Whereabouts), text("note").in(Legal),
	})
	t.add(KindHandover, on(SubjectCase), Legal, []row{
		ref("from", ""), ref("to", ""), date("on"), text("note"), text("open"), yes("told_person"), yes("read"),
	})
	t.add(KindDuplicate, on(SubjectCase), Core, []row{
		ref("other", ""), enum("decision", "duplicate"), text("note"),
	})
	// The case's side of a referral: what it was decided on. The referral itself is a
	// subject of its own, see KindReferral.
	t.add(KindReferralOut, on(SubjectCase), Core, []row{
		ref("referral", ""), ref("consent", KindConsent), enum("for", "referral_for"), date("sent"), date("withdrawn"),
		enum("state", "referral"), text("note").in(Legal),
	})
	t.add(KindFingerprint, on(SubjectCase), Core, []row{
		key("of.*"), ref("consent", KindConsent), // keyed, for the duplicate check between offices
	})
}

package casework

// Kinds about who works here and with what.
const (
	KindStaff        Kind = "staff"
	KindAbsence      Kind = "absence"
	KindDevice       Kind = "device"     // the item is the device's identifier
	KindCircleKey    Kind = "circle.key" // the item is the key's identifier, eight bytes and zeros
	KindOffice       Kind = "office"
	KindOrganisation Kind = "organisation"
	KindAudit        Kind = "audit"
)

func (t kinds) addStaff() {
	t.add(KindStaff, on(SubjectStaff), Core, []row{
		nameOf("name"), text("outside_name"), enum("role", "role").kept(), yes("duty.*").kept().stars("duty"), ref("office", "").kept(), ref("organisation", "").kept(),
		yes("country.*").kept(), // for scouts: the countries they know; the segment is the country
		yes("language.*"), text("phone"), text("email"), date("started"), date("ended").kept(), yes("offers_practice"),
	})
	t.add(KindAbsence, on(SubjectStaff), Core, []row{date("from"), date("until"), ref("deputy", ""), text("note")})
	t.add(KindDevice, on(SubjectStaff), Core, []row{
		label("name"), enum("platform", "platform"), key("signing"), key("recipient"), date("enrolled"), date("revoked").kept(), text("revoked.because"),
		date("lost"), text("lost.report"), key("fingerprint"), label("program"),
	})
	t.add(KindCircleKey, on(SubjectOffice, SubjectStaff, SubjectOrganisation), Core, []row{
		key("for.*"),    // wrapped for the device, or the recovery recipient, that the segment names
		yes("wanted.*"), // by the device that the segment names, for something it was given and cannot open
		enum("circle", "circle"), date("made"), yes("retired"),
	})
	t.add(KindOffice, on(SubjectOffice), Core, []row{
		ref("organisation", "").kept(), nameOf("name"), text("outside_name"), country("country"), text("place"), text("address"), text("phone"), text("opening"), date("closed"),
	})
	t.add(KindOrganisation, on(SubjectOrganisation), Core, []row{
		nameOf("name"), text("outside_name"), enum("kind", "partner"), country("country"), text("contact"), key("complaints.recipient"), key("recovery.recipient"), key("signing"),
	})
	t.add(KindAudit, on(SubjectAudit), Core, []row{
		ref("organisation", "").kept(), ref("assigned", "").kept(), number("number"), key("previous"), key("digest"), enum("did", "audit"), label("about.kind"), ref("about", ""), label("why"), moment("at"), ref("device", ""),
		number("count"), label("how"),
	})
	t.addRecovery()
}

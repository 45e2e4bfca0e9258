package casework

// Kinds from the application to the time after arrival.
const (
	KindApplication Kind = "application"
	KindDeparture   Kind = "departure"
	KindArrival     Kind = "arrival"
	KindFollowUp    Kind = "follow_up"
)

func (t kinds) addJourney() {
	member := ref("member", KindMember)
	t.add(KindApplication, on(SubjectCase), Core, []row{
		slug("programme"), slug("package"), label("rule.version"), yes("member.*"), enum("state", "application"), code("reference"), text("to"),
		date("sent"), date("received"), date("decided"), text("decided.by"), text("reason"), text("remedy"), date("declaration.signed"), ref("declaration.file", ""),
		enum("check.*.*", "check").stars("", "check_point"), date("check.*.*.on").stars("", "check_point"), text("check.*.*.note").stars("", "check_point"), // the segments are the member and the point
		money("approved"), date("withdrawn"), text("note"), enum("travel_with", "travel_with"), date("wanted"), text("needs"),
		text("status_said").in(Legal),
	})
	t.add(KindDeparture, on(SubjectCase), Core, []row{
		ref("application", KindApplication), yes("member.*"), enum("state", "departure"), enum("manner", "manner"), date("expected"), moment("leaves"), moment("arrives"),
		text("from"), text("to"), text("via.*"), code("flight.*"), code("booking"), text("carrier"), yes("transit_help"), text("baggage"),
		date("reported"), text("no_show_why"), date("departed"), text("confirmed_by"), text("met_by"), text("note"),
		text("escort").in(Legal), text("pick_up").in(Whereabouts),
	})
	t.add(KindArrival, on(SubjectCase, SubjectReferral), Core, []row{
		enum("state", "arrival"), date("on"), text("place"), text("met_by"), text("given"), money("spent"), text("onward"), text("needs"), text("note"), yes("member.*"),
	})
	t.add(KindFollowUp, on(SubjectCase, SubjectReferral), Core, []row{
		member, enum("state", "follow_up"), number("month"), date("due"), date("held"), text("where"), text("how"), text("said"), text("economic"),
		text("social"), text("psychosocial"), money("income"), text("work"), text("challenges"), enum("drop_out", "drop_out"), text("drop_out.note"),
		text("next"), ref("file", ""), text("note"),
	}, all(Protection, enum("further_move", "further_move"), text("further_move.words"), yes("further_move.wished_recorded")))
}

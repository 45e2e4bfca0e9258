package casework

// Kinds of the second reading.
const (
	KindReview     Kind = "review"
	KindComment    Kind = "comment"
	KindFlag       Kind = "flag" // what was decided on something flagged
	KindConference Kind = "conference"
)

func (t kinds) addReview() {
	t.add(KindReview, on(SubjectCase), Legal, []row{
		ref("counselling", KindCounselling), ref("plan", KindPlan), enum("verdict", "verdict"), enum("check.*", "review_check").stars("review_point"), text("check.*.note").stars("review_point"),
		text("note"), ref("second.for", KindReview), yes("sampled"), label("seen_version"), yes("answered"), text("answer"), yes("talk.held"), date("talk.on"),
	})
	t.add(KindComment, on(SubjectCase), Legal, []row{
		ref("review", KindReview), label("place.kind"), ref("place.item", ""), label("place.field"), text("text"), text("answer"), yes("resolved"), ref("to", ""),
	})
	t.add(KindFlag, on(SubjectCase, SubjectReferral), Legal, []row{
		label("flag"), label("place.kind"), ref("place.item", ""), enum("state", "settled"), text("because"),
	})
	t.add(KindConference, on(SubjectCase), Legal, []row{
		date("on"), text("with"), text("question"), text("decision"), text("who_does"), date("until"), yes("done"),
	})
}

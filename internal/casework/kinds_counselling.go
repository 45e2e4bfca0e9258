package casework

// Kinds about what was talked about.
const (
	KindCounselling  Kind = "counselling"
	KindPrivateNote  Kind = "private_note"
	KindSatisfaction Kind = "satisfaction"
	KindComplaint    Kind = "complaint"
)

func (t kinds) addCounselling() {
	t.add(KindCounselling, on(SubjectCase), Legal, []row{
		// What, when, where. entered differs from started when it was written down later.
		enum("kind", "counselling"), enum("setting", "setting"), text("place"), moment("started"), moment("ended"), number("minutes"), moment("entered"),
		yes("from_paper"), ref("paper.file", ""), yes("open"), // yes while it is not yet recorded; absent afterwards
		yes("member.*"), // who of the household was counselled; the segment is the member
		// In the room. Nothing here has a default.
		enum("room.*.who", "in_room"), text("room.*.name"), text("room.*.because"), enum("private", "privacy"), text("private.because"),
		yes("detention.explained"), yes("detention.telephone"), yes("lawyer.offered"), yes("lawyer.present"), yes("guardian.present"), text("guardian.because"),
		// Interpreter.
		enum("interpreter.mode", "interpreter_mode"), enum("interpreter.is", "interpreter_is"), text("interpreter.who"), lang("interpreter.language"),
		yes("interpreter.accepted"), yes("interpreter.pledge"), text("interpreter.because"), yes("interpreter.line_lost"), yes("interpreter.not_understood"),
		text("interpreter.note"), lang("language"),
		// What the person was told: the exact text, and what was understood.
		lang("topic.*.language"), label("topic.*.version"), key("topic.*.sha256"), moment("topic.*.shown"), number("topic.*.seconds"),
		label("topic.*.in.*.version"), key("topic.*.in.*.sha256"), moment("topic.*.in.*.shown"), // each language it was shown in
		enum("topic.*.understood", "understood"), text("topic.*.said_back"), text("topic.*.note"), yes("topic.*.given"),
		label("note.*.version"), text("note.*.said"), label("rule.*.version"), text("rule.*.said"), yes("service.*.named"),
		yes("stage.*").stars("counselling_stage"),
		// What the person said. Order within a list is that of the items' making.
		text("said"), text("question.*"), text("question.*.answer"), ref("question.*.request", ""), text("concern.*"), text("rumour.*"), text("rumour.*.where"),
		text("wants"), text("wants.native"), enum("read_back", "read_back"), text("read_back.changed"), number("withheld"), // "please do not write this", how many times
		yes("options_shown"), yes("legal_advice_shown"), yes("stay_shown"), yes("legal_aid_told"),
		enum("outcome", "outcome"), text("outcome.note"), enum("voluntary", "voluntary"), text("voluntary.words"), date("cooling_off.until"),
		text("next.step"), moment("next.at"), text("next.where"), text("next.who"),
		enum("summary", "summary"), lang("summary.language"), text("summary.because"),
		text("addendum.*"), label("addendum.*.on_field"), moment("addendum.*.talk"),
		ref("late.*", ""), // a write that came after the recording, kept as an addendum
		ref("moved_from", ""), ref("asks_talk", ""), text("asks_talk.about"),
	}, all(Protection,
		yes("doubt"), text("doubt.because"), yes("danger"), text("danger.what"), text("danger.done"),
	))
	t.add(KindPrivateNote, on(SubjectCase, SubjectStaff), Private, []row{
		text("text"), ref("counselling", KindCounselling), date("until"),
	})
	t.add(KindSatisfaction, on(SubjectCase, SubjectReferral), Complaint, []row{
		slug("survey"), label("survey.version"), lang("language"), number("answer.*"), text("words"), yes("alone"), yes("on_paper"), date("on"),
		ref("of", ""), // who was rated
	})
	t.add(KindComplaint, on(SubjectCase, SubjectReferral, SubjectStaff, SubjectOffice), Complaint, []row{
		text("words"), lang("language"), date("on"), text("about"), ref("about.staff", ""), yes("anonymous"), text("contact"), yes("wants_answer"),
		text("answer"), date("answered"), enum("state", "settled"), ref("file", ""),
	})
}

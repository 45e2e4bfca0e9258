package casework

// Kinds of what is known about countries.
const (
	KindRequest Kind = "request"
	KindAnswer  Kind = "answer"
	KindNote    Kind = "note"
	KindService Kind = "service"
	KindPack    Kind = "pack"
)

func (t kinds) addKnowledge() {
	t.add(KindRequest, on(SubjectRequest), Core, []row{
		ref("organisation", "").kept(), ref("office", "").kept(), ref("assigned", "").kept(), country("country").kept(), yes("to.*").kept(),
		text("region"), enum("topic", "request_topic"), enum("urgency", "urgency"), text("question"), text("background"), lang("language"),
		date("due"), date("asked"), enum("state", "request"), yes("may_become_note"), text("because"),
		// Which case it was asked for stays in the office that asked.
		ref("case", "").in(Legal), ref("counselling", KindCounselling).in(Legal),
	})
	t.add(KindAnswer, on(SubjectRequest), Core, []row{
		text("text"), lang("language"), date("on"), date("valid_until"), enum("reliability", "reliability"), enum("source.*.kind", "source"), text("source.*.what"),
		date("source.*.on"), ref("note", ""), yes("complete"), yes("read"), text("from.role"), country("from.country"),
		text("source.*.name").in(Private),
	})
	t.add(KindNote, on(SubjectNote), Core, []row{
		ref("organisation", "").kept(), country("country"), text("region"), enum("topic", "request_topic"), text("title.*"), text("text.*"), // the segment is the language
		number("version"), ref("follows", ""), date("verified"), date("valid_until"), enum("state", "note"), text("because"),
		enum("source.*.kind", "source"), text("source.*.what"), date("source.*.on"), enum("source.*.reliability", "reliability"), yes("source.*.independent"),
		text("source.*.name"), yes("source.*.withheld"), ref("media.*", ""), text("media.*.text"), lang("media.*.language"), code("from_pack"), ref("request", ""),
		text("source.*.withheld_name").in(Private), // a source's name can be withheld, its kind cannot
	})
	t.add(KindService, on(SubjectService), Core, []row{
		ref("organisation", "").kept(), nameOf("name"), nameOf("name.native"), enum("kind", "service"), enum("also.*", "service"), country("country"), text("region"), text("place"),
		text("address"), yes("language.*"), enum("cost", "cost"), text("cost.note"), text("opening"), text("capacity"), number("capacity.places"),
		text("contact.phone"), text("contact.email"), text("contact.web"), text("contact.person"), enum("forced_actors", "forced_actors"), enum("partner", "partner"),
		text("for_whom"), text("first_contact"), text("answers_in"), date("verified"), text("verified.how"), date("closed"), text("note"), code("from_pack"),
	})
	t.add(KindPack, on(SubjectPack), Core, []row{
		text("name"), enum("kind", "pack"), label("version"), key("sha256"), label("from"), date("valid_from"), date("valid_until"), number("bytes"), yes("withdrawn"),
		ref("organisation", "").kept(), ref("file", ""),
	})
}

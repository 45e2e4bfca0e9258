package casework

// Kinds of the centre book and of activities without a case.
const (
	KindCentre   Kind = "centre"
	KindCapacity Kind = "centre.capacity"
	KindMovement Kind = "centre.movement"
	KindActivity Kind = "activity"
)

func (t kinds) addPlaces() {
	t.add(KindCentre, on(SubjectCentre), Core, []row{
		ref("organisation", "").kept(), ref("office", "").kept(), nameOf("name"), text("place"), text("region"), country("country"), enum("setting", "setting"), date("closed"), text("note"),
	})
	t.add(KindCapacity, on(SubjectCentre), Core, []row{date("from"), number("places"), text("note")})
	t.add(KindMovement, on(SubjectCentre), Core, []row{
		date("on"), enum("direction", "direction"), enum("kind", "departure_kind"), number("persons"), number("nights"), country("nationality"), text("note"), label("imported"),
	})
	t.add(KindActivity, on(SubjectActivity), Core, []row{
		ref("organisation", "").kept(), ref("office", "").kept(), ref("assigned", "").kept(), enum("kind", "activity"), enum("setting", "setting"), moment("started"), number("minutes"),
		text("place"), ref("centre", ""), yes("language.*"), text("interpreter"), number("heads.*.*").stars("gender", "age_band"), // the segments are gender and age band
		number("heads"), label("topic.*.version"), text("material.*"), number("material.*.count"), number("posts"), text("with"), text("title"), text("questions"), text("note"), yes("asks_follow_up"),
	})
}

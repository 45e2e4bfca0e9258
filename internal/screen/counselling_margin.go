package screen

import "waymark/internal/casework"

// Margin is what is still open, as questions. There are none while somebody is
// talking: they come when Record is pressed, and no answer is needed.
func (s *Counselling) Margin() []Message {
	if !s.asked {
		return nil
	}
	var open []Message
	ask := func(key string, is bool) {
		if is {
			open = append(open, Say(key))
		}
	}
	f := s.Form
	none := func(field string) bool { return !f.Has(field) }
	with := false
	for _, m := range s.People() {
		with = with || s.IsWith(m.ID)
	}
	ask("counselling.margin.members", !with && len(s.People()) > 0)
	ask("counselling.margin.private", none("private"))
	ask("counselling.margin.interpreter", none("interpreter.mode"))
	ask("counselling.margin.accepted", s.Interpreted() && none("interpreter.accepted"))
	ask("counselling.margin.interpreter_why", delicate(f.Text("interpreter.is")) && none("interpreter.because"))
	why := false
	for _, item := range s.Entries("room") {
		why = why || delicate(f.Text("room."+item+".who")) && none("room."+item+".because")
	}
	ask("counselling.margin.room_why", why)
	untold := false
	for _, item := range s.Entries("topic") {
		untold = untold || none(topicField(item, "understood"))
	}
	ask("counselling.margin.topics", untold)
	ask("counselling.margin.options", none("options_shown") || none("legal_advice_shown"))
	ask("counselling.margin.voluntary", s.Unbacked() && none("voluntary") || f.Text("outcome") == "applied" && none("voluntary"))
	ask("counselling.margin.doubt", s.Doubted() && none("doubt.because"))
	ask("counselling.margin.outcome", none("outcome"))
	ask("counselling.margin.next", none("next.step"))
	ask("counselling.margin.setting", none("setting"))
	return open
}

// delicate are those whose presence, or interpreting, has to have a reason.
func delicate(who string) bool {
	switch who {
	case "guard", "officer", "police", "child", "family_member", "fellow_detainee":
		return true
	}
	return false
}

// Openable reports whether what is asked in the margin could still be answered.
func (s *Counselling) Openable() bool { return s.Form.State() == FormDue || s.Form.Open() }

// TopicState says of a topic in a few words what the person was shown of it and
// when; zero for nothing yet.
func (s *Counselling) TopicState(topic string, language func(tag string) string) Message {
	of := func(field string) string { return s.Form.Text(topicField(topic, field)) }
	at, ok := casework.Value(of("shown")).Time()
	if !ok {
		return Message{}
	}
	if a := of("understood"); a != "" {
		return Say("counselling.topic.shown_answered", "Language", language(of("language")), "Time", AsTime(at), "Answer", Say(casework.EnumKey("understood", casework.Value(a))))
	}
	return Say("counselling.topic.shown", "Language", language(of("language")), "Time", AsTime(at))
}

package casework

// Kinds about the plan and what it is made of.
const (
	KindPlan     Kind = "plan"
	KindPlanLine Kind = "plan.line"
	KindNeed     Kind = "need"
	KindRisk     Kind = "risk"
	KindIdea     Kind = "idea"
	KindSurvey   Kind = "survey"
	KindDelivery Kind = "delivery"
)

func (t kinds) addPlan() {
	member := ref("member", KindMember)
	plan := ref("plan", KindPlan)
	t.add(KindPlan, on(SubjectCase), Core, []row{
		member, text("title"), number("version"), ref("follows", KindPlan), enum("state", "plan_state"), date("made"), date("agreed"),
		enum("read_back", "read_back"), lang("language"), ref("agreed.counselling", KindCounselling), ref("agreed.file", ""),
		date("sent"), text("sent.to"), date("decided"), text("decided.by"), text("reason"), text("remedy"),
		country("country"), text("place"), text("aspirations"), text("family"), text("own_means"),
		label("rule.*.version"), date("rule.*.verified"), money("possible.*"), text("possible.*.decided_by"),
		yes("business"), text("business.activity"), text("business.place"), text("business.market"), text("business.competitors"),
		text("business.experience"), text("business.permits"), money("business.cost"), text("business.cost.note"), money("business.monthly_cost"),
		money("business.monthly_income"), text("business.own_share"), text("business.partners"), text("business.risks"), text("business.suppliers"),
		text("note"), text("uncertain"),
	}, all(Legal, text("note.inside"), text("decided.note")))
	t.add(KindPlanLine, on(SubjectCase), Core, []row{
		plan, member, number("order"), enum("dimension", "dimension"), enum("approach", "approach"), text("activity"), ref("need", KindNeed),
		ref("service", ""), text("provider"), enum("fund", "fund"), slug("programme"), slug("package"), slug("rule"), label("rule.version"), date("rule.verified"),
		money("amount"), label("rate"), date("rate.on"), enum("support", "support_kind"), text("who"), date("due"), enum("proof", "proof"), yes("uncertain"),
		text("uncertain.why"), enum("state", "line_state"), text("sent.to"), date("sent"), date("decided"), text("decided.by"), money("approved"),
		text("reason"), text("remedy"), text("note"), ref("replaces", KindPlanLine), text("same_need_because"),
	})
	t.add(KindNeed, on(SubjectCase), Core, []row{
		plan, member, enum("dimension", "dimension"), text("words"), text("words.native"), lang("words.language"), enum("urgency", "urgency"), yes("met"),
	})
	// A risk has a half the partner may know and a half that stays inside.
	t.add(KindRisk, on(SubjectCase), Core, []row{
		plan, member, text("shareable"), text("answer"), enum("severity", "severity"),
		text("inside").in(Protection), text("inside.answer").in(Protection),
	})
	t.add(KindIdea, on(SubjectCase), Core, []row{
		plan, member, text("words"), enum("dimension", "dimension"), enum("approach", "approach"), enum("individual", "feasible"), text("individual.note"),
		enum("community", "feasible"), text("community.note"), enum("structural", "feasible"), text("structural.note"), yes("taken_up"), ref("line", KindPlanLine),
	})
	t.add(KindSurvey, on(SubjectCase, SubjectReferral), Core, []row{
		member, slug("survey"), label("survey.version"), key("survey.sha256"), yes("baseline"), number("month"), date("on"), lang("language"), text("interpreter"),
		label("answer.*"), yes("no_answer.*"), number("score.*"), text("note"), text("how"),
	})
	t.add(KindDelivery, on(SubjectCase, SubjectReferral), Core, []row{
		ref("line", KindPlanLine), member, date("on"), enum("support", "support_kind"), text("what"), money("spent"), text("provider"),
		enum("proof", "proof"), ref("proof.file", ""), yes("complete"), text("note"), yes("person_confirmed"),
	})
}

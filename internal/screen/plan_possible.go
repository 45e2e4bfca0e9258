package screen

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/programme"
)

// householdOf is what a programme asks about a case: who returns, as whom, where to.
// Who does not travel along, has left the household or died is not of it.
func householdOf(c casework.Case, st *casework.State, plan *casework.ReintegrationPlan, host string, today time.Time) programme.Household {
	h := programme.Household{Today: today, Host: host, Country: c.Country}
	if plan != nil && plan.Country != "" {
		h.Country = plan.Country
	}
	if v := st.Root().Get("return_type"); v != "undecided" {
		h.Return = string(v)
	}
	for _, it := range st.Of(casework.KindApplication) {
		h.Applied, _ = it.Get("sent").Date()
	}
	for _, it := range st.Of(casework.KindDeparture) {
		if it.Get("state") == "cancelled" || it.Get("state") == "no_show" {
			continue
		}
		for _, f := range []casework.Field{"expected", "leaves", "departed"} {
			if t, ok := dayOf(it.Get(f)); ok {
				h.Departure = t
			}
		}
		if t, ok := dayOf(it.Get("arrives")); ok {
			h.Arrival = t
		}
	}
	for _, it := range st.Of(casework.KindArrival) {
		if t, ok := it.Get("on").Date(); ok && it.Get("state") == "arrived" {
			h.Arrival = t
		}
	}
	day := today
	if h.Departure.After(today) {
		day = h.Departure
	}
	for _, m := range c.Members {
		gone := func(t time.Time) bool { return !t.IsZero() && !t.After(today) }
		if m.Travels == casework.No || gone(m.Left) || gone(m.Died) {
			continue
		}
		h.Members = append(h.Members, memberOf(m, st, day))
	}
	principal := c.Principal.String()
	if !slices.ContainsFunc(h.Members, func(m programme.Member) bool { return m.ID == principal }) {
		principal = firstAdult(h.Members)
	}
	for i := range h.Members {
		if h.Members[i].ID == principal {
			h.Members[i].Role = programme.RolePrincipal
		}
	}
	return h
}

// firstAdult speaks for a household whose principal does not travel.
func firstAdult(all []programme.Member) string {
	for _, m := range all {
		if m.AgeKnown && m.Least >= 18 {
			return m.ID
		}
	}
	if len(all) > 0 {
		return all[0].ID
	}
	return ""
}

func dayOf(v casework.Value) (time.Time, bool) {
	if t, ok := v.Date(); ok {
		return t, true
	}
	return v.Time()
}

func memberOf(m casework.Member, st *casework.State, day time.Time) programme.Member {
	out := programme.Member{ID: m.ID.String(), Role: programme.RoleRelative, Facts: map[programme.Fact]programme.Answer{}}
	switch m.Relation {
	case "spouse", "partner":
		out.Role = programme.RolePartner
	case "child":
		out.Role = programme.RoleChild
	}
	if born := m.Born(); !born.IsZero() && m.Disputed != casework.Yes {
		out.AgeKnown = true
		out.Least, out.Most = born.Age(day)
	}
	for _, it := range st.Of(casework.KindStatus) {
		if id, ok := it.Get("member").Item(); ok && id != m.ID {
			continue // without a member it is everybody's
		}
		if v := it.Get("kind"); v != "" && v != "not_said" {
			out.Status = string(v)
		}
		for fact, f := range map[programme.Fact]casework.Field{programme.PermitElsewhere: "permit_elsewhere", programme.AidBefore: "aid_before", programme.Security: "security_exclusion"} {
			switch it.Get(f) {
			case casework.Yes:
				out.Facts[fact] = programme.Yes
			case casework.No:
				out.Facts[fact] = programme.No
			}
		}
	}
	return out
}

// Chosen is a rule as a line of the plan can rest on it.
type Chosen struct {
	Rule      programme.Rule
	Programme *programme.Programme
}

// RulesOffered are the rules that are possible for this household, or may be, in the
// order of their programmes.
func (s *Plan) RulesOffered() []Chosen {
	var all []Chosen
	for _, o := range s.Offers {
		for _, r := range o.Rules() {
			if slices.ContainsFunc(o.Lines, func(l programme.Line) bool { return l.Rule.ID == r.ID && l.Standing != programme.Excluded }) {
				all = append(all, Chosen{r, o.Programme})
			}
		}
	}
	return all
}

// ChooseRule rests the line being written on a rule; "" on none. The version of the
// rule is kept with the line.
func (s *Plan) ChooseRule(id string) {
	if s.Line == nil {
		return
	}
	r, p, ok := s.rules.Rule(id)
	if !ok {
		for _, f := range []string{"rule", "programme", "package", "rule.version", "rule.verified"} {
			s.TypeLine(f, "")
		}
		return
	}
	s.TypeLine("rule", r.ID)
	s.TypeLine("programme", p.ID)
	s.TypeLine("package", r.Package)
	s.TypeLine("rule.version", p.Version)
	s.TypeLine("rule.verified", string(casework.DateValue(r.Verified)))
	if s.LineText("fund") == "" && p.Fund != "unknown" {
		s.TypeLine("fund", p.Fund)
	}
	if s.LineText("support") == "" && len(r.Support) == 1 {
		s.TypeLine("support", r.Support[0])
	}
}

// RateAsked reports whether the line being written is in another currency than the
// programme it rests on.
func (s *Plan) RateAsked() bool {
	if s.Line == nil {
		return false
	}
	_, p, ok := s.rules.Rule(s.LineText("rule"))
	currency := s.LineText(FieldCurrency)
	return s.LineText("rate") != "" || ok && p.Currency != "" && currency != "" && p.Currency != currency
}

// RuleOf finds the rule a line rests on. Changed reports that the rule is another now
// than the one the line was written under, or gone.
func (s *Plan) RuleOf(l casework.PlanLine) (c Chosen, changed bool) {
	if l.Rule == "" {
		return Chosen{}, false
	}
	r, p, ok := s.rules.Rule(l.Rule)
	if !ok {
		return Chosen{}, true
	}
	return Chosen{r, p}, l.RuleIn != "" && l.RuleIn != p.Version
}

// keptRules is what a plan keeps of the rules it was worked out under.
func (s *Plan) keptRules() map[casework.Field]casework.Value {
	fields := map[casework.Field]casework.Value{}
	for _, o := range s.Offers {
		for _, r := range o.Rules() {
			fields[casework.F("rule", r.ID, "version")] = casework.Value(o.Programme.Version)
			fields[casework.F("rule", r.ID, "verified")] = casework.DateValue(r.Verified)
		}
		for _, t := range o.Totals {
			if t.Most.None() {
				continue
			}
			fields[casework.F("possible", o.Programme.ID)] = casework.Amount{Minor: t.Most.Minor, Currency: t.Most.Currency}.Value()
			fields[casework.F("possible", o.Programme.ID, "decided_by")] = casework.Value(o.Programme.DecidedBy.In("en"))
		}
	}
	return fields
}

// RulesKept are the rules that the version shown was worked out under, with the
// version each had; those that are others now are Changed.
type RulesKept struct {
	ID, Version string
	Verified    time.Time
	Changed     bool
}

// Kept returns them, by ID.
func (s *Plan) Kept() []RulesKept {
	if s.Plan == nil {
		return nil
	}
	var all []RulesKept
	for _, id := range s.Plan.Item.List("rule") {
		k := RulesKept{ID: id, Version: string(s.Plan.Get(casework.F("rule", id, "version")))}
		k.Verified, _ = s.Plan.Get(casework.F("rule", id, "verified")).Date()
		_, p, ok := s.rules.Rule(id)
		k.Changed = !ok || p.Version != k.Version
		all = append(all, k)
	}
	return all
}

// Budget is what the lines under one programme come to beside what is possible.
type Budget struct {
	Programme *programme.Programme // nil for lines without a programme
	Currency  string
	Planned   int64 // minor units; lines in another currency with a dated rate are counted in
	Approved  int64 // the only ones that are promised
	Spent     int64 // as delivered
	Least     int64 // what is possible
	Most      int64
	Perhaps   int64 // if everything is so that it depends on
	Left      int   // lines in another currency without a rate
}

// Largest is what the longest of its bars stands for.
func (b Budget) Largest() int64 { return max(b.Planned, b.Approved, b.Spent, b.Most, b.Perhaps, 1) }

// Budgets are the budgets of the version shown: first those of programmes, then one
// for each currency of lines without a programme.
func (s *Plan) Budgets() []Budget {
	var all []Budget
	at := func(p *programme.Programme, currency string) *Budget {
		for i := range all {
			if all[i].Programme == p && all[i].Currency == currency {
				return &all[i]
			}
		}
		all = append(all, Budget{Programme: p, Currency: currency})
		return &all[len(all)-1]
	}
	for _, o := range s.Offers {
		for _, t := range o.Totals {
			b := at(o.Programme, o.Programme.Currency)
			b.Least, b.Most, b.Perhaps = t.Least.Minor, t.Most.Minor, t.Perhaps.Minor
		}
	}
	spent := s.spent()
	for _, l := range s.Lines() {
		if l.PlanLine.State == "refused" || l.PlanLine.State == "dropped" {
			continue
		}
		var p *programme.Programme
		if c, _ := s.RuleOf(l.PlanLine); c.Programme != nil {
			p = c.Programme
		}
		add := func(a casework.Amount, to func(b *Budget) *int64) {
			if a.Currency == "" {
				return
			}
			if p == nil || p.Currency == "" || p.Currency == a.Currency {
				*to(at(p, a.Currency)) += a.Minor
				return
			}
			b := at(p, p.Currency)
			if minor, ok := converted(a, p.Currency, string(l.Get("rate"))); ok {
				*to(b) += minor
			} else {
				b.Left++
			}
		}
		add(l.Amount, func(b *Budget) *int64 { return &b.Planned })
		if l.Promised {
			add(l.Approved, func(b *Budget) *int64 { return &b.Approved })
		}
		for _, a := range spent[l.ID] {
			add(a, func(b *Budget) *int64 { return &b.Spent })
		}
	}
	slices.SortStableFunc(all, func(a, b Budget) int {
		switch {
		case (a.Programme == nil) == (b.Programme == nil):
			return 0
		case a.Programme != nil:
			return -1
		}
		return 1
	})
	return all
}

// spent are the amounts delivered, by line.
func (s *Plan) spent() map[casework.ItemID][]casework.Amount {
	out := map[casework.ItemID][]casework.Amount{}
	for _, it := range s.state.Of(casework.KindDelivery) {
		id, _ := it.Get("line").Item()
		if a, ok := it.Get("spent").Amount(); ok {
			out[id] = append(out[id], a)
		}
	}
	return out
}

// converted turns an amount into another currency by a rate: so many of the amount's
// currency for one of the other. Half a minor unit is rounded up.
func converted(a casework.Amount, currency, rate string) (int64, bool) {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(strings.TrimSpace(digits(rate)), ",", "."))
	if !ok || r.Sign() <= 0 || strings.ContainsAny(rate, "/eE") {
		return 0, false
	}
	n := new(big.Rat).SetFrac(big.NewInt(a.Minor), tenTo(places(a.Currency)))
	n.Quo(n, r).Mul(n, new(big.Rat).SetInt(tenTo(places(currency)))).Add(n, big.NewRat(1, 2))
	whole := new(big.Int).Div(n.Num(), n.Denom())
	return whole.Int64(), whole.IsInt64()
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// HostOptions are the countries that have programmes.
func (s *Plan) HostOptions() []string { return s.rules.Hosts() }

// ChooseHost works out what is possible for another host country, where the office's
// is not the person's or has none.
func (s *Plan) ChooseHost(country string) {
	s.Host = country
	if s.chosen != nil {
		*s.chosen = country
	}
	s.workOut()
	s.OnChange()
}

// workOut works out what is possible now.
func (s *Plan) workOut() {
	s.Offers = s.rules.Possible(householdOf(s.Case, s.state, s.Plan, s.Host, s.desk.Run.Now()))
}

// Who names a member; the zero Message if there is none.
func (s *Plan) Who(member string) Message {
	id, ok := casework.Value(member).Item()
	if !ok {
		return Message{}
	}
	if m := s.Case.Member(id); m != nil {
		return memberName(*m)
	}
	return Message{}
}

// memberName is a name, or who somebody without one is in the household.
func memberName(m casework.Member) Message {
	switch name := m.Name(); {
	case name != "":
		return Say("plan.as_is", "Text", name)
	case m.Relation != "" && spoken[casework.EnumKey("relation", m.Relation)]:
		return Say(casework.EnumKey("relation", m.Relation))
	}
	return Say("entry.somebody")
}

// arrived is the day of arrival, zero while there is none.
func (s *Plan) arrived() time.Time {
	if s.state == nil {
		return time.Time{}
	}
	return householdOf(s.Case, s.state, s.Plan, s.Host, s.desk.Run.Now()).Arrival
}

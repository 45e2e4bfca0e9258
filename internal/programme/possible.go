package programme

import (
	"slices"
	"time"

	"waymark/internal/words"
)

// FreshDays is for how long after a source was last looked at its amounts are shown.
const FreshDays = 365

// Standing says how a line stands for a household.
type Standing uint8

// The standings, the clearest first.
const (
	MayBe      Standing = iota // possible under the rule
	Depends                    // on what Because says
	CheckFirst                 // the source was not looked at for too long: no amount
	Excluded                   // Because says why
)

// Line is what a rule says of one person, or of the case.
type Line struct {
	Rule        Rule
	Member      string // "" for the case
	Standing    Standing
	Least, Most Amount // none: no amount is known
	Because     []words.Message
	Contradicts []string // rules of the same programme that say otherwise
}

// Known reports whether an amount is known and may be shown.
func (l Line) Known() bool { return !l.Most.None() }

// Total is what the lines of one programme come to.
type Total struct {
	Least, Most Amount // of the lines that may be; none if there are none
	Perhaps     Amount // the most, if everything is so that lines depend on
	Capped      bool
	Open        bool // there are lines besides that depend on something or whose amount is not known
}

// Offer is one programme for a household.
type Offer struct {
	Programme *Programme
	Closed    *Closed // there is no assisted return, or no partner, now: then there is nothing else
	Because   []words.Message
	Lines     []Line
	Totals    []Total // by currency
	Deadlines []Due
	Partners  []Partner // those said for the country, or for none in particular
}

// Rules returns the rules that the lines rest on, each once.
func (o Offer) Rules() []Rule {
	var out []Rule
	for _, l := range o.Lines {
		if !slices.ContainsFunc(out, func(r Rule) bool { return r.ID == l.Rule.ID }) {
			out = append(out, l.Rule)
		}
	}
	return out
}

// Possible works out line by line what each programme of the host country may give a
// household. Where it returns none, or an offer without lines, no rule is known.
func (b *Book) Possible(h Household) []Offer {
	var out []Offer
	for _, p := range b.programmes {
		if p.Host != "" && h.Host != "" && p.Host != h.Host {
			continue
		}
		o := Offer{Programme: p}
		if p.Host != "" && h.Host == "" {
			o.Because = append(o.Because, say("programme.because.host"))
		}
		o.Closed = p.closedFor(h)
		if o.Closed == nil {
			b.work(&o, p, h)
		}
		out = append(out, o)
	}
	return out
}

func (p *Programme) closedFor(h Household) *Closed {
	for i, c := range p.Closed {
		if c.Country == h.Country && !h.Today.Before(c.From) && (c.Until.IsZero() || !day(h.Today).After(c.Until)) {
			return &p.Closed[i]
		}
	}
	return nil
}

func (b *Book) work(o *Offer, p *Programme, h Household) {
	standing := MayBe
	if len(o.Because) > 0 {
		standing = Depends
	}
	if len(p.Countries) > 0 {
		switch {
		case h.Country == "":
			standing = Depends
			o.Because = append(o.Because, say("programme.because.country"))
		case !slices.Contains(p.Countries, h.Country):
			standing = Depends // lists of countries are seldom whole
			o.Because = append(o.Because, say("programme.because.not_listed"))
		}
	}
	for _, r := range p.Rules {
		if r.InForce(day(h.Today)) && fits(r.Countries, h.Country) != No && fits(r.Return, h.Return) != No {
			o.Lines = append(o.Lines, p.lines(r, h, standing)...)
		}
	}
	o.Lines = slices.DeleteFunc(o.Lines, func(l Line) bool {
		return l.Rule.OnTopOf != "" && !slices.ContainsFunc(o.Lines, func(under Line) bool { return under.Rule.ID == l.Rule.OnTopOf })
	})
	for i, l := range o.Lines {
		for _, other := range o.Lines {
			if other.Rule.ID != l.Rule.ID && (slices.Contains(l.Rule.Conflicts, other.Rule.ID) || slices.Contains(other.Rule.Conflicts, l.Rule.ID)) &&
				!slices.Contains(o.Lines[i].Contradicts, other.Rule.ID) {
				o.Lines[i].Contradicts = append(o.Lines[i].Contradicts, other.Rule.ID)
			}
		}
	}
	o.Totals = p.totals(o.Lines)
	for _, d := range p.Deadlines {
		o.Deadlines = append(o.Deadlines, b.due(d, h, p.Host))
	}
	for _, w := range p.Partners {
		if len(w.Countries) == 0 || h.Country == "" || slices.Contains(w.Countries, h.Country) {
			o.Partners = append(o.Partners, w)
		}
	}
}

// fits says whether a value is in a list; an empty list is for all.
func fits(list []string, v string) Answer {
	switch {
	case len(list) == 0:
		return Yes
	case v == "":
		return Unknown
	}
	return yesIf(slices.Contains(list, v))
}

// lines are a rule's lines: one for each person, or one for the case.
func (p *Programme) lines(r Rule, h Household, standing Standing) []Line {
	base := Line{Rule: r, Standing: standing, Least: r.Least, Most: r.Most}
	depends := func(l *Line, key string) {
		l.Standing = max(l.Standing, Depends)
		l.Because = append(l.Because, say(key))
	}
	if fits(r.Countries, h.Country) == Unknown {
		depends(&base, "programme.because.country")
	}
	if fits(r.Return, h.Return) == Unknown {
		depends(&base, "programme.because.return")
	}
	var persons []Line
	for _, m := range h.Members {
		l := base
		l.Member = m.ID
		l.Because = slices.Clone(base.Because)
		switch r.role(m) {
		case No:
			continue
		case Unknown:
			depends(&l, "programme.because.role")
		}
		switch m.aged(r.Age) {
		case No:
			continue
		case Unknown:
			depends(&l, "programme.because.age")
		}
		switch fits(r.Status, m.Status) {
		case No:
			continue
		case Unknown:
			depends(&l, "programme.because.status")
		}
		if r.VisaFree != Unknown {
			switch m.VisaFree {
			case Unknown:
				depends(&l, "programme.because.visa")
			case r.VisaFree:
			default:
				continue
			}
		}
		for _, e := range p.Exclusions {
			switch m.Facts[e.When] {
			case Yes:
				l.Standing = Excluded
				l.Because = append(l.Because, say("programme.excluded."+underscored(string(e.When))))
			case Unknown:
				depends(&l, "programme.because."+underscored(string(e.When)))
			}
		}
		persons = append(persons, l)
	}
	if r.Basis != PerPerson && len(persons) > 0 {
		// One of the household for whom it may be is enough; who makes it clearest speaks.
		best := slices.MinFunc(persons, func(a, b Line) int { return int(a.Standing) - int(b.Standing) })
		best.Member = ""
		if r.Basis == NotSaid {
			depends(&best, "programme.because.basis")
		}
		persons = []Line{best}
	}
	stale := day(h.Today).Sub(r.Verified) > FreshDays*24*time.Hour
	for i := range persons {
		l := &persons[i]
		if stale && l.Standing != Excluded {
			l.Standing = CheckFirst
			l.Because = append(l.Because, words.Message{Key: "programme.because.stale", Data: map[string]any{"Day": r.Verified}})
		}
		if l.Standing >= CheckFirst {
			l.Least, l.Most = Amount{}, Amount{}
		}
	}
	return persons
}

// role says whether a rule is for a member.
func (r Rule) role(m Member) Answer {
	if len(r.Roles) == 0 {
		return Yes
	}
	answer := No
	for _, role := range r.Roles {
		switch m.is(role) {
		case Yes:
			return Yes
		case Unknown:
			answer = Unknown
		}
	}
	for _, role := range r.Perhaps {
		if m.is(role) != No {
			answer = Unknown
		}
	}
	if answer == Unknown && slices.Contains(r.Roles, RoleChild) && slices.Contains(r.Roles, RoleAdultChild) && m.Role == RoleChild {
		return Yes // whatever its age
	}
	return answer
}

// totals adds up what may be. Of lines that contradict each other the sum has the
// least of one and the most of the other, not both.
func (p *Programme) totals(lines []Line) []Total {
	sure, all := sums{}, sums{}
	t := Total{}
	for _, l := range lines {
		switch {
		case l.Standing == Excluded, !l.Known() && len(l.Contradicts) > 0:
			continue
		case !l.Known():
			t.Open = true
			continue
		case l.Standing == MayBe:
			sure.put(l)
		default:
			t.Open = true
		}
		all.put(l)
	}
	if len(all.order) == 0 {
		return nil
	}
	if len(sure.order) > 0 {
		t.Least.Currency, t.Most.Currency = p.Currency, p.Currency
		t.Least.Minor, t.Most.Minor, t.Capped = p.add(sure)
	}
	_, most, capped := p.add(all)
	t.Perhaps, t.Capped = Amount{most, p.Currency}, t.Capped || capped
	return []Total{t}
}

// sums are what the lines of each rule come to.
type sums struct {
	order []string
	of    map[string]*sum
}

type sum struct {
	least, most int64
	against     []string
}

func (s *sums) put(l Line) {
	if s.of == nil {
		s.of = map[string]*sum{}
	}
	if s.of[l.Rule.ID] == nil {
		s.of[l.Rule.ID] = &sum{against: l.Contradicts}
		s.order = append(s.order, l.Rule.ID)
	}
	s.of[l.Rule.ID].most += l.Most.Minor
	if !l.Least.None() {
		s.of[l.Rule.ID].least += l.Least.Minor
	}
}

// add adds the sums of rules up, under the caps.
func (p *Programme) add(s sums) (least, most int64, capped bool) {
	done := map[string]bool{}
	counted := map[string][2]int64{}
	for _, id := range s.order {
		if done[id] {
			continue
		}
		low, high := s.of[id].least, s.of[id].most
		done[id] = true
		for _, other := range s.of[id].against {
			if o := s.of[other]; o != nil && !done[other] {
				low, high = min(low, o.least), max(high, o.most)
				done[other] = true
			}
		}
		counted[id] = [2]int64{low, high}
	}
	for _, c := range p.Caps {
		var low, high int64
		for _, id := range c.Rules {
			low, high = low+counted[id][0], high+counted[id][1]
			delete(counted, id)
		}
		if high > c.Most.Minor {
			high, capped = c.Most.Minor, true
		}
		least, most = least+min(low, c.Most.Minor), most+high
	}
	for _, n := range counted {
		least, most = least+n[0], most+n[1]
	}
	return least, most, capped
}

func say(key string) words.Message { return words.Message{Key: key} }

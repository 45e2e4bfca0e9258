package programme

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// named refuses the name of a rule that the programme does not have.
func (r *reader) named(n *yaml.Node, p *Programme) {
	if !slices.ContainsFunc(p.Rules, func(u Rule) bool { return u.ID == n.Value }) {
		r.fail(n, "there is no rule %q", n.Value)
	}
}

// check looks at what no rule shows by itself.
func (r *reader) check(p *Programme) {
	byID := map[string]*Rule{}
	for i := range p.Rules {
		u := &p.Rules[i]
		if byID[u.ID] != nil {
			r.fail(&yaml.Node{Line: u.line}, "rule %s is there twice", u.ID)
		}
		byID[u.ID] = u
	}
	for i := range p.Rules {
		u := &p.Rules[i]
		at := &yaml.Node{Line: u.line}
		for _, other := range append(slices.Clone(u.Conflicts), u.OnTopOf) {
			if other != "" && byID[other] == nil {
				r.fail(at, "there is no rule %q", other)
			}
		}
		seen := map[string]bool{u.ID: true}
		for o := byID[u.OnTopOf]; o != nil; o = byID[o.OnTopOf] {
			if seen[o.ID] {
				r.fail(at, "rule %s rests on itself in a circle", u.ID)
				break
			}
			seen[o.ID] = true
		}
		for j := range p.Rules[:i] {
			if o := &p.Rules[j]; overlap(o, u) {
				r.fail(at, "rule %s overlaps %s (line %d): the same package for the same persons at the same time; say which is right, or that they conflict", u.ID, o.ID, o.line)
			}
		}
	}
	for _, c := range p.Closed {
		if !c.Until.IsZero() && c.Until.Before(c.From) {
			r.fail(&yaml.Node{Line: 1}, "no return to %s ends before it begins", c.Country)
		}
	}
}

// overlap reports whether two rules could give the same person the same package
// twice.
func overlap(a, b *Rule) bool {
	if a.Package != b.Package || slices.Contains(a.Conflicts, b.ID) || slices.Contains(b.Conflicts, a.ID) || a.OnTopOf == b.ID || b.OnTopOf == a.ID {
		return false
	}
	if a.VisaFree != Unknown && b.VisaFree != Unknown && a.VisaFree != b.VisaFree {
		return false
	}
	if a.Age != "" && b.Age != "" && a.Age != b.Age {
		return false
	}
	return meet(slices.Concat(a.Roles, perhapsOf(a)), slices.Concat(b.Roles, perhapsOf(b))) && meet(a.Return, b.Return) && meet(a.Status, b.Status) &&
		meet(a.Countries, b.Countries) && !ended(a, b) && !ended(b, a)
}

// perhapsOf are the further roles of a rule that is not for everybody.
func perhapsOf(u *Rule) []Role {
	if len(u.Roles) == 0 {
		return nil
	}
	return u.Perhaps
}

// meet reports whether two lists share something; an empty one is for all.
func meet[T comparable](a, b []T) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

func ended(a, b *Rule) bool { return !a.Until.IsZero() && b.From.After(a.Until) }

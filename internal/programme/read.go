package programme

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// reader takes a YAML file apart and collects everything that is wrong with it.
type reader struct {
	file    string
	wrong   []error
	sources map[string]Source
}

func newReader(name string, raw []byte) (*reader, *yaml.Node) {
	r := &reader{file: name}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		r.wrong = append(r.wrong, fmt.Errorf("%s: %w", name, err)) // it says the line itself
		return r, nil
	}
	if len(doc.Content) != 1 {
		r.wrong = append(r.wrong, fmt.Errorf("%s:1: empty", name))
		return r, nil
	}
	return r, doc.Content[0]
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf("%s:%d: %w", r.file, n.Line, fmt.Errorf(format, args...)))
}

// mapping returns what stands under each key; a key that is not among those known is
// refused, as is one that is there twice.
func (r *reader) mapping(n *yaml.Node, known ...string) map[string]*yaml.Node {
	m := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "not a list of keys with values")
		return m
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if known != nil && !slices.Contains(known, k.Value) {
			r.fail(k, "unknown key %q", k.Value)
		}
		if m[k.Value] != nil {
			r.fail(k, "%q is there twice", k.Value)
		}
		m[k.Value] = n.Content[i+1]
	}
	return m
}

func (r *reader) list(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n} // one of a list may stand alone
	}
	r.fail(n, "not a list")
	return nil
}

// text is a scalar as it is written, whatever YAML takes it for: NO is Norway.
func (r *reader) text(n, in *yaml.Node, key string) string {
	switch {
	case n == nil && in != nil:
		r.fail(in, "%s is missing", key)
		return ""
	case n == nil:
		return ""
	case n.Kind != yaml.ScalarNode || n.Value == "":
		r.fail(n, "%s is not one value", key)
		return ""
	}
	return n.Value
}

func (r *reader) date(n *yaml.Node) time.Time {
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, n.Value)
	if err != nil {
		r.fail(n, "%q is not a day, like 2026-11-22", n.Value)
	}
	return t
}

func (r *reader) number(n *yaml.Node) int {
	if n == nil {
		return 0
	}
	i, err := strconv.Atoi(n.Value)
	if err != nil || i < -3660 || i > 3660 {
		r.fail(n, "%q is not a number of days or months", n.Value)
	}
	return i
}

// words reads a sentence in some languages.
func (r *reader) words(n, in *yaml.Node, key string) Text {
	if n == nil {
		if in != nil {
			r.fail(in, "%s is missing", key)
		}
		return nil
	}
	t := Text{}
	for tag, v := range r.mapping(n) {
		t[tag] = r.text(v, nil, key)
	}
	if t["en"] == "" {
		r.fail(n, "%s has no English", key)
	}
	return t
}

// of reads one word of a closed list.
func (r *reader) of(n *yaml.Node, key string, allowed ...string) string {
	s := r.text(n, nil, key)
	if s != "" && !slices.Contains(allowed, s) {
		r.fail(n, "%s is %q, and can be %s", key, s, strings.Join(allowed, " | "))
	}
	return s
}

func (r *reader) each(n *yaml.Node, key string, allowed ...string) []string {
	var out []string
	for _, item := range r.list(n) {
		out = append(out, r.of(item, key, allowed...))
	}
	return out
}

func (r *reader) countries(n *yaml.Node) []string {
	var out []string
	for _, item := range r.list(n) {
		c := r.text(item, nil, "country")
		if len(c) != 2 || strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			r.fail(item, "%q is not a country, like GE", c)
		}
		out = append(out, c)
	}
	return out
}

func (r *reader) slug(n, in *yaml.Node, key string) string {
	s := r.text(n, in, key)
	if s != "" && (strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s[0] == '-' || len(s) > 80) {
		r.fail(n, "%s is %q, and may have lower case letters, digits and hyphens", key, s)
	}
	return s
}

// source reads the names of one or more sources; there is always one.
func (r *reader) source(n, in *yaml.Node) []Source {
	var out []Source
	for _, item := range r.list(n) {
		s, ok := r.sources[item.Value]
		if !ok {
			r.fail(item, "no source is called %q", item.Value)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		r.fail(in, "it has no source")
	}
	return out
}

func readProgramme(name string, raw []byte) (*Programme, error) {
	r, root := newReader(name, raw)
	if root == nil {
		return nil, errors.Join(r.wrong...)
	}
	m := r.mapping(root, "programme", "name", "host", "fund", "version", "verified", "decided by", "currency", "sources", "countries", "countries source",
		"no return now", "partners", "exclusions", "needs", "rules", "caps", "deadlines")
	p := &Programme{file: name, ID: r.slug(m["programme"], root, "programme"), Name: r.words(m["name"], root, "name"), Fund: r.text(m["fund"], root, "fund"),
		Version: r.text(m["version"], root, "version"), DecidedBy: r.words(m["decided by"], root, "decided by"), Sources: map[string]Source{}}
	if m["fund"] != nil {
		r.of(m["fund"], "fund", "amif", "frontex", "national", "donor", "unknown")
	}
	if r.text(m["verified"], root, "verified") != "" {
		p.Verified = r.date(m["verified"])
	}
	if c := r.countries(m["host"]); len(c) == 1 {
		p.Host = c[0]
	} else if m["host"] != nil {
		r.fail(m["host"], "host is one country")
	}
	if n := m["currency"]; n != nil {
		p.Currency = n.Value
		if _, err := places(n.Value); err != nil {
			r.fail(n, "currency %q: %w", n.Value, err)
		}
	}
	if n := m["sources"]; n != nil {
		for id, s := range r.mapping(n) {
			f := r.mapping(s, "what", "on")
			p.Sources[id] = Source{r.text(f["what"], s, "what"), r.date(f["on"])}
		}
	}
	r.sources = p.Sources
	if n := m["countries"]; n != nil {
		p.Countries, p.CountriesSource = r.countries(n), r.source(m["countries source"], n)
	}
	r.around(p, m)
	for _, n := range r.list(m["rules"]) {
		p.Rules = append(p.Rules, r.rule(n, p))
	}
	for _, n := range r.list(m["caps"]) {
		f := r.mapping(n, "most", "rules", "source")
		c := Cap{Most: r.amount(f["most"], p.Currency), Source: r.source(f["source"], n)}
		for _, item := range r.list(f["rules"]) {
			c.Rules = append(c.Rules, r.text(item, nil, "rules"))
			r.named(item, p)
		}
		if c.Most.None() || len(c.Rules) == 0 {
			r.fail(n, "a cap has an amount and rules")
		}
		p.Caps = append(p.Caps, c)
	}
	r.check(p)
	if len(r.wrong) > 0 {
		return nil, errors.Join(r.wrong...)
	}
	return p, nil
}

// around reads what is not an amount: partners, exclusions, needs, deadlines.
func (r *reader) around(p *Programme, m map[string]*yaml.Node) {
	for _, n := range r.list(m["no return now"]) {
		f := r.mapping(n, "country", "from", "until", "because", "source")
		c := Closed{From: r.date(f["from"]), Until: r.date(f["until"]), Because: r.words(f["because"], n, "because"), Source: r.source(f["source"], n)}
		if all := r.countries(f["country"]); len(all) == 1 {
			c.Country = all[0]
		} else {
			r.fail(n, "it names no country")
		}
		p.Closed = append(p.Closed, c)
	}
	for _, n := range r.list(m["partners"]) {
		f := r.mapping(n, "name", "countries", "source")
		p.Partners = append(p.Partners, Partner{r.text(f["name"], n, "name"), r.countries(f["countries"]), r.source(f["source"], n)})
	}
	for _, n := range r.list(m["exclusions"]) {
		f := r.mapping(n, "when", "says", "source")
		when := r.of(f["when"], "when", string(PermitElsewhere), string(AidBefore), string(Security))
		if when == "" {
			r.fail(n, "when is missing")
		}
		p.Exclusions = append(p.Exclusions, Exclusion{Fact(when), r.words(f["says"], n, "says"), r.source(f["source"], n)})
	}
	for _, n := range r.list(m["needs"]) {
		f := r.mapping(n, "says", "source")
		p.Needs = append(p.Needs, Need{r.words(f["says"], n, "says"), r.source(f["source"], n)})
	}
	for _, n := range r.list(m["deadlines"]) {
		f := r.mapping(n, "deadline", "of", "days", "months", "count", "name", "else", "source")
		d := Deadline{ID: r.slug(f["deadline"], n, "deadline"), Of: r.of(f["of"], "of", "departure", "arrival", "application"), Days: r.number(f["days"]),
			Months: r.number(f["months"]), Working: r.of(f["count"], "count", "calendar", "working") == "working", Name: r.words(f["name"], n, "name"),
			Else: r.words(f["else"], nil, "else"), Source: r.source(f["source"], n)}
		if d.Of == "" || (d.Days == 0) == (d.Months == 0) || d.Days != 0 && f["count"] == nil || d.Months != 0 && d.Working {
			r.fail(n, "a deadline is days, calendar or working, or months of departure, arrival or application")
		}
		p.Deadlines = append(p.Deadlines, d)
	}
}

func (r *reader) rule(n *yaml.Node, p *Programme) Rule {
	m := r.mapping(n, "rule", "package", "name", "basis", "support", "amount", "least", "most", "roles", "perhaps", "age", "return", "status", "countries", "visa free",
		"on top of", "conflicts with", "from", "until", "verified", "says", "source")
	u := Rule{line: n.Line, ID: r.slug(m["rule"], n, "rule"), Package: r.slug(m["package"], n, "package"), Name: r.words(m["name"], n, "name"),
		Basis: Basis(r.of(m["basis"], "basis", string(PerPerson), string(PerCase), string(NotSaid))),
		Age:   r.of(m["age"], "age", "adult", "minor"), Return: r.each(m["return"], "return", "assisted", "own means", "forced", "charter"), Status: r.each(m["status"], "status", statuses...),
		Countries: r.countries(m["countries"]), OnTopOf: r.text(m["on top of"], nil, "on top of"), From: r.date(m["from"]), Until: r.date(m["until"]),
		Verified: p.Verified, Says: r.words(m["says"], nil, "says"), Source: r.source(m["source"], n)}
	if u.Basis == "" {
		r.fail(n, "basis is missing")
	}
	for _, s := range r.each(m["support"], "support", "cash", "in kind", "service") {
		u.Support = append(u.Support, underscored(s))
	}
	for i, s := range u.Return {
		u.Return[i] = underscored(s)
	}
	u.Roles, u.Perhaps = r.roles(m["roles"]), r.roles(m["perhaps"])
	for _, c := range r.list(m["conflicts with"]) {
		u.Conflicts = append(u.Conflicts, r.text(c, nil, "conflicts with"))
	}
	if f := m["visa free"]; f != nil {
		u.VisaFree = yesIf(r.of(f, "visa free", "yes", "no") == "yes")
	}
	if f := m["verified"]; f != nil {
		u.Verified = r.date(f)
	}
	switch {
	case m["amount"] != nil && (m["least"] != nil || m["most"] != nil):
		r.fail(n, "an amount, or the least and the most")
	case m["amount"] != nil:
		u.Least = r.amount(m["amount"], p.Currency)
		u.Most = u.Least
	default:
		u.Least, u.Most = r.amount(m["least"], p.Currency), r.amount(m["most"], p.Currency)
		if !u.Least.None() && (u.Most.None() || u.Least.Minor > u.Most.Minor) {
			r.fail(n, "the least without or above the most")
		}
	}
	if !u.Until.IsZero() && u.Until.Before(u.From) {
		r.fail(n, "it ends before it begins")
	}
	return u
}

func underscored(s string) string { return strings.ReplaceAll(s, " ", "_") }

// statuses are casework's; a test holds them together.
var statuses = strings.Fields("asylum_seeker rejected appeal withdrawn_application recognised tolerated permit expired_permit revoked_permit student worker irregular eu_permit_elsewhere other not_said")

func (r *reader) roles(n *yaml.Node) []Role {
	var out []Role
	for _, s := range r.each(n, "role", string(RolePrincipal), string(RolePartner), string(RoleChild), string(RoleAdultChild), string(RoleRelative)) {
		out = append(out, Role(s))
	}
	return out
}

func (r *reader) amount(n *yaml.Node, code string) Amount {
	if n == nil {
		return Amount{}
	}
	if code == "" {
		r.fail(n, "an amount in a programme without a currency")
		return Amount{}
	}
	a, err := parseAmount(n.Value, code)
	if err != nil && !errors.Is(err, errCurrency) { // the currency is refused where it stands
		r.fail(n, "%q: %w", n.Value, err)
	}
	if err == nil && a.Minor == 0 {
		r.fail(n, "an amount of zero says nothing: leave it out")
	}
	return a
}

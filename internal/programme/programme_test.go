package programme_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/assets"
	"waymark/internal/casework"
	"waymark/internal/programme"
	"waymark/internal/words"
)

var today = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func shipped(t testing.TB) *programme.Book {
	root, err := fs.Sub(assets.Programmes, "programmes")
	require.NoError(t, err)
	b, err := programme.Load(root)
	require.NoError(t, err)
	return b
}

func person(id string, role programme.Role, age int) programme.Member {
	return programme.Member{ID: id, Role: role, Least: age, Most: age, AgeKnown: true, VisaFree: programme.No, Status: "rejected",
		Facts: map[programme.Fact]programme.Answer{programme.PermitElsewhere: programme.No, programme.Security: programme.No, programme.AidBefore: programme.No}}
}

func couple() []programme.Member {
	return []programme.Member{person("a", programme.RolePrincipal, 34), person("b", programme.RolePartner, 31)}
}

func offer(t *testing.T, b *programme.Book, h programme.Household, id string) programme.Offer {
	for _, o := range b.Possible(h) {
		if o.Programme.ID == id {
			return o
		}
	}
	t.Fatalf("no offer of %s", id)
	return programme.Offer{}
}

// said are the amounts by rule and person.
func said(o programme.Offer) []string {
	var out []string
	for _, l := range o.Lines {
		amount := "not known"
		switch {
		case l.Known() && l.Least == l.Most:
			amount = fmt.Sprint(l.Most.Minor)
		case l.Known():
			amount = fmt.Sprintf("%d to %d", l.Least.Minor, l.Most.Minor)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", l.Rule.ID, l.Member, amount)))
	}
	return out
}

func TestPublishedExamples(t *testing.T) {
	family := append(couple(), person("c", programme.RoleChild, 12), person("d", programme.RoleChild, 7), person("e", programme.RoleChild, 2))
	b := shipped(t)
	for _, row := range []struct {
		name, host, programme string
		members               []programme.Member
		lines                 []string
		least, most           int64
	}{
		{"a couple in Austria: 615 once, and 2,000 and 1,000", "AT", "eurp-austria", couple(),
			[]string{"eurp-austria-post-arrival  61500", "eurp-austria-post-return  200000", "eurp-austria-post-return-dependant b 100000", "eurp-austria-post-return-only-in-kind  not known"},
			361500, 361500},
		{"one person in Iceland: whether 615 is for each is not said", "IS", "eurp-iceland", couple()[:1],
			[]string{"eurp-iceland-post-arrival  61500", "eurp-iceland-post-return  200000"}, 200000, 200000},
		{"a couple in Italy: 615 each, 2,000 and 1,000", "IT", "italy-rivolare", couple(),
			[]string{"italy-rivolare-cash a 61500", "italy-rivolare-cash b 61500", "italy-rivolare-plan  200000", "italy-rivolare-plan-dependant b 100000"}, 423000, 423000},
		{"five persons in Germany: travel aid, and start aid of at most 4,000", "DE", "reag-garp", family,
			[]string{"reag-travel a not known", "reag-travel b not known", "reag-travel c not known", "reag-travel d not known", "reag-travel e not known",
				"reag-travel-aid-adult a 20000", "reag-travel-aid-adult b 20000", "reag-travel-aid-minor c 10000", "reag-travel-aid-minor d 10000", "reag-travel-aid-minor e 10000",
				"reag-medical  0 to 200000", "garp-start-adult a 100000", "garp-start-adult b 100000", "garp-start-minor c 50000", "garp-start-minor d 50000", "garp-start-minor e 50000"},
			420000, 420000}, // 3,500 of start aid, 700 of travel aid
		{"start aid in Austria: between, by the time of the application", "AT", "austria-start-aid", couple()[:1], []string{"austria-start-aid  25000 to 90000"}, 0, 0},
		{"Belgium publishes no amount", "BE", "belgium-fedasil", couple(), []string{"belgium-fedasil-in-kind  not known"}, 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := offer(t, b, programme.Household{Today: today, Host: row.host, Country: "GE", Return: "assisted", Members: row.members}, row.programme)
			assert.Equal(t, row.lines, said(o))
			for _, l := range o.Lines {
				assert.NotEmpty(t, l.Rule.Source, "%s says where it is from", l.Rule.ID)
				assert.False(t, l.Rule.Verified.IsZero(), "%s says when it was seen", l.Rule.ID)
				assert.False(t, l.Known() && l.Most.Minor == 0, "never zero")
			}
			var least, most int64
			for _, total := range o.Totals {
				least, most = total.Least.Minor, total.Most.Minor
			}
			assert.Equal(t, [2]int64{row.least, row.most}, [2]int64{least, most})
		})
	}
}

func TestSevenPersonsAreUnderTheCap(t *testing.T) {
	family := couple()
	for i := range 5 {
		family = append(family, person(fmt.Sprint("child", i), programme.RoleChild, 5+i))
	}
	o := offer(t, shipped(t), programme.Household{Today: today, Host: "DE", Country: "GE", Return: "assisted", Members: family}, "reag-garp")
	require.Len(t, o.Totals, 1)
	assert.True(t, o.Totals[0].Capped)
	assert.EqualValues(t, 400000+2*20000+5*10000, o.Totals[0].Most.Minor, "4,500 of start aid are 4,000")
}

func TestNoRuleIsNeverZero(t *testing.T) {
	b := shipped(t)
	assert.Empty(t, b.Possible(programme.Household{Today: today, Host: "PT", Members: couple()}), "a host without a programme")
	forced := offer(t, b, programme.Household{Today: today, Host: "AT", Country: "GE", Return: "forced", Members: couple()}, "eurp-austria")
	assert.Empty(t, forced.Lines, "what is paid after a forced return is not known")
	assert.Empty(t, forced.Totals)
	ireland := offer(t, b, programme.Household{Today: today, Host: "IE", Members: couple()}, "ireland-voluntary-return")
	assert.Empty(t, ireland.Lines)
}

func TestWhatIsNotKnownIsAskedAbout(t *testing.T) {
	b := shipped(t)
	keys := func(l programme.Line) (out []string) {
		for _, m := range l.Because {
			out = append(out, strings.TrimPrefix(m.Key, "programme."))
		}
		return out
	}
	h := programme.Household{Today: today, Host: "AT", Country: "GE", Members: append(couple(), programme.Member{ID: "x", Role: programme.RoleChild}, person("y", programme.RoleRelative, 60))}
	for _, l := range offer(t, b, h, "eurp-austria").Lines {
		assert.Equal(t, programme.Depends, l.Standing)
		assert.Contains(t, keys(l), "because.return")
		if l.Member == "x" || l.Member == "y" {
			assert.Contains(t, keys(l), "because.role")
		}
	}
	fr := programme.Household{Today: today, Host: "FR", Country: "GE", Return: "assisted", Members: couple()}
	fr.Members[0].Facts[programme.PermitElsewhere] = programme.Yes
	fr.Members[1].Facts[programme.PermitElsewhere] = programme.Yes
	for _, l := range offer(t, b, fr, "france-ofii").Lines {
		assert.Equal(t, programme.Excluded, l.Standing)
		assert.Contains(t, keys(l), "excluded.permit_elsewhere")
		assert.False(t, l.Known())
	}
	old := programme.Household{Today: today.AddDate(2, 0, 0), Host: "AT", Country: "GE", Return: "assisted", Members: couple()}
	o := offer(t, b, old, "eurp-austria")
	assert.Equal(t, programme.CheckFirst, o.Lines[0].Standing)
	assert.False(t, o.Lines[0].Known(), "past its time it prints no amount")
	assert.Empty(t, o.Totals)
}

func TestConflictingRulesStandBesideEachOther(t *testing.T) {
	o := offer(t, shipped(t), programme.Household{Today: today, Host: "AT", Country: "GE", Return: "assisted", Members: couple()}, "eurp-austria")
	against := map[string][]string{}
	for _, l := range o.Lines {
		against[l.Rule.ID] = l.Contradicts
	}
	assert.Equal(t, []string{"eurp-austria-post-return-only-in-kind"}, against["eurp-austria-post-return"])
	assert.Len(t, against["eurp-austria-post-return-only-in-kind"], 2)
	b, err := shipped(t).With("x.yaml", []byte(base+`
  - {rule: x-one, package: p, name: {en: one}, basis: case, amount: 615, source: s, conflicts with: x-two}
  - {rule: x-two, package: p, name: {en: two}, basis: person, amount: 615, source: s}
`))
	require.NoError(t, err)
	x := offer(t, b, programme.Household{Today: today, Members: couple()}, "x")
	assert.EqualValues(t, 61500, x.Totals[0].Least.Minor)
	assert.EqualValues(t, 123000, x.Totals[0].Most.Minor, "one or the other, not both")
}

const base = `programme: x
name: {en: X}
fund: donor
version: "1"
verified: 2026-11-01
decided by: {en: somebody}
currency: EUR
sources:
  s: {what: a page}
rules:`

func TestBadFilesAreRefusedWithLineAndReason(t *testing.T) {
	rule := func(more string) string {
		return base + "\n  - {rule: x-a, package: p, name: {en: A}, basis: case, " + more + "}\n"
	}
	for _, row := range []struct{ name, file, line, reason string }{
		{"negative", rule("amount: -5, source: s"), ":11:", "a negative amount"},
		{"zero", rule("amount: 0, source: s"), ":11:", "an amount of zero"},
		{"no number", rule("amount: 1.005, source: s"), ":11:", "not an amount"},
		{"too large", rule("amount: 99999999999999999999, source: s"), ":11:", "not an amount"},
		{"unknown currency", strings.Replace(rule("amount: 5, source: s"), "EUR", "EUX", 1), ":7:", "unknown currency"},
		{"no currency", strings.Replace(rule("amount: 5, source: s"), "currency: EUR\n", "", 1), ":10:", "without a currency"},
		{"no source", rule("amount: 5"), ":11:", "it has no source"},
		{"source not there", rule("amount: 5, source: t"), ":11:", `no source is called "t"`},
		{"overlap", rule("amount: 5, source: s") + "  - {rule: x-b, package: p, name: {en: B}, basis: person, roles: partner, amount: 6, source: s}\n", ":12:", "overlaps x-a (line 11)"},
		{"overlap in time", rule("amount: 5, source: s, until: 2026-06-30") + "  - {rule: x-b, package: p, name: {en: B}, basis: case, from: 2026-06-30, amount: 6, source: s}\n", ":12:", "overlaps"},
		{"circle", rule("amount: 5, source: s, on top of: x-b") + "  - {rule: x-b, package: q, name: {en: B}, basis: case, on top of: x-a, source: s}\n", ":11:", "in a circle"},
		{"rests on itself", rule("amount: 5, source: s, on top of: x-a"), ":11:", "in a circle"},
		{"rests on nothing", rule("amount: 5, source: s, on top of: x-z"), ":11:", `no rule "x-z"`},
		{"twice", rule("source: s") + "  - {rule: x-a, package: q, name: {en: B}, basis: case, source: s}\n", ":12:", "is there twice"},
		{"another's rule", rule("source: s") + "  - {rule: garp-start-adult, package: q, name: {en: B}, basis: case, source: s}\n", ":12:", "is also one of reag-garp"},
		{"ends before it begins", rule("source: s, from: 2026-02-01, until: 2026-01-01"), ":11:", "ends before it begins"},
		{"unknown key", rule("source: s, amonut: 5"), ":11:", `unknown key "amonut"`},
		{"key twice", rule("source: s, source: s"), ":11:", "there twice"},
		{"no English", strings.Replace(rule("source: s"), "{en: A}", "{de: A}", 1), ":11:", "has no English"},
		{"no basis", strings.Replace(rule("source: s"), "basis: case, ", "", 1), ":11:", "basis is missing"},
		{"no day", strings.Replace(rule("source: s"), "2026-11-01", "1.11.2026", 1), ":5:", "is not a day"},
		{"no YAML", base + "\n  - {rule\n", "x.yaml", "line"},
		{"empty", "", ":1:", "empty"},
		{"a list", "- a\n", ":1:", "not a list of keys"},
		{"least above most", rule("least: 9, most: 5, source: s"), ":11:", "above the most"},
		{"cap of nothing", rule("source: s") + "caps:\n  - {most: 5, rules: x-q, source: s}\n", ":13:", `no rule "x-q"`},
		{"deadline of nothing", rule("source: s") + "deadlines:\n  - {deadline: d, of: departure, name: {en: D}, source: s}\n", ":13:", "a deadline is"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := shipped(t)
			before := len(b.Programmes())
			_, err := b.With("x.yaml", []byte(row.file))
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.line)
			assert.Contains(t, err.Error(), row.reason)
			assert.Len(t, b.Programmes(), before, "the old rules stay")
			_, err = programme.Load(fstest.MapFS{"x.yaml": {Data: []byte(row.file)}, "y.yaml": {Data: []byte(strings.ReplaceAll(rule("source: s"), "x", "y"))}})
			if row.name != "another's rule" {
				assert.Error(t, err, "the whole is refused")
			}
		})
	}
	_, err := shipped(t).With("x.yaml", []byte(rule("amount: 5.5, source: s")))
	assert.NoError(t, err, "and a good one is taken")
}

func TestNoReturnNowShowsNothingElse(t *testing.T) {
	b, err := shipped(t).With("x.yaml", []byte(strings.Replace(base, "rules:", "no return now:\n  - {country: SY, from: 2026-01-01, until: 2026-12-31, because: {en: no partner}, source: s}\nrules:", 1)+`
  - {rule: x-one, package: p, name: {en: one}, basis: case, amount: 615, source: s}
deadlines:
  - {deadline: d, of: departure, days: -5, count: calendar, name: {en: D}, source: s}
`))
	require.NoError(t, err)
	h := programme.Household{Today: today, Country: "SY", Return: "assisted", Departure: today.AddDate(0, 1, 0), Members: couple()}
	o := offer(t, b, h, "x")
	require.NotNil(t, o.Closed)
	assert.Empty(t, o.Lines)
	assert.Empty(t, o.Totals)
	assert.Empty(t, o.Deadlines)
	h.Today = time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
	assert.NotNil(t, offer(t, b, h, "x").Closed, "the last day is one of them")
	h.Today = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	assert.Nil(t, offer(t, b, h, "x").Closed)
}

func TestDeadlines(t *testing.T) {
	departure := time.Date(2026, 12, 21, 6, 30, 0, 0, time.UTC) // a Monday
	h := programme.Household{Today: today, Host: "DE", Country: "IQ", Return: "assisted", Departure: departure, Arrival: time.Date(2026, 12, 22, 0, 0, 0, 0, time.UTC), Members: couple()}
	due := func(b *programme.Book, id string) programme.Due {
		for _, o := range b.Possible(h) {
			for _, d := range o.Deadlines {
				if d.ID == id {
					return d
				}
			}
		}
		t.Fatal(id)
		return programme.Due{}
	}
	on := func(d programme.Due) string { return d.On.Format(time.DateOnly) }
	b := shipped(t)
	assert.Equal(t, "2026-12-02", on(due(b, "eurp-germany-registration")), "19 calendar days")
	assert.Equal(t, "2026-12-14", on(due(b, "eurp-germany-flight")), "5 working days, a weekend between")
	assert.True(t, due(b, "eurp-germany-flight").Weekends, "holidays are not known, and it says so")
	assert.Equal(t, "2027-03-22", on(due(b, "reag-medical-end")))
	assert.False(t, due(b, "eurp-germany-flight").Passed)
	more, err := b.With("holidays-de.yaml", []byte("source: a law\ndays: [2026-12-25, 2026-12-16, 2027-01-01]\n"))
	require.NoError(t, err)
	assert.Equal(t, "2026-12-11", on(due(more, "eurp-germany-flight")), "one of the five is a holiday")
	assert.Equal(t, "2027-01-13", on(due(more, "eurp-germany-post-arrival-end")), "14 working days over two holidays")
	assert.False(t, due(more, "eurp-germany-flight").Weekends)
	h.Today = departure
	assert.True(t, due(b, "eurp-germany-flight").Passed)
	h.Departure = time.Time{}
	assert.True(t, due(b, "eurp-germany-flight").On.IsZero(), "no day is made up")
	_, err = b.With("holidays-de.yaml", []byte("days: [2026-12-25, christmas]\n"))
	require.Error(t, err)
	assert.Contains(t, err.Error(), ":1:")
	end := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	h.Arrival = end
	assert.Equal(t, "2027-02-28", on(due(b, "reag-medical-end")), "the last day of a short month")
}

// Adding somebody never lowers what is said of another, whatever the household.
func TestAddingAMemberNeverLowersAnAmount(t *testing.T) {
	b := shipped(t)
	r := rand.New(rand.NewPCG(8, 2026))
	roles := []programme.Role{programme.RolePartner, programme.RoleChild, programme.RoleRelative}
	random := func(i int) programme.Member {
		m := person(fmt.Sprint("m", i), roles[r.IntN(3)], r.IntN(80))
		if i == 0 {
			m.Role = programme.RolePrincipal
		}
		m.AgeKnown = r.IntN(4) > 0
		m.VisaFree = programme.Answer(r.IntN(3))
		m.Facts = map[programme.Fact]programme.Answer{programme.PermitElsewhere: programme.Answer(r.IntN(3))}
		if r.IntN(3) == 0 {
			m.Status = ""
		}
		return m
	}
	type key struct{ rule, member string }
	checked := 0
	for round := range 400 {
		h := programme.Household{Today: today, Host: []string{"AT", "DE", "FR", "IS", "IT", "BE", ""}[round%7], Country: []string{"GE", "IQ", ""}[r.IntN(3)],
			Return: []string{"assisted", "forced", "charter", ""}[r.IntN(4)]}
		before := map[key]programme.Line{}
		for n := range 9 {
			h.Members = append(h.Members, random(n))
			now := map[key]programme.Line{}
			for _, o := range b.Possible(h) {
				for _, l := range o.Lines {
					now[key{l.Rule.ID, l.Member}] = l
				}
			}
			for k, was := range before {
				l, still := now[k]
				require.True(t, still, "%v is gone with member %d of round %d", k, n, round)
				require.GreaterOrEqual(t, l.Most.Minor, was.Most.Minor)
				require.GreaterOrEqual(t, l.Least.Minor, was.Least.Minor)
				require.LessOrEqual(t, l.Standing, was.Standing)
				checked++
			}
			before = now
		}
	}
	assert.Greater(t, checked, 5000)
}

func TestStatusesAreCasework(t *testing.T) {
	var all []string
	for _, v := range casework.EnumValues("legal_status") {
		all = append(all, string(v))
	}
	for _, s := range all {
		_, err := shipped(t).With("x.yaml", []byte(base+"\n  - {rule: x-a, package: p, name: {en: A}, basis: case, source: s, status: "+s+"}\n"))
		assert.NoError(t, err, s)
	}
	for _, p := range shipped(t).Programmes() {
		assert.True(t, slices.Contains(casework.EnumValues("fund"), casework.Value(p.Fund)), p.Fund)
		for _, r := range p.Rules {
			for _, s := range r.Support {
				assert.True(t, slices.Contains(casework.EnumValues("support_kind"), casework.Value(s)), s)
			}
			info := casework.FieldOf(casework.KindPlanLine, "rule")
			assert.NoError(t, casework.CheckValue(casework.KindPlanLine, info.Path, casework.Value(r.ID)))
		}
	}
}

func TestEverySentenceIsInEveryStaffLanguage(t *testing.T) {
	for _, p := range shipped(t).Programmes() {
		texts := []programme.Text{p.Name, p.DecidedBy}
		for _, r := range p.Rules {
			texts = append(texts, r.Name)
			if r.Says != nil {
				texts = append(texts, r.Says)
			}
		}
		for _, n := range p.Needs {
			texts = append(texts, n.Says)
		}
		for _, d := range p.Deadlines {
			texts = append(texts, d.Name)
		}
		for _, e := range p.Exclusions {
			texts = append(texts, e.Says)
		}
		for _, text := range texts {
			for _, tag := range words.StaffLanguages() {
				assert.NotEmpty(t, text[tag], "%s in %s: %s", p.ID, tag, text["en"])
			}
			assert.Equal(t, text["de"], text.In("de-AT"))
			assert.Equal(t, text["en"], text.In("ti"))
		}
	}
}

func nine() programme.Household {
	h := programme.Household{Today: today, Country: "IQ", Return: "assisted", Departure: today.AddDate(0, 1, 0), Arrival: today.AddDate(0, 1, 1), Members: couple()}
	for i := range 7 {
		h.Members = append(h.Members, person(fmt.Sprint("c", i), programme.RoleChild, 2*i+1))
	}
	return h
}

func BenchmarkNineUnderAllProgrammes(b *testing.B) {
	book := shipped(b)
	h := nine()
	for b.Loop() {
		if len(book.Possible(h)) != len(book.Programmes()) {
			b.Fatal("not all")
		}
	}
}

package indicator_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/indicator"
)

type mark struct{}

func newID() casework.SubjectID { return casework.SubjectID(id.New[mark]()) }

// office is cases written by casework's own service, by any number of counsellors.
type office struct {
	t      *testing.T
	id     casework.OfficeID
	org    casework.OrgID
	memory casework.Memory
	team   []casework.Staff
	now    time.Time
}

func newOffice(t *testing.T, counsellors int) *office {
	o := &office{t: t, id: newID(), org: newID(), memory: casework.Memory{}, now: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	for range counsellors {
		o.team = append(o.team, casework.Staff{ID: newID(), Role: casework.Supervisor, Office: o.id, Organisation: o.org})
	}
	return o
}

func (o *office) did(who int, act func(context.Context, *casework.Service) (casework.Done, error)) casework.Done {
	o.t.Helper()
	s := casework.NewService(casework.Desk{Staff: o.team[who%len(o.team)], Device: casework.DeviceID(newID()), Reader: o.memory,
		Clock: casework.NewClock(func() time.Time { o.now = o.now.Add(time.Second); return o.now }, casework.StampAt(o.now))})
	done, err := act(o.t.Context(), s)
	require.NoError(o.t, err)
	o.memory.Apply(done.Changes()...)
	return done
}

func (o *office) facts() *indicator.Facts {
	f := &indicator.Facts{}
	for _, st := range o.memory {
		f.Add(st)
	}
	return f
}

// person opens a case with a talk on a day, and has them depart where asked.
func (o *office) person(who int, day, departed string, member casework.Member, talk casework.CounsellingSession) casework.SubjectID {
	o.t.Helper()
	on, err := time.Parse(time.DateOnly, day)
	require.NoError(o.t, err)
	opened := o.did(who, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.OpenCase(ctx, casework.CaseForm{Principal: &member})
	})
	talk.Started = on.Add(9 * time.Hour)
	o.did(who, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.RecordCounselling(ctx, opened.Subject.ID, casework.ItemID{}, talk)
	})
	if departed != "" {
		o.did(who, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
			return s.Add(ctx, opened.Subject, casework.KindDeparture, map[casework.Field]casework.Value{"state": "departed", "departed": casework.Value(departed), "manner": "assisted"})
		})
	}
	return opened.Subject.ID
}

func figures(t *testing.T, f *indicator.Facts, q indicator.Question) map[string]indicator.Figure {
	t.Helper()
	all, err := f.Report(q)
	require.NoError(t, err)
	by := map[string]indicator.Figure{}
	for _, fig := range all {
		by[fig.Name] = fig
	}
	return by
}

var march = indicator.Month{Year: 2026, Month: time.March}

// The table was counted by hand: 12 first talks in March, of which 9 with the options
// shown; 2 of them with minors alone; 11 of the persons departed in April.
func TestFiguresAreThoseCountedByHand(t *testing.T) {
	o := newOffice(t, 6)
	for i := range 12 {
		talk := casework.CounsellingSession{Kind: "first", Outcome: "still_considering", OptionsShown: casework.YesOrNo(i < 9), LegalAidTold: casework.Yes, Setting: "office", Language: "ti"}
		member := casework.Member{Latin: fmt.Sprint("Person ", i), Gender: "woman", Birth: "1990-05-17", Nationalities: map[string]casework.Value{"ER": casework.Yes}}
		if i < 2 {
			member.Birth = "2012-05-17"
		}
		departed := "2026-04-20"
		if i == 11 {
			departed = ""
		}
		o.person(i, "2026-03-15", departed, member, talk)
	}
	f := o.facts()
	m := figures(t, f, indicator.Question{From: march, To: march})
	assert.Equal(t, int64(10), m["counselled"].N, "12 to the nearest five")
	assert.Equal(t, indicator.TooFew, m["options_explained"].Shown, "10 are too few for a rate")
	assert.Equal(t, []indicator.Part{{Name: "others", Number: indicator.Number{N: 10}}, {Name: "unaccompanied_minors", Number: indicator.Number{Shown: indicator.Few}}}, m["counselling_meetings"].Parts)
	assert.Equal(t, int64(0), m["returned"].N)

	april := figures(t, f, indicator.Question{From: march.Add(1), To: march.Add(1)})
	assert.Equal(t, indicator.OwnCountOff, april["returned"].Shown, "nobody counselled in April: whose figure would it be")
	both := figures(t, f, indicator.Question{From: march, To: march.Add(1)})
	assert.Equal(t, int64(10), both["returned"].N)
	assert.Equal(t, []indicator.Part{{Name: "ER", Number: indicator.Number{N: 10}}}, both["returned_country"].Parts)
	assert.Equal(t, []indicator.Part{{Name: "35_64", Number: indicator.Number{N: 10}}, {Name: "under_14", Number: indicator.Number{Shown: indicator.Few}}}, both["returned_age"].Parts)
}

func TestRatesNeedEnoughAndAreMadeOfRoundedNumbers(t *testing.T) {
	o := newOffice(t, 5)
	for i := range 41 {
		o.person(i, "2026-03-15", "", casework.Member{Latin: "P"}, casework.CounsellingSession{Kind: "first", OptionsShown: casework.YesOrNo(i < 31)})
	}
	m := figures(t, o.facts(), indicator.Question{From: march, To: march, Office: o.id})
	assert.Equal(t, indicator.Whole, m["options_explained"].Shown)
	assert.Equal(t, int64(40), m["options_explained"].Of)
	assert.Equal(t, int64(75), m["options_explained"].N, "30 of 40")
	other := figures(t, o.facts(), indicator.Question{From: march, To: march, Office: newID()})
	assert.Zero(t, other["counselled"].N)
}

func TestOutcomesAreNobodysOwn(t *testing.T) {
	for team, want := range map[int]indicator.Shown{1: indicator.OwnCountOff, 4: indicator.OwnCountOff, 5: indicator.Whole} {
		o := newOffice(t, team)
		for i := range 20 {
			o.person(i, "2026-03-15", "2026-03-20", casework.Member{Latin: "P"}, casework.CounsellingSession{Kind: "first", Outcome: "still_considering"})
		}
		m := figures(t, o.facts(), indicator.Question{From: march, To: march})
		for _, name := range []string{"outcomes", "returned", "returned_country", "reintegrated"} {
			assert.Equal(t, want, m[name].Shown, "%s of %d", name, team)
			if want != indicator.Whole {
				assert.Empty(t, m[name].Parts, name)
			}
		}
		assert.Equal(t, indicator.Whole, m["counselling_meetings"].Shown, "how much was done may be said")
	}
}

// Every filter there is, over fictional cases: no two numbers that are shown differ by
// less than five, so nobody can be found by subtracting, also not in what is exported
// once more after another case has come in.
func TestNothingSmallShowsWhateverIsSubtracted(t *testing.T) {
	offices := map[casework.OfficeID]bool{{}: true}
	shown := map[string][]int64{}
	from := indicator.Month{Year: 2025, Month: time.January}
	made := casetest.Cases(2026, 60)
	for _, upTo := range []int{40, 41, 43, 60} {
		memory := casework.Memory{}
		f := &indicator.Facts{}
		for _, m := range made[:upTo] {
			memory.Apply(m.Changes...)
		}
		for about, st := range memory {
			f.Add(st)
			if about.Kind == casework.SubjectCase {
				offices[casework.CaseOf(st).Office] = true
			}
		}
		for office := range offices {
			for a := range 24 {
				for b := a; b < 24; b += 3 {
					all, err := f.Report(indicator.Question{From: from.Add(a), To: from.Add(b), Office: office})
					require.NoError(t, err)
					for _, fig := range all {
						if fig.Unit == indicator.Persons || fig.Unit == indicator.Talks || fig.Unit == indicator.Files {
							shown[fig.Name] = append(shown[fig.Name], fig.N)
							for _, p := range fig.Parts {
								shown[fig.Name] = append(shown[fig.Name], p.N)
							}
						}
						if fig.Unit == indicator.Percent && fig.Shown == indicator.Whole {
							assert.GreaterOrEqual(t, fig.Of, int64(indicator.LeastForRate))
						}
					}
				}
			}
		}
	}
	some := false
	for name, all := range shown {
		for _, n := range all {
			require.Zero(t, n%indicator.Step, "%s: %d", name, n)
			some = some || n > 0
		}
	}
	require.True(t, some, "there was something to see")
}

func TestACentresBook(t *testing.T) {
	o := newOffice(t, 5)
	for i := range 5 {
		o.person(i, "2026-03-15", "", casework.Member{Latin: "P"}, casework.CounsellingSession{Kind: "first"})
	}
	centre := o.did(0, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.OpenCentre(ctx, map[casework.Field]casework.Value{"name": "Centre A"})
	})
	write := func(k casework.Kind, fields map[casework.Field]casework.Value) {
		o.did(0, func(ctx context.Context, s *casework.Service) (casework.Done, error) {
			return s.Add(ctx, centre.Subject, k, fields)
		})
	}
	q := indicator.Question{From: march, To: march, Centre: centre.Subject.ID}
	write(casework.KindMovement, map[casework.Field]casework.Value{"on": "2026-02-01", "direction": "arrival", "persons": "50"})
	write(casework.KindCapacity, map[casework.Field]casework.Value{"from": "2026-03-11", "places": "100"})
	m := figures(t, o.facts(), q)
	assert.Equal(t, indicator.Missing, m["occupancy"].Shown)
	assert.Equal(t, "2026-03-01", m["occupancy"].Lacks.Format(time.DateOnly), "a wrong number is worse than none")

	write(casework.KindCapacity, map[casework.Field]casework.Value{"from": "2026-01-01", "places": "100"})
	write(casework.KindMovement, map[casework.Field]casework.Value{"on": "2026-03-17", "direction": "departure", "kind": "voluntary_return", "persons": "20", "nights": "44"})
	write(casework.KindMovement, map[casework.Field]casework.Value{"on": "2026-03-17", "direction": "departure", "kind": "forced_return", "persons": "5", "nights": "44"})
	m = figures(t, o.facts(), q)
	// 16 nights with 50 persons, 15 with 25, of 31 times 100 places: 1,175 of 3,100.
	assert.Equal(t, int64(38), m["occupancy"].N)
	assert.Equal(t, int64(44), m["stay"].N)
	assert.Equal(t, int64(80), m["voluntary_rate"].N)
	assert.Equal(t, int64(20), m["forced_rate"].N)
	assert.Equal(t, int64(100), m["return_rate"].N)
	assert.Equal(t, int64(25), m["exits"].N)
	write(casework.KindMovement, map[casework.Field]casework.Value{"on": "2026-03-18", "direction": "departure", "kind": "transfer", "persons": "10"})
	m = figures(t, o.facts(), q)
	assert.Equal(t, indicator.Missing, m["stay"].Shown, "nobody said how long ten of them stayed")
	assert.Equal(t, "Centre A", o.facts().Centres()[0].Name)
}

func TestAPeriodThatEndsBeforeItStarts(t *testing.T) {
	_, err := (&indicator.Facts{}).Report(indicator.Question{From: march, To: march.Add(-1)})
	assert.ErrorIs(t, err, indicator.ErrPeriod)
}

// 100,000 sessions are 10 of these.
func BenchmarkFiguresOver10000Cases(b *testing.B) {
	f := &indicator.Facts{}
	made := casetest.Cases(2026, 300)
	memory := casework.Memory{}
	for _, m := range made {
		memory.Apply(m.Changes...)
	}
	for range 34 {
		for _, st := range memory {
			f.Add(st)
		}
	}
	q := indicator.Question{From: march.Add(-24), To: march}
	for b.Loop() {
		if _, err := f.Report(q); err != nil {
			b.Fatal(err)
		}
	}
}

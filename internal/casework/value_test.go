package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/internal/casework"
)

func day(s string) time.Time {
	t, ok := casework.Value(s).Date()
	if !ok {
		panic(s)
	}
	return t
}

func TestApproximateDates(t *testing.T) {
	for name, tc := range map[string]struct {
		v            casework.Value
		first, last  string
		least, most  int // age on 2026-06-15
		mayBeMinor   bool
		notADateSoNo bool
	}{
		"year":                   {v: "2008", first: "2008-01-01", last: "2008-12-31", least: 17, most: 18, mayBeMinor: true},
		"month":                  {v: "2008-02", first: "2008-02-01", last: "2008-02-29", least: 18, most: 18},
		"day":                    {v: "2008-06-15", first: "2008-06-15", last: "2008-06-15", least: 18, most: 18},
		"day after":              {v: "2008-06-16", first: "2008-06-16", last: "2008-06-16", least: 17, most: 17, mayBeMinor: true},
		"range":                  {v: "2006/2008-03", first: "2006-01-01", last: "2008-03-31", least: 18, most: 20},
		"age":                    {v: "age 17 on 2026-06-15", first: "2008-06-16", last: "2009-06-15", least: 17, most: 17, mayBeMinor: true},
		"age said earlier":       {v: "age 16-18 on 2025-06-15", first: "2006-06-16", last: "2009-06-15", least: 17, most: 19, mayBeMinor: true},
		"age said on a leap day": {v: "age 1 on 2004-02-29", first: "2002-03-01", last: "2003-02-28", least: 23, most: 24},
		"backwards":              {v: "2008/2006", notADateSoNo: true},
		"no month 13":            {v: "2008-13", notADateSoNo: true},
		"words":                  {v: "about 1990", notADateSoNo: true},
		"age without a day":      {v: "age 17", notADateSoNo: true},
		"age with spare zeroes":  {v: "age 017 on 2026-06-15", notADateSoNo: true},
	} {
		t.Run(name, func(t *testing.T) {
			a, ok := casework.ParseApprox(tc.v)
			require.Equal(t, !tc.notADateSoNo, ok)
			if tc.notADateSoNo {
				return
			}
			assert.Equal(t, day(tc.first), a.Earliest)
			assert.Equal(t, day(tc.last), a.Latest)
			least, most := a.Age(day("2026-06-15"))
			assert.Equal(t, [2]int{tc.least, tc.most}, [2]int{least, most})
			assert.Equal(t, tc.mayBeMinor, a.MayBeMinor(day("2026-06-15")))
		})
	}
}

func TestAnAgeSaidIsThatAgeOnThatDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.IntRange(0, 90).Draw(t, "low")
		hi := lo + rapid.IntRange(0, 5).Draw(t, "more")
		on := day("2000-01-01").AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "days"))
		a, ok := casework.ParseApprox(casework.AgeValue(lo, hi, on))
		require.True(t, ok)
		least, most := a.Age(on)
		require.Equal(t, [2]int{lo, hi}, [2]int{least, most})
	})
}

func TestValuesOfEachType(t *testing.T) {
	for name, tc := range map[string]struct {
		kind casework.Kind
		f    casework.Field
		good []casework.Value
		bad  []casework.Value
	}{
		"date":     {"case", "opened", []casework.Value{"2026-02-28"}, []casework.Value{"2026-02-30", "28.2.2026"}},
		"time":     {"counselling", "started", []casework.Value{"2026-03-04T10:15+01:00", "2026-03-04T10:15Z"}, []casework.Value{"2026-03-04", "2026-03-04T10:15:30Z"}},
		"yes no":   {"case", "pseudonymous", []casework.Value{"yes", "no"}, []casework.Value{"true", "Yes"}},
		"number":   {"counselling", "minutes", []casework.Value{"0", "45", "-1", "1.5"}, []casework.Value{"045", "1e3", "1,5"}},
		"money":    {"plan.line", "amount", []casework.Value{"61500 EUR", "0 GEL"}, []casework.Value{"615.00 EUR", "61500", "61500 eur"}},
		"enum":     {"counselling", "outcome", []casework.Value{"still_considering"}, []casework.Value{"undecided"}},
		"language": {"counselling", "language", []casework.Value{"fa-AF", "ckb", "zh-Hant-TW"}, []casework.Value{"Dari", "de_AT"}},
		"country":  {"case", "destination.country", []casework.Value{"IQ", "XK"}, []casework.Value{"Iraq", "iq"}},
		"ref":      {"case", "assigned", []casework.Value{casework.IDValue(casework.StaffID{1})}, []casework.Value{"somebody"}},
		"text":     {"member", "name.native", []casework.Value{"ሰላም", "a\nb"}, []casework.Value{"\xff"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.NoError(t, casework.CheckValue(tc.kind, tc.f, ""))
			for _, v := range tc.good {
				assert.NoError(t, casework.CheckValue(tc.kind, tc.f, v), v)
			}
			for _, v := range tc.bad {
				assert.ErrorIs(t, casework.CheckValue(tc.kind, tc.f, v), casework.ErrValue, v)
			}
		})
	}
	assert.ErrorIs(t, casework.CheckValue("case", "nothing", "x"), casework.ErrField)
	assert.NoError(t, casework.CheckValue("activity", "heads.woman.18_24", "12"))
	assert.ErrorIs(t, casework.CheckValue("activity", "heads.woman.old", "12"), casework.ErrField)
	assert.ErrorIs(t, casework.CheckValue("nothing", "x", "x"), casework.ErrField)
}

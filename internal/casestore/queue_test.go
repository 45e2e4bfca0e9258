package casestore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
)

// queued reads a whole queue.
func (d *desk) queued(f casestore.QueueFilter) []casestore.QueueRow {
	d.t.Helper()
	ctx := context.Background()
	all, err := d.store.Queue(ctx, f)
	require.NoError(d.t, err)
	rows, err := d.store.QueueRows(ctx, all)
	require.NoError(d.t, err)
	return rows
}

func itemsIn(rows []casestore.QueueRow) (all []casework.ItemID) {
	for _, r := range rows {
		all = append(all, r.Item)
	}
	return all
}

func TestTheReviewQueueHoldsSessionsWithoutAVerdict(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	c := d.someone("W-1", fields{"name.latin": "A"})
	late := d.session(c, "2020-11-12", "x")
	early := d.session(c, "2020-11-02", "x")
	whole := casestore.QueueFilter{}
	assert.Equal(t, []casework.ItemID{late, early}, itemsIn(d.queued(whole)), "the newest first")
	assert.Equal(t, []casework.ItemID{early, late}, itemsIn(d.queued(casestore.QueueFilter{Oldest: true})))
	d.record(d.change(c, casework.KindCounselling, early, fields{"danger": "yes"}))
	assert.Equal(t, []casework.ItemID{early, late}, itemsIn(d.queued(whole)), "one with a flag before all others")

	review := newID[casework.ItemID]()
	d.record(d.change(c, casework.KindReview, review, fields{"counselling": casework.IDValue(early)}))
	assert.Len(t, d.queued(whole), 2, "begun is not done")
	d.record(d.change(c, casework.KindReview, review, fields{"verdict": "please_complete"}))
	assert.Equal(t, []casework.ItemID{late}, itemsIn(d.queued(whole)))
	of, err := d.store.Referring(ctx, early, casework.KindReview, "counselling")
	require.NoError(t, err)
	require.Len(t, of, 1)
	returned, err := d.store.List(ctx, casework.KindReview, []casework.Value{"please_complete"}, "", 10)
	require.NoError(t, err)
	require.Len(t, returned, 1)
	assert.Equal(t, review, returned[0].Item.ID)

	d.record(d.change(c, casework.KindCounselling, late, fields{"open": "yes"}))
	assert.Empty(t, d.queued(whole), "one that is still written waits for nobody")
	d.record(d.change(c, casework.KindCounselling, late, fields{"open": "no"}))
	require.NoError(t, d.store.Refold(ctx))
	assert.Equal(t, []casework.ItemID{late}, itemsIn(d.queued(whole)), "folded again it is the same")
}

func TestTheReviewQueueIsFilteredByWhatWordsMean(t *testing.T) {
	d := plain(t)
	office := newID[casework.OfficeID]()
	karim := d.someone("W-3020", fields{"name.latin": "Sara Karim", "nationality.IQ": "yes", "birth": "2003-05-01"})
	haile := d.someone("W-4711", fields{"name.latin": "Haile", "nationality.ER": "yes", "birth": "1990-05-01"})
	d.record(d.change(haile, casework.KindCase, casework.ItemID{}, fields{"office": casework.IDValue(office)}))
	hold := func(c casework.Subject, body fields) casework.ItemID {
		item := newID[casework.ItemID]()
		for f, v := range body { // they are of several classes
			d.record(d.change(c, casework.KindCounselling, item, fields{f: v}))
		}
		return item
	}
	child := hold(karim, fields{"started": "2020-11-02T10:00+01:00", "language": "ckb", "outcome": "no", "setting": "detention", "danger": "yes"})
	grown := hold(karim, fields{"started": "2021-05-01T10:00+01:00", "language": "ckb", "outcome": "still_considering"})
	adult := hold(haile, fields{"started": "2020-11-03T10:00+01:00", "language": "ti", "outcome": "still_considering"})
	undated := hold(haile, fields{"said": "x"})
	term := func(all ...casestore.QueueTerm) casestore.QueueFilter { return casestore.QueueFilter{Terms: all} }
	for name, row := range map[string]struct {
		f    casestore.QueueFilter
		want []casework.ItemID
	}{
		"all, flagged first":     {casestore.QueueFilter{}, []casework.ItemID{child, grown, adult, undated}},
		"the beginning of names": {term(casestore.QueueTerm{Words: "kar"}), []casework.ItemID{child, grown}},
		"the file number":        {term(casestore.QueueTerm{Words: "W-4711"}), []casework.ItemID{adult, undated}},
		"a language":             {term(casestore.QueueTerm{Languages: []string{"fa", "ti"}}), []casework.ItemID{adult}},
		"a country":              {term(casestore.QueueTerm{Countries: []string{"ER"}}), []casework.ItemID{adult, undated}},
		"an outcome":             {term(casestore.QueueTerm{Outcomes: []casework.Value{"still_considering"}}), []casework.ItemID{grown, adult}},
		"a setting":              {term(casestore.QueueTerm{Settings: []casework.Value{"detention"}}), []casework.ItemID{child}},
		"an office":              {term(casestore.QueueTerm{Offices: []casework.OfficeID{office}}), []casework.ItemID{adult, undated}},
		"who held it":            {term(casestore.QueueTerm{By: []casework.StaffID{d.staff}}), []casework.ItemID{child, grown, adult, undated}},
		"a flag":                 {term(casestore.QueueTerm{Flags: []casework.Flag{casework.FlagDanger}}), []casework.ItemID{child}},
		"minors, as a word":      {term(casestore.QueueTerm{Minors: true}), []casework.ItemID{child}},
		"minors":                 {casestore.QueueFilter{Minors: true}, []casework.ItemID{child}},
		"flagged":                {casestore.QueueFilter{Flagged: true}, []casework.ItemID{child}},
		"until a day":            {casestore.QueueFilter{Until: "2020-11-03"}, []casework.ItemID{child, adult}},
		"either meaning":         {term(casestore.QueueTerm{Words: "kar", Languages: []string{"ti"}}), []casework.ItemID{child, grown, adult}},
		"both terms":             {term(casestore.QueueTerm{Words: "kar"}, casestore.QueueTerm{Outcomes: []casework.Value{"no"}}), []casework.ItemID{child}},
		"what means nothing":     {term(casestore.QueueTerm{}), nil},
		"nobody's name":          {term(casestore.QueueTerm{Words: "nobody"}), nil},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.want, itemsIn(d.queued(row.f))) })
	}
	r := d.queued(casestore.QueueFilter{})[0]
	assert.Equal(t, casestore.QueueRow{No: r.No, Subject: karim, Item: child, File: "W-3020", Name: "Sara Karim", Nationality: "IQ", Day: "2020-11-02", Language: "ckb",
		Outcome: "no", Setting: "detention", By: d.staff, Minor: true, Flags: []casework.Flag{casework.FlagDanger}}, r)

	d.record(d.change(karim, casework.KindCounselling, child, fields{"open": "yes"}))
	assert.NotContains(t, itemsIn(d.queued(casestore.QueueFilter{})), child)
	rows, err := d.store.QueueRows(context.Background(), []int64{r.No})
	require.NoError(t, err)
	assert.Equal(t, []casestore.QueueRow{{}}, rows)
}

func TestNobodyIsAMinorFromTheDayMinorUntilNames(t *testing.T) {
	for name, row := range map[string]struct{ birth, disputed casework.Value }{
		"a day": {"2010-02-28", ""}, "a leap day": {"2008-02-29", ""}, "a year": {"2009", ""}, "nothing": {"", ""}, "disputed": {"1990", "yes"},
	} {
		t.Run(name, func(t *testing.T) {
			it := casework.NewItem(casework.ItemKey{Kind: casework.KindMember, ID: newID[casework.ItemID]()})
			m := casework.MemberOf(it)
			m.Birth, m.Disputed = row.birth, row.disputed
			for day := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
				require.Equal(t, m.MinorAt(day), m.MinorUntil().After(day), day)
			}
		})
	}
}

package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
)

// planned is a case with a plan of two lines.
func planned(d *desks) (casework.Done, casework.ItemID) {
	done := d.open(amina)
	d.did(d.as(lena).RecordCounselling(d.t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	plan := d.did(d.as(lena).DraftPlan(d.t.Context(), done.Subject.ID, casework.ReintegrationPlan{Version: 1, Aspirations: "a workshop"},
		casework.PlanLine{Activity: "sewing machine", Amount: casework.Amount{Minor: 120000, Currency: "EUR"}}, casework.PlanLine{Activity: "school"}))
	return done, plan.Item
}

func TestANewVersionTakesOverWhatWasSaidAndNotWhatBecameOfIt(t *testing.T) {
	d := newDesks(t)
	done, plan := planned(d)
	about := done.Subject.ID
	line := d.caseOf(done.Subject).LinesOf(plan)[0].ID
	d.did(d.as(lena).EditPlanLine(t.Context(), about, line, map[casework.Field]casework.Value{"uncertain.why": "one source", "rate": "1450"}, nil))
	d.did(d.as(lena).KeepRules(t.Context(), about, plan, map[casework.Field]casework.Value{"rule.a.version": "1", "possible.x": "61500 EUR"}))
	d.did(d.as(lena).KeepRules(t.Context(), about, plan, map[casework.Field]casework.Value{"rule.b.version": "2"}))
	assert.Empty(t, d.mem[done.Subject].Item(casework.KindPlan, plan).Get("rule.a.version"), "what was kept before is replaced")
	d.did(d.as(lena).AgreePlan(t.Context(), about, plan, "yes", casework.ItemID{}, d.now))
	d.did(d.as(lena).SendPlan(t.Context(), about, plan, "the programme", d.now))
	_, err := d.as(lena).DecidePlan(t.Context(), about, plan, map[casework.Field]casework.Value{"state": "approved"}, nil)
	require.ErrorIs(t, err, casework.ErrValue, "nobody decided")
	d.did(d.as(lena).DecidePlan(t.Context(), about, plan, map[casework.Field]casework.Value{"state": "refused", "decided.by": "the programme", "reason": "too late"}, nil))

	next := d.did(d.as(lena).RevisePlan(t.Context(), about, plan))
	c := d.caseOf(done.Subject)
	require.Len(t, c.Plans, 2)
	v2 := casework.PlanOf(d.mem[done.Subject].Item(casework.KindPlan, next.Item))
	assert.Equal(t, 2, v2.Version)
	assert.Equal(t, plan, v2.Follows)
	assert.Equal(t, "a workshop", v2.Aspirations)
	assert.Equal(t, casework.Value("draft"), v2.State)
	assert.True(t, v2.Agreed.IsZero())
	assert.Empty(t, v2.Get("reason"))
	assert.Empty(t, v2.Get("rule.b.version"))
	lines := c.LinesOf(next.Item)
	require.Len(t, lines, 2)
	assert.Equal(t, casework.Value("wished"), lines[0].State)
	assert.Equal(t, casework.Value("one source"), lines[0].Get("uncertain.why"))
	assert.Equal(t, casework.Value("1450"), lines[0].Get("rate"))
	assert.Equal(t, casework.IDValue(line), lines[0].Get("replaces"))
	assert.Equal(t, casework.Value("sent"), c.LinesOf(plan)[0].State, "the one before stays as it was")
	_, err = d.as(lena).RevisePlan(t.Context(), about, casework.ItemID{9})
	assert.ErrorIs(t, err, casework.ErrUnknown)
}

func TestAnApplicationIsSentWithConsentAndNotWithout(t *testing.T) {
	d := newDesks(t)
	done, _ := planned(d)
	about := done.Subject.ID
	app := d.did(d.as(lena).Add(t.Context(), done.Subject, casework.KindApplication, map[casework.Field]casework.Value{"state": "draft", "programme": "eurp-austria"}))
	_, err := d.as(lena).SendApplication(t.Context(), about, app.Item, d.now)
	var notYet *casework.NotYet
	require.ErrorAs(t, err, &notYet)
	assert.Contains(t, notYet.Error(), string(casework.MissingConsent))
	consent := d.did(d.as(lena).AskConsent(t.Context(), about, casework.Consent{Member: done.Item, Purpose: "apply_programme", Text: "may we apply?"}))
	d.did(d.as(lena).GiveConsent(t.Context(), about, consent.Item, "signed", d.now))
	d.did(d.as(lena).SendApplication(t.Context(), about, app.Item, d.now))
	it := d.mem[done.Subject].Item(casework.KindApplication, app.Item)
	assert.Equal(t, casework.Value("sent"), it.Get("state"))
	assert.Equal(t, casework.Value("application"), d.caseOf(done.Subject).Stage)
	d.did(d.as(lena).Withdraw(t.Context(), about, done.Item, "application", "I want to stay", d.now))
	assert.Equal(t, casework.Value("withdrawn"), d.mem[done.Subject].Item(casework.KindApplication, app.Item).Get("state"))
	_, err = d.as(lena).SendApplication(t.Context(), about, casework.ItemID{7}, d.now)
	assert.ErrorIs(t, err, casework.ErrUnknown)
}

func TestOnlyAnApprovedLineIsDelivered(t *testing.T) {
	d := newDesks(t)
	done, plan := planned(d)
	about := done.Subject.ID
	lines := d.caseOf(done.Subject).LinesOf(plan)
	d.did(d.as(lena).DecideLine(t.Context(), about, lines[0].ID, "approved", casework.Amount{Minor: 100000, Currency: "EUR"}, "the programme", "", "", d.now))
	deliver := func(n byte, line casework.ItemID, complete casework.Value) {
		d.did(d.as(lena).Deliver(t.Context(), about, casework.ItemID{n}, map[casework.Field]casework.Value{
			"line": casework.IDValue(line), "what": "machine", "spent": "90000 EUR", "proof": "invoice", "complete": complete}, nil))
	}
	state := func(i int) casework.Value { return d.caseOf(done.Subject).LinesOf(plan)[i].State }
	deliver(1, lines[0].ID, "")
	assert.Equal(t, casework.Value("partly_delivered"), state(0))
	deliver(2, lines[0].ID, casework.Yes)
	assert.Equal(t, casework.Value("delivered"), state(0))
	deliver(3, lines[1].ID, casework.Yes)
	assert.Equal(t, casework.Value("wished"), state(1), "nobody approved it; what was given is recorded all the same")
	assert.Len(t, d.mem[done.Subject].Of(casework.KindDelivery), 3)
}

func TestVisitsAreWrittenDownOnceForEachMonth(t *testing.T) {
	d := newDesks(t)
	done, _ := planned(d)
	arrived := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	d.did(d.as(lena).ScheduleFollowUps(t.Context(), done.Subject.ID, arrived, casework.Policy{}.FollowUps()))
	d.did(d.as(lena).ScheduleFollowUps(t.Context(), done.Subject.ID, arrived, []int{3, 9}))
	var due []casework.Value
	for _, it := range d.mem[done.Subject].Of(casework.KindFollowUp) {
		due = append(due, it.Get("due"))
		assert.Equal(t, casework.Value("due"), it.Get("state"))
	}
	assert.ElementsMatch(t, []casework.Value{"2027-02-28", "2027-05-30", "2027-11-30", "2027-08-30"}, due)
}

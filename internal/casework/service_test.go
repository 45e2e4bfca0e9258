package casework_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/usererr"
)

// desks is one office in one memory: everybody sees everything at once, unless a test
// gives somebody a memory of their own.
type desks struct {
	t   *testing.T
	mem casework.Memory
	now time.Time
}

func newDesks(t *testing.T) *desks {
	return &desks{t, casework.Memory{}, time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}
}

func (d *desks) on(mem casework.Memory, who casework.Staff) *casework.Service {
	return casework.NewService(casework.Desk{
		Staff: who, Device: who.Devices[0], Reader: mem,
		Clock: casework.NewClock(func() time.Time { d.now = d.now.Add(time.Second); return d.now }, 0),
	})
}

func (d *desks) as(who casework.Staff) *casework.Service { return d.on(d.mem, who) }

// did folds what was made, having sent it once through encoding and the judge.
func (d *desks) did(done casework.Done, err error) casework.Done {
	d.t.Helper()
	require.NoError(d.t, err)
	for _, a := range done.Acts {
		b, err := casework.EncodeChanges(a.Changes)
		require.NoError(d.t, err)
		back, err := casework.DecodeChanges(b, casework.Envelope{Subject: a.Subject, By: a.Changes[0].By, Device: a.Changes[0].Device})
		require.NoError(d.t, err)
		for _, c := range back {
			for f := range c.Body {
				class, known := casework.ClassOf(c.Kind, f)
				assert.True(d.t, known)
				assert.Equal(d.t, a.Class, class, "%s %s", c.Kind, f)
			}
		}
		d.mem.Apply(back...)
	}
	return done
}

func (d *desks) caseOf(s casework.Subject) casework.Case { return casework.CaseOf(d.mem[s]) }

func (d *desks) open(principal casework.Member) casework.Done {
	d.t.Helper()
	return d.did(d.as(lena).OpenCase(d.t.Context(), casework.CaseForm{FileNumber: "G/1", Principal: &principal}))
}

var amina = casework.Member{Native: "آمنة", Latin: "Amina", Birth: "1990", Gender: "woman", Wishes: "sees her sister first"}

// informed is a counselling session after which nothing is missing.
func informed(member casework.ItemID, at time.Time) casework.CounsellingSession {
	return casework.CounsellingSession{
		Kind: "first", Setting: "office", Started: at, Members: map[string]casework.Value{member.String(): casework.Yes}, Private: "alone",
		OptionsShown: casework.Yes, LegalAdviceShown: casework.Yes, Outcome: "wishes_to_apply", Voluntary: casework.Yes,
		Said: "words", Topics: map[string]casework.Told{"your-data": {Language: "ar", Version: "3", Understood: "yes"}},
	}
}

func TestOpeningACaseSplitsItByClass(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	classes := map[casework.Class]int{}
	for _, a := range done.Acts {
		classes[a.Class]++
		for _, c := range a.Changes {
			assert.Equal(t, done.Acts[0].Changes[0].At, c.At, "one transaction, one time")
		}
	}
	assert.Equal(t, map[casework.Class]int{casework.Core: 1, casework.Legal: 1}, classes, "one entry for each class: the wishes are legal")
	c := d.caseOf(done.Subject)
	assert.Equal(t, "Amina", c.Name())
	assert.Equal(t, lena.ID, c.Assigned)
	assert.Equal(t, "sees her sister first", c.Members[0].Wishes)
}

func TestAViewComesBackAsTheFormThatWasRecorded(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	at := time.Date(2026, 3, 4, 10, 15, 0, 0, time.FixedZone("", 3600))
	form := informed(done.Item, at)
	form.Room = map[string]casework.Present{"1": {Who: "lawyer", Name: "Me Duval"}}
	form.Questions = map[string]casework.Asked{"1": {Text: "who reads it?", Answer: "the office"}}
	form.Rumours = map[string]casework.Value{"1": "they pay 5,000"}
	form.Addenda = nil
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, form))
	got := d.caseOf(done.Subject).Sessions[0]
	assert.Equal(t, rec.Item, got.ID)
	assert.True(t, got.Recorded())
	assert.Equal(t, casework.Value("2026-03-04T10:15+01:00"), got.Get("started"), "the clock on the wall, with its offset")
	got.Item, got.Entered, got.Started = nil, time.Time{}, form.Started
	assert.Equal(t, form, got)
}

func TestABrokenRuleIsRecordedAndFlagged(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(*casework.CounsellingSession)
		want  []casework.Flag
	}{
		"family interprets":      {func(s *casework.CounsellingSession) { s.InterpreterIs = "family_member" }, []casework.Flag{casework.FlagInterpreterUnsuited}},
		"guard interprets":       {func(s *casework.CounsellingSession) { s.InterpreterIs = "guard" }, []casework.Flag{casework.FlagInterpreterUnsuited, casework.FlagOfficerPresent}},
		"guard in the room":      {func(s *casework.CounsellingSession) { s.Room = map[string]casework.Present{"1": {Who: "guard"}} }, []casework.Flag{casework.FlagOfficerPresent}},
		"not private":            {func(s *casework.CounsellingSession) { s.Private = "no" }, []casework.Flag{casework.FlagNotPrivate}},
		"options not shown":      {func(s *casework.CounsellingSession) { s.OptionsShown = "" }, []casework.Flag{casework.FlagOptionsNotShown}},
		"legal advice not shown": {func(s *casework.CounsellingSession) { s.LegalAdviceShown = casework.No }, []casework.Flag{casework.FlagLegalNotShown}},
		"doubt":                  {func(s *casework.CounsellingSession) { s.Doubt = casework.Yes }, []casework.Flag{casework.FlagDoubt}},
		"person unsure":          {func(s *casework.CounsellingSession) { s.Voluntary = "unsure" }, []casework.Flag{casework.FlagVoluntaryUnsure}},
		"did not understand":     {func(s *casework.CounsellingSession) { s.NotUnderstood = casework.Yes }, []casework.Flag{casework.FlagNotUnderstood}},
		"interpreter refused":    {func(s *casework.CounsellingSession) { s.InterpreterAccepted = casework.No }, []casework.Flag{casework.FlagInterpreterRefused}},
		"in the future":          {func(s *casework.CounsellingSession) { s.Started = s.Started.AddDate(1, 0, 0) }, []casework.Flag{casework.FlagDateDoubtful}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesks(t)
			done := d.open(amina)
			form := informed(done.Item, d.now)
			before := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, form))
			assert.Empty(t, before.Flags)
			tc.spoil(&form)
			rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, form))
			var got []casework.Flag
			for _, f := range rec.Flags {
				got = append(got, f.Flag)
				assert.Equal(t, rec.Item, f.ID)
			}
			assert.Equal(t, tc.want, got)
			assert.Len(t, d.caseOf(done.Subject).Sessions, 2, "recorded all the same")
		})
	}
}

func TestAMinorAloneIsFlagged(t *testing.T) {
	d := newDesks(t)
	done := d.open(casework.Member{Latin: "Yonas", Birth: "age 16-18 on 2026-03-04"})
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	require.Len(t, rec.Flags, 1)
	assert.Equal(t, casework.FlagMinorAlone, rec.Flags[0].Flag)
}

func TestASettledFlagComesBackWhenItsPlaceIsWrittenAgain(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	form := informed(done.Item, d.now)
	form.Doubt = casework.Yes
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, form))
	_, err := d.as(lena).SettleFlag(t.Context(), done.Subject.ID, rec.Flags[0], "settled", "talked")
	assert.ErrorIs(t, err, casework.ErrNotAllowed)
	d.did(d.as(ingrid).SettleFlag(t.Context(), done.Subject.ID, rec.Flags[0], "settled", "talked"))
	assert.True(t, d.caseOf(done.Subject).Flags[0].Settled)
	d.did(d.as(lena).AmendCounselling(t.Context(), done.Subject.ID, rec.Item, "something new", d.now))
	assert.False(t, d.caseOf(done.Subject).Flags[0].Settled)
}

func TestARecordedSessionIsClosedAndLateWritesBecomeAddenda(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	form := informed(done.Item, d.now)
	open := d.did(d.as(lena).KeepOpen(t.Context(), done.Subject.ID, casework.ItemID{}, form))
	assert.False(t, d.caseOf(done.Subject).Sessions[0].Recorded())
	d.did(d.as(marek).RecordCounselling(t.Context(), done.Subject.ID, open.Item, form))
	assert.True(t, d.caseOf(done.Subject).Sessions[0].Recorded())

	form.Said = "words typed on the other laptop"
	d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, open.Item, form))
	got := d.caseOf(done.Subject).Sessions[0]
	assert.Equal(t, "words", got.Said)
	var addenda []string
	for key, v := range got.Addenda {
		addenda = append(addenda, string(v)+" | "+string(got.Get(casework.F("addendum", key, "on_field"))))
	}
	assert.Equal(t, []string{"words typed on the other laptop | said"}, addenda)
}

func TestWhatArrivedWhileTypingIsNotOverwritten(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	key := casework.ItemKey{Kind: "member", ID: done.Item}
	row, err := casework.MarshalItem(d.mem[done.Subject].Items[key])
	require.NoError(t, err)
	seen, err := casework.UnmarshalItem(key, row)
	require.NoError(t, err)

	d.did(d.as(ingrid).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"birth": "1991"}, nil))
	d.did(d.as(lena).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"birth": "1992", "name.latin": "Amna"}, seen))
	c := d.caseOf(done.Subject)
	require.Len(t, c.Conflicts, 1)
	assert.Equal(t, casework.Field("birth"), c.Conflicts[0].Field)
	assert.Equal(t, "Amna", c.Name())

	d.did(d.as(ingrid).DecideConflict(t.Context(), done.Subject, key, "birth", "1991", nil))
	assert.Empty(t, d.caseOf(done.Subject).Conflicts)
	assert.Equal(t, casework.Value("1991"), d.caseOf(done.Subject).Members[0].Birth)
}

func TestWritingWhatIsThereAlreadyMakesNothing(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	again, err := d.as(lena).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"birth": "1990"}, nil)
	require.NoError(t, err)
	assert.Empty(t, again.Acts)
}

func TestDeletingReachesEveryClassAndCanBeUndone(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	key := casework.ItemKey{Kind: "member", ID: done.Item}
	gone := d.did(d.as(lena).Delete(t.Context(), done.Subject, key, nil))
	assert.Len(t, gone.Acts, 2, "core and legal")
	assert.Empty(t, d.caseOf(done.Subject).Members)
	d.did(d.as(lena).Undelete(t.Context(), done.Subject, key))
	require.Len(t, d.caseOf(done.Subject).Members, 1)
	assert.Equal(t, "sees her sister first", d.caseOf(done.Subject).Members[0].Wishes, "nothing was lost")
}

func TestDeletingAndEditingAtOnceIsDecidedByAPerson(t *testing.T) {
	for name, verdict := range map[string]casework.Value{"delete": casework.Yes, "keep": casework.No} {
		t.Run(name, func(t *testing.T) {
			d := newDesks(t)
			done := d.open(amina)
			key := casework.ItemKey{Kind: "member", ID: done.Item}
			gone, err := d.as(lena).Delete(t.Context(), done.Subject, key, nil)
			require.NoError(t, err)
			d.did(d.as(ingrid).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"occupation": "baker"}, nil))
			d.did(gone, nil)
			require.Len(t, d.caseOf(done.Subject).Conflicts, 1)
			d.did(d.as(ingrid).DecideConflict(t.Context(), done.Subject, key, casework.FieldDeleted, verdict, nil))
			assert.Empty(t, d.caseOf(done.Subject).Conflicts)
			if verdict == casework.Yes {
				assert.Empty(t, d.caseOf(done.Subject).Members)
			} else {
				assert.Equal(t, "baker", d.caseOf(done.Subject).Members[0].Occupation)
			}
		})
	}
}

func TestSafeguardsStopTheNextActAndSayWhatIsMissing(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	id := done.Subject.ID
	plan := d.did(d.as(lena).DraftPlan(t.Context(), id, casework.ReintegrationPlan{Title: "Bakery"}, casework.PlanLine{Activity: "oven", Amount: casework.Amount{Minor: 90000, Currency: "EUR"}}))
	agree := func() []casework.MissingKey {
		made, err := d.as(lena).AgreePlan(t.Context(), id, plan.Item, "yes", casework.ItemID{}, d.now)
		var stop *casework.NotYet
		if err == nil {
			d.did(made, nil)
			return nil
		}
		require.ErrorAs(t, err, &stop)
		_, forPerson := usererr.Of(err)
		assert.True(t, forPerson)
		var out []casework.MissingKey
		for _, m := range stop.Missing {
			out = append(out, m.What)
		}
		return out
	}
	assert.Equal(t, []casework.MissingKey{casework.MissingOptions}, agree())

	form := informed(done.Item, d.now)
	form.Doubt = casework.Yes
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), id, casework.ItemID{}, form))
	assert.Equal(t, []casework.MissingKey{casework.MissingDoubtSettled}, agree())
	d.did(d.as(ingrid).SettleFlag(t.Context(), id, rec.Flags[0], "settled", "she came alone the second time"))

	guard := d.did(d.as(lena).Add(t.Context(), done.Subject, "safeguard", map[casework.Field]casework.Value{"kind": "medical_check", "met": "no"}))
	assert.Equal(t, []casework.MissingKey{casework.MissingSafeguard}, agree())
	d.did(d.as(lena).Write(t.Context(), casework.Edit{Subject: done.Subject, Kind: "safeguard", Item: guard.Item, Fields: map[casework.Field]casework.Value{"met": "yes"}}))

	form.Doubt, form.CoolingOff = "", d.now.AddDate(0, 0, 2)
	d.did(d.as(lena).RecordCounselling(t.Context(), id, casework.ItemID{}, form))
	assert.Equal(t, []casework.MissingKey{casework.MissingCoolingOff}, agree())
	d.now = d.now.AddDate(0, 0, 3)

	child := d.did(d.as(lena).AddMember(t.Context(), id, casework.Member{Latin: "Lana", Birth: "2018", Relation: "child"}))
	assert.Equal(t, []casework.MissingKey{casework.MissingBestInterests}, agree())
	d.did(d.as(lena).Add(t.Context(), done.Subject, "safeguard", map[casework.Field]casework.Value{"kind": "best_interests", "met": "yes", "member": casework.IDValue(child.Item)}))

	d.did(d.as(lena).Withdraw(t.Context(), id, done.Item, "everything", "not now", d.now))
	assert.Equal(t, []casework.MissingKey{casework.MissingWithdrawal}, agree())
	d.now = d.now.AddDate(0, 0, 3)
	d.did(d.as(lena).RecordCounselling(t.Context(), id, casework.ItemID{}, informed(done.Item, d.now)))
	assert.Empty(t, agree())

	c := d.caseOf(done.Subject)
	assert.Equal(t, casework.Value("agreed"), c.Plans[0].State)
	line := c.LinesOf(plan.Item)[0]
	assert.Equal(t, casework.Value("agreed"), line.State)
	assert.False(t, line.Promised(), "agreed with the person is not promised")
	d.did(d.as(ingrid).DecideLine(t.Context(), id, line.ID, "approved", line.Amount, "Programme office", "", "", d.now))
	assert.True(t, d.caseOf(done.Subject).LinesOf(plan.Item)[0].Promised())
}

// referred is a case with a consent and an informed talk.
func referred(t *testing.T, d *desks, recipients map[string]casework.Recipient) (casework.Done, casework.Done) {
	t.Helper()
	done := d.open(amina)
	d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	d.did(d.as(lena).Add(t.Context(), done.Subject, "medical", map[casework.Field]casework.Value{"member": casework.IDValue(done.Item), "description": "asthma"}))
	d.did(d.as(lena).Add(t.Context(), done.Subject, "decision", map[casework.Field]casework.Value{"member": casework.IDValue(done.Item), "kind": "asylum_rejection", "legal_aid.told": "yes"}))
	consent := d.did(d.as(lena).AskConsent(t.Context(), done.Subject.ID, casework.Consent{
		Member: done.Item, Purpose: "share_partner", Basis: "consent", Recipients: recipients, State: "given", On: d.now, TextID: "share", Text: "text",
	}))
	return done, consent
}

var partner = map[string]casework.Recipient{"1": {Name: "Homeward", Subject: otherOrg, Kind: "ngo"}}

func TestAReferralSharesWhatTheConsentNamesAndNothingElse(t *testing.T) {
	d := newDesks(t)
	done, consent := referred(t, d, partner)
	id := done.Subject.ID
	form := casework.ReferralForm{ToOrganisation: otherOrg, ToStaff: selam.ID, Partner: "ngo", For: "reintegration", Consent: consent.Item}
	st := d.mem[done.Subject]
	form.Share = casework.Preview(st, casework.ConsentOf(st.Item("consent", consent.Item)), done.Item)
	ref := d.did(d.as(lena).Refer(t.Context(), id, form))
	subject := casework.Subject{Kind: casework.SubjectReferral, ID: casework.SubjectID(ref.Item)}
	r := casework.ReferralOf(d.mem[subject])
	require.Len(t, r.Extracts, 1)
	shown := casework.MemberOf(r.Extracts[0].Shown())
	assert.Equal(t, "Amina", shown.Latin)
	assert.Empty(t, shown.Wishes, "legal: never part of it")

	for name, share := range map[string]casework.Choice{
		"medical, not named":  {Kind: "medical", Item: done.Item, Fields: []casework.Field{"description"}},
		"wishes":              {Kind: "member", Item: done.Item, Fields: []casework.Field{"wishes"}},
		"a decision":          {Kind: "decision", Item: done.Item, Fields: []casework.Field{"kind"}},
		"who it belongs to":   {Kind: "case", Fields: []casework.Field{"assigned"}},
		"where documents are": {Kind: "travel_document", Item: done.Item, Fields: []casework.Field{"original_at"}},
		"address in Europe":   {Kind: "contact", Item: done.Item, Fields: []casework.Field{"value"}},
	} {
		t.Run(name, func(t *testing.T) {
			bad := form
			bad.Share = []casework.Choice{share}
			_, err := d.as(lena).Refer(t.Context(), id, bad)
			var stop *casework.NotYet
			assert.True(t, errors.Is(err, casework.ErrNotAllowed) || errors.As(err, &stop), "%v", err)
		})
	}

	// The scout is given the referral and nothing of the case.
	own := casework.OwnershipOf(subject, d.mem[subject].Root())
	assert.Equal(t, "CM", reached(own, selam, lena.ID, true))
	assert.Equal(t, "", reached(casework.OwnershipOf(done.Subject, st.Root()), selam, lena.ID, true))
	d.did(d.as(selam).AnswerReferral(t.Context(), subject.ID, "accepted", "yes"))
	_, err := d.as(selam).EditMember(t.Context(), id, done.Item, map[casework.Field]casework.Value{"birth": "1980"}, nil)
	assert.ErrorIs(t, err, casework.ErrNotAllowed)

	// A later edit is proposed, not sent.
	d.did(d.as(lena).EditMember(t.Context(), id, done.Item, map[casework.Field]casework.Value{"name.latin": "Amna"}, nil))
	stale := casework.Stale(d.mem[done.Subject], casework.ReferralOf(d.mem[subject]))
	require.Equal(t, []casework.Choice{{Kind: "member", Item: done.Item, Fields: []casework.Field{"name.latin"}}}, stale)
	d.did(d.as(lena).ShareUpdate(t.Context(), id, subject.ID, stale))
	assert.Equal(t, "Amna", casework.MemberOf(casework.ReferralOf(d.mem[subject]).Extracts[0].Shown()).Latin)

	// Taking the consent back takes the referral out of sight.
	d.did(d.as(lena).WithdrawConsent(t.Context(), id, consent.Item, "no longer", d.now))
	own = casework.OwnershipOf(subject, d.mem[subject].Root())
	assert.Equal(t, "", reached(own, selam, lena.ID, true))
	_, err = d.as(lena).ShareUpdate(t.Context(), id, subject.ID, stale)
	var stop *casework.NotYet
	assert.ErrorAs(t, err, &stop)
}

func TestAReferralNeedsAConsentThatHoldsAndNames(t *testing.T) {
	for name, tc := range map[string]struct {
		recipients map[string]casework.Recipient
		form       func(*casework.ReferralForm)
		before     func(*desks, casework.SubjectID, casework.ItemID)
		want       casework.MissingKey
	}{
		"another recipient":           {map[string]casework.Recipient{"1": {Subject: org}}, nil, nil, casework.MissingPartnerNamed},
		"authority not named as such": {partner, func(f *casework.ReferralForm) { f.Partner = "state_authority" }, nil, casework.MissingPartnerNamed},
		"no consent":                  {partner, func(f *casework.ReferralForm) { f.Consent = casework.ItemID{1} }, nil, casework.MissingConsent},
		"medical not named":           {partner, func(f *casework.ReferralForm) { f.Share = []casework.Choice{{Kind: "medical"}} }, nil, casework.MissingMedicalNamed},
		"given and refused at once": {partner, nil, func(d *desks, c casework.SubjectID, k casework.ItemID) {
			yes, err := d.as(lena).GiveConsent(context.Background(), c, k, "spoken", d.now)
			require.NoError(d.t, err)
			no, err := d.as(ingrid).RefuseConsent(context.Background(), c, k, d.now)
			require.NoError(d.t, err)
			d.did(no, nil)
			d.now = d.now.Add(time.Hour)
			d.did(yes, nil)
			again, err := d.as(lena).Write(context.Background(), casework.Edit{Subject: casework.Subject{Kind: casework.SubjectCase, ID: c}, Kind: "consent", Item: k, Fields: map[casework.Field]casework.Value{"state": "given"}, Seen: casework.NewItem(casework.ItemKey{Kind: "consent", ID: k})})
			d.did(again, err)
		}, casework.MissingConsent},
		"refused on another device": {partner, nil, func(d *desks, c casework.SubjectID, k casework.ItemID) {
			d.did(d.as(ingrid).RefuseConsent(context.Background(), c, k, d.now))
		}, casework.MissingConsent},
		"withdrawn": {partner, nil, func(d *desks, c casework.SubjectID, k casework.ItemID) {
			d.did(d.as(lena).WithdrawConsent(context.Background(), c, k, "", d.now))
		}, casework.MissingConsent},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesks(t)
			done, consent := referred(t, d, tc.recipients)
			if tc.before != nil {
				tc.before(d, done.Subject.ID, consent.Item)
			}
			form := casework.ReferralForm{ToOrganisation: otherOrg, Partner: "ngo", For: "medical", Consent: consent.Item}
			if tc.form != nil {
				tc.form(&form)
			}
			_, err := d.as(lena).Refer(t.Context(), done.Subject.ID, form)
			var stop *casework.NotYet
			require.ErrorAs(t, err, &stop)
			var got []casework.MissingKey
			for _, m := range stop.Missing {
				got = append(got, m.What)
			}
			assert.Contains(t, got, tc.want)
		})
	}
}

func TestHandingOver(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	for name, to := range map[string]casework.Staff{"scout": ownScout, "administrator": ruth, "another organisation": stranger} {
		_, err := d.as(ingrid).HandOver(t.Context(), done.Subject, to, "")
		assert.ErrorIs(t, err, casework.ErrNotAllowed, name)
	}
	_, err := d.as(marek).HandOver(t.Context(), done.Subject, marek, "")
	assert.ErrorIs(t, err, casework.ErrNotAllowed, "a colleague does not take a case")
	d.did(d.as(lena).HandOver(t.Context(), done.Subject, elodie, "all is in the file"))
	own := casework.OwnershipOf(done.Subject, d.mem[done.Subject].Root())
	assert.Equal(t, casework.Assigned, casework.Scope(own, elodie))
	assert.Equal(t, casework.Organisation, casework.Scope(own, marek))
	_, err = d.as(lena).EditMember(t.Context(), done.Subject.ID, done.Item, map[casework.Field]casework.Value{"birth": "1980"}, nil)
	assert.ErrorIs(t, err, casework.ErrNotAllowed)
	d.did(d.as(elodie).Deputise(t.Context(), done.Subject.ID, lena, d.now.AddDate(0, 0, 14)))
	assert.Equal(t, casework.Deputy, casework.Scope(casework.OwnershipOf(done.Subject, d.mem[done.Subject].Root()), lena))
	d.did(d.as(elodie).EndDeputy(t.Context(), done.Subject.ID, lena.ID))
	assert.Equal(t, casework.Organisation, casework.Scope(casework.OwnershipOf(done.Subject, d.mem[done.Subject].Root()), lena))
}

func TestErasingNeedsTwoPersons(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	var ids []casework.ChangeID
	for _, c := range rec.Changes() {
		ids = append(ids, c.ID)
	}
	ask := d.did(d.as(lena).AskErase(t.Context(), done.Subject, "wrong_file", ids))
	_, err := d.as(lena).Erase(t.Context(), done.Subject, ask.Item, rec.Changes())
	assert.ErrorIs(t, err, casework.ErrSecondPerson)
	_, err = d.as(marek).Erase(t.Context(), done.Subject, ask.Item, rec.Changes())
	assert.ErrorIs(t, err, casework.ErrNotAllowed, "a counsellor does not order it")
	other := d.did(d.as(lena).Doubt(t.Context(), done.Subject.ID, rec.Item, "because"))
	_, err = d.as(ingrid).Erase(t.Context(), done.Subject, ask.Item, other.Changes())
	assert.ErrorIs(t, err, casework.ErrNotAllowed, "no further than was asked")

	order := d.did(d.as(ingrid).Erase(t.Context(), done.Subject, ask.Item, rec.Changes()))
	require.Len(t, order.Acts, 1)
	assert.Equal(t, casework.Legal, order.Acts[0].Class, "of the class of what it erases")
	got := d.caseOf(done.Subject).Sessions
	require.Len(t, got, 1, "the doubt is still there")
	assert.Empty(t, got[0].Said)

	c := order.Changes()[0]
	class := casework.Legal
	hearing := casework.Hearing{Change: c, Class: class, Root: d.mem[done.Subject].Root(), Author: ingrid, AuthorKnown: true, Ask: d.mem[done.Subject].Item(casework.KindEraseAsk, ask.Item)}
	assert.Equal(t, casework.Accepted, casework.Judge(hearing).Ruling)
	hearing.Ask = nil
	assert.Equal(t, casework.SetAside, casework.Judge(hearing).Ruling, "nobody asked")
	d.did(d.as(ingrid).RefuseErase(t.Context(), done.Subject, ask.Item))
	hearing.Ask = d.mem[done.Subject].Item(casework.KindEraseAsk, ask.Item)
	assert.Equal(t, casework.SetAside, casework.Judge(hearing).Ruling, "refused")
}

func TestAnErasedCaseTakesNothing(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	ask := d.did(d.as(lena).AskErase(t.Context(), done.Subject, "person_asked", nil))
	d.did(d.as(ruth).Erase(t.Context(), done.Subject, ask.Item, nil))
	assert.True(t, d.caseOf(done.Subject).Erased)
	assert.Empty(t, d.caseOf(done.Subject).Members)
	_, err := d.as(lena).AddMember(t.Context(), done.Subject.ID, amina)
	assert.ErrorIs(t, err, casework.ErrErased)
	assert.NotNil(t, d.mem[done.Subject].Items[casework.WholeErased()])
}

func TestReviewsCommentsAndAnswers(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	rec := d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	_, err := d.as(lena).WriteReview(t.Context(), done.Subject.ID, casework.Review{Session: rec.Item, Verdict: "fine"})
	assert.ErrorIs(t, err, casework.ErrNotAllowed)
	rev := d.did(d.as(ingrid).WriteReview(t.Context(), done.Subject.ID, casework.Review{
		Session: rec.Item, Verdict: "please_complete", Checks: map[string]casework.Check{"voluntary": {Answer: "partly", Note: "say how"}},
	}, casework.Comment{Kind: "counselling", On: rec.Item, Field: "said", Text: "when?"}))
	assert.Empty(t, rev.Flags)
	r := d.caseOf(done.Subject).Reviews[0]
	assert.Equal(t, ingrid.ID, r.By())
	assert.True(t, r.Open())
	assert.Equal(t, casework.Check{Answer: "partly", Note: "say how"}, r.Checks["voluntary"])
	comments := casework.CommentsOf(d.mem[done.Subject])
	require.Len(t, comments, 1)
	d.did(d.as(lena).ResolveComment(t.Context(), done.Subject.ID, comments[0].ID, "on Monday"))
	d.did(d.as(lena).AnswerReview(t.Context(), done.Subject.ID, rev.Item, "done"))
	assert.False(t, d.caseOf(done.Subject).Reviews[0].Open())

	own := d.did(d.as(ingrid).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, informed(done.Item, d.now)))
	self := d.did(d.as(ingrid).WriteReview(t.Context(), done.Subject.ID, casework.Review{Session: own.Item, Verdict: "fine"}))
	require.Len(t, self.Flags, 1)
	assert.Equal(t, casework.FlagOwnReview, self.Flags[0].Flag)
}

func TestRequestsNotesAndServices(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	req := d.did(d.as(lena).AskRequest(t.Context(), casework.Request{Country: "ER", Topic: "medical", Question: "insulin?", Case: done.Subject.ID}))
	scout := staff(20, casework.Scout, office, org)
	scout.Countries = []string{"ER"}
	for _, a := range req.Acts {
		own := casework.OwnershipOf(req.Subject, d.mem[req.Subject].Root())
		_, namesCase := a.Changes[0].Body["case"]
		assert.Equal(t, !namesCase, casework.Reach(own, scout, a.Class, lena.ID, true), "the case it is asked for stays in the office")
	}
	d.did(d.as(scout).AnswerRequest(t.Context(), req.Subject.ID, map[casework.Field]casework.Value{"text": "yes, in Asmara", "source.1.kind": "visit"}))
	r := casework.RequestOf(d.mem[req.Subject])
	assert.Equal(t, casework.Value("answered"), r.State)
	assert.Equal(t, "yes, in Asmara", r.Answers[0].Text)
	assert.True(t, r.Unread())
	assert.False(t, r.Waits())
	d.did(d.as(lena).ReadAnswers(t.Context(), r))
	assert.False(t, casework.RequestOf(d.mem[req.Subject]).Unread())

	note := d.did(d.as(scout).WriteNote(t.Context(), casework.SubjectID{}, map[casework.Field]casework.Value{"country": "ER", "topic": "medical", "text.en": "insulin", "valid_until": casework.DateValue(d.now.AddDate(0, 6, 0))}))
	next := d.did(d.as(scout).WriteNote(t.Context(), note.Subject.ID, map[casework.Field]casework.Value{"country": "ER", "topic": "medical", "text.en": "insulin, again"}))
	v := casework.NoteOf(d.mem[next.Subject])
	assert.Equal(t, 2, v.Version)
	assert.Equal(t, note.Subject.ID, v.Follows)
	assert.Equal(t, map[casework.SubjectID]bool{note.Subject.ID: true}, casework.Superseded([]casework.CountryNote{v, casework.NoteOf(d.mem[note.Subject])}))
	assert.True(t, casework.NoteOf(d.mem[note.Subject]).Expired(d.now.AddDate(1, 0, 0)))
	assert.False(t, casework.NoteOf(d.mem[note.Subject]).Expired(d.now))

	entry := d.did(d.as(lena).WriteService(t.Context(), map[casework.Field]casework.Value{"name": "Legal aid", "kind": "legal_aid", "country": "AT"}))
	d.did(d.as(lena).VerifyService(t.Context(), entry.Subject.ID, d.now, "telephone"))
	assert.Equal(t, day("2026-03-04"), casework.ServiceOf(d.mem[entry.Subject]).Verified)
	assert.False(t, casework.ServiceOf(d.mem[entry.Subject]).Stale(d.now.AddDate(0, 11, 0)))
	assert.True(t, casework.ServiceOf(d.mem[entry.Subject]).Stale(d.now.AddDate(0, 13, 0)))
	_, err := d.as(ruth).WriteService(t.Context(), map[casework.Field]casework.Value{"name": "x"})
	assert.ErrorIs(t, err, casework.ErrNotAllowed)
}

func TestWithdrawingConsentLeavesNoReferralStanding(t *testing.T) {
	d := newDesks(t)
	done, consent := referred(t, d, partner)
	ref := d.did(d.as(lena).Refer(t.Context(), done.Subject.ID, casework.ReferralForm{ToOrganisation: otherOrg, Partner: "ngo", For: "medical", Consent: consent.Item}))
	d.did(d.as(lena).Withdraw(t.Context(), done.Subject.ID, done.Item, "everything", "stay", d.now))
	c := d.caseOf(done.Subject)
	assert.Equal(t, casework.Value("withdrawn"), c.Consents[0].State)
	assert.False(t, casework.ReferralOf(d.mem[casework.Subject{Kind: casework.SubjectReferral, ID: casework.SubjectID(ref.Item)}]).Taken.IsZero())
}

func TestADocumentTravelsAloneAndIsBoundToItsFields(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	doc := d.did(d.as(lena).AddFile(t.Context(), done.Subject, casework.Legal, map[casework.Field]casework.Value{"name": "decision.pdf"}, []byte("%PDF")))
	require.Len(t, doc.Acts, 1)
	assert.Equal(t, []byte("%PDF"), doc.Acts[0].Changes[0].Attachment)
	assert.Equal(t, casework.Accepted, casework.Judge(casework.Hearing{
		Change: doc.Acts[0].Changes[0], Class: casework.Legal, Root: d.mem[done.Subject].Root(), Author: lena, AuthorKnown: true,
	}).Ruling)
	_, err := d.as(lena).AddFile(t.Context(), done.Subject, casework.Legal, nil, nil)
	assert.ErrorIs(t, err, casework.ErrValue)
}

func TestAnEpisodeKeepsWhatWasBefore(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	d.did(d.as(lena).CloseCase(t.Context(), done.Subject.ID, d.now, "withdrew", ""))
	d.did(d.as(lena).OpenEpisode(t.Context(), done.Subject.ID, d.now.AddDate(2, 0, 0)))
	assert.True(t, d.caseOf(done.Subject).Closed.IsZero())
	episodes := d.mem[done.Subject].Of(casework.KindEpisode)
	require.Len(t, episodes, 1)
	assert.Equal(t, casework.Value("withdrew"), episodes[0].Get("closing"))
}

func TestWrongValuesAreSaidToThePerson(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	for name, fields := range map[string]map[casework.Field]casework.Value{"no date": {"left": "soon"}, "no such field": {"nothing": "x"}} {
		_, err := d.as(lena).EditMember(t.Context(), done.Subject.ID, done.Item, fields, nil)
		said, ok := usererr.Of(err)
		require.True(t, ok, name)
		assert.Equal(t, "error.casework.value", said.Key)
	}
}

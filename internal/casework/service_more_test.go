package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
)

func TestApplyingNeedsItsOwnConsent(t *testing.T) {
	d := newDesks(t)
	done, share := referred(t, d, partner)
	id := done.Subject.ID
	_, err := d.as(lena).Apply(t.Context(), id, share.Item, nil)
	var stop *casework.NotYet
	require.ErrorAs(t, err, &stop)
	assert.Equal(t, casework.MissingConsent, stop.Missing[0].What, "consent for another purpose is none for this")
	consent := d.did(d.as(lena).AskConsent(t.Context(), id, casework.Consent{Member: done.Item, Purpose: "apply_programme", Basis: "consent", State: "given", On: d.now, Text: "text"}))
	app := d.did(d.as(lena).Apply(t.Context(), id, consent.Item, map[casework.Field]casework.Value{"programme": "eurp"}))
	assert.Equal(t, casework.Value("sent"), d.mem[done.Subject].Item(casework.KindApplication, app.Item).Get("state"))
	d.did(d.as(lena).Withdraw(t.Context(), id, done.Item, "application", "stay", d.now))
	assert.Equal(t, casework.Value("withdrawn"), d.mem[done.Subject].Item(casework.KindApplication, app.Item).Get("state"))
}

func TestAPlanIsSentOnlyWhenAgreed(t *testing.T) {
	d := newDesks(t)
	done, _ := referred(t, d, partner)
	id := done.Subject.ID
	plan := d.did(d.as(lena).DraftPlan(t.Context(), id, casework.ReintegrationPlan{Title: "Bakery"}, casework.PlanLine{Activity: "oven"}))
	line := d.did(d.as(lena).AddPlanLine(t.Context(), id, plan.Item, casework.PlanLine{Activity: "flour", Order: 2}))
	_, err := d.as(lena).SendPlan(t.Context(), id, plan.Item, "programme", d.now)
	var stop *casework.NotYet
	require.ErrorAs(t, err, &stop)
	d.did(d.as(lena).AgreePlan(t.Context(), id, plan.Item, "yes", casework.ItemID{}, d.now))
	d.did(d.as(lena).SendPlan(t.Context(), id, plan.Item, "programme", d.now))
	lines := d.caseOf(done.Subject).LinesOf(plan.Item)
	require.Len(t, lines, 2)
	assert.Equal(t, line.Item, lines[1].ID, "in their order")
	assert.Equal(t, casework.Value("sent"), lines[0].State)
	_, err = d.as(lena).DecideLine(t.Context(), id, line.Item, "approved", casework.Amount{}, "", "", "", d.now)
	assert.ErrorIs(t, err, casework.ErrValue, "approved by nobody")
}

func TestASummaryIsOneLineOfTheCaseload(t *testing.T) {
	d := newDesks(t)
	done := d.did(d.as(lena).OpenCase(t.Context(), casework.CaseForm{FileNumber: "G/7", Pseudonym: "Linde"}))
	s := casework.SummaryOf(d.mem[done.Subject], d.now)
	assert.Equal(t, "Linde", s.Name)
	assert.True(t, s.Pseudonymous)

	m := amina
	m.Nationalities = map[string]casework.Value{"IQ": casework.Yes}
	m.Languages = map[string]casework.Spoken{"ckb": {Understands: casework.Yes}, "ar": {Speaks: "first"}}
	member := d.did(d.as(lena).AddMember(t.Context(), done.Subject.ID, m))
	d.did(d.as(lena).EditCase(t.Context(), done.Subject.ID, map[casework.Field]casework.Value{"principal": casework.IDValue(member.Item)}, nil))
	d.did(d.as(lena).NameCase(t.Context(), done.Subject.ID, member.Item, map[casework.Field]casework.Value{"name.latin": "Amina K."}))
	form := informed(member.Item, d.now)
	form.NextAt, form.Doubt = d.now.AddDate(0, 0, 9), casework.Yes
	d.did(d.as(lena).RecordCounselling(t.Context(), done.Subject.ID, casework.ItemID{}, form))
	soon := d.now.AddDate(0, 0, 2)
	d.did(d.as(lena).Add(t.Context(), done.Subject, casework.KindAppointment, map[casework.Field]casework.Value{"at": casework.TimeValue(soon), "where": "station"}))
	s = casework.SummaryOf(d.mem[done.Subject], d.now)
	assert.Equal(t, "Amina K.", s.Name)
	assert.Equal(t, "آمنة", s.Native)
	assert.False(t, s.Pseudonymous)
	assert.Equal(t, []string{"IQ"}, s.Nationalities)
	assert.Equal(t, []string{"ar", "ckb"}, s.Languages)
	assert.Equal(t, casework.TimeValue(soon), casework.TimeValue(s.Next))
	assert.Equal(t, casework.TimeValue(form.Started), casework.TimeValue(s.Counselled))
	assert.Equal(t, []casework.Flag{casework.FlagDoubt}, s.Flags)
	assert.False(t, s.Minor)
}

func TestLeavingRevokesDevices(t *testing.T) {
	d := newDesks(t)
	boss := d.as(ingrid)
	who := d.did(boss.EnrolStaff(t.Context(), casework.StaffForm{Name: "N", Role: casework.Scout, Office: office, Organisation: org, Countries: []string{"ER"}, Duties: []casework.Role{casework.ComplaintReader}}))
	d.did(d.as(ingrid).AddDevice(t.Context(), who.Subject.ID, casework.DeviceForm{Device: casework.DeviceID{77}, Name: "laptop", Signing: []byte{1, 2}, Recipient: "age1x"}))
	got := casework.StaffOf(d.mem[who.Subject])
	assert.Equal(t, casework.Scout, got.Role)
	assert.True(t, got.Is(casework.ComplaintReader))
	assert.Equal(t, []byte{1, 2}, casework.DevicesOf(d.mem[who.Subject])[0].Signing)
	d.did(d.as(ingrid).EndStaff(t.Context(), who.Subject.ID, d.now))
	got = casework.StaffOf(d.mem[who.Subject])
	assert.True(t, got.Ended)
	assert.Equal(t, []casework.DeviceID{{77}}, got.Devices, "what it wrote before counts")
	assert.False(t, casework.DevicesOf(d.mem[who.Subject])[0].Revoked.IsZero())
	_, err := d.as(lena).EnrolStaff(t.Context(), casework.StaffForm{Name: "x", Role: casework.Supervisor})
	assert.ErrorIs(t, err, casework.ErrNotAllowed)
}

func TestTwoDevicesMayMakeAnOfficesFirstKeyAtOnce(t *testing.T) {
	d := newDesks(t)
	o := d.did(d.as(ingrid).OpenOffice(t.Context(), casework.Office{Name: "Graz", Organisation: org}))
	device := casework.DeviceID{1}.String()
	for _, id := range [][8]byte{{9}, {3}} {
		d.did(d.as(lena).ShareCircleKey(t.Context(), o.Subject, id, casework.CircleOffice, map[string]string{device: "d3JhcHBlZA"}))
	}
	d.did(d.as(marek).ShareCircleKey(t.Context(), o.Subject, [8]byte{3}, casework.CircleOffice, map[string]string{"recovery": "cmVjb3Zlcnk"}))
	keys := casework.CircleKeysOf(d.mem[o.Subject])
	require.Len(t, keys, 2)
	assert.Equal(t, casework.ItemID{3}, keys[0].ID, "the smallest first: it is the one to write with")
	assert.Len(t, keys[0].Wrapped, 2)
	assert.Empty(t, d.mem[o.Subject].Conflicts())
}

func TestAnArrivalNobodyAnnounced(t *testing.T) {
	d := newDesks(t)
	a := d.did(d.as(selam).Announce(t.Context(), "Yonas", "ER", d.now, map[casework.Field]casework.Value{"state": "arrived", "on": casework.DateValue(d.now)}))
	own := casework.OwnershipOf(a.Subject, d.mem[a.Subject].Root())
	assert.Equal(t, "CM", reached(own, selam, selam.ID, true)[:2])
	assert.Equal(t, "CMPLW", reached(own, tamar, selam.ID, true), "their supervisor matches it")
	assert.Equal(t, "", reached(own, lena, selam.ID, true))
}

func TestPrivateNotesAreAnActOfTheirOwn(t *testing.T) {
	d := newDesks(t)
	done := d.open(amina)
	n := d.did(d.as(lena).NotePrivately(t.Context(), done.Subject.ID, casework.ItemID{}, "be patient"))
	require.Len(t, n.Acts, 1)
	assert.Equal(t, casework.Private, n.Acts[0].Class)
	assert.Equal(t, casework.CircleAuthor, n.Acts[0].Circle)
}

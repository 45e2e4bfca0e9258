package simtest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// Where a person lives is sealed to those who may read it: the hub passes it on unread.
// These tests follow it through handovers, on a real hub with real stores.

// whereabouts is what is recorded of a case's whereabouts, and looked for elsewhere.
type whereabouts struct {
	t     *testing.T
	v     *village
	about casework.Subject
}

func opened(t *testing.T, v *village, by *laptop) *whereabouts {
	t.Helper()
	done, err := by.service().OpenCase(v.ctx, casework.CaseForm{FileNumber: "1"})
	require.NoError(t, v.record(by, done, err))
	v.cases = append(v.cases, done.Subject)
	return &whereabouts{t, v, done.Subject}
}

// writes records where the person can be met.
func (w *whereabouts) writes(by *laptop, where casework.Value) casework.ItemID {
	w.t.Helper()
	done, err := by.service().Add(w.v.ctx, w.about, casework.KindContact, fields{"value": where})
	require.NoError(w.t, w.v.record(by, done, err))
	return done.Item
}

func (w *whereabouts) handedOver(by *laptop, to casework.Staff) {
	w.t.Helper()
	done, err := by.service().HandOver(w.v.ctx, w.about, to, "moved")
	require.NoError(w.t, w.v.record(by, done, err))
}

// exchange exchanges as the program does after it heard something.
func (w *whereabouts) exchange(all ...*laptop) {
	w.t.Helper()
	for range 3 {
		for _, l := range all {
			require.NoError(w.t, w.v.settle(l))
			_, err := l.store.HandOnKeys(w.v.ctx)
			require.NoError(w.t, err)
		}
	}
	for _, l := range all {
		require.NoError(w.t, w.v.learn(l, false))
	}
}

func (w *whereabouts) at(l *laptop, item casework.ItemID) casework.Value {
	w.t.Helper()
	it, err := l.store.Item(w.v.ctx, w.about, casework.ItemKey{Kind: casework.KindContact, ID: item})
	require.NoError(w.t, err)
	return it.Get("value")
}

// sealedEntries are the whereabouts at the hub, as they lie there.
func (w *whereabouts) sealedEntries() (all []batch.Entry) {
	w.t.Helper()
	for id := range w.v.hubHas {
		k, _, err := w.v.hub.Entry(context.Background(), id)
		require.NoError(w.t, err)
		if casework.Circle(k.Circle) == casework.CircleOffice {
			assert.NotContains(w.t, string(k.Body), "street", "the hub cannot read it")
			all = append(all, k.Entry)
		}
	}
	return all
}

// cannotOpen puts the bodies into a laptop that was never given them, as somebody who
// has the hub would: they stay shut.
func (w *whereabouts) cannotOpen(l *laptop, entries ...batch.Entry) {
	w.t.Helper()
	h := batch.Header{ID: newOf[batch.ID](), From: w.v.hub.Node(), To: l.node, Sent: w.v.now.UnixMilli()}
	_, err := l.store.Accept(w.v.ctx, h, batch.Content{Entries: entries})
	require.NoError(w.t, err)
	rows, err := l.rows(0)
	require.NoError(w.t, err)
	shut := 0
	for _, r := range rows {
		for _, e := range entries {
			if r.id == e.ID {
				assert.False(w.t, r.folded, "%s opens it", l)
				shut++
			}
		}
	}
	assert.Equal(w.t, len(entries), shut)
}

func (w *whereabouts) holdsNone(l *laptop) {
	w.t.Helper()
	rows, err := l.rows(0)
	require.NoError(w.t, err)
	for _, r := range rows {
		assert.False(w.t, r.state != rowWithdrawn && r.class == casework.Whereabouts, "%s has whereabouts in state %d", l, r.state)
	}
}

// hired is somebody of an office who has no device yet.
func (v *village) hired(t *testing.T, by *laptop, role casework.Role, office casework.OfficeID) casework.Staff {
	t.Helper()
	s := casework.Staff{ID: newOf[casework.StaffID](), Role: role, Office: office, Organisation: by.staff.Organisation}
	done, err := by.service().EnrolStaff(v.ctx, casework.StaffForm{ID: s.ID, Name: "Gus", Role: role, Office: office, Organisation: s.Organisation, Started: v.now})
	require.NoError(t, v.record(by, done, err))
	require.NoError(t, v.settle(by))
	return s
}

// device enrols a laptop of somebody who is known.
func (v *village) device(t *testing.T, name string, of casework.Staff) *laptop {
	t.Helper()
	inv, err := v.hub.Invite(v.ctx, hub.Invite{Role: of.Role, Staff: of.ID})
	require.NoError(t, err)
	require.NoError(t, v.join(name, inv))
	return v.named(name)
}

func (v *village) newOffice(t *testing.T, by *laptop, name string) casework.OfficeID {
	t.Helper()
	done, err := by.service().OpenOffice(v.ctx, casework.Office{Name: name, Organisation: by.staff.Organisation})
	require.NoError(t, v.record(by, done, err))
	require.NoError(t, v.settle(by))
	return done.Subject.ID
}

func TestWhereaboutsAreReadByTheOfficeACaseIsHandedTo(t *testing.T) {
	v := story(t)
	anna, bela, cora, dora, emil := v.named("anna"), v.named("bela"), v.named("cora"), v.named("dora"), v.named("emil")
	porto := v.newOffice(t, cora, "Porto")
	fred := v.device(t, "fred", v.hired(t, cora, casework.Supervisor, porto))
	w := opened(t, v, anna)
	first := w.writes(anna, "1 hidden street")
	other := opened(t, v, anna)
	kept := other.writes(anna, "9 other street")
	w.exchange(anna, cora, bela)
	assert.Equal(t, casework.Value("1 hidden street"), w.at(cora, first), "the office's supervisor")

	// The key goes with the handover: anna exchanges once, and is not heard of for weeks.
	require.NoError(t, v.settle(anna))
	w.handedOver(anna, dora.staff)
	require.NoError(t, v.settle(anna))
	before := w.sealedEntries()
	v.now = v.now.Add(5 * 7 * 24 * time.Hour)
	w.exchange(dora, emil)
	assert.Equal(t, casework.Value("1 hidden street"), w.at(dora, first), "to whom it was handed")
	assert.Equal(t, casework.Value("1 hidden street"), w.at(emil, first), "their supervisor")
	assert.Empty(t, other.at(emil, kept), "only what was handed over")

	// What is written there is nothing to the office that had it.
	second := w.writes(dora, "2 new street")
	w.exchange(dora, emil, fred, anna, bela, cora)
	assert.Equal(t, casework.Value("2 new street"), w.at(emil, second))
	for _, l := range []*laptop{anna, bela, cora, fred} {
		assert.Empty(t, w.at(l, first), "%s", l)
		assert.Empty(t, w.at(l, second), "%s", l)
	}
	w.holdsNone(bela)
	w.holdsNone(fred)
	v.ends(t)

	// Not by the routing alone: who has no business with it cannot open it.
	w.cannotOpen(fred, w.sealedEntries()...)
	var fresh []batch.Entry
	for _, e := range w.sealedEntries() {
		old := false
		for _, b := range before {
			old = old || b.ID == e.ID
		}
		if !old {
			fresh = append(fresh, e)
		}
	}
	require.Len(t, fresh, 1)
	w.cannotOpen(anna, fresh...)
	w.cannotOpen(bela, fresh...)
	w.cannotOpen(cora, fresh...)
}

// What an office seals after one of its keys left it, whoever has that key cannot open.
func TestAKeyThatLeftTheOfficeSealsNothingNewOfIt(t *testing.T) {
	v := story(t)
	anna, cora, dora := v.named("anna"), v.named("cora"), v.named("dora")
	w := opened(t, v, anna)
	w.writes(anna, "1 hidden street")
	w.exchange(anna, cora)
	w.handedOver(anna, dora.staff)
	w.exchange(anna, dora, cora)
	before := len(w.sealedEntries())
	other := opened(t, v, anna)
	item := other.writes(anna, "7 later street")
	other.exchange(anna, cora)
	assert.Equal(t, casework.Value("7 later street"), other.at(cora, item))
	v.ends(t)
	all := w.sealedEntries()
	require.Len(t, all, before+1)
	for _, e := range all {
		if casework.SubjectID(e.Subject) == other.about.ID {
			other.cannotOpen(dora, e)
		}
	}
}

// The other office has no device when the case is handed over.
func TestWhereaboutsWaitForTheOtherOfficesFirstDevice(t *testing.T) {
	for name, row := range map[string]struct{ back string }{
		"its supervisor hands the key on": {"cora"},
		"who handed over comes back":      {"anna"},
	} {
		t.Run(name, func(t *testing.T) {
			v := story(t)
			anna, cora := v.named("anna"), v.named("cora")
			porto := v.newOffice(t, cora, "Porto")
			gus := v.hired(t, cora, casework.Counsellor, porto)
			require.NoError(t, v.settle(anna))
			w := opened(t, v, anna)
			item := w.writes(anna, "1 hidden street")
			w.exchange(anna, cora)
			w.handedOver(anna, gus)
			w.exchange(anna, cora)
			w.holdsNone(anna)
			v.now = v.now.Add(21 * 24 * time.Hour)
			there := v.device(t, "gus", gus)
			w.exchange(there)
			assert.Empty(t, w.at(there, item), "the hub has no key to give")
			w.exchange(v.named(row.back), there)
			assert.Equal(t, casework.Value("1 hidden street"), w.at(there, item))

			// From now on they hand it on themselves.
			second := v.device(t, "gus's second", gus)
			w.exchange(there, second)
			assert.Equal(t, casework.Value("1 hidden street"), w.at(second, item))
			v.ends(t)
		})
	}
}

// Somebody who had not heard of the handover writes where the person is now, under a
// key that nobody handed over: there was nothing sealed before.
func TestLastWordsAboutWhereaboutsAreReadWhereTheCaseIs(t *testing.T) {
	v := story(t)
	anna, bela, cora, dora, emil := v.named("anna"), v.named("bela"), v.named("cora"), v.named("dora"), v.named("emil")
	w := opened(t, v, anna)
	w.exchange(anna, bela, cora)
	w.handedOver(anna, dora.staff)
	w.exchange(anna, dora)
	last := w.writes(bela, "1 hidden street")
	w.exchange(bela, dora)
	assert.Empty(t, w.at(dora, last))
	w.exchange(dora, cora, dora, emil)
	assert.Equal(t, casework.Value("1 hidden street"), w.at(dora, last))
	assert.Empty(t, w.at(cora, last))
	v.ends(t)
	assert.Equal(t, casework.Value("1 hidden street"), w.at(emil, last))
	keys, err := dora.store.Items(v.ctx, casework.Subject{Kind: casework.SubjectOffice, ID: bela.staff.Office}, casework.KindCircleKey)
	require.NoError(t, err)
	require.Len(t, keys, 1)

	// Asking alone gives nobody anything: fred may read no case that was ever there.
	fred := v.device(t, "fred", v.hired(t, cora, casework.Supervisor, v.newOffice(t, cora, "Porto")))
	w.exchange(fred)
	w.cannotOpen(fred, w.sealedEntries()...)
	_, err = fred.store.HandOnKeys(v.ctx)
	require.NoError(t, err)
	w.exchange(fred, cora, dora, anna)
	keys, err = cora.store.Items(v.ctx, casework.Subject{Kind: casework.SubjectOffice, ID: bela.staff.Office}, casework.KindCircleKey)
	require.NoError(t, err)
	assert.True(t, keys[0].Is(casework.F("wanted", casework.DeviceID(fred.node).String())), "fred asked")
	assert.Empty(t, keys[0].Get(casework.F("for", casework.DeviceID(fred.node).String())))
}

// Somebody of another office who stands in reads what is sealed, and writes what those
// read whose case it is; no key is made for every entry.
func TestADeputyOfAnotherOfficeReadsAndWritesWhereabouts(t *testing.T) {
	v := story(t)
	anna, bela, cora, dora, emil := v.named("anna"), v.named("bela"), v.named("cora"), v.named("dora"), v.named("emil")
	w := opened(t, v, anna)
	first := w.writes(anna, "1 hidden street")
	done, err := anna.service().Deputise(v.ctx, w.about.ID, dora.staff, v.now.Add(48*time.Hour))
	require.NoError(t, v.record(anna, done, err))
	w.exchange(anna, dora, cora, emil)
	assert.Equal(t, casework.Value("1 hidden street"), w.at(dora, first))
	second := w.writes(dora, "2 new street")
	w.exchange(dora, anna, cora, bela, emil)
	assert.Equal(t, casework.Value("2 new street"), w.at(anna, second))
	assert.Equal(t, casework.Value("2 new street"), w.at(cora, second))
	assert.Empty(t, w.at(emil, second), "the deputy's supervisor has no business with it")
	other := opened(t, v, bela)
	for range 3 {
		w.writes(anna, "3 street")
		w.writes(dora, "4 street")
		other.writes(bela, "5 street")
		w.exchange(dora, anna, bela)
	}
	keys, err := anna.store.Items(v.ctx, casework.Subject{Kind: casework.SubjectOffice, ID: anna.staff.Office}, casework.KindCircleKey)
	require.NoError(t, err)
	assert.Len(t, keys, 2, "one that the deputy has, one that nobody has but the office")
	keys, err = anna.store.Items(v.ctx, casework.Subject{Kind: casework.SubjectOffice, ID: dora.staff.Office}, casework.KindCircleKey)
	require.NoError(t, err)
	assert.Empty(t, keys, "the deputy seals to those whose case it is")
	v.ends(t)
}

// A laptop that was stolen has the key: nothing more is sealed under it.
func TestARevokedDevicesKeyIsUsedNoMore(t *testing.T) {
	v := story(t)
	anna, bela := v.named("anna"), v.named("bela")
	w := opened(t, v, anna)
	w.writes(anna, "1 hidden street")
	w.exchange(anna, bela)
	require.NoError(t, v.hub.Revoke(v.ctx, bela.node, "stolen"))
	w.exchange(anna)
	before := map[batch.EntryID]bool{}
	for _, e := range w.sealedEntries() {
		before[e.ID] = true
	}
	w.writes(anna, "2 new street")
	w.exchange(anna)
	for _, e := range w.sealedEntries() {
		if !before[e.ID] {
			w.cannotOpen(bela, e)
		}
	}
	assert.Len(t, w.sealedEntries(), 2)
}

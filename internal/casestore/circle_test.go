package casestore_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// office is an organisation with one office and the hub's keys.
type office struct {
	t                testing.TB
	org              ed25519.PrivateKey
	recovery, reader *batch.Identity
	officeID, orgID  batch.Bytes16
	statement        []byte
}

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, officeID: newID[batch.Bytes16](), orgID: newID[batch.Bytes16]()}
	var err error
	_, o.org, err = ed25519.GenerateKey(nil)
	require.NoError(t, err)
	o.recovery, err = batch.NewIdentity()
	require.NoError(t, err)
	o.reader, err = batch.NewIdentity()
	require.NoError(t, err)
	keys, err := batch.NewKeys()
	require.NoError(t, err)
	o.statement, err = batch.HubStatement{Hub: newID[batch.NodeID](), Signing: keys.Public(), Recipient: keys.Opening.Recipient(),
		Recovery: o.recovery.Recipient(), From: 1}.Sign(o.org)
	require.NoError(t, err)
	return o
}

// enrol gives a desk keys, and everybody listed the news of its device.
func (o *office) enrol(d *desk, role casework.Value, known ...*desk) {
	o.t.Helper()
	ctx := context.Background()
	keys, err := batch.NewKeys()
	require.NoError(o.t, err)
	note, err := batch.NewNote(batch.Enrolled{Staff: batch.Bytes16(d.staff), Role: 1, Office: o.officeID, Organisation: o.orgID,
		Key: o.org.Public().(ed25519.PublicKey), Statement: o.statement})
	require.NoError(o.t, err)
	require.NoError(o.t, d.store.Keep(ctx, map[string][]byte{"device.node": d.device[:], "device.keys": keys.Encode(), "device.enrolled": note.Bytes}))
	staff := casework.Subject{Kind: casework.SubjectStaff, ID: d.staff}
	writer := plain(o.t)
	writer.record(
		writer.change(staff, casework.KindStaff, casework.ItemID{}, fields{"role": role, "office": casework.IDValue(casework.OfficeID(o.officeID)), "organisation": casework.IDValue(casework.OrgID(o.orgID))}),
		writer.change(staff, casework.KindDevice, casework.ItemID(d.device), fields{"recipient": casework.Value(keys.Opening.Recipient().String())}),
		writer.change(casework.Subject{Kind: casework.SubjectOrganisation, ID: casework.SubjectID(o.orgID)}, casework.KindOrganisation, casework.ItemID{},
			fields{"complaints.recipient": casework.Value(o.reader.Recipient().String())}),
	)
	h := newHub(o.t)
	content := batch.Content{Entries: h.takes(writer.store).Entries}
	for _, k := range append(known, d) {
		h.gives(k.store, content)
	}
}

// sealedAct is an act as casework makes it: with the circle of its class.
func sealedAct(c casework.Change) casework.Act {
	a := act(c)
	a.Circle = casework.CircleOf(a.Class, casework.Policy{})
	return a
}

func TestWhereaboutsAreReadInTheOfficeAndNowhereElse(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	a, b, outside := plain(t), plain(t), plain(t)
	o.enrol(b, "counsellor")
	o.enrol(a, "counsellor", b)
	o.enrol(b, "counsellor", a)
	newOffice(t).enrol(outside, "counsellor")
	c := newCase()
	item := newID[casework.ItemID]()
	require.NoError(t, a.store.Record(ctx, []casework.Act{sealedAct(a.change(c, casework.KindContact, item, fields{"value": "hidden street 7"}))}))
	h := newHub(t)
	out := h.takes(a.store).Entries
	require.Len(t, out, 2, "the contact, and the key made for it")
	for _, e := range out {
		assert.False(t, bytes.Contains(e.Body, []byte("hidden street")))
	}
	key := casework.ItemKey{Kind: casework.KindContact, ID: item}
	see := func(d *desk) casework.Value {
		it, err := d.store.Item(ctx, c, key)
		require.NoError(t, err)
		return it.Get("value")
	}
	assert.Equal(t, casework.Value("hidden street 7"), see(a))
	for i, e := range out { // the body first, its key later
		if e.Circle != 0 {
			h.gives(b.store, batch.Content{Entries: out[i : i+1]})
		}
	}
	assert.Empty(t, see(b))
	h.gives(b.store, batch.Content{Entries: out})
	assert.Equal(t, casework.Value("hidden street 7"), see(b), "opened when the key came")
	h.gives(outside.store, batch.Content{Entries: out})
	assert.Empty(t, see(outside))
	for _, d := range []*desk{a, b, outside} {
		d.consistent()
	}

	// One key for the office from now on.
	require.NoError(t, b.store.Record(ctx, []casework.Act{sealedAct(b.change(c, casework.KindContact, newID[casework.ItemID](), fields{"value": "another"}))}))
	assert.Len(t, h.takes(b.store).Entries, 1)

	// A new device of the office is handed the key by whoever has it.
	late := plain(t)
	o.enrol(late, "counsellor", a)
	h.gives(late.store, batch.Content{Entries: out})
	assert.Empty(t, see(late))
	n, err := a.store.HandOnKeys(ctx)
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	n, err = a.store.HandOnKeys(ctx)
	require.NoError(t, err)
	assert.Zero(t, n, "once is enough")
	h.gives(late.store, batch.Content{Entries: h.takes(a.store).Entries})
	assert.Equal(t, casework.Value("hidden street 7"), see(late))
}

func TestAComplaintIsReadByItsReaderAlone(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	a := plain(t)
	o.enrol(a, "counsellor")
	c := newCase()
	change := a.change(c, casework.KindComplaint, newID[casework.ItemID](), fields{"words": "was shouted at"})
	require.NoError(t, a.store.Record(ctx, []casework.Act{sealedAct(change)}))
	_, err := a.store.Change(ctx, change.ID)
	require.Error(t, err, "not even its writer")
	hits, err := a.store.Search(ctx, "shouted", 5)
	require.NoError(t, err)
	assert.Empty(t, hits)
	e := newHub(t).takes(a.store).Entries[0]
	body, err := batch.OpenBody(e, batch.Opener{Identities: []*batch.Identity{o.reader}})
	require.NoError(t, err)
	assert.Contains(t, string(body), "shouted")
	a.nowhere("shouted")
}

func TestPrivateNotesCanBeRecovered(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	a := plain(t)
	o.enrol(a, "counsellor")
	require.NoError(t, a.store.Record(ctx, []casework.Act{sealedAct(a.change(newCase(), casework.KindPrivateNote, newID[casework.ItemID](), fields{"text": "mine"}))}))
	staff := casework.Subject{Kind: casework.SubjectStaff, ID: a.staff}
	keys, err := a.store.Items(ctx, staff, casework.KindCircleKey)
	require.NoError(t, err)
	require.Len(t, keys, 1)
	assert.Len(t, keys[0].List("for"), 2, "the device and the recovery recipient")
}

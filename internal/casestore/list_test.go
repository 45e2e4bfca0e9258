package casestore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

func TestTheCaseloadSortsAndFilters(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	h := newHub(t)
	a := d.someone("W-2", fields{"name.latin": "Öztürk", "nationality.TR": "yes", "language.tr.speaks": "first"})
	b := d.someone("W-1", fields{"name.latin": "Zahra", "nationality.IQ": "yes", "language.ar.speaks": "first"})
	c := d.someone("W-3", fields{"name.latin": "Omar", "nationality.IQ": "yes"})
	d.session(b, "2026-10-01", "x")
	d.session(a, "2026-11-01", "x")
	d.record(d.change(c, casework.KindCase, casework.ItemID{}, fields{"stage": "closed"}))
	h.takes(d.store)
	d.session(a, "2026-11-02", "not sent yet")
	for name, row := range map[string]struct {
		f    casestore.Filter
		want []string
	}{
		"newest change first":    {casestore.Filter{}, []string{"W-2", "W-3", "W-1"}},
		"by name":                {casestore.Filter{Sort: casestore.ByName}, []string{"W-3", "W-2", "W-1"}},
		"by name, reversed":      {casestore.Filter{Sort: casestore.ByName, Reverse: true}, []string{"W-1", "W-2", "W-3"}},
		"by file":                {casestore.Filter{Sort: casestore.ByFile}, []string{"W-1", "W-2", "W-3"}},
		"longest without a talk": {casestore.Filter{Sort: casestore.ByLastSession}, []string{"W-3", "W-1", "W-2"}},
		"not closed":             {casestore.Filter{Sort: casestore.ByFile, NotStages: []casework.Value{"closed"}}, []string{"W-1", "W-2"}},
		"closed":                 {casestore.Filter{Stages: []casework.Value{"closed"}}, []string{"W-3"}},
		"nationality":            {casestore.Filter{Sort: casestore.ByFile, Nationality: "IQ"}, []string{"W-1", "W-3"}},
		"language":               {casestore.Filter{Language: "tr"}, []string{"W-2"}},
		"assigned":               {casestore.Filter{Sort: casestore.ByFile, Assigned: d.staff}, []string{"W-1", "W-2", "W-3"}},
		"assigned to another":    {casestore.Filter{Assigned: newID[casework.StaffID]()}, nil},
		"not safe yet":           {casestore.Filter{Unsafe: true}, []string{"W-2"}},
		"words and stage":        {casestore.Filter{Words: "oma", Stages: []casework.Value{"closed"}}, []string{"W-3"}},
		"since":                  {casestore.Filter{Since: "2026-11-02", Nationality: "TR"}, []string{"W-2"}},
	} {
		t.Run(name, func(t *testing.T) {
			ids, err := d.store.Caseload(ctx, row.f)
			require.NoError(t, err)
			rows, err := d.store.CaseRows(ctx, ids)
			require.NoError(t, err)
			var got []string
			for _, r := range rows {
				got = append(got, r.File)
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestAPseudonymousPersonIsListedByNothingElse(t *testing.T) {
	d := plain(t)
	c := d.someone("W-1", fields{"name.latin": "Sara Karim", "name.native": "سارا"})
	d.record(d.change(c, casework.KindCase, casework.ItemID{}, fields{"pseudonymous": "yes", "pseudonym": "Heron"}))
	row, err := d.store.CaseRow(context.Background(), c.ID)
	require.NoError(t, err)
	assert.Equal(t, "Heron", row.Name)
	assert.Empty(t, row.Native)
}

func TestDaysComeInTheirOrderWithBothEnds(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	c := d.someone("W-1", fields{"name.latin": "A"})
	for i, day := range []casework.Value{"2026-11-14", "2026-11-01", "2026-11-30", "2026-12-01"} {
		d.record(d.change(c, casework.KindDecision, newID[casework.ItemID](), fields{"appeal.until": day, "reference": casework.Value(fmt.Sprint(i))}))
	}
	d.record(d.change(c, casework.KindAppointment, newID[casework.ItemID](), fields{"at": "2026-11-30T23:30+01:00", "state": "planned"}))
	days, err := d.store.Days(ctx, []casestore.DayField{{Kind: casework.KindDecision, Field: "appeal.until"}, {Kind: casework.KindAppointment, Field: "at"}}, "2026-11-14", "2026-11-30")
	require.NoError(t, err)
	var got []casework.Value
	for _, x := range days {
		got = append(got, x.Day)
	}
	assert.Equal(t, []casework.Value{"2026-11-14", "2026-11-30", "2026-11-30T23:30+01:00"}, got)
}

func TestHistorySaysWhereEachChangeIs(t *testing.T) {
	d := sealed(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	h.takes(d.store)
	d.session(c, "2026-11-12", "x")
	all, err := d.store.History(ctx, c)
	require.NoError(t, err)
	require.Len(t, all, 3)
	assert.Equal(t, []casestore.Safety{casestore.AtHub, casestore.AtHub, casestore.HereOnly}, []casestore.Safety{all[0].Safety, all[1].Safety, all[2].Safety})
	assert.False(t, all[0].Receipt.IsZero())
	assert.True(t, all[2].Receipt.IsZero())
	safety, err := d.store.SafetyOfChange(ctx, all[2].ID)
	require.NoError(t, err)
	assert.Equal(t, casestore.HereOnly, safety)
}

// A later version writes a field and a kind this one does not know.
func TestWhatANewerVersionWroteIsKeptShownAndGivenOn(t *testing.T) {
	d := plain(t)
	ctx := context.Background()
	h := newHub(t)
	c := d.someone("W-1", fields{"name.latin": "A"})
	h.takes(d.store)
	at, stamp := d.store.Clock().Next()
	ch := casework.Change{ID: newID[casework.ChangeID](), Subject: c, Kind: "hologram", Item: newID[casework.ItemID](), By: d.staff, Device: newID[casework.DeviceID](), At: at, Stamp: stamp,
		Body: fields{"colour": "green"}}
	body, err := casework.EncodeChanges([]casework.Change{ch})
	require.NoError(t, err)
	e := batch.Entry{ID: newID[batch.EntryID](), Subject: batch.Bytes16(c.ID), Kind: uint8(c.Kind), Class: uint8(casework.Core), Author: batch.NodeID(ch.Device), Staff: batch.Bytes16(d.staff), Received: 5, Body: body, Vouch: []byte("word")}
	h.gives(d.store, batch.Content{Entries: []batch.Entry{e}})
	row, err := d.store.CaseRow(ctx, c.ID)
	require.NoError(t, err)
	assert.Equal(t, 1, row.Newer)
	things, err := d.store.NewerThings(ctx, 5)
	require.NoError(t, err)
	require.Len(t, things, 1)
	h.says(d.store, batch.Want{Entries: []batch.EntryID{e.ID}})
	back := h.takes(d.store).Entries
	require.Len(t, back, 1)
	assert.Equal(t, e, back[0], "byte for byte, with the hub's word")
	d.consistent()
}

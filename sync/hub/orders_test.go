package hub_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

// TestAnOrderThatComesBeforeWhatAskedForItIsHeard is a hub restored to before the
// asking: the order is news and comes first, the asking is given back when holdings
// are compared, and what is to be erased comes last of all, by somebody who has not
// heard of the order.
func TestAnOrderThatComesBeforeWhatAskedForItIsHeard(t *testing.T) {
	p := hubtest.New(t)
	boss, second, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, _ := anna.Open()
	for _, l := range []*hubtest.Laptop{anna, boss, second} {
		l.Sync()
	}
	before := p.Copy()
	note, kept := anna.Note(s, casework.Core), anna.Note(s, casework.Core)
	target := hubtest.ChangeOf(t, note)
	ask := casework.ItemID{2}
	anna.Write(s, casework.Core, casework.Change{Kind: casework.KindEraseAsk, Item: ask,
		Body: body{"reason": "retention", casework.F("change", target.ID.String()): casework.Yes}})
	for _, l := range []*hubtest.Laptop{anna, boss, second} {
		l.Sync()
	}
	p.Return(before)
	order := boss.Write(s, casework.Core, casework.Change{Kind: casework.EraseKind(casework.Core), Item: ask, Body: body{
		"reason": "retention", "first": casework.IDValue(anna.Staff), "second": casework.IDValue(boss.Staff), "ask": casework.IDValue(ask),
		casework.F("change", target.ID.String()): casework.SkeletonOf(target).Value()}})
	// The device that orders erases at once.
	delete(boss.Have, note.ID)
	boss.Erased[note.ID] = true
	boss.Exchange()
	require.Contains(t, boss.Aside, order.ID, "nobody asked, as far as the hub knows")
	for range 3 {
		boss.Sync()
	}
	require.NotContains(t, boss.Aside, order.ID)
	require.NotContains(t, asidesOf(t, p, boss), order.ID)
	_, _, err := p.Hub.Entry(context.Background(), note.ID)
	require.ErrorIs(t, err, hub.ErrUnknown, "nobody has brought it yet")
	anna.Outbox[note.ID] = note // what the restored hub asked back of her, on its way
	for range 3 {
		for _, l := range []*hubtest.Laptop{anna, second, boss} {
			l.Sync()
		}
	}
	_, erased, err := p.Hub.Entry(context.Background(), note.ID)
	require.NoError(t, err)
	require.True(t, erased)
	for _, l := range []*hubtest.Laptop{anna, second, boss} {
		require.False(t, l.Has(note))
		require.True(t, l.Erased[note.ID])
		require.True(t, l.Has(kept), "nothing else")
		require.True(t, l.Has(order))
	}
}

// TestAnOrderNobodyAskedForStaysAside: hearing orders again opens nothing.
func TestAnOrderNobodyAskedForStaysAside(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, _ := anna.Open()
	note := anna.Note(s, casework.Core)
	anna.Sync()
	boss.Sync()
	target := hubtest.ChangeOf(t, note)
	order := boss.Write(s, casework.Core, casework.Change{Kind: casework.EraseKind(casework.Core), Item: casework.ItemID{2}, Body: body{
		"reason": "retention", "first": casework.IDValue(anna.Staff), "second": casework.IDValue(boss.Staff), "ask": casework.IDValue(casework.ItemID{2}),
		casework.F("change", target.ID.String()): casework.SkeletonOf(target).Value()}})
	for range 3 {
		boss.Sync()
		anna.Sync()
	}
	require.Contains(t, boss.Aside, order.ID)
	require.Contains(t, asidesOf(t, p, boss), order.ID)
	require.True(t, anna.Has(note))
	_, erased, err := p.Hub.Entry(context.Background(), note.ID)
	require.NoError(t, err)
	require.False(t, erased)
}

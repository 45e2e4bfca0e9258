package storetest

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

func entries(t *testing.T, s hub.Store) {
	var all []hub.Kept
	for i := range 200 {
		k := entry(i * 7)
		k.Subject = batch.Bytes16{byte(i % 3), 9}
		k.Steers = hub.Steers(i % 3)
		k.Understood = i%2 == 0
		all = append(all, k)
	}
	update(t, s, func(tx hub.Tx) { require.NoError(t, tx.Add(slices.Clone(all))) })
	ids := make([]batch.EntryID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	require.NoError(t, s.View(context.Background(), func(tx hub.Tx) error {
		got, err := tx.Entries(append(ids, entryID()), batch.MaxBody)
		require.NoError(t, err)
		require.Len(t, got, len(all))
		slices.SortFunc(got, func(a, b hub.Kept) int { return a.ID.Compare(b.ID) })
		slices.SortFunc(all, func(a, b hub.Kept) int { return a.ID.Compare(b.ID) })
		for i := range all {
			same(t, all[i], got[i])
			require.Equal(t, all[i].Body, got[i].Body)
			require.EqualValues(t, len(all[i].Body), got[i].Length)
		}
		about, err := tx.About(casework.SubjectID{1, 9})
		require.NoError(t, err)
		require.Len(t, about, 67)
		require.Nil(t, about[0].Body)
		steering, err := tx.Steering([]casework.SubjectID{{0, 9}, {1, 9}})
		require.NoError(t, err)
		require.Len(t, steering, 67)
		require.NotNil(t, steering[0].Body)
		directory, err := tx.SteeringDirectory()
		require.NoError(t, err)
		require.Len(t, directory, 66)
		_, err = tx.Entry(entryID())
		require.ErrorIs(t, err, hub.ErrUnknown)
		found, err := tx.Find(append(ids[:5:5], entryID()))
		require.NoError(t, err)
		require.Len(t, found, 5)
		require.Equal(t, hub.Held, found[ids[0]])
		return nil
	}))
}

func same(t *testing.T, want, got hub.Kept) {
	t.Helper()
	require.Equal(t, want.Entry.Sum(), got.Entry.Sum())
	require.Equal(t, []any{want.Received, want.Vouch, want.Steers, want.Understood}, []any{got.Received, got.Vouch, got.Steers, got.Understood})
}

func blocks(t *testing.T, s hub.Store) {
	for _, n := range []int{0, 1, batch.MinPart, 64 << 10, 64<<10 + 1, 300_001} {
		k := entry(n)
		update(t, s, func(tx hub.Tx) {
			require.NoError(t, tx.Add([]hub.Kept{k}))
			got, err := tx.Entry(k.ID)
			require.NoError(t, err)
			require.True(t, bytes.Equal(k.Body, got.Body), "body of %d bytes", n)
			short, err := tx.Entries([]batch.EntryID{k.ID}, 0)
			require.NoError(t, err)
			require.Len(t, short, 1)
			require.Nil(t, short[0].Body)
			for first := 0; first < hub.Blocks(uint64(n)); first += 5 {
				b, err := tx.Blocks(k.ID, first, 7)
				require.NoError(t, err)
				end := min((first+7)*batch.MinPart, n)
				require.True(t, bytes.Equal(k.Body[first*batch.MinPart:end], b), "blocks from %d of %d bytes", first, n)
			}
		})
	}
}

func entryTwice(t *testing.T, s hub.Store) {
	k := entry(10)
	update(t, s, func(tx hub.Tx) { require.NoError(t, tx.Add([]hub.Kept{k})) })
	other := entry(10)
	other.ID = k.ID
	require.Error(t, s.Update(context.Background(), func(tx hub.Tx) error { return tx.Add([]hub.Kept{other}) }))
	update(t, s, func(tx hub.Tx) {
		got, err := tx.Entry(k.ID)
		require.NoError(t, err)
		same(t, k, got)
	})
}

func parts(t *testing.T, s hub.Store) {
	k, d := entry(100_000), device()
	small, err := batch.Split(k.Entry, batch.MinPart)
	require.NoError(t, err)
	large, err := batch.Split(k.Entry, 3*batch.MinPart)
	require.NoError(t, err)
	rand.Shuffle(len(small), func(i, j int) { small[i], small[j] = small[j], small[i] })
	update(t, s, func(tx hub.Tx) {
		// Another device's parts of the same entry do not count for this one's.
		_, err := tx.AddPart(device(), large[0], now)
		require.NoError(t, err)
		for _, p := range append(small[:4:4], small[:4]...) {
			e, err := tx.AddPart(d, p, now)
			require.NoError(t, err)
			require.Nil(t, e)
		}
		n, err := tx.PartBytes(d)
		require.NoError(t, err)
		require.InDelta(t, 4*batch.MinPart, n, batch.MinPart)
		var whole *batch.Entry
		for _, p := range large { // the size changes between two tries
			e, err := tx.AddPart(d, p, now)
			require.NoError(t, err)
			if e != nil {
				require.Nil(t, whole)
				whole = e
			}
			if whole != nil {
				break
			}
		}
		require.NotNil(t, whole)
		require.Equal(t, k.Entry.Sum(), whole.Sum())
		require.Equal(t, k.Vouch, whole.Vouch)
		n, err = tx.PartBytes(d)
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func damagedParts(t *testing.T, s hub.Store) {
	k, d := entry(3*batch.MinPart), device()
	all, err := batch.Split(k.Entry, batch.MinPart)
	require.NoError(t, err)
	all[1].Bytes = random(batch.MinPart)
	update(t, s, func(tx hub.Tx) {
		for i, p := range all {
			e, err := tx.AddPart(d, p, now)
			require.Nil(t, e)
			if i < 2 {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, batch.ErrDamaged)
			}
		}
		n, err := tx.PartBytes(d)
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func erasing(t *testing.T, s hub.Store) {
	long, short, never := entry(200_000), entry(10), entryID()
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Add([]hub.Kept{long, short}))
		require.NoError(t, tx.SetAside(device(), hub.Aside{Entry: short.Entry, Reason: 1, At: now}))
		gone, err := tx.Erase([]batch.EntryID{long.ID, short.ID, never}, now)
		require.NoError(t, err)
		require.Len(t, gone, 3)
		gone, err = tx.Erase([]batch.EntryID{long.ID}, now)
		require.NoError(t, err)
		require.Empty(t, gone, "erased before")
	})
	update(t, s, func(tx hub.Tx) {
		found, err := tx.Find([]batch.EntryID{long.ID, short.ID, never, entryID()})
		require.NoError(t, err)
		require.Equal(t, map[batch.EntryID]hub.Standing{long.ID: hub.Erased, short.ID: hub.Erased, never: hub.Erased}, found)
		_, err = tx.Entry(long.ID)
		require.ErrorIs(t, err, hub.ErrUnknown)
		_, err = tx.Blocks(long.ID, 0, 1)
		require.ErrorIs(t, err, hub.ErrUnknown)
		all, err := tx.Asides(batch.NodeID{})
		require.NoError(t, err)
		require.Empty(t, all)
	})
}

func asides(t *testing.T, s hub.Store) {
	k, d := entry(2000), device()
	update(t, s, func(tx hub.Tx) {
		for reason := range uint16(2) {
			require.NoError(t, tx.SetAside(d, hub.Aside{Entry: k.Entry, Reason: reason + 1, At: now}))
		}
		require.NoError(t, tx.SetAside(device(), hub.Aside{Entry: k.Entry, Reason: 9, At: now.Add(time.Second)}))
		all, err := tx.Asides(d)
		require.NoError(t, err)
		require.Equal(t, []hub.Aside{{Entry: k.Entry, From: d, Reason: 2, At: now}}, all)
		all, err = tx.Asides(batch.NodeID{})
		require.NoError(t, err)
		require.Len(t, all, 2)
		found, err := tx.Find([]batch.EntryID{k.ID})
		require.NoError(t, err)
		require.Equal(t, hub.IsAside, found[k.ID])
		require.NoError(t, tx.EndAside(d, k.ID))
		all, err = tx.Asides(d)
		require.NoError(t, err)
		require.Empty(t, all)
	})
}

func order(t *testing.T, s hub.Store) {
	ids := []casework.SubjectID{{0, 0, 1}, {0, 1}, {'A'}, {'a'}, {'_'}, {0x7f}, {0x80}, {0xff}, {0xff, 0xff}}
	slices.SortFunc(ids, casework.SubjectID.Compare)
	update(t, s, func(tx hub.Tx) {
		_, _, err := tx.LockSubjects(ids)
		require.NoError(t, err)
		got, err := tx.Subjects(casework.SubjectID{}, 100)
		require.NoError(t, err)
		require.Equal(t, ids, got)
		got, err = tx.Subjects(ids[3], 2)
		require.NoError(t, err)
		require.Equal(t, ids[4:6], got)
	})
}

func subjects(t *testing.T, s hub.Store) {
	a, b := newID[casework.SubjectID](), newID[casework.SubjectID]()
	update(t, s, func(tx hub.Tx) {
		fresh, erased, err := tx.LockSubjects([]casework.SubjectID{a})
		require.NoError(t, err)
		require.Equal(t, map[casework.SubjectID]bool{a: true}, fresh)
		require.Empty(t, erased)
		require.NoError(t, tx.EraseSubject(a, now))
		require.NoError(t, tx.EraseSubject(b, now))
	})
	update(t, s, func(tx hub.Tx) {
		fresh, erased, err := tx.LockSubjects([]casework.SubjectID{a, b})
		require.NoError(t, err)
		require.Empty(t, fresh)
		require.Equal(t, map[casework.SubjectID]bool{a: true, b: true}, erased)
	})
}

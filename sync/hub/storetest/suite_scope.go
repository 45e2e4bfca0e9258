package storetest

import (
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

func visibleSet(t *testing.T, s hub.Store) {
	d := []batch.NodeID{device(), device()}
	var pool []hub.Visible
	for range 40 {
		for _, x := range d {
			pool = append(pool, hub.Visible{Device: x, Entry: entryID()})
		}
	}
	model := map[hub.Visible]bool{}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 120 {
		r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
		some := pool[:r.IntN(30)]
		show := r.IntN(3) > 0
		update(t, s, func(tx hub.Tx) {
			var changed []hub.Visible
			var err error
			if show {
				changed, err = tx.Show(some)
			} else {
				changed, err = tx.Hide(some)
			}
			require.NoError(t, err)
			want := slices.DeleteFunc(slices.Clone(some), func(v hub.Visible) bool { return model[v] == show })
			require.ElementsMatch(t, want, changed)
			for _, v := range changed {
				if show {
					model[v] = true
				} else {
					delete(model, v)
				}
			}
			for _, x := range d {
				var want batch.Set
				for v := range model {
					if v.Device == x {
						want.Add(v.Entry)
					}
				}
				got, err := tx.Set(x)
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
		})
	}
	require.NoError(t, s.View(context.Background(), func(tx hub.Tx) error {
		for _, x := range d {
			_, err := tx.Set(x)
			require.NoError(t, err)
		}
		return nil
	}))
}

func ranges(t *testing.T, s hub.Store) {
	d := device()
	var ids []batch.EntryID
	var rows []hub.Visible
	for i := range 256 {
		e := batch.EntryID{byte(i), byte(255 - i), 7}
		ids = append(ids, e)
		rows = append(rows, hub.Visible{Device: d, Entry: e}, hub.Visible{Device: device(), Entry: e})
	}
	slices.SortFunc(ids, batch.EntryID.Compare)
	update(t, s, func(tx hub.Tx) {
		_, err := tx.Show(rows)
		require.NoError(t, err)
		read := func(lo, hi batch.EntryID, stop int) (got []batch.EntryID) {
			require.NoError(t, tx.Range(d, lo, hi, func(e batch.EntryID) bool {
				got = append(got, e)
				return len(got) != stop
			}))
			return got
		}
		require.Equal(t, ids, read(batch.EntryID{}, batch.EntryID{}, 0))
		require.Equal(t, ids[17:40], read(ids[17], ids[40], 0))
		require.Equal(t, ids[17:20], read(ids[17], ids[40], 3))
		shown, err := tx.Shown(d, []batch.EntryID{ids[3], entryID()})
		require.NoError(t, err)
		require.Equal(t, map[batch.EntryID]bool{ids[3]: true}, shown)

		then := time.UnixMilli(2_000_000_000)
		_, err = tx.Erase([]batch.EntryID{ids[1], entryID()}, then.Add(-time.Hour))
		require.NoError(t, err)
		_, err = tx.Erase([]batch.EntryID{ids[5]}, then)
		require.NoError(t, err)
		gone, err := tx.ErasedShown(d, time.Time{})
		require.NoError(t, err)
		require.Equal(t, []batch.EntryID{ids[1], ids[5]}, gone)
		gone, err = tx.ErasedShown(d, then)
		require.NoError(t, err)
		require.Equal(t, []batch.EntryID{ids[5]}, gone)
	})
}

func pendingOrder(t *testing.T, s hub.Store) {
	d := device()
	var rows []hub.Pending
	for i := range 50 {
		p := pend(d, batch.EntryID{byte(i), 200}, hub.Give, uint64(i))
		p.Priority = hub.Priority(i % 5)
		p.Reason = uint16(i)
		rows = append(rows, p, pend(device(), batch.EntryID{byte(i), 200}, hub.Give, 1))
	}
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Pend(rows))
		got, err := tx.Pending(d, 1000)
		require.NoError(t, err)
		require.Len(t, got, 50)
		require.True(t, slices.IsSortedFunc(got, func(a, b hub.Pending) int {
			if a.Priority != b.Priority {
				return int(a.Priority) - int(b.Priority)
			}
			return b.Entry.Compare(a.Entry)
		}))
		require.Equal(t, byte(45), got[0].Entry[0])
		require.EqualValues(t, 45, got[0].Reason)
		few, err := tx.Pending(d, 7)
		require.NoError(t, err)
		require.Equal(t, got[:7], few)
		require.NoError(t, tx.Unpend(d, []batch.EntryID{got[0].Entry, got[1].Entry}))
		rest, err := tx.Pending(d, 1000)
		require.NoError(t, err)
		require.Equal(t, got[2:], rest)
	})
}

func errands(t *testing.T, s hub.Store) {
	d := device()
	update(t, s, func(tx hub.Tx) {
		_, ok, err := tx.Errand(d)
		require.NoError(t, err)
		require.False(t, ok)
		for i := range byte(3) {
			require.NoError(t, tx.PutErrand(d, casework.SubjectID{i}))
		}
		after, ok, err := tx.Errand(d)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, casework.SubjectID{2}, after)
		all, err := tx.Errands()
		require.NoError(t, err)
		require.Equal(t, []batch.NodeID{d}, all)
		require.NoError(t, tx.EndErrand(d))
		all, err = tx.Errands()
		require.NoError(t, err)
		require.Empty(t, all)
	})
}

func office(t *testing.T, s hub.Store) {
	i := hub.Invitation{ID: newID[batch.Bytes16](), Key: [32]byte(random(32)), Role: casework.Scout, Office: newID[casework.OfficeID](),
		Staff: newID[casework.StaffID](), Uses: 3, Expires: now}
	update(t, s, func(tx hub.Tx) {
		_, err := tx.Invitation(i.ID)
		require.ErrorIs(t, err, hub.ErrUnknown)
		require.NoError(t, tx.PutInvitation(i))
		i.Uses--
		require.NoError(t, tx.PutInvitation(i))
		got, err := tx.Invitation(i.ID)
		require.NoError(t, err)
		require.Equal(t, i, got)

		n := hub.Notice{Device: device(), What: hub.Reconciled, At: now}
		require.NoError(t, tx.Note(n))
		all, err := tx.Notices(now)
		require.NoError(t, err)
		require.Equal(t, []hub.Notice{n}, all)
		all, err = tx.Notices(now.Add(time.Millisecond))
		require.NoError(t, err)
		require.Empty(t, all)

		require.NoError(t, tx.PutSetting("a", []byte("1")))
		require.NoError(t, tx.PutSetting("a", []byte("2")))
		v, err := tx.Setting("a")
		require.NoError(t, err)
		require.Equal(t, []byte("2"), v)

		before, err := tx.Directory(false)
		require.NoError(t, err)
		after, err := tx.Directory(true)
		require.NoError(t, err)
		require.NotEqual(t, before, after)
		again, err := tx.Directory(false)
		require.NoError(t, err)
		require.Equal(t, after, again)
		_, err = tx.Counts()
		require.NoError(t, err)
	})
}

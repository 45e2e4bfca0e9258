package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

func reopened(t *testing.T, db Database) {
	open := db.New(t)
	k := entry(2000)
	s := open(t)
	update(t, s, func(tx hub.Tx) { require.NoError(t, tx.Add([]hub.Kept{k})) })
	if c, ok := s.(interface{ Close() error }); ok {
		require.NoError(t, c.Close())
		require.NoError(t, c.Close(), "closing twice")
	}
	update(t, open(t), func(tx hub.Tx) {
		got, err := tx.Entry(k.ID)
		require.NoError(t, err)
		same(t, k, got)
	})
}

func together(t *testing.T, db Database) {
	open := db.New(t)
	stores := []hub.Store{open(t), open(t)}
	d := []batch.NodeID{device(), device(), device()}
	var pool []hub.Kept
	for i := range 60 {
		k := entry(50)
		k.Subject = batch.Bytes16{1, byte(i % 4)}
		pool = append(pool, k)
	}
	var added sync.Map
	var wg sync.WaitGroup
	for worker := range 6 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r := rand.New(rand.NewPCG(uint64(worker), 2))
			for range 30 {
				some := make([]hub.Kept, 0, 10)
				for _, i := range r.Perm(len(pool))[:10] {
					some = append(some, pool[i])
				}
				var fresh []hub.Kept
				err := stores[worker%2].Update(context.Background(), func(tx hub.Tx) error {
					fresh = nil
					return accept(tx, d, some, &fresh)
				})
				if !assert.NoError(t, err) {
					return
				}
				for _, k := range fresh {
					_, twice := added.LoadOrStore(k.ID, true)
					assert.False(t, twice, "an entry was added twice")
				}
			}
		}()
	}
	wg.Wait()
	update(t, stores[0], func(tx hub.Tx) {
		c, err := tx.Counts()
		require.NoError(t, err)
		n := 0
		added.Range(func(any, any) bool { n++; return true })
		require.EqualValues(t, n, c.Entries)
		for _, x := range d {
			var want batch.Set
			require.NoError(t, tx.Range(x, batch.EntryID{}, batch.EntryID{}, func(e batch.EntryID) bool { want.Add(e); return true }))
			got, err := tx.Set(x)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.EqualValues(t, n, got.Count)
		}
	})
}

func accept(tx hub.Tx, devices []batch.NodeID, some []hub.Kept, fresh *[]hub.Kept) error {
	if _, err := tx.LockDevice(devices[rand.IntN(len(devices))]); err != nil {
		return err
	}
	if _, err := tx.Directory(rand.IntN(8) == 0); err != nil {
		return err
	}
	var ids []batch.EntryID
	var subjects []casework.SubjectID
	for _, k := range some {
		ids = append(ids, k.ID)
		if s := casework.SubjectID(k.Subject); !slices.Contains(subjects, s) {
			subjects = append(subjects, s)
		}
	}
	if _, _, err := tx.LockSubjects(subjects); err != nil {
		return err
	}
	known, err := tx.Find(ids)
	if err != nil {
		return err
	}
	var rows []hub.Visible
	var pending []hub.Pending
	for _, k := range some {
		if known[k.ID] != 0 {
			continue
		}
		*fresh = append(*fresh, k)
		for _, x := range devices {
			rows = append(rows, hub.Visible{Device: x, Entry: k.ID})
			pending = append(pending, pend(x, k.ID, hub.Give, 1))
		}
	}
	if err := tx.Add(*fresh); err != nil {
		return err
	}
	if n, err := tx.Show(rows); err != nil || len(n) != len(rows) {
		return errors.Join(err, fmt.Errorf("showed %d of %d", len(n), len(rows)))
	}
	return tx.Pend(pending)
}

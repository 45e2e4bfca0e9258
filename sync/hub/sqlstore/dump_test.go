package sqlstore_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
	"waymark/sync/hub/storetest"
)

// A dump of one kind of database fits the other, whole or not at all.
func TestADumpFitsEitherDatabaseAndADamagedOneNeither(t *testing.T) {
	ctx, keys := context.Background(), sqlstore.Keys{sqlstore.NewKey()}
	embedded := func() *sqlstore.Store {
		s, err := sqlstore.OpenSQLite(ctx, filepath.Join(t.TempDir(), "hub.db"), "", keys)
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	server := func() *sqlstore.Store {
		s, err := sqlstore.OpenPostgres(ctx, storetest.Postgres(t), keys)
		require.NoError(t, err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	from := embedded()
	body := make([]byte, 900_000) // several pieces
	rand.Read(body)
	e := batch.Entry{ID: batch.EntryID{1}, Subject: batch.Bytes16{2}, Author: batch.NodeID{3}, Received: 5, Body: body}
	d := batch.NodeID{9}
	require.NoError(t, from.Update(ctx, func(tx hub.Tx) error {
		_, err := tx.LockDevice(d)
		require.NoError(t, err)
		_, _, err = tx.LockSubjects([]casework.SubjectID{{2}})
		require.NoError(t, err)
		_, err = tx.Show([]hub.Visible{{Device: d, Entry: e.ID}})
		require.NoError(t, err)
		require.NoError(t, tx.Pend([]hub.Pending{{Visible: hub.Visible{Device: d, Entry: e.ID}, Op: hub.Give, Length: 900_000}}))
		require.NoError(t, tx.PutSetting("mine", []byte("x")))
		require.NoError(t, tx.Note(hub.Notice{Device: d, What: hub.Forged, At: time.UnixMilli(7)}))
		return tx.Add([]hub.Kept{{Entry: e}})
	}))
	dump := func(s *sqlstore.Store) []byte {
		var b bytes.Buffer
		require.NoError(t, s.Dump(ctx, &b))
		require.NoError(t, s.CheckDump(bytes.NewReader(b.Bytes())))
		return b.Bytes()
	}
	state := func(s *sqlstore.Store) (c hub.Counts, set batch.Set, got hub.Kept) {
		require.NoError(t, s.View(ctx, func(tx hub.Tx) (err error) {
			if c, err = tx.Counts(); err != nil {
				return err
			}
			if set, err = tx.Set(d); err != nil {
				return err
			}
			got, err = tx.Entry(e.ID)
			return err
		}))
		return c, set, got
	}
	wantCounts, wantSet, _ := state(from)
	b := dump(from)
	require.NotContains(t, string(b), string(e.ID[:8])+string(make([]byte, 8)), "identifiers are sealed too")
	there := server()
	require.NoError(t, there.Load(ctx, bytes.NewReader(b)))
	back := embedded()
	require.NoError(t, back.Load(ctx, bytes.NewReader(dump(there))))
	for _, s := range []*sqlstore.Store{there, back} {
		c, set, got := state(s)
		require.Equal(t, wantCounts, c)
		require.Equal(t, wantSet, set)
		require.Equal(t, e.Sum(), got.Entry.Sum())
	}
	require.ErrorIs(t, back.Load(ctx, bytes.NewReader(b)), hub.ErrForeign, "over a hub that is there")

	for name, damaged := range map[string][]byte{
		"cut off":                b[:len(b)-1],
		"cut off between pieces": b[:len("waymark.hubdump/v1\n")+36+4+256<<10+16],
		"nothing":                nil,
		"one bit":                flip(b, len(b)/2),
		"one bit in a length":    flip(b, len("waymark.hubdump/v1\n")+36),
		"more after the end":     append(bytes.Clone(b), b...),
	} {
		t.Run(name, func(t *testing.T) {
			empty := embedded()
			err := empty.Load(ctx, bytes.NewReader(damaged))
			if name == "more after the end" { // what follows is no part of it
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, sqlstore.ErrDump)
			require.ErrorIs(t, empty.CheckDump(bytes.NewReader(damaged)), sqlstore.ErrDump)
			require.NoError(t, empty.View(ctx, func(tx hub.Tx) error {
				c, err := tx.Counts()
				require.Zero(t, c)
				return err
			}), "nothing of it was loaded")
		})
	}
	other, err := sqlstore.OpenSQLite(ctx, filepath.Join(t.TempDir(), "hub.db"), "", sqlstore.Keys{sqlstore.NewKey()})
	require.NoError(t, err)
	defer other.Close()
	require.ErrorIs(t, other.Load(ctx, bytes.NewReader(b)), hub.ErrSealed, "with other keys")
}

func flip(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 1
	return b
}

package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// Open opens the same database at every call, until the test ends. It is called
// again while the last one is open only where the database allows several hubs.
type Open func(t testing.TB) hub.Store

// Database is a kind of database to run the suite on.
type Database struct {
	Name    string
	New     func(t testing.TB) Open
	Several bool // several hubs may open it at once
}

// Run runs the suite on one kind of database.
func Run(t *testing.T, db Database) {
	for name, f := range map[string]func(*testing.T, hub.Store){
		"a failed update leaves nothing":                  failedUpdate,
		"a view writes nothing":                           viewWritesNothing,
		"a batch is taken once and its receipt owed":      taken,
		"a receipt ends what was sent and nothing newer":  receipted,
		"receipts of parts add up":                        receiptedParts,
		"entries come back as they were kept":             entries,
		"long bodies are read whole and in blocks":        blocks,
		"an entry twice is refused and changes nothing":   entryTwice,
		"parts in any order make an entry":                parts,
		"parts that do not add up are dropped":            damagedParts,
		"erased is for ever and wins":                     erasing,
		"what is set aside is kept with its reason":       asides,
		"the set is that of what is visible":              visibleSet,
		"ranges are in order and end where they are told": ranges,
		"pending is ordered by priority, newest first":    pendingOrder,
		"an errand is one for each device":                errands,
		"invitations, notices and settings":               office,
		"identifiers are compared as bytes":               order,
		"subjects are known once":                         subjects,
		"purging forgets only what nobody asks for":       purging,
	} {
		t.Run(name, func(t *testing.T) { f(t, db.New(t)(t)) })
	}
	t.Run("what was written is there after opening again", func(t *testing.T) { reopened(t, db) })
	if db.Several {
		t.Run("two hubs at once lose nothing and double nothing", func(t *testing.T) { together(t, db) })
	}
}

var now = time.UnixMilli(1_900_000_000_000).UTC()

func update(t testing.TB, s hub.Store, f func(tx hub.Tx)) {
	t.Helper()
	require.NoError(t, s.Update(context.Background(), func(tx hub.Tx) error { f(tx); return nil }))
}

func device() batch.NodeID   { return newID[batch.NodeID]() }
func entryID() batch.EntryID { return newID[batch.EntryID]() }
func batchID() batch.ID      { return newID[batch.ID]() }
func newID[T ~[16]byte]() T  { return T(id.At[struct{}](now)) }

// entry returns one with a body of n random bytes.
func entry(n int) hub.Kept {
	k := hub.Kept{Entry: batch.Entry{
		ID: entryID(), Subject: newID[batch.Bytes16](), Kind: 1, Class: 4, Circle: 3, Author: device(), Staff: newID[batch.Bytes16](),
		Received: now.UnixMilli(), Body: random(n), Vouch: random(24),
	}, Steers: hub.SteersSubject, Understood: true}
	return k
}

func random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

func failedUpdate(t *testing.T, s hub.Store) {
	d, e, fault := device(), entryID(), errors.New("planned fault")
	err := s.Update(context.Background(), func(tx hub.Tx) error {
		_, err := tx.Show([]hub.Visible{{Device: d, Entry: e}})
		return errors.Join(err, fault)
	})
	require.ErrorIs(t, err, fault)
	update(t, s, func(tx hub.Tx) {
		shown, err := tx.Shown(d, []batch.EntryID{e})
		require.NoError(t, err)
		require.Empty(t, shown)
		set, err := tx.Set(d)
		require.NoError(t, err)
		require.Zero(t, set)
	})
}

func viewWritesNothing(t *testing.T, s hub.Store) {
	err := s.View(context.Background(), func(tx hub.Tx) error { return tx.PutSetting("view", []byte("wrote")) })
	require.Error(t, err)
	update(t, s, func(tx hub.Tx) {
		v, err := tx.Setting("view")
		require.NoError(t, err)
		require.Nil(t, v)
	})
}

// visibleSet draws a history of showing and hiding and compares with a map.
// order pins what differs between databases: identifiers sort as unsigned bytes, not
// as texts of any collation, and zero bytes do not end them.
// together: two hubs write about the same subjects, devices and entries.
// accept does what a hub does, in its order of locks.

package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
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

func taken(t *testing.T, s hub.Store) {
	d, a, b := device(), batchID(), batchID()
	update(t, s, func(tx hub.Tx) {
		x, err := tx.LockDevice(d)
		require.NoError(t, err)
		require.Zero(t, x)
		for i, id := range []batch.ID{a, b, a} {
			fresh, err := tx.Take(d, id, now.Add(time.Duration(i)*time.Second))
			require.NoError(t, err)
			require.Equal(t, i < 2, fresh)
		}
		require.NoError(t, tx.PutExchanges(d, hub.Exchanges{Seen: now, Made: 1<<64 - 1, Chunk: 7, Agreed: now, Backed: now}))
	})
	update(t, s, func(tx hub.Tx) {
		x, err := tx.LockDevice(d)
		require.NoError(t, err)
		require.Equal(t, hub.Exchanges{Seen: now, Made: 1<<63 - 1, Chunk: 7, Agreed: now, Backed: now}, x)
		owed, err := tx.Owed(d, 10)
		require.NoError(t, err)
		require.Equal(t, []batch.ID{b, a}, owed)
		answer := hub.Sending{ID: batchID(), At: now, Turn: [8]byte{1}, Receipts: []batch.ID{a}}
		require.NoError(t, tx.Send(d, answer))
		all, err := tx.Sendings(d)
		require.NoError(t, err)
		require.Equal(t, []hub.Sending{answer}, all)
		known, err := tx.Receipted(device(), answer.ID)
		require.NoError(t, err)
		require.False(t, known, "a receipt of another device")
		known, err = tx.Receipted(d, answer.ID)
		require.NoError(t, err)
		require.True(t, known)
		known, err = tx.Receipted(d, answer.ID)
		require.NoError(t, err)
		require.False(t, known, "the same receipt again")
		owed, err = tx.Owed(d, 10)
		require.NoError(t, err)
		require.Equal(t, []batch.ID{b}, owed)
	})
}

func pend(d batch.NodeID, e batch.EntryID, op hub.Op, length uint64) hub.Pending {
	return hub.Pending{Visible: hub.Visible{Device: d, Entry: e}, Op: op, Priority: hub.Words, Length: length}
}

func receipted(t *testing.T, s hub.Store) {
	d := device()
	e := []batch.EntryID{entryID(), entryID(), entryID()}
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e[0], hub.Give, 1), pend(d, e[1], hub.Give, 1), pend(d, e[2], hub.Give, 1)}))
		rows, err := tx.Pending(d, 10)
		require.NoError(t, err)
		sent := hub.Sending{ID: batchID(), At: now}
		for _, r := range rows {
			if r.Entry != e[2] {
				sent.Rows = append(sent.Rows, hub.Sent{Entry: r.Entry, Mark: r.Mark})
			}
		}
		require.Len(t, sent.Rows, 2)
		require.NoError(t, tx.Send(d, sent))
		// Since it was sent it has become something else.
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e[1], hub.Withdraw, 0)}))
		known, err := tx.Receipted(d, sent.ID)
		require.NoError(t, err)
		require.True(t, known)
		rows, err = tx.Pending(d, 10)
		require.NoError(t, err)
		require.ElementsMatch(t, []batch.EntryID{e[1], e[2]}, []batch.EntryID{rows[0].Entry, rows[1].Entry})
		n, size, err := tx.Waiting(d)
		require.NoError(t, err)
		require.Equal(t, []int64{2, 1}, []int64{n, size})
		lost, other := batchID(), batchID()
		require.NoError(t, tx.Send(d, hub.Sending{ID: lost, At: now}))
		require.NoError(t, tx.Send(device(), hub.Sending{ID: other, At: now}))
		require.NoError(t, tx.ForgetSendings(d, []batch.ID{lost, other}))
		for b, want := range map[batch.ID]bool{lost: false, other: true} {
			is, err := tx.Sending(b)
			require.NoError(t, err)
			require.Equal(t, want, is)
		}
		all, err := tx.Sendings(d)
		require.NoError(t, err)
		require.Empty(t, all)
	})
}

func receiptedParts(t *testing.T, s hub.Store) {
	d, e := device(), entryID()
	const length = 10*batch.MinPart + 5
	update(t, s, func(tx hub.Tx) {
		require.NoError(t, tx.Pend([]hub.Pending{pend(d, e, hub.Give, length)}))
		rows, err := tx.Pending(d, 1)
		require.NoError(t, err)
		for i, blocks := range [][2]uint16{{0, 4}, {3, 6}, {6, 11}} {
			sent := hub.Sending{ID: batchID(), At: now, Rows: []hub.Sent{{Entry: e, Mark: rows[0].Mark, Blocks: blocks}}}
			require.NoError(t, tx.Send(d, sent))
			_, err := tx.Receipted(d, sent.ID)
			require.NoError(t, err)
			left, err := tx.Pending(d, 1)
			require.NoError(t, err)
			if i == 2 {
				require.Empty(t, left)
				continue
			}
			require.Equal(t, []int{4, 6}[i], hub.NewBits(length, left[0].Done).Next(0))
		}
	})
}

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

// visibleSet draws a history of showing and hiding and compares with a map.
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

// order pins what differs between databases: identifiers sort as unsigned bytes, not
// as texts of any collation, and zero bytes do not end them.
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

func purging(t *testing.T, s hub.Store) {
	d, old, owed := device(), batchID(), batchID()
	k := entry(100_000)
	update(t, s, func(tx hub.Tx) {
		for _, b := range []batch.ID{old, owed} {
			_, err := tx.Take(d, b, now)
			require.NoError(t, err)
		}
		sent := hub.Sending{ID: batchID(), At: now, Receipts: []batch.ID{old}}
		require.NoError(t, tx.Send(d, sent))
		_, err := tx.Receipted(d, sent.ID)
		require.NoError(t, err)
		p, err := batch.Split(k.Entry, batch.MaxPart/4)
		require.NoError(t, err)
		_, err = tx.AddPart(d, p[0], now)
		require.NoError(t, err)
		require.NoError(t, tx.Purge(now, now, now, now))
		c, err := tx.Counts()
		require.NoError(t, err)
		require.EqualValues(t, []int64{2, 1}, []int64{c.Batches, c.Parts})
		later := now.Add(time.Second)
		require.NoError(t, tx.Purge(later, later, later, later))
		c, err = tx.Counts()
		require.NoError(t, err)
		require.EqualValues(t, []int64{1, 0}, []int64{c.Batches, c.Parts})
	})
}

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

// together: two hubs write about the same subjects, devices and entries.
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

// accept does what a hub does, in its order of locks.
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

package batch_test

import (
	"encoding/binary"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/sync/batch"
)

// dated returns n identifiers as devices make them: by the time, then random.
func dated(r *rand.Rand, n int) []batch.EntryID {
	ids := make([]batch.EntryID, n)
	at := uint64(1_750_000_000_000)
	for i := range ids {
		at += r.Uint64N(60_000)
		binary.BigEndian.PutUint64(ids[i][:], at<<16)
		binary.BigEndian.PutUint64(ids[i][8:], r.Uint64())
		ids[i][6], ids[i][7] = byte(r.Uint32()), byte(r.Uint32())
	}
	slices.SortFunc(ids, batch.EntryID.Compare)
	return ids
}

// talk is what two nodes say until both are silent.
type talk struct {
	messages, noteBytes, wireBytes int
	gaveA, gaveB                   []batch.EntryID // what A gives to B, B to A
}

// reconcile lets A start and carries every message through its bytes, sealed.
func reconcile(t tester, a, b batch.Ranger) (k talk) {
	m, err := batch.Start(a)
	require.NoError(t, err)
	side := []batch.Ranger{b, a}
	given := []*[]batch.EntryID{&k.gaveB, &k.gaveA}
	for turn := 0; len(m.Ranges) > 0; turn++ {
		require.Less(t, turn, 40, "they never stop")
		note, err := batch.NewNote(m)
		require.NoError(t, err)
		k.send(t, note)
		said, err := note.Read()
		require.NoError(t, err)
		got, err := said.(batch.Reconcile).Answer(side[turn%2])
		require.NoError(t, err)
		*given[turn%2] = append(*given[turn%2], got.Give...)
		if len(got.Want) > 0 {
			note, err := batch.NewNote(batch.Want{Entries: got.Want})
			require.NoError(t, err)
			k.send(t, note)
			*given[(turn+1)%2] = append(*given[(turn+1)%2], got.Want...)
		}
		m = got.Reply
	}
	return k
}

func (k *talk) send(t tester, n batch.Note) {
	k.messages++
	k.noteBytes += n.Size()
	s := up(t, batch.Header{Holdings: &batch.Set{}, Turn: make([]byte, 36)}, batch.Content{Notes: []batch.Note{n}})
	k.wireBytes += len(s.Bytes)
}

func sortIDs(ids []batch.EntryID) []batch.EntryID {
	return slices.Compact(slices.SortedFunc(slices.Values(ids), batch.EntryID.Compare))
}

func TestTwoSetsOf100000ThatDifferInThreeCostUnder20KB(t *testing.T) {
	const seed = 42
	r := rand.New(rand.NewPCG(seed, seed))
	all := dated(r, 100_000)
	a, b := slices.Clone(all), slices.Clone(all)
	var onlyA, onlyB []batch.EntryID
	for _, i := range []int{90_000, 50_001} {
		onlyB = append(onlyB, all[i])
		a = slices.Delete(a, i, i+1)
	}
	onlyA = append(onlyA, all[12_345])
	b = slices.Delete(b, 12_345, 12_346)

	k := reconcile(t, batch.Sorted(a), batch.Sorted(b))
	assert.Equal(t, onlyA, k.gaveA)
	assert.Equal(t, sortIDs(onlyB), sortIDs(k.gaveB))
	t.Logf("%d messages, %d bytes of notes, %d bytes of sealed batches", k.messages, k.noteBytes, k.wireBytes)
	assert.Less(t, k.wireBytes, 20_000)
	assert.Less(t, k.noteBytes, 8_000)
}

func TestEqualSetsSaySoInOneMessage(t *testing.T) {
	ids := batch.Sorted(dated(rand.New(rand.NewPCG(1, 1)), 5000))
	k := reconcile(t, ids, ids)
	assert.Equal(t, 1, k.messages)
	assert.Empty(t, k.gaveA)
	assert.Empty(t, k.gaveB)
}

func TestAnEmptyNodeIsGivenEverythingAtOnce(t *testing.T) {
	ids := batch.Sorted(dated(rand.New(rand.NewPCG(1, 1)), 5000))
	k := reconcile(t, batch.Sorted(nil), ids)
	assert.Equal(t, []batch.EntryID(ids), k.gaveB)
	assert.LessOrEqual(t, k.messages, 2)
	k = reconcile(t, ids, batch.Sorted(nil))
	assert.Equal(t, []batch.EntryID(ids), sortIDs(k.gaveA))
	assert.LessOrEqual(t, k.messages, 3)
}

func TestAnyTwoSetsBecomeAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3000).Draw(t, "ids")
		seed := rapid.Uint64().Draw(t, "seed")
		missA, missB := rapid.Float64Range(0, 1).Draw(t, "missing at a"), rapid.Float64Range(0, 1).Draw(t, "missing at b")
		r := rand.New(rand.NewPCG(seed, 7))
		all := dated(r, n)
		if rapid.Bool().Draw(t, "any bytes") {
			for i := range all {
				binary.BigEndian.PutUint64(all[i][:], r.Uint64()>>rapid.IntRange(0, 60).Draw(t, "shift"))
				if i > 20 {
					break
				}
			}
			all = sortIDs(all)
		}
		var a, b []batch.EntryID
		for _, e := range all {
			if r.Float64() >= missA {
				a = append(a, e)
			}
			if r.Float64() >= missB {
				b = append(b, e)
			}
		}
		k := reconcile(t, batch.Sorted(a), batch.Sorted(b))
		union := sortIDs(append(slices.Clone(a), b...))
		if !slices.Equal(union, sortIDs(append(slices.Clone(b), k.gaveA...))) || !slices.Equal(union, sortIDs(append(slices.Clone(a), k.gaveB...))) {
			t.Fatalf("sets differ after %d messages", k.messages)
		}
		for _, e := range k.gaveA {
			if _, found := slices.BinarySearchFunc(b, e, batch.EntryID.Compare); found {
				t.Fatalf("a gives what b has")
			}
		}
	})
}

func TestVeryDifferentLargeSetsConvergeInRoundsOfBoundedMessages(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	all := dated(r, 120_000)
	var a, b []batch.EntryID
	for i, e := range all {
		if i%2 == 0 || i%1000 == 1 {
			a = append(a, e)
		}
		if i%2 == 1 || i%1000 == 0 {
			b = append(b, e)
		}
	}
	rounds := 0
	for ; !slices.Equal(a, b); rounds++ {
		require.Less(t, rounds, 20)
		k := reconcile(t, batch.Sorted(a), batch.Sorted(b))
		require.NotEmpty(t, k.gaveA, "each round finds something")
		a, b = sortIDs(append(slices.Clone(a), k.gaveB...)), sortIDs(append(slices.Clone(b), k.gaveA...))
	}
	assert.Len(t, a, len(all))
	t.Logf("%d rounds", rounds)
}

func TestAStoreThatFailsEndsReconciling(t *testing.T) {
	failed := errors.New("disk")
	_, err := batch.Start(failing{failed})
	require.ErrorIs(t, err, failed)
	_, err = batch.Reconcile{Ranges: []batch.Range{{Count: 3}}}.Answer(failing{failed})
	require.ErrorIs(t, err, failed)
}

type failing struct{ err error }

func (f failing) Range(_, _ batch.EntryID) iter.Seq2[batch.EntryID, error] {
	return func(yield func(batch.EntryID, error) bool) {
		if yield(batch.EntryID{1}, nil) {
			yield(batch.EntryID{}, f.err)
		}
	}
}

// walked counts how many identifiers a hostile message makes a node look at.
type walked struct {
	batch.Sorted
	n *int
}

func (w walked) Range(lo, hi batch.EntryID) iter.Seq2[batch.EntryID, error] {
	return func(yield func(batch.EntryID, error) bool) {
		for e, err := range w.Sorted.Range(lo, hi) {
			*w.n++
			if !yield(e, err) {
				return
			}
		}
	}
}

func TestAHostileMessageCostsOneWalkAndABoundedReply(t *testing.T) {
	for name, size := range map[string]int{"that makes us list": 120_000, "that makes us split": 180_000} {
		t.Run(name, func(t *testing.T) {
			ids := batch.Sorted(dated(rand.New(rand.NewPCG(1, 1)), size))
			var m batch.Reconcile
			var lo batch.EntryID
			for i := 1; i <= 4096; i++ { // as many ranges as a message may have, each said to differ
				hi := batch.EntryID{}
				if i < 4096 {
					hi = ids[i*len(ids)/4096]
				}
				m.Ranges = append(m.Ranges, batch.Range{Lo: lo, Hi: hi, Count: 1 << 31, Print: [16]byte{1}})
				lo = hi
			}
			n := 0
			a, err := m.Answer(walked{ids, &n})
			require.NoError(t, err)
			assert.LessOrEqual(t, n, len(ids)+4096, "each range may look at the identifier after it")
			note, err := batch.NewNote(a.Reply)
			require.NoError(t, err, "the reply keeps the limits")
			assert.Less(t, note.Size(), 1<<21)
			assert.NotEmpty(t, a.Reply.Ranges)

			m.Ranges[4095].Hi = batch.EntryID{0xff}
			m.Ranges = append(m.Ranges, batch.Range{Lo: batch.EntryID{0xff}, Count: 1})
			_, err = batch.NewNote(m)
			require.ErrorIs(t, err, batch.ErrTooLarge)
		})
	}
}

func TestReconcileMessagesHaveOneEncoding(t *testing.T) {
	e := func(b byte) batch.EntryID { return batch.EntryID{b} }
	for name, ranges := range map[string][]batch.Range{
		"overlapping":              {{Lo: e(1), Hi: e(5)}, {Lo: e(4), Hi: e(6)}},
		"after the end":            {{Lo: e(1)}, {Lo: e(2), Hi: e(3)}},
		"empty":                    {{Lo: e(3), Hi: e(3)}},
		"backwards":                {{Lo: e(3), Hi: e(2)}},
		"identifiers out of range": {{Lo: e(3), Hi: e(5), Listed: true, IDs: []batch.EntryID{e(6)}}},
		"identifiers unsorted":     {{Lo: e(3), Listed: true, IDs: []batch.EntryID{e(6), e(5)}}},
		"a summary with list":      {{IDs: []batch.EntryID{e(6)}}},
		"a list with summary":      {{Listed: true, Count: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := batch.NewNote(batch.Reconcile{Ranges: ranges})
			assert.ErrorIs(t, err, batch.ErrFormat)
		})
	}
	for name, raw := range map[string]string{
		"bound with a zero at its end": "\x00\x02\x05\x00" + "\x00\x00\x00\x00" + "0123456789abcdef",
		"bound of 17 bytes":            "\x00\x11" + "0123456789abcdefg" + "\x00\x00\x00\x00" + "0123456789abcdef",
		"beginning said needlessly":    "\x02\x00\x00\x00\x00\x00\x00" + "0123456789abcdef",
		"unknown tag":                  "\x04\x00\x00\x00\x00\x00" + "0123456789abcdef",
		"more identifiers than there":  "\x01\x00\x00\x00\x00\x09" + "0123456789abcdef",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := batch.Note{Kind: batch.KindReconcile, Bytes: []byte(raw)}.Read()
			assert.ErrorIs(t, err, batch.ErrFormat)
		})
	}
}

func TestASetIsTheSameInAnyOrderAndDeltasAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		ids := dated(r, rapid.IntRange(0, 50).Draw(t, "ids"))
		want := batch.SetOf(ids...)
		shuffled := slices.Clone(ids)
		r.Shuffle(len(ids), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if batch.SetOf(shuffled...) != want {
			t.Fatal("order matters")
		}
		cut := rapid.IntRange(0, len(ids)).Draw(t, "cut")
		var delta batch.Set
		for _, e := range ids[:cut] {
			delta.Remove(e)
		}
		got := want
		got.Merge(delta)
		if got != batch.SetOf(ids[cut:]...) {
			t.Fatal("a delta that takes away does not add up")
		}
		got.Subtract(delta)
		if got != want {
			t.Fatal("subtracting is not the opposite of merging")
		}
		if cut > 0 && batch.SetOf(ids[cut:]...).Sum == want.Sum {
			t.Fatal("other sets, same sum")
		}
	})
}

func BenchmarkAnswerOf100000(b *testing.B) {
	ids := batch.Sorted(dated(rand.New(rand.NewPCG(1, 1)), 100_000))
	m, err := batch.Start(ids[:len(ids)-1])
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.Answer(ids)
		require.NoError(b, err)
	}
}

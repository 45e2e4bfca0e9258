// Package couriertest checks that a courier keeps its promises. It is for tests.
package couriertest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Ends is a courier as each end sees it.
type Ends struct {
	Device courier.Courier
	Hub    courier.Courier
	// Put makes data wait for to under a name, as some other program or a failing
	// stick would leave it: the courier did not write it.
	Put func(t *testing.T, to batch.NodeID, name string, data []byte)
}

// Nodes of the suite.
var (
	Hub    = batch.NodeID{15: 1}
	Device = batch.NodeID{15: 2}
	Other  = batch.NodeID{15: 3}
)

var signing = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

var opening = func() *batch.Identity {
	i, err := batch.NewIdentity()
	if err != nil {
		panic(err)
	}
	return i
}()

// Batch returns a batch with about size bytes sealed in it; 0 for receipts alone.
func Batch(t testing.TB, from, to batch.NodeID, made uint64, size int) batch.Sealed {
	t.Helper()
	var c batch.Content
	if size > 0 {
		body := make([]byte, size)
		x := made*2654435761 + 1 // does not compress
		for i := range body {
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			body[i] = byte(x)
		}
		c.Entries = []batch.Entry{{ID: batch.EntryID{1}, Author: from, Body: body}}
	}
	s, err := batch.Seal(batch.Header{From: from, To: to, Made: made}, c, signing, opening.Recipient())
	require.NoError(t, err)
	return s
}

// Take is what an exchange brought.
type Take struct {
	Got         []batch.Sealed
	Skipped     []*courier.Skipped
	Undelivered []batch.ID
	Err         error // the reason of the last undelivered, or an error of no known type
}

// Exchange runs one to its end.
func Exchange(ctx context.Context, c courier.Courier, me batch.NodeID, out ...batch.Sealed) Take {
	var take Take
	for s, err := range c.Exchange(ctx, me, out) {
		var skipped *courier.Skipped
		var undelivered *courier.Undelivered
		switch {
		case errors.As(err, &skipped):
			take.Skipped = append(take.Skipped, skipped)
		case errors.As(err, &undelivered):
			take.Undelivered = append(take.Undelivered, undelivered.Batches...)
			take.Err = undelivered.Err
		case err != nil:
			take.Err = err
		default:
			take.Got = append(take.Got, s)
		}
	}
	return take
}

// clean asks for an exchange without any error.
func clean(t *testing.T, c courier.Courier, me batch.NodeID, out ...batch.Sealed) []batch.Sealed {
	t.Helper()
	take := Exchange(t.Context(), c, me, out...)
	require.NoError(t, take.Err)
	require.Empty(t, take.Skipped)
	require.Empty(t, take.Undelivered)
	return take.Got
}

// same compares batches, in whatever order they came.
func same(t *testing.T, want, got []batch.Sealed) {
	t.Helper()
	order := func(a, b batch.Sealed) int { return bytes.Compare(a.Bytes, b.Bytes) }
	want, got = slices.SortedFunc(slices.Values(want), order), slices.SortedFunc(slices.Values(got), order)
	require.Equal(t, len(want), len(got), "how many batches came")
	for i := range want {
		require.Equal(t, want[i].Header, got[i].Header)
		require.True(t, bytes.Equal(want[i].Bytes, got[i].Bytes), "the bytes of batch %d", i)
	}
}

// Run tests the couriers that open returns; each call returns new, empty ones.
func Run(t *testing.T, open func(*testing.T) Ends) {
	// hello is what a device sends to be answered: couriers over a line need it.
	hello := func(t *testing.T, made uint64) batch.Sealed { return Batch(t, Device, Hub, made, 0) }

	t.Run("nothing to carry, nothing to fetch", func(t *testing.T) {
		e := open(t)
		require.Empty(t, clean(t, e.Device, Device))
		require.Empty(t, clean(t, e.Hub, Hub))
		require.Empty(t, clean(t, e.Device, Device, hello(t, 1)))
	})
	t.Run("every size arrives with its bytes unchanged", func(t *testing.T) {
		e := open(t)
		out := []batch.Sealed{Batch(t, Device, Hub, 1, 0), Batch(t, Device, Hub, 2, 1), Batch(t, Device, Hub, 3, 70_000),
			Batch(t, Device, Hub, 4, batch.MaxSealed-16<<10)}
		clean(t, e.Device, Device, out...)
		same(t, out, clean(t, e.Hub, Hub))
	})
	t.Run("answers come down with their bytes unchanged", func(t *testing.T) {
		e := open(t)
		down := []batch.Sealed{Batch(t, Hub, Device, 1, 0), Batch(t, Hub, Device, 2, 50_000)}
		clean(t, e.Hub, Hub, down...)
		same(t, down, clean(t, e.Device, Device, hello(t, 1)))
	})
	t.Run("handing over twice hands over once", func(t *testing.T) {
		e := open(t)
		b := Batch(t, Device, Hub, 1, 100)
		clean(t, e.Device, Device, b)
		clean(t, e.Device, Device, b, b)
		same(t, []batch.Sealed{b}, clean(t, e.Hub, Hub))
	})
	t.Run("a node gets only its own", func(t *testing.T) {
		e := open(t)
		mine, theirs := Batch(t, Hub, Device, 1, 10), Batch(t, Hub, Other, 2, 10)
		clean(t, e.Hub, Hub, mine, theirs)
		same(t, []batch.Sealed{mine}, clean(t, e.Device, Device, hello(t, 1)))
	})
	t.Run("stopping early loses nothing", func(t *testing.T) {
		e := open(t)
		down := []batch.Sealed{Batch(t, Hub, Device, 1, 10), Batch(t, Hub, Device, 2, 10)}
		clean(t, e.Hub, Hub, down...)
		for range e.Device.Exchange(t.Context(), Device, []batch.Sealed{hello(t, 1)}) {
			break
		}
		same(t, down, clean(t, e.Device, Device, hello(t, 2)))
	})
	t.Run("a sequence can be run again", func(t *testing.T) {
		e := open(t)
		b := Batch(t, Device, Hub, 1, 10)
		seq := e.Device.Exchange(t.Context(), Device, []batch.Sealed{b})
		for range 2 {
			for _, err := range seq {
				require.NoError(t, err)
			}
		}
		same(t, []batch.Sealed{b}, clean(t, e.Hub, Hub))
	})
	t.Run("cancelled, it says what may not have been handed over", func(t *testing.T) {
		e := open(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a, b := Batch(t, Device, Hub, 1, 10), Batch(t, Device, Hub, 2, 10)
		take := Exchange(ctx, e.Device, Device, a, b)
		assert.ErrorIs(t, take.Err, context.Canceled)
		assert.Equal(t, []batch.ID{a.Header.ID, b.Header.ID}, take.Undelivered)
		assert.Empty(t, take.Got)
	})
	t.Run("what cannot be taken is skipped with its reason, the rest arrives", func(t *testing.T) {
		e := open(t)
		good := Batch(t, Hub, Device, 9, 500)
		clean(t, e.Hub, Hub, good)
		whole := Batch(t, Hub, Device, 1, 500).Bytes
		flipped := bytes.Clone(whole)
		flipped[len(flipped)-9] ^= 1
		newer := bytes.Clone(whole)
		newer[len("waymark.batch/v")] = '2'
		spoiled := map[string]struct {
			data []byte
			want error
		}{
			"cut.batch":     {whole[:len(whole)-1], batch.ErrLength},
			"empty.batch":   {nil, batch.ErrLength},
			"flipped.batch": {flipped, batch.ErrDamaged},
			"longer.batch":  {append(bytes.Clone(whole), 'x'), batch.ErrLength},
			"newer.batch":   {newer, batch.ErrNewer},
			"other.batch":   {Batch(t, Hub, Other, 1, 500).Bytes, batch.ErrNotForMe},
			"strange.batch": {[]byte("GIF89a and no batch at all"), batch.ErrFormat},
		}
		for name, s := range spoiled {
			e.Put(t, Device, name, s.data)
		}
		take := Exchange(t.Context(), e.Device, Device, hello(t, 1))
		require.NoError(t, take.Err)
		same(t, []batch.Sealed{good}, take.Got)
		require.Len(t, take.Skipped, len(spoiled))
		for name, s := range spoiled {
			found := slices.ContainsFunc(take.Skipped, func(k *courier.Skipped) bool {
				return (k.Name == name || k.Name == "") && errors.Is(k, s.want) // a line has no names
			})
			assert.True(t, found, "%s: want %v among %v", name, s.want, take.Skipped)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		e := open(t)
		out := make([]batch.Sealed, 8)
		done := make(chan Take, len(out))
		for i := range out {
			out[i] = Batch(t, Device, Hub, uint64(i), 3000)
			go func() { done <- Exchange(t.Context(), e.Device, Device, out[i]) }()
		}
		for range out {
			require.NoError(t, (<-done).Err)
		}
		same(t, out, clean(t, e.Hub, Hub))
	})
}

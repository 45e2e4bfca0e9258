package batch_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
)

// memory returns the bytes that f allocated.
func memory(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestABatchThatClaimsToBeLongTakesMemoryOnlyForWhatComes(t *testing.T) {
	s := up(t, batch.Header{}, batch.Content{Entries: []batch.Entry{entry(1, noise(3<<20))}})
	cut := s.Bytes[:1000]
	var err error
	grown := memory(func() {
		r := bytes.NewReader(cut)
		var h batch.Header
		var raw []byte
		h, raw, err = batch.ReadHeader(r, fromDevice)
		require.NoError(t, err)
		_, err = batch.ReadRest(r, h, raw)
	})
	assert.ErrorIs(t, err, batch.ErrLength)
	assert.Less(t, grown, uint64(1<<20))
}

func TestAHeaderThatClaims64KiBIsNotRead(t *testing.T) {
	r := bytes.NewReader(append([]byte("waymark.batch/v1\n\xff\xff"), make([]byte, 70_000)...))
	_, _, err := batch.ReadHeader(r, fromDevice)
	assert.ErrorIs(t, err, batch.ErrTooLarge)
	assert.Equal(t, 70_000, r.Len(), "nothing was read after the length")
}

func TestOpeningTakesASmallMultipleOfTheContent(t *testing.T) {
	s := up(t, batch.Header{}, batch.Content{Entries: manyEntries(4000, 2048)})
	_, err := batch.Open(s, fromDevice, hubKeys.Opening) // for the decoders, which stay
	require.NoError(t, err)
	grown := memory(func() { _, err = batch.Open(s, fromDevice, hubKeys.Opening) })
	require.NoError(t, err)
	assert.Less(t, grown, uint64(4*4000*2200))
}

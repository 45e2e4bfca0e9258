package batch_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"waymark/internal/id"
	"waymark/sync/batch"
)

var syllables = []string{"re", "turn", "coun", "sel", "ing", "fam", "ily", "plan", "ser", "vice", "ques", "tion", "to", "be", "an", "swer",
	"ed", "ber", "lin", "ge", "ne", "va", "help", "med", "ic", "al", "tra", "vel", "doc", "u", "ment", "home", "co", "un", "try", "ar", "ri", "val"}

// text returns about n bytes that compresses like people's notes: words drawn by
// Zipf's law from a vocabulary of 20,000 in a body with fields.
func text(r *rand.Rand, vocabulary []string, z *rand.Zipf, n int) []byte {
	b := fmt.Appendf(nil, `{"id":"%016x%016x","at":%d,"fields":{"topic":"%s","text":"`, r.Uint64(), r.Uint64(), 1_700_000_000_000+r.Int64N(1e10), vocabulary[z.Uint64()])
	for len(b) < n-12 {
		b = append(append(b, vocabulary[z.Uint64()]...), ' ')
	}
	return append(b, `"}}`...)
}

func manyEntries(n, size int) []batch.Entry {
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := make([]string, 20000)
	for i := range vocabulary {
		for range 1 + r.IntN(4) {
			vocabulary[i] += syllables[r.IntN(len(syllables))]
		}
	}
	z := rand.NewZipf(r, 1.15, 4, uint64(len(vocabulary)-1))
	entries := make([]batch.Entry, n)
	for i := range entries {
		e := entry(i, "")
		e.ID = batch.EntryID(id.New[struct{}]())
		e.Subject = batch.Bytes16(id.New[struct{}]())
		e.Body = text(r, vocabulary, z, size)
		entries[i] = e
	}
	return entries
}

// inBatches cuts entries so that each batch is within the limits.
func inBatches(entries []batch.Entry, opened int) (batches []batch.Content) {
	var c batch.Content
	size := 0
	for _, e := range entries {
		if size += e.Size(); size > opened {
			batches = append(batches, c)
			c, size = batch.Content{}, e.Size()
		}
		c.Entries = append(c.Entries, e)
	}
	return append(batches, c)
}

func BenchmarkSealAndOpen10000EntriesOf2KiB(b *testing.B) {
	batches := inBatches(manyEntries(10_000, 2048), 4<<20)
	b.ReportAllocs()
	var bytes int
	for b.Loop() {
		bytes = 0
		for _, c := range batches {
			s := up(b, batch.Header{}, c)
			bytes += len(s.Bytes)
			_, err := batch.Open(s, fromDevice, hubKeys.Opening)
			require.NoError(b, err)
		}
	}
	b.ReportMetric(float64(bytes), "wire-bytes")
}

func BenchmarkSeal10000EntriesOf2KiB(b *testing.B) {
	batches := inBatches(manyEntries(10_000, 2048), 4<<20)
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range batches {
			up(b, batch.Header{}, c)
		}
	}
}

func BenchmarkSealAndOpenOneEntryOf2KiB(b *testing.B) {
	c := batch.Content{Entries: manyEntries(1, 2048)}
	b.ReportAllocs()
	for b.Loop() {
		_, err := batch.Open(up(b, batch.Header{}, c), fromDevice, hubKeys.Opening)
		require.NoError(b, err)
	}
}

// BenchmarkLevels is where compress.go's level comes from.
func BenchmarkLevels(b *testing.B) {
	var blobs [][]byte
	for _, c := range inBatches(manyEntries(10_000, 2048), 4<<20) {
		var blob []byte
		for _, e := range c.Entries {
			blob = append(append(append(blob, e.ID[:]...), e.Subject[:]...), e.Body...)
		}
		blobs = append(blobs, blob)
	}
	for _, level := range []zstd.EncoderLevel{zstd.SpeedFastest, zstd.SpeedDefault, zstd.SpeedBetterCompression} {
		b.Run(level.String(), func(b *testing.B) {
			e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(level), zstd.WithWindowSize(512<<10), zstd.WithLowerEncoderMem(true))
			require.NoError(b, err)
			n := 0
			for b.Loop() {
				n = 0
				for _, blob := range blobs {
					n += len(e.EncodeAll(blob, nil))
				}
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}

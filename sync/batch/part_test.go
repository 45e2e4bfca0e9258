package batch_test

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/sync/batch"
)

func TestPartsOfAnySizeInAnyOrderMakeTheEntryAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entry(1, noise(rapid.IntRange(1, 200_000).Draw(t, "length")))
		var parts []batch.Part
		for _, size := range rapid.SliceOfN(rapid.IntRange(-1, 300_000), 1, 3).Draw(t, "sizes") {
			p, err := batch.Split(e, size) // a sender that changed the size between two tries
			require.NoError(t, err)
			parts = append(parts, p...)
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		s := up(t, batch.Header{}, batch.Content{Parts: parts[:1]})
		c, err := batch.Open(s, fromDevice, hubKeys.Opening)
		require.NoError(t, err, "every part is one that travels")
		require.Equal(t, parts[:1], c.Parts)

		got, err := batch.Assemble(parts)
		require.NoError(t, err)
		require.Equal(t, e, got)
		whole, err := batch.Split(e, batch.MinPart)
		require.NoError(t, err)
		drop := r.IntN(len(whole))
		_, err = batch.Assemble(append(whole[:drop:drop], whole[drop+1:]...))
		require.ErrorIs(t, err, batch.ErrIncomplete)
	})
}

func TestPartsThatDoNotBelongTogetherAreRefused(t *testing.T) {
	e := entry(1, noise(20_000))
	for name, row := range map[string]struct {
		change func(p []batch.Part)
		want   error
	}{
		"of another entry":     {func(p []batch.Part) { p[1].Entry.ID[0]++ }, batch.ErrFormat},
		"of another author":    {func(p []batch.Part) { p[1].Entry.Author[0]++ }, batch.ErrFormat},
		"of another length":    {func(p []batch.Part) { p[1].Length += batch.MinPart }, batch.ErrFormat},
		"of another sum":       {func(p []batch.Part) { p[1].Sum[0]++ }, batch.ErrFormat},
		"other bytes":          {func(p []batch.Part) { p[1].Bytes = []byte(noise(batch.MinPart)) }, batch.ErrDamaged},
		"beyond the end":       {func(p []batch.Part) { p[2].Offset += batch.MinPart }, batch.ErrFormat},
		"between":              {func(p []batch.Part) { p[1].Offset++ }, batch.ErrFormat},
		"a short one inside":   {func(p []batch.Part) { p[1].Bytes = p[1].Bytes[:9] }, batch.ErrFormat},
		"an offset that wraps": {func(p []batch.Part) { p[1].Offset = 1<<64 - batch.MinPart }, batch.ErrFormat},
		"a lie of 1 TiB":       {func(p []batch.Part) { p[0].Length = 1 << 40 }, batch.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			parts, err := batch.Split(e, batch.MinPart)
			require.NoError(t, err)
			require.Len(t, parts, 3)
			row.change(parts)
			_, err = batch.Assemble(parts)
			assert.ErrorIs(t, err, row.want)
		})
	}
	_, err := batch.Assemble(nil)
	assert.ErrorIs(t, err, batch.ErrIncomplete)
}

func TestALieAboutLengthTakesNoMemory(t *testing.T) {
	p := batch.Part{Entry: entry(1, ""), Length: batch.MaxBody, Sum: sha256.Sum256(nil), Bytes: make([]byte, batch.MinPart)}
	p.Entry.Body = nil
	var err error
	grown := memory(func() { _, err = batch.Assemble([]batch.Part{p}) })
	assert.ErrorIs(t, err, batch.ErrIncomplete)
	assert.Less(t, grown, uint64(1<<20))
}

func TestMissingNamesTheGaps(t *testing.T) {
	for name, row := range map[string]struct {
		length uint64
		have   []batch.Span
		want   []batch.Span
	}{
		"nothing there":        {10, nil, []batch.Span{{0, 10}}},
		"all there":            {10, []batch.Span{{5, 5}, {0, 5}}, nil},
		"twice and across":     {10, []batch.Span{{4, 4}, {0, 6}, {2, 8}}, nil},
		"in the middle":        {10, []batch.Span{{8, 2}, {0, 3}}, []batch.Span{{3, 5}}},
		"first and last":       {10, []batch.Span{{3, 5}}, []batch.Span{{0, 3}, {8, 2}}},
		"an empty body":        {0, nil, nil},
		"more than it is long": {10, []batch.Span{{20, 5}}, []batch.Span{{0, 10}}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.want, batch.Missing(row.length, row.have)) })
	}
}

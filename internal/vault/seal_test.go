package vault

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPieceOpensOnlyAsWhatItIsAndWhereItIs(t *testing.T) {
	s, err := newSealer(bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	page := bytes.Repeat([]byte("page"), pageSize/4)
	kept := bytes.Clone(page)
	var ad, other aad
	sealed, twice, plain := make([]byte, pageSize), make([]byte, pageSize), make([]byte, pageSize)
	s.sealPage(sealed, page, ad.of(rolePage, 5))
	s.sealPage(twice, page, ad.of(rolePage, 5))
	require.Equal(t, kept, page, "SQLite's page cache is not touched")
	require.NotEqual(t, sealed[:content], twice[:content], "the same content looks different each time")
	require.True(t, s.openPage(plain, sealed, ad.of(rolePage, 5)))
	require.Equal(t, page[:content], plain[:content])
	require.Equal(t, make([]byte, reserve), plain[content:])

	for _, row := range []struct {
		name   string
		role   byte
		number uint64
	}{
		{"another page", rolePage, 6}, {"a page far away", rolePage, 5 | 1<<40}, {"a log frame", roleFramePage, 5},
		{"a frame header", roleFrameHeader, 5}, {"a log header", roleWALHeader, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			require.False(t, s.openPage(plain, sealed, other.of(row.role, row.number)))
			require.Equal(t, make([]byte, pageSize), plain, "nothing of it comes out")
		})
	}
	for i := range sealed {
		b := bytes.Clone(sealed)
		b[i] ^= 1 << (i % 8)
		require.False(t, s.openPage(plain, b, ad.of(rolePage, 5)), "byte %d", i)
	}
	strange, err := newSealer(bytes.Repeat([]byte{8}, 32))
	require.NoError(t, err)
	require.False(t, strange.openPage(plain, sealed, ad.of(rolePage, 5)))
}

func TestNoncesDoNotRepeat(t *testing.T) {
	var n nonces
	seen := map[[nonceLen]byte]bool{}
	for range 10_000 {
		var x [nonceLen]byte
		n.fill(x[:])
		require.False(t, seen[x])
		seen[x] = true
	}
}

func TestWhereFramesLieInTheLog(t *testing.T) {
	require.Zero(t, walPhysical(0))
	require.Zero(t, walLogical(walHeaderOnDisk-1))
	for frames := range int64(50) {
		logical := int64(walHeader) + frames*frameSize
		physical := int64(walHeaderOnDisk) + frames*frameOnDisk
		require.Equal(t, physical, walPhysical(logical))
		require.Equal(t, logical, walLogical(physical))
		require.Equal(t, logical, walLogical(physical+frameOnDisk-1), "a torn frame does not count")
		require.Equal(t, physical+frameOnDisk, walPhysical(logical+1), "a part of a frame is kept whole")
	}
}

// The byte range of SQLite's locks begins at 1 GiB: that page is never written, by SQLite or by fillGap.
func TestTheLockPageIsAWholePage(t *testing.T) {
	require.Equal(t, 1<<30, lockOffset)
	require.Zero(t, (1<<30)%pageSize)
}

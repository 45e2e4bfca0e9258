package id_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/id"
)

type thing struct{}

func TestTextAndBytesRoundTripAndSortAlike(t *testing.T) {
	var ids []id.Of[thing]
	for i := range 200 {
		ids = append(ids, id.At[thing](time.UnixMilli(int64(i)*977)))
	}
	assert.True(t, slices.IsSortedFunc(ids, id.Of[thing].Compare))
	for i, x := range ids {
		back, err := id.Parse[thing](x.String())
		require.NoError(t, err)
		assert.Equal(t, x, back)
		assert.Equal(t, int64(i)*977, x.Time().UnixMilli())
		if i > 0 {
			assert.Less(t, ids[i-1].String(), x.String())
		}
	}
}

func FuzzParseAcceptsOneTextOnly(f *testing.F) {
	f.Add(id.New[thing]().String())
	f.Add("zzzzzzzzzzzzzzzzzzzzzzzzzz")
	f.Fuzz(func(t *testing.T, s string) {
		if x, err := id.Parse[thing](s); err == nil && x.String() != s {
			t.Errorf("%q parsed, and printed as %q", s, x)
		}
	})
}

package simtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tests in this file tell what villages found, each in as few steps as it takes.

func story(t *testing.T) *village {
	t.Helper()
	v, err := newVillage(1, nothing, new(tally))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.close()) })
	return v
}

// ends exchanges in quiet and compares everything.
func (v *village) ends(t *testing.T) {
	t.Helper()
	require.NoError(t, v.heal())
	require.NoError(t, v.quiet())
	require.NoError(t, v.check())
	require.Empty(t, v.problems, "%s", v.print())
}

// A copy whose clock is behind counts its batches from lower numbers than the original
// did. The hub took its batches for old ones, and never compared what it holds.
func TestAnOldCopyWhoseClockIsBehindIsCompared(t *testing.T) {
	v := story(t)
	anna := v.named("anna")
	require.NoError(t, v.clone(anna))
	require.NoError(t, v.write(anna))
	anna.skew = time.Hour
	require.NoError(t, v.settle(anna))
	clone := v.named("anna's clone")
	clone.skew = -3 * 365 * 24 * time.Hour
	require.NoError(t, v.write(clone))
	v.ends(t)
}

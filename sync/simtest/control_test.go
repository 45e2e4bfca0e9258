package simtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// within is in how many seeds a thing broken on purpose must show. It shows in one of a
// few; so many is what chance does not reach.
const within = 400

// TestWhatIsBrokenFails is the proof that villages would notice: each of these breaks
// one thing between the real parts, and must be found out by the check that is for it.
func TestWhatIsBrokenFails(t *testing.T) {
	for _, row := range []struct {
		name  string
		what  broken
		kinds []string // any of them
	}{
		{"holdings are ignored", holdingsIgnored, []string{"lost", "hash", "differs"}},
		{"the outbox is emptied by sending", outboxDroppedWhenSent, []string{"receipt", "lost"}},
		{"receipts leave before the commit", receiptsBeforeCommit, []string{"receipt", "lost"}},
		{"the judge is not heard", judgeSkipped, []string{"authority", "leak"}},
		{"the scope is not kept", reachSkipped, []string{"leak"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var counted tally
			begun := time.Now()
			for seed := uint64(1); seed <= within; seed++ {
				v, err := live(seed, row.what, &counted)
				require.NotNil(t, v, "%v", err)
				if v.failed(row.kinds...) {
					t.Logf("seed %d in %s: %v", seed, time.Since(begun).Round(time.Millisecond), v.problems[0])
					return
				}
			}
			t.Fatalf("%d villages lived on with it", within)
		})
	}
}

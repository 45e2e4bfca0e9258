package simtest

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// moreSeeds is how many villages are lived through besides, at most, while one of the
// faults has not come up: the rarest comes up in one village of thirty.
const moreSeeds = 1000

func TestVillagesSurviveEverything(t *testing.T) {
	var counted tally
	var next, done atomic.Int64
	begun := time.Now()
	goes := func(n int64) bool {
		if *seedsFlag < 100 || n < int64(*seedsFlag) {
			return n < int64(*seedsFlag) // of a few not every fault comes up
		}
		return n < int64(*seedsFlag)+moreSeeds && !t.Failed() && len(counted.missing()) > 0
	}
	var all sync.WaitGroup
	for range max(2, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for n := next.Add(1) - 1; goes(n); n = next.Add(1) - 1 {
				seed := *seedFlag + uint64(n)
				v, err := live(seed, nothing, &counted)
				done.Add(1)
				if v == nil || err != nil || v.failed() { // at once: a soak may be ended before it ends
					fmt.Fprintf(os.Stderr, "seed %d fails\n", seed)
				}
				if v == nil {
					t.Errorf("seed %d: %v", seed, err)
					continue
				}
				if err != nil {
					t.Errorf("seed %d: %v\n%s", seed, err, v.print())
				} else if v.failed() {
					t.Errorf("seed %d: %d problems, the first: %s: %s\n%s", seed, len(v.problems), v.problems[0].kind, v.problems[0].text, v.print())
				} else if *sayFlag {
					t.Logf("seed %d\n%s", seed, v.print())
				}
			}
		})
	}
	all.Wait()
	took := time.Since(begun)
	t.Logf("%d villages in %s: %.1f a second", done.Load(), took.Round(time.Second/10), float64(done.Load())/took.Seconds())
	for f := range faults {
		t.Logf("%6d %s", counted[f].Load(), faultNames[f])
	}
	if *seedsFlag >= 100 {
		require.Empty(t, counted.missing(), "never happened")
	}
}

// missing names the faults that never happened.
func (t *tally) missing() (names []string) {
	for f := range faults {
		if t[f].Load() == 0 {
			names = append(names, faultNames[f])
		}
	}
	return names
}

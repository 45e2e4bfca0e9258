package device

import (
	"context"
	"math/rand/v2"
	"time"

	"waymark/sync/courier"
)

const (
	restGood    = 5 * time.Minute  // between exchanges that worked
	restFirst   = 2 * time.Second  // after the first failure
	restLongest = 10 * time.Minute // after many
	restLeast   = time.Second      // between any two
	restHeld    = time.Minute      // before asking again whether to hold
)

// Run exchanges again and again until ctx is done: soon after every wake, every few
// minutes otherwise, and after failures with growing pauses. Pauses are drawn, so
// that a hundred laptops whose hub comes back do not come back together. A wake
// (something was recorded, the line came up) ends a pause and begins the growing anew.
// heard, if not nil, is told how each exchange went.
func (e *Engine) Run(ctx context.Context, c courier.Courier, wake <-chan struct{}, heard func(Result, error)) {
	failures := 0
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-wake:
			if !open {
				wake = nil
				continue
			}
			failures = 0
			if !pause(ctx, restLeast) {
				return
			}
		case <-timer.C:
		}
		if e.opts.Hold != nil && e.opts.Hold() {
			timer.Reset(drawn(restHeld))
			continue
		}
		r, err := e.Exchange(ctx, c)
		if ctx.Err() != nil {
			return
		}
		if heard != nil {
			heard(r, err)
		}
		if err == nil {
			failures = 0
			timer.Reset(drawn(restGood))
			continue
		}
		timer.Reset(max(asked(err), drawn(min(restLongest, restFirst<<min(failures, 12)))))
		failures++
	}
}

// drawn returns between three quarters of d and all of it.
func drawn(d time.Duration) time.Duration { return d - rand.N(d/4+1) }

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

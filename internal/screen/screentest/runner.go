// Package screentest has the runners that tests of screens use: one that does
// everything at once, one that holds answers back until the test lets them
// through in the order it wants, and a clock that moves when it is told to.
package screentest

import (
	"slices"
	"time"
)

// Runner is a screen.Runner under a test's hand. The zero value is not usable.
type Runner struct {
	Held []func() // answers of finished work, in the order in which it was given

	hold   bool
	now    time.Time
	timers []*timer
}

type timer struct {
	at time.Time
	f  func()
}

// Start is when a test's clock starts.
var Start = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// Inline returns a runner that has everything done before Run returns.
func Inline() *Runner { return &Runner{now: Start} }

// Hold returns a runner that does the work at once and keeps its answers in Held.
func Hold() *Runner { return &Runner{now: Start, hold: true} }

// Run implements screen.Runner.
func (r *Runner) Run(work func() func()) {
	done := work()
	if done == nil {
		done = func() {}
	}
	if r.hold {
		r.Held = append(r.Held, done)
		return
	}
	done()
}

// Deliver lets the i-th held answer through. It stays in Held, so that indexes
// keep their meaning; delivering one twice is the test's fault.
func (r *Runner) Deliver(i int) { r.Held[i]() }

// DeliverAll lets all held answers through, and those that they cause.
func (r *Runner) DeliverAll() {
	for len(r.Held) > 0 {
		held := r.Held
		r.Held = nil
		for _, done := range held {
			done()
		}
	}
}

// After implements screen.Runner.
func (r *Runner) After(d time.Duration, f func()) func() {
	t := &timer{r.now.Add(d), f}
	r.timers = append(r.timers, t)
	return func() {
		r.timers = slices.DeleteFunc(r.timers, func(o *timer) bool { return o == t })
	}
}

// Now implements screen.Runner.
func (r *Runner) Now() time.Time { return r.now }

// Advance moves the clock and fires what is due on the way, in order.
func (r *Runner) Advance(d time.Duration) {
	end := r.now.Add(d)
	for {
		var next *timer
		for _, t := range r.timers {
			if !t.at.After(end) && (next == nil || t.at.Before(next.at)) {
				next = t
			}
		}
		if next == nil {
			break
		}
		r.timers = slices.DeleteFunc(r.timers, func(o *timer) bool { return o == next })
		r.now = next.at
		next.f()
	}
	r.now = end
}

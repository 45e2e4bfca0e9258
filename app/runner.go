package main

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// runner is the screens' screen.Runner on Fyne's one goroutine. Together with the
// exchange in the background it has the program's only goroutines.
type runner struct {
	works  sync.WaitGroup
	closed atomic.Bool
}

// Run implements screen.Runner.
func (r *runner) Run(work func() (done func())) {
	if r.closed.Load() {
		return
	}
	r.works.Add(1)
	go func() {
		done := work()
		r.works.Done()
		if done != nil {
			r.deliver(done)
		}
	}()
}

// deliver brings f to the UI goroutine. It may be called on any other.
func (r *runner) deliver(f func()) {
	if r.closed.Load() {
		return
	}
	fyne.Do(func() {
		if !r.closed.Load() {
			f()
		}
	})
}

// After implements screen.Runner.
func (r *runner) After(d time.Duration, f func()) (stop func()) {
	stopped := false // touched on the UI goroutine only
	t := time.AfterFunc(d, func() {
		r.deliver(func() {
			if !stopped {
				f()
			}
		})
	})
	return func() {
		stopped = true
		t.Stop()
	}
}

// Now implements screen.Runner.
func (r *runner) Now() time.Time { return time.Now() }

// close waits for the works under way and drops their answers and all later ones.
// Called on the UI goroutine, so no answer is being taken meanwhile.
func (r *runner) close() {
	r.closed.Store(true)
	r.works.Wait()
}

// reopen takes works again: what was to be closed could not be.
func (r *runner) reopen() { r.closed.Store(false) }

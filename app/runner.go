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
	over   atomic.Bool // the driver ended

	mu      sync.Mutex
	answers []func() // to be taken on the UI goroutine, in their order
}

// Run implements screen.Runner.
func (r *runner) Run(work func() (done func())) {
	if r.closed.Load() {
		return
	}
	r.works.Add(1)
	go func() {
		defer r.works.Done()
		if done := work(); done != nil {
			r.deliver(done)
		}
	}()
}

// deliver brings f to the UI goroutine. It may be called on any other.
func (r *runner) deliver(f func()) {
	if r.closed.Load() {
		return
	}
	r.mu.Lock()
	r.answers = append(r.answers, f)
	r.mu.Unlock()
	if !r.over.Load() {
		fyne.Do(func() { r.take() })
	}
}

// alone says that the driver has ended: nothing comes to the UI goroutine any more but
// what finish takes there.
func (r *runner) alone() { r.over.Store(true) }

// take takes the oldest answer, if nobody has. It reports whether there was one.
func (r *runner) take() bool {
	r.mu.Lock()
	if r.closed.Load() || len(r.answers) == 0 {
		r.mu.Unlock()
		return false
	}
	f := r.answers[0]
	r.answers = r.answers[1:]
	r.mu.Unlock()
	f()
	return true
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

// finish waits for the works under way and takes their answers, and those of works
// that they begin: a form that is becoming changes has to hear that it is. Called on
// the UI goroutine. A work that does not end in time, such as one that asks a share of
// a machine that went away, is left behind.
func (r *runner) finish(within time.Duration) {
	late := time.After(within)
	for {
		ended := make(chan struct{})
		go func() {
			r.works.Wait()
			close(ended)
		}()
		select {
		case <-ended:
		case <-late:
			return
		}
		if !r.take() {
			return
		}
		for r.take() {
		}
	}
}

// close drops all answers from now on. Called on the UI goroutine.
func (r *runner) close() { r.closed.Store(true) }

// behind does work off the UI goroutine and then done on it, although the runner is
// closed: it is what ends a run.
func (r *runner) behind(work func(), done func()) {
	go func() {
		work()
		if !r.over.Load() {
			fyne.Do(done)
		}
	}()
}

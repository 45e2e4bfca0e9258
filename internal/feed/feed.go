// Package feed tells open screens what changed under them: which subjects were
// written, by this person's own hand or by an exchange with the hub, and whether
// drafts or the state of the exchange moved.
//
// Whoever writes calls [Feed.Tell] on any goroutine. Whoever shows something
// calls [Feed.Listen] and is called back on the UI goroutine. News that arrives
// while earlier news waits to be delivered is put into the same delivery, so an
// import of ten thousand changes makes a screen read again a few times and not
// ten thousand times; beyond [Many] subjects a delivery says "all".
//
// Promised: whatever was told is delivered to everybody who listened at the time
// of delivery and still listens. Not promised: how many deliveries, or their
// order against other work on the UI goroutine. News says that something may have
// changed and never what: the listener asks the store, which is the truth.
//
// The package starts no goroutines and knows nothing of screens or stores.
package feed

import (
	"slices"
	"sync"

	"waymark/internal/casework"
)

// Many is the number of subjects above which a delivery says All instead of
// naming them.
const Many = 500

// News is what may have changed since the delivery before.
type News struct {
	All      bool               // any subject; Subjects is empty then
	Subjects []casework.Subject // sorted, each once
	Drafts   bool               // drafts were kept, recorded or dropped
	Exchange bool               // the outbox, the lights or the exchange with the hub
}

// About reports whether the news may concern a subject.
func (n News) About(s casework.Subject) bool {
	return n.All || slices.Contains(n.Subjects, s)
}

// Any reports whether the news may concern any subject of one kind.
func (n News) Any(kind casework.SubjectKind) bool {
	return n.All || slices.ContainsFunc(n.Subjects, func(s casework.Subject) bool { return s.Kind == kind })
}

// Feed carries news from those who write to those who show. The zero Feed is not
// usable, see [New].
type Feed struct {
	deliver func(func())

	mu      sync.Mutex
	waiting bool
	all     bool
	drafts  bool
	moved   bool
	names   map[casework.Subject]struct{}

	listeners []*listener // touched on the UI goroutine only
}

type listener struct{ hear func(News) }

// New returns a feed that brings its news to the UI goroutine with deliver, which
// must call the function it gets once, later or at once, and never concurrently
// with other work on the UI goroutine.
func New(deliver func(func())) *Feed {
	return &Feed{deliver: deliver, names: map[casework.Subject]struct{}{}}
}

// Tell passes on n. It may be called on any goroutine and does not wait.
func (f *Feed) Tell(n News) {
	f.mu.Lock()
	f.all = f.all || n.All
	f.drafts = f.drafts || n.Drafts
	f.moved = f.moved || n.Exchange
	if !f.all {
		for _, s := range n.Subjects {
			f.names[s] = struct{}{}
		}
		f.all = len(f.names) > Many
	}
	if f.all {
		clear(f.names)
	}
	wake := !f.waiting
	f.waiting = true
	f.mu.Unlock()
	if wake {
		f.deliver(f.flush)
	}
}

// Changed is Tell for subjects alone.
func (f *Feed) Changed(subjects ...casework.Subject) { f.Tell(News{Subjects: subjects}) }

// Listen calls hear on the UI goroutine with all news from now on, until stop is
// called. Both Listen and stop belong on the UI goroutine; after stop returns hear
// is not called again.
func (f *Feed) Listen(hear func(News)) (stop func()) {
	l := &listener{hear: hear}
	f.listeners = append(f.listeners, l)
	return func() {
		l.hear = nil
		f.listeners = slices.DeleteFunc(f.listeners, func(o *listener) bool { return o == l })
	}
}

func (f *Feed) flush() {
	f.mu.Lock()
	n := News{All: f.all, Drafts: f.drafts, Exchange: f.moved}
	for s := range f.names {
		n.Subjects = append(n.Subjects, s)
	}
	f.waiting, f.all, f.drafts, f.moved = false, false, false, false
	clear(f.names)
	f.mu.Unlock()
	slices.SortFunc(n.Subjects, func(a, b casework.Subject) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return a.ID.Compare(b.ID)
	})
	for _, l := range slices.Clone(f.listeners) { // a listener may stop itself or another
		if l.hear != nil {
			l.hear(n)
		}
	}
}

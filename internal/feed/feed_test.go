package feed_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
	"waymark/internal/feed"
	"waymark/internal/id"
)

// queue stands for the UI goroutine: what is delivered waits until run.
type queue struct {
	mu    sync.Mutex
	tasks []func()
}

func (q *queue) deliver(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tasks = append(q.tasks, f)
}

func (q *queue) run() int {
	q.mu.Lock()
	tasks := q.tasks
	q.tasks = nil
	q.mu.Unlock()
	for _, f := range tasks {
		f()
	}
	return len(tasks)
}

func subject() casework.Subject {
	return casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID(id.New[struct{}]())}
}

func TestNewsToldWhileSomeWaitsComesInOneDelivery(t *testing.T) {
	var q queue
	f := feed.New(q.deliver)
	var heard []feed.News
	f.Listen(func(n feed.News) { heard = append(heard, n) })

	a, b := subject(), subject()
	f.Changed(a)
	f.Changed(b, a)
	f.Tell(feed.News{Exchange: true})
	assert.Equal(t, 1, q.run())
	assert.Len(t, heard, 1)
	assert.ElementsMatch(t, []casework.Subject{a, b}, heard[0].Subjects)
	assert.True(t, heard[0].About(b))
	assert.True(t, heard[0].Any(casework.SubjectCase))
	assert.False(t, heard[0].Any(casework.SubjectRequest))
	assert.True(t, heard[0].Exchange)
	assert.False(t, heard[0].Drafts)

	f.Tell(feed.News{Drafts: true})
	assert.Equal(t, 1, q.run())
	assert.Equal(t, feed.News{Drafts: true}, heard[1], "nothing of the delivery before is told again")
}

func TestVeryManySubjectsAreToldAsAll(t *testing.T) {
	var q queue
	f := feed.New(q.deliver)
	var heard feed.News
	f.Listen(func(n feed.News) { heard = n })
	for range feed.Many + 1 {
		f.Changed(subject())
	}
	f.Changed(subject())
	q.run()
	assert.Equal(t, feed.News{All: true}, heard)
	assert.True(t, heard.About(subject()))
}

func TestWhoStoppedListeningHearsNothingMore(t *testing.T) {
	var q queue
	f := feed.New(q.deliver)
	first, second := 0, 0
	var stopSecond func()
	stopFirst := f.Listen(func(feed.News) {
		first++
		stopSecond() // in the middle of a delivery
	})
	stopSecond = f.Listen(func(feed.News) { second++ })
	f.Changed(subject())
	q.run()
	assert.Equal(t, 1, first)
	assert.Zero(t, second)
	stopFirst()
	f.Changed(subject())
	q.run()
	assert.Equal(t, 1, first)
}

func TestManyWritersLoseNothing(t *testing.T) {
	var q queue
	f := feed.New(q.deliver)
	got := map[casework.Subject]bool{}
	f.Listen(func(n feed.News) {
		for _, s := range n.Subjects {
			got[s] = true
		}
	})
	var all []casework.Subject
	var wg sync.WaitGroup
	for range 8 {
		mine := make([]casework.Subject, 40)
		for i := range mine {
			mine[i] = subject()
		}
		all = append(all, mine...)
		wg.Go(func() {
			for _, s := range mine {
				f.Changed(s)
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for running := true; running; {
		q.run()
		select {
		case <-done:
			running = false
		default:
		}
	}
	q.run()
	for _, s := range all {
		assert.True(t, got[s])
	}
}

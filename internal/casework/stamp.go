package casework

import (
	"sync"
	"time"
)

// maxAhead is how far a stamp may be beyond hub time before this node follows it no
// further: one laptop whose clock is years ahead must not drag everybody's along.
const maxAhead = 24 * time.Hour

// StampAt returns the first stamp of a millisecond.
func StampAt(t time.Time) Stamp { return Stamp(uint64(max(t.UnixMilli(), 0)) << 16) }

// Time returns the time in s.
func (s Stamp) Time() time.Time { return time.UnixMilli(int64(s >> 16)).UTC() }

// Clock gives the time of writing and the stamps. It is safe for use by several
// goroutines. A stamp is greater than every stamp given or seen before, except those
// seen that are more than 24 hours beyond hub time.
type Clock struct {
	mu   sync.Mutex
	now  func() time.Time
	last Stamp
	hub  time.Time // hub time, as last heard
	at   time.Time // by now, when it was heard
}

// NewClock returns a clock on now, usually time.Now, that goes on after last, the
// greatest stamp this node ever stored; zero if there is none.
func NewClock(now func() time.Time, last Stamp) *Clock {
	return &Clock{now: now, last: last}
}

// Next returns the wall time, in whole milliseconds, and a stamp for what is written now.
func (c *Clock) Next() (time.Time, Stamp) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.now().UTC().Truncate(time.Millisecond)
	c.last = max(c.last+1, StampAt(t))
	return t, c.last
}

// Now returns the wall time.
func (c *Clock) Now() time.Time { return c.now().UTC() }

// Heard tells the clock what time it is at the hub.
func (c *Clock) Heard(hub time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hub, c.at = hub, c.now()
}

// Skew returns by how much this node's wall clock is ahead of the hub's, and whether
// hub time was ever heard.
func (c *Clock) Skew() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Sub(c.hub), !c.hub.IsZero()
}

// Seen takes note of another node's stamp.
func (c *Clock) Seen(s Stamp) {
	c.mu.Lock()
	defer c.mu.Unlock()
	limit := c.now()
	if !c.hub.IsZero() {
		limit = c.hub.Add(max(c.now().Sub(c.at), 0))
	}
	if s.Time().After(limit.Add(maxAhead)) {
		return
	}
	c.last = max(c.last, s)
}

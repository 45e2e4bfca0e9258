package main

import (
	"context"
	"time"

	"waymark/internal/machine"
)

// watchMachine begins to watch the battery and the line.
var watchMachine = machine.Open

// overdue is how long words wait for a line that costs nothing. A laptop that has the
// only copy of a day's work is worse than the price of a few kilobytes.
const overdue = 6 * time.Hour

// hold reports whether the exchange in the background waits: on the last of a battery,
// and over a line with a meter as long as nothing waits that is overdue. What somebody
// asks for is done in any case.
func (e *exchange) hold() bool {
	s := e.state()
	return s.Low || s.Metered && !e.overdue(context.Background())
}

func (e *exchange) overdue(ctx context.Context) bool {
	s, err := e.u.engine.Status(ctx)
	if err != nil || s.Waiting == 0 {
		return false
	}
	heard := s.Agreed
	if s.Contact.Heard.After(heard) {
		heard = s.Contact.Heard
	}
	return time.Since(heard.Round(0)) > overdue
}

// listen wakes the exchange when the line comes up, until ctx is done.
func (e *exchange) listen(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.machine.Woke():
			e.wakeUp()
		}
	}
}

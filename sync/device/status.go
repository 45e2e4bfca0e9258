package device

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Contact is the last time something was heard of the hub, and the last try.
type Contact struct {
	Tried time.Time // zero until the first exchange ended
	Heard time.Time // zero until a batch of the hub was taken in this run of the program
	Err   error     // of the last try; nil if it worked
}

// Status is the truth about safety, for the two lights.
type Status struct {
	// Safe: everything of mine is receipted by the hub, nothing is set aside, and
	// what I hold is what the hub last said it means me to hold.
	Safe bool
	// UpToDate: at Agreed the hub had nothing more for me.
	UpToDate bool

	Waiting      int   // entries without a receipt
	WaitingBytes int64 // of their bodies
	Aside        int   // set aside and not mended
	Held         int64 // entries that both have
	Agreed       time.Time
	Contact      Contact
}

// Status reads the status from the store.
func (e *Engine) Status(ctx context.Context) (Status, error) {
	waiting, bytes, aside, held, agreed, at, err := e.store.Standing(ctx)
	if err != nil {
		return Status{}, fmt.Errorf("status: %w", err)
	}
	e.mu.Lock()
	contact := e.last
	e.mu.Unlock()
	return Status{
		Safe: waiting == 0 && aside == 0 && agreed, UpToDate: agreed,
		Waiting: waiting, WaitingBytes: bytes, Aside: aside, Held: held.Count, Agreed: at, Contact: contact,
	}, nil
}

// ended remembers how an exchange went.
func (e *Engine) ended(r Result, err error) {
	e.mu.Lock()
	now := time.Now()
	e.last.Tried, e.last.Err = now, err
	if r.Heard {
		e.last.Heard = now
	}
	e.mu.Unlock()
	if e.opts.Changed != nil {
		e.opts.Changed()
	}
}

// tell says how far the exchange is.
func (x *exchange) tell(ctx context.Context) {
	if x.opts.Changed != nil && x.fresh {
		x.opts.Changed()
	}
	if x.opts.Progress == nil {
		return
	}
	waiting, bytes, _, _, _, _, err := x.store.Standing(ctx)
	if err != nil {
		return // the next use of the store returns it
	}
	p := Progress{Up: x.result.Up, Down: x.result.Down, Waiting: waiting, WaitingBytes: bytes, Coming: x.coming.Entries,
		ComingBytes: x.coming.Bytes, BytesASecond: x.pace.rate, BatchesAtOnce: x.pace.ahead}
	if p.BytesASecond > 0 {
		left := (float64(bytes)/x.pace.ratio + float64(p.ComingBytes)) / p.BytesASecond
		p.Left = time.Duration(left * float64(time.Second))
	}
	x.opts.Progress(p)
}

// IsOffline reports whether an exchange failed without hearing anything: the usual
// case in the field, and no reason for alarm.
func IsOffline(r Result, err error) bool { return errors.Is(err, ErrNoProgress) && !r.Heard }

package screen

import (
	"context"
	"time"

	"waymark/internal/drives"
	"waymark/internal/feed"
)

// SyncRow is one thing of mine and how far it has come.
type SyncRow struct {
	ID      string  // of what was set aside and can be sent again; "" else
	Number  string  // the case's, or ""
	What    Message // what was written
	Where   Whereto
	Flag    Message // at the hub, but flagged or in conflict
	Why     Message // set aside: the reason
	Advice  Message // set aside: what now
	Bytes   int64   // still to go, of something large; zero else
	Written time.Time
	Route   Route // to decide, explain or mend; zero for none
}

// SyncProgress is how far a running exchange is.
type SyncProgress struct {
	Sent, Received int64         // bytes
	Left           int64         // bytes still to go either way; -1 if nobody knows
	Changes        int           // changes still to go either way
	Time           time.Duration // for them at the line's pace; zero while unknown
}

// Share is how much of it is done, from 0 to 1.
func (p SyncProgress) Share() float32 {
	done := float32(p.Sent + p.Received)
	if p.Left < 0 || done+float32(p.Left) == 0 {
		return 0
	}
	return done / (done + float32(p.Left))
}

// SyncOutcome is what an exchange did.
type SyncOutcome struct {
	Given    int // entries handed over
	Received int // entries that came in
}

// Exchange moves things between this device and its hub. It is called off the UI
// goroutine; progress may be called from any. Errors have their words for a
// person.
type Exchange interface {
	LightSource
	// Address is the hub's, for people; "" if this device has none.
	Address(ctx context.Context) (string, error)
	// Rows are the things that are not at the hub yet, and what needs a decision,
	// the most urgent first; at most limit. More is how many there are in all.
	Rows(ctx context.Context, limit int) (rows []SyncRow, more int, err error)
	// Now talks to the hub over the network.
	Now(ctx context.Context, progress func(SyncProgress)) (SyncOutcome, error)
	// ToStick writes what waits into a folder, FromStick reads what lies there for
	// this device.
	ToStick(ctx context.Context, folder string, progress func(SyncProgress)) (SyncOutcome, error)
	FromStick(ctx context.Context, folder string, progress func(SyncProgress)) (SyncOutcome, error)
	// SendAgain sends what was set aside under a new name: after rights were put right,
	// or the hub was updated.
	SendAgain(ctx context.Context, id string) error
	// Readdress changes the hub's address; what is no address is refused.
	Readdress(ctx context.Context, address string) error
}

// syncRows is how many rows are read; the rest is a count.
const syncRows = 200

// Sync shows what is safe and what is not, and moves it.
type Sync struct {
	OnChange func()
	List     List
	Rows     []SyncRow
	More     int // rows not shown
	Address  string
	Typed    string // the address being typed; differs from Address until it is kept
	Busy     bool
	Progress SyncProgress
	Outcome  Message // of the last exchange here
	Trouble  Trouble // of the last exchange here

	base
	desk     *Desk
	exchange Exchange
	frame    *Frame
	cancel   context.CancelFunc
	shown    bool
}

// NewSync returns the screen of the exchange.
func NewSync(desk *Desk, exchange Exchange, frame *Frame) *Sync {
	s := &Sync{OnChange: func() {}, desk: desk, exchange: exchange, frame: frame}
	s.listen(desk.Feed, func(n feed.News) {
		if s.shown && (n.Exchange || n.All || len(n.Subjects) > 0) {
			s.read()
		}
	})
	s.stops = append(s.stops, frame.Watch(func() { s.OnChange() }))
	return s
}

// Title implements [Screen].
func (s *Sync) Title() Message { return Say("rail.sync") }

// Lights are the two claims.
func (s *Sync) Lights() Lights { return s.frame.Lights }

// Reached says when the hub was last heard of.
func (s *Sync) Reached() Message {
	at := s.frame.Lights.Reached
	if at.IsZero() {
		return Say("sync.reached.never")
	}
	return Say("light.reached", "When", AsMoment(at))
}

// Practice reports that this vault never syncs.
func (s *Sync) Practice() bool { return s.desk.Practice }

// Shown implements [Screen].
func (s *Sync) Shown() {
	s.shown = true
	s.read()
}

// Left implements [Screen]. An exchange under way goes on.
func (s *Sync) Left() {
	s.shown = false
	s.List.Cancel()
	s.stopListening()
}

// Commands implements [Screen].
func (s *Sync) Commands() []Command {
	if s.desk.Practice {
		return nil
	}
	if s.Busy {
		return []Command{{Name: Say("sync.stop"), Key: "Ctrl+.", Do: s.Stop}}
	}
	return []Command{{Name: Say("sync.now"), Key: KeySync, Main: true, Do: s.Now}}
}

// Again asks once more after a failure.
func (s *Sync) Again() { s.read() }

// Open goes to the case that a row is about.
func (s *Sync) Open(r SyncRow) { s.desk.Way.Go(r.Route) }

// CanOpen reports whether there is such a case.
func (s *Sync) CanOpen(r SyncRow) bool {
	return r.Route.Place != "" && s.desk.Way.Offers(r.Route.Place)
}

// SendAgain sends what was set aside once more.
func (s *Sync) SendAgain(r SyncRow) {
	if s.Busy || r.ID == "" {
		return
	}
	s.Outcome, s.Trouble = Message{}, Trouble{}
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		err := s.exchange.SendAgain(ctx, r.ID)
		return func() {
			s.Trouble = TroubleOf(DiskError(err), "error.sync.again")
			if err == nil {
				s.Outcome = Say("sync.again.done")
			}
			s.desk.Feed.Tell(feed.News{Exchange: true})
			s.OnChange()
		}
	})
}

func (s *Sync) read() {
	s.frame.Read()
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		rows, more, err := s.exchange.Rows(ctx, syncRows)
		address := ""
		if err == nil {
			address, err = s.exchange.Address(ctx)
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.Rows, s.More = nil, 0
				s.List.Fail(err, "error.sync.unavailable")
				s.OnChange()
				return
			}
			s.Rows, s.More = rows, max(0, more-len(rows))
			if s.Typed == s.Address {
				s.Typed = address
			}
			s.Address = address
			empty, hint := Say("sync.empty"), Say("sync.empty.hint")
			if s.desk.Practice {
				empty, hint = Say("sync.practice"), Say("sync.practice.hint")
			}
			s.List.Fill(len(rows), Count("sync.count", len(rows)+s.More), empty, hint)
			s.OnChange()
		}
	})
}

// Now exchanges with the hub over the network.
func (s *Sync) Now() { s.exchangeBy(s.exchange.Now, "sync.done") }

// ToStick writes what waits into a folder.
func (s *Sync) ToStick(folder string) {
	s.exchangeBy(func(ctx context.Context, p func(SyncProgress)) (SyncOutcome, error) {
		return s.exchange.ToStick(ctx, folder, p)
	}, "sync.stick.written")
}

// FromStick reads what lies in a folder.
func (s *Sync) FromStick(folder string) {
	s.exchangeBy(func(ctx context.Context, p func(SyncProgress)) (SyncOutcome, error) {
		return s.exchange.FromStick(ctx, folder, p)
	}, "sync.stick.read")
}

// Stop ends the exchange under way; what was moved stays moved.
func (s *Sync) Stop() {
	if s.cancel != nil {
		s.cancel()
	}
}

func (s *Sync) exchangeBy(work func(context.Context, func(SyncProgress)) (SyncOutcome, error), done string) {
	if s.Busy || s.desk.Practice {
		return
	}
	s.Busy, s.Progress = true, SyncProgress{Left: -1}
	s.Outcome, s.Trouble = Message{}, Trouble{}
	ctx, cancel := context.WithCancel(s.desk.Context)
	s.cancel = cancel
	s.OnChange()
	progress := s.progress(ctx)
	s.desk.Run.Run(func() func() {
		outcome, err := work(ctx, progress)
		stopped := ctx.Err() != nil
		cancel()
		return func() {
			s.Busy, s.cancel = false, nil
			switch {
			case err == nil:
				s.Outcome = Say(done, "Given", outcome.Given, "Received", outcome.Received)
			case stopped:
				s.Outcome = Say("sync.stopped")
			default:
				s.Trouble = TroubleOf(DiskError(err), "error.sync.failed")
			}
			s.desk.Feed.Tell(feed.News{Exchange: true})
			s.OnChange()
		}
	})
}

// progress brings what an exchange tells to the screen.
func (s *Sync) progress(ctx context.Context) func(SyncProgress) {
	return func(p SyncProgress) {
		s.desk.Run.Run(func() func() {
			return func() {
				if s.Busy && ctx.Err() == nil {
					s.Progress = p
					s.OnChange()
				}
			}
		})
	}
}

// Chooser chooses a stick or folder, beginning at one.
func (s *Sync) Chooser(begin string) *Chooser {
	return NewChooser(s.desk.Run, drives.Here, false, begin)
}

// TypeAddress takes the hub's address as it is typed.
func (s *Sync) TypeAddress(text string) { s.Typed = text }

// KeepAddress changes the hub's address to the one typed.
func (s *Sync) KeepAddress() {
	if s.Busy || s.desk.Practice || s.Typed == s.Address {
		return
	}
	typed := s.Typed
	s.Outcome, s.Trouble = Message{}, Trouble{}
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		err := s.exchange.Readdress(ctx, typed)
		return func() {
			s.Trouble = TroubleOf(err, "error.sync.failed")
			if err == nil {
				s.Address = typed
				s.Outcome = Say("sync.address.kept")
			}
			s.OnChange()
		}
	})
}

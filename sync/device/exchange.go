package device

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"time"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Result says what one exchange did.
type Result struct {
	Sent, Taken int   // batches handed over; batches of the hub kept for the first time
	Up, Down    int64 // bytes of batches
	Receipts    int   // batches of ours that the hub gave receipts for
	Retries     int   // batches made again because a transfer broke
	Heard       bool  // the hub (or what it left on a stick) said anything
	Refused     int   // batches that could not be opened or believed
	Refusal     error // why the first of them
}

// Progress is how far an exchange is.
type Progress struct {
	Up, Down      int64 // bytes so far
	Waiting       int   // entries without a receipt
	WaitingBytes  int64
	Coming        uint64        // entries the hub has for us
	ComingBytes   uint64        // and their bytes
	BytesASecond  float64       // zero while unknown
	Left          time.Duration // for what waits and comes, at that speed; zero while unknown
	BatchesAtOnce int
}

const (
	mostTellings = 40               // of holdings in one exchange: reconciling 100,000 entries takes some 5
	turnGood     = 50 * time.Minute // the hub takes a turn for an hour by its clock
	triesAlone   = 6                // rounds in a row that brought nothing, before an exchange gives up
	restAsked    = 45 * time.Second // how long an exchange waits when the hub asks for it
)

// exchange is one run of Exchange.
type exchange struct {
	*Engine
	node    *node
	courier courier.Courier
	result  Result

	spoke    bool      // at least one round is over
	fresh    bool      // the last round brought something new down
	broke    bool      // the last round ended in an error
	settled  bool      // the last round brought receipts for batches of ours that were not empty
	newTurn  bool      // a turn came that nothing has been sent with
	more     bool      // the hub said it has more
	told     batch.Set // holdings last told with a turn
	saidSet  bool
	tellings int // how often they were told
	coming   batch.Pending
}

// Exchange sends what waits and takes what comes, by one courier, until neither side
// is known to have anything left, or nothing gets through any more. An error says
// that something failed on the way; what [Result] counts is done all the same. The
// error is [ErrNoProgress] joined with the courier's when it kept failing.
func (e *Engine) Exchange(ctx context.Context, c courier.Courier) (Result, error) {
	e.one.Lock()
	defer e.one.Unlock()
	n, err := e.who(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("exchange: %w", err)
	}
	if err := e.store.Begin(ctx); err != nil {
		return Result{}, fmt.Errorf("exchange: %w", err)
	}
	x := &exchange{Engine: e, node: n, courier: c}
	err = x.run(ctx)
	e.ended(x.result, err)
	if err != nil {
		err = fmt.Errorf("exchange: %w", err)
	}
	return x.result, err
}

func (x *exchange) run(ctx context.Context) error {
	alone := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		out, err := x.compose(ctx)
		if err != nil {
			return err
		}
		if len(out) == 0 {
			return nil
		}
		progress, err := x.round(ctx, out)
		if errors.Is(err, errStore) {
			return err
		}
		switch {
		case progress:
			alone = 0
		case err != nil:
			alone++
		}
		if !x.rest(ctx, err) {
			return err
		}
		if alone >= triesAlone || err != nil && !progress && x.pace.size == smallestBatch && alone > 2 {
			return errors.Join(ErrNoProgress, err)
		}
	}
}

// rest waits as long as a hub that has too much to do asks for. It reports false when
// that is too long for an exchange.
func (x *exchange) rest(ctx context.Context, err error) bool {
	d := asked(err)
	return d == 0 || d <= restAsked && pause(ctx, d)
}

// asked returns how long a hub asks to be left alone, zero if it does not, and a little
// longer, so that not all whom it sent away come back at once.
func asked(err error) time.Duration {
	var busy *courier.StatusError
	if !errors.As(err, &busy) || busy.After == 0 {
		return 0
	}
	return busy.After + rand.N(busy.After/2+1)
}

// errStore marks failures of the store: going on would only repeat them.
var errStore = errors.New("store")

func storeErr(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errStore, err)
}

// compose makes the batches of one round; none when there is nothing left to say.
func (x *exchange) compose(ctx context.Context) ([]batch.Sealed, error) {
	must, err := x.must(ctx)
	if err != nil {
		return nil, err
	}
	var out []batch.Sealed
	for len(out) < x.pace.ahead {
		s, ok, err := x.one(ctx, must && len(out) == 0)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		out = append(out, s)
	}
	return out, nil
}

// one makes one batch of about the size that the line carries.
func (x *exchange) one(ctx context.Context, must bool) (batch.Sealed, bool, error) {
	room := x.pace.content()
	for try := 0; ; try++ {
		h, c, ok, err := x.store.Compose(ctx, room, must)
		if err != nil || !ok {
			return batch.Sealed{}, false, storeErr(err)
		}
		s, err := x.seal(h, c)
		if err != nil && !errors.Is(err, batch.ErrTooLarge) {
			return s, false, err
		}
		size := c.Size()
		fits := x.pace.sealed(size, len(s.Bytes)) && err == nil
		if fits || err == nil && (try == 3 || len(c.Entries)+len(c.Parts) <= 1) {
			return s, true, nil
		}
		if err != nil && try == 3 {
			return s, false, err
		}
		if err := x.store.Lost(ctx, h.ID); err != nil {
			return s, false, storeErr(err)
		}
		room = min(x.pace.content(), room*2/3)
		must = true
	}
}

// seal wraps what the store composed.
func (x *exchange) seal(h batch.Header, c batch.Content) (batch.Sealed, error) {
	hub := x.node.hub()
	h.From, h.To, h.Sent = x.node.id, hub.Hub, time.Now().UnixMilli()
	h.Turn = x.goodTurn()
	if x.tellings >= mostTellings {
		h.Holdings = nil // two who cannot agree must not keep each other busy for ever
	}
	if h.Turn != nil && h.Holdings != nil {
		x.told, x.saidSet = *h.Holdings, true
		x.tellings++
	}
	return batch.Seal(h, c, x.node.keys.Signing, hub.Recipient)
}

// goodTurn returns the turn if the hub will still take it.
func (e *Engine) goodTurn() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	// By the wall clock: the monotonic one stands still while a laptop sleeps.
	if age := time.Now().Round(0).Sub(e.turnAt); e.turn == nil || age < 0 || age > turnGood {
		return nil
	}
	return e.turn
}

// must reports whether to speak even if nothing waits: to ask at all, to use a turn,
// to fetch more, to have the holdings compared.
func (x *exchange) must(ctx context.Context) (bool, error) {
	if n, err := x.who(ctx); err != nil {
		return false, err
	} else {
		x.node = n // the hub may have changed its keys meanwhile
	}
	if !x.spoke || x.newTurn || x.more && (x.fresh || x.broke) {
		return true, nil
	}
	if x.goodTurn() == nil {
		return false, nil
	}
	waiting, _, _, held, agreed, _, err := x.store.Standing(ctx)
	if err != nil {
		return false, storeErr(err)
	}
	// The hub compares holdings only when it is told them, and they go along only when
	// nothing waits: the last receipt would leave "safe" open until the next exchange.
	changed := x.fresh || x.settled && !agreed
	return waiting == 0 && changed && x.tellings < mostTellings && (!x.saidSet || x.told != held), nil
}

// round hands out over and takes the answers. It reports whether anything was new: a
// receipt for one of out that held something, or a batch not seen before that did. That
// an empty batch came through says nothing of the line.
func (x *exchange) round(ctx context.Context, out []batch.Sealed) (progress bool, failed error) {
	unanswered, full := map[batch.ID]int{}, map[batch.ID]bool{}
	largest, bytes := 0, 0
	for _, s := range out {
		unanswered[s.Header.ID], full[s.Header.ID] = len(s.Bytes), s.Header.Length > 0
		largest, bytes = max(largest, len(s.Bytes)), bytes+len(s.Bytes)
	}
	x.result.Sent += len(out)
	x.result.Up += int64(bytes)
	x.spoke, x.settled, x.newTurn, x.fresh, x.more, x.coming = true, false, false, false, false, batch.Pending{}
	begun := time.Now()
	arrived := 0
	for s, err := range x.carry(ctx, out) {
		var skipped *courier.Skipped
		if errors.As(err, &skipped) {
			x.refuse(err)
			continue
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		got, err := x.take(ctx, s)
		if errors.Is(err, errStore) {
			return progress, err
		}
		if err != nil {
			x.refuse(err)
			continue
		}
		for _, b := range got.receipts {
			if _, ours := unanswered[b]; ours {
				x.settled = x.settled || full[b]
				delete(unanswered, b)
				arrived++
				x.result.Receipts++
				progress = progress || full[b]
			}
		}
		progress = progress || x.fresh
	}
	x.broke = failed != nil
	if failed != nil {
		lost := make([]batch.ID, 0, len(unanswered))
		for b := range unanswered {
			lost = append(lost, b)
		}
		if len(lost) > 0 {
			x.result.Retries += len(lost)
			if !errors.Is(failed, courier.ErrRefused) { // a refusal came over a line that works
				x.pace.broke(largest, arrived > 0)
			}
		}
		if err := x.store.Lost(ctx, lost...); err != nil {
			return progress, storeErr(err)
		}
	} else if arrived > 0 {
		x.pace.arrived(bytes, time.Since(begun))
	}
	x.tell(ctx)
	return progress, failed
}

// carry hands out over, several at once where the courier is a line: a round trip
// for each would take longer than the bytes. A folder takes them together, so that
// it is read once.
func (x *exchange) carry(ctx context.Context, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	if _, folder := x.courier.(courier.Folder); folder || len(out) == 1 {
		return x.courier.Exchange(ctx, x.node.id, out)
	}
	type item struct {
		s   batch.Sealed
		err error
	}
	return func(yield func(batch.Sealed, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		items := make(chan item)
		var all sync.WaitGroup
		for i := range out {
			all.Go(func() {
				for s, err := range x.courier.Exchange(ctx, x.node.id, out[i:i+1]) {
					items <- item{s, err}
				}
			})
		}
		go func() { all.Wait(); close(items) }()
		stopped := false
		for it := range items { // to the end, or a sender would wait for ever
			if !stopped && !yield(it.s, it.err) {
				stopped = true
				cancel()
			}
		}
	}
}

func (x *exchange) refuse(err error) {
	x.result.Refused++
	if x.result.Refusal == nil {
		x.result.Refusal = err
	}
}

// taken is what one batch of the hub brought.
type taken struct {
	fresh    bool
	receipts []batch.ID
}

// take verifies, opens and stores one batch.
func (x *exchange) take(ctx context.Context, s batch.Sealed) (taken, error) {
	x.result.Down += int64(len(s.Bytes))
	seen, err := x.store.Taken(ctx, s.Header.ID)
	if err != nil {
		return taken{}, storeErr(err)
	}
	c, err := batch.Open(s, x.node.signer, x.node.keys.Opening)
	if err != nil {
		return taken{}, err
	}
	h := s.Header
	got := taken{receipts: h.Receipts}
	for _, n := range c.Notes {
		if n.Kind != batch.KindMoreReceipts {
			continue
		}
		if said, err := n.Read(); err == nil && said != nil {
			got.receipts = append(got.receipts, said.(batch.MoreReceipts).Batches...)
		}
	}
	x.result.Heard = true
	if seen {
		return got, nil
	}
	// Before the batch counts as taken: an order that was confirmed is not said again.
	for _, n := range c.Notes {
		if err := x.wipe(ctx, n); err != nil {
			return got, err
		}
	}
	if got.fresh, err = x.store.Accept(ctx, h, c); err != nil {
		return got, storeErr(err)
	}
	if !got.fresh {
		return got, nil
	}
	x.result.Taken++
	x.fresh = x.fresh || !c.Empty()
	if h.More {
		x.more = true
	}
	x.takeTurn(h)
	return got, x.heed(ctx, c.Notes)
}

// takeTurn keeps the newest turn. One that was got while an older is good needs no
// round of its own.
func (x *exchange) takeTurn(h batch.Header) {
	if h.Turn == nil {
		return
	}
	had := x.goodTurn() != nil
	x.mu.Lock()
	x.turn, x.turnAt = h.Turn, time.Now()
	x.mu.Unlock()
	x.newTurn = x.newTurn || !had
}

// heed does what notes say to the engine itself. What they say to the store the
// store has done.
func (x *exchange) heed(ctx context.Context, notes []batch.Note) error {
	for _, n := range notes {
		said, err := n.Read()
		if err != nil {
			x.refuse(err) // one bad note does not stop the others
			continue
		}
		switch said := said.(type) {
		case batch.HubKeys:
			if _, err := x.learn(ctx, said.Statement); err != nil {
				x.refuse(err)
			}
		case batch.Policy:
			if err := x.store.Keep(ctx, map[string][]byte{settingPolicy: said.Pack}); err != nil {
				return storeErr(err)
			}
		case batch.Pending:
			x.coming = said
			x.more = x.more || said.Entries > 0
		}
	}
	return nil
}

package hub

import (
	"bytes"
	"context"
	"io"
	"time"

	"waymark/sync/batch"
)

// plan is an answer before it is sealed: which batches, with what in each. It is
// decided and noted in the transaction that accepted the batch it answers; bodies are
// read afterwards, one batch at a time.
type plan struct {
	head    batch.Header // answered
	now     time.Time
	way     way
	to      *batch.Recipient
	turn    []byte
	agreed  *batch.Set // holdings that were compared and found equal; a device claims to be safe by this alone
	batches []planned
}

// planned is one batch.
type planned struct {
	id       batch.ID
	receipts []batch.ID
	says     []batch.Saying
	whole    []Pending
	parts    []planPart
	more     bool
	size     int
}

// planPart is some blocks of a long entry.
type planPart struct {
	Pending
	first, end int
}

const (
	maxReceipts  = 120       // in one header, of those owed
	ordersAtOnce = 4000      // withdraw, erase, set aside, in one answer
	entryOver    = 128       // bytes of an entry or part in a batch besides its body
	wholeUpTo    = 24 << 10  // longer entries always travel in parts
	stickBytes   = 256 << 20 // in one answer by stick
	stickChunk   = 2 << 20
	aheadOf      = 8 << 10 // opened bytes of an answer before which its receipts go
	partBlocks   = batch.MaxPart / batch.MinPart
)

func (p *plan) receiptOnly(id batch.ID) {
	p.batches = []planned{{id: newID[batch.ID](p.now), receipts: []batch.ID{id}}}
}

// plan decides what goes down.
func (h *Hub) plan(tx Tx, p *plan, dev *Device, x *Exchanges, heard said, arrived int) error {
	d := dev.ID
	owed, err := tx.Owed(d, maxReceipts)
	if err != nil {
		return err
	}
	first := planned{receipts: owed}
	trusted := h.trusted(p.head, p.now, p.way)
	wipe, err := h.tellWipe(tx, p, d, heard, trusted, &first)
	if err != nil {
		return err
	}
	if !trusted {
		return h.send(tx, p, d, []planned{first})
	}
	sendings, err := tx.Sendings(d)
	if err != nil {
		return err
	}
	var flying map[int64][]Sent
	if p.way == byLine {
		var lost []batch.ID
		var some bool
		flying, lost, some = h.flying(p, sendings)
		h.adapt(x, arrived, some)
		if err := tx.ForgetSendings(d, lost); err != nil {
			return err
		}
	}
	_, errand, err := tx.Errand(d)
	if err != nil {
		return err
	}
	if err := h.reconcile(tx, p, dev, x, heard, &first, errand); err != nil {
		return err
	}
	if p.head.ToKey != h.keys.Batch.Opening.ID() && p.head.ToKey != (batch.KeyID{}) {
		first.says = append(first.says, batch.HubKeys{Statement: h.keys.Statement})
	}
	batches, err := h.fill(tx, p, d, x.Chunk, first, flying, errand)
	if err != nil {
		return err
	}
	if err := h.tellBacked(tx, x, &batches[0]); err != nil {
		return err
	}
	if n := len(batches); p.way == byLine && (n > 1 || batches[0].size > aheadOf) {
		// Receipts and the turn go before what is long. Where that breaks off they arrive
		// all the same, and the turn tells the hub next time that the rest did not.
		short := planned{receipts: batches[0].receipts, more: true}
		batches[0].receipts = nil
		batches = append([]planned{short}, batches...)
	}
	if err := h.send(tx, p, d, batches); err != nil {
		return err
	}
	return saidWipe(tx, p, d, wipe)
}

// flying returns what is on its way to the device, and what was and is lost: the
// device shows the turn of an answer, so it is done with that answer and with those
// before, and whatever of them it kept it has receipted. What is on a stick is neither.
func (h *Hub) flying(p *plan, sendings []Sending) (flying map[int64][]Sent, lost []batch.ID, some bool) {
	flying = map[int64][]Sent{}
	var done time.Time
	for _, s := range sendings {
		if s.Turn == turnName(p.head.Turn) {
			done = s.At
		}
	}
	for _, s := range sendings {
		switch {
		case s.Turn == stickTurn || len(s.Rows) == 0 && p.now.Sub(s.At) < h.limits.InFlight:
		case s.Turn == turnName(p.head.Turn), s.At.Before(done), p.now.Sub(s.At) >= h.limits.InFlight:
			lost = append(lost, s.ID)
			some = some || len(s.Rows) > 0 // one that said nothing but receipts tells nothing of the line
		default:
			for _, r := range s.Rows {
				flying[r.Mark] = append(flying[r.Mark], r)
			}
		}
	}
	return flying, lost, some
}

// stickTurn marks what was made for a stick.
var stickTurn [8]byte

func turnName(turn []byte) (n [8]byte) {
	copy(n[:], turn)
	return n
}

// adapt lets batches grow while they arrive and shrink when they do not: quickly as
// long as nothing is known, and with care below the size where everybody begins,
// which is only where somebody is whose line breaks.
func (h *Hub) adapt(x *Exchanges, arrived int, lost bool) {
	switch {
	case x.Chunk == 0:
		x.Chunk = h.limits.FirstChunk
	case lost:
		x.Chunk = max(x.Chunk/2, h.limits.MinChunk)
	case arrived > 0 && x.Chunk < h.limits.FirstChunk:
		x.Chunk += x.Chunk / 16
	case arrived > 0:
		x.Chunk = min(x.Chunk*2, h.limits.MaxChunk)
	}
}

// fill distributes what is pending over batches of at most chunk bytes: orders, then
// words, then files, then backfill, as the store orders them. What is on its way is
// passed over as long as there is anything else.
func (h *Hub) fill(tx Tx, p *plan, d batch.NodeID, chunk int, first planned, flying map[int64][]Sent, errand bool) ([]planned, error) {
	budget := min(h.limits.AnswerBytes, 4*chunk)
	if chunk < h.limits.FirstChunk {
		// Where batches have to be small, all of an answer after the first may be lost: one
		// is enough that lacks less than one more part of being full.
		budget = max(chunk, h.limits.MinChunk) * 2 / 3
	}
	if p.way == byStick {
		budget, chunk = stickBytes, stickChunk
	}
	limit := budget/entryOver/4 + len(flying) // more rows do not fit: a body has some 400 bytes at least
	rows, err := tx.Pending(d, limit+1)
	if err != nil {
		return nil, err
	}
	f := filler{chunk: chunk, budget: budget, batches: []planned{first}}
	if left := f.take(rows, flying); f.empty() && left {
		f.take(rows, nil)
	}
	more := errand || f.left || len(rows) > limit
	for i := range f.batches {
		f.batches[i].more = more || i < len(f.batches)-1
	}
	if more && !f.empty() {
		n, size, err := tx.Waiting(d)
		if err != nil {
			return nil, err
		}
		f.batches[0].says = append(f.batches[0].says, batch.Pending{Entries: uint64(n), Bytes: uint64(size)})
	}
	return f.batches, nil
}

// filler puts pending rows into batches.
type filler struct {
	chunk, budget int
	batches       []planned
	used          int
	left          bool // something did not fit
	orders        int
}

func (f *filler) empty() bool {
	return len(f.batches) == 1 && len(f.batches[0].whole)+len(f.batches[0].parts) == 0
}

// take reports whether it passed over rows that are on their way.
func (f *filler) take(rows []Pending, flying map[int64][]Sent) (passed bool) {
	f.left = false
	for _, r := range rows {
		on := flying[r.Mark]
		long := r.Op == Give && f.long(r)
		if len(on) > 0 && !long {
			passed, f.left = true, true
			continue
		}
		switch {
		case r.Op != Give:
			if f.orders++; f.orders > ordersAtOnce {
				f.left = true
				continue
			}
			f.add(r, 32)
		case long:
			passed = f.addParts(r, on) || passed
		default:
			f.add(r, int(r.Length)+entryOver)
		}
		if f.used >= f.budget {
			f.left = true
			return passed
		}
	}
	return passed
}

// long reports whether an entry travels in parts: when it is too long for the batches
// that arrive, and when some of it arrived that way.
func (f *filler) long(r Pending) bool {
	return r.Length > batch.MinPart && (r.Length > wholeUpTo || int(r.Length) > f.chunk/2 || len(r.Done) > 0)
}

// room returns the batch in which size bytes fit; every batch takes at least one thing.
func (f *filler) room(size int) *planned {
	b := &f.batches[len(f.batches)-1]
	if b.size > 0 && b.size+size > f.chunk {
		f.batches = append(f.batches, planned{})
		b = &f.batches[len(f.batches)-1]
	}
	b.size += size
	f.used += size
	return b
}

func (f *filler) add(r Pending, size int) {
	b := f.room(size)
	b.whole = append(b.whole, r)
}

// addParts adds what of a long entry has not arrived, as far as the budget goes.
func (f *filler) addParts(r Pending, on []Sent) (passed bool) {
	bits := NewBits(r.Length, r.Done)
	for _, s := range on {
		bits.Set(int(s.Blocks[0]), int(s.Blocks[1]))
		passed, f.left = true, true
	}
	n := Blocks(r.Length)
	for i := bits.Next(0); i < n; i = bits.Next(i) {
		if f.used >= f.budget {
			f.left = true
			return passed
		}
		free := f.chunk - f.batches[len(f.batches)-1].size
		if free < batch.MinPart+entryOver { // a batch that has nothing else may hold one block more than it should
			free = f.chunk
		}
		most := min(max((free-entryOver)/batch.MinPart, 1), partBlocks)
		end := i + 1
		for end < n && end-i < most && !bits.Has(end) {
			end++
		}
		size := min((end-i)*batch.MinPart, int(r.Length)-i*batch.MinPart) + entryOver
		b := f.room(size)
		b.parts = append(b.parts, planPart{r, i, end})
		bits.Set(i, end)
	}
	return passed
}

// send notes what goes in which batch.
func (h *Hub) send(tx Tx, p *plan, d batch.NodeID, batches []planned) error {
	for i := range batches {
		b := &batches[i]
		b.id = newID[batch.ID](p.now)
		s := Sending{ID: b.id, At: p.now, Turn: turnName(p.turn), Receipts: b.receipts}
		if p.way == byStick {
			s.Turn = stickTurn
		}
		for _, r := range b.whole {
			s.Rows = append(s.Rows, Sent{Entry: r.Entry, Mark: r.Mark})
		}
		for _, r := range b.parts {
			s.Rows = append(s.Rows, Sent{Entry: r.Entry, Mark: r.Mark, Blocks: [2]uint16{uint16(r.first), uint16(r.end)}})
		}
		if err := tx.Send(d, s); err != nil {
			return err
		}
	}
	p.batches = batches
	return nil
}

// make reads the bodies of one planned batch and seals it.
func (h *Hub) make(ctx context.Context, p *plan, i int) (batch.Sealed, error) {
	b := &p.batches[i]
	c := batch.Content{}
	says := b.says
	if err := h.load(ctx, b, &c, &says); err != nil {
		return batch.Sealed{}, err
	}
	var err error
	if c.Notes, err = batch.Notes(says...); err != nil {
		return batch.Sealed{}, err
	}
	h.Meter.Given.Add(int64(len(c.Entries)))
	return batch.Seal(batch.Header{
		ID: b.id, From: h.keys.Node, To: p.head.From, Made: h.nextMade(p.now), Sent: p.now.UnixMilli(),
		Receipts: b.receipts, Turn: p.turn, More: b.more, Holdings: p.agreed,
	}, c, h.keys.signer(p.head.ToKey), p.to)
}

func (h *Hub) load(ctx context.Context, b *planned, c *batch.Content, says *[]batch.Saying) error {
	if len(b.whole)+len(b.parts) == 0 {
		return nil
	}
	var ids []batch.EntryID
	var withdraw batch.Withdraw
	var erased batch.Erased
	for _, r := range b.whole {
		switch r.Op {
		case Give:
			ids = append(ids, r.Entry)
		case Withdraw:
			withdraw.Entries = append(withdraw.Entries, r.Entry)
		case EraseIt:
			erased.Entries = append(erased.Entries, r.Entry)
		case PutAside:
			*says = append(*says, batch.SetAside{Entry: r.Entry, Reason: r.Reason})
		}
	}
	if len(withdraw.Entries) > 0 {
		*says = append(*says, withdraw)
	}
	if len(erased.Entries) > 0 {
		*says = append(*says, erased)
	}
	return h.store.View(ctx, func(tx Tx) error {
		c.Entries, c.Parts = nil, nil
		// What was erased since the plan was made is not there; that it was is pending.
		kept, err := tx.Entries(ids, batch.MaxBody)
		if err != nil {
			return err
		}
		at := make(map[batch.EntryID]int, len(kept))
		for i := range kept {
			at[kept[i].ID] = i
		}
		for _, id := range ids {
			if i, here := at[id]; here {
				c.Entries = append(c.Entries, kept[i].Entry)
			}
		}
		for _, r := range b.parts {
			if err := h.loadPart(tx, r, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *Hub) loadPart(tx Tx, r planPart, c *batch.Content) error {
	kept, err := tx.Entries([]batch.EntryID{r.Entry}, 0)
	if err != nil || len(kept) == 0 {
		return err
	}
	k := kept[0]
	body, err := tx.Blocks(r.Entry, r.first, r.end-r.first)
	if err != nil {
		return err
	}
	k.Body = nil
	c.Parts = append(c.Parts, batch.Part{Entry: k.Entry, Length: k.Length, Sum: k.Sum, Offset: uint64(r.first) * batch.MinPart, Bytes: body})
	return nil
}

// tellBacked says up to when the device's batches are in a verified backup, where
// it does not know yet and something else is said anyway.
func (h *Hub) tellBacked(tx Tx, x *Exchanges, b *planned) error {
	if len(b.says)+len(b.whole)+len(b.parts) == 0 {
		return nil
	}
	backed, err := readTime(tx, settingBacked)
	if err != nil || !backed.After(x.Backed) {
		return err
	}
	b.says = append(b.says, batch.Backed{Until: backed.UnixMilli()})
	x.Backed = backed
	return nil
}

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

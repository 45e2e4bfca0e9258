package hub

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"waymark/sync/batch"
)

// What Admit answers besides the errors of batch.
var (
	ErrStranger   = errors.New("not an enrolled device")
	ErrRevoked    = errors.New("the device was revoked")
	ErrInvitation = errors.New("the invitation is unknown, used up or too old")
)

// Admitted is a batch whose header was read and found to be signed by a device that
// may come in.
type Admitted struct {
	Header batch.Header
	raw    []byte
	signer batch.SignerOf
	errand bool // its scope is being worked out
}

// Device is who sent it.
func (a *Admitted) Device() batch.NodeID { return a.Header.From }

// Admit reads a batch's header from r, at most 4,179 bytes and nothing beyond it, and
// checks that it is for this hub and signed by an enrolled device, or introduced by
// an invitation. A stranger costs that much and one look into the database.
//
// Errors: those of batch.ReadHeader, [batch.ErrNotForMe], [ErrStranger],
// [ErrRevoked], [ErrInvitation], and those of the store.
func (h *Hub) Admit(ctx context.Context, r io.Reader) (*Admitted, error) {
	a := &Admitted{}
	var key ed25519.PublicKey
	header, raw, err := batch.ReadHeader(r, func(head batch.Header) (_ ed25519.PublicKey, err error) {
		key, a.errand, err = h.signerOf(ctx, head)
		return key, err
	})
	if err != nil {
		h.Meter.Strangers.Add(1)
		return nil, fmt.Errorf("admit: %w", err)
	}
	a.Header, a.raw, a.signer = header, raw, batch.Signed(key)
	return a, nil
}

func (h *Hub) signerOf(ctx context.Context, head batch.Header) (key ed25519.PublicKey, errand bool, err error) {
	if err := head.For(h.keys.Node); err != nil {
		return nil, false, err
	}
	err = h.store.View(ctx, func(tx Tx) error {
		dir, err := h.directory(tx, false)
		if err != nil {
			return err
		}
		switch dev := dir.devices[head.From]; {
		case dev != nil && !dev.Revoked.IsZero():
			return ErrRevoked
		case dev != nil:
			key = dev.Signing
			_, errand, err = tx.Errand(head.From)
			return err
		case head.Introduction == nil:
			return ErrStranger
		}
		if _, err := h.invited(tx, head); err != nil {
			return err
		}
		key = head.Introduction.Key
		return nil
	})
	return key, errand, err
}

// Answer reads the rest of an admitted batch from r, stores what is in it, and
// yields the batches that answer it, one as soon as it is made. Everything in it is
// durable before the first of them is yielded. Who does not take all of them loses
// nothing: what is in them stays pending.
//
// Errors: those of batch.ReadRest and batch.Open, [batch.ErrTooLarge], and those of
// the store. After an error the device sends again.
func (h *Hub) Answer(ctx context.Context, a *Admitted, r io.Reader) iter.Seq2[batch.Sealed, error] {
	return h.answer(ctx, a, r, byLine)
}

// AnswerStick is Answer for a batch that came on a stick which an operator put in: a
// turn is not to be expected, the answer holds everything that is pending, and it is
// for somebody who may come back in weeks.
func (h *Hub) AnswerStick(ctx context.Context, a *Admitted, r io.Reader) iter.Seq2[batch.Sealed, error] {
	return h.answer(ctx, a, r, byStick)
}

// Exchange is Admit and Answer for bytes at hand.
func (h *Hub) Exchange(ctx context.Context, s batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		r := newReader(s.Bytes)
		a, err := h.Admit(ctx, r)
		if err != nil {
			yield(batch.Sealed{}, err)
			return
		}
		h.Answer(ctx, a, r)(yield)
	}
}

// errandTime is how long a device waits for its scope before it is answered with
// what there is.
const errandTime = 500 * time.Millisecond

type way uint8

const (
	byLine way = iota
	byStick
)

func (h *Hub) answer(ctx context.Context, a *Admitted, r io.Reader, w way) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		fail := func(what string, err error) { yield(batch.Sealed{}, fmt.Errorf("%s: %w", what, err)) }
		start := h.now()
		sealed, err := batch.ReadRest(r, a.Header, a.raw)
		if err != nil {
			fail("read", err)
			return
		}
		content, err := batch.Open(sealed, a.signer, h.keys.identities()...)
		if err != nil {
			fail("open", err)
			return
		}
		for more := a.errand; more && err == nil; { // what it gets now may be in it
			more, err = h.step(ctx, a.Header.From)
			if h.now().Sub(start) > errandTime {
				break
			}
		}
		if err != nil {
			fail("work out scope", err)
			return
		}
		plan, err := h.exchange(ctx, a.Header, content, w)
		if err != nil {
			fail("accept", err)
			return
		}
		for i := range plan.batches {
			s, err := h.make(ctx, plan, i)
			if err != nil {
				fail("answer", err)
				return
			}
			h.Meter.Answers.Add(1)
			if !yield(s, nil) {
				return
			}
		}
	}
}

// said are a batch's notes, read.
type said struct {
	receipts  []batch.ID
	reconcile []batch.Reconcile
	want      []batch.EntryID
	erased    []batch.EntryID
	enrol     *batch.Enrol
}

func listen(head batch.Header, notes []batch.Note) (s said, err error) {
	s.receipts = append(s.receipts, head.Receipts...)
	for _, n := range notes {
		saying, err := n.Read()
		if err != nil {
			return s, err
		}
		switch saying := saying.(type) {
		case batch.MoreReceipts:
			s.receipts = append(s.receipts, saying.Batches...)
		case batch.Reconcile:
			s.reconcile = append(s.reconcile, saying)
		case batch.Want:
			s.want = append(s.want, saying.Entries...)
		case batch.Erased:
			s.erased = append(s.erased, saying.Entries...)
		case batch.Enrol:
			s.enrol = &saying
		}
	}
	return s, nil
}

// exchange is the one transaction: what came is stored, what goes is planned.
func (h *Hub) exchange(ctx context.Context, head batch.Header, c batch.Content, w way) (*plan, error) {
	heard, err := listen(head, c.Notes)
	if err != nil {
		return nil, err
	}
	if len(c.Entries)+len(c.Parts) > h.limits.EntriesPerBatch {
		return nil, fmt.Errorf("%d entries: %w", len(c.Entries), batch.ErrTooLarge)
	}
	var p *plan
	err = h.store.Update(ctx, func(tx Tx) (err error) {
		p, err = h.exchangeIn(tx, head, c, heard, w)
		return err
	})
	return p, err
}

func (h *Hub) exchangeIn(tx Tx, head batch.Header, c batch.Content, heard said, w way) (*plan, error) {
	now := h.now()
	d := head.From
	x, err := tx.LockDevice(d)
	if err != nil {
		return nil, err
	}
	dir, err := h.directory(tx, heard.enrol != nil || touchesDirectory(c))
	if err != nil {
		return nil, err
	}
	p := &plan{head: head, now: now, way: w, turn: h.turns.New(d, now)}
	if heard.enrol != nil && head.Introduction != nil && dir.devices[d] == nil {
		if dir, err = h.enrol(tx, dir, head, *heard.enrol, now); err != nil {
			return nil, err
		}
	}
	dev := dir.devices[d]
	if dev == nil {
		return nil, ErrStranger
	}
	if !dev.Revoked.IsZero() {
		return nil, ErrRevoked
	}
	p.to = dev.Recipient
	fresh, err := tx.Take(d, head.ID, now)
	if err != nil {
		return nil, err
	}
	if !fresh && w == byLine {
		h.Meter.Repeated.Add(1)
		if heard.enrol != nil && x.Made <= head.Made { // the answer to an enrolment was lost
			err = h.planEnrolled(tx, p, dir, dev)
		} else {
			p.receiptOnly(head.ID)
		}
		return p, err
	}
	if fresh {
		h.Meter.Batches.Add(1)
	}
	arrived := 0
	for _, r := range heard.receipts {
		known, err := tx.Receipted(d, r)
		if err != nil {
			return nil, err
		}
		if known {
			arrived++
		}
	}
	if err := h.accept(tx, dir, d, c, now); err != nil {
		return nil, err
	}
	if len(heard.erased) > 0 {
		if err := h.erasedThere(tx, dir, d, heard.erased); err != nil {
			return nil, err
		}
	}
	if head.Holdings != nil && heard.enrol == nil { // all it has to say was said
		if err := h.ordersAgain(tx, dir, d, now); err != nil {
			return nil, err
		}
	}
	if heard.enrol != nil {
		err = h.planEnrolled(tx, p, dir, dev)
	} else {
		err = h.plan(tx, p, dev, &x, heard, arrived)
	}
	if err != nil {
		return nil, err
	}
	x.Seen, x.Made = now, max(x.Made, head.Made)
	return p, tx.PutExchanges(d, x)
}

func touchesDirectory(c batch.Content) bool {
	for i := range c.Entries {
		if isDirectory(c.Entries[i].Kind) {
			return true
		}
	}
	for i := range c.Parts {
		if isDirectory(c.Parts[i].Entry.Kind) {
			return true
		}
	}
	return false
}

// trusted reports whether the sender of a batch had an answer lately. On a stick the
// operator's hand stands for that.
func (h *Hub) trusted(head batch.Header, now time.Time, w way) bool {
	return w == byStick || h.turns.Check(head.From, head.Turn, now)
}

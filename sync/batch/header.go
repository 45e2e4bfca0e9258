package batch

import (
	"crypto/ed25519"
	"fmt"
	"math"
)

// Header is the part of a batch that a courier may read.
type Header struct {
	ID       ID
	From, To NodeID
	FromKey  KeyID  // which of From's keys signed; [Seal] fills it in
	ToKey    KeyID  // which of To's keys opens; [Seal] fills it in; zero when nothing is sealed and none was given
	Made     uint64 // From's own counter: how many batches it had made, this one included
	Sent     int64  // when, in ms since 1970 by From's clock

	// Receipts are batches whose entries From keeps durably; at most [MaxReceipts].
	Receipts []ID
	// Holdings is what From holds of what it shares with To; nil when it does not say.
	Holdings *Set
	// Turn lets a device be answered with more than receipts; see [Turns].
	Turn []byte
	// More says that From has more for To than is in this batch.
	More bool

	// Length and Sum are of the sealed part: bytes and SHA-256. Both zero when there
	// is none. [Seal] fills them in.
	Length uint32
	Sum    [32]byte

	// Introduction is only in batches that enrol a device the hub does not know yet.
	Introduction *Introduction
}

// Introduction is how a device makes itself known: it holds an invitation's secret.
// Nothing in a batch with an introduction is to be believed before its MAC was
// checked ([InvitationKey.Knows]).
type Introduction struct {
	Key        ed25519.PublicKey
	Invitation Bytes16
	MAC        [32]byte // under the invitation's key, over From and Key
}

// For returns [ErrNotForMe] unless h is addressed to me.
func (h Header) For(me NodeID) error {
	if h.To != me {
		return ErrNotForMe
	}
	return nil
}

const (
	flagMore uint16 = 1 << iota
	flagHoldings
	flagIntroduction
	flagsKnown = flagMore | flagHoldings | flagIntroduction
)

// encode returns h's bytes, or says what about h the format has no bytes for.
func (h Header) encode() ([]byte, error) {
	switch {
	case h.ID.IsZero() || h.From.IsZero() || h.To.IsZero():
		return nil, fmt.Errorf("header without batch, sender or addressee: %w", ErrFormat)
	case h.Sent < 0:
		return nil, fmt.Errorf("header dated before 1970: %w", ErrFormat)
	case len(h.Receipts) > MaxReceipts || len(h.Turn) > MaxTurn || h.Length > MaxSealed:
		return nil, fmt.Errorf("header: %w", ErrTooLarge)
	case h.Length == 0 && h.Sum != [32]byte{}:
		return nil, fmt.Errorf("header with a sum of nothing: %w", ErrFormat)
	case h.Holdings != nil && h.Holdings.Count < 0:
		return nil, fmt.Errorf("header with negative holdings: %w", ErrFormat)
	case h.Introduction != nil && len(h.Introduction.Key) != ed25519.PublicKeySize:
		return nil, fmt.Errorf("header with an introduction without key: %w", ErrFormat)
	}
	var flags uint16
	if h.More {
		flags |= flagMore
	}
	if h.Holdings != nil {
		flags |= flagHoldings
	}
	if h.Introduction != nil {
		flags |= flagIntroduction
	}
	b := make([]byte, 0, 512+16*len(h.Receipts))
	b = append(b, h.ID[:]...)
	b = append(b, h.From[:]...)
	b = append(b, h.To[:]...)
	b = append(b, h.FromKey[:]...)
	b = append(b, h.ToKey[:]...)
	b = put64(b, h.Made)
	b = put64(b, uint64(h.Sent))
	b = put16(b, flags)
	b = put32(b, h.Length)
	b = append(b, h.Sum[:]...)
	b = put16(b, uint16(len(h.Receipts)))
	for _, r := range h.Receipts {
		b = append(b, r[:]...)
	}
	b = put8s(b, h.Turn)
	if s := h.Holdings; s != nil {
		b = put64(b, uint64(s.Count))
		b = append(b, s.Sum[:]...)
	}
	if i := h.Introduction; i != nil {
		b = append(b, i.Key...)
		b = append(b, i.Invitation[:]...)
		b = append(b, i.MAC[:]...)
	}
	return b, nil
}

func parseHeader(b []byte) (h Header, err error) {
	c := &cursor{b: b}
	c.fixed(h.ID[:])
	c.fixed(h.From[:])
	c.fixed(h.To[:])
	c.fixed(h.FromKey[:])
	c.fixed(h.ToKey[:])
	h.Made = c.u64()
	h.Sent = c.time()
	flags := c.u16()
	if !c.bad && flags&^flagsKnown != 0 {
		return h, fmt.Errorf("header flags: %w", ErrNewer)
	}
	h.More = flags&flagMore != 0
	h.Length = c.u32()
	c.fixed(h.Sum[:])
	n := int(c.u16())
	if n > MaxReceipts {
		return h, fmt.Errorf("header with %d receipts: %w", n, ErrTooLarge)
	}
	for range n {
		var r ID
		c.fixed(r[:])
		h.Receipts = append(h.Receipts, r)
	}
	if t := c.bytes8(); len(t) > 0 {
		h.Turn = append([]byte(nil), t...)
	}
	if flags&flagHoldings != 0 {
		h.Holdings = new(Set)
		count := c.u64()
		c.bad = c.bad || count > math.MaxInt64
		h.Holdings.Count = int64(count)
		c.fixed(h.Holdings.Sum[:])
	}
	if flags&flagIntroduction != 0 {
		i := &Introduction{Key: make(ed25519.PublicKey, ed25519.PublicKeySize)}
		c.fixed(i.Key)
		c.fixed(i.Invitation[:])
		c.fixed(i.MAC[:])
		h.Introduction = i
	}
	if !c.done() {
		return h, fmt.Errorf("header: %w", ErrFormat)
	}
	_, err = h.encode() // for the rules that are written there
	return h, err
}

package batch

import (
	"crypto/sha256"
	"fmt"

	"waymark/internal/id"
)

// Identifiers that travel.
type (
	NodeID  = id.Of[nodeMark]  // a device or the hub; equals the device's identifier in casework
	EntryID = id.Of[entryMark] // random; the identity of an entry everywhere
	ID      = id.Of[batchMark] // a batch
	Bytes16 = [16]byte         // an identifier whose kind this package does not know
)

type (
	nodeMark  struct{}
	entryMark struct{}
	batchMark struct{}
)

// Entry is what one transaction wrote about one subject in one class. Same
// identifier and same bytes is the same entry; same identifier with other bytes is
// a fault and set aside by whoever sees it ([Entry.Sum] tells).
type Entry struct {
	ID       EntryID
	Subject  Bytes16 // which subject
	Kind     uint8   // the kind of subject, as casework numbers them
	Class    uint8   // as casework numbers them
	Circle   Circle  // who may open Body; zero: the hub and everybody it sends it to
	Author   NodeID  // the device it was written on
	Staff    Bytes16 // who wrote it
	Received int64   // when the hub accepted it, in ms since 1970 by the hub's clock; zero until then
	Body     []byte  // casework's encoded changes, or those sealed to Circle
	Vouch    []byte  // the hub's word that it accepted it from Author; empty when Author itself sends it
}

// Circle numbers who may open an entry's body.
type Circle uint8

// Sum is SHA-256 over what its author wrote: everything but Received and Vouch.
// Two entries with one identifier and two sums are a fault.
func (e Entry) Sum() [32]byte {
	h := sha256.New()
	e.Received, e.Vouch = 0, nil
	h.Write(e.appendEnvelope(make([]byte, 0, envelopeSize)))
	h.Write(e.Body)
	return [32]byte(h.Sum(nil))
}

// Size is how many bytes e takes in an opened batch, of which there is room for [MaxOpened].
func (e Entry) Size() int { return frameHead + envelopeSize + len(e.Vouch) + len(e.Body) }

// envelopeSize is without the vouch: four identifiers, kind, class, circle, time,
// and the vouch's length.
const envelopeSize = 4*16 + 3 + 8 + 1

func (e Entry) appendEnvelope(b []byte) []byte {
	b = append(b, e.ID[:]...)
	b = append(b, e.Subject[:]...)
	b = append(b, e.Kind, e.Class, byte(e.Circle))
	b = append(b, e.Author[:]...)
	b = append(b, e.Staff[:]...)
	b = put64(b, uint64(e.Received))
	return put8s(b, e.Vouch)
}

func (c *cursor) envelope() (e Entry) {
	c.fixed(e.ID[:])
	c.fixed(e.Subject[:])
	e.Kind, e.Class, e.Circle = c.u8(), c.u8(), Circle(c.u8())
	c.fixed(e.Author[:])
	c.fixed(e.Staff[:])
	e.Received = c.time()
	e.Vouch = c.bytes8()
	return e
}

// valid says what every entry and the envelope of every part must keep.
func (e Entry) valid() error {
	switch {
	case e.ID.IsZero() || e.Author.IsZero():
		return fmt.Errorf("entry without identifier or author: %w", ErrFormat)
	case e.Received < 0:
		return fmt.Errorf("entry received before 1970: %w", ErrFormat)
	case len(e.Vouch) > MaxVouch:
		return fmt.Errorf("entry's vouch: %w", ErrTooLarge)
	}
	return nil
}

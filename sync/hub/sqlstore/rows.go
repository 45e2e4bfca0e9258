package sqlstore

import (
	"slices"

	"waymark/sync/batch"
)

// rowEntry is how a whole entry is written where it is not an entry of the hub:
// set aside, or in parts. CBOR, keys as given; never renumber.
type rowEntry struct {
	ID       []byte `cbor:"1,keyasint"`
	Subject  []byte `cbor:"2,keyasint"`
	Kind     uint8  `cbor:"3,keyasint"`
	Class    uint8  `cbor:"4,keyasint"`
	Circle   uint8  `cbor:"5,keyasint"`
	Author   []byte `cbor:"6,keyasint"`
	Staff    []byte `cbor:"7,keyasint"`
	Received int64  `cbor:"8,keyasint"`
	Body     []byte `cbor:"9,keyasint,omitempty"`
	Vouch    []byte `cbor:"10,keyasint,omitempty"`
}

// rowPart is a part without its bytes.
type rowPart struct {
	Entry  rowEntry `cbor:"1,keyasint"`
	Length uint64   `cbor:"2,keyasint"`
	Sum    []byte   `cbor:"3,keyasint"`
	Offset uint64   `cbor:"4,keyasint"`
}

func toRow(e batch.Entry) rowEntry {
	return rowEntry{e.ID[:], e.Subject[:], e.Kind, e.Class, uint8(e.Circle), e.Author[:], e.Staff[:], e.Received, e.Body, e.Vouch}
}

func (r rowEntry) entry() (e batch.Entry) {
	copy(e.ID[:], r.ID)
	copy(e.Subject[:], r.Subject)
	copy(e.Author[:], r.Author)
	copy(e.Staff[:], r.Staff)
	e.Kind, e.Class, e.Circle, e.Received, e.Body, e.Vouch = r.Kind, r.Class, batch.Circle(r.Circle), r.Received, r.Body, r.Vouch
	return e
}

func (r rowPart) part() (p batch.Part) {
	p.Entry, p.Length, p.Offset = r.Entry.entry(), r.Length, r.Offset
	copy(p.Sum[:], r.Sum)
	return p
}

// sorted returns ids in order, without changing the caller's: rows are touched in
// one order everywhere, so that two transactions do not wait for each other.
func sorted[T ~[16]byte](ids []T) []T {
	ids = slices.Clone(ids)
	slices.SortFunc(ids, func(a, b T) int { return slices.Compare(blob(a), blob(b)) })
	return ids
}

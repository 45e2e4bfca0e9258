package batch

import (
	"fmt"
	"unicode/utf8"
)

// What notes say, except for reconciling, enrolling and wiping, which have files of
// their own.
type (
	// Want asks for entries the sender lacks. An erased one is answered by Erased,
	// one that the sender may not have by nothing.
	Want struct{ Entries []EntryID }

	// Withdraw takes entries out of the addressee's sight.
	Withdraw struct{ Entries []EntryID }

	// Erased says that entries were erased: to a device, that it must; to the hub,
	// that the sender did.
	Erased struct{ Entries []EntryID }

	// MoreReceipts are receipts the header had no room for.
	MoreReceipts struct{ Batches []ID }

	// SetAside tells an author that the hub keeps an entry aside, and why.
	SetAside struct {
		Entry  EntryID
		Reason uint16 // as casework numbers them
		Hint   string // a message key or empty, never words about a person; at most 255 bytes
	}

	// Backed says that everything the hub receipted in batches with Sent not after
	// Until (ms since 1970 by the hub's clock) is in a verified backup.
	Backed struct{ Until int64 }

	// Pending says how much the hub still has for a device after this batch.
	Pending struct{ Entries, Bytes uint64 }

	// HubKeys carries an encoded HubStatement.
	HubKeys struct{ Statement []byte }

	// Policy carries a signed pack that this package does not read.
	Policy struct{ Pack []byte }
)

func (Want) Kind() NoteKind         { return KindWant }
func (Withdraw) Kind() NoteKind     { return KindWithdraw }
func (Erased) Kind() NoteKind       { return KindErased }
func (MoreReceipts) Kind() NoteKind { return KindMoreReceipts }
func (SetAside) Kind() NoteKind     { return KindSetAside }
func (Backed) Kind() NoteKind       { return KindBacked }
func (Pending) Kind() NoteKind      { return KindPending }
func (HubKeys) Kind() NoteKind      { return KindHubKeys }
func (Policy) Kind() NoteKind       { return KindPolicy }

func (s Want) append(b []byte) ([]byte, error)     { return appendIDs(b, s.Entries), nil }
func (s Withdraw) append(b []byte) ([]byte, error) { return appendIDs(b, s.Entries), nil }
func (s Erased) append(b []byte) ([]byte, error)   { return appendIDs(b, s.Entries), nil }

func appendIDs(b []byte, ids []EntryID) []byte {
	for _, e := range ids {
		b = append(b, e[:]...)
	}
	return b
}

// ids reads identifiers up to the end.
func (c *cursor) ids() []EntryID {
	if len(c.b)%16 != 0 {
		c.bad = true
		return nil
	}
	ids := make([]EntryID, len(c.b)/16)
	for i := range ids {
		c.fixed(ids[i][:])
	}
	return ids
}

func (s MoreReceipts) append(b []byte) ([]byte, error) {
	for _, r := range s.Batches {
		b = append(b, r[:]...)
	}
	return b, nil
}

func (c *cursor) moreReceipts() (s MoreReceipts) {
	for _, e := range c.ids() {
		s.Batches = append(s.Batches, ID(e))
	}
	return s
}

func (s SetAside) append(b []byte) ([]byte, error) {
	if len(s.Hint) > 255 {
		return nil, ErrTooLarge
	}
	if s.Entry.IsZero() || !utf8.ValidString(s.Hint) {
		return nil, ErrFormat
	}
	return put8s(put16(append(b, s.Entry[:]...), s.Reason), s.Hint), nil
}

func (c *cursor) setAside() (s SetAside) {
	c.fixed(s.Entry[:])
	s.Reason = c.u16()
	s.Hint = c.text(c.bytes8())
	return s
}

func (s Backed) append(b []byte) ([]byte, error) {
	if s.Until < 0 {
		return nil, fmt.Errorf("backed before 1970: %w", ErrFormat)
	}
	return put64(b, uint64(s.Until)), nil
}

func (s Pending) append(b []byte) ([]byte, error) { return put64(put64(b, s.Entries), s.Bytes), nil }
func (s HubKeys) append(b []byte) ([]byte, error) { return append(b, s.Statement...), nil }
func (s Policy) append(b []byte) ([]byte, error)  { return append(b, s.Pack...), nil }

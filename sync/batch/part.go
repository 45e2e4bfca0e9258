package batch

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// Part is a piece of an entry that is too long to travel in one batch. Pieces are
// found by where they begin, not numbered, so a sender may change their size
// between two tries and what arrived still counts.
type Part struct {
	Entry  Entry    // without Body
	Length uint64   // of the whole body, in bytes
	Sum    [32]byte // SHA-256 of the whole body
	Offset uint64   // where Bytes begins in the body; a multiple of MinPart
	Bytes  []byte   // this piece: a multiple of MinPart unless it is the last
}

// Span is where a part lies in its entry's body.
type Span struct{ Offset, Length uint64 }

// Span returns where p lies.
func (p Part) Span() Span { return Span{p.Offset, uint64(len(p.Bytes))} }

// Size is how many bytes p takes in an opened batch.
func (p Part) Size() int {
	return frameHead + envelopeSize + len(p.Entry.Vouch) + 8 + 32 + 8 + len(p.Bytes)
}

func (p Part) append(b []byte) []byte {
	b = put64(p.Entry.appendEnvelope(b), p.Length)
	b = put64(append(b, p.Sum[:]...), p.Offset)
	return append(b, p.Bytes...)
}

func (c *cursor) part() (p Part) {
	p.Entry = c.envelope()
	p.Length = c.u64()
	c.fixed(p.Sum[:])
	p.Offset = c.u64()
	p.Bytes = c.rest()
	return p
}

func (p Part) valid() error {
	if err := p.Entry.valid(); err != nil {
		return err
	}
	n := uint64(len(p.Bytes))
	switch {
	case p.Length > MaxBody || n > MaxPart:
		return fmt.Errorf("part: %w", ErrTooLarge)
	case len(p.Entry.Body) > 0, n == 0, p.Offset%MinPart != 0, p.Offset >= p.Length, n > p.Length-p.Offset,
		n%MinPart != 0 && p.Offset+n != p.Length:
		return fmt.Errorf("part: %w", ErrFormat)
	}
	return nil
}

// Split cuts e in parts of size bytes, which is taken down to a multiple of
// [MinPart] and kept within MinPart and [MaxPart]. The parts' bytes lie in e's body.
func Split(e Entry, size int) ([]Part, error) {
	if len(e.Body) > MaxBody {
		return nil, fmt.Errorf("split entry: %w", ErrTooLarge)
	}
	size = min(max(size, MinPart), MaxPart) / MinPart * MinPart
	p := Part{Entry: e, Length: uint64(len(e.Body)), Sum: sha256.Sum256(e.Body)}
	p.Entry.Body = nil
	var parts []Part
	for piece := range slices.Chunk(e.Body, size) {
		p.Bytes = piece
		parts = append(parts, p)
		p.Offset += uint64(len(piece))
	}
	return parts, nil
}

// ErrIncomplete says that parts are missing.
var ErrIncomplete = errors.New("parts are missing")

// Missing returns what of a body of length bytes is not in have, in order. Nothing
// is missing when it returns nil. It sorts have.
func Missing(length uint64, have []Span) (gaps []Span) {
	slices.SortFunc(have, func(a, b Span) int { return cmp.Compare(a.Offset, b.Offset) })
	var end uint64
	for _, s := range have {
		if s.Offset > end && end < length {
			gaps = append(gaps, Span{end, min(s.Offset, length) - end})
		}
		end = max(end, s.Offset+s.Length)
	}
	if end < length {
		gaps = append(gaps, Span{end, length - end})
	}
	return gaps
}

// Assemble puts an entry together. Parts may come in any order, twice, and in
// different sizes. It returns [ErrIncomplete] while something is missing,
// [ErrFormat] when parts do not belong together and [ErrDamaged] when the whole
// has another sum than they say. Memory is taken only once nothing is missing, so
// never more than the parts themselves have.
func Assemble(parts []Part) (Entry, error) {
	if len(parts) == 0 {
		return Entry{}, ErrIncomplete
	}
	first := parts[0]
	spans := make([]Span, 0, len(parts))
	for _, p := range parts {
		if err := p.valid(); err != nil {
			return Entry{}, fmt.Errorf("assemble: %w", err)
		}
		if !p.belongs(first) {
			return Entry{}, fmt.Errorf("assemble parts of different entries: %w", ErrFormat)
		}
		spans = append(spans, p.Span())
	}
	if Missing(first.Length, spans) != nil {
		return Entry{}, ErrIncomplete
	}
	body := make([]byte, first.Length)
	for _, p := range parts {
		copy(body[p.Offset:], p.Bytes)
	}
	if sha256.Sum256(body) != first.Sum {
		return Entry{}, fmt.Errorf("assemble: %w", ErrDamaged)
	}
	e := first.Entry
	e.Body = body
	return e, nil
}

// belongs compares what the author wrote; when and by whom an entry was vouched
// for may differ between two tries.
func (p Part) belongs(q Part) bool {
	return p.Length == q.Length && p.Sum == q.Sum && p.Entry.Sum() == q.Entry.Sum()
}

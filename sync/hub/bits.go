package hub

import "waymark/sync/batch"

// Bits says which blocks of batch.MinPart bytes of a body arrived somewhere.
type Bits struct {
	n    int // blocks in all
	bits []byte
}

// Blocks returns how many blocks a body of length bytes has.
func Blocks(length uint64) int { return int((length + batch.MinPart - 1) / batch.MinPart) }

// NewBits returns the bits of a body of length bytes; done is what [Bits.Bytes]
// returned, or nil.
func NewBits(length uint64, done []byte) *Bits {
	b := &Bits{n: Blocks(length)}
	b.bits = make([]byte, (b.n+7)/8)
	copy(b.bits, done)
	return b
}

// Set notes that the blocks from first to before end arrived.
func (b *Bits) Set(first, end int) {
	for i := max(first, 0); i < min(end, b.n); i++ {
		b.bits[i/8] |= 1 << (i % 8)
	}
}

// Has reports whether block i arrived.
func (b *Bits) Has(i int) bool { return b.bits[i/8]&(1<<(i%8)) != 0 }

// Full reports whether all did.
func (b *Bits) Full() bool { return b.Next(0) == b.n }

// Next returns the first block from i on that did not arrive, or how many there are.
func (b *Bits) Next(i int) int {
	for i < b.n && b.Has(i) {
		i++
	}
	return i
}

// Bytes returns the bits for keeping, the first in the lowest.
func (b *Bits) Bytes() []byte { return b.bits }

package batch

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// Numbers are big-endian and of fixed width, so that each has one encoding.

func put16(b []byte, v uint16) []byte { return binary.BigEndian.AppendUint16(b, v) }
func put32(b []byte, v uint32) []byte { return binary.BigEndian.AppendUint32(b, v) }
func put64(b []byte, v uint64) []byte { return binary.BigEndian.AppendUint64(b, v) }

// put8s and put16s write a length of 1 or 2 bytes and then v.
func put8s[T ~string | ~[]byte](b []byte, v T) []byte  { return append(append(b, byte(len(v))), v...) }
func put16s[T ~string | ~[]byte](b []byte, v T) []byte { return append(put16(b, uint16(len(v))), v...) }

// cursor reads what the put functions wrote. After the first failure everything
// reads as zero; callers look at bad once, at the end, before they use a value.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if c.bad || n < 0 || n > len(c.b) {
		c.bad = true
		return nil
	}
	if n == 0 {
		return nil
	}
	v := c.b[:n:n]
	c.b = c.b[n:]
	return v
}

func (c *cursor) fixed(dst []byte) { copy(dst, c.take(len(dst))) }

func (c *cursor) u8() uint8 {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) u16() uint16 {
	if b := c.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// time reads milliseconds since 1970, which are never negative on the wire.
func (c *cursor) time() int64 {
	v := c.u64()
	if v > math.MaxInt64 {
		c.bad = true
		return 0
	}
	return int64(v)
}

func (c *cursor) bytes8() []byte  { return c.take(int(c.u8())) }
func (c *cursor) bytes16() []byte { return c.take(int(c.u16())) }

func (c *cursor) text(b []byte) string {
	if !utf8.Valid(b) {
		c.bad = true
		return ""
	}
	return string(b)
}

func (c *cursor) rest() []byte { return c.take(len(c.b)) }

// done reports that everything was read and nothing was left over.
func (c *cursor) done() bool { return !c.bad && len(c.b) == 0 }

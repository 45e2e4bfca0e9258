package batch

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// Set stands for a set of entry identifiers: how many, and the sum of their
// SHA-256 modulo 2^256. Equal sets have equal values; a store keeps it up to date
// by adding and removing, and adds up deltas in any order. The zero Set is empty.
//
// A sum does not resist somebody who may choose many identifiers (some 2^32 of
// them, by generalised birthdays). Whoever could send that many is enrolled and
// could as well send nothing; nothing but the need to reconcile is decided by it.
type Set struct {
	Count int64    // negative only in a delta
	Sum   [32]byte // big-endian
}

// Add puts e in. The caller knows that it was not there.
func (s *Set) Add(e EntryID) { s.Merge(Set{1, sha256.Sum256(e[:])}) }

// Remove takes e out. The caller knows that it was there.
func (s *Set) Remove(e EntryID) { s.Subtract(Set{1, sha256.Sum256(e[:])}) }

// Merge adds what d adds up to.
func (s *Set) Merge(d Set) {
	var carry uint64
	for i := 24; i >= 0; i -= 8 {
		var w uint64
		w, carry = bits.Add64(binary.BigEndian.Uint64(s.Sum[i:]), binary.BigEndian.Uint64(d.Sum[i:]), carry)
		binary.BigEndian.PutUint64(s.Sum[i:], w)
	}
	s.Count += d.Count
}

// Subtract is the opposite of Merge.
func (s *Set) Subtract(d Set) {
	var borrow uint64
	for i := 24; i >= 0; i -= 8 {
		var w uint64
		w, borrow = bits.Sub64(binary.BigEndian.Uint64(s.Sum[i:]), binary.BigEndian.Uint64(d.Sum[i:]), borrow)
		binary.BigEndian.PutUint64(s.Sum[i:], w)
	}
	s.Count -= d.Count
}

// SetOf returns the set of ids, which must differ from each other.
func SetOf(ids ...EntryID) (s Set) {
	for _, e := range ids {
		s.Add(e)
	}
	return s
}

// Package id makes and prints identifiers: 16 bytes, random, sortable by the
// time of their making, and of a different Go type for every kind of thing.
//
// The first 6 bytes are milliseconds since 1970 by the maker's clock, the other
// 10 are random, so two devices that never meet do not make the same one. The
// time in it is for sorting and for batches to compress well; nothing decides
// anything by it, because clocks are wrong.
//
// In text an identifier is 26 characters of Crockford's base 32 in lower case
// (no i, l, o, u), sorting like the bytes. [Of.Short] is for logs and for
// reading aloud; it is not unique.
package id

import (
	"cmp"
	"crypto/rand"
	"database/sql/driver"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Of is an identifier of the kind of thing that K marks, for example
//
//	type CaseID = id.Of[caseMark]
//	type caseMark struct{}
//
// The zero value identifies nothing.
type Of[K any] [16]byte

// ErrFormat is returned for text or bytes that are not an identifier.
var ErrFormat = errors.New("not an identifier")

var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns a new identifier, dated now.
func New[K any]() Of[K] { return At[K](time.Now()) }

// At returns a new identifier, dated t.
func At[K any](t time.Time) (i Of[K]) {
	rand.Read(i[:]) // never fails, see its documentation
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	copy(i[:6], ms[2:])
	return i
}

// Parse reads what [Of.String] wrote, and only that: every identifier has one text.
func Parse[K any](s string) (i Of[K], err error) {
	return i, i.UnmarshalText([]byte(s))
}

// FromBytes reads 16 bytes.
func FromBytes[K any](b []byte) (i Of[K], err error) {
	if len(b) != len(i) {
		return i, ErrFormat
	}
	return Of[K](b), nil
}

// IsZero reports whether i identifies nothing.
func (i Of[K]) IsZero() bool { return i == Of[K]{} }

// Compare orders identifiers by their bytes, which is the order of their making.
func (i Of[K]) Compare(j Of[K]) int { return cmp.Compare(string(i[:]), string(j[:])) }

// String returns the 26 characters.
func (i Of[K]) String() string { return encoding.EncodeToString(i[:]) }

// Short returns the last 6 characters, for logs and people.
func (i Of[K]) Short() string { return i.String()[20:] }

// Time returns when i was made, by its maker's clock.
func (i Of[K]) Time() time.Time {
	var ms [8]byte
	copy(ms[2:], i[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:])))
}

// MarshalText implements [encoding.TextMarshaler].
func (i Of[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (i *Of[K]) UnmarshalText(b []byte) error {
	var raw [17]byte // the decoder may touch one byte more than 16
	if encoding.DecodedLen(len(b)) != len(i) || len(b) != 26 {
		return ErrFormat
	}
	n, err := encoding.Decode(raw[:], b)
	if err != nil || n != len(i) {
		return ErrFormat
	}
	got := Of[K](raw[:16])
	if got.String() != string(b) { // the last character carries unused bits
		return ErrFormat
	}
	*i = got
	return nil
}

// Value implements [driver.Valuer]: a database keeps the 16 bytes.
func (i Of[K]) Value() (driver.Value, error) { return i[:], nil }

// Scan implements the scanner of database/sql.
func (i *Of[K]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Of[K]{}
		return nil
	case []byte:
		got, err := FromBytes[K](v)
		*i = got
		return err
	}
	return fmt.Errorf("scan %T: %w", src, ErrFormat)
}

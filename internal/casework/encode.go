package casework

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
)

// Bounds of what is encoded and decoded.
const (
	MaxChanges    = 4096     // in one entry
	MaxFields     = 4096     // in one change
	MaxReplaces   = 1024     // per field
	MaxBasis      = 1024     //
	MaxValue      = 1 << 20  // bytes of one value: a very long note
	MaxFieldPath  = 200      // bytes
	MaxAttachment = 48 << 20 // bytes of a document
	MaxEncoded    = 64 << 20 // bytes of one entry's body
)

// Errors of DecodeChanges.
var (
	// ErrMalformed: not what EncodeChanges writes.
	ErrMalformed = errors.New("malformed changes")
	// ErrNewerFormat: written by a newer version in a format this one cannot read.
	ErrNewerFormat = errors.New("changes in a newer format")
)

// Envelope is what an entry says outside its body: it is not repeated inside.
type Envelope struct {
	Subject  Subject
	By       StaffID
	Device   DeviceID
	Received time.Time // zero until the hub has it
}

// changesFormat is the first element of the encoding.
const changesFormat = 1

type wireEntry struct {
	_       struct{} `cbor:",toarray"`
	Format  uint64
	Changes []wireChange
}

type wireChange struct {
	ID         []byte              `cbor:"1,keyasint"`
	Kind       string              `cbor:"2,keyasint"`
	Item       []byte              `cbor:"3,keyasint,omitempty"`
	At         int64               `cbor:"4,keyasint"` // milliseconds since 1970
	Stamp      uint64              `cbor:"5,keyasint"`
	Body       map[string]string   `cbor:"6,keyasint"`
	Replaces   map[string][][]byte `cbor:"7,keyasint,omitempty"`
	Basis      [][]byte            `cbor:"8,keyasint,omitempty"`
	Attachment []byte              `cbor:"9,keyasint,omitempty"`
}

var encMode, decMode, rowDec = func() (cbor.EncMode, cbor.DecMode, cbor.DecMode) {
	e, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err)
	}
	strict := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, TagsMd: cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField, UTF8: cbor.UTF8RejectInvalid,
		MaxNestedLevels: 8, MaxArrayElements: max(MaxChanges, MaxReplaces, MaxBasis), MaxMapPairs: MaxFields,
	}
	d, err := strict.DecMode()
	if err != nil {
		panic(err)
	}
	strict.MaxArrayElements, strict.MaxMapPairs = 1<<20, 1<<20 // an item's row grows with what is written to it
	r, err := strict.DecMode()
	if err != nil {
		panic(err)
	}
	return e, d, r
}()

// EncodeChanges writes the changes of one entry in canonical CBOR: the same changes
// always give the same bytes. What stands in the Envelope, and Received, is left out.
// It fails for changes that DecodeChanges would refuse.
func EncodeChanges(changes []Change) ([]byte, error) {
	w := wireEntry{Format: changesFormat, Changes: make([]wireChange, len(changes))}
	for i, c := range changes {
		w.Changes[i] = toWire(c)
	}
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("encode changes: %w", err)
	}
	b, err := encMode.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encode changes: %w", err)
	}
	if len(b) > MaxEncoded {
		return nil, fmt.Errorf("encode changes: %d bytes: %w", len(b), ErrMalformed)
	}
	return b, nil
}

// DecodeChanges reads what EncodeChanges wrote, and only that: what it accepts
// encodes to the same bytes. Kinds, fields and values it does not know are kept.
func DecodeChanges(body []byte, env Envelope) ([]Change, error) {
	if len(body) > MaxEncoded {
		return nil, fmt.Errorf("decode changes: %d bytes: %w", len(body), ErrMalformed)
	}
	if len(body) >= 2 && body[0] == 0x82 && body[1] != changesFormat && body[1] <= 0x17 {
		return nil, fmt.Errorf("decode changes: format %d: %w", body[1], ErrNewerFormat)
	}
	var w wireEntry
	if err := decMode.Unmarshal(body, &w); err != nil {
		return nil, fmt.Errorf("decode changes: %w", ErrMalformed) // the decoder's text may quote a name
	}
	if err := w.check(); err != nil {
		return nil, fmt.Errorf("decode changes: %w", err)
	}
	again, err := encMode.Marshal(w)
	if err != nil || !bytes.Equal(again, body) {
		return nil, fmt.Errorf("decode changes: not canonical: %w", ErrMalformed)
	}
	out := make([]Change, len(w.Changes))
	for i, c := range w.Changes {
		out[i] = c.change(env)
	}
	return out, nil
}

func toWire(c Change) wireChange {
	w := wireChange{
		ID: c.ID[:], Kind: string(c.Kind), At: c.At.UnixMilli(), Stamp: uint64(c.Stamp),
		Body: make(map[string]string, len(c.Body)), Basis: idsToWire(c.Basis), Attachment: c.Attachment,
	}
	if !c.Item.IsZero() {
		w.Item = c.Item[:]
	}
	for f, v := range c.Body {
		w.Body[string(f)] = string(v)
	}
	for f, ids := range c.Replaces {
		if len(ids) == 0 {
			continue
		}
		if w.Replaces == nil {
			w.Replaces = make(map[string][][]byte, len(c.Replaces))
		}
		w.Replaces[string(f)] = idsToWire(ids)
	}
	return w
}

func (w wireChange) change(env Envelope) Change {
	c := Change{
		ID: ChangeID(w.ID), Subject: env.Subject, Kind: Kind(w.Kind), By: env.By, Device: env.Device, At: time.UnixMilli(w.At).UTC(),
		Stamp: Stamp(w.Stamp), Received: env.Received, Body: make(map[Field]Value, len(w.Body)), Basis: idsFromWire(w.Basis),
		Attachment: w.Attachment,
	}
	if w.Item != nil {
		c.Item = ItemID(w.Item)
	}
	for f, v := range w.Body {
		c.Body[Field(f)] = Value(v)
	}
	if w.Replaces != nil {
		c.Replaces = make(map[Field][]ChangeID, len(w.Replaces))
		for f, ids := range w.Replaces {
			c.Replaces[Field(f)] = idsFromWire(ids)
		}
	}
	return c
}

func idsToWire(ids []ChangeID) [][]byte {
	if len(ids) == 0 {
		return nil
	}
	out := make([][]byte, len(ids))
	for i := range ids {
		out[i] = ids[i][:]
	}
	return out
}

func idsFromWire(in [][]byte) []ChangeID {
	if len(in) == 0 {
		return nil
	}
	out := make([]ChangeID, len(in))
	for i, b := range in {
		out[i] = ChangeID(b)
	}
	return out
}

func malformed(what string) error { return fmt.Errorf("%s: %w", what, ErrMalformed) }

func (w wireEntry) check() error {
	if w.Format != changesFormat {
		return fmt.Errorf("format %d: %w", w.Format, ErrNewerFormat)
	}
	if len(w.Changes) == 0 || len(w.Changes) > MaxChanges {
		return malformed("number of changes")
	}
	seen := make(map[ChangeID]bool, len(w.Changes))
	for _, c := range w.Changes {
		if err := c.check(); err != nil {
			return err
		}
		if seen[ChangeID(c.ID)] {
			return malformed("same change twice")
		}
		seen[ChangeID(c.ID)] = true
	}
	return nil
}

func (w wireChange) check() error {
	switch {
	case len(w.ID) != 16 || ChangeID(w.ID).IsZero():
		return malformed("change identifier")
	case len(w.Item) != 0 && (len(w.Item) != 16 || ItemID(w.Item).IsZero()):
		return malformed("item identifier")
	case !pathOK(w.Kind):
		return malformed("kind")
	case w.At < 0 || w.At > maxMillis:
		return malformed("time")
	case len(w.Body) == 0 || len(w.Body) > MaxFields || len(w.Replaces) > MaxFields:
		return malformed("number of fields")
	case !idsOK(w.Basis, MaxBasis):
		return malformed("basis")
	case len(w.Attachment) > MaxAttachment:
		return malformed("attachment")
	case len(w.Attachment) > 0 && !Kind(w.Kind).IsFile() && KindOf(Kind(w.Kind)) != nil:
		return malformed("attachment to what is no document")
	}
	deleting := false
	for f, v := range w.Body {
		if !pathOK(f) || len(v) > MaxValue || !utf8.ValidString(v) {
			return malformed("field")
		}
		deleting = deleting || isDeleted(Field(f))
	}
	for f, ids := range w.Replaces {
		if _, written := w.Body[f]; !written && !deleting {
			return malformed("replaces what it does not write")
		}
		if !pathOK(f) || len(ids) == 0 || !idsOK(ids, MaxReplaces) {
			return malformed("replaces")
		}
		if slices.ContainsFunc(ids, func(b []byte) bool { return bytes.Equal(b, w.ID) }) {
			return malformed("replaces itself")
		}
	}
	return nil
}

// maxMillis is the end of the year 9999.
const maxMillis = 253402300799999

// idsOK: 16 bytes each, not zero, strictly ascending.
func idsOK(ids [][]byte, limit int) bool {
	if len(ids) > limit {
		return false
	}
	for i, b := range ids {
		if len(b) != 16 || ChangeID(b).IsZero() || i > 0 && bytes.Compare(ids[i-1], b) >= 0 {
			return false
		}
	}
	return true
}

// pathOK: segments of lower case letters, digits, _ and -, joined by dots. Upper
// case stands in language and country tags.
func pathOK(s string) bool {
	if len(s) == 0 || len(s) > MaxFieldPath {
		return false
	}
	start := true
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.':
			if start {
				return false
			}
			start = true
			continue
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
		start = false
	}
	return !start
}

package casework

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"time"
)

// The encoding of a folded item, for a store's row. It lives on one device only and
// is made again from the changes when FoldVersion or rowFormat changes; nothing else reads it.
const rowFormat = 1

type wireItem struct {
	_      struct{} `cbor:",toarray"`
	Format uint64
	Writes []wireWrite // every write that is referred to, once, ascending
	Fields map[string]wireField
}

type wireWrite struct {
	_      struct{} `cbor:",toarray"`
	Change []byte
	By     []byte
	Device []byte
	At     int64
	Stamp  uint64
}

type wireField struct {
	Heads []wireHead `cbor:"1,keyasint,omitempty"`
	Gone  [][]byte   `cbor:"2,keyasint,omitempty"`
	Past  []wireHead `cbor:"3,keyasint,omitempty"`
}

type wireHead struct {
	_     struct{} `cbor:",toarray"`
	Write uint64   // index
	Value string
	IDs   [][]byte // of a head Over, of a past write Replaces
}

// MarshalItem writes a folded item for a store's row: items that hold the same give the same bytes.
// Its kind and identifier are the row's key and not repeated.
func MarshalItem(it *Item) ([]byte, error) {
	writes := map[ChangeID]Write{}
	for _, fs := range it.Fields {
		for _, h := range fs.Heads {
			writes[h.Change] = h.Write
		}
		for _, p := range fs.Past {
			writes[p.Change] = p.Write
		}
	}
	ids := slices.SortedFunc(maps.Keys(writes), ChangeID.Compare)
	index := make(map[ChangeID]uint64, len(ids))
	w := wireItem{Format: rowFormat, Writes: make([]wireWrite, len(ids)), Fields: make(map[string]wireField, len(it.Fields))}
	for i, id := range ids {
		index[id] = uint64(i)
		x := writes[id]
		w.Writes[i] = wireWrite{Change: x.Change[:], By: x.By[:], Device: x.Device[:], At: x.At.UnixMilli(), Stamp: uint64(x.Stamp)}
	}
	for f, fs := range it.Fields {
		if len(fs.Heads)+len(fs.Gone)+len(fs.Past) == 0 {
			continue
		}
		wf := wireField{Gone: idsToWire(fs.Gone)}
		for _, h := range fs.Heads {
			wf.Heads = append(wf.Heads, wireHead{Write: index[h.Change], Value: string(h.Value), IDs: idsToWire(h.Over)})
		}
		for _, p := range fs.Past {
			wf.Past = append(wf.Past, wireHead{Write: index[p.Change], Value: string(p.Value), IDs: idsToWire(p.Replaces)})
		}
		w.Fields[string(f)] = wf
	}
	b, err := encMode.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encode item: %w", err)
	}
	return b, nil
}

// UnmarshalItem reads what MarshalItem wrote.
func UnmarshalItem(k ItemKey, row []byte) (*Item, error) {
	var w wireItem
	if err := rowDec.Unmarshal(row, &w); err != nil {
		return nil, fmt.Errorf("decode item: %w", ErrMalformed)
	}
	if w.Format != rowFormat {
		return nil, fmt.Errorf("decode item: format %d: %w", w.Format, ErrNewerFormat)
	}
	writes := make([]Write, len(w.Writes))
	for i, x := range w.Writes {
		if len(x.Change) != 16 || len(x.By) != 16 || len(x.Device) != 16 || i > 0 && bytes.Compare(w.Writes[i-1].Change, x.Change) >= 0 {
			return nil, fmt.Errorf("decode item: write: %w", ErrMalformed)
		}
		writes[i] = Write{ChangeID(x.Change), StaffID(x.By), DeviceID(x.Device), time.UnixMilli(x.At).UTC(), Stamp(x.Stamp)}
	}
	it := NewItem(k)
	for f, wf := range w.Fields {
		fs := it.at(Field(f))
		for _, h := range wf.Heads {
			if h.Write >= uint64(len(writes)) || !idsOK(h.IDs, len(h.IDs)) {
				return nil, fmt.Errorf("decode item: head: %w", ErrMalformed)
			}
			fs.Heads = append(fs.Heads, Head{writes[h.Write], Value(h.Value), idsFromWire(h.IDs)})
		}
		for _, p := range wf.Past {
			if p.Write >= uint64(len(writes)) || !idsOK(p.IDs, len(p.IDs)) {
				return nil, fmt.Errorf("decode item: past write: %w", ErrMalformed)
			}
			fs.Past = append(fs.Past, Past{writes[p.Write], Value(p.Value), idsFromWire(p.IDs)})
		}
		if !idsOK(wf.Gone, len(wf.Gone)) {
			return nil, fmt.Errorf("decode item: gone: %w", ErrMalformed)
		}
		fs.Gone = idsFromWire(wf.Gone)
	}
	return it, nil
}

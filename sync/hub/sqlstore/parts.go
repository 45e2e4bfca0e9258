package sqlstore

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"github.com/fxamacker/cbor/v2"

	"waymark/sync/batch"
	"waymark/sync/hub"
)

func (t *tx) AddPart(from batch.NodeID, p batch.Part, at time.Time) (*batch.Entry, error) {
	key := [][]byte{from[:], p.Entry.ID[:], binary.BigEndian.AppendUint64(nil, p.Offset), number(len(p.Bytes))}
	packed, err := cbor.Marshal(rowPart{toRow(p.Entry), p.Length, p.Sum[:], p.Offset})
	if err != nil {
		return nil, err
	}
	_, err = t.exec("INSERT INTO part (device, entry, start, length, at, envelope, body) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		blob(from), blob(p.Entry.ID), int64(p.Offset), int64(len(p.Bytes)), ms(at),
		t.seal.seal(packed, place(inPart, key...)), t.seal.seal(p.Bytes, place(inPartBody, key...)))
	if err != nil {
		return nil, err
	}
	var spans []batch.Span
	err = t.query(func(r *sql.Rows) error {
		var s batch.Span
		err := r.Scan(&s.Offset, &s.Length)
		spans = append(spans, s)
		return err
	}, "SELECT start, length FROM part WHERE device = ? AND entry = ?", blob(from), blob(p.Entry.ID))
	if err != nil || batch.Missing(p.Length, spans) != nil {
		return nil, err
	}
	parts, err := t.parts(from, p.Entry.ID)
	if err != nil {
		return nil, err
	}
	e, err := batch.Assemble(parts)
	if errors.Is(err, batch.ErrIncomplete) {
		return nil, nil
	}
	if _, err := t.exec("DELETE FROM part WHERE device = ? AND entry = ?", blob(from), blob(p.Entry.ID)); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, batch.ErrDamaged
	}
	return &e, nil
}

func (t *tx) parts(from batch.NodeID, e batch.EntryID) (parts []batch.Part, err error) {
	err = t.query(func(r *sql.Rows) error {
		var start, length int64
		var envelope, body []byte
		if err := r.Scan(&start, &length, &envelope, &body); err != nil {
			return err
		}
		key := [][]byte{from[:], e[:], binary.BigEndian.AppendUint64(nil, uint64(start)), number(int(length))}
		packed, err := t.seal.open(envelope, place(inPart, key...))
		if err != nil {
			return err
		}
		var row rowPart
		if err := cbor.Unmarshal(packed, &row); err != nil {
			return err
		}
		p := row.part()
		p.Bytes, err = t.seal.open(body, place(inPartBody, key...))
		parts = append(parts, p)
		return err
	}, "SELECT start, length, envelope, body FROM part WHERE device = ? AND entry = ? ORDER BY start", blob(from), blob(e))
	return parts, err
}

func (t *tx) PartBytes(d batch.NodeID) (n int64, err error) {
	_, err = t.one("SELECT CAST(coalesce(sum(length), 0) AS BIGINT) FROM part WHERE device = ?", []any{blob(d)}, &n)
	return n, err
}

func (t *tx) SetAside(from batch.NodeID, a hub.Aside) error {
	packed, err := cbor.Marshal(toRow(a.Entry))
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO aside (device, entry, reason, at, sealed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (device, entry) DO UPDATE SET reason = excluded.reason, at = excluded.at, sealed = excluded.sealed`,
		blob(from), blob(a.Entry.ID), int64(a.Reason), ms(a.At), t.seal.seal(packed, place(inAside, from[:], a.Entry.ID[:])))
	return err
}

func (t *tx) EndAside(from batch.NodeID, e batch.EntryID) error {
	_, err := t.exec("DELETE FROM aside WHERE device = ? AND entry = ?", blob(from), blob(e))
	return err
}

func (t *tx) Asides(from batch.NodeID) (all []hub.Aside, err error) {
	query, args := "SELECT device, entry, reason, at, sealed FROM aside ORDER BY at", []any{}
	if !from.IsZero() {
		query, args = "SELECT device, entry, reason, at, sealed FROM aside WHERE device = ? ORDER BY at", []any{blob(from)}
	}
	err = t.query(func(r *sql.Rows) error {
		var a hub.Aside
		var at int64
		var sealed []byte
		var e batch.EntryID
		if err := r.Scan(&a.From, &e, &a.Reason, &at, &sealed); err != nil {
			return err
		}
		packed, err := t.seal.open(sealed, place(inAside, a.From[:], e[:]))
		var row rowEntry
		if err == nil {
			err = cbor.Unmarshal(packed, &row)
		}
		a.Entry, a.At = row.entry(), fromMS(at)
		all = append(all, a)
		return err
	}, query, args...)
	return all, err
}

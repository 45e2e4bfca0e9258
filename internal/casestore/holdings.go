package casestore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"

	"waymark/sync/batch"
)

// What this device holds of what it shares with the hub: entries that do not wait
// in the outbox and were not set aside or withdrawn, and what was erased. Kept as
// one value that changes in the transaction that changes what it counts.

const (
	settingHoldings = "store.holdings"
	settingAgreed   = "store.agreed" // the holdings the hub last said it means this device to have
)

// loadHoldings reads them once per transaction, before the first change.
func (t *tx) loadHoldings() error {
	if t.holdings != nil {
		return nil
	}
	b, err := t.setting(settingHoldings)
	if err != nil {
		return err
	}
	set, err := parseSet(b)
	if err != nil {
		return err
	}
	t.holdings, t.before = &set, set
	return nil
}

func (t *tx) hold(e batch.EntryID) error {
	if err := t.loadHoldings(); err != nil {
		return err
	}
	t.holdings.Add(e)
	return nil
}

func (t *tx) unhold(e batch.EntryID) error {
	if err := t.loadHoldings(); err != nil {
		return err
	}
	t.holdings.Remove(e)
	return nil
}

// storeHoldings writes what changed, before the commit.
func (t *tx) storeHoldings() error {
	if t.holdings == nil || *t.holdings == t.before {
		return nil
	}
	return t.keep(settingHoldings, encodeSet(*t.holdings))
}

// holdingsToTell returns the holdings if they may be told, which is while nothing
// waits: the hub cannot count what it does not have yet.
func (t *tx) holdingsToTell() (*batch.Set, error) {
	var busy bool
	err := t.row(`SELECT EXISTS (SELECT 1 FROM outbox) OR EXISTS (SELECT 1 FROM notes)`).Scan(&busy)
	if err != nil || busy {
		return nil, err
	}
	if err := t.loadHoldings(); err != nil {
		return nil, err
	}
	set := *t.holdings
	return &set, nil
}

// Holdings returns what this device holds, as it would tell the hub.
func (s *Store) Holdings(ctx context.Context) (set batch.Set, err error) {
	b, err := s.Setting(ctx, settingHoldings)
	if err != nil {
		return batch.Set{}, err
	}
	return parseSet(b)
}

// CountHoldings counts them anew from the tables. It differs from [Store.Holdings]
// only if this package has a fault; tests and the check at start compare the two.
func (s *Store) CountHoldings(ctx context.Context) (set batch.Set, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		set = batch.Set{}
		rows, err := q.QueryContext(ctx, `SELECT id FROM entries WHERE state = 2 UNION ALL SELECT id FROM erased`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var e batch.EntryID
			if err := rows.Scan(&e); err != nil {
				return err
			}
			set.Add(e)
		}
		return rows.Err()
	})
	return set, err
}

func encodeSet(s batch.Set) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(s.Count)), s.Sum[:]...)
}

func parseSet(b []byte) (s batch.Set, err error) {
	switch len(b) {
	case 0:
		return s, nil
	case 40:
		s.Count = int64(binary.BigEndian.Uint64(b))
		copy(s.Sum[:], b[8:])
		return s, nil
	}
	return s, fmt.Errorf("holdings of %d bytes: %w", len(b), ErrDamaged)
}

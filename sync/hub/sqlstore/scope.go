package sqlstore

import (
	"bytes"
	"database/sql"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

func compareVisible(a, b hub.Visible) int {
	if c := bytes.Compare(a.Device[:], b.Device[:]); c != 0 {
		return c
	}
	return bytes.Compare(a.Entry[:], b.Entry[:])
}

// Show appends one delta for each device, made from the rows that were inserted
// and no others: so the set stays that of the rows whoever else inserts them.
func (t *tx) Show(v []hub.Visible) (added []hub.Visible, err error) {
	v = slices.Clone(v)
	slices.SortFunc(v, compareVisible)
	rows := make([][]any, len(v))
	for i := range v {
		rows[i] = []any{blob(v[i].Device), blob(v[i].Entry)}
	}
	err = t.insert("visible (device, entry)", 2, " ON CONFLICT DO NOTHING RETURNING device, entry", rows, func(r *sql.Rows) error {
		var w hub.Visible
		err := r.Scan(&w.Device, &w.Entry)
		added = append(added, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	return added, t.appendDeltas(added, (*batch.Set).Add)
}

func (t *tx) Hide(v []hub.Visible) (gone []hub.Visible, err error) {
	v = slices.Clone(v)
	slices.SortFunc(v, compareVisible)
	for len(v) > 0 {
		n := 1
		for n < len(v) && v[n].Device == v[0].Device {
			n++
		}
		ids := make([]batch.EntryID, n)
		for i := range ids {
			ids[i] = v[i].Entry
		}
		err := among(t, ids, func(r *sql.Rows) error {
			w := hub.Visible{Device: v[0].Device}
			err := r.Scan(&w.Entry)
			gone = append(gone, w)
			return err
		}, "DELETE FROM visible WHERE device = ? AND entry ", " RETURNING entry", blob(v[0].Device))
		if err != nil {
			return nil, err
		}
		v = v[n:]
	}
	return gone, t.appendDeltas(gone, (*batch.Set).Remove)
}

func (t *tx) appendDeltas(v []hub.Visible, change func(*batch.Set, batch.EntryID)) error {
	sets := map[batch.NodeID]*batch.Set{}
	for _, w := range v {
		if sets[w.Device] == nil {
			sets[w.Device] = new(batch.Set)
		}
		change(sets[w.Device], w.Entry)
	}
	rows := make([][]any, 0, len(sets))
	for d, s := range sets {
		rows = append(rows, []any{blob(d), s.Count, bytes.Clone(s.Sum[:])})
	}
	return t.insert("delta (device, count, sum)", 3, "", rows, nil)
}

func (t *tx) Shown(d batch.NodeID, e []batch.EntryID) (map[batch.EntryID]bool, error) {
	shown := map[batch.EntryID]bool{}
	return shown, among(t, e, func(r *sql.Rows) error {
		var id batch.EntryID
		err := r.Scan(&id)
		shown[id] = true
		return err
	}, "SELECT entry FROM visible WHERE device = ? AND entry ", "", blob(d))
}

func (t *tx) ErasedShown(d batch.NodeID, since time.Time) (ids []batch.EntryID, err error) {
	var at int64
	if !since.IsZero() {
		at = since.UnixMilli()
	}
	err = t.query(func(r *sql.Rows) error {
		var id batch.EntryID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT entry FROM erased WHERE at >= ? AND EXISTS (SELECT 1 FROM visible WHERE visible.device = ? AND visible.entry = erased.entry) ORDER BY entry", at, blob(d))
	return ids, err
}

// Deltas are added up when there are more than so many.
const deltasKept = 64

func (t *tx) Set(d batch.NodeID) (s batch.Set, err error) {
	n := 0
	add := func(r *sql.Rows) error {
		var delta batch.Set
		var sum []byte
		if err := r.Scan(&delta.Count, &sum); err != nil {
			return err
		}
		if len(sum) != len(delta.Sum) {
			return errors.New("a delta is malformed")
		}
		delta.Sum = [32]byte(sum)
		s.Merge(delta)
		n++
		return nil
	}
	if err := t.query(add, "SELECT count, sum FROM delta WHERE device = ?", blob(d)); err != nil || n <= deltasKept || t.readOnly {
		return s, err
	}
	// What another transaction appends meanwhile is not among the rows deleted here.
	s, n = batch.Set{}, 0
	if err := t.query(add, "DELETE FROM delta WHERE device = ? RETURNING count, sum", blob(d)); err != nil {
		return s, err
	}
	_, err = t.exec("INSERT INTO delta (device, count, sum) VALUES (?, ?, ?)", blob(d), s.Count, bytes.Clone(s.Sum[:]))
	return s, err
}

// errStop ends a query early.
var errStop = errors.New("enough")

func (t *tx) Range(d batch.NodeID, lo, hi batch.EntryID, f func(batch.EntryID) bool) error {
	query, args := "SELECT entry FROM visible WHERE device = ? AND entry >= ?", []any{blob(d), blob(lo)}
	if !hi.IsZero() {
		query, args = query+" AND entry < ?", append(args, blob(hi))
	}
	err := t.query(func(r *sql.Rows) error {
		var e batch.EntryID
		if err := r.Scan(&e); err != nil {
			return err
		}
		if !f(e) {
			return errStop
		}
		return nil
	}, query+" ORDER BY entry", args...)
	if errors.Is(err, errStop) {
		return nil
	}
	return err
}

func (t *tx) Pend(p []hub.Pending) error {
	p = slices.Clone(p)
	slices.SortFunc(p, func(a, b hub.Pending) int { return compareVisible(a.Visible, b.Visible) })
	rows := make([][]any, len(p))
	for i, r := range p {
		rows[i] = []any{blob(r.Device), blob(r.Entry), int64(r.Priority), int64(r.Op), int64(r.Reason), int64(r.Length), rand.Int64(), nil}
	}
	return t.insert("pending (device, entry, priority, op, reason, length, mark, done)", 8,
		` ON CONFLICT (device, entry) DO UPDATE SET priority = excluded.priority, op = excluded.op, reason = excluded.reason,
		length = excluded.length, mark = excluded.mark, done = excluded.done`, rows, nil)
}

func (t *tx) Unpend(d batch.NodeID, e []batch.EntryID) error {
	return among(t, sorted(e), nil, "DELETE FROM pending WHERE device = ? AND entry ", "", blob(d))
}

const pendingColumns = "SELECT entry, priority, op, reason, length, mark, done FROM pending WHERE device = ?"

func scanPending(d batch.NodeID, all *[]hub.Pending) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		p := hub.Pending{Visible: hub.Visible{Device: d}}
		err := r.Scan(&p.Entry, &p.Priority, &p.Op, &p.Reason, &p.Length, &p.Mark, &p.Done)
		*all = append(*all, p)
		return err
	}
}

func (t *tx) Pending(d batch.NodeID, n int) (all []hub.Pending, err error) {
	err = t.query(scanPending(d, &all), pendingColumns+" ORDER BY priority, entry DESC LIMIT ?", blob(d), n)
	return all, err
}

func (t *tx) Waiting(d batch.NodeID) (rows, size int64, err error) {
	// Not counted to the end: a new supervisor's laptop waits for a million.
	_, err = t.one("SELECT count(*), coalesce(CAST(sum(length) AS BIGINT), 0) FROM (SELECT length FROM pending WHERE device = ? LIMIT 100000) AS waiting",
		[]any{blob(d)}, &rows, &size)
	return rows, size, err
}

func (t *tx) PutErrand(d batch.NodeID, after casework.SubjectID) error {
	_, err := t.exec("INSERT INTO errand (device, after) VALUES (?, ?) ON CONFLICT (device) DO UPDATE SET after = excluded.after", blob(d), blob(after))
	return err
}

func (t *tx) Errand(d batch.NodeID) (after casework.SubjectID, ok bool, err error) {
	ok, err = t.one("SELECT after FROM errand WHERE device = ?"+t.d.forWrite, []any{blob(d)}, &after)
	return after, ok, err
}

func (t *tx) EndErrand(d batch.NodeID) error {
	_, err := t.exec("DELETE FROM errand WHERE device = ?", blob(d))
	return err
}

func (t *tx) Errands() (all []batch.NodeID, err error) {
	err = t.query(func(r *sql.Rows) error {
		all = append(all, batch.NodeID{})
		return r.Scan(&all[len(all)-1])
	}, "SELECT device FROM errand ORDER BY device")
	return all, err
}

package casestore

import (
	"context"
	"database/sql"
	"errors"

	"waymark/internal/casework"
)

// Flags are a function of a case's whole state. Working them out at every keystroke
// that is recorded would make a long case slow, and at every entry of a backfill
// would make that slow; so then it is only noted that they are stale.
const (
	fewItems    = 200 // of a case: read them all at once
	fewSubjects = 4   // in one transaction
)

// raise works out the flags of a case, or notes that they are stale.
func (t *tx) raise(s casework.Subject, subjects int) error {
	var items int
	if err := t.row(`SELECT count(*) FROM (SELECT 1 FROM items WHERE subject_kind = ? AND subject = ? LIMIT ?)`, s.Kind, s.ID, fewItems+1).Scan(&items); err != nil {
		return err
	}
	if subjects > fewSubjects || items > fewItems {
		_, err := t.exec(`INSERT INTO stale (subject_kind, subject) VALUES (?, ?) ON CONFLICT DO NOTHING`, s.Kind, s.ID)
		return err
	}
	return t.raiseNow(s)
}

func (t *tx) raiseNow(s casework.Subject) error {
	st := casework.NewState(s)
	err := t.each(func(r *sql.Rows) error {
		var key casework.ItemKey
		var row sql.RawBytes
		if err := r.Scan(&key.Kind, &key.ID, &row); err != nil {
			return err
		}
		if f := t.items[place{s, key}]; f != nil {
			st.Items[key] = f.item
			return nil
		}
		it, err := casework.UnmarshalItem(key, row)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		st.Items[key] = it
		return nil
	}, `SELECT kind, item, state FROM items WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID)
	if err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM flags WHERE subject_kind = ? AND subject = ?`, `DELETE FROM stale WHERE subject_kind = ? AND subject = ?`} {
		if _, err := t.exec(q, s.Kind, s.ID); err != nil {
			return err
		}
	}
	for _, f := range casework.FlagsOf(st) {
		if _, err := t.exec(`INSERT INTO flags (subject_kind, subject, flag, kind, item, by, at, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			s.Kind, s.ID, f.Flag, f.Kind, f.ID, f.By, f.At.UnixMilli(), f.Settled); err != nil {
			return err
		}
	}
	return nil
}

// Freshen does what was put off while many entries came in: it reads their words for
// search and works out flags. Call it after an exchange, with time to spare; search
// and what reads flags do it too, if nobody did.
func (s *Store) Freshen(ctx context.Context) error {
	if err := s.readWords(ctx); err != nil {
		return err
	}
	return s.freshenFlags(ctx)
}

func (s *Store) freshenFlags(ctx context.Context) error {
	for {
		var some []casework.Subject
		err := s.rows(ctx, func(r *sql.Rows) error {
			var x casework.Subject
			err := r.Scan(&x.Kind, &x.ID)
			some = append(some, x)
			return err
		}, func() { some = some[:0] }, `SELECT subject_kind, subject FROM stale LIMIT 500`)
		if err != nil || len(some) == 0 {
			return err
		}
		err = s.write(ctx, func(t *tx) error {
			for _, x := range some {
				if err := t.raiseNow(x); err != nil {
					return err
				}
				if err := t.listCase(x); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// Raised is a flag on an item of a case.
type Raised struct {
	Subject casework.Subject
	casework.Raised
}

// Flags returns flags that nobody has settled, of one case or, for a zero subject, of
// all; the latest first.
func (s *Store) Flags(ctx context.Context, subject casework.Subject, limit int) ([]Raised, error) {
	if err := s.freshenFlags(ctx); err != nil {
		return nil, err
	}
	where, args := `WHERE settled = 0 ORDER BY at DESC LIMIT ?`, []any{limit}
	if subject != (casework.Subject{}) {
		where, args = `WHERE settled = 0 AND subject_kind = ? AND subject = ? ORDER BY at DESC LIMIT ?`, []any{subject.Kind, subject.ID, limit}
	}
	var out []Raised
	err := s.rows(ctx, func(r *sql.Rows) error {
		var x Raised
		var at int64
		err := r.Scan(&x.Subject.Kind, &x.Subject.ID, &x.Flag, &x.Kind, &x.ID, &x.By, &at, &x.Settled)
		x.At = fromMillis(at)
		out = append(out, x)
		return err
	}, func() { out = out[:0] }, `SELECT subject_kind, subject, flag, kind, item, by, at, settled FROM flags `+where, args...)
	return out, err
}

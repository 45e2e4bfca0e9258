package casestore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"waymark/internal/casework"
)

// Setting returns what was kept under name, nil if nothing was. Names with a dot
// belong to whoever's word stands before the dot; "store." is this package's.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, error) {
	var out []byte
	err := s.read(ctx, func(q *sql.Tx) error {
		err := q.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = ?`, name).Scan(&out)
		if errors.Is(err, sql.ErrNoRows) {
			out, err = nil, nil
		}
		return err
	})
	return out, err
}

// Keep writes settings durably, all or none. A nil value removes the setting.
func (s *Store) Keep(ctx context.Context, settings map[string][]byte) error {
	return s.write(ctx, func(t *tx) error {
		for name, value := range settings {
			if err := t.keep(name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) keep(name string, value []byte) error {
	if value == nil {
		_, err := t.exec(`DELETE FROM settings WHERE name = ?`, name)
		return err
	}
	_, err := t.exec(`INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

func (t *tx) setting(name string) ([]byte, error) {
	var out []byte
	err := t.row(`SELECT value FROM settings WHERE name = ?`, name).Scan(&out)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return out, err
}

// Opening is one time somebody looked at, printed or copied something.
type Opening struct {
	At      time.Time // set by the store when written
	Staff   casework.StaffID
	Subject casework.Subject
	What    string // open | print | export | copy
	Reason  string // as given; empty for open
}

// NoteOpening writes o durably.
func (s *Store) NoteOpening(ctx context.Context, o Opening) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO openings (at, staff, subject_kind, subject, what, reason) VALUES (?, ?, ?, ?, ?, ?)`,
			t.now, o.Staff, o.Subject.Kind, o.Subject.ID, o.What, o.Reason)
		return err
	})
}

// Openings returns who opened, printed or copied something about a subject on this
// device, newest first.
func (s *Store) Openings(ctx context.Context, subject casework.Subject) ([]Opening, error) {
	var out []Opening
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		rows, err := q.QueryContext(ctx, `SELECT at, staff, what, reason FROM openings WHERE subject_kind = ? AND subject = ? ORDER BY no DESC`, subject.Kind, subject.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			o := Opening{Subject: subject}
			var at int64
			if err := rows.Scan(&at, &o.Staff, &o.What, &o.Reason); err != nil {
				return err
			}
			o.At = fromMillis(at)
			out = append(out, o)
		}
		return rows.Err()
	})
	return out, err
}

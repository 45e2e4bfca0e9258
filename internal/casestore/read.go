package casestore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// State returns everything folded about a subject. A subject of which nothing is
// kept has no items.
func (s *Store) State(ctx context.Context, subject casework.Subject) (*casework.State, error) {
	items, err := s.items(ctx, `WHERE subject_kind = ? AND subject = ?`, subject.Kind, subject.ID)
	if err != nil {
		return nil, err
	}
	st := casework.StateOf(subject, items...)
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM erased_subjects WHERE subject_kind = ? AND subject = ?)`, subject.Kind, subject.ID).Scan(&st.Whole)
	})
	return st, err
}

// Items returns the items of one kind of a subject that hold something, in the order
// of their making.
func (s *Store) Items(ctx context.Context, subject casework.Subject, kind casework.Kind) ([]*casework.Item, error) {
	return s.items(ctx, `WHERE subject_kind = ? AND subject = ? AND kind = ? AND live = 1 ORDER BY item`, subject.Kind, subject.ID, kind)
}

// Item returns one item, nil if nothing was ever written to it; all of its reading
// methods may be called on nil.
func (s *Store) Item(ctx context.Context, subject casework.Subject, key casework.ItemKey) (*casework.Item, error) {
	items, err := s.items(ctx, `WHERE subject_kind = ? AND subject = ? AND kind = ? AND item = ?`, subject.Kind, subject.ID, key.Kind, key.ID)
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return items[0], nil
}

func (s *Store) items(ctx context.Context, where string, args ...any) ([]*casework.Item, error) {
	var out []*casework.Item
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		rows, err := q.QueryContext(ctx, `SELECT kind, item, state FROM items `+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key casework.ItemKey
			var row sql.RawBytes
			if err := rows.Scan(&key.Kind, &key.ID, &row); err != nil {
				return err
			}
			it, err := casework.UnmarshalItem(key, row)
			if err != nil {
				return errors.Join(ErrDamaged, err)
			}
			out = append(out, it)
		}
		return rows.Err()
	})
	return out, err
}

// Subjects returns the subjects of a kind that have live items, in the order of
// their making.
func (s *Store) Subjects(ctx context.Context, kind casework.SubjectKind) ([]casework.Subject, error) {
	var out []casework.Subject
	err := s.rows(ctx, func(r *sql.Rows) error {
		x := casework.Subject{Kind: kind}
		err := r.Scan(&x.ID)
		out = append(out, x)
		return err
	}, func() { out = out[:0] }, `SELECT DISTINCT subject FROM items INDEXED BY items_list WHERE subject_kind = ? AND live = 1 ORDER BY subject`, kind)
	return out, err
}

func (s *Store) rows(ctx context.Context, scan func(*sql.Rows) error, reset func(), query string, args ...any) error {
	return s.read(ctx, func(q *sql.Tx) error {
		reset()
		rows, err := q.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// Listed is an item in a list across subjects.
type Listed struct {
	Subject   casework.Subject
	Item      casework.ItemKey
	Day       string         // 2006-01-02, or empty
	What      casework.Value // its state, outcome or verdict; empty if it has none
	Conflicts int
	Changed   casework.Stamp
}

const listedColumns = `SELECT i.subject_kind, i.subject, i.kind, i.item, i.day, i.what, i.conflicts, i.changed FROM items i `

func (s *Store) listed(ctx context.Context, where string, args ...any) ([]Listed, error) {
	var out []Listed
	err := s.rows(ctx, func(r *sql.Rows) error {
		var x Listed
		var changed int64
		err := r.Scan(&x.Subject.Kind, &x.Subject.ID, &x.Item.Kind, &x.Item.ID, &x.Day, &x.What, &x.Conflicts, &changed)
		x.Changed = casework.Stamp(changed)
		out = append(out, x)
		return err
	}, func() { out = out[:0] }, listedColumns+where, args...)
	return out, err
}

// List returns live items of a kind over all subjects, newest day first, at most
// limit: those in one of the states what (any, if none is given), of day since
// (2006-01-02) or later, or without a day if since is empty.
func (s *Store) List(ctx context.Context, kind casework.Kind, what []casework.Value, since string, limit int) ([]Listed, error) {
	where, args := `WHERE i.kind = ? AND i.live = 1 AND i.day >= ?`, []any{kind, since}
	if len(what) > 0 {
		where += ` AND i.what IN (?` + strings.Repeat(`, ?`, len(what)-1) + `)`
		for _, w := range what {
			args = append(args, w)
		}
	}
	return s.listed(ctx, where+` ORDER BY i.day DESC, i.item DESC LIMIT ?`, append(args, limit)...)
}

// Of returns the live items of a kind of one subject, newest day first, without
// opening them: a case's counselling sessions.
func (s *Store) Of(ctx context.Context, subject casework.Subject, kind casework.Kind) ([]Listed, error) {
	return s.listed(ctx, `WHERE i.subject_kind = ? AND i.subject = ? AND i.kind = ? AND i.live = 1 ORDER BY i.day DESC, i.item DESC`, subject.Kind, subject.ID, kind)
}

// Referring returns the live items of a kind that refer to target by a field: the
// reviews of a counselling session, the lines of a plan.
func (s *Store) Referring(ctx context.Context, target casework.ItemID, kind casework.Kind, field casework.Field) ([]Listed, error) {
	return s.listed(ctx, `JOIN refs r ON r.item = i.no WHERE r.target = ? AND r.kind = ? AND r.field = ? ORDER BY i.day, i.item`, target, kind, field)
}

// DayField names a field that holds a day or a moment.
type DayField struct {
	Kind  casework.Kind
	Field casework.Field
}

// Day is a day that an item names.
type Day struct {
	DayField
	Day     casework.Value // as written: 2006-01-02, or a moment with its offset
	Subject casework.Subject
	Item    casework.ItemKey
	What    casework.Value // the item's state
}

// Days returns what fields name from one day to another, both included
// (2006-01-02), the earliest first.
func (s *Store) Days(ctx context.Context, fields []DayField, from, to string) ([]Day, error) {
	var out []Day
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		st, err := q.PrepareContext(ctx, `SELECT d.day, i.subject_kind, i.subject, i.kind, i.item, i.what FROM days d JOIN items i ON i.no = d.item
			WHERE d.kind = ? AND d.field = ? AND d.day >= ? AND d.day < ?`)
		if err != nil {
			return err
		}
		defer st.Close()
		for _, f := range fields {
			rows, err := st.QueryContext(ctx, f.Kind, f.Field, from, to+"U") // after every T of that day
			if err != nil {
				return err
			}
			for rows.Next() {
				d := Day{DayField: f}
				if err := rows.Scan(&d.Day, &d.Subject.Kind, &d.Subject.ID, &d.Item.Kind, &d.Item.ID, &d.What); err != nil {
					rows.Close()
					return err
				}
				out = append(out, d)
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Day) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return out, err
}

// Conflicted returns items with conflicts nobody decided, newest change first.
func (s *Store) Conflicted(ctx context.Context, limit int) ([]Listed, error) {
	return s.listed(ctx, `WHERE i.conflicts > 0 ORDER BY i.changed DESC LIMIT ?`, limit)
}

// NewerThings returns items that hold what only a newer version understands.
func (s *Store) NewerThings(ctx context.Context, limit int) ([]Listed, error) {
	return s.listed(ctx, `WHERE i.newer > 0 ORDER BY i.changed DESC LIMIT ?`, limit)
}

// Recorded is a change as it was recorded, for the history of a subject.
type Recorded struct {
	casework.Change
	Class   casework.Class
	Entry   batch.EntryID
	Arrived time.Time // on this device
	Receipt time.Time // when the hub said it has it, by its clock; zero until then and for what others wrote
	Safety  Safety
}

// History returns the changes about a subject that can be read here, in the order of
// their stamps. Attachments are left out.
func (s *Store) History(ctx context.Context, subject casework.Subject) ([]Recorded, error) {
	var out []Recorded
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		t := &tx{ctx: ctx, q: q, s: s, stmts: map[string]*sql.Stmt{}}
		all, err := t.about(subject)
		if err != nil {
			return err
		}
		for _, k := range all {
			if !k.folded {
				continue
			}
			changes, err := t.changesOf(k)
			if err != nil {
				return err
			}
			var recorded, receipted int64
			var idle bool
			if err := t.row(`SELECT recorded, receipted, EXISTS (SELECT 1 FROM outbox WHERE entry = entries.id AND made = 0) FROM entries WHERE no = ?`, k.no).Scan(&recorded, &receipted, &idle); err != nil {
				return err
			}
			r := Recorded{Class: casework.Class(k.Class), Entry: k.ID, Arrived: fromMillis(recorded), Receipt: timeOf(receipted), Safety: safetyOf(k.state, idle)}
			for _, c := range changes {
				c.Attachment = nil
				r.Change = c
				out = append(out, r)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Recorded) int {
		return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), a.ID.Compare(b.ID))
	})
	return out, err
}

func safetyOf(st state, idle bool) Safety {
	switch {
	case st == setAside:
		return SetAside
	case st == waiting && idle:
		return HereOnly
	case st == waiting:
		return OnItsWay
	}
	return AtHub
}

// Change returns one change as it was recorded, its attachment included, or ErrNotFound.
func (s *Store) Change(ctx context.Context, c casework.ChangeID) (casework.Change, error) {
	var out casework.Change
	err := s.read(ctx, func(q *sql.Tx) error {
		t := &tx{ctx: ctx, q: q, s: s, stmts: map[string]*sql.Stmt{}}
		k := new(kept)
		err := k.scan(t.row(entryColumns+`WHERE no = (SELECT entry FROM changes WHERE id = ?)`, c))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		changes, err := t.changesOf(k)
		if err != nil {
			return err
		}
		for _, one := range changes {
			if one.ID == c {
				out = one
				return nil
			}
		}
		return ErrNotFound
	})
	return out, err
}

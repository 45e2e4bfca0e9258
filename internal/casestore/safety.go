package casestore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/sync/batch"
)

// Safety is where something is besides here.
type Safety uint8

// The states of safety, the best first. Of a case they say the worst of its entries.
const (
	AtHub    Safety = iota // the hub gave its receipt
	OnItsWay               // in a batch a courier has, without receipt
	HereOnly
	SetAside // the hub keeps it aside, or it could not be used here
)

const safetyOfCase = `CASE
	WHEN EXISTS (SELECT 1 FROM entries e JOIN aside a ON a.entry = e.id WHERE e.subject_kind = 1 AND e.subject = c.subject AND e.state <> 2 AND e.state = 3 AND a.mended = x'') THEN 3
	WHEN EXISTS (SELECT 1 FROM entries e JOIN outbox o ON o.entry = e.id WHERE e.subject_kind = 1 AND e.subject = c.subject AND e.state <> 2 AND e.state = 1 AND o.made = 0) THEN 2
	WHEN EXISTS (SELECT 1 FROM entries e WHERE e.subject_kind = 1 AND e.subject = c.subject AND e.state <> 2 AND e.state = 1) THEN 1
	ELSE 0 END`

// Unsent is an entry that is not simply at the hub: one row of the sync screen.
type Unsent struct {
	Entry    batch.EntryID
	Subject  casework.Subject
	Class    casework.Class
	Kinds    []casework.ItemKey // the items it writes; none if it cannot be read here
	Recorded time.Time
	Safety   Safety
	Size     int64           // of its body, bytes
	Left     int64           // bytes of it without a receipt
	Pieces   int             // how many it travels in; 1 for most
	Arrived  int             // of those, how many the hub gave receipts for
	Reason   casework.Reason // with SetAside
	Hint     string          // with SetAside: a message key, or empty
	Mended   batch.EntryID   // the entry that says it again; zero while none does
}

// Unsent returns what is here only, on its way or set aside: what is set aside first,
// then the newest.
func (s *Store) Unsent(ctx context.Context, limit int) ([]Unsent, error) {
	var out []Unsent
	err := s.read(ctx, func(q *sql.Tx) error {
		out = out[:0]
		rows, err := q.QueryContext(ctx, `SELECT e.no, e.id, e.subject_kind, e.subject, e.class, e.recorded, e.size, e.state,
			(SELECT count(*) FROM outbox o WHERE o.entry = e.id), (SELECT coalesce(sum(size), 0) FROM outbox o WHERE o.entry = e.id),
			(SELECT count(*) FROM outbox o WHERE o.entry = e.id AND o.made = 0), coalesce(a.reason, 0), coalesce(a.hint, ''), coalesce(a.mended, x'')
			FROM entries e LEFT JOIN aside a ON a.entry = e.id
			WHERE e.no IN (SELECT no FROM entries WHERE state <> 2 AND state <> 4 UNION SELECT x.no FROM aside y JOIN entries x ON x.id = y.entry) ORDER BY (a.entry IS NULL), e.recorded DESC, e.no DESC LIMIT ?`, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		var numbers []int64
		for rows.Next() {
			var u Unsent
			var no, recorded int64
			var st state
			var pieces, idle int
			var reason uint16
			var mended []byte
			if err := rows.Scan(&no, &u.Entry, &u.Subject.Kind, &u.Subject.ID, &u.Class, &recorded, &u.Size, &st, &pieces, &u.Left, &idle, &reason, &u.Hint, &mended); err != nil {
				return err
			}
			u.Recorded = fromMillis(recorded)
			u.Pieces = max(1, int((u.Size+pieceSize-1)/pieceSize))
			u.Arrived = max(0, u.Pieces-pieces)
			switch {
			case reason > 0 && len(mended) == 0:
				u.Safety = SetAside
			case st != waiting:
				u.Safety = AtHub
			case idle > 0:
				u.Safety = HereOnly
			default:
				u.Safety = OnItsWay
			}
			if reason > 0 {
				u.Reason = casework.ReasonOf(reason)
			}
			copy(u.Mended[:], mended)
			out, numbers = append(out, u), append(numbers, no)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return s.kindsOf(ctx, q, out, numbers)
	})
	return out, err
}

// kindsOf fills in which items entries write.
func (s *Store) kindsOf(ctx context.Context, q *sql.Tx, list []Unsent, numbers []int64) error {
	t := &tx{ctx: ctx, q: q, s: s, stmts: map[string]*sql.Stmt{}}
	for i, no := range numbers {
		k := new(kept)
		if err := k.scan(t.row(entryColumns+`WHERE no = ?`, no)); err != nil {
			return err
		}
		changes, err := t.changesOf(k)
		if err != nil {
			continue // sealed to others: the row says so by naming nothing
		}
		for _, c := range changes {
			key := casework.ItemKey{Kind: c.Kind, ID: c.Item}
			if n := len(list[i].Kinds); n == 0 || list[i].Kinds[n-1] != key {
				list[i].Kinds = append(list[i].Kinds, key)
			}
		}
	}
	return nil
}

// ErrNotAside is returned for an entry that is not set aside, or was mended before.
var ErrNotAside = errors.New("entry is not set aside")

// SendAgain gives what an entry says a new identifier and sends it again: after
// authority was put right, or the hub was updated. The old one stays set aside, marked as mended.
func (s *Store) SendAgain(ctx context.Context, e batch.EntryID) error {
	return s.write(ctx, func(t *tx) error {
		have, err := t.find(e)
		if err != nil {
			return err
		}
		var open bool
		if err := t.row(`SELECT EXISTS (SELECT 1 FROM aside WHERE entry = ? AND mended = x'')`, e).Scan(&open); err != nil {
			return err
		}
		if have == nil || have.state != setAside || !open {
			return ErrNotAside
		}
		body, err := t.open(&have.Entry)
		if err != nil {
			return err
		}
		again := have.Entry
		again.ID, again.Received, again.Vouch = newEntryID(t.now), 0, nil
		if again.Body, err = t.seal(&again, body); err != nil {
			return err
		}
		no, err := t.add(&again, waiting, again.Sum())
		if err != nil {
			return err
		}
		// Its changes are folded already; from now on they are the new entry's.
		for _, q := range []string{`UPDATE changes SET entry = ?1 WHERE entry = ?2`, `UPDATE entries SET folded = (SELECT folded FROM entries WHERE no = ?2) WHERE no = ?1`} {
			if _, err := t.exec(q, no, have.no); err != nil {
				return err
			}
		}
		if _, err := t.exec(`UPDATE aside SET mended = ? WHERE entry = ?`, again.ID, e); err != nil {
			return err
		}
		t.touch(subjectOf(&again))
		return t.enqueue(again.ID, len(again.Body), words, t.now)
	})
}

// SafetyOf returns the worst state of safety of a subject's entries.
func (s *Store) SafetyOf(ctx context.Context, subject casework.Subject) (Safety, error) {
	var out Safety
	err := s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT CASE
			WHEN EXISTS (SELECT 1 FROM entries e JOIN aside a ON a.entry = e.id WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.state <> 2 AND e.state = 3 AND a.mended = x'') THEN 3
			WHEN EXISTS (SELECT 1 FROM entries e JOIN outbox o ON o.entry = e.id WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.state <> 2 AND e.state = 1 AND o.made = 0) THEN 2
			WHEN EXISTS (SELECT 1 FROM entries e WHERE e.subject_kind = ?1 AND e.subject = ?2 AND e.state <> 2 AND e.state = 1) THEN 1
			ELSE 0 END`, subject.Kind, subject.ID).Scan(&out)
	})
	return out, err
}

// SafetyOfChange returns where one change is.
func (s *Store) SafetyOfChange(ctx context.Context, c casework.ChangeID) (Safety, error) {
	var out Safety
	err := s.read(ctx, func(q *sql.Tx) error {
		var st state
		var idle bool
		err := q.QueryRowContext(ctx, `SELECT e.state, EXISTS (SELECT 1 FROM outbox o WHERE o.entry = e.id AND o.made = 0)
			FROM changes c JOIN entries e ON e.no = c.entry WHERE c.id = ?`, c).Scan(&st, &idle)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ErrNotFound
		case err != nil:
			return err
		case st == setAside:
			out = SetAside
		case st == waiting && idle:
			out = HereOnly
		case st == waiting:
			out = OnItsWay
		}
		return nil
	})
	return out, err
}

// newID makes an identifier of any kind.
func newID[T ~[16]byte](now int64) T { return T(id.At[struct{}](fromMillis(now))) }

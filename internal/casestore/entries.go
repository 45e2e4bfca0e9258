package casestore

import (
	"crypto/sha256"
	"database/sql"
	"errors"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// kept is an entry as its row stands.
type kept struct {
	no     int64
	state  state
	folded bool
	sum    []byte
	batch.Entry
}

func sumOf(b []byte) [32]byte { return sha256.Sum256(b) }

func subjectOf(e *batch.Entry) casework.Subject {
	return casework.Subject{Kind: casework.SubjectKind(e.Kind), ID: casework.SubjectID(e.Subject)}
}

const entryColumns = `SELECT no, state, folded, sum, id, subject_kind, subject, class, circle, author, staff, received, vouch, body FROM entries `

func (k *kept) scan(r interface{ Scan(...any) error }) error {
	var subject, staff casework.SubjectID
	if err := r.Scan(&k.no, &k.state, &k.folded, &k.sum, &k.ID, &k.Kind, &subject, &k.Class, &k.Circle, &k.Author, &staff, &k.Received, &k.Vouch, &k.Body); err != nil {
		return err
	}
	k.Subject, k.Staff = batch.Bytes16(subject), batch.Bytes16(staff)
	return nil
}

// find returns the row of an entry, nil if there is none.
func (t *tx) find(e batch.EntryID) (*kept, error) {
	k := new(kept)
	err := k.scan(t.row(entryColumns+`WHERE id = ?`, e))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return k, err
}

// entry returns an entry as it travels.
func (t *tx) entry(e batch.EntryID) (batch.Entry, error) {
	k, err := t.find(e)
	if err == nil && k == nil {
		err = ErrNotFound
	}
	if err != nil {
		return batch.Entry{}, err
	}
	return k.Entry, nil
}

// about returns all entries about a subject, in the order of their arrival.
func (t *tx) about(s casework.Subject) ([]*kept, error) {
	var all []*kept
	err := t.each(func(r *sql.Rows) error {
		k := new(kept)
		if err := k.scan(r); err != nil {
			return err
		}
		all = append(all, k)
		return nil
	}, entryColumns+`WHERE subject_kind = ? AND subject = ? ORDER BY no`, s.Kind, s.ID)
	return all, err
}

// add writes a new row and returns its number. It says folded, which most entries are
// a moment later; see [tx.fold] for the others.
func (t *tx) add(e *batch.Entry, st state, sum [32]byte) (int64, error) {
	res, err := t.exec(`INSERT INTO entries (id, subject_kind, subject, class, circle, author, staff, sum, state, folded, recorded, receipted, received, vouch, size, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, 0, ?, ?, ?, ?)`,
		e.ID, e.Kind, e.Subject[:], e.Class, e.Circle, e.Author, e.Staff[:], sum[:], st, t.now, e.Received, nonNil(e.Vouch), len(e.Body), nonNil(e.Body))
	if err == nil {
		err = t.noteSealed(e)
	}
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// take keeps an entry that the hub gave.
func (t *tx) take(e *batch.Entry) error {
	gone, err := t.erasedEntry(e.ID)
	if err != nil || gone {
		return err
	}
	sum := e.Sum()
	have, err := t.find(e.ID)
	if err != nil {
		return err
	}
	if have != nil {
		return t.takeAgain(have, e, sum)
	}
	whole, err := t.erasedSubject(subjectOf(e))
	if err != nil {
		return err
	}
	if whole {
		return t.takeErasedSubject(e, sum)
	}
	no, err := t.add(e, held, sum)
	if err != nil {
		return err
	}
	if err := t.hold(e.ID); err != nil {
		return err
	}
	return t.fold(&kept{no: no, state: held, folded: true, Entry: *e})
}

// takeAgain is for an entry that is here already.
func (t *tx) takeAgain(have *kept, e *batch.Entry, sum [32]byte) error {
	if string(have.sum) != string(sum[:]) {
		return t.putAside(e.ID, casework.ReasonSameID.Number(), "", e.Body)
	}
	if have.Received == 0 || len(have.Vouch) == 0 {
		if _, err := t.exec(`UPDATE entries SET received = ?, vouch = ? WHERE no = ?`, e.Received, nonNil(e.Vouch), have.no); err != nil {
			return err
		}
	}
	switch have.state {
	case held:
		return nil
	case waiting: // the hub has it: a receipt by other means
		if err := t.unqueue(e.ID); err != nil {
			return err
		}
	case setAside: // the hub has come to another mind
		if _, err := t.exec(`DELETE FROM aside WHERE entry = ?`, e.ID); err != nil {
			return err
		}
	}
	if _, err := t.exec(`UPDATE entries SET state = 2 WHERE no = ?`, have.no); err != nil {
		return err
	}
	t.touch(subjectOf(e))
	if err := t.hold(e.ID); err != nil {
		return err
	}
	if !have.folded {
		return t.fold(have)
	}
	return nil
}

func (t *tx) unqueue(e batch.EntryID) error {
	_, err := t.exec(`DELETE FROM outbox WHERE entry = ?`, e)
	return err
}

// putAside remembers that an entry, or other bytes under its identifier, is set aside.
func (t *tx) putAside(e batch.EntryID, reason uint16, hint string, other []byte) error {
	_, err := t.exec(`INSERT INTO aside (entry, reason, hint, at, other, mended) VALUES (?, ?, ?, ?, ?, x'') ON CONFLICT DO NOTHING`,
		e, reason, hint, t.now, nonNil(other))
	return err
}

// takePart keeps a part, and the entry once it is whole.
func (t *tx) takePart(p *batch.Part) error {
	gone, err := t.erasedEntry(p.Entry.ID)
	if err != nil || gone {
		return err
	}
	var here bool
	if err := t.row(`SELECT EXISTS (SELECT 1 FROM entries WHERE id = ? AND state = 2)`, p.Entry.ID).Scan(&here); err != nil || here {
		return err
	}
	e := &p.Entry
	if _, err := t.exec(`INSERT INTO partial (entry, sum, length, subject_kind, subject, class, circle, author, staff, received, vouch, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET received = excluded.received, vouch = excluded.vouch`,
		e.ID, p.Sum[:], p.Length, e.Kind, e.Subject[:], e.Class, e.Circle, e.Author, e.Staff[:], e.Received, nonNil(e.Vouch), t.now); err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO parts (entry, sum, start, size, bytes) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.ID, p.Sum[:], p.Offset, len(p.Bytes), p.Bytes); err != nil {
		return err
	}
	return t.assemble(p)
}

// assemble takes the entry whose part p is, if nothing of it is missing.
func (t *tx) assemble(p *batch.Part) error {
	var spans []batch.Span
	err := t.each(func(r *sql.Rows) error {
		var s batch.Span
		err := r.Scan(&s.Offset, &s.Length)
		spans = append(spans, s)
		return err
	}, `SELECT start, size FROM parts WHERE entry = ? AND sum = ?`, p.Entry.ID, p.Sum[:])
	if err != nil || batch.Missing(p.Length, spans) != nil {
		return err
	}
	var parts []batch.Part
	err = t.each(func(r *sql.Rows) error {
		one := *p
		err := r.Scan(&one.Offset, &one.Bytes)
		parts = append(parts, one)
		return err
	}, `SELECT start, bytes FROM parts WHERE entry = ? AND sum = ? ORDER BY start`, p.Entry.ID, p.Sum[:])
	if err != nil {
		return err
	}
	for _, table := range []string{`DELETE FROM parts WHERE entry = ? AND sum = ?`, `DELETE FROM partial WHERE entry = ? AND sum = ?`} {
		if _, err := t.exec(table, p.Entry.ID, p.Sum[:]); err != nil {
			return err
		}
	}
	e, err := batch.Assemble(parts)
	if err != nil {
		return nil // whoever cut it lied about its sum; holdings bring the entry again
	}
	return t.take(&e)
}

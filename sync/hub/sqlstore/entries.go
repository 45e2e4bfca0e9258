package sqlstore

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// The letters of places, see place.
const (
	inEnvelope   = 'e'
	inBody       = 'b'
	inBlock      = 'k'
	inPart       = 'p'
	inPartBody   = 'q'
	inAside      = 'a'
	inInvitation = 'i'
	inSetting    = 's'
)

const (
	pieceSize = 64 << 10
	inlineMax = pieceSize // longer bodies are in blocks
)

func (t *tx) LockSubjects(s []casework.SubjectID) (fresh, erased map[casework.SubjectID]bool, err error) {
	s = sorted(s)
	rows := make([][]any, len(s))
	for i := range s {
		rows[i] = []any{blob(s[i]), int64(0)}
	}
	fresh, erased = map[casework.SubjectID]bool{}, map[casework.SubjectID]bool{}
	err = t.insert("subject (id, erased)", 2, " ON CONFLICT DO NOTHING RETURNING id", rows, func(r *sql.Rows) error {
		var id casework.SubjectID
		err := r.Scan(&id)
		fresh[id] = true
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return fresh, erased, among(t, s, func(r *sql.Rows) error {
		var id casework.SubjectID
		var at int64
		if err := r.Scan(&id, &at); err != nil {
			return err
		}
		if at != 0 {
			erased[id] = true
		}
		return nil
	}, "SELECT id, erased FROM subject WHERE id ", " ORDER BY id"+t.d.forWrite)
}

func (t *tx) Find(e []batch.EntryID) (map[batch.EntryID]hub.Standing, error) {
	found := map[batch.EntryID]hub.Standing{}
	// What is kept or erased counts for more than what was once set aside.
	for _, table := range []struct {
		column string
		is     hub.Standing
	}{{"entry FROM aside WHERE entry ", hub.IsAside}, {"id FROM entry WHERE id ", hub.Held}, {"entry FROM erased WHERE entry ", hub.Erased}} {
		err := among(t, e, func(r *sql.Rows) error {
			var id batch.EntryID
			err := r.Scan(&id)
			found[id] = table.is
			return err
		}, "SELECT "+table.column, "")
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// An envelope is 4 + 16 + 16 + 32 bytes and a vouch: kind, class, circle, whether
// it was understood, author, staff, sum.
const envelopeSize = 4 + 16 + 16 + 32

func packEnvelope(k hub.Kept) []byte {
	b := make([]byte, 0, envelopeSize+batch.MaxVouch)
	understood := byte(0)
	if k.Understood {
		understood = 1
	}
	b = append(b, k.Kind, k.Class, byte(k.Circle), understood)
	b = append(b, k.Author[:]...)
	b = append(b, k.Staff[:]...)
	b = append(b, k.Sum[:]...)
	return append(b, k.Vouch...)
}

func unpackEnvelope(k *hub.Kept, b []byte) error {
	if len(b) < envelopeSize {
		return errors.New("an envelope is malformed")
	}
	k.Kind, k.Class, k.Circle, k.Understood = b[0], b[1], batch.Circle(b[2]), b[3] == 1
	k.Author, k.Staff, k.Sum = batch.NodeID(b[4:20]), batch.Bytes16(b[20:36]), [32]byte(b[36:68])
	k.Vouch = b[68:]
	return nil
}

func number(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

func (t *tx) Add(e []hub.Kept) error {
	rows := make([][]any, len(e))
	var blocks [][]any
	for i := range e {
		k := &e[i]
		k.Length, k.Sum = uint64(len(k.Body)), sha256.Sum256(k.Body)
		var body any
		if len(k.Body) <= inlineMax {
			body = t.seal.seal(k.Body, place(inBody, k.ID[:]))
		} else {
			for n, rest := 0, k.Body; len(rest) > 0; n++ {
				piece := rest[:min(pieceSize, len(rest))]
				rest = rest[len(piece):]
				blocks = append(blocks, []any{blob(k.ID), int64(n), t.seal.seal(piece, place(inBlock, k.ID[:], number(n)))})
			}
		}
		rows[i] = []any{blob(k.ID), k.Subject[:], k.Received, int64(k.Length), int64(k.Steers),
			t.seal.seal(packEnvelope(*k), place(inEnvelope, k.ID[:])), body}
	}
	if err := t.insert("entry (id, subject, received, length, steers, envelope, body)", 7, "", rows, nil); err != nil {
		return err
	}
	return t.insert("block (entry, number, body)", 3, "", blocks, nil)
}

const keptColumns = "SELECT id, subject, received, length, steers, envelope"

// scanKept reads keptColumns and, if withBody, a body after them.
func (t *tx) scanKept(r *sql.Rows, withBody bool) (k hub.Kept, err error) {
	var subject, envelope, body []byte
	var length, steers int64
	into := []any{&k.ID, &subject, &k.Received, &length, &steers, &envelope}
	if withBody {
		into = append(into, &body)
	}
	if err := r.Scan(into...); err != nil {
		return k, err
	}
	if len(subject) != 16 {
		return k, errors.New("a subject is malformed")
	}
	k.Subject, k.Length, k.Steers = batch.Bytes16(subject), uint64(length), hub.Steers(steers)
	if envelope, err = t.seal.open(envelope, place(inEnvelope, k.ID[:])); err != nil {
		return k, err
	}
	if err := unpackEnvelope(&k, envelope); err != nil {
		return k, err
	}
	if body != nil {
		k.Body, err = t.seal.open(body, place(inBody, k.ID[:]))
		if k.Body == nil {
			k.Body = []byte{}
		}
	}
	return k, err
}

func (t *tx) Entry(e batch.EntryID) (hub.Kept, error) {
	all, err := t.Entries([]batch.EntryID{e}, batch.MaxBody)
	if err != nil {
		return hub.Kept{}, err
	}
	if len(all) == 0 {
		return hub.Kept{}, fmt.Errorf("entry: %w", hub.ErrUnknown)
	}
	return all[0], nil
}

func (t *tx) Entries(e []batch.EntryID, limit uint64) ([]hub.Kept, error) {
	all := make([]hub.Kept, 0, len(e))
	columns := keptColumns + ", body"
	if limit == 0 {
		columns = keptColumns
	}
	err := among(t, e, func(r *sql.Rows) error {
		k, err := t.scanKept(r, limit > 0)
		if k.Length > limit {
			k.Body = nil
		}
		all = append(all, k)
		return err
	}, columns+" FROM entry WHERE id ", "")
	if err != nil {
		return nil, err
	}
	return all, t.fill(all, limit)
}

// fill reads the bodies that are in blocks.
func (t *tx) fill(all []hub.Kept, limit uint64) (err error) {
	for i := range all {
		if k := &all[i]; limit > 0 && k.Body == nil && k.Length <= limit {
			if k.Body, err = t.Blocks(k.ID, 0, hub.Blocks(k.Length)); err != nil {
				return err
			}
			if sha256.Sum256(k.Body) != k.Sum {
				return fmt.Errorf("the blocks of an entry do not add up: %w", hub.ErrSealed)
			}
		}
	}
	return nil
}

func (t *tx) Blocks(e batch.EntryID, first, n int) ([]byte, error) {
	start, end := first*batch.MinPart, (first+n)*batch.MinPart
	from := start / pieceSize
	var body []byte
	next := from
	err := t.query(func(r *sql.Rows) error {
		var i int
		var sealed []byte
		if err := r.Scan(&i, &sealed); err != nil {
			return err
		}
		piece, err := t.seal.open(sealed, place(inBlock, e[:], number(i)))
		if err == nil && i != next {
			err = errors.New("a block of an entry is missing")
		}
		next++
		body = append(body, piece...)
		return err
	}, "SELECT number, body FROM block WHERE entry = ? AND number >= ? AND number < ? ORDER BY number",
		blob(e), from, (end+pieceSize-1)/pieceSize)
	if err != nil {
		return nil, err
	}
	if next == from { // a short body lies in its row
		var sealed []byte
		found, err := t.one("SELECT body FROM entry WHERE id = ? AND body IS NOT NULL", []any{blob(e)}, &sealed)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("entry: %w", hub.ErrUnknown)
		}
		if body, err = t.seal.open(sealed, place(inBody, e[:])); err != nil {
			return nil, err
		}
	}
	start -= from * pieceSize
	end -= from * pieceSize
	if start > len(body) {
		return nil, errors.New("blocks beyond the end of a body")
	}
	return body[start:min(end, len(body))], nil
}

func (t *tx) About(s casework.SubjectID) (all []hub.Kept, err error) {
	err = t.query(func(r *sql.Rows) error {
		k, err := t.scanKept(r, false)
		all = append(all, k)
		return err
	}, keptColumns+" FROM entry WHERE subject = ?", blob(s))
	return all, err
}

func (t *tx) Steering(s []casework.SubjectID) (all []hub.Kept, err error) {
	err = among(t, s, func(r *sql.Rows) error {
		k, err := t.scanKept(r, true)
		all = append(all, k)
		return err
	}, keptColumns+", body FROM entry WHERE steers > 0 AND subject ", "")
	if err != nil {
		return nil, err
	}
	return all, t.fill(all, batch.MaxBody)
}

func (t *tx) SteeringDirectory() (all []hub.Kept, err error) {
	err = t.query(func(r *sql.Rows) error {
		k, err := t.scanKept(r, true)
		all = append(all, k)
		return err
	}, keptColumns+", body FROM entry WHERE steers = 2")
	if err != nil {
		return nil, err
	}
	return all, t.fill(all, batch.MaxBody)
}

func (t *tx) Subjects(after casework.SubjectID, n int) (s []casework.SubjectID, err error) {
	err = t.query(func(r *sql.Rows) error {
		s = append(s, casework.SubjectID{})
		return r.Scan(&s[len(s)-1])
	}, "SELECT id FROM subject WHERE id > ? ORDER BY id LIMIT ?", blob(after), n)
	return s, err
}

func (t *tx) Erase(e []batch.EntryID, at time.Time) (now []batch.EntryID, err error) {
	e = sorted(e)
	rows := make([][]any, len(e))
	for i := range e {
		rows[i] = []any{blob(e[i]), ms(at)}
	}
	err = t.insert("erased (entry, at)", 2, " ON CONFLICT DO NOTHING RETURNING entry", rows, func(r *sql.Rows) error {
		now = append(now, batch.EntryID{})
		return r.Scan(&now[len(now)-1])
	})
	for _, where := range []string{"entry WHERE id ", "block WHERE entry ", "part WHERE entry ", "aside WHERE entry "} {
		if err == nil {
			err = among(t, e, nil, "DELETE FROM "+where, "")
		}
	}
	return now, err
}

func (t *tx) EraseSubject(s casework.SubjectID, at time.Time) error {
	if _, _, err := t.LockSubjects([]casework.SubjectID{s}); err != nil {
		return err
	}
	_, err := t.exec("UPDATE subject SET erased = ? WHERE id = ? AND erased = 0", ms(at), blob(s))
	return err
}

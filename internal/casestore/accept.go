package casestore

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"waymark/sync/batch"
)

// Taken reports whether batch b was accepted before. Then its receipt is owed again:
// its sender seems not to know.
func (s *Store) Taken(ctx context.Context, b batch.ID) (taken bool, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM taken WHERE id = ?)`, b).Scan(&taken)
	})
	if err != nil || !taken {
		return taken, err
	}
	return true, s.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE taken SET owed = 1 WHERE id = ? AND owed = 0`, b)
		return err
	})
}

// Accept keeps everything in an opened and verified batch of the hub in one
// transaction. It reports false for one that was accepted before.
func (s *Store) Accept(ctx context.Context, h batch.Header, c batch.Content) (fresh bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		fresh = false
		var seen bool
		if err := t.row(`SELECT EXISTS (SELECT 1 FROM taken WHERE id = ?)`, h.ID).Scan(&seen); err != nil || seen {
			return err
		}
		owed := 1 // nothing but receipts: say so when there is something else to say
		if !c.Empty() {
			owed = 2
		}
		if _, err := t.exec(`INSERT INTO taken (id, no, owed) VALUES (?, (SELECT coalesce(max(no), 0) + 1 FROM taken), ?)`, h.ID, owed); err != nil {
			return err
		}
		if err := t.hear(h); err != nil {
			return err
		}
		for _, b := range h.Receipts {
			if err := t.settle(b, h.Sent); err != nil {
				return err
			}
		}
		for i := range c.Entries {
			if err := t.take(&c.Entries[i]); err != nil {
				return err
			}
		}
		for i := range c.Parts {
			if err := t.takePart(&c.Parts[i]); err != nil {
				return err
			}
		}
		if err := t.heedAll(c.Notes, h); err != nil {
			return err
		}
		fresh = true
		return nil
	})
	return fresh, err
}

// hear learns the hub's time and what it means this device to hold.
func (t *tx) hear(h batch.Header) error {
	last, err := t.setting("store.hubtime")
	if err != nil {
		return err
	}
	if uint64(h.Sent) > parseNumber(last) { // an old stick does not turn time back
		if err := t.keepNumber("store.hubtime", uint64(h.Sent)); err != nil {
			return err
		}
		t.s.clock.Heard(fromMillis(h.Sent))
	}
	if h.Holdings == nil {
		return nil
	}
	if err := t.keepNumber("store.agreedat", uint64(h.Sent)); err != nil {
		return err
	}
	t.sync = true
	if err := t.keep(settingAgreed, encodeSet(*h.Holdings)); err != nil {
		return err
	}
	return t.askForWithdrawn(h.Sent)
}

// heedAll does what notes say. Those that differ in length or meaning from what this
// version reads are left to later versions: the entries they speak of come again.
func (t *tx) heedAll(notes []batch.Note, h batch.Header) error {
	var withdrawn []batch.EntryID
	for _, n := range notes {
		said, err := n.Read()
		if err != nil || said == nil {
			continue
		}
		switch said := said.(type) {
		case batch.MoreReceipts:
			for _, b := range said.Batches {
				if err = t.settle(b, h.Sent); err != nil {
					return err
				}
			}
		case batch.Withdraw:
			withdrawn = append(withdrawn, said.Entries...)
		case batch.Erased:
			err = t.eraseEntries(said.Entries)
		case batch.SetAside:
			err = t.setAside(said)
		case batch.Backed:
			err = t.backed(said.Until)
		case batch.Want:
			err = t.wanted(said.Entries)
		case batch.Reconcile:
			err = t.reconcile(said)
		}
		if err != nil {
			return err
		}
	}
	return t.withdraw(withdrawn)
}

// setAside is the hub's word that it keeps an entry of ours aside. It stays folded
// here: its author sees what was written, with the reason.
func (t *tx) setAside(said batch.SetAside) error {
	have, err := t.find(said.Entry)
	if err != nil || have == nil {
		return err
	}
	if have.state == held {
		if err := t.unhold(have.ID); err != nil {
			return err
		}
	}
	if err := t.unqueue(have.ID); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE entries SET state = 3 WHERE no = ?`, have.no); err != nil {
		return err
	}
	t.touch(subjectOf(&have.Entry))
	return t.putAside(said.Entry, said.Reason, said.Hint, nil)
}

// wanted gives entries back that the hub lacks.
func (t *tx) wanted(ids []batch.EntryID) error {
	var erased []batch.EntryID
	for _, e := range ids {
		gone, err := t.erasedEntry(e)
		if err != nil {
			return err
		}
		if gone {
			erased = append(erased, e)
			continue
		}
		have, err := t.find(e)
		if err != nil {
			return err
		}
		if have == nil || have.state == setAside || have.state == waiting {
			continue
		}
		if err := t.giveBack(have); err != nil {
			return err
		}
	}
	return t.note(batch.Erased{Entries: erased}, len(erased))
}

// giveBack puts an entry that the hub had once into the outbox again.
func (t *tx) giveBack(have *kept) error {
	if have.state == held {
		if err := t.unhold(have.ID); err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE entries SET state = 1 WHERE no = ?`, have.no); err != nil {
			return err
		}
	}
	t.touch(subjectOf(&have.Entry))
	return t.enqueue(have.ID, len(have.Body), givenBack, t.now)
}

// note puts something to say into the outbox of notes; nothing if n is 0.
func (t *tx) note(s batch.Saying, n int) error {
	if n == 0 {
		return nil
	}
	note, err := batch.NewNote(s)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO notes (kind, bytes, made) VALUES (?, ?, 0)`, note.Kind, note.Bytes)
	return err
}

// reconcile answers a message about what the hub means this device to hold.
func (t *tx) reconcile(m batch.Reconcile) error {
	a, err := m.Answer(ranger{t})
	if err != nil {
		return err
	}
	if err := t.note(a.Reply, len(a.Reply.Ranges)); err != nil {
		return err
	}
	if err := t.note(batch.Want{Entries: a.Want}, len(a.Want)); err != nil {
		return err
	}
	if err := t.wanted(a.Give); err != nil {
		return err
	}
	if err := t.keepNumber("store.reconciled", uint64(t.now)); err != nil {
		return err
	}
	return t.giveWithdrawn()
}

// Reconciled returns when holdings last had to be reconciled, zero if never: one of
// the two was restored from a copy, or was copied.
func (s *Store) Reconciled(ctx context.Context) (time.Time, error) {
	ms, err := s.number(ctx, "store.reconciled")
	if err != nil || ms == 0 {
		return time.Time{}, err
	}
	return fromMillis(int64(ms)), nil
}

// ranger walks what holdings count, in the order of the identifiers.
type ranger struct{ t *tx }

// Range yields the identifiers from lo to hi.
func (r ranger) Range(lo, hi batch.EntryID) iter.Seq2[batch.EntryID, error] {
	return func(yield func(batch.EntryID, error) bool) {
		if hi.IsZero() {
			hi = batch.EntryID(slices.Repeat([]byte{0xff}, 16))
		}
		stop := errors.New("stop")
		err := r.t.each(func(rows *sql.Rows) error {
			var e batch.EntryID
			if err := rows.Scan(&e); err != nil {
				return err
			}
			if !yield(e, nil) {
				return stop
			}
			return nil
		}, `SELECT id FROM entries INDEXED BY entries_held WHERE state = 2 AND id >= ?1 AND id < ?2
			UNION ALL SELECT id FROM erased WHERE id >= ?1 AND id < ?2 ORDER BY 1`, lo, hi)
		if err != nil && !errors.Is(err, stop) {
			yield(batch.EntryID{}, err)
		}
	}
}

// Standing returns how many entries wait for the hub's receipt and their bytes, how
// many are set aside and not mended, what is held, and whether that is what the hub
// last said it means this device to hold, and when it said so.
func (s *Store) Standing(ctx context.Context) (waiting int, bytes int64, aside int, set batch.Set, agreed bool, at time.Time, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		var have, told, when []byte
		err := q.QueryRowContext(ctx, `SELECT (SELECT count(DISTINCT entry) FROM outbox), (SELECT coalesce(sum(size), 0) FROM outbox),
			(SELECT count(*) FROM aside WHERE mended = x''),
			(SELECT value FROM settings WHERE name = ?), (SELECT value FROM settings WHERE name = ?), (SELECT value FROM settings WHERE name = 'store.agreedat')`,
			settingHoldings, settingAgreed).Scan(&waiting, &bytes, &aside, &have, &told, &when)
		if err != nil {
			return err
		}
		if set, err = parseSet(have); err != nil {
			return err
		}
		other, err := parseSet(told)
		if err != nil {
			return err
		}
		agreed = told != nil && other == set
		if ms := parseNumber(when); ms > 0 {
			at = fromMillis(int64(ms))
		}
		return nil
	})
	return waiting, bytes, aside, set, agreed, at, err
}

package casestore

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"waymark/sync/batch"
)

// priority says what travels first. Nothing waits for something larger.
type priority int

const (
	first     priority = 0 // to whom something is assigned: the hub judges everything else by it
	words     priority = 1
	longWords priority = 2 // too long for one frame
	files     priority = 3
	givenBack priority = 4 // what the hub lost and asked for again
)

// state of an entry, as the table entries explains.
type state int

const (
	waiting   state = 1
	held      state = 2
	setAside  state = 3
	withdrawn state = 4
)

const (
	pieceSize = batch.MinPart // entries with longer bodies travel in parts
	wholePart = -1
	mostSent  = 2000 // batches remembered
)

// enqueue puts an entry with a body of size bytes into the outbox. It stays there
// until a batch that held it is receipted.
func (t *tx) enqueue(e batch.EntryID, size int, p priority, queued int64) error {
	if p == first {
		queued = -queued // the newest of everything else goes first, of these the oldest
	}
	if size <= pieceSize {
		return t.enqueuePart(e, wholePart, size, p, queued)
	}
	for part, left := 0, size; left > 0; part, left = part+1, left-pieceSize {
		if err := t.enqueuePart(e, part, min(left, pieceSize), p, queued); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) enqueuePart(e batch.EntryID, part, size int, p priority, queued int64) error {
	_, err := t.exec(`INSERT INTO outbox (entry, part, priority, queued, made, size) VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING`,
		e, part, p, queued, size)
	return err
}

// Begin says that a new exchange begins: everything in the outbox may go again,
// also what is under way in batches nobody has given a receipt for.
func (s *Store) Begin(ctx context.Context) error {
	s.long.forget()
	return s.write(ctx, func(t *tx) error {
		for _, q := range []string{
			`UPDATE outbox SET made = 0 WHERE made > 0`,
			`UPDATE notes SET made = 0 WHERE made > 0`,
			`DELETE FROM sent WHERE made <= (SELECT max(made) FROM sent) - ` + fmt.Sprint(mostSent),
			`DELETE FROM taken WHERE owed = 0 AND no <= (SELECT max(no) FROM taken) - 20000`,
		} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
		return nil
	})
}

// Lost says that batches did not arrive: what they held may go again at once.
func (s *Store) Lost(ctx context.Context, ids ...batch.ID) error {
	return s.write(ctx, func(t *tx) error {
		for _, b := range ids {
			var made int64
			var receipts []byte
			err := t.row(`SELECT made, receipts FROM sent WHERE id = ? AND settled = 0`, b).Scan(&made, &receipts)
			if errors.Is(err, sql.ErrNoRows) {
				continue // receipted in the meantime
			}
			if err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE outbox SET made = 0 WHERE made = ?`, made); err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE notes SET made = 0 WHERE made = ?`, made); err != nil {
				return err
			}
			for r := range ids16(receipts) {
				if _, err := t.exec(`UPDATE taken SET owed = 2 WHERE id = ? AND owed = 1`, r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Compose makes the content of the next batch, about room bytes of it, and the
// header fields that are the store's: ID, Made, Receipts, Holdings, More. It
// reports false when there is nothing that needs saying and must is not set.
//
// What is in the batch is under way from then on: it is in no further batch until
// [Store.Begin] or [Store.Lost], and leaves the outbox only by a receipt. Holdings
// are given when the outbox is empty, because the hub cannot count what waits.
func (s *Store) Compose(ctx context.Context, room int, must bool) (h batch.Header, c batch.Content, ok bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		h, c, ok = batch.Header{}, batch.Content{}, false
		out := composing{tx: t, room: room}
		if err := out.notes(); err != nil {
			return err
		}
		if err := out.entries(); err != nil {
			return err
		}
		urgent, err := out.receiptsOwed()
		if err != nil {
			return err
		}
		if out.content.Empty() && !urgent && !must {
			return nil
		}
		made, err := t.nextMade()
		if err != nil {
			return err
		}
		h = batch.Header{ID: s.newBatchID(t.now), Made: uint64(made), Receipts: out.receipts[:min(len(out.receipts), batch.MaxReceipts)], More: out.more}
		if h.Holdings, err = t.holdingsToTell(); err != nil {
			return err
		}
		c, ok = out.content, true
		return out.underWay(h.ID, made)
	})
	return h, c, ok, err
}

// nextMade counts batches. It is at least the time, so that a device restored from an
// old copy does not count over again what it counted since.
func (t *tx) nextMade() (int64, error) {
	b, err := t.setting("store.made")
	if err != nil {
		return 0, err
	}
	n := max(parseNumber(b)+1, uint64(max(t.now, 0)))
	return int64(n), t.keepNumber("store.made", n)
}

// composing gathers one batch.
type composing struct {
	*tx
	room     int
	content  batch.Content
	receipts []batch.ID // all of them, those in a note too
	notesIn  []int64
	carried  []carried
	more     bool
}

// carried says which pieces of an entry are in a batch, both ends included.
type carried struct {
	entry      batch.EntryID
	from, last int32
}

func (c *composing) notes() error {
	return c.each(func(r *sql.Rows) error {
		var no int64
		var n batch.Note
		if err := r.Scan(&no, &n.Kind, &n.Bytes); err != nil {
			return err
		}
		if len(c.notesIn) > 0 && n.Size() > c.room {
			c.more = true
			return nil
		}
		c.room -= n.Size()
		c.notesIn = append(c.notesIn, no)
		c.content.Notes = append(c.content.Notes, n)
		return nil
	}, `SELECT no, kind, bytes FROM notes WHERE made = 0 ORDER BY no LIMIT 200`)
}

var errFull = errors.New("batch is full")

func (c *composing) entries() error {
	var long []carried
	err := c.each(func(r *sql.Rows) error {
		var e batch.Entry
		var part, size int
		if err := r.Scan(&e.ID, &part, &size); err != nil {
			return err
		}
		cost := size + 100
		if n := len(long) - 1; part != wholePart && n >= 0 && long[n].entry == e.ID && int(long[n].last) == part-1 &&
			int(long[n].last-long[n].from) < batch.MaxPart/pieceSize-1 {
			cost = size // goes on in the same frame
			if c.room < cost {
				return errFull
			}
			long[n].last++
			c.room -= cost
			return nil
		}
		if c.room < cost && len(c.carried)+len(long) > 0 {
			return errFull
		}
		c.room -= cost
		if part == wholePart {
			c.carried = append(c.carried, carried{e.ID, wholePart, wholePart})
		} else {
			long = append(long, carried{e.ID, int32(part), int32(part)})
		}
		return nil
	}, `SELECT entry, part, size FROM outbox WHERE made = 0 ORDER BY priority, queued DESC, entry, part`)
	if errors.Is(err, errFull) {
		c.more, err = true, nil
	}
	if err != nil {
		return err
	}
	for _, x := range c.carried {
		e, err := c.entry(x.entry)
		if err != nil {
			return err
		}
		c.content.Entries = append(c.content.Entries, e)
	}
	for _, x := range long {
		p, err := c.part(x)
		if err != nil {
			return err
		}
		c.content.Parts = append(c.content.Parts, p)
	}
	c.carried = append(c.carried, long...)
	return nil
}

// part cuts pieces out of a long entry. The entry stays in memory until the
// exchange is over: reading 20 MB again for each 8 KiB would take longer than
// sending them.
func (c *composing) part(x carried) (batch.Part, error) {
	whole, err := c.s.long.get(x.entry, func() (batch.Entry, error) { return c.entry(x.entry) })
	if err != nil {
		return batch.Part{}, err
	}
	from := uint64(x.from) * pieceSize
	end := min(uint64(len(whole.entry.Body)), uint64(x.last+1)*pieceSize)
	if from >= end {
		return batch.Part{}, fmt.Errorf("part %d of an entry of %d bytes", x.from, len(whole.entry.Body))
	}
	p := batch.Part{Entry: whole.entry, Length: uint64(len(whole.entry.Body)), Sum: whole.sum, Offset: from, Bytes: whole.entry.Body[from:end]}
	p.Entry.Body = nil
	return p, nil
}

// receiptsOwed gathers receipts, those that were never said first, and reports
// whether any of them is worth a batch of its own.
func (c *composing) receiptsOwed() (urgent bool, err error) {
	var beyond []batch.ID
	err = c.each(func(r *sql.Rows) error {
		var b batch.ID
		var owed int
		if err := r.Scan(&b, &owed); err != nil {
			return err
		}
		urgent = urgent || owed == 2
		if len(c.receipts) < batch.MaxReceipts {
			c.receipts = append(c.receipts, b)
		} else {
			beyond = append(beyond, b)
		}
		return nil
	}, `SELECT id, owed FROM taken WHERE owed > 0 ORDER BY owed DESC, no DESC LIMIT 2000`)
	if err == nil && len(beyond) > 0 {
		note, err := batch.NewNote(batch.MoreReceipts{Batches: beyond})
		if err != nil {
			return urgent, err
		}
		c.content.Notes = append(c.content.Notes, note)
		c.receipts = append(c.receipts, beyond...)
	}
	return urgent, err
}

// underWay remembers what went into batch b.
func (c *composing) underWay(b batch.ID, made int64) error {
	var entries, receipts []byte
	for _, x := range c.carried {
		entries = append(entries, x.entry[:]...)
		entries = binary.BigEndian.AppendUint32(entries, uint32(x.from))
		entries = binary.BigEndian.AppendUint32(entries, uint32(x.last))
		if _, err := c.exec(`UPDATE outbox SET made = ? WHERE entry = ? AND part BETWEEN ? AND ?`, made, x.entry, x.from, x.last); err != nil {
			return err
		}
	}
	for _, no := range c.notesIn {
		if _, err := c.exec(`UPDATE notes SET made = ? WHERE no = ?`, made, no); err != nil {
			return err
		}
	}
	for _, r := range c.receipts {
		receipts = append(receipts, r[:]...)
		if _, err := c.exec(`UPDATE taken SET owed = 1 WHERE id = ? AND owed = 2`, r); err != nil {
			return err
		}
	}
	_, err := c.exec(`INSERT INTO sent (id, made, at, settled, entries, receipts) VALUES (?, ?, ?, 0, ?, ?)`, b, made, c.now, nonNil(entries), nonNil(receipts))
	return err
}

// settle takes a receipt for batch b, given at hub time at.
func (t *tx) settle(b batch.ID, at int64) error {
	var made int64
	var entries, receipts []byte
	err := t.row(`SELECT made, entries, receipts FROM sent WHERE id = ? AND settled = 0`, b).Scan(&made, &entries, &receipts)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // settled before, or forgotten: then it is sent again
	}
	if err != nil {
		return err
	}
	for ; len(entries) >= 24; entries = entries[24:] {
		e := batch.EntryID(entries[:16])
		from, last := int32(binary.BigEndian.Uint32(entries[16:])), int32(binary.BigEndian.Uint32(entries[20:]))
		if _, err := t.exec(`DELETE FROM outbox WHERE entry = ? AND part BETWEEN ? AND ?`, e, from, last); err != nil {
			return err
		}
		if from != wholePart {
			var left bool
			if err := t.row(`SELECT EXISTS (SELECT 1 FROM outbox WHERE entry = ?)`, e).Scan(&left); err != nil {
				return err
			}
			if left {
				continue
			}
		}
		if err := t.arrivedAtHub(e, at); err != nil {
			return err
		}
	}
	for r := range ids16(receipts) {
		if _, err := t.exec(`UPDATE taken SET owed = 0 WHERE id = ?`, r); err != nil {
			return err
		}
	}
	if _, err := t.exec(`DELETE FROM notes WHERE made = ?`, made); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE sent SET settled = 1, entries = x'', receipts = x'' WHERE id = ?`, b)
	return err
}

// arrivedAtHub counts an entry as held by both, unless it was set aside, erased or
// withdrawn in the meantime.
func (t *tx) arrivedAtHub(e batch.EntryID, at int64) error {
	res, err := t.exec(`UPDATE entries SET state = 2, receipted = ? WHERE id = ? AND state = 1`, at, e)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	t.sync = true
	return t.hold(e)
}

// Receipted reports whether the hub gave its receipt for batch b.
func (s *Store) Receipted(ctx context.Context, b batch.ID) (ok bool, err error) {
	err = s.read(ctx, func(q *sql.Tx) error {
		return q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sent WHERE id = ? AND settled = 1)`, b).Scan(&ok)
	})
	return ok, err
}

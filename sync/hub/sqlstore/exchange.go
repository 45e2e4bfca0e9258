package sqlstore

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"waymark/sync/batch"
	"waymark/sync/hub"
)

// ms writes a time for the database; a zero one is 0.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

func (t *tx) LockDevice(d batch.NodeID) (hub.Exchanges, error) {
	if _, err := t.exec("INSERT INTO device (id, seen, made, chunk, agreed, backed) VALUES (?, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING", blob(d)); err != nil {
		return hub.Exchanges{}, err
	}
	return t.exchanges(d, t.d.forWrite)
}

func (t *tx) Exchanges(d batch.NodeID) (hub.Exchanges, error) { return t.exchanges(d, "") }

func (t *tx) exchanges(d batch.NodeID, lock string) (x hub.Exchanges, err error) {
	var seen, made, agreed, backed int64
	_, err = t.one("SELECT seen, made, chunk, agreed, backed FROM device WHERE id = ?"+lock, []any{blob(d)}, &seen, &made, &x.Chunk, &agreed, &backed)
	x.Seen, x.Made, x.Agreed, x.Backed = fromMS(seen), uint64(made), fromMS(agreed), fromMS(backed)
	return x, err
}

func (t *tx) PutExchanges(d batch.NodeID, x hub.Exchanges) error {
	_, err := t.exec("UPDATE device SET seen = ?, made = ?, chunk = ?, agreed = ?, backed = ? WHERE id = ?",
		ms(x.Seen), int64(min(x.Made, math.MaxInt64)), x.Chunk, ms(x.Agreed), ms(x.Backed), blob(d))
	return err
}

func (t *tx) Take(d batch.NodeID, b batch.ID, at time.Time) (bool, error) {
	n, err := t.exec("INSERT INTO taken (batch, device, at, owed) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING", blob(b), blob(d), ms(at))
	return n == 1, err
}

func (t *tx) Taken(b batch.ID) (bool, error) {
	var one int
	return t.one("SELECT 1 FROM taken WHERE batch = ?", []any{blob(b)}, &one)
}

func (t *tx) Owed(d batch.NodeID, n int) (owed []batch.ID, err error) {
	err = t.query(func(r *sql.Rows) error {
		var b batch.ID
		owed = append(owed, b)
		return r.Scan(&owed[len(owed)-1])
	}, "SELECT batch FROM taken WHERE device = ? AND owed = 1 ORDER BY at DESC, batch LIMIT ?", blob(d), n)
	return owed, err
}

const sentSize = 16 + 8 + 2 + 2

func (t *tx) Send(d batch.NodeID, s hub.Sending) error {
	content := make([]byte, 0, sentSize*len(s.Rows))
	for _, r := range s.Rows {
		content = append(content, r.Entry[:]...)
		content = binary.BigEndian.AppendUint64(content, uint64(r.Mark))
		content = binary.BigEndian.AppendUint16(content, r.Blocks[0])
		content = binary.BigEndian.AppendUint16(content, r.Blocks[1])
	}
	receipts := make([]byte, 0, 16*len(s.Receipts))
	for _, b := range s.Receipts {
		receipts = append(receipts, b[:]...)
	}
	_, err := t.exec("INSERT INTO sending (batch, device, at, turn, content, receipts) VALUES (?, ?, ?, ?, ?, ?)",
		blob(s.ID), blob(d), ms(s.At), s.Turn[:], content, receipts)
	return err
}

func scanSending(r *sql.Rows) (s hub.Sending, err error) {
	var at int64
	var turn, content, receipts []byte
	if err := r.Scan(&s.ID, &at, &turn, &content, &receipts); err != nil {
		return s, err
	}
	if len(turn) != len(s.Turn) || len(content)%sentSize != 0 || len(receipts)%16 != 0 {
		return s, fmt.Errorf("a sending is malformed")
	}
	s.At, s.Turn = fromMS(at), [8]byte(turn)
	for ; len(content) > 0; content = content[sentSize:] {
		s.Rows = append(s.Rows, hub.Sent{
			Entry: batch.EntryID(content[:16]), Mark: int64(binary.BigEndian.Uint64(content[16:])),
			Blocks: [2]uint16{binary.BigEndian.Uint16(content[24:]), binary.BigEndian.Uint16(content[26:])},
		})
	}
	for ; len(receipts) > 0; receipts = receipts[16:] {
		s.Receipts = append(s.Receipts, batch.ID(receipts[:16]))
	}
	return s, nil
}

func (t *tx) Sendings(d batch.NodeID) (all []hub.Sending, err error) {
	err = t.query(func(r *sql.Rows) error {
		s, err := scanSending(r)
		all = append(all, s)
		return err
	}, "SELECT batch, at, turn, content, receipts FROM sending WHERE device = ? ORDER BY at, batch", blob(d))
	return all, err
}

func (t *tx) Sending(b batch.ID) (bool, error) {
	var one int
	return t.one("SELECT 1 FROM sending WHERE batch = ?", []any{blob(b)}, &one)
}

func (t *tx) Receipted(d batch.NodeID, b batch.ID) (bool, error) {
	var s hub.Sending
	found := false
	err := t.query(func(r *sql.Rows) (err error) {
		found = true
		s, err = scanSending(r)
		return err
	}, "SELECT batch, at, turn, content, receipts FROM sending WHERE batch = ? AND device = ?", blob(b), blob(d))
	if err != nil || !found {
		return false, err
	}
	var whole, some []hub.Sent
	for _, r := range s.Rows {
		if r.Blocks == [2]uint16{} {
			whole = append(whole, r)
		} else {
			some = append(some, r)
		}
	}
	if err := t.arrived(d, whole); err != nil {
		return false, err
	}
	if err := t.arrivedInPart(d, some); err != nil {
		return false, err
	}
	if err := among(t, s.Receipts, nil, "UPDATE taken SET owed = 0 WHERE device = ? AND batch ", "", blob(d)); err != nil {
		return false, err
	}
	_, err = t.exec("DELETE FROM sending WHERE batch = ?", blob(b))
	return true, err
}

// arrived removes the pending rows that are still the ones that were sent.
func (t *tx) arrived(d batch.NodeID, sent []hub.Sent) error {
	ids, marks := make([]batch.EntryID, len(sent)), make(map[batch.EntryID]int64, len(sent))
	for i, r := range sent {
		ids[i], marks[r.Entry] = r.Entry, r.Mark
	}
	var gone []batch.EntryID
	err := among(t, ids, func(r *sql.Rows) error {
		var e batch.EntryID
		var mark int64
		if err := r.Scan(&e, &mark); err != nil {
			return err
		}
		if marks[e] == mark {
			gone = append(gone, e)
		}
		return nil
	}, "SELECT entry, mark FROM pending WHERE device = ? AND entry ", t.d.forWrite, blob(d))
	if err != nil {
		return err
	}
	return t.Unpend(d, gone)
}

func (t *tx) arrivedInPart(d batch.NodeID, sent []hub.Sent) error {
	for len(sent) > 0 {
		first := sent[0]
		var mark, length int64
		var done []byte
		found, err := t.one("SELECT mark, length, done FROM pending WHERE device = ? AND entry = ?"+t.d.forWrite,
			[]any{blob(d), blob(first.Entry)}, &mark, &length, &done)
		if err != nil {
			return err
		}
		n := 1
		for n < len(sent) && sent[n].Entry == first.Entry {
			n++
		}
		if found && mark == first.Mark {
			bits := hub.NewBits(uint64(length), done)
			for _, s := range sent[:n] {
				bits.Set(int(s.Blocks[0]), int(s.Blocks[1]))
			}
			if bits.Full() {
				err = t.Unpend(d, []batch.EntryID{first.Entry})
			} else {
				_, err = t.exec("UPDATE pending SET done = ? WHERE device = ? AND entry = ?", bits.Bytes(), blob(d), blob(first.Entry))
			}
			if err != nil {
				return err
			}
		}
		sent = sent[n:]
	}
	return nil
}

func (t *tx) ForgetSendings(d batch.NodeID, b []batch.ID) error {
	return among(t, b, nil, "DELETE FROM sending WHERE device = ? AND batch ", "", blob(d))
}

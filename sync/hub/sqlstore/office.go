package sqlstore

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

func (t *tx) Directory(change bool) (n int64, err error) {
	if !change {
		_, err = t.one("SELECT number FROM directory"+t.d.forShare, nil, &n)
		return n, err
	}
	_, err = t.one("UPDATE directory SET number = number + 1 RETURNING number", nil, &n)
	return n, err
}

// rowInvitation is what is sealed of an invitation.
type rowInvitation struct {
	Key    []byte `cbor:"1,keyasint"`
	Role   uint8  `cbor:"2,keyasint"`
	Office []byte `cbor:"3,keyasint"`
	Staff  []byte `cbor:"4,keyasint"`
	Uses   int    `cbor:"5,keyasint"`
}

func (t *tx) PutInvitation(i hub.Invitation) error {
	packed, err := cbor.Marshal(rowInvitation{i.Key[:], uint8(i.Role), i.Office[:], i.Staff[:], i.Uses})
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO invitation (id, expires, sealed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, sealed = excluded.sealed",
		i.ID[:], ms(i.Expires), t.seal.seal(packed, place(inInvitation, i.ID[:])))
	return err
}

func (t *tx) Invitation(id batch.Bytes16) (i hub.Invitation, err error) {
	var sealed []byte
	var expires int64
	found, err := t.one("SELECT expires, sealed FROM invitation WHERE id = ?"+t.d.forWrite, []any{id[:]}, &expires, &sealed)
	if err != nil {
		return i, err
	}
	if !found {
		return i, fmt.Errorf("invitation: %w", hub.ErrUnknown)
	}
	packed, err := t.seal.open(sealed, place(inInvitation, id[:]))
	if err != nil {
		return i, err
	}
	var row rowInvitation
	if err := cbor.Unmarshal(packed, &row); err != nil {
		return i, err
	}
	i.ID, i.Role, i.Uses, i.Expires = id, casework.Role(row.Role), row.Uses, fromMS(expires)
	copy(i.Key[:], row.Key)
	copy(i.Office[:], row.Office)
	copy(i.Staff[:], row.Staff)
	return i, nil
}

func (t *tx) Note(n hub.Notice) error {
	_, err := t.exec("INSERT INTO notice (device, what, at) VALUES (?, ?, ?)", blob(n.Device), int64(n.What), ms(n.At))
	return err
}

func (t *tx) Notices(since time.Time) (all []hub.Notice, err error) {
	err = t.query(func(r *sql.Rows) error {
		var n hub.Notice
		var at int64
		err := r.Scan(&n.Device, &n.What, &at)
		n.At = fromMS(at)
		all = append(all, n)
		return err
	}, "SELECT device, what, at FROM notice WHERE at >= ? ORDER BY at", ms(since))
	return all, err
}

func (t *tx) Setting(name string) ([]byte, error) {
	var sealed []byte
	found, err := t.one("SELECT value FROM setting WHERE name = ?", []any{name}, &sealed)
	if err != nil || !found {
		return nil, err
	}
	return t.seal.open(sealed, place(inSetting, []byte(name)))
}

func (t *tx) PutSetting(name string, value []byte) error {
	_, err := t.exec("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		name, t.seal.seal(value, place(inSetting, []byte(name))))
	return err
}

func (t *tx) Counts() (c hub.Counts, err error) {
	_, err = t.one(`SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM erased), (SELECT count(*) FROM aside), (SELECT count(*) FROM subject),
		(SELECT count(*) FROM visible), (SELECT count(*) FROM pending), (SELECT count(*) FROM part), (SELECT count(*) FROM taken)`, nil,
		&c.Entries, &c.Erased, &c.Asides, &c.Subjects, &c.Visible, &c.Pending, &c.Parts, &c.Batches)
	return c, err
}

func (t *tx) Purge(taken, sent, parts, invitations time.Time) error {
	for _, q := range []struct {
		query string
		at    time.Time
	}{
		{"DELETE FROM taken WHERE owed = 0 AND at < ?", taken},
		{"DELETE FROM sending WHERE at < ?", sent},
		{"DELETE FROM part WHERE at < ?", parts},
		{"DELETE FROM invitation WHERE expires < ?", invitations},
	} {
		if _, err := t.exec(q.query, ms(q.at)); err != nil {
			return err
		}
	}
	return nil
}

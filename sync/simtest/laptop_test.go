package simtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/device"
)

// laptop is one copy of a device: two clones are two laptops with the same node.
type laptop struct {
	v      *village
	name   string
	person string // whose it is
	node   batch.NodeID
	staff  casework.Staff
	key    vault.Key
	skew   time.Duration // of its clock

	dir    string
	vault  *vault.Vault // nil: in clear
	store  *casestore.Store
	engine *device.Engine

	images []string // copies of its files, the oldest first
	stick  string   // its stick's folder, "" while it has none

	// Where it is to be killed.
	dieComposed, dieBefore, dieAfter bool
}

func (l *laptop) String() string { return l.name }

func (l *laptop) now() time.Time { return l.v.now.Add(l.skew) }

// open opens the laptop's files as they lie.
func (l *laptop) open() error {
	vfs, path := "", filepath.Join(l.dir, "cases.db")
	if l.v.sealed {
		v, err := vault.UnlockRaw(l.dir, l.key)
		if err != nil {
			return err
		}
		l.vault, vfs, path = v, v.VFS(), v.Path("cases.db")
	}
	var err error
	if l.store, err = casestore.Open(l.v.ctx, path, casestore.Options{VFS: vfs, Now: l.now}); err != nil {
		return err
	}
	l.engine = device.New(&desk{Store: l.store, l: l}, device.Options{})
	return nil
}

func (l *laptop) close() error {
	err := l.store.Close()
	if l.vault != nil {
		if verr := l.vault.Close(); err == nil {
			err = verr
		}
		l.vault = nil
	}
	return err
}

// kill ends the process without finishing anything: the next one finds the files as
// they lie now.
func (l *laptop) kill() error {
	image := l.v.place(l.name)
	if err := copyFolder(l.dir, image); err != nil {
		return err
	}
	if err := l.close(); err != nil {
		return err
	}
	if err := os.RemoveAll(l.dir); err != nil {
		return err
	}
	l.dir = image
	l.dieComposed, l.dieBefore, l.dieAfter = false, false, false
	return l.open()
}

// photograph keeps a copy of the files, as somebody does who copies them.
func (l *laptop) photograph() error {
	image := l.v.place(l.name + "-image")
	l.images = append(l.images, image)
	return copyFolder(l.dir, image)
}

// row is an entry as a laptop keeps it.
type row struct {
	no      int64
	id      batch.EntryID
	subject casework.Subject
	class   casework.Class
	circle  casework.Circle
	author  batch.NodeID
	staff   casework.StaffID
	sum     [32]byte
	state   int // 1 waiting, 2 held, 3 set aside, 4 withdrawn
	folded  bool
	body    []byte
}

const (
	rowWaiting, rowHeld, rowAside, rowWithdrawn = 1, 2, 3, 4
)

// rows reads every entry the laptop keeps, after a number of its order of arrival.
func (l *laptop) rows(after int64) (all []row, err error) {
	err = l.store.DB().Read(l.v.ctx, func(q *sql.Tx) error {
		found, err := q.QueryContext(l.v.ctx, `SELECT no, id, subject_kind, subject, class, circle, author, staff, sum, state, folded, body FROM entries WHERE no > ? ORDER BY no`, after)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var r row
			var sum []byte
			if err := found.Scan(&r.no, &r.id, &r.subject.Kind, &r.subject.ID, &r.class, &r.circle, &r.author, &r.staff, &sum, &r.state, &r.folded, &r.body); err != nil {
				return err
			}
			copy(r.sum[:], sum)
			all = append(all, r)
		}
		return found.Err()
	})
	return all, err
}

// erasedIDs reads the list of what was erased.
func (l *laptop) erasedIDs() (all []batch.EntryID, err error) {
	err = l.store.DB().Read(l.v.ctx, func(q *sql.Tx) error {
		found, err := q.QueryContext(l.v.ctx, `SELECT id FROM erased`)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var e batch.EntryID
			if err := found.Scan(&e); err != nil {
				return err
			}
			all = append(all, e)
		}
		return found.Err()
	})
	return all, err
}

// desk stands between the engine and the store: it kills where a kill was planned,
// looks at everything that arrives, and breaks what is to be broken.
type desk struct {
	*casestore.Store
	l *laptop
}

func (d *desk) Compose(ctx context.Context, room int, must bool) (batch.Header, batch.Content, bool, error) {
	h, c, ok, err := d.Store.Compose(ctx, room, must)
	if err != nil || !ok {
		return h, c, ok, err
	}
	v := d.l.v
	v.composed(h.ID, c)
	if v.broken == holdingsIgnored {
		h.Holdings = nil
	}
	if v.broken == outboxDroppedWhenSent {
		// What a store does that takes "sent" for "arrived".
		receipt := batch.Header{ID: newOf[batch.ID](), Sent: v.now.UnixMilli(), Receipts: []batch.ID{h.ID}}
		if _, err := d.Store.Accept(ctx, receipt, batch.Content{}); err != nil {
			return h, c, ok, err
		}
	}
	if d.l.dieComposed {
		v.happened(deviceKilledComposed)
		return h, c, ok, errKilled
	}
	return h, c, ok, nil
}

func (d *desk) Accept(ctx context.Context, h batch.Header, c batch.Content) (bool, error) {
	d.l.v.look(d.l, c)
	if d.l.dieBefore {
		d.l.v.happened(deviceKilledBefore)
		return false, errKilled
	}
	fresh, err := d.Store.Accept(ctx, h, c)
	if err == nil && d.l.dieAfter {
		d.l.v.happened(deviceKilledAfter)
		return fresh, errKilled
	}
	return fresh, err
}

var errKilled = fmt.Errorf("killed")

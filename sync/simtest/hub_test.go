package simtest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
)

// middle is the village's hub with its files.
type middle struct {
	v     *village
	keys  hub.Keys
	dir   string
	vault *vault.Vault // nil: in clear
	store *sqlstore.Store
	*hub.Hub

	backups []string // files, the oldest first

	killBefore, killAfter bool // the next transaction
	dead                  bool // it was killed and is not up again
}

func (m *middle) clock() time.Time { return m.v.now }

func (m *middle) path() string { return filepath.Join(m.dir, "hub.db") }

func (m *middle) open() error {
	vfs, path := "", m.path()
	if m.v.sealed {
		v, err := vault.UnlockRaw(m.dir, m.keys.Vault)
		if err != nil {
			return err
		}
		m.vault, vfs, path = v, v.VFS(), v.Path("hub.db")
	}
	var err error
	if m.store, err = sqlstore.OpenSQLite(m.v.ctx, path, vfs, sqlstore.Keys(m.keys.Rows)); err != nil {
		return err
	}
	m.dead = false
	m.Hub, err = hub.New(m.v.ctx, &counter{Store: m.store, m: m}, m.keys, hub.Options{Now: m.clock, Limits: hub.Limits{AddressRate: 1e9, DeviceRate: 1e9}})
	return err
}

func (m *middle) close() error {
	err := m.store.Close()
	if m.vault != nil {
		if verr := m.vault.Close(); err == nil {
			err = verr
		}
		m.vault = nil
	}
	return err
}

// kill ends the hub's process; a new one goes on with the files as they lie.
func (m *middle) kill() error {
	image := m.v.place("hub")
	if err := copyFolder(m.dir, image); err != nil {
		return err
	}
	if err := m.close(); err != nil {
		return err
	}
	if err := os.RemoveAll(m.dir); err != nil {
		return err
	}
	m.dir, m.killBefore, m.killAfter = image, false, false
	return m.open()
}

func (m *middle) backup() error {
	path := m.v.place("backup") + ".db"
	m.backups = append(m.backups, path)
	return m.store.Backup(m.v.ctx, path)
}

// restore puts a backup in the place of the database.
func (m *middle) restore(backup string) error {
	b, err := os.ReadFile(backup)
	if err != nil {
		return err
	}
	if err := m.close(); err != nil {
		return err
	}
	for _, old := range []string{"-wal", "-journal", "-shm"} {
		if err := os.RemoveAll(m.path() + old); err != nil {
			return err
		}
	}
	if err := os.WriteFile(m.path(), b, 0o600); err != nil {
		return err
	}
	return m.open()
}

// counter stands between the hub and its store: it kills where a kill was planned,
// notes what came to the hub, and breaks what is to be broken.
type counter struct {
	hub.Store
	m *middle
}

func (c *counter) Update(ctx context.Context, f func(hub.Tx) error) error {
	v := c.m.v
	if c.m.dead {
		return errKilled
	}
	before, after := c.m.killBefore, c.m.killAfter
	c.m.killBefore, c.m.killAfter = false, false
	var added []hub.Kept
	var otherwise []batch.EntryID
	err := c.Store.Update(ctx, func(tx hub.Tx) error {
		added, otherwise = nil, nil
		if err := f(&counterTx{Tx: tx, v: v, added: &added, otherwise: &otherwise}); err != nil {
			return err
		}
		if before {
			return errKilled
		}
		return nil
	})
	switch {
	case before && errors.Is(err, errKilled):
		v.happened(hubKilledBefore)
		if v.broken == receiptsBeforeCommit {
			c.m.dead = true // as soon as it has answered
			return nil
		}
		c.m.dead = true
		return err
	case err != nil:
		return err
	}
	v.atHub(added, otherwise)
	if after {
		v.happened(hubKilledAfter)
		c.m.dead = true
		return errKilled
	}
	return nil
}

func (c *counter) View(ctx context.Context, f func(hub.Tx) error) error {
	return c.Store.View(ctx, f)
}

type counterTx struct {
	hub.Tx
	v         *village
	added     *[]hub.Kept
	otherwise *[]batch.EntryID // set aside, or erased
}

func (t *counterTx) Erase(e []batch.EntryID, at time.Time) ([]batch.EntryID, error) {
	*t.otherwise = append(*t.otherwise, e...)
	return t.Tx.Erase(e, at)
}

func (t *counterTx) Add(e []hub.Kept) error {
	*t.added = append(*t.added, e...)
	return t.Tx.Add(e)
}

func (t *counterTx) SetAside(from batch.NodeID, a hub.Aside) error {
	*t.otherwise = append(*t.otherwise, a.Entry.ID)
	if t.v.broken != judgeSkipped {
		return t.Tx.SetAside(from, a)
	}
	k := hub.Kept{Entry: a.Entry, Length: uint64(len(a.Entry.Body)), Sum: a.Entry.Sum(), Understood: true}
	k.Received = t.v.now.UnixMilli()
	k.Vouch = batch.Vouching{Keys: [][]byte{t.v.hub.keys.Vouching[0]}}.Vouch(k.Entry)
	known, err := t.Tx.Find([]batch.EntryID{k.ID})
	if err != nil || known[k.ID] == hub.Held {
		return err
	}
	if err := t.Add([]hub.Kept{k}); err != nil {
		return err
	}
	var shown []hub.Visible
	for _, l := range t.v.laptops {
		shown = append(shown, hub.Visible{Device: l.node, Entry: k.ID})
	}
	return t.showAndPend(shown, k.Length)
}

func (t *counterTx) showAndPend(v []hub.Visible, length uint64) error {
	fresh, err := t.Tx.Show(v)
	if err != nil {
		return err
	}
	var p []hub.Pending
	for _, x := range fresh {
		p = append(p, hub.Pending{Visible: x, Op: hub.Give, Priority: hub.Words, Length: length})
	}
	return t.Tx.Pend(p)
}

// Pend of a hub whose scope is broken gives the scout what it gives anybody.
func (t *counterTx) Pend(p []hub.Pending) error {
	if t.v.broken == reachSkipped {
		scout := t.v.named("scout").node
		for _, x := range slices.Clone(p) {
			if x.Op != hub.Give || x.Device == scout {
				continue
			}
			x.Device = scout
			fresh, err := t.Tx.Show([]hub.Visible{x.Visible})
			if err != nil {
				return err
			}
			if len(fresh) > 0 {
				p = append(p, x)
			}
		}
	}
	return t.Tx.Pend(p)
}

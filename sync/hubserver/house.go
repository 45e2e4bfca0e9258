package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"waymark/internal/durable"
	"waymark/internal/vault"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
)

// where says where a hub is: its database and its keys.
type where struct {
	DB   string // a file, or postgres://...
	Keys string // a folder; "" means beside the database
	// Empty lets an empty database be begun for keys that had one.
	Empty bool
}

func (w *where) flags(f *flag.FlagSet) {
	f.StringVar(&w.DB, "db", "", "the database: a file, or postgres://...")
	f.StringVar(&w.Keys, "keys", "", "the folder of the key files (default: that of the database file)")
}

func (w where) postgres() bool {
	return strings.HasPrefix(w.DB, "postgres://") || strings.HasPrefix(w.DB, "postgresql://")
}

// check makes paths absolute and says what is missing.
func (w where) check() (where, error) {
	var err error
	switch {
	case w.DB == "":
		return w, errors.New("-db says where the database is, and is missing")
	case w.postgres() && w.Keys == "":
		return w, errors.New("with PostgreSQL -keys DIR says where the key files are")
	case !w.postgres():
		if w.DB, err = filepath.Abs(w.DB); err != nil {
			return w, err
		}
	}
	if w.Keys == "" {
		w.Keys = filepath.Dir(w.DB)
	}
	w.Keys, err = filepath.Abs(w.Keys)
	return w, err
}

// same reports whether db is this hub's database. Of two addresses of PostgreSQL it
// cannot tell: they may be written in many ways, and a folder of keys fits one hub.
func (w where) same(db string) bool {
	other := where{DB: db}
	if w.postgres() || other.postgres() {
		return w.postgres() && other.postgres()
	}
	mine, err := os.Stat(w.DB)
	if err != nil {
		return w.DB == db
	}
	theirs, err := os.Stat(db)
	return err == nil && os.SameFile(mine, theirs)
}

// folder is where the socket is.
func (w where) folder() string {
	if w.postgres() {
		return w.Keys
	}
	return filepath.Dir(w.DB)
}

func (w where) socket() string { return filepath.Join(w.folder(), "hub.sock") }

const (
	keysName         = "hub.keys"
	organisationName = "organisation.keys"
)

// house is a hub with everything that belongs to it, open.
type house struct {
	where where
	hub   *hub.Hub
	store *sqlstore.Store
	vault *vault.Vault // nil on PostgreSQL
	url   string       // where it serves; "" when it does not
}

// open opens the store and makes the hub. With create, what is not there yet is made.
func open(ctx context.Context, w where, create bool) (*house, error) {
	return openWith(ctx, w, create, hub.Limits{})
}

// openWith is open with limits of somebody's choice, those that are zero excepted.
func openWith(ctx context.Context, w where, create bool, l hub.Limits) (_ *house, err error) {
	keys, made, err := w.readKeys(create)
	if err != nil {
		return nil, err
	}
	if !made && !w.Empty && w.emptied() {
		return nil, errNoDatabase
	}
	h := &house{where: w}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
			if made { // they fit nothing
				err = errors.Join(err, durable.Remove(filepath.Join(w.Keys, keysName)), durable.Remove(filepath.Join(w.Keys, organisationName)))
			}
		}
	}()
	if err := h.openStore(ctx, keys); err != nil {
		return nil, err
	}
	h.hub, err = hub.New(ctx, h.store, keys, hub.Options{Limits: l})
	return h, err
}

func (h *house) openStore(ctx context.Context, keys hub.Keys) (err error) {
	if h.where.postgres() {
		h.store, err = sqlstore.OpenPostgres(ctx, h.where.DB, keys.Rows)
		return err
	}
	dir, key := filepath.Dir(h.where.DB), vault.Key(keys.Vault)
	if h.vault, err = vault.UnlockRaw(dir, key); errors.Is(err, fs.ErrNotExist) {
		h.vault, err = vault.CreateRaw(dir, key)
	}
	if err != nil {
		return err
	}
	h.store, err = sqlstore.OpenSQLite(ctx, h.where.DB, h.vault.VFS(), keys.Rows)
	return err
}

func (h *house) close() error {
	var errs []error
	if h.store != nil {
		errs = append(errs, h.store.Close())
	}
	if h.vault != nil {
		errs = append(errs, h.vault.Close())
	}
	return errors.Join(errs...)
}

// errNoKeys: a database without its keys is not opened, and new ones are not made
// for it.
var errNoKeys = errors.New("the database is there and its hub.keys is not: nothing can be read without it")

// errNoDatabase: what a hub had is gone, and beginning an empty one without a word would
// hide that.
var errNoDatabase = errors.New("hub.keys is there and its database is not, or is empty: restore a backup; without one, serve -empty begins an empty database, which the devices fill again with what they have")

// emptied reports whether there is no database, and no journal of one: to SQLite that
// is a new one. PostgreSQL answers for its own.
func (w where) emptied() bool {
	if w.postgres() {
		return false
	}
	for _, p := range []string{w.DB, w.DB + "-wal"} {
		if i, err := os.Stat(p); err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && i.Size() > 0 {
			return false
		}
	}
	return true
}

// readKeys reads the key file. With create it makes one if neither it nor the
// database is there.
func (w where) readKeys(create bool) (k hub.Keys, made bool, err error) {
	b, err := os.ReadFile(filepath.Join(w.Keys, keysName))
	if err == nil {
		k, err = hub.ParseKeys(b)
		return k, false, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return k, false, fmt.Errorf("read keys: %w", err)
	}
	if !w.postgres() {
		if _, err := os.Stat(w.DB); err == nil {
			return k, false, errNoKeys
		}
	}
	if !create {
		return k, false, fmt.Errorf("no hub has been started here yet: %w", err)
	}
	k, err = w.makeKeys()
	return k, err == nil, err
}

func (w where) makeKeys() (k hub.Keys, err error) {
	if err := durable.MkdirAll(w.Keys, 0o700); err != nil {
		return k, fmt.Errorf("make folder of keys: %w", err)
	}
	o, err := w.organisation()
	if err != nil {
		return k, err
	}
	if k, err = hub.NewKeys(o, time.Now()); err != nil {
		return k, err
	}
	if err := durable.WriteFile(filepath.Join(w.Keys, keysName), k.Encode(), 0o600); err != nil {
		return k, fmt.Errorf("write keys: %w", err)
	}
	return k, nil
}

// organisation reads the organisation's keys if they were put here, and makes them
// otherwise.
func (w where) organisation() (o hub.Organisation, err error) {
	path := filepath.Join(w.Keys, organisationName)
	b, err := os.ReadFile(path)
	if err == nil {
		return hub.ParseOrganisation(b)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return o, fmt.Errorf("read organisation's keys: %w", err)
	}
	if o, err = hub.NewOrganisation(); err != nil {
		return o, err
	}
	if err := durable.WriteFile(path, o.Encode(), 0o600); err != nil {
		return o, fmt.Errorf("write organisation's keys: %w", err)
	}
	return o, nil
}

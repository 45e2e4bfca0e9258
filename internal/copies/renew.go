package copies

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"waymark/internal/durable"
	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

// ErrAside says that a log lies beside the databases that may hold words which are not in them: it would be lost with the
// old key.
var ErrAside = errors.New("a log was set aside")

// RenewOptions says how a new vault is made.
type RenewOptions struct {
	Passphrase []byte       // a new one: the old one may be known
	Params     vault.Params // zero: measured
	KDF        vault.Mode
}

// Beside the vault's folder.
const (
	newSuffix = ".new"
	oldSuffix = ".old"
	readyName = "vault.ready" // in the new one, from when on it is the vault
)

// at is told each step of what must survive a kill. Tests kill there.
var at = func(step string) {}

// Renew fills a new vault with everything in v, whose databases are given, open. When it returns nil, v is locked for
// good: nothing more can be written to it or read from it; close the databases and v, and call [Settle] with v's folder.
// When it returns an error, everything is as before. Errors: *[SpaceError], [ErrAside], or what the disk said.
func Renew(ctx context.Context, v *vault.Vault, dbs []*sqlite.DB, o RenewOptions) error {
	if err := renew(ctx, v, dbs, o); err != nil {
		return fmt.Errorf("renew vault: %w", err)
	}
	return nil
}

func renew(ctx context.Context, v *vault.Vault, dbs []*sqlite.DB, o RenewOptions) error {
	dir := v.Dir()
	fresh := dir + newSuffix
	if left, err := filepath.Glob(filepath.Join(dir, "*.aside-*")); err != nil || len(left) > 0 {
		return errors.Join(err, ErrAside)
	}
	if err := remove(fresh); err != nil {
		return err
	}
	if err := Room(v, dbs); err != nil {
		return err
	}
	var recovery []string
	for _, w := range v.Ways() {
		if w.Kind == "recovery" {
			recovery = append(recovery, w.Recipient)
		}
	}
	next, err := vault.Create(fresh, vault.CreateOptions{Passphrase: o.Passphrase, Recovery: recovery, Params: o.Params, KDF: o.KDF})
	if err != nil {
		return err
	}
	at("made")
	err = fill(ctx, v, next, dbs, func() error { return seal(v, next, dbs, o) })
	switch {
	case v.Sealed():
		return nil // what the databases say about their last transaction is about a vault that is locked
	case err == nil:
		err = errors.New("no database")
	}
	return errors.Join(err, next.Close(), remove(fresh))
}

// fill copies one database after the other, each while the ones before cannot be written.
func fill(ctx context.Context, v, next *vault.Vault, dbs []*sqlite.DB, then func() error) error {
	if len(dbs) == 0 {
		return then()
	}
	db := dbs[0]
	if filepath.Dir(db.Path()) != v.Dir() {
		return fmt.Errorf("%s is not in the vault", filepath.Base(db.Path()))
	}
	return db.Rekey(ctx, next.Path(filepath.Base(db.Path())), next.VFS(), func() error {
		at("filled")
		return fill(ctx, v, next, dbs[1:], then)
	})
}

// seal opens the new vault as its owner will, then makes it the vault.
func seal(v, next *vault.Vault, dbs []*sqlite.DB, o RenewOptions) error {
	fresh := next.Dir()
	if err := next.Close(); err != nil {
		return err
	}
	opened, err := vault.Unlock(fresh, o.Passphrase, vault.Options{KDF: o.KDF})
	if err != nil {
		return err
	}
	for _, db := range dbs {
		err = errors.Join(err, opened.Prove(opened.Path(filepath.Base(db.Path()))))
	}
	if err := errors.Join(err, opened.Close()); err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(fresh, readyName), nil, 0o600); err != nil {
		return err
	}
	at("ready")
	v.Seal()
	return nil
}

// Settle brings the vault at dir to its place after Renew, or after a kill during it, and removes what a kill left of
// copies that were being made. It does nothing to a vault that is open.
func Settle(dir string) error {
	err := settle(dir)
	if err == nil {
		err = tidy(dir)
	}
	if err != nil {
		return fmt.Errorf("settle vault: %w", err)
	}
	return nil
}

// tidy removes unfinished files.
func tidy(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var left []string
	for _, e := range list {
		if durable.IsTemp(e.Name()) && e.Type().IsRegular() {
			left = append(left, e.Name())
		}
	}
	if err != nil || len(left) == 0 || vault.Busy(dir) {
		return err
	}
	for _, name := range left {
		err = errors.Join(err, durable.Remove(filepath.Join(dir, name)))
	}
	return err
}

func settle(dir string) error {
	fresh, old := dir+newSuffix, dir+oldSuffix
	if !there(fresh) && !there(old) {
		return nil
	}
	for _, d := range []string{dir, fresh} {
		if there(d) && vault.Busy(d) {
			return nil // whoever is at it settles it
		}
	}
	if there(filepath.Join(fresh, readyName)) {
		if there(dir) {
			if err := remove(old); err != nil {
				return err
			}
			if err := durable.Rename(dir, old); err != nil {
				return err
			}
			at("old moved")
		}
		if err := durable.Rename(fresh, dir); err != nil {
			return err
		}
		at("new moved")
	}
	switch {
	case there(dir):
		if err := remove(fresh); err != nil {
			return err
		}
		if err := remove(old); err != nil {
			return err
		}
		at("old removed")
		if there(filepath.Join(dir, readyName)) {
			return durable.Remove(filepath.Join(dir, readyName))
		}
	case there(old):
		return durable.Rename(old, dir)
	}
	return nil
}

func there(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// remove takes a vault away, its key first: what is left of it then opens nothing.
func remove(dir string) error {
	if !there(dir) {
		return nil
	}
	// A new vault that is ready is one: it stops being one before anything of it goes.
	for _, name := range []string{readyName, "vault.key"} {
		if err := durable.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	at("key removed")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(dir))
}

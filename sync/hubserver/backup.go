package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"waymark/internal/durable"
	"waymark/internal/vault"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
)

// backedSlack is taken off the time of a backup: a batch that was dated just before
// may have been committed after.
const backedSlack = time.Minute

// backup writes a copy of a moment and reads it through. Only then are devices told
// that what they sent before is in a backup. An embedded database is copied as a file
// that only its vault's key opens; PostgreSQL is dumped.
func backup(ctx context.Context, h *house, dir string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("backup", flag.ContinueOnError)
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	path, began := at(dir, f.Arg(0)), time.Now()
	if _, err := os.Stat(path); err == nil {
		return errors.New("there is a file of that name: a backup replaces none")
	}
	var err error
	if h.store.Embedded() {
		err = h.store.Backup(ctx, path)
	} else {
		err = dump(ctx, h.store, path)
	}
	if err != nil {
		return err
	}
	if err := h.hub.SetBacked(ctx, began.Add(-backedSlack)); err != nil {
		return err
	}
	fmt.Fprintln(stdout, path)
	fmt.Fprintf(stderr, "without %s nobody can read it: keep that elsewhere\n", keysName)
	return nil
}

func dump(ctx context.Context, s *sqlstore.Store, path string) error {
	if err := durable.Write(path, 0o600, func(w io.Writer) error { return s.Dump(ctx, w) }); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(s.CheckDump(f), f.Close())
}

// restore puts a backup in the place of a database that is not there. The keys must
// be: without them a backup is noise.
func restore(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	w, rest, err := split(args)
	f := flag.NewFlagSet("restore", flag.ContinueOnError)
	if err == nil {
		err = parse(f, stderr, rest, 1)
	}
	if err == nil {
		w, err = w.check()
	}
	if err != nil {
		fmt.Fprintln(stderr, "hubserver:", err)
		return errUsage
	}
	b, err := os.ReadFile(filepath.Join(w.Keys, keysName))
	if err != nil {
		return fmt.Errorf("restore needs the hub's keys: %w", err)
	}
	keys, err := hub.ParseKeys(b)
	if err != nil {
		return err
	}
	from, err := os.Open(f.Arg(0))
	if err != nil {
		return err
	}
	defer from.Close()
	head := make([]byte, 32)
	if _, err := io.ReadFull(from, head); err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if sqlstore.IsDump(head) {
		err = w.restoreDump(ctx, keys, from)
	} else {
		err = w.restoreFile(ctx, keys, from)
	}
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	h, err := open(ctx, w, false)
	if err != nil {
		return fmt.Errorf("open what was restored: %w", err)
	}
	c, err := h.hub.Counts(ctx)
	if err == nil {
		fmt.Fprintf(stdout, "entries=%d subjects=%d pending=%d\n", c.Entries, c.Subjects, c.Pending)
	}
	return errors.Join(err, h.close())
}

func (w where) restoreDump(ctx context.Context, keys hub.Keys, from io.Reader) error {
	if !w.postgres() {
		if err := absent(w.DB); err != nil {
			return err
		}
	}
	h := &house{where: w}
	err := h.openStore(ctx, keys)
	if err == nil {
		err = h.store.Load(ctx, from)
	}
	return errors.Join(err, h.close())
}

var errOtherKind = errors.New("a copy of an embedded database goes to a file, not to PostgreSQL")

func (w where) restoreFile(ctx context.Context, keys hub.Keys, from io.Reader) error {
	if w.postgres() {
		return errOtherKind
	}
	if err := absent(w.DB); err != nil {
		return err
	}
	if err := durable.MkdirAll(filepath.Dir(w.DB), 0o700); err != nil {
		return err
	}
	// Proved before it gets its name: a file that these keys do not open is not put
	// where a database belongs.
	trial := w.DB + ".restored"
	if err := durable.Write(trial, 0o600, func(to io.Writer) error { _, err := io.Copy(to, from); return err }); err != nil {
		return err
	}
	err := proves(ctx, trial, keys)
	if err == nil {
		err = durable.Rename(trial, w.DB)
	}
	if err != nil {
		return errors.Join(err, durable.Remove(trial))
	}
	return nil
}

func proves(ctx context.Context, path string, keys hub.Keys) (err error) {
	v, err := vault.UnlockRaw(filepath.Dir(path), vault.Key(keys.Vault))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	s, err := sqlstore.OpenSQLite(ctx, path, v.VFS(), keys.Rows)
	if err != nil {
		return err
	}
	return s.Close()
}

func absent(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.New("there is a database already: move it away first")
	}
	return nil
}

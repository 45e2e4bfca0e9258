package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"waymark/internal/copies"
	"waymark/internal/durable"
	"waymark/internal/screen"
	"waymark/internal/sqlite"
	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// copyMaker implements screen.CopyMaker.
type copyMaker struct {
	u    *unlocked
	demo bool
}

func (u *unlocked) databases() []*sqlite.DB { return []*sqlite.DB{u.store.DB()} }

// Backup implements screen.CopyMaker. Two of a day are one: the later replaces the
// earlier when it has been read back.
func (m copyMaker) Backup(ctx context.Context, folder string, tell func(done, all int64)) (string, error) {
	name := "waymark-" + time.Now().Format(time.DateOnly) + ".backup"
	err := copies.Backup(ctx, m.u.vault, m.u.databases(), filepath.Join(folder, name), tell)
	if errors.Is(err, copies.ErrDamaged) {
		return "", usererr.Wrap(err, "error.copies.read_back", "hint.copies.read_back")
	}
	return name, copyError(err)
}

// Renew implements screen.CopyMaker.
func (m copyMaker) Renew(_ context.Context, passphrase []byte) error {
	if err := copies.Room(m.u.vault, m.u.databases()); err != nil {
		return copyError(err)
	}
	o := &copies.RenewOptions{Passphrase: passphrase}
	if m.demo {
		o.Params = cheap
	}
	m.u.renewal.Store(o)
	return nil
}

// copyError gives what is in the way of a copy its words for a person.
func copyError(err error) error {
	var room *copies.SpaceError
	switch {
	case errors.As(err, &room):
		const mb = 1 << 20
		return usererr.WrapData(err, "error.copies.space", "hint.copies.space",
			map[string]any{"Folder": room.Folder, "Need": (room.Need + mb - 1) / mb, "Free": room.Free / mb})
	case errors.Is(err, copies.ErrAside):
		return usererr.Wrap(err, "error.copies.aside", "hint.copies.aside")
	case errors.Is(err, fs.ErrNotExist):
		return usererr.Wrap(err, "error.copies.backup", "hint.copies.backup")
	}
	return worded(err)
}

// renewingName is a file in the data folder that is there while a vault is renewed: the
// digest of its key file. A key file that still has it at the next start says that the
// vault was not renewed.
const renewingName = "renewing"

// renew puts the vault into a new one, as somebody asked before they locked it, and
// closes it. Everything else is closed already.
func (u *unlocked) renew(o *copies.RenewOptions) error {
	dir := u.vault.Dir()
	note := filepath.Join(filepath.Dir(dir), renewingName)
	defer clear(o.Passphrase)
	ctx := context.Background()
	was := sha256.Sum256(u.vault.KeyFile())
	err := durable.WriteFile(note, was[:], 0o600)
	if err == nil && !u.practice {
		_, err = u.newCode(ctx) // the organisation is given it at the next unlocking
	}
	if err == nil {
		err = copies.Renew(ctx, u.vault, u.databases(), *o)
	}
	if err != nil {
		return errors.Join(err, u.store.Close(), u.vault.Close())
	}
	if err := u.store.Close(); err != nil {
		slog.Debug("close what was locked for good", "error", err)
	}
	if err := u.vault.Close(); err != nil {
		return err // the next start settles it
	}
	if err := copies.Settle(dir); err != nil {
		return err
	}
	return durable.Remove(note)
}

// settleVault ends what was under way with the vault when the program ended, and
// reports whether it was to be renewed and was not.
func settleVault(data string) (notRenewed bool) {
	dir := filepath.Join(data, vaultName)
	if err := copies.Settle(dir); err != nil {
		slog.Error("settle vault", "error", err)
	}
	note := filepath.Join(data, renewingName)
	was, err := os.ReadFile(note)
	if err != nil || vault.Busy(dir) {
		return false
	}
	key, err := os.ReadFile(filepath.Join(dir, "vault.key"))
	is := sha256.Sum256(key)
	if err := durable.Remove(note); err != nil {
		slog.Warn("forget that a vault was to be renewed", "error", err)
	}
	return err == nil && bytes.Equal(was, is[:])
}

// offerCopies offers copies of the vault.
func (u *unlocked) offerCopies(p *program, d *screen.Desk) {
	d.Way.Offer(screen.PlaceCopies, func(screen.Route) screen.Screen {
		s := screen.NewCopies(d, copyMaker{u, p.o.Demo}, p.prefer.Language)
		s.OnRenew = func() { p.leave(ErrLocked) }
		return s
	})
}

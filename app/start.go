package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"waymark/internal/casework"
	"waymark/internal/durable"
	"waymark/internal/id"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/sync/batch"
)

// door opens the vault.
type door struct{ p *program }

// Unlock implements screen.Door.
func (d *door) Unlock(passphrase []byte) error {
	err := d.unlock(passphrase)
	if errors.Is(err, vault.ErrPassphrase) && !recoverable(filepath.Join(d.p.dir, vaultName)) {
		return usererr.Wrap(errors.Join(err, screen.ErrPassphrase), "error.vault.wrong_passphrase", "hint.vault.wrong_passphrase_only")
	}
	return worded(err)
}

func (d *door) unlock(passphrase []byte) error {
	if err := checkPlace(d.p.dir); err != nil {
		return err
	}
	v, err := vault.Unlock(filepath.Join(d.p.dir, vaultName), passphrase, vault.Options{})
	if errors.Is(err, vault.ErrDamaged) { // no database was looked at yet
		return usererr.Wrap(err, "error.vault.key_damaged", "hint.vault.key_damaged")
	}
	if err != nil {
		return err
	}
	ctx := context.Background()
	u, err := openStore(ctx, v, storeOptions{})
	if err != nil {
		return err
	}
	return d.enter(ctx, u)
}

// enter goes in by a vault that was opened, one way or another.
func (d *door) enter(ctx context.Context, u *unlocked) error {
	_, waiting, err := u.awaits(ctx)
	if err == nil && !waiting {
		err = u.identify(ctx)
	}
	if err != nil {
		return errors.Join(err, u.close())
	}
	d.p.sending.end()
	u.takeIn(ctx, filepath.Join(d.p.dir, spoolName))
	u.letRecover(ctx)
	d.p.open = u // read on the UI goroutine, after this returned
	return nil
}

// starter makes vaults.
type starter struct{ p *program }

// ReadInvitation implements screen.Starter.
func (s *starter) ReadInvitation(text string) (screen.Invitation, error) {
	i, err := batch.ParseInvitation(text)
	if err != nil {
		return screen.Invitation{}, usererr.Wrap(err, "error.invitation.wrong", "hint.invitation.wrong")
	}
	found := screen.Invitation{Text: text, Keys: len(i.Statement) > 0}
	if u, err := url.Parse(i.URL); err == nil {
		found.Host = u.Host
	}
	return found, nil
}

// cheap is for vaults with made-up cases.
var cheap = vault.Params{Time: 1, MemoryKiB: 1 << 10, Lanes: 1}

// Make implements screen.Starter. When it fails nothing stays of what it made: the
// vault was empty, and the person tries again with the same invitation.
func (s *starter) Make(v screen.NewVault) error { return worded(s.make(v)) }

func (s *starter) make(v screen.NewVault) error {
	dir := filepath.Join(s.p.dir, vaultName)
	if err := checkPlace(dir); err != nil {
		return err
	}
	there, err := hasVault(s.p.dir)
	if err != nil {
		return err
	}
	if there {
		return vault.ErrExists
	}
	o := vault.CreateOptions{Passphrase: v.Passphrase}
	if s.p.o.Demo {
		o.Params = cheap
	}
	made, err := vault.Create(dir, o)
	if err != nil {
		return err
	}
	ctx := context.Background()
	u, err := openStore(ctx, made, storeOptions{New: true})
	if err == nil {
		if v.Practice {
			err = u.practise(ctx, v)
		} else {
			err = u.enrol(ctx, v)
		}
		if errors.Is(err, screen.ErrNoAnswer) {
			err = nil // it comes back with the stick
		}
		if err != nil {
			err = errors.Join(err, u.close())
		}
	}
	if err != nil {
		return errors.Join(err, removeVault(dir))
	}
	s.p.open = u
	return nil
}

// removeVault removes a vault that was made a moment ago and in which nobody has
// written anything.
func removeVault(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range list {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove unfinished vault: %w", err)
		}
	}
	return durable.SyncDir(dir)
}

// practise makes somebody who works alone with made-up cases.
func (u *unlocked) practise(ctx context.Context, v screen.NewVault) error {
	made := func() casework.SubjectID { return casework.SubjectID(id.New[struct{}]()) }
	me := self{Staff: made(), Office: made(), Organisation: made(), Device: casework.DeviceID(made()), Role: v.Role}
	b, err := json.Marshal(me)
	if err != nil {
		return err
	}
	if err := u.store.Keep(ctx, map[string][]byte{settingSelf: b}); err != nil {
		return err
	}
	if err := u.identify(ctx); err != nil {
		return err
	}
	return u.fill(ctx)
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"waymark/internal/casework"
	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/courier"
)

// errWiped is what ends a run that carries out an order to wipe the vault. To whoever
// started the program it is a lock: it begins anew, and finds no vault.
var errWiped = errors.New("wiped")

// farewellName is the folder in the data folder with what a wiped vault had not sent,
// sealed to the hub, and where to send it. Nobody can make it again: it is kept until
// all of it is sent, whatever becomes of the laptop meanwhile.
const (
	farewellName = "farewell"
	farewellNote = "errand"
)

// heedWipe begins to wipe if that was ordered. An order stays until the vault is gone,
// so one that could not be carried out is heard again after the next exchange.
func (e *exchange) heedWipe(ctx context.Context) {
	_, ordered, err := e.u.engine.Wiping(ctx)
	if err != nil {
		slog.Error("read wipe order", "error", err)
	}
	if ordered && e.onWipe != nil {
		e.onWipe()
	}
}

// wipe seals everything that the hub has not confirmed, drafts too, closes the vault
// and removes it. Unless all of it is sealed the vault stays.
func (u *unlocked) wipe(ctx context.Context, data string) error {
	err := u.fileDrafts(ctx)
	if err == nil {
		err = u.farewell(ctx, filepath.Join(data, farewellName))
	}
	if err = errors.Join(err, u.close()); err != nil {
		return fmt.Errorf("wipe: %w", err)
	}
	// The key first: what is left after a power cut is noise.
	at := filepath.Join(data, vaultName)
	if err := durable.Remove(filepath.Join(at, "vault.key")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("wipe: %w", err)
	}
	if err := errors.Join(os.RemoveAll(at), os.RemoveAll(filepath.Join(data, spoolName)), durable.SyncDir(data)); err != nil {
		return fmt.Errorf("wipe: %w", err)
	}
	return nil
}

// fileDrafts turns drafts into documents of their author's own, which the
// organisation's recovery recipient can open.
func (u *unlocked) fileDrafts(ctx context.Context) error {
	drafts, err := u.store.Drafts(ctx)
	if err != nil {
		return fmt.Errorf("read drafts: %w", err)
	}
	for _, d := range drafts {
		about := d.Subject
		if about.ID.IsZero() {
			about = casework.Subject{Kind: casework.SubjectStaff, ID: casework.SubjectID(u.staff.ID)}
		}
		done, err := u.service.AddFile(ctx, about, casework.Private, map[casework.Field]casework.Value{"name": "draft"}, d.Form)
		if err == nil {
			err = u.store.RecordDraft(ctx, d.ID, done.Acts)
		}
		if err != nil {
			return fmt.Errorf("file a draft: %w", err)
		}
	}
	return nil
}

// farewell makes the spool of a vault that will not be opened again.
func (u *unlocked) farewell(ctx context.Context, at string) error {
	e := errand{}
	var err error
	if e.Address, err = u.exchange.Address(ctx); err != nil {
		return err
	}
	if e.Device, _, err = u.engine.Node(ctx); err != nil {
		return err
	}
	if err := os.RemoveAll(at); err != nil { // of a wipe that was cut short
		return err
	}
	if err := durable.MkdirAll(at, 0o700); err != nil {
		return err
	}
	n, err := u.engine.Spool(ctx, func(s batch.Sealed) error {
		e.Hub = s.Header.To
		return handOver(courier.Folder{Dir: at}.Exchange(ctx, e.Device, []batch.Sealed{s}), nil)
	})
	if err != nil {
		return fmt.Errorf("seal what is unsent: %w", err)
	}
	if n == 0 {
		return os.RemoveAll(at)
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(at, farewellNote), b, 0o600)
}

// sayFarewell goes on sending what a wiped vault had left, and removes it when it is
// sent. It returns nil when there is nothing.
func sayFarewell(data string) *sending {
	at := filepath.Join(data, farewellName)
	b, err := os.ReadFile(filepath.Join(at, farewellNote))
	if err != nil {
		return nil
	}
	e, ok := handed(b)
	if !ok {
		slog.Error("read what a wiped vault left", "error", "not an errand")
		return nil
	}
	return e.begin(at, func(left int) {
		if left > 0 {
			return
		}
		if err := os.RemoveAll(at); err != nil {
			slog.Warn("remove what was sent", "error", err)
		}
	})
}

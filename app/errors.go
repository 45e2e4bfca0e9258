package main

import (
	"errors"
	"io/fs"
	"time"

	"waymark/internal/screen"
	"waymark/internal/sqlite"
	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// worded gives what the vault, the database and the disk say the words for a person.
// Errors that have words already, and those nobody foresaw, stay as they are.
func worded(err error) error {
	if _, ok := usererr.Of(err); ok || err == nil {
		return err
	}
	var wait *vault.WaitError
	if errors.As(err, &wait) {
		return usererr.WrapData(errors.Join(err, &screen.WaitError{For: wait.For}), "error.vault.wait", "hint.vault.wait",
			map[string]any{"Time": screen.AsTime(time.Now().Add(wait.For))})
	}
	if errors.Is(err, vault.ErrPassphrase) {
		err = errors.Join(err, screen.ErrPassphrase)
	}
	for _, known := range []struct {
		is        error
		key, hint string
	}{
		{vault.ErrPassphrase, "error.vault.wrong_passphrase", "hint.vault.wrong_passphrase"},
		{vault.ErrNoKeyFile, "error.vault.key_missing", "hint.vault.key_missing"},
		{vault.ErrNewer, "error.vault.newer", "hint.vault.newer"},
		{sqlite.ErrNewerSchema, "error.vault.newer", "hint.vault.newer"},
		{vault.ErrPlaintext, "error.vault.plaintext", "hint.vault.plaintext"},
		{vault.ErrWrongKey, "error.vault.tampered", "hint.vault.tampered"},
		{vault.ErrInUse, "error.vault.in_use", "hint.vault.in_use"},
		{sqlite.ErrForeign, "error.store.foreign", "hint.store.foreign"},
		{sqlite.ErrFull, "error.disk.full", "hint.disk.full"},
		{sqlite.ErrReadOnly, "error.disk.read_only", "hint.disk.read_only"},
		{sqlite.ErrBusy, "error.store.busy", "hint.store.busy"},
		{vault.ErrDamaged, "error.vault.damaged", "hint.vault.damaged"},
		{fs.ErrPermission, "error.disk.read_only", "hint.disk.read_only"},
	} {
		if errors.Is(err, known.is) {
			return usererr.Wrap(err, known.key, known.hint)
		}
	}
	return screen.DiskError(err)
}

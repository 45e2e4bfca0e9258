package disclose

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"waymark/internal/durable"
	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// FileName suggests a name that tells nothing of anybody: what is a slug such as "handout", ext is without its dot.
func FileName(what string, day time.Time, ext string) string {
	return fmt.Sprintf("waymark-%s-%s.%s", what, day.Format("2006-01-02"), ext)
}

// Target is where something is saved.
type Target struct {
	Path string
	// Travels says that the person was told that the folder is synced to a cloud or on the network, and wants it there
	// all the same.
	Travels bool
}

// Save logs the errand and writes content to a file in clear, readable by its owner only. A file that is there is
// replaced, whole or not at all: whoever chose the path has asked. Errors: [ErrNoReason], [ErrTravels], [ErrNotLogged],
// or what the disk said.
func (d *Door) Save(ctx context.Context, e Errand, to Target, content []byte) error {
	path := to.Path
	var place *vault.PlaceError
	if err := vault.CheckPlace(filepath.Dir(path)); errors.As(err, &place) && !to.Travels {
		err, data := fmt.Errorf("save: %w: %w", ErrTravels, err), map[string]any{"By": place.By}
		if place.Shared {
			return usererr.WrapData(err, "error.disclose.shared", "hint.disclose.shared", data)
		}
		return usererr.WrapData(err, "error.disclose.synced", "hint.disclose.synced", data)
	}
	if err := d.allow(ctx, Act{Errand: e, Way: Saved, Where: path, Bytes: len(content)}); err != nil {
		return err
	}
	if err := durable.WriteFile(path, content, 0o600); err != nil {
		err = fmt.Errorf("save: %w", err)
		data := map[string]any{"Folder": filepath.Dir(path)}
		switch {
		case errors.Is(err, diskFull):
			return usererr.WrapData(err, "error.disclose.full", "hint.disclose.full", data)
		case errors.Is(err, fs.ErrPermission):
			return usererr.WrapData(err, "error.disclose.forbidden", "hint.disclose.forbidden", data)
		}
		return usererr.WrapData(err, "error.disclose.save", "hint.disclose.save", data)
	}
	return nil
}

package main

import (
	"errors"
	"log/slog"

	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// checkPlace refuses a data folder that a cloud or the network takes further. What
// cannot be told is no reason to refuse.
func checkPlace(dir string) error {
	err := vault.CheckPlace(dir)
	var at *vault.PlaceError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &at):
		slog.Warn("look at the data folder", "error", err)
		return nil
	}
	data := map[string]any{"By": at.By, "Folder": dir}
	if at.Shared {
		return usererr.WrapData(err, "error.place.shared", "hint.place.shared", data)
	}
	return usererr.WrapData(err, "error.place.synced", "hint.place.synced", data)
}

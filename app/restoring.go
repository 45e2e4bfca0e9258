package main

import (
	"context"
	"errors"
	"path/filepath"

	"waymark/internal/copies"
	"waymark/internal/screen"
	"waymark/internal/usererr"
)

// restorer implements screen.Restorer.
type restorer struct{ p *program }

// Restore implements screen.Restorer.
func (r restorer) Restore(ctx context.Context, file string, tell func(done, all int64)) error {
	if err := checkPlace(r.p.dir); err != nil {
		return err
	}
	err := copies.Restore(ctx, file, filepath.Join(r.p.dir, vaultName), tell)
	switch {
	case errors.Is(err, copies.ErrNoBackup):
		return usererr.Wrap(err, "error.restoring.not_one", "hint.restoring.not_one")
	case errors.Is(err, copies.ErrExists):
		return usererr.Wrap(err, "error.restoring.exists", "hint.restoring.exists")
	case errors.Is(err, copies.ErrDamaged):
		return usererr.Wrap(err, "error.restoring.damaged", "hint.restoring.damaged")
	case errors.As(err, new(*copies.SpaceError)):
		return copyError(err)
	}
	return worded(err)
}

// showRestoring shows how a backup becomes the vault, in place of first start.
func (p *program) showRestoring(start *screen.FirstStart) {
	s := screen.NewRestoring(context.Background(), p.run, restorer{p})
	s.OnRestored = p.showUnlock
	s.OnBack = func() { p.view.ShowFirstStart(start) }
	p.view.ShowRestoring(s)
}

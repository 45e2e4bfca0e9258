package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"waymark/internal/durable"
)

// Backup writes a compact copy of a moment of the database to path, sealed by the vault whose VFS is given (the same
// one, or another with another key), and reads it back in full before it gets its name. Reading and writing go on
// meanwhile. An existing file at path is replaced only by a finished, checked copy.
func (db *DB) Backup(ctx context.Context, path, vfs string) error {
	path, err := filepath.Abs(path)
	if err == nil {
		err = db.copyTo(ctx, path, vfs)
	}
	if err != nil {
		return fmt.Errorf("back up database: %w", translate(err))
	}
	return nil
}

// copyBefore keeps the database as it was before migration n.
func (db *DB) copyBefore(ctx context.Context, n int) error {
	if err := db.copyTo(ctx, fmt.Sprintf("%s.before-%d", db.path, n), db.opts.VFS); err != nil {
		return fmt.Errorf("copy before migration %d: %w", n, err)
	}
	return nil
}

func (db *DB) copyTo(ctx context.Context, path, vfs string) error {
	if db.opts.VFS != "" && vfs == "" {
		return errors.New("a sealed database is not copied in clear")
	}
	if path == db.path {
		return errors.New("a database is not copied onto itself")
	}
	temp := filepath.Join(filepath.Dir(path), durable.TempPrefix+filepath.Base(path))
	if err := removeFiles(temp); err != nil {
		return err
	}
	err := private(temp)
	if err == nil {
		err = db.vacuumInto(ctx, temp, vfs)
	}
	if err == nil {
		err = checkCopy(ctx, temp, vfs, db.opts)
	}
	if err == nil {
		err = syncFile(temp)
	}
	if err == nil {
		err = durable.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, removeFiles(temp))
	}
	return nil
}

func (db *DB) vacuumInto(ctx context.Context, path, vfs string) error {
	target := "file:" + escapePath(path)
	if vfs != "" {
		target += "?vfs=" + vfs
	}
	c := &connector{dsn: dsn(db.path, db.opts, copying), gate: &gate{}}
	c.gate.target.Store(&target)
	pool := sql.OpenDB(c)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	_, err := pool.ExecContext(ctx, "VACUUM INTO '"+strings.ReplaceAll(target, "'", "''")+"'")
	return err
}

// checkCopy opens the copy as anybody would, leaving no trace beside it, and reads all of it.
func checkCopy(ctx context.Context, path, vfs string, o Options) error {
	o.VFS, o.ReadOnly = vfs, true
	if err := prove(path, vfs); err != nil {
		return err
	}
	pool := connect(path, o, looking)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	var appID int32
	if err := pool.QueryRowContext(ctx, "PRAGMA application_id").Scan(&appID); err != nil {
		return err
	}
	if appID != o.AppID {
		return fmt.Errorf("copy: %w", ErrForeign)
	}
	return check(ctx, pool)
}

// CheckCopy reads all of a copy that Backup made, without leaving a trace beside it: every page must open under the
// vault whose VFS is given, and every index must agree.
func (db *DB) CheckCopy(ctx context.Context, path, vfs string) error {
	if err := checkCopy(ctx, path, vfs, db.opts); err != nil {
		return fmt.Errorf("check copy: %w", translate(err))
	}
	return nil
}

// Rekey is Backup into another vault while nothing is written, and the content of every table compared on both sides.
// then is called while still nothing can be written: what it does about the old vault, nobody's words come in between.
// An error of then is Rekey's.
func (db *DB) Rekey(ctx context.Context, path, vfs string, then func() error) error {
	if vfs == "" || vfs == db.opts.VFS {
		return errors.New("re-key: not another vault")
	}
	err := db.Write(ctx, func(tx *sql.Tx) error { // holds the write lock
		path, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		if err := db.copyTo(ctx, path, vfs); err != nil {
			return err
		}
		if err := db.sameContent(ctx, tx, path, vfs); err != nil {
			return err
		}
		return then()
	})
	if err != nil {
		return fmt.Errorf("re-key database: %w", translate(err))
	}
	return nil
}

func (db *DB) sameContent(ctx context.Context, tx *sql.Tx, path, vfs string) error {
	o := db.opts
	o.VFS, o.ReadOnly = vfs, true
	pool := connect(path, o, looking)
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	a, err := digest(ctx, tx)
	if err != nil {
		return err
	}
	b, err := digest(ctx, pool)
	if err != nil {
		return err
	}
	if !maps.Equal(a, b) {
		return fmt.Errorf("%w: the copy has another content", ErrDamaged)
	}
	return nil
}

func removeFiles(path string) error {
	for _, s := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + s); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

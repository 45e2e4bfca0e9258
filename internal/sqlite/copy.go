package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
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
	err := db.vacuumInto(ctx, temp, vfs)
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

// Rekey is Backup into another vault while nothing is written, with every table's rows counted on both sides. Afterwards
// the old vault may go: the new one holds the same.
func (db *DB) Rekey(ctx context.Context, path, vfs string) error {
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
		o := db.opts
		o.VFS, o.ReadOnly = vfs, true
		pool := connect(path, o, looking)
		defer pool.Close()
		pool.SetMaxOpenConns(1)
		return sameCounts(ctx, tx, pool)
	})
	if err != nil {
		return fmt.Errorf("re-key database: %w", translate(err))
	}
	return nil
}

func sameCounts(ctx context.Context, from *sql.Tx, to querier) error {
	rows, err := from.QueryContext(ctx, "SELECT name FROM sqlite_schema WHERE type='table'")
	if err != nil {
		return err
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		tables = append(tables, `SELECT count(*) FROM "`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, q := range tables {
		var a, b int64
		if err := from.QueryRowContext(ctx, q).Scan(&a); err != nil {
			return err
		}
		if err := to.QueryRowContext(ctx, q).Scan(&b); err != nil {
			return err
		}
		if a != b {
			return fmt.Errorf("%w: copy has other rows", ErrDamaged)
		}
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

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"waymark/internal/vault"
)

// Options says what a database is and how it is used.
type Options struct {
	VFS        string // of the vault that seals it (vault.Vault.VFS); "" leaves it in clear, for comparisons only
	AppID      int32  // application_id: whose database this is; not 0
	Migrations fs.FS  // 0001_name.sql ... at its root; nil for a database without a schema of its own
	ReadOnly   bool   // leaves no trace on disk; the schema must be exactly the newest
	Readers    int    // connections for Read; 0 means 3
	CacheKiB   int    // page cache of each connection; 0 means 4096
}

const (
	defaultReaders  = 3
	defaultCacheKiB = 4096
	busyTimeout     = 5 * time.Second
)

// DB is an open database. Safe for concurrent use.
type DB struct {
	path    string
	opts    Options
	version int
	writer  *sql.DB // nil if read only
	readers *sql.DB
	closed  atomic.Bool

	prepared statements
}

// Open opens or makes the database at path and brings its schema up to date.
//
// Before SQLite sees the files the vault's key is proved on them; before a connection that can write sees them, whose
// database it is and how new. A refusal leaves every file byte for byte as it was. Before an existing database is
// migrated a sealed copy is made beside it, called path + ".before-N", N being the first migration that is applied.
//
// Errors: ErrWrongKey, ErrPlaintext, ErrDamaged, ErrForeign, ErrNewerSchema, ErrOlderSchema (read only), ErrInUse,
// ErrFull, fs.ErrNotExist (read only).
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	db, err := open(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", translate(err))
	}
	return db, nil
}

func open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.AppID == 0 {
		return nil, errors.New("application id is 0")
	}
	if o.Readers <= 0 {
		o.Readers = defaultReaders
	}
	if o.CacheKiB <= 0 {
		o.CacheKiB = defaultCacheKiB
	}
	list, err := readMigrations(o.Migrations)
	if err != nil {
		return nil, err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a file", ErrForeign)
	}
	if err := prove(path, o.VFS); err != nil {
		return nil, err
	}
	found, err := look(ctx, path, o)
	if isHotJournal(err) && !o.ReadOnly {
		// A kill while the database was being made left a journal, which only a connection that can write rolls back. The
		// key is proved, so the database is this vault's.
		if err = rollBack(ctx, path, o); err == nil {
			found, err = look(ctx, path, o)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := found.suits(o, len(list)); err != nil {
		return nil, err
	}
	db := &DB{path: path, opts: o, version: len(list)}
	if !o.ReadOnly {
		if err := db.openWriter(ctx, found, list); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	db.readers = connect(path, o, reading)
	db.readers.SetMaxOpenConns(o.Readers)
	db.readers.SetMaxIdleConns(o.Readers)
	if err := db.readers.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) openWriter(ctx context.Context, found *contents, list []migration) error {
	if err := private(db.path); err != nil {
		return err
	}
	db.writer = connect(db.path, db.opts, writing)
	db.writer.SetMaxOpenConns(1)
	db.writer.SetMaxIdleConns(1)
	if err := db.writer.PingContext(ctx); err != nil {
		return err
	}
	if found.version < len(list) && !found.empty {
		if err := db.copyBefore(ctx, found.version+1); err != nil {
			return err
		}
	}
	if found.version < len(list) || found.empty {
		return migrate(ctx, db.writer, db.opts.AppID, found.version, list)
	}
	return nil
}

// Path is the database's file.
func (db *DB) Path() string { return db.path }

// Version is the schema's: the number of the newest migration.
func (db *DB) Version() int { return db.version }

// Write runs fn in a transaction that holds the only write lock from its start. When Write returns nil the transaction
// is on the disk. When it returns an error nothing of it is, with one exception: if the error came from the commit itself
// (a disk that fails while flushing), it may or may not be; whoever must know reads.
//
// fn must not call Write: there is one writer, it would wait for itself.
func (db *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	if db.writer == nil {
		return ErrReadOnly
	}
	err := inTx(ctx, db.writer, &sql.TxOptions{}, fn)
	db.keepWanted(ctx)
	return err
}

// Read runs fn on a snapshot: what it reads belongs to one moment, whatever is written meanwhile. It waits for a free
// reader, never for the writer.
func (db *DB) Read(ctx context.Context, fn func(*sql.Tx) error) error {
	return inTx(ctx, db.readers, &sql.TxOptions{ReadOnly: true}, fn)
}

func inTx(ctx context.Context, pool *sql.DB, o *sql.TxOptions, fn func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, o)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing; after a panic in fn it frees the connection
	if err := fn(tx); err != nil {
		return translate(err)
	}
	if err := tx.Commit(); err != nil {
		return translate(err)
	}
	return nil
}

// Check reads the whole database: every page must open, every index must agree. nil or ErrDamaged, or why it could not.
func (db *DB) Check(ctx context.Context) error {
	return db.Read(ctx, func(tx *sql.Tx) error { return check(ctx, tx) })
}

func check(ctx context.Context, q querier) error {
	var first string
	if err := q.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&first); err != nil {
		return err
	}
	if first != "ok" {
		return fmt.Errorf("%w: integrity check failed", ErrDamaged)
	}
	return nil
}

// Checkpoint copies the write-ahead log into the database and empties it, as far as readers allow.
func (db *DB) Checkpoint(ctx context.Context) error {
	if db.writer == nil {
		return ErrReadOnly
	}
	var busy, frames, moved int
	if err := db.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return translate(err)
	}
	if busy != 0 {
		return ErrBusy
	}
	return nil
}

// Close waits for what is running, closes the readers, then the writer, which empties the log. Closing twice is harmless.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	var errs []error
	for _, pool := range []*sql.DB{db.readers, db.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
			for pool.Stats().OpenConnections > 0 { // the pool waits for none that is in use
				time.Sleep(time.Millisecond)
			}
		}
	}
	return translate(errors.Join(errs...))
}

// prove shows the key to the files before SQLite does.
func prove(path, vfs string) error {
	if vfs == "" {
		return nil
	}
	v, ok := vault.ByVFS(vfs)
	if !ok {
		return fmt.Errorf("no open vault has the vfs %q", vfs)
	}
	return v.Prove(path)
}

type querier interface {
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

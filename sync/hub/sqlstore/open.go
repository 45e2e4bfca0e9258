package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"waymark/internal/sqlite"
	"waymark/sync/hub"
)

//go:embed schema/*.sql
var schema embed.FS

// appID marks a SQLite database as a hub's: "WMhb".
const appID = 0x574d6862

// Store is an open database. Safe for concurrent use.
type Store struct {
	update, view func(context.Context, func(*sql.Tx) error) error
	close        func() error
	d            dialect
	seal         *sealer
	sqlite       *sqlite.DB // nil on PostgreSQL
	vfs          string
}

var _ hub.Store = (*Store)(nil)

// OpenSQLite opens or makes the database at path. vfs is of the vault that seals
// it; "" leaves it in clear, for comparisons.
//
// Errors: [hub.ErrNewer], [hub.ErrForeign], [hub.ErrSealed], and those of
// [sqlite.Open] where they have no name here.
func OpenSQLite(ctx context.Context, path, vfs string, keys Keys) (*Store, error) {
	migrations, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, err
	}
	s := &Store{d: sqliteDialect, vfs: vfs}
	if s.seal, err = newSealer(keys); err != nil {
		return nil, fmt.Errorf("open hub's database: %w", err)
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{VFS: vfs, AppID: appID, Migrations: migrations, CacheKiB: 32 << 10})
	if err != nil {
		return nil, fmt.Errorf("open hub's database: %w", fromSQLite(err))
	}
	s.update, s.view, s.close, s.sqlite = db.Write, db.Read, db.Close, db
	if err := s.prove(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open hub's database: %w", err), db.Close())
	}
	return s, nil
}

// prove checks that the keys are those the database was made with. A new one
// remembers them.
func (s *Store) prove(ctx context.Context) error {
	const name, value = "keys", "waymark hub v1"
	return s.Update(ctx, func(t hub.Tx) error {
		got, err := t.Setting(name)
		if err != nil {
			return err
		}
		if got == nil {
			return t.PutSetting(name, []byte(value))
		}
		if !bytes.Equal(got, []byte(value)) {
			return hub.ErrForeign
		}
		return nil
	})
}

func fromSQLite(err error) error {
	for theirs, ours := range map[error]error{
		sqlite.ErrNewerSchema: hub.ErrNewer, sqlite.ErrForeign: hub.ErrForeign,
		sqlite.ErrWrongKey: hub.ErrSealed, sqlite.ErrPlaintext: hub.ErrForeign,
	} {
		if errors.Is(err, theirs) {
			return fmt.Errorf("%w: %w", ours, err)
		}
	}
	return err
}

// Update runs f in a transaction. See [hub.Store].
func (s *Store) Update(ctx context.Context, f func(hub.Tx) error) error {
	return s.update(ctx, func(q *sql.Tx) error { return f(&tx{ctx: ctx, sql: q, d: s.d, seal: s.seal}) })
}

// View runs f on one state. See [hub.Store].
func (s *Store) View(ctx context.Context, f func(hub.Tx) error) error {
	return s.view(ctx, func(q *sql.Tx) error {
		d := s.d
		d.forShare, d.forWrite = "", ""
		return f(&tx{ctx: ctx, sql: q, d: d, seal: s.seal, readOnly: true})
	})
}

// Embedded reports whether the database is SQLite, which [Store.Backup] can copy.
func (s *Store) Embedded() bool { return s.sqlite != nil }

// Close waits for what is running. Closing twice is harmless.
func (s *Store) Close() error { return s.close() }

// ErrNotHere is returned where only an embedded database can.
var ErrNotHere = errors.New("only for an embedded database")

// Backup writes a checked copy of a moment to path, sealed by the same vault, while
// work goes on. [ErrNotHere] on PostgreSQL, which has means of its own.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.sqlite == nil {
		return ErrNotHere
	}
	return s.sqlite.Backup(ctx, path, s.vfs)
}

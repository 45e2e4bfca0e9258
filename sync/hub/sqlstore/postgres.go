package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"waymark/sync/hub"
)

// toPostgres turns the schema into PostgreSQL's dialect.
var toPostgres = strings.NewReplacer(
	"BLOB", "BYTEA", "INTEGER", "BIGINT", ") STRICT, WITHOUT ROWID;", ");", ") STRICT;", ");")

// How often a transaction is tried again that got in another's way, and how many
// connections one hub uses.
const (
	attempts       = 20
	postgresSpread = 5 * time.Millisecond
	maxConns       = 16
)

// OpenPostgres opens the database at url and brings its tables up to date; several
// hubs may do so at once. It refuses a server that acknowledges before it has
// flushed: a receipt is a promise.
//
// Errors: [hub.ErrNewer], [hub.ErrForeign], [hub.ErrSealed], and those of the server.
func OpenPostgres(ctx context.Context, url string, keys Keys) (*Store, error) {
	s := &Store{d: postgresDialect}
	var err error
	if s.seal, err = newSealer(keys); err != nil {
		return nil, fmt.Errorf("open hub's database: %w", err)
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("open hub's database: the address is malformed") // the driver's text quotes it, password and all
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	s.close = db.Close
	s.update = func(ctx context.Context, f func(*sql.Tx) error) error {
		return again(ctx, func() error { return inTx(ctx, db, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, f) })
	}
	s.view = func(ctx context.Context, f func(*sql.Tx) error) error {
		return again(ctx, func() error {
			return inTx(ctx, db, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, f)
		})
	}
	err = flushes(ctx, db)
	if err == nil {
		err = s.update(ctx, func(q *sql.Tx) error { return migrate(ctx, q) })
	}
	if err == nil {
		err = s.prove(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open hub's database: %w", fromPostgres(err)), db.Close())
	}
	return s, nil
}

func flushes(ctx context.Context, db *sql.DB) error {
	for _, setting := range []string{"fsync", "synchronous_commit"} {
		var v string
		if err := db.QueryRowContext(ctx, "SHOW "+setting).Scan(&v); err != nil {
			return err
		}
		if v == "off" || v == "local" && setting == "fsync" {
			return fmt.Errorf("the server has %s off: what it acknowledges could be lost", setting)
		}
	}
	return nil
}

func inTx(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(*sql.Tx) error) error {
	q, err := db.BeginTx(ctx, o)
	if err != nil {
		return fromPostgres(err)
	}
	defer func() { _ = q.Rollback() }() // after Commit it does nothing
	if err := f(q); err != nil {
		return fromPostgres(err)
	}
	return fromPostgres(q.Commit())
}

// Error is what PostgreSQL says, by its code: the server's text may quote a row.
type Error struct{ Code string }

func (e *Error) Error() string { return "postgresql error " + e.Code }

// gotInTheWay reports whether the transaction may be tried again: a serialization
// failure, a deadlock, a lock not to be had.
func (e *Error) gotInTheWay() bool {
	return e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03"
}

func fromPostgres(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return &Error{pg.Code}
	}
	return err
}

func again(ctx context.Context, f func() error) error {
	for i := 0; ; i++ {
		err := f()
		var pg *Error
		if !errors.As(err, &pg) || !pg.gotInTheWay() || i == attempts {
			return err
		}
		wait := time.NewTimer(rand.N(postgresSpread << min(i, 6)))
		select {
		case <-ctx.Done():
			wait.Stop()
			return err
		case <-wait.C:
		}
	}
}

// migrate brings the tables of the connection's schema up to date.
func migrate(ctx context.Context, q *sql.Tx) error {
	// One hub at a time; the lock goes with the transaction.
	if _, err := q.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended('waymark hub ' || current_schema(), 0))"); err != nil {
		return err
	}
	var ours, others int
	err := q.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE table_name = 'waymark_hub'), count(*)
		FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&ours, &others)
	if err != nil {
		return err
	}
	version := 0
	switch {
	case ours > 0:
		if err := q.QueryRowContext(ctx, "SELECT version FROM waymark_hub").Scan(&version); err != nil {
			return err
		}
	case others > 0:
		return hub.ErrForeign
	default:
		if _, err := q.ExecContext(ctx, "CREATE TABLE waymark_hub (version INTEGER NOT NULL); INSERT INTO waymark_hub VALUES (0)"); err != nil {
			return err
		}
	}
	files, err := fs.ReadDir(schema, "schema")
	if err != nil {
		return err
	}
	if version > len(files) {
		return hub.ErrNewer
	}
	for i := version; i < len(files); i++ {
		b, err := schema.ReadFile(path.Join("schema", files[i].Name()))
		if err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, toPostgres.Replace(string(b))); err != nil {
			return fmt.Errorf("migration %s: %w", files[i].Name(), err)
		}
	}
	_, err = q.ExecContext(ctx, fmt.Sprintf("UPDATE waymark_hub SET version = %d", len(files)))
	return err
}

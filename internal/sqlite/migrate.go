package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
)

type migration struct {
	number int
	name   string
	sql    string
}

var migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+\.sql$`)

// readMigrations reads 0001_name.sql, 0002_... without gaps. A migration that was shipped is never edited: databases out
// there have run it.
func readMigrations(fsys fs.FS) ([]migration, error) {
	if fsys == nil {
		return nil, nil
	}
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var list []migration
	for _, e := range entries { // sorted by name
		if !strings.HasSuffix(e.Name(), ".sql") {
			continue
		}
		m := migrationName.FindStringSubmatch(e.Name())
		if m == nil {
			return nil, fmt.Errorf("read migrations: %s is not called NNNN_name.sql", e.Name())
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n != len(list)+1 {
			return nil, fmt.Errorf("read migrations: %s: expected number %04d", e.Name(), len(list)+1)
		}
		b, err := fs.ReadFile(fsys, e.Name())
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		list = append(list, migration{n, e.Name(), string(b)})
	}
	return list, nil
}

// migrate applies what is missing in one transaction: all of it or nothing.
func migrate(ctx context.Context, pool *sql.DB, appID int32, from int, list []migration) error {
	return inTx(ctx, pool, &sql.TxOptions{}, func(tx *sql.Tx) error {
		for _, m := range list[from:] {
			if _, err := tx.ExecContext(ctx, m.sql); err != nil {
				return fmt.Errorf("migration %s: %w", m.name, err)
			}
		}
		if err := noDanglingKeys(ctx, tx); err != nil {
			return err
		}
		// Both are stored in page 1 and belong to the transaction.
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d", len(list), appID))
		return err
	})
}

func noDanglingKeys(ctx context.Context, tx *sql.Tx) error {
	var table string
	err := tx.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("migration leaves dangling references in table %s", table)
	}
	return err
}

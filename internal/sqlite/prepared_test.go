package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
)

// What is kept prepared works in every later transaction: after one that was rolled
// back, after a change of the schema, and with more queries than are kept.
func TestStatementsAreKeptFromTransactionToTransaction(t *testing.T) {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "x.db"), sqlite.Options{AppID: appID, Migrations: schema})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	insert := func(tx *sql.Tx, body string) error {
		st, err := db.Statement(ctx, tx, `INSERT INTO note(body) VALUES(?)`)
		if err != nil {
			return err
		}
		_, err = st.ExecContext(ctx, body)
		return err
	}
	count := func(tx *sql.Tx) (n int) {
		st, err := db.Statement(ctx, tx, `SELECT count(*) FROM note`)
		require.NoError(t, err)
		require.NoError(t, st.QueryRowContext(ctx).Scan(&n))
		return n
	}
	for i := range 5 {
		require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
			assert.Equal(t, i, count(tx))
			return insert(tx, "kept")
		}))
		stop := errors.New("stop")
		require.ErrorIs(t, db.Write(ctx, func(tx *sql.Tx) error {
			require.NoError(t, insert(tx, "rolled back"))
			assert.Equal(t, i+2, count(tx))
			return stop
		}), stop)
		require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE later%d (x INTEGER) STRICT`, i))
			return err
		}))
	}
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
		for i := range 700 {
			st, err := db.Statement(ctx, tx, fmt.Sprintf(`SELECT %d`, i))
			require.NoError(t, err)
			var n int
			require.NoError(t, st.QueryRowContext(ctx).Scan(&n))
			assert.Equal(t, i, n)
		}
		return nil
	}))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				assert.NoError(t, db.Write(ctx, func(tx *sql.Tx) error { return insert(tx, "together") }))
			}
		})
	}
	all.Wait()
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
		assert.Equal(t, 5+8*20, count(tx))
		return nil
	}))
}

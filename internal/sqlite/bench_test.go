package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

// Sealed against plain in one run: go test -run '^$' -bench . ./internal/sqlite

const benchRows = 20_000

func benchOptions(b *testing.B, sealed bool) (string, sqlite.Options) {
	dir := b.TempDir()
	o := sqlite.Options{AppID: appID, Migrations: schema}
	if sealed {
		v := unlockAt(b, dir, vault.NewKey())
		o.VFS = v.VFS()
		dir = v.Dir()
	}
	return filepath.Join(dir, "bench.db"), o
}

func benchOpen(b *testing.B, path string, o sqlite.Options) *sqlite.DB {
	db, err := sqlite.Open(context.Background(), path, o)
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	return db
}

// benchFill writes rows of about 1 KiB with their search entries and leaves them in the database file.
func benchFill(b *testing.B, db *sqlite.DB, rows int) {
	r := rand.New(rand.NewPCG(1, 2))
	ctx := context.Background()
	for at := 0; at < rows; at += 1000 {
		require.NoError(b, db.Write(ctx, func(tx *sql.Tx) error { return benchInsert(tx, r, min(1000, rows-at)) }))
	}
	require.NoError(b, db.Checkpoint(ctx))
}

func benchInsert(tx *sql.Tx, r *rand.Rand, n int) error {
	row, err := tx.Prepare("INSERT INTO note(body) VALUES(?)")
	if err != nil {
		return err
	}
	defer row.Close()
	text, err := tx.Prepare("INSERT INTO note_text(rowid, body) VALUES(?, ?)")
	if err != nil {
		return err
	}
	defer text.Close()
	for range n {
		var s strings.Builder
		for s.Len() < 1000 {
			fmt.Fprintf(&s, "wort%d ", r.IntN(50000))
		}
		res, err := row.Exec(s.String())
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		if _, err := text.Exec(id, s.String()); err != nil {
			return err
		}
	}
	return nil
}

func both(b *testing.B, run func(b *testing.B, sealed bool)) {
	for _, sealed := range []bool{false, true} {
		b.Run(map[bool]string{false: "plain", true: "sealed"}[sealed], func(b *testing.B) { run(b, sealed) })
	}
}

func BenchmarkBulkInsert(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		db := benchOpen(b, path, o)
		r := rand.New(rand.NewPCG(1, 2))
		for b.Loop() { // one operation is a transaction of 1,000 rows
			require.NoError(b, db.Write(context.Background(), func(tx *sql.Tx) error { return benchInsert(tx, r, 1000) }))
		}
		b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "rows/s")
	})
}

func BenchmarkCommit(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		db := benchOpen(b, path, o)
		benchFill(b, db, 2000)
		r := rand.New(rand.NewPCG(3, 4))
		for b.Loop() {
			require.NoError(b, db.Write(context.Background(), func(tx *sql.Tx) error { return benchInsert(tx, r, 1) }))
		}
	})
}

func BenchmarkPointRead(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		db := benchOpen(b, path, o)
		benchFill(b, db, benchRows)
		r := rand.New(rand.NewPCG(5, 6))
		var body string
		for b.Loop() {
			require.NoError(b, db.Read(context.Background(), func(tx *sql.Tx) error {
				return tx.QueryRow("SELECT body FROM note WHERE id = ?", 1+r.IntN(benchRows)).Scan(&body)
			}))
		}
	})
}

func BenchmarkFullScan(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		o.CacheKiB, o.Readers = 256, 1 // every page is read from the file
		db := benchOpen(b, path, o)
		benchFill(b, db, benchRows)
		b.SetBytes(benchRows * 1000)
		var n int
		for b.Loop() {
			require.NoError(b, db.Read(context.Background(), func(tx *sql.Tx) error {
				return tx.QueryRow("SELECT sum(length(body)) FROM note NOT INDEXED").Scan(&n)
			}))
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		db := benchOpen(b, path, o)
		benchFill(b, db, benchRows)
		r := rand.New(rand.NewPCG(7, 8))
		for b.Loop() {
			require.NoError(b, db.Read(context.Background(), func(tx *sql.Tx) error {
				rows, err := tx.Query("SELECT rowid FROM note_text WHERE note_text MATCH ? ORDER BY rank LIMIT 20", fmt.Sprintf("wort%d OR wort%d", r.IntN(50000), r.IntN(50000)))
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
				}
				return rows.Err()
			}))
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	both(b, func(b *testing.B, sealed bool) {
		path, o := benchOptions(b, sealed)
		benchFill(b, benchOpen(b, path, o), benchRows)
		for b.Loop() {
			db, err := sqlite.Open(context.Background(), path, o)
			require.NoError(b, err)
			require.NoError(b, db.Close())
		}
	})
}

package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// BenchmarkCommit takes turns: an fsync's time depends on what else the machine does, which then falls on both alike.
func BenchmarkCommit(b *testing.B) {
	var dbs [2]*sqlite.DB
	var rows [2]*rand.Rand
	var took [2][]float64
	for i := range dbs {
		path, o := benchOptions(b, i == 1)
		dbs[i] = benchOpen(b, path, o)
		rows[i] = rand.New(rand.NewPCG(3, 4))
		benchFill(b, dbs[i], 2000)
	}
	for b.Loop() {
		for i, db := range dbs {
			start := time.Now()
			require.NoError(b, db.Write(context.Background(), func(tx *sql.Tx) error { return benchInsert(tx, rows[i], 1) }))
			took[i] = append(took[i], float64(time.Since(start).Microseconds()))
		}
	}
	median := func(t []float64) float64 { slices.Sort(t); return t[len(t)/2] }
	plain, sealed := median(took[0]), median(took[1])
	b.ReportMetric(plain, "plain-p50-µs")
	b.ReportMetric(sealed, "sealed-p50-µs")
	b.ReportMetric(sealed/plain, "sealed/plain")
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

// BenchmarkUnlock is everything but stretching the passphrase, from a locked vault to the first answer, with little and
// with much in it: it must not grow.
func BenchmarkUnlock(b *testing.B) {
	for _, sessions := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(sessions), func(b *testing.B) {
			dir, key, ctx := b.TempDir(), vault.NewKey(), context.Background()
			use := func(do func(db *sqlite.DB)) {
				v, err := vault.UnlockRaw(dir, key)
				require.NoError(b, err)
				db, err := sqlite.Open(ctx, v.Path("cases.db"), sqlite.Options{VFS: v.VFS(), AppID: appID, Migrations: schema})
				require.NoError(b, err)
				do(db)
				require.NoError(b, db.Close())
				require.NoError(b, v.Close())
			}
			use(func(db *sqlite.DB) {
				require.NoError(b, db.Write(ctx, func(tx *sql.Tx) error {
					_, err := tx.Exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO note(body, pad) SELECT 'session ' || i, randomblob(1500) FROM n", sessions)
					return err
				}))
				require.NoError(b, db.Checkpoint(ctx))
			})
			for b.Loop() {
				use(func(db *sqlite.DB) {
					var body string
					require.NoError(b, db.Read(ctx, func(tx *sql.Tx) error {
						return tx.QueryRow("SELECT body FROM note WHERE id = ?", sessions/2).Scan(&body)
					}))
				})
			}
		})
	}
}

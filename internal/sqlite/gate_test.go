package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestNothingReadableEverReachesTheDisk(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	v := unlockAt(t, dir, testKey)
	leaked, written := "", 0
	v.Watch(func(op vault.Op) error { // also what is overwritten or deleted later
		written += len(op.Data)
		for _, m := range marks {
			if strings.Contains(string(op.Data), m) {
				leaked = op.Path
			}
		}
		return nil
	})
	o := options(v)
	o.CacheKiB = 64 // so that pages spill early
	db, err := sqlite.Open(ctx, v.Path("cases.db"), o)
	require.NoError(t, err)
	addNotes(t, db, 3000, 800)
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("CREATE TEMP TABLE sorted AS SELECT body || '" + mark + "' AS b FROM note ORDER BY random()"); err != nil {
			return err
		}
		if _, err := tx.Exec("SAVEPOINT s; UPDATE note SET body = body || 'x'; ROLLBACK TO s"); err != nil {
			return err
		}
		_, err := tx.Exec("CREATE INDEX by_body ON note(body, pad)")
		return err
	}))
	requireNoMarks(t, dir)
	require.NoError(t, db.Backup(ctx, v.Path("copy.db"), v.VFS()))
	require.NoError(t, db.Close())
	o.Migrations = schema2
	db, err = sqlite.Open(ctx, v.Path("cases.db"), o)
	require.NoError(t, err)
	requireNotes(t, db, 3000)
	require.NoError(t, db.Close())
	requireNoMarks(t, dir)
	require.Contains(t, filesIn(t, dir), "cases.db.before-2")
	require.Empty(t, leaked)
	require.Greater(t, written, 3<<20)

	t.Run("and this test finds what is in clear", func(t *testing.T) {
		p := filepath.Join(t.TempDir(), "plain.db")
		db, err := sqlite.Open(ctx, p, sqlite.Options{AppID: appID, Migrations: schema})
		require.NoError(t, err)
		addNotes(t, db, 1, 1)
		require.NoError(t, db.Close())
		b, err := os.ReadFile(p)
		require.NoError(t, err)
		for _, m := range marks {
			require.Contains(t, string(b), m)
		}
	})
}

func TestStatementsThatWouldLeaveTheSealedFileAreRefused(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	v := unlockAt(t, dir, testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 3, 10)
	out := filepath.ToSlash(filepath.Join(t.TempDir(), "out.db"))
	platform := "unix"
	if runtime.GOOS == "windows" {
		platform = "win32"
	}
	for _, row := range []struct {
		name, sql string
		arg       []any
		want      error
	}{
		{"attach a file", "ATTACH '" + out + "' AS x", nil, sqlite.ErrRefused},
		{"attach a file given as argument", "ATTACH ? AS x", []any{out}, sqlite.ErrRefused},
		{"attach in clear", "ATTACH 'file:" + out + "?vfs=" + platform + "' AS x", nil, sqlite.ErrRefused},
		{"attach memory", "ATTACH ':memory:' AS x", nil, sqlite.ErrRefused},
		{"change the journal", "PRAGMA journal_mode=delete", nil, sqlite.ErrRefused},
		{"weaken the sync", "PRAGMA synchronous=0", nil, sqlite.ErrRefused},
		{"temporary files on disk", "PRAGMA temp_store=1", nil, sqlite.ErrRefused},
		{"map the file", "PRAGMA mmap_size=1000000", nil, sqlite.ErrRefused},
		{"keep deleted content", "PRAGMA secure_delete=0", nil, sqlite.ErrRefused},
		{"write the schema", "PRAGMA writable_schema=1", nil, sqlite.ErrRefused},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := db.Write(ctx, func(tx *sql.Tx) error { _, err := tx.Exec(row.sql, row.arg...); return err })
			require.ErrorIs(t, err, row.want)
			err = db.Read(ctx, func(tx *sql.Tx) error { _, err := tx.Exec(row.sql, row.arg...); return err })
			require.ErrorIs(t, err, row.want)
		})
	}
	for _, q := range []string{"VACUUM", "VACUUM INTO '" + out + "'", "SELECT load_extension('" + out + "')"} {
		require.Error(t, db.Write(ctx, func(tx *sql.Tx) error { _, err := tx.Exec(q); return err }))
	}
	_, err := os.Stat(out)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, db.Backup(ctx, out, ""), "in clear")
	require.ErrorIs(t, db.Read(ctx, func(tx *sql.Tx) error { return addNote(tx, 1, 1) }), sqlite.ErrReadOnly)

	var mode string
	require.NoError(t, db.Read(ctx, func(tx *sql.Tx) error { return tx.QueryRow("PRAGMA journal_mode").Scan(&mode) }), "asking is allowed")
	require.Equal(t, "wal", mode)
	requireNotes(t, db, 3)
}

func TestEveryConnectionHasItsSettings(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	settings := map[string]string{"journal_mode": "wal", "foreign_keys": "1", "temp_store": "2", "secure_delete": "1",
		"trusted_schema": "0", "cell_size_check": "1", "busy_timeout": "5000", "page_size": "8192", "mmap_size": "0"}
	ask := func(tx *sql.Tx, name string) (s string) {
		require.NoError(t, tx.QueryRow("PRAGMA "+name).Scan(&s), name)
		return s
	}
	all := func(tx *sql.Tx, more map[string]string) error {
		for _, m := range []map[string]string{settings, more} {
			for name, want := range m {
				if name == "mmap_size" && v.VFS() != "" {
					continue // the vault's VFS answers none: it never maps
				}
				require.Equal(t, want, ask(tx, name), name)
			}
		}
		return nil
	}
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error { return all(tx, map[string]string{"synchronous": "2", "query_only": "0"}) }))
	require.NoError(t, db.Read(ctx, func(tx *sql.Tx) error { return all(tx, map[string]string{"query_only": "1"}) }))
}

func TestPathsWithCharactersOfURIs(t *testing.T) {
	names := []string{"plain", "with space", "per%41cent", "ha#sh", "Übung عربى", "semi;colon&and=", "quote'd", "plus+"}
	if runtime.GOOS != "windows" {
		names = append(names, "ques?tion", "back\\slash", "new\nline")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			require.NoError(t, os.Mkdir(dir, 0o700))
			v := unlockAt(t, dir, testKey)
			db, err := sqlite.Open(context.Background(), v.Path(name+".db"), options(v))
			require.NoError(t, err)
			addNotes(t, db, 2, 10)
			require.NoError(t, db.Backup(context.Background(), v.Path(name+"-copy.db"), v.VFS()))
			require.NoError(t, db.Close())
			found := filesIn(t, dir)
			require.Len(t, found, 2)
			require.Contains(t, found, name+".db")
			require.Contains(t, found, name+"-copy.db")
		})
	}
}

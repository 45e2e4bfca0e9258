package copies

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestMain(m *testing.M) {
	vault.RunChild()
	if len(os.Args) == 4 && os.Args[1] == renewUntil {
		renewAndDie(os.Args[2], os.Args[3])
	}
	os.Exit(m.Run())
}

const appID = 0x57617933

var schema = fstest.MapFS{"0001_first.sql": {Data: []byte(`
CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT NOT NULL, pad BLOB) STRICT;
CREATE TABLE word(word TEXT PRIMARY KEY, n REAL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE note_text USING fts5(body, content='');
`)}}

// mark is planted in everything; it must be in no file.
const mark = "GEHEIMNIS-Musterfrau"

var quick = vault.Params{Time: 1, MemoryKiB: 64, Lanes: 1}

func makeVault(t testing.TB, dir, pass string) *vault.Vault {
	t.Helper()
	v, err := vault.Create(dir, vault.CreateOptions{Passphrase: []byte(pass), Params: quick, KDF: vault.InProcess})
	require.NoError(t, err)
	return v
}

func openDB(v *vault.Vault, name string) (*sqlite.DB, error) {
	return sqlite.Open(context.Background(), v.Path(name), sqlite.Options{VFS: v.VFS(), AppID: appID, Migrations: schema})
}

func addNotes(t testing.TB, db *sqlite.DB, n int) {
	t.Helper()
	require.NoError(t, db.Write(context.Background(), func(tx *sql.Tx) error {
		for i := range n {
			body := fmt.Sprint(mark, " ", i)
			if _, err := tx.Exec("INSERT INTO note(body, pad) VALUES(?, randomblob(3000))", body); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT INTO note_text(rowid, body) VALUES((SELECT max(id) FROM note), ?)", body); err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT OR REPLACE INTO word VALUES(?, 0.5)", "w"+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		return nil
	}))
}

func notes(t testing.TB, db *sqlite.DB) (n int) {
	t.Helper()
	require.NoError(t, db.Read(context.Background(), func(tx *sql.Tx) error {
		return tx.QueryRow("SELECT count(*) FROM note").Scan(&n)
	}))
	require.NoError(t, db.Check(context.Background()))
	return n
}

// holds requires that the vault at dir opens by pass and has n notes in each of its databases.
func holds(t testing.TB, dir, pass string, n int) {
	t.Helper()
	v, err := vault.Unlock(dir, []byte(pass), vault.Options{KDF: vault.InProcess})
	require.NoError(t, err)
	for _, name := range []string{"cases.db", "files.db"} {
		db, err := openDB(v, name)
		require.NoError(t, err)
		require.Equal(t, n, notes(t, db), name)
		require.NoError(t, db.Close())
	}
	require.NoError(t, v.Close())
}

func opens(dir, pass string) bool {
	v, err := vault.Unlock(dir, []byte(pass), vault.Options{KDF: vault.InProcess})
	if err == nil {
		err = v.Close()
	}
	return err == nil
}

func requireNoMarks(t testing.TB, dir string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		for _, m := range []string{mark, "CREATE TABLE", "SQLite format"} {
			require.False(t, strings.Contains(string(b), m), p)
		}
		return err
	}))
}

// filled makes a vault with two databases, open.
func filled(t testing.TB, dir, pass string, n int) (*vault.Vault, []*sqlite.DB) {
	t.Helper()
	v := makeVault(t, dir, pass)
	var dbs []*sqlite.DB
	for _, name := range []string{"cases.db", "files.db"} {
		db, err := openDB(v, name)
		require.NoError(t, err)
		addNotes(t, db, n)
		dbs = append(dbs, db)
	}
	return v, dbs
}

func closeAll(v *vault.Vault, dbs []*sqlite.DB) error {
	var errs []error
	for _, db := range dbs {
		errs = append(errs, db.Close())
	}
	return errors.Join(append(errs, v.Close())...)
}

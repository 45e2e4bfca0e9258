package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == writeUntilKilled {
		keepWriting(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

const appID = 0x57617931

// mark is planted in everything the tests write; it must be in no file.
const mark = "GEHEIMNIS-Suchtberatung-Musterfrau"

var marks = []string{mark, mark[:9], "Musterfrau", "CREATE TABLE", "SQLite format", "note_text"}

var testKey = vault.Key{1, 2, 3}

var schema = fstest.MapFS{"0001_first.sql": {Data: []byte(`
CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT NOT NULL, pad BLOB) STRICT;
CREATE TABLE total(n INTEGER NOT NULL) STRICT;
INSERT INTO total VALUES(0);
CREATE TABLE child(id INTEGER PRIMARY KEY, note INTEGER NOT NULL REFERENCES note(id), UNIQUE(note)) STRICT;
CREATE VIRTUAL TABLE note_text USING fts5(body, tokenize='unicode61 remove_diacritics 2');
`)}}

var schema2 = fstest.MapFS{
	"0001_first.sql":  schema["0001_first.sql"],
	"0002_second.sql": {Data: []byte(`ALTER TABLE note ADD COLUMN lang TEXT; CREATE INDEX note_lang ON note(lang);`)},
}

func options(v *vault.Vault) sqlite.Options {
	return sqlite.Options{VFS: v.VFS(), AppID: appID, Migrations: schema}
}

// unlockAt opens the vault in dir under testKey, made if there is none.
func unlockAt(t testing.TB, dir string, key vault.Key) *vault.Vault {
	t.Helper()
	v, err := vault.UnlockRaw(dir, key)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.Close()) })
	return v
}

func openAt(t testing.TB, v *vault.Vault, name string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), v.Path(name), options(v))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// addNote is one recorded thing: a row, its search entry and the total, in one transaction.
func addNote(tx *sql.Tx, i, size int) error {
	body := fmt.Sprintf("%s %d Größe wort%d", mark, i, i%7)
	res, err := tx.Exec("INSERT INTO note(body, pad) VALUES(?, randomblob(?))", body, size)
	if err != nil {
		return err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO note_text(rowid, body) VALUES(?, ?)", id, body); err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE total SET n = n + 1")
	return err
}

func addNotes(t testing.TB, db *sqlite.DB, n, size int) {
	t.Helper()
	require.NoError(t, db.Write(context.Background(), func(tx *sql.Tx) error {
		for i := range n {
			if err := addNote(tx, i, size); err != nil {
				return err
			}
		}
		return nil
	}))
}

// notes counts the notes and requires that everything written with them agrees.
func notes(db *sqlite.DB) (n int, err error) {
	err = db.Read(context.Background(), func(tx *sql.Tx) error {
		var total, found int
		if err := tx.QueryRow("SELECT (SELECT count(*) FROM note), (SELECT n FROM total)").Scan(&n, &total); err != nil {
			return err
		}
		if err := tx.QueryRow("SELECT count(*) FROM note_text WHERE note_text MATCH 'grosse OR große'").Scan(&found); err != nil {
			return err
		}
		if total != n || found != n {
			return fmt.Errorf("half a transaction: %d notes, total %d, %d found", n, total, found)
		}
		return nil
	})
	return n, err
}

func requireNotes(t testing.TB, db *sqlite.DB, want int) {
	t.Helper()
	n, err := notes(db)
	require.NoError(t, err)
	require.Equal(t, want, n)
	require.NoError(t, db.Check(context.Background()))
}

// filesIn is every file below dir with its content.
func filesIn(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "vault.lock" {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		files[rel] = string(b)
		return err
	}))
	return files
}

func requireNoMarks(t testing.TB, dir string) {
	t.Helper()
	for name, b := range filesIn(t, dir) {
		require.False(t, strings.HasSuffix(name, "-shm"), "a wal-index on disk")
		for _, m := range marks {
			if strings.Contains(b, m) {
				t.Fatalf("%s contains %q", name, m)
			}
		}
	}
}

// stateOf is what filesIn is, short enough to compare and print.
func stateOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := filesIn(t, dir)
	for name, b := range files {
		files[name] = fmt.Sprintf("%d bytes, %x", len(b), sha256.Sum256([]byte(b)))
	}
	return files
}

// leftByCrash copies the live files of an open database into a new folder: what a kill leaves.
func leftByCrash(t testing.TB, db *sqlite.DB) string {
	t.Helper()
	dir := t.TempDir()
	for _, s := range []string{"", "-wal", "-journal"} {
		b, err := os.ReadFile(db.Path() + s)
		if err == nil {
			require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(db.Path())+s), b, 0o600))
		}
	}
	return dir
}

// rawPool opens a database through the stock driver with any settings, as only tests do.
func rawPool(t testing.TB, path, vfs, extra string) *sql.DB {
	t.Helper()
	d := "file:" + filepath.ToSlash(path) + "?_pragma=busy_timeout(5000)" + extra
	if vfs != "" {
		d += "&vfs=" + vfs
	}
	pool, err := sql.Open("sqlite", d)
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	return pool
}

const writeUntilKilled = "write-until-killed"

// keepWriting is the child of the kill test: it records and acknowledges until somebody kills it.
func keepWriting(dir string) {
	fail := func(err error) {
		fmt.Println("error", err)
		os.Exit(3)
	}
	v, err := vault.UnlockRaw(dir, testKey)
	if err != nil {
		fail(err)
	}
	db, err := sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
	if err != nil {
		fail(err)
	}
	out := bufio.NewWriter(os.Stdout)
	start, err := notes(db)
	if err != nil {
		fail(err)
	}
	for i := start + 1; ; i++ {
		if err := db.Write(context.Background(), func(tx *sql.Tx) error { return addNote(tx, i, i*37%9000) }); err != nil {
			fail(err)
		}
		fmt.Fprintln(out, i)
		out.Flush()
	}
}

func clone(s string) []byte { return bytes.Clone([]byte(s)) }

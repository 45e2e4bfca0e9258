package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestThreeWritersAndThreeReadersSeeWholeTransactions(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	const each = 60
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	reads := make([]int, 3)
	for r := range reads {
		readers.Go(func() {
			last := 0
			for {
				n, err := notes(db)
				if err != nil || n < last {
					t.Errorf("after %d notes: %d, %v", last, n, err)
					return
				}
				last = n
				reads[r]++
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for range 3 {
		writers.Go(func() {
			for i := range each {
				if err := db.Write(ctx, func(tx *sql.Tx) error { return addNote(tx, i, 900) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	requireNotes(t, db, 3*each)
	for _, n := range reads {
		require.Positive(t, n)
	}
	require.Zero(t, v.Faults().Pages)
	requireNoMarks(t, v.Dir())
}

func TestASecondProcessOrVaultIsKeptOut(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	_, err := vault.UnlockRaw(v.Dir(), testKey)
	require.ErrorIs(t, err, sqlite.ErrInUse)
	// A file outside the folder, such as a backup being written, is guarded by a lock beside it while it is open.
	outside := filepath.Join(t.TempDir(), "backup.db")
	one, err := sqlite.Open(context.Background(), outside, options(v))
	require.NoError(t, err)
	other := unlockAt(t, t.TempDir(), testKey)
	_, err = sqlite.Open(context.Background(), outside, options(other))
	require.ErrorIs(t, err, sqlite.ErrBusy)
	require.NoError(t, one.Close())
	two, err := sqlite.Open(context.Background(), outside, options(other))
	require.NoError(t, err)
	require.NoError(t, two.Close())
	require.Len(t, filesIn(t, filepath.Dir(outside)), 1)
	require.NoError(t, db.Close())
}

func TestSnapshotsStandStill(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 2, 10)
	require.NoError(t, db.Read(ctx, func(tx *sql.Tx) error {
		var before, after int
		if err := tx.QueryRow("SELECT count(*) FROM note").Scan(&before); err != nil {
			return err
		}
		addNotes(t, db, 5, 10)
		if err := tx.QueryRow("SELECT count(*) FROM note").Scan(&after); err != nil {
			return err
		}
		require.Equal(t, before, after)
		return nil
	}))
	requireNotes(t, db, 7)
}

func TestAFailedOrPanickingWriteLeavesNothingAndTheWriterFree(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	boom := errors.New("rule broken")
	require.ErrorIs(t, db.Write(ctx, func(tx *sql.Tx) error {
		require.NoError(t, addNote(tx, 1, 10))
		return boom
	}), boom)
	require.Panics(t, func() {
		_ = db.Write(ctx, func(tx *sql.Tx) error { _ = addNote(tx, 1, 10); panic("bug") })
	})
	gone, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, db.Write(gone, func(*sql.Tx) error { return nil }), context.Canceled)
	requireNotes(t, db, 0)
	addNotes(t, db, 1, 10)
	requireNotes(t, db, 1)
}

func TestDriverErrorsBecomeOurs(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 1, 10)
	exec := func(q string) error {
		return db.Write(ctx, func(tx *sql.Tx) error {
			if _, err := tx.Exec(q); err != nil {
				return fmt.Errorf("insert: %w", err)
			}
			return nil
		})
	}
	err := exec("INSERT INTO note(id, body) VALUES(1, 'x')")
	require.True(t, sqlite.IsUnique(err) && sqlite.IsConstraint(err) && !sqlite.IsReference(err), err)
	require.ErrorContains(t, err, "insert: ")
	err = exec("INSERT INTO child(note) VALUES(99)")
	require.True(t, sqlite.IsReference(err) && !sqlite.IsUnique(err), err)
	err = exec("INSERT INTO note(body) VALUES(NULL)")
	require.ErrorIs(t, err, sqlite.ErrConstraint)
	require.False(t, sqlite.IsUnique(err) || sqlite.IsUnique(nil) || sqlite.IsConstraint(errors.New("other")))
	// The same inside the transaction, where the driver's error is still bare.
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO note(id, body) VALUES(1, 'x')")
		require.True(t, sqlite.IsUnique(err))
		return nil
	}))
}

func TestMigrationsComeWithACopyOrNotAtAll(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	open := func(m fstest.MapFS) (*sqlite.DB, error) {
		o := options(v)
		o.Migrations = m
		return sqlite.Open(ctx, v.Path("cases.db"), o)
	}
	db, err := open(schema)
	require.NoError(t, err)
	require.Equal(t, 1, db.Version())
	addNotes(t, db, 4, 10)
	require.NoError(t, db.Close())

	broken := fstest.MapFS{"0001_first.sql": schema["0001_first.sql"], "0002_second.sql": {Data: []byte("ALTER TABLE note ADD COLUMN a TEXT; INSERT INTO nowhere VALUES(1)")}}
	_, err = open(broken)
	require.ErrorContains(t, err, "migration 0002_second.sql")
	dangling := fstest.MapFS{"0001_first.sql": schema["0001_first.sql"], "0002_second.sql": {Data: []byte("PRAGMA defer_foreign_keys=1; INSERT INTO child(note) VALUES(77)")}}
	_, err = open(dangling)
	require.ErrorContains(t, err, "dangling")

	db, err = open(schema) // still the old one, whole
	require.NoError(t, err)
	requireNotes(t, db, 4)
	require.NoError(t, db.Close())

	db, err = open(schema2)
	require.NoError(t, err)
	require.Equal(t, 2, db.Version())
	requireNotes(t, db, 4)
	addNotes(t, db, 1, 10)
	require.NoError(t, db.Close())

	o := options(v)
	o.ReadOnly = true
	before, err := sqlite.Open(ctx, v.Path("cases.db.before-2"), o)
	require.NoError(t, err)
	requireNotes(t, before, 4)
	require.NoError(t, before.Close())

	_, err = open(schema)
	require.ErrorIs(t, err, sqlite.ErrNewerSchema)
}

func TestMigrationsAreNamedAndNumbered(t *testing.T) {
	ok := &fstest.MapFile{Data: []byte("CREATE TABLE a(b)")}
	for _, row := range []struct {
		name string
		fs   fstest.MapFS
		want string
	}{
		{"a gap", fstest.MapFS{"0001_a.sql": ok, "0003_b.sql": ok}, "expected number 0002"},
		{"twice the same", fstest.MapFS{"0001_a.sql": ok, "0001_b.sql": ok}, "expected number 0002"},
		{"from two", fstest.MapFS{"0002_a.sql": ok}, "expected number 0001"},
		{"no number", fstest.MapFS{"first.sql": ok}, "is not called"},
		{"capitals", fstest.MapFS{"0001_A.sql": ok}, "is not called"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{AppID: appID, Migrations: row.fs})
			require.ErrorContains(t, err, row.want)
		})
	}
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{AppID: appID, Migrations: fstest.MapFS{"0001_a.sql": ok, "README.md": ok}})
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func TestBackupAndRekey(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 200, 2000)
	other := unlockAt(t, t.TempDir(), vault.Key{4, 5})

	require.NoError(t, db.Backup(ctx, v.Path("again.db"), v.VFS()))
	require.NoError(t, db.Rekey(ctx, other.Path("cases.db"), other.VFS(), func() error { return nil }))
	addNotes(t, db, 1, 10)
	for _, c := range []struct {
		v    *vault.Vault
		name string
	}{{v, "again.db"}, {other, "cases.db"}} {
		db, err := sqlite.Open(ctx, c.v.Path(c.name), options(c.v))
		require.NoError(t, err)
		requireNotes(t, db, 200)
		addNotes(t, db, 1, 10)
		require.NoError(t, db.Close())
	}
	require.ErrorIs(t, v.Prove(other.Path("cases.db")), sqlite.ErrWrongKey)
	require.ErrorContains(t, db.Rekey(ctx, v.Path("x.db"), v.VFS(), nil), "not another vault")
	require.ErrorContains(t, db.Backup(ctx, db.Path(), v.VFS()), "onto itself")
	for _, dir := range []string{v.Dir(), other.Dir()} {
		requireNoMarks(t, dir)
		for name := range filesIn(t, dir) {
			require.NotContains(t, name, ".lock")
			require.NotContains(t, name, ".partial")
		}
	}
}

func TestABackupThatFailsLeavesTheOldOne(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 20, 2000)
	stick := t.TempDir()
	to := filepath.Join(stick, "backup.db")
	require.NoError(t, db.Backup(ctx, to, v.VFS()))
	before := stateOf(t, stick)
	addNotes(t, db, 20, 2000)
	for n := range 12 {
		left := n
		v.Watch(func(op vault.Op) error {
			if filepath.Dir(op.Path) == filepath.Dir(to) {
				if left--; left < 0 {
					return errors.New("the stick is gone")
				}
			}
			return nil
		})
		require.Error(t, db.Backup(ctx, to, v.VFS()))
		require.Equal(t, before, stateOf(t, stick))
	}
	v.Watch(nil)
	require.NoError(t, db.Backup(ctx, to, v.VFS()))
	require.NotEqual(t, before, stateOf(t, stick))
}

func TestTheEmergencyLockStopsEverythingAtOnce(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	v, err := vault.UnlockRaw(dir, testKey)
	require.NoError(t, err)
	db, err := sqlite.Open(ctx, v.Path("cases.db"), options(v))
	require.NoError(t, err)
	addNotes(t, db, 30, 2000)
	err = db.Write(ctx, func(tx *sql.Tx) error {
		require.NoError(t, addNote(tx, 1, 10))
		v.Seal()
		return nil
	})
	require.ErrorIs(t, err, sqlite.ErrSealed)
	require.Error(t, db.Write(ctx, func(tx *sql.Tx) error { return addNote(tx, 1, 10) }))
	require.ErrorIs(t, v.Close(), vault.ErrOpenFiles)
	_ = db.Close()
	require.NoError(t, v.Close())
	db = openAt(t, unlockAt(t, dir, testKey), "cases.db")
	requireNotes(t, db, 30)
}

func TestPagesNeverWrittenCanStillBeRead(t *testing.T) {
	for _, mode := range []string{"wal", "delete"} {
		t.Run(mode, func(t *testing.T) {
			v := unlockAt(t, t.TempDir(), testKey)
			pool := rawPool(t, v.Path("holes.db"), v.VFS(), "&_pragma=journal_mode("+mode+")")
			defer pool.Close()
			// Pages given out and freed within a transaction are never written; those behind them are.
			for i := range 3 {
				_, err := pool.Exec(`CREATE TABLE IF NOT EXISTS t(a INTEGER PRIMARY KEY, b BLOB);
					BEGIN;
					INSERT INTO t VALUES(1, randomblob(900000));
					INSERT INTO t VALUES(?, randomblob(20000));
					DELETE FROM t WHERE a = 1;
					COMMIT`, 10+i)
				require.NoError(t, err)
			}
			_, err := pool.Exec("PRAGMA wal_checkpoint(truncate)")
			require.NoError(t, err)
			_, err = pool.Exec("PRAGMA cache_size=1; PRAGMA shrink_memory")
			require.NoError(t, err)
			bytes := 0
			require.NoError(t, pool.QueryRow("SELECT sum(length(data)) FROM sqlite_dbpage").Scan(&bytes), "every page, free ones included")
			require.Positive(t, bytes)
			require.Zero(t, v.Faults().Pages)
			st, err := os.Stat(v.Path("holes.db"))
			require.NoError(t, err)
			require.Zero(t, st.Size()%8192)
		})
	}
}

// A connection that has the database open but has not yet read it must not meet the wal-index of a log that is gone.
func TestAConnectionThatSleptThroughALogSeesWhatItHeld(t *testing.T) {
	ctx := context.Background()
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	require.NoError(t, db.Close())
	sleeping := rawPool(t, db.Path(), v.VFS(), "")
	defer sleeping.Close()
	require.NoError(t, sleeping.PingContext(ctx))
	for round := 1; round <= 3; round++ {
		db := openAt(t, v, "cases.db")
		addNotes(t, db, 10, 3000)
		require.NoError(t, db.Close())
		if round < 2 {
			continue
		}
		var n int
		require.NoError(t, sleeping.QueryRow("SELECT count(*) FROM note").Scan(&n))
		require.Equal(t, 10*round, n)
		_, err := sleeping.Exec("UPDATE total SET n = n")
		require.NoError(t, err)
	}
	require.NoError(t, sleeping.Close())
	requireNotes(t, openAt(t, v, "cases.db"), 30)
}

func TestTemporaryContentStaysInMemoryWhateverIsSet(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	touched := map[string]bool{}
	v.Watch(func(op vault.Op) error { touched[filepath.Base(op.Path)] = true; return nil })
	pool := rawPool(t, v.Path("a.db"), v.VFS(), "&_pragma=temp_store(1)&_pragma=cache_size(5)&_pragma=journal_mode(wal)")
	defer pool.Close()
	for _, q := range []string{
		"CREATE TABLE t(a, b)",
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 3000) INSERT INTO t SELECT n, '" + mark + "' || hex(randomblob(400)) FROM c",
		"CREATE TEMP TABLE s AS SELECT * FROM t ORDER BY b",
		"UPDATE s SET b = b || 'x'",
		"CREATE INDEX t_b ON t(b)",
		"VACUUM",
	} {
		_, err := pool.Exec(q)
		require.NoError(t, err)
	}
	require.NoError(t, pool.Close())
	require.Equal(t, map[string]bool{"a.db": true, "a.db-wal": true, "a.db-journal": true}, touched)
	requireNoMarks(t, v.Dir())
}

func TestAnotherGeometryIsRefused(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	plain := rawPool(t, filepath.Join(t.TempDir(), "plain.db"), "", "")
	defer plain.Close()
	_, err := plain.Exec("CREATE TABLE x AS SELECT hex(randomblob(3000)) a")
	require.NoError(t, err)
	_, err = plain.Exec("VACUUM INTO ?", "file:"+filepath.ToSlash(v.Path("in.db"))+"?vfs="+v.VFS())
	require.Error(t, err, "a plain database has no reserved bytes: 40 of every page would be lost")

	pool := rawPool(t, v.Path("a.db"), v.VFS(), "")
	defer pool.Close()
	_, err = pool.Exec("CREATE TABLE x AS SELECT hex(randomblob(3000)) a")
	require.NoError(t, err)
	_, err = pool.Exec("PRAGMA page_size=4096; VACUUM")
	require.Error(t, err)
	var size int
	require.NoError(t, pool.QueryRow("PRAGMA page_size").Scan(&size))
	require.Equal(t, 8192, size)
	var ok string
	require.NoError(t, pool.QueryRow("PRAGMA integrity_check").Scan(&ok))
	require.Equal(t, "ok", ok)
}

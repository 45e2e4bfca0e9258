package sqlite_test

import (
	"context"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

// Every refusal has its own error and leaves every file as it was, a log left by a crash included.
func TestARefusalHasItsOwnErrorAndTouchesNothing(t *testing.T) {
	ctx := context.Background()
	source := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, source, "cases.db")
	addNotes(t, db, 40, 500)
	live := func(t *testing.T) string { return leftByCrash(t, db) }
	file := func(content []byte) func(*testing.T) string {
		return func(t *testing.T) string {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "cases.db"), content, 0o600))
			return dir
		}
	}
	plain := func(t *testing.T) string {
		dir := t.TempDir()
		db, err := sqlite.Open(ctx, filepath.Join(dir, "cases.db"), sqlite.Options{AppID: appID, Migrations: schema})
		require.NoError(t, err)
		addNotes(t, db, 3, 10)
		require.NoError(t, db.Close())
		return dir
	}
	spoilt := func(change func(t *testing.T, p string)) func(*testing.T) string {
		return func(t *testing.T) string {
			dir := live(t)
			change(t, filepath.Join(dir, "cases.db"))
			return dir
		}
	}
	newer := fstest.MapFS{}
	for _, row := range []struct {
		name  string
		files func(*testing.T) string
		key   vault.Key
		opts  func(*sqlite.Options)
		want  error
	}{
		{"a wrong key", live, vault.Key{9}, nil, sqlite.ErrWrongKey},
		{"another program's", live, testKey, func(o *sqlite.Options) { o.AppID = 5 }, sqlite.ErrForeign},
		{"a newer version's", live, testKey, func(o *sqlite.Options) { o.Migrations = newer }, sqlite.ErrNewerSchema},
		{"an older version's, to read only", live, testKey, func(o *sqlite.Options) { o.Migrations, o.ReadOnly = schema2, true }, sqlite.ErrOlderSchema},
		{"nothing there, to read only", func(t *testing.T) string { return t.TempDir() }, testKey, func(o *sqlite.Options) { o.ReadOnly = true }, fs.ErrNotExist},
		{"a database in clear", plain, testKey, nil, sqlite.ErrPlaintext},
		{"garbage", file([]byte("not a database, only a note somebody put here")), testKey, nil, sqlite.ErrDamaged},
		{"much garbage", file(make([]byte, 100_000)), testKey, nil, sqlite.ErrWrongKey},
		{"a folder", func(t *testing.T) string {
			dir := t.TempDir()
			require.NoError(t, os.Mkdir(filepath.Join(dir, "cases.db"), 0o700))
			return dir
		}, testKey, nil, sqlite.ErrForeign},
		{"cut to nothing beside its log", spoilt(func(t *testing.T, p string) { require.NoError(t, os.Truncate(p, 0)) }), testKey, nil, sqlite.ErrDamaged},
		{"gone, its log still there", spoilt(func(t *testing.T, p string) { require.NoError(t, os.Remove(p)) }), testKey, nil, sqlite.ErrDamaged},
		{"page 1 and log damaged", spoilt(func(t *testing.T, p string) {
			for _, f := range []string{p, p + "-wal"} {
				b, err := os.ReadFile(f)
				require.NoError(t, err)
				b[20] ^= 1
				require.NoError(t, os.WriteFile(f, b, 0o600))
			}
		}), testKey, nil, sqlite.ErrDamaged},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := row.files(t)
			v := unlockAt(t, dir, row.key)
			o := options(v)
			if row.opts != nil {
				row.opts(&o)
			}
			before := stateOf(t, dir)
			db, err := sqlite.Open(ctx, v.Path("cases.db"), o)
			require.ErrorIs(t, err, row.want)
			require.Nil(t, db)
			require.Equal(t, before, stateOf(t, dir))
		})
	}
}

func TestAPlainOpenerIsRefusedTheSameWay(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	p := filepath.Join(dir, "a.db")
	o := sqlite.Options{AppID: appID, Migrations: schema}
	db, err := sqlite.Open(ctx, p, o)
	require.NoError(t, err)
	addNotes(t, db, 3, 10)
	require.NoError(t, db.Close())
	before := stateOf(t, dir)
	o.AppID = 9
	_, err = sqlite.Open(ctx, p, o)
	require.ErrorIs(t, err, sqlite.ErrForeign)
	require.Equal(t, before, stateOf(t, dir))

	v := unlockAt(t, t.TempDir(), testKey)
	sealed := openAt(t, v, "b.db")
	_, err = sqlite.Open(ctx, sealed.Path(), sqlite.Options{AppID: appID, Migrations: schema})
	require.ErrorIs(t, err, sqlite.ErrForeign)
	_, err = sqlite.Open(ctx, p, sqlite.Options{AppID: appID, VFS: "waymark-none"})
	require.ErrorContains(t, err, "no open vault")
	_, err = sqlite.Open(ctx, p, sqlite.Options{})
	require.ErrorContains(t, err, "application id")
}

func TestEveryPageTamperedIsNoticed(t *testing.T) {
	const page = 8192
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	addNotes(t, db, 60, 3000)
	require.NoError(t, db.Close())
	whole, err := os.ReadFile(db.Path())
	require.NoError(t, err)
	pages := len(whole) / page
	require.Greater(t, pages, 20)
	// noticed requires damage to be seen, and by the seal: SQLite's own checks of structure would miss much of it.
	noticed := func(t *testing.T, b []byte) {
		t.Helper()
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "cases.db"), b, 0o600))
		v, err := vault.UnlockRaw(dir, testKey)
		require.NoError(t, err)
		defer v.Close()
		db, err := sqlite.Open(context.Background(), v.Path("cases.db"), options(v))
		if err == nil {
			err = db.Check(context.Background())
			require.NoError(t, db.Close())
			if len(b) == len(whole) {
				require.Positive(t, v.Faults().Pages)
			}
		}
		require.ErrorIs(t, err, sqlite.ErrDamaged)
	}
	for i := range pages {
		b := append([]byte(nil), whole...)
		b[i*page+(i*977)%(page)] ^= 1 << (i % 8)
		noticed(t, b)
	}
	for _, row := range []struct {
		name  string
		spoil func([]byte) []byte
	}{
		{"two pages swapped", func(b []byte) []byte {
			copy(b[3*page:4*page], whole[4*page:])
			copy(b[4*page:5*page], whole[3*page:4*page])
			return b
		}},
		{"a page copied over another", func(b []byte) []byte { copy(b[7*page:8*page], whole[8*page:]); return b }},
		{"a page zeroed", func(b []byte) []byte { clear(b[5*page : 6*page]); return b }},
		{"the last page cut off", func(b []byte) []byte { return b[:len(b)-page] }},
		{"everything but page 1 cut off", func(b []byte) []byte { return b[:page] }},
	} {
		t.Run(row.name, func(t *testing.T) { noticed(t, row.spoil(append([]byte(nil), whole...))) })
	}
	t.Run("and untouched it is whole", func(t *testing.T) {
		db := openAt(t, v, "cases.db")
		requireNotes(t, db, 60)
	})
}

func TestReadingOnlyLeavesNoTraceAndSeesTheLog(t *testing.T) {
	ctx := context.Background()
	source := unlockAt(t, t.TempDir(), testKey)
	live := openAt(t, source, "cases.db")
	addNotes(t, live, 30, 500)
	for _, row := range []struct {
		name string
		dir  func() string
	}{
		{"with a log left by a crash", func() string { return leftByCrash(t, live) }},
		{"closed cleanly", func() string {
			dir := leftByCrash(t, live)
			v := unlockAt(t, dir, testKey)
			db, err := sqlite.Open(ctx, v.Path("cases.db"), options(v))
			require.NoError(t, err)
			require.NoError(t, db.Close())
			require.NoError(t, v.Close())
			return dir
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := row.dir()
			before := stateOf(t, dir)
			v := unlockAt(t, dir, testKey)
			o := options(v)
			o.ReadOnly = true
			db, err := sqlite.Open(ctx, v.Path("cases.db"), o)
			require.NoError(t, err)
			requireNotes(t, db, 30)
			require.ErrorIs(t, db.Write(ctx, func(*sql.Tx) error { return nil }), sqlite.ErrReadOnly)
			require.ErrorIs(t, db.Checkpoint(ctx), sqlite.ErrReadOnly)
			require.Equal(t, before, stateOf(t, dir))
			require.NoError(t, db.Close())
			require.Equal(t, before, stateOf(t, dir))
		})
	}
}

// Open proves the key first; these connections go round it, as ATTACH or another caller of the driver would.
func TestTheVFSItselfProvesTheKey(t *testing.T) {
	source := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, source, "cases.db")
	addNotes(t, db, 40, 500)
	dir := leftByCrash(t, db)
	before := stateOf(t, dir)
	wrong := unlockAt(t, t.TempDir(), vault.Key{9})
	pool := rawPool(t, filepath.Join(dir, "cases.db"), wrong.VFS(), "")
	_, err := pool.Exec("CREATE TABLE x(a)")
	require.ErrorContains(t, err, "not a database")
	require.NoError(t, pool.Close())
	require.Equal(t, before, stateOf(t, dir))
	right := unlockAt(t, dir, testKey)
	requireNotes(t, openAt(t, right, "cases.db"), 40)
}

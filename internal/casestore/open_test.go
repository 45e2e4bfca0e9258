package casestore_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestWhatIsNoCaseStoreIsRefusedAndLeftAlone(t *testing.T) {
	ctx := context.Background()
	build := func(t *testing.T, app int32, extra string) string {
		path := filepath.Join(t.TempDir(), "x.db")
		all := fstest.MapFS{}
		known, err := fs.Glob(casestore.Migrations(), "*.sql")
		require.NoError(t, err)
		for _, name := range known {
			b, err := fs.ReadFile(casestore.Migrations(), name)
			require.NoError(t, err)
			all[name] = &fstest.MapFile{Data: b}
		}
		if extra != "" {
			all[fmt.Sprintf("%04d_later.sql", len(known)+1)] = &fstest.MapFile{Data: []byte(extra)}
		}
		db, err := sqlite.Open(ctx, path, sqlite.Options{AppID: app, Migrations: all})
		require.NoError(t, err)
		require.NoError(t, db.Write(ctx, func(q *sql.Tx) error {
			_, err := q.Exec(`INSERT INTO settings (name, value) VALUES ('x', zeroblob(100000))`)
			return err
		}))
		require.NoError(t, db.Close())
		return path
	}
	for name, row := range map[string]struct {
		path func(t *testing.T) string
		want error
	}{
		"a newer version's": {func(t *testing.T) string {
			return build(t, casestore.AppID, "CREATE TABLE later (x INTEGER) STRICT;")
		}, sqlite.ErrNewerSchema},
		"another program's": {func(t *testing.T) string { return build(t, 7, "") }, sqlite.ErrForeign},
		"damaged": {func(t *testing.T) string {
			p := build(t, casestore.AppID, "")
			b, err := os.ReadFile(p)
			require.NoError(t, err)
			copy(b[100:], "this is not what was there before")
			require.NoError(t, os.WriteFile(p, b, 0o600))
			return p
		}, sqlite.ErrDamaged},
		"no database": {func(t *testing.T) string {
			p := filepath.Join(t.TempDir(), "x.db")
			require.NoError(t, os.WriteFile(p, []byte("a letter to somebody, long enough to be more than a header of a database, which has a hundred bytes"), 0o600))
			return p
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			path := row.path(t)
			before, err := os.ReadFile(path)
			require.NoError(t, err)
			_, err = casestore.Open(ctx, path, casestore.Options{})
			require.Error(t, err)
			if row.want != nil {
				require.ErrorIs(t, err, row.want)
			}
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, before, after)
		})
	}
	t.Run("in clear where it should be sealed", func(t *testing.T) {
		path := build(t, casestore.AppID, "")
		v, err := vault.CreateRaw(filepath.Join(t.TempDir(), "v"), vault.NewKey())
		require.NoError(t, err)
		defer v.Close()
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(v.Path("cases.db"), b, 0o600))
		_, err = casestore.Open(ctx, v.Path("cases.db"), casestore.Options{VFS: v.VFS()})
		require.ErrorIs(t, err, sqlite.ErrPlaintext)
		after, err := os.ReadFile(v.Path("cases.db"))
		require.NoError(t, err)
		assert.Equal(t, b, after)
	})
}

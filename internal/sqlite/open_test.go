package sqlite_test

import (
	"context"
	"database/sql"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	v, err := vault.CreateRaw(dir, vault.NewKey())
	require.NoError(t, err)
	m := fstest.MapFS{"0001_first.sql": {Data: []byte("CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT; CREATE VIRTUAL TABLE f USING fts5(body)")}}
	ctx := context.Background()
	db, err := sqlite.Open(ctx, v.Path("a.db"), sqlite.Options{VFS: v.VFS(), AppID: 7, Migrations: m})
	require.NoError(t, err)
	require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO note(body) VALUES('x'); INSERT INTO f(body) VALUES('x')")
		return err
	}))
	require.NoError(t, db.Check(ctx))
	require.NoError(t, db.Backup(ctx, v.Path("b.db"), v.VFS()))
	require.NoError(t, db.Close())
	require.NoError(t, v.Close())
}

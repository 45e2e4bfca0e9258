package sqlstore_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
	"waymark/sync/hub/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestSQLiteInAVault(t *testing.T) {
	storetest.Run(t, storetest.Database{Name: "sqlite", New: func(t testing.TB) storetest.Open {
		v, err := vault.CreateRaw(t.TempDir(), vault.NewKey())
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, v.Close()) })
		keys := sqlstore.Keys{sqlstore.NewKey()}
		return func(t testing.TB) hub.Store {
			s, err := sqlstore.OpenSQLite(context.Background(), v.Path("hub.db"), v.VFS(), keys)
			require.NoError(t, err)
			t.Cleanup(func() { s.Close() })
			return s
		}
	}})
}

func TestSQLiteInClear(t *testing.T) {
	storetest.Run(t, storetest.Database{Name: "sqlite in clear", New: func(t testing.TB) storetest.Open {
		path, keys := filepath.Join(t.TempDir(), "hub.db"), sqlstore.Keys{sqlstore.NewKey()}
		return func(t testing.TB) hub.Store {
			s, err := sqlstore.OpenSQLite(context.Background(), path, "", keys)
			require.NoError(t, err)
			t.Cleanup(func() { s.Close() })
			return s
		}
	}})
}

func TestPostgres(t *testing.T) {
	storetest.Run(t, storetest.Database{Name: "postgres", Several: true, New: func(t testing.TB) storetest.Open {
		url, keys := storetest.Postgres(t), sqlstore.Keys{sqlstore.NewKey()}
		return func(t testing.TB) hub.Store {
			s, err := sqlstore.OpenPostgres(context.Background(), url, keys)
			require.NoError(t, err)
			t.Cleanup(func() { s.Close() })
			return s
		}
	}})
}

// Databases that must not be opened, and what is said about each. Nothing is
// changed by trying.
func TestRefusals(t *testing.T) {
	ctx, keys := context.Background(), sqlstore.Keys{sqlstore.NewKey()}
	for kind, open := range map[string]func(t *testing.T) func(sqlstore.Keys) (*sqlstore.Store, error){
		"sqlite": func(t *testing.T) func(sqlstore.Keys) (*sqlstore.Store, error) {
			path := filepath.Join(t.TempDir(), "hub.db")
			return func(k sqlstore.Keys) (*sqlstore.Store, error) { return sqlstore.OpenSQLite(ctx, path, "", k) }
		},
		"postgres": func(t *testing.T) func(sqlstore.Keys) (*sqlstore.Store, error) {
			url := storetest.Postgres(t)
			return func(k sqlstore.Keys) (*sqlstore.Store, error) { return sqlstore.OpenPostgres(ctx, url, k) }
		},
	} {
		t.Run(kind, func(t *testing.T) {
			reopen := open(t)
			s, err := reopen(keys)
			require.NoError(t, err)
			require.NoError(t, s.Close())
			_, err = reopen(nil)
			require.ErrorIs(t, err, hub.ErrSealed, "without keys")
			_, err = reopen(sqlstore.Keys{sqlstore.NewKey()})
			require.ErrorIs(t, err, hub.ErrSealed, "with other keys")
			s, err = reopen(sqlstore.Keys{sqlstore.NewKey(), keys[0]})
			require.NoError(t, err, "with the keys after a rotation")
			require.NoError(t, s.Close())
		})
	}
	t.Run("postgres of a newer version", func(t *testing.T) {
		url := storetest.Postgres(t)
		s, err := sqlstore.OpenPostgres(ctx, url, keys)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		run(t, url, "UPDATE waymark_hub SET version = 1000")
		_, err = sqlstore.OpenPostgres(ctx, url, keys)
		require.ErrorIs(t, err, hub.ErrNewer)
	})
	t.Run("postgres of somebody else", func(t *testing.T) {
		url := storetest.Postgres(t)
		run(t, url, "CREATE TABLE theirs (n integer)")
		_, err := sqlstore.OpenPostgres(ctx, url, keys)
		require.ErrorIs(t, err, hub.ErrForeign)
	})
	t.Run("postgres that acknowledges too early", func(t *testing.T) {
		_, err := sqlstore.OpenPostgres(ctx, storetest.Postgres(t)+"&synchronous_commit=off", keys)
		require.ErrorContains(t, err, "synchronous_commit off")
	})
	t.Run("an address that is none is not quoted", func(t *testing.T) {
		_, err := sqlstore.OpenPostgres(ctx, "postgres://u:secret@[:x", keys)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "secret")
	})
}

func run(t *testing.T, url, query string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(context.Background(), query)
	require.NoError(t, err)
}

// A row moved to another place, and a row changed, do not open.
func TestRowsAreSealedToTheirPlaces(t *testing.T) {
	url := storetest.Postgres(t)
	ctx := context.Background()
	s, err := sqlstore.OpenPostgres(ctx, url, sqlstore.Keys{sqlstore.NewKey()})
	require.NoError(t, err)
	defer s.Close()
	put := func(name string) {
		require.NoError(t, s.Update(ctx, func(tx hub.Tx) error { return tx.PutSetting(name, []byte("value of "+name)) }))
	}
	get := func(name string) (v []byte, err error) {
		err = s.View(ctx, func(tx hub.Tx) (err error) { v, err = tx.Setting(name); return err })
		return v, err
	}
	put("a")
	put("b")
	v, err := get("b")
	require.NoError(t, err)
	require.Equal(t, "value of b", string(v))
	run(t, url, "UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'a') WHERE name = 'b'")
	_, err = get("b")
	require.ErrorIs(t, err, hub.ErrSealed)
	run(t, url, "UPDATE setting SET value = set_byte(value, 40, get_byte(value, 40) # 1) WHERE name = 'a'")
	_, err = get("a")
	require.ErrorIs(t, err, hub.ErrSealed)
}

// What a dump shows: none of what was sealed.
func TestADumpShowsNoWords(t *testing.T) {
	url := storetest.Postgres(t)
	ctx := context.Background()
	s, err := sqlstore.OpenPostgres(ctx, url, sqlstore.Keys{sqlstore.NewKey()})
	require.NoError(t, err)
	defer s.Close()
	const word = "a word nobody else may read"
	e := batch.Entry{ID: batch.EntryID{1}, Author: batch.NodeID{2}, Staff: batch.Bytes16([]byte("staff in a seal!")), Body: []byte(word)}
	long := e
	long.ID, long.Body = batch.EntryID{3}, bytes.Repeat([]byte(word), 10_000)
	parts, err := batch.Split(long, batch.MinPart)
	require.NoError(t, err)
	require.NoError(t, s.Update(ctx, func(tx hub.Tx) error {
		_, err := tx.AddPart(batch.NodeID{2}, parts[0], time.Now())
		return errors.Join(err, tx.Add([]hub.Kept{{Entry: e}, {Entry: long}}), tx.SetAside(batch.NodeID{2}, hub.Aside{Entry: e}),
			tx.PutSetting("name", []byte(word)), tx.PutInvitation(hub.Invitation{Key: [32]byte([]byte(word + word))}))
	}))
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer conn.Close(ctx)
	seen := 0
	for _, table := range []string{"setting", "entry", "block", "part", "aside", "invitation"} {
		rows, err := conn.Query(ctx, "SELECT * FROM "+table)
		require.NoError(t, err)
		for rows.Next() {
			for _, v := range rows.RawValues() {
				seen++
				require.NotContains(t, string(v), "nobody else", table)
				require.NotContains(t, string(v), "staff in a seal!", table)
			}
		}
		require.NoError(t, rows.Err())
	}
	require.Greater(t, seen, 40)
}

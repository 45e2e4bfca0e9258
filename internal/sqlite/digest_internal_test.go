package sqlite

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestTheDigestOfADatabaseIsOfItsContent(t *testing.T) {
	ctx := context.Background()
	tables := fstest.MapFS{"0001_a.sql": {Data: []byte("CREATE TABLE a(x, y); CREATE TABLE b(x TEXT PRIMARY KEY) WITHOUT ROWID; CREATE VIRTUAL TABLE f USING fts5(t);")}}
	of := func(t *testing.T, statements ...string) map[string]content {
		db, err := Open(ctx, filepath.Join(t.TempDir(), "a.db"), Options{AppID: 1, Migrations: tables})
		require.NoError(t, err)
		defer db.Close()
		var d map[string]content
		require.NoError(t, db.Write(ctx, func(tx *sql.Tx) error {
			for _, s := range statements {
				if _, err := tx.Exec(s); err != nil {
					return err
				}
			}
			var err error
			d, err = digest(ctx, tx)
			return err
		}))
		return d
	}
	first := of(t, "INSERT INTO a VALUES(1, 'zwei'), (3.5, x'04')", "INSERT INTO f VALUES('Wort')")
	require.Contains(t, first, "f_content", "what search is made of counts")
	require.Equal(t, first, of(t, "INSERT INTO a VALUES(3.5, x'04'), (1, 'zwei')", "INSERT INTO f VALUES('Wort')"), "whatever the order")
	for name, other := range map[string][]string{
		"a letter":       {"INSERT INTO a VALUES(1, 'zwej'), (3.5, x'04')", "INSERT INTO f VALUES('Wort')"},
		"a type":         {"INSERT INTO a VALUES('1', 'zwei'), (3.5, x'04')", "INSERT INTO f VALUES('Wort')"},
		"text as blob":   {"INSERT INTO a VALUES(1, x'7a776569'), (3.5, x'04')", "INSERT INTO f VALUES('Wort')"},
		"a row twice":    {"INSERT INTO a VALUES(1, 'zwei'), (1, 'zwei')", "INSERT INTO f VALUES('Wort')"},
		"a row less":     {"INSERT INTO a VALUES(1, 'zwei')", "INSERT INTO f VALUES('Wort')"},
		"another table":  {"INSERT INTO a VALUES(1, 'zwei'), (3.5, x'04')", "INSERT INTO b VALUES('x')", "INSERT INTO f VALUES('Wort')"},
		"columns joined": {"INSERT INTO a VALUES('1zwei', ''), (3.5, x'04')", "INSERT INTO f VALUES('Wort')"},
		"the search":     {"INSERT INTO a VALUES(1, 'zwei'), (3.5, x'04')", "INSERT INTO f VALUES('Worte')"},
	} {
		require.NotEqual(t, first, of(t, other...), name)
	}
}

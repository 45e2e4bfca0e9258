package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	modernc "modernc.org/sqlite"
)

// What a person typed into the search field must not come back in an error, because errors go to the log.
func TestShippedErrorsDoNotQuoteWhatWasTyped(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "a.db"), Options{AppID: 1})
	require.NoError(t, err)
	defer db.Close()
	var bare *modernc.Error
	err = db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("CREATE VIRTUAL TABLE f USING fts5(body)"); err != nil {
			return err
		}
		var n int
		err := tx.QueryRow("SELECT count(*) FROM f WHERE f MATCH ?", `Musterfrau:"`).Scan(&n)
		require.True(t, errors.As(err, &bare))
		return err
	})
	require.Error(t, err)
	require.Contains(t, bare.Error(), "Musterfrau", "the driver does quote it, or this tests nothing")
	require.NotContains(t, describe(bare, false), "Musterfrau")
	require.NotEmpty(t, describe(bare, false))
	require.False(t, errors.As(err, &bare), "the driver's error stays inside")
}

func TestPathsAreEscapedForURIs(t *testing.T) {
	for path, want := range map[string]string{
		"/a/b.db":               "/a/b.db",
		"/a?b#c%d\n.db":         "/a%3Fb%23c%25d%0A.db",
		"/Übung/ع.db":           "/Übung/ع.db",
		"//server/share/x.db":   "////server/share/x.db",
		"/a&vfs=unix;mode=x.db": "/a&vfs=unix;mode=x.db", // before the question mark these mean nothing
	} {
		require.Equal(t, want, escapePath(path))
	}
}

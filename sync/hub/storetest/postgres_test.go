package storetest_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"waymark/sync/hub/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestEveryTestGetsItsOwnEmptySchemaOfARealServer(t *testing.T) {
	for range 2 {
		conn, err := pgx.Connect(context.Background(), storetest.Postgres(t))
		require.NoError(t, err)
		defer conn.Close(context.Background())
		_, err = conn.Exec(context.Background(), "CREATE TABLE mine (n integer)")
		require.NoError(t, err, "the second schema already holds the first one's table")
		var fsync, commit string
		require.NoError(t, conn.QueryRow(context.Background(), "SHOW fsync").Scan(&fsync))
		require.NoError(t, conn.QueryRow(context.Background(), "SHOW synchronous_commit").Scan(&commit))
		require.Equal(t, []string{"on", "on"}, []string{fsync, commit})
	}
}

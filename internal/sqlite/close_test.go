package sqlite_test

import (
	"context"
	"database/sql"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// The vault refuses to close while a file of it is open: who closed the databases has
// to be able to rely on that.
func TestClosedMeansThatNoFileIsOpen(t *testing.T) {
	v := unlockAt(t, t.TempDir(), testKey)
	db := openAt(t, v, "cases.db")
	ctx := context.Background()
	begun, release := make(chan struct{}), make(chan struct{})
	read := make(chan error, 1)
	go func() {
		read <- db.Read(ctx, func(tx *sql.Tx) error {
			var n int
			err := tx.QueryRowContext(ctx, `SELECT count(*) FROM note`).Scan(&n)
			close(begun)
			<-release
			return err
		})
	}()
	<-begun
	closed := make(chan error, 1)
	go func() { closed <- db.Close() }()
	for db.Read(ctx, func(*sql.Tx) error { return nil }) == nil { // until closing has begun
		runtime.Gosched()
	}
	for range 1000 {
		select {
		case <-closed:
			require.Fail(t, "closed while somebody reads")
		default:
			runtime.Gosched()
		}
	}
	close(release)
	require.NoError(t, <-read)
	require.NoError(t, <-closed)
	require.NoError(t, v.Close(), "no file is open any more")
}

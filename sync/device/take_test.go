package device_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Somebody without keys sent the spool and kept the answers in a folder.
func TestAnswersToASpoolAreTakenWithoutSendingAnything(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	for range 20 {
		a.write(aCase(), 9000)
	}
	spool := courier.Folder{Dir: t.TempDir()}
	largest := 0
	_, err := a.engine.Spool(ctx, func(s batch.Sealed) error {
		largest = max(largest, len(s.Bytes))
		answers, err := h.exchange(s)
		require.NoError(t, err)
		for _, err := range spool.Exchange(ctx, a.node, answers) {
			if err != nil {
				require.ErrorAs(t, err, new(*courier.Skipped)) // one taken from the folder while it was written
			}
		}
		return nil
	})
	require.NoError(t, err)
	assert.Less(t, largest, 100<<10, "small enough for a line that breaks")
	require.Equal(t, 20, a.status().Waiting)

	damaged := filepath.Join(spool.Dir, a.node.String(), "0.batch")
	require.NoError(t, os.WriteFile(damaged, []byte("torn"), 0o600))
	r, err := a.engine.Take(ctx, spool)
	require.NoError(t, err)
	assert.Zero(t, r.Sent)
	assert.Equal(t, 1, r.Refused, "and what is damaged stops nothing")
	assert.Zero(t, a.status().Waiting)
	again, err := a.engine.Take(ctx, spool)
	require.NoError(t, err)
	assert.Zero(t, again.Taken, "nothing is taken twice")
	settle(t, h, a)
	alike(t, h, a)
}

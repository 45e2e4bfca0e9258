package device

import (
	"context"
	"fmt"
	"time"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Tidy removes from a stick the batches of this device that the hub gave receipts
// for, and returns how many. A batch this store does not know stays: a device restored
// from an old copy finds its lost work there.
func (e *Engine) Tidy(ctx context.Context, f courier.Folder) (int, error) {
	n, err := e.who(ctx)
	if err != nil {
		return 0, fmt.Errorf("tidy: %w", err)
	}
	return f.Tidy(ctx, n.id, time.Now(), func(b batch.ID) bool {
		ok, err := e.store.Receipted(ctx, b)
		return err == nil && ok
	})
}

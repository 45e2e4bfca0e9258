package device

import (
	"context"
	"fmt"

	"waymark/sync/batch"
)

// Spool makes batches of everything that has no receipt and gives them to put, which
// keeps them durably for a courier without keys: before the vault is locked, before
// a wipe. Nothing leaves the outbox by it. It returns how many batches there were.
func (e *Engine) Spool(ctx context.Context, put func(batch.Sealed) error) (int, error) {
	e.one.Lock()
	defer e.one.Unlock()
	n, err := e.who(ctx)
	if err != nil {
		return 0, fmt.Errorf("spool: %w", err)
	}
	if err := e.store.Begin(ctx); err != nil {
		return 0, fmt.Errorf("spool: %w", err)
	}
	x := &exchange{Engine: e, node: n}
	for made := 0; ; made++ {
		s, ok, err := x.one(ctx, false)
		if err == nil && ok {
			err = put(s)
		}
		if err != nil {
			return made, fmt.Errorf("spool: %w", err)
		}
		if !ok {
			return made, nil
		}
	}
}

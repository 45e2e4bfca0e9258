package device

import (
	"context"
	"fmt"

	"waymark/sync/batch"
)

// spooledBatch is how many sealed bytes a batch in a spool has, about: some ten seconds
// of a slow line, and small enough for most that break.
const spooledBatch = 48 << 10

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
	// Whoever sends the spool cannot make smaller batches of what does not get through.
	was := e.pace.size
	e.pace.size = min(was, spooledBatch)
	defer func() { e.pace.size = was }()
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

package device

import (
	"context"
	"errors"
	"fmt"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// Take keeps what a courier has for this device and hands it nothing: the answers that
// came to a spool while the vault was locked. What cannot be opened or believed is
// counted and left.
func (e *Engine) Take(ctx context.Context, c courier.Courier) (Result, error) {
	e.one.Lock()
	defer e.one.Unlock()
	n, err := e.who(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("take: %w", err)
	}
	x := &exchange{Engine: e, node: n, courier: c}
	var failed error
	for s, err := range c.Exchange(ctx, n.id, nil) {
		var skipped *courier.Skipped
		switch {
		case errors.As(err, &skipped):
			x.refuse(err)
			continue
		case err != nil:
			failed = errors.Join(failed, err)
			continue
		}
		if err := x.keep(ctx, s); err != nil {
			failed = errors.Join(failed, err)
			break
		}
	}
	if e.opts.Changed != nil {
		e.opts.Changed()
	}
	if failed != nil {
		failed = fmt.Errorf("take: %w", failed)
	}
	return x.result, failed
}

// keep takes one batch; its error is the store's.
func (x *exchange) keep(ctx context.Context, s batch.Sealed) error {
	got, err := x.take(ctx, s)
	switch {
	case errors.Is(err, errStore):
		return err
	case err != nil:
		x.refuse(err)
	default:
		x.result.Receipts += len(got.receipts)
	}
	return nil
}

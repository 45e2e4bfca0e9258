package device

import (
	"context"
	"fmt"
	"slices"

	"waymark/sync/batch"
)

// Wiping returns the order to wipe this device, once one came that was signed by the
// hub and by somebody besides. Whoever carries it out first hands to the hub what has
// no receipt ([Engine.Spool]). It is there until the store is gone, so that a wipe that
// was cut short is gone on with.
func (e *Engine) Wiping(ctx context.Context) (w batch.Wipe, ordered bool, err error) {
	note, err := e.store.Setting(ctx, settingWipe)
	if err != nil || note == nil {
		return w, false, err
	}
	said, err := batch.Note{Kind: batch.KindWipe, Bytes: note}.Read()
	if err != nil {
		return w, false, fmt.Errorf("read wipe order: %w", err)
	}
	w, ordered = said.(batch.Wipe)
	return w, ordered, nil
}

// wipe keeps an order that the hub signed and, besides, the organisation or somebody
// [Options.Wipers] names: a hub that was taken over cannot wipe alone. Other notes are
// not its business.
func (x *exchange) wipe(ctx context.Context, n batch.Note) error {
	if n.Kind != batch.KindWipe {
		return nil
	}
	said, err := n.Read()
	if err != nil {
		x.refuse(err)
		return nil
	}
	w, ok := said.(batch.Wipe)
	second := w.SignedBy(x.node.organisation)
	if !second && x.opts.Wipers != nil {
		second = slices.ContainsFunc(x.opts.Wipers(ctx), w.SignedBy)
	}
	if !ok || w.Device != x.node.id || !w.SignedBy(x.node.hub().Signing) || !second {
		x.refuse(fmt.Errorf("wipe order: %w", batch.ErrSignature))
		return nil
	}
	if err := x.store.Keep(ctx, map[string][]byte{settingWipe: n.Bytes}); err != nil {
		return storeErr(err)
	}
	if x.opts.Wipe != nil {
		x.opts.Wipe(w)
	}
	return nil
}

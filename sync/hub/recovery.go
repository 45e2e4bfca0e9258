package hub

import (
	"context"
	"errors"
	"fmt"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// ErrNoCode is returned for a device whose recovery code has not arrived.
var ErrNoCode = errors.New("no recovery code of this device has arrived")

// mostCodeBytes is more than an entry with a sealed code has.
const mostCodeBytes = 64 << 10

// RecoveryCode returns the code that opens a device's vault, sealed to the organisation's recovery recipient, and when it
// was made. The hub cannot open it.
func (h *Hub) RecoveryCode(ctx context.Context, d batch.NodeID) (c casework.RecoveryCode, err error) {
	err = h.store.View(ctx, func(tx Tx) error {
		dir, err := readDirectory(tx)
		if err != nil {
			return err
		}
		dev := dir.devices[d]
		if dev == nil {
			return fmt.Errorf("device: %w", ErrUnknown)
		}
		about, err := tx.About(dev.Staff)
		if err != nil {
			return err
		}
		var ids []batch.EntryID
		for _, e := range about {
			if e.Author == d { // only the device itself knows its code
				ids = append(ids, e.ID)
			}
		}
		kept, err := tx.Entries(ids, mostCodeBytes)
		if err != nil {
			return err
		}
		if state := fold(kept)[dev.Staff]; state != nil {
			c = casework.RecoveryCodeOf(state, casework.DeviceID(d))
		}
		if c.Sealed == nil {
			return ErrNoCode
		}
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("recovery code: %w", err)
	}
	return c, nil
}

// NoteRecovery keeps on record that a device's code is being read out.
func (h *Hub) NoteRecovery(ctx context.Context, d batch.NodeID) error {
	err := h.store.Update(ctx, func(tx Tx) error { return tx.Note(Notice{Device: d, What: Recovered, At: h.now()}) })
	if err != nil {
		return fmt.Errorf("note recovery: %w", err)
	}
	return nil
}

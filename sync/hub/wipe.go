package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// settingWipe is followed by the device's identifier.
const settingWipe = "wipe."

// Wiping is how far an order to wipe a device is.
type Wiping struct {
	Order   []byte     `json:"order"` // batch.Wipe as a note has it, without the hub's signature
	Batches []batch.ID `json:"batches"`
	Ordered time.Time  `json:"ordered"`
	Heard   time.Time  `json:"heard"` // when the device had it for good; zero until then
}

// Wipe keeps an order to wipe a device, which somebody besides the hub has signed: the
// organisation, or a device of a supervisor that is not revoked. The device is told in
// every answer until it has confirmed; it first seals to the hub what the hub has not
// receipted, so it is not to be revoked before that has arrived.
//
// Errors: [ErrUnknown] for a device, batch.ErrSignature, and those of the store.
func (h *Hub) Wipe(ctx context.Context, w batch.Wipe) error {
	note, err := batch.NewNote(w)
	if err != nil {
		return fmt.Errorf("order a wipe: %w", err)
	}
	err = h.store.Update(ctx, func(tx Tx) error {
		dir, err := h.directory(tx, false)
		if err != nil {
			return err
		}
		if dir.devices[w.Device] == nil {
			return fmt.Errorf("device: %w", ErrUnknown)
		}
		if !w.SignedBy(h.keys.Trusts) && !supervisorSigned(dir, w) {
			return batch.ErrSignature
		}
		return putWiping(tx, w.Device, Wiping{Order: note.Bytes, Ordered: h.now()})
	})
	if err != nil {
		return fmt.Errorf("order a wipe: %w", err)
	}
	return nil
}

func supervisorSigned(dir *directory, w batch.Wipe) bool {
	for _, d := range dir.devices {
		s, known := dir.staff[d.Staff]
		if known && s.Role == casework.Supervisor && d.Revoked.IsZero() && w.SignedBy(d.Signing) {
			return true
		}
	}
	return false
}

func putWiping(tx Tx, d batch.NodeID, w Wiping) error {
	b, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return tx.PutSetting(settingWipe+d.String(), b)
}

// wiping returns the order for a device, nil if there is none.
func wiping(tx Tx, d batch.NodeID) (*Wiping, error) {
	b, err := tx.Setting(settingWipe + d.String())
	if err != nil || b == nil {
		return nil, err
	}
	w := new(Wiping)
	return w, json.Unmarshal(b, w)
}

// tellWipe adds an order to what is said, unless the device confirmed it. It returns
// the order if it is said.
func (h *Hub) tellWipe(tx Tx, p *plan, d batch.NodeID, heard said, trusted bool, first *planned) (*Wiping, error) {
	w, err := wiping(tx, d)
	if err != nil || w == nil || !w.Heard.IsZero() {
		return nil, err
	}
	if slices.ContainsFunc(heard.receipts, func(b batch.ID) bool { return slices.Contains(w.Batches, b) }) {
		w.Heard = p.now
		if err := tx.Note(Notice{Device: d, What: Wiped, At: p.now}); err != nil {
			return nil, err
		}
		return nil, putWiping(tx, d, *w)
	}
	if !trusted {
		return nil, nil
	}
	order, err := batch.Note{Kind: batch.KindWipe, Bytes: w.Order}.Read()
	if err != nil {
		return nil, err
	}
	first.says = append(first.says, order.(batch.Wipe).Sign(h.keys.signer(p.head.ToKey)))
	return w, nil
}

const mostWipeBatches = 32 // remembered: a receipt for any of them confirms

// saidWipe remembers which batch the order went in.
func saidWipe(tx Tx, p *plan, d batch.NodeID, w *Wiping) error {
	if w == nil {
		return nil
	}
	for _, b := range p.batches {
		if slices.ContainsFunc(b.says, func(s batch.Saying) bool { return s.Kind() == batch.KindWipe }) {
			w.Batches = append(w.Batches, b.id)
		}
	}
	if n := len(w.Batches); n > mostWipeBatches {
		w.Batches = w.Batches[n-mostWipeBatches:]
	}
	return putWiping(tx, d, *w)
}

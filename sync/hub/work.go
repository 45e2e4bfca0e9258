package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// subjectsPerStep is how much of an errand one transaction does: little enough that
// nobody waits long for its locks.
const subjectsPerStep = 200

// step goes on with a device's errand, in a transaction of its own, and reports
// whether there is more to do.
func (h *Hub) step(ctx context.Context, d batch.NodeID) (more bool, err error) {
	err = h.store.Update(ctx, func(tx Tx) error {
		more = false
		if _, err := tx.LockDevice(d); err != nil {
			return err
		}
		dir, err := h.directory(tx, false)
		if err != nil {
			return err
		}
		after, ok, err := tx.Errand(d)
		if err != nil || !ok {
			return err
		}
		dev := dir.devices[d]
		if dev == nil || !dev.Revoked.IsZero() {
			return tx.EndErrand(d)
		}
		subjects, err := tx.Subjects(after, subjectsPerStep)
		if err != nil {
			return err
		}
		if len(subjects) == 0 {
			return tx.EndErrand(d)
		}
		if err := h.rescopeFor(tx, dir, dev, subjects); err != nil {
			return err
		}
		more = true
		return tx.PutErrand(d, subjects[len(subjects)-1])
	})
	return more, err
}

func (h *Hub) rescopeFor(tx Tx, dir *directory, dev *Device, subjects []casework.SubjectID) error {
	_, erased, err := tx.LockSubjects(subjects)
	if err != nil {
		return err
	}
	states, err := steeringStates(tx, subjects)
	if err != nil {
		return err
	}
	reach := newReach(dir)
	for _, s := range subjects {
		if erased[s] {
			continue
		}
		if err := rescope(tx, reach, s, states[s], []*Device{dev}, backfill); err != nil {
			return err
		}
	}
	return nil
}

// Work does what is left to be done without anybody asking: it goes on with all
// errands until there are none or ctx ends. It is called now and then; a device that
// exchanges meanwhile goes on with its own.
func (h *Hub) Work(ctx context.Context) error {
	var devices []batch.NodeID
	err := h.store.View(ctx, func(tx Tx) (err error) {
		devices, err = tx.Errands()
		return err
	})
	if err != nil {
		return fmt.Errorf("work: %w", err)
	}
	for _, d := range devices {
		for more := true; more; {
			if more, err = h.step(ctx, d); err != nil {
				return fmt.Errorf("work: %w", err)
			}
		}
	}
	return nil
}

// Ages after which what nobody asks for is forgotten.
const (
	keepTaken      = 400 * 24 * time.Hour // a batch that comes again later is accepted again, which changes nothing
	keepParts      = 90 * 24 * time.Hour
	keepInvitation = 30 * 24 * time.Hour
)

// Purge forgets what nobody asks for any more. No entry is ever forgotten by it.
func (h *Hub) Purge(ctx context.Context) error {
	now := h.now()
	err := h.store.Update(ctx, func(tx Tx) error {
		return tx.Purge(now.Add(-keepTaken), now.Add(-h.limits.KeepSendings), now.Add(-keepParts), now.Add(-keepInvitation))
	})
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	return nil
}

// Counts returns how much the hub keeps.
func (h *Hub) Counts(ctx context.Context) (c Counts, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		c, err = tx.Counts()
		return err
	})
	return c, err
}

// Notices returns what a supervisor should see since a time.
func (h *Hub) Notices(ctx context.Context, since time.Time) (all []Notice, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		all, err = tx.Notices(since)
		return err
	})
	return all, err
}

// Asides returns what was set aside, of one device or, for zero, of all.
func (h *Hub) Asides(ctx context.Context, d batch.NodeID) (all []Aside, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		all, err = tx.Asides(d)
		return err
	})
	return all, err
}

// Holding is what the hub means a device to have, for comparing both ends in full.
type Holding struct {
	Set     batch.Set
	Entries []batch.EntryID
	Pending int
}

// Holding returns what a device is meant to have. For tests and for reports; it
// reads all of it.
func (h *Hub) Holding(ctx context.Context, d batch.NodeID) (got Holding, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		got = Holding{}
		if got.Set, err = tx.Set(d); err != nil {
			return err
		}
		rows, err := tx.Pending(d, 1<<30)
		if err != nil {
			return err
		}
		got.Pending = len(rows)
		return tx.Range(d, batch.EntryID{}, batch.EntryID{}, func(e batch.EntryID) bool {
			got.Entries = append(got.Entries, e)
			return true
		})
	})
	return got, err
}

// Entry returns an entry as the hub keeps it, or [ErrUnknown]. erased is true when it
// was erased. For comparing both ends.
func (h *Hub) Entry(ctx context.Context, id batch.EntryID) (k Kept, erased bool, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		if k, err = tx.Entry(id); !errors.Is(err, ErrUnknown) {
			return err
		}
		found, ferr := tx.Find([]batch.EntryID{id})
		if ferr != nil {
			return ferr
		}
		if erased = found[id] == Erased; erased {
			return nil
		}
		return err
	})
	return k, erased, err
}

// Outstanding reports whether a batch the hub made has not been receipted. What has
// been may be removed from sticks.
func (h *Hub) Outstanding(ctx context.Context, b batch.ID) (yes bool, err error) {
	err = h.store.View(ctx, func(tx Tx) (err error) {
		yes, err = tx.Sending(b)
		return err
	})
	return yes, err
}

// Looked is what the hub can tell of a batch that lies before it, without taking it.
type Looked struct {
	ForMe   bool
	Device  *Device // who sent it; nil for a stranger
	Taken   bool    // it was accepted before
	Content batch.Content
	Opened  bool // Content is what is in it, and the signature is the device's
}

// Look looks at a batch and changes nothing.
func (h *Hub) Look(ctx context.Context, s batch.Sealed) (l Looked, err error) {
	l.ForMe = s.Header.For(h.keys.Node) == nil
	err = h.store.View(ctx, func(tx Tx) error {
		dir, err := h.directory(tx, false)
		if err != nil {
			return err
		}
		l.Device = dir.devices[s.Header.From]
		l.Taken, err = tx.Taken(s.Header.ID)
		return err
	})
	if err != nil || !l.ForMe || l.Device == nil {
		return l, err
	}
	l.Content, err = batch.Open(s, batch.Signed(l.Device.Signing), h.keys.identities()...)
	l.Opened = err == nil
	return l, err
}

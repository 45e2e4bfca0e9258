package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"waymark/internal/casestore"
	"waymark/internal/casework"
)

// item returns the identifier of counselling session n: the same whenever it is asked,
// so that what a killed village recorded is found again.
func (d *device) item(n int) casework.ItemID {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", d.node, n))
	return casework.ItemID(sum[:16])
}

// written is one recorded change: what it is about and what it says.
type written struct {
	id    casework.ChangeID
	about casework.Subject
	text  casework.Value
}

// written returns the changes with texts in a store that this device recorded: a
// supervisor's store has those of others too.
func (d *device) written(ctx context.Context, s *casestore.Store) (map[casework.ItemID]written, error) {
	all := map[casework.ItemID]written{}
	cases, err := s.Subjects(ctx, casework.SubjectCase)
	if err != nil {
		return nil, err
	}
	for _, about := range cases {
		history, err := s.History(ctx, about)
		if err != nil {
			return nil, err
		}
		for _, c := range history {
			if _, texted := c.Body["said"]; c.Kind != casework.KindCounselling || !texted || c.Device != casework.DeviceID(d.node) {
				continue
			}
			// A device restored from an older copy writes again what it does not know
			// of: two changes, which say the same.
			w := written{c.ID, about, c.Body["said"]}
			if other, twice := all[c.Item]; twice && (other.id == w.id || other.text != w.text) {
				return nil, fmt.Errorf("counselling session %s is here twice", c.Item.Short())
			}
			all[c.Item] = w
		}
	}
	return all, nil
}

// compare holds what the device recorded, what the hub says it has, and what the hub
// really gives back against each other.
func (d *device) compare(ctx context.Context, t *texts) error {
	if err := d.compareTexts(ctx, d.store, t); err != nil {
		return fmt.Errorf("here: %w", err)
	}
	kept, err := d.store.Holdings(ctx)
	if err != nil {
		return err
	}
	counted, err := d.store.CountHoldings(ctx)
	if err != nil {
		return err
	}
	if kept != counted {
		return fmt.Errorf("holdings say %d entries, the tables have %d", kept.Count, counted.Count)
	}

	again := &device{number: d.number, dir: filepath.Join(d.dir, "again"), hub: d.hub, progress: &report{}}
	if err := os.RemoveAll(again.dir); err != nil {
		return fmt.Errorf("make room for comparing: %w", err)
	}
	defer again.close()
	if err := again.open(ctx); err != nil {
		return err
	}
	if err := reenrolled(ctx, d.store, again.store); err != nil {
		return err
	}
	if err := again.send(ctx); err != nil {
		return fmt.Errorf("get everything back: %w", err)
	}
	if err := d.compareTexts(ctx, again.store, t); err != nil {
		return fmt.Errorf("at the hub: %w", err)
	}
	changes, err := sameChanges(ctx, d.store, again.store)
	if err != nil {
		return err
	}
	return d.note(map[string]any{"changes": changes, "entries": kept.Count})
}

func (d *device) compareTexts(ctx context.Context, s *casestore.Store, t *texts) error {
	all, err := d.written(ctx, s)
	if err != nil {
		return err
	}
	for s == d.store { // what a restored device had lost, and the hub gave back
		if _, ok := all[d.item(d.recorded)]; !ok {
			break
		}
		d.recorded++
	}
	if len(all) != d.recorded {
		return fmt.Errorf("%d changes, want %d", len(all), d.recorded)
	}
	for n := range d.recorded {
		if w, ok := all[d.item(n)]; !ok || w.text != t.of(d.number, n) {
			return fmt.Errorf("change %d is missing or another", n)
		}
	}
	return nil
}

// sameChanges compares every change of every subject, byte for byte, and returns how many there are.
func sameChanges(ctx context.Context, a, b *casestore.Store) (int, error) {
	count := 0
	for kind := casework.SubjectCase; kind <= casework.SubjectAudit; kind++ {
		left, err := a.Subjects(ctx, kind)
		if err != nil {
			return 0, err
		}
		right, err := b.Subjects(ctx, kind)
		if err != nil {
			return 0, err
		}
		if !slices.Equal(left, right) {
			return 0, fmt.Errorf("%d subjects of kind %d here, %d came back", len(left), kind, len(right))
		}
		for _, about := range left {
			mine, err := encoded(ctx, a, about)
			if err != nil {
				return 0, err
			}
			theirs, err := encoded(ctx, b, about)
			if err != nil {
				return 0, err
			}
			if len(mine) != len(theirs) {
				return 0, fmt.Errorf("a subject has %d changes here, %d came back", len(mine), len(theirs))
			}
			for id, bytesHere := range mine {
				if !bytes.Equal(bytesHere, theirs[id]) {
					return 0, fmt.Errorf("change %s came back with other bytes", id.Short())
				}
			}
			count += len(mine)
		}
	}
	return count, nil
}

func encoded(ctx context.Context, s *casestore.Store, about casework.Subject) (map[casework.ChangeID][]byte, error) {
	history, err := s.History(ctx, about)
	if err != nil {
		return nil, err
	}
	all := make(map[casework.ChangeID][]byte, len(history))
	for _, r := range history {
		if all[r.ID], err = casework.EncodeChanges([]casework.Change{r.Change}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

package casestore

import (
	"context"
	"errors"
	"fmt"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// ErrMixed is returned for an act that does not become one entry: changes about
// several subjects, fields of another class, or no change at all.
var ErrMixed = errors.New("act is not one entry")

// Record writes acts that casework made: entries, folded items, lists, search and the
// outbox, in one transaction with one time. When it returns nil they are on disk and
// will arrive at the hub. What was recorded before, by the change's identifier, is not
// recorded twice: after an error while committing, call it again.
func (s *Store) Record(ctx context.Context, acts []casework.Act) error {
	return s.RecordDraft(ctx, DraftID{}, acts)
}

// RecordDraft is Record for what was a draft: the draft goes in the same transaction.
func (s *Store) RecordDraft(ctx context.Context, d DraftID, acts []casework.Act) error {
	for _, a := range acts {
		if err := whole(a); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	err := s.write(ctx, func(t *tx) error {
		for _, a := range acts {
			if err := t.recordUnlessDone(a); err != nil {
				return err
			}
		}
		if d.IsZero() {
			return nil
		}
		t.drafts = true
		_, err := t.exec(`DELETE FROM drafts WHERE id = ?`, d)
		return err
	})
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// whole refuses what would be set aside as malformed wherever it arrived.
func whole(a casework.Act) error {
	if len(a.Changes) == 0 {
		return ErrMixed
	}
	for _, c := range a.Changes {
		if c.Subject != a.Subject || c.By != a.Changes[0].By || c.Device != a.Changes[0].Device {
			return ErrMixed
		}
	}
	if !wellFormed(a.Changes, a.Class) {
		return ErrMixed
	}
	return nil
}

// recordUnlessDone leaves out what a call before has written.
func (t *tx) recordUnlessDone(a casework.Act) error {
	var left []casework.Change
	for _, c := range a.Changes {
		var done bool
		if err := t.row(`SELECT EXISTS (SELECT 1 FROM changes WHERE id = ?)`, c.ID).Scan(&done); err != nil {
			return err
		}
		if !done {
			left = append(left, c)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return t.recordIn(a.Class, a.Circle, left)
}

// record writes one entry that is not sealed to a circle.
func (t *tx) record(class casework.Class, changes []casework.Change) error {
	return t.recordIn(class, casework.CircleHub, changes)
}

// recordIn writes one entry and puts it into the outbox. It is folded from the
// changes, not from the body: the complaint's writer cannot open it any more.
func (t *tx) recordIn(class casework.Class, circle casework.Circle, changes []casework.Change) error {
	c := changes[0]
	body, err := casework.EncodeChanges(changes)
	if err != nil {
		return err
	}
	if _, enrolled, err := t.enrolment(); err != nil {
		return err
	} else if !enrolled {
		circle = casework.CircleHub // a practice vault, or not enrolled yet: there are no keys to seal with
	}
	e := batch.Entry{ID: newEntryID(t.now), Subject: batch.Bytes16(c.Subject.ID), Kind: uint8(c.Subject.Kind), Class: uint8(class),
		Circle: batch.Circle(circle), Author: batch.NodeID(c.Device), Staff: batch.Bytes16(c.By)}
	if e.Body, err = t.seal(&e, body); err != nil {
		return err
	}
	no, err := t.add(&e, waiting, e.Sum())
	if err != nil {
		return err
	}
	if err := t.enqueue(e.ID, len(e.Body), priorityOf(class, len(e.Body), changes), t.now); err != nil {
		return err
	}
	t.touch(c.Subject)
	if circle == casework.CircleComplaints { // from here on only its reader reads it
		return t.markFolded(&kept{no: no, folded: true, Entry: e}, false)
	}
	for i := range changes {
		if err := t.apply(no, &changes[i]); err != nil {
			return err
		}
	}
	if circle == casework.CircleOffice || assigns(changes) {
		t.handOnLater(c.Subject)
	}
	return nil
}

// priorityOf says what travels first. What says to whom a subject is assigned goes
// before everything else, because the hub judges the rest by it, and so do the keys.
func priorityOf(class casework.Class, size int, changes []casework.Change) priority {
	for _, c := range changes {
		if len(c.Attachment) > 0 {
			return files
		}
		if c.Kind == casework.KindCircleKey {
			return first // without it nobody opens what follows
		}
		if c.Kind == casework.RootKey(c.Subject.Kind).Kind && class == casework.Core {
			return first
		}
	}
	if size > pieceSize {
		return longWords
	}
	return words
}

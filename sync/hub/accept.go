package hub

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// accepting is one batch being accepted, within one transaction.
type accepting struct {
	h    *Hub
	tx   Tx
	dir  *directory
	from batch.NodeID
	now  time.Time

	fresh  map[casework.SubjectID]bool // subjects the hub had nothing about
	erased map[casework.SubjectID]bool // subjects erased as a whole
	states map[casework.SubjectID]*casework.State
	owners map[casework.SubjectID]casework.Ownership // before the batch, of those that it steers
	added  []arrival
	aside  map[batch.EntryID]bool // of those that come, what was set aside before
}

// arrival is an entry of the batch on its way in.
type arrival struct {
	Kept
	changes []casework.Change // nil when the body is sealed to a circle
	stamp   casework.Stamp
	ours    bool // the hub's own word about what came: nobody sent it
}

// accept stores what is new of a batch's content, says what is not accepted, and
// makes it pending for whoever receives it.
func (h *Hub) accept(tx Tx, dir *directory, from batch.NodeID, c batch.Content, now time.Time) error {
	a := &accepting{h: h, tx: tx, dir: dir, from: from, now: now,
		owners: map[casework.SubjectID]casework.Ownership{}, aside: map[batch.EntryID]bool{}}
	entries, err := a.complete(c)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return nil
	}
	// Locked before asking what is known: another device may be bringing the same.
	subjects := subjectsOf(entries)
	if a.fresh, a.erased, err = tx.LockSubjects(subjects); err != nil {
		return err
	}
	if entries, err = a.unknown(entries); err != nil || len(entries) == 0 {
		return err
	}
	if a.states, err = steeringStates(tx, subjects); err != nil {
		return err
	}
	var erasings []arrival
	for _, e := range a.inOrder(entries) {
		erasing, err := a.one(e)
		if err != nil {
			return err
		}
		if erasing {
			erasings = append(erasings, e)
		}
	}
	kept := make([]Kept, len(a.added))
	for i := range a.added {
		kept[i] = a.added[i].Kept
	}
	if err := tx.Add(kept); err != nil {
		return err
	}
	for i := range kept {
		if a.aside[kept[i].ID] {
			if err := tx.EndAside(from, kept[i].ID); err != nil {
				return err
			}
		}
	}
	h.Meter.Entries.Add(int64(len(kept)))
	if err := a.whoIsWho(); err != nil {
		return err
	}
	if err := a.route(); err != nil {
		return err
	}
	for _, e := range erasings {
		if err := a.erase(e); err != nil {
			return err
		}
	}
	return nil
}

// complete returns the entries of c, those included that its last parts complete.
func (a *accepting) complete(c batch.Content) ([]batch.Entry, error) {
	entries := c.Entries
	if len(c.Parts) == 0 {
		return entries, nil
	}
	ids := make([]batch.EntryID, 0, len(c.Parts))
	for _, p := range c.Parts {
		if !slices.Contains(ids, p.Entry.ID) {
			ids = append(ids, p.Entry.ID)
		}
	}
	known, err := a.tx.Find(ids)
	if err != nil {
		return nil, err
	}
	size, err := a.tx.PartBytes(a.from)
	if err != nil {
		return nil, err
	}
	for _, p := range c.Parts {
		a.h.Meter.Parts.Add(1)
		if known[p.Entry.ID] == Erased {
			if err := a.tellErased([]batch.EntryID{p.Entry.ID}); err != nil {
				return nil, err
			}
			continue
		}
		if known[p.Entry.ID] == Held { // it came by another way meanwhile
			continue
		}
		if size += int64(len(p.Bytes)); size > a.h.limits.PartBytes {
			return nil, fmt.Errorf("parts of incomplete entries: %w", batch.ErrTooLarge)
		}
		whole, err := a.tx.AddPart(a.from, p, a.now)
		if errors.Is(err, batch.ErrDamaged) {
			e := p.Entry
			if err := a.setAside(e, casework.ReasonMalformed); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if whole != nil {
			entries = append(slices.Clip(entries), *whole)
			known[p.Entry.ID] = Held // further parts of it are late
		}
	}
	return entries, nil
}

// unknown returns the entries that are news, and deals with the others.
func (a *accepting) unknown(entries []batch.Entry) ([]batch.Entry, error) {
	ids := make([]batch.EntryID, 0, len(entries))
	first := make(map[batch.EntryID]int, len(entries))
	for i := range entries {
		if _, twice := first[entries[i].ID]; !twice {
			first[entries[i].ID] = i
			ids = append(ids, entries[i].ID)
		}
	}
	known, err := a.tx.Find(ids)
	if err != nil {
		return nil, err
	}
	var erased, held []batch.EntryID
	fresh := make([]batch.Entry, 0, len(ids))
	for _, id := range ids {
		switch known[id] {
		case Erased:
			erased = append(erased, id)
		case Held:
			held = append(held, id)
		default: // what was set aside is judged anew: more may be known now
			if known[id] == IsAside {
				a.aside[id] = true
			}
			fresh = append(fresh, entries[first[id]])
		}
	}
	if err := a.tellErased(erased); err != nil {
		return nil, err
	}
	return fresh, a.again(held, entries, first)
}

// again deals with entries that are here already: nothing if they are the same, and
// what the device is not meant to have it is told to put away.
func (a *accepting) again(held []batch.EntryID, entries []batch.Entry, first map[batch.EntryID]int) error {
	if len(held) == 0 {
		return nil
	}
	kept, err := a.tx.Entries(held, batch.MaxBody)
	if err != nil {
		return err
	}
	shown, err := a.tx.Shown(a.from, held)
	if err != nil {
		return err
	}
	var away []Pending
	for _, k := range kept {
		theirs := entries[first[k.ID]]
		if theirs.Sum() != k.Entry.Sum() {
			if err := a.setAside(theirs, casework.ReasonSameID); err != nil {
				return err
			}
			continue
		}
		if !shown[k.ID] {
			away = append(away, Pending{Visible: Visible{a.from, k.ID}, Op: Withdraw, Priority: Orders})
		}
	}
	return a.tx.Pend(away)
}

// tellErased: erased identifiers count as shown, so that holdings agree.
func (a *accepting) tellErased(ids []batch.EntryID) error {
	return tellErased(a.tx, []batch.NodeID{a.from}, ids)
}

func tellErased(tx Tx, devices []batch.NodeID, ids []batch.EntryID) error {
	var shown []Visible
	var told []Pending
	for _, d := range devices {
		for _, e := range ids {
			shown = append(shown, Visible{d, e})
			told = append(told, Pending{Visible: Visible{d, e}, Op: EraseIt, Priority: Orders})
		}
	}
	if _, err := tx.Show(shown); err != nil {
		return err
	}
	return tx.Pend(told)
}

// inOrder decodes and sorts by the authors' stamps, so that within a batch a case
// begins before it is handed over. Between batches there is no order to rely on.
func (a *accepting) inOrder(entries []batch.Entry) []arrival {
	all := make([]arrival, 0, len(entries))
	for _, e := range entries {
		r := arrival{Kept: Kept{Entry: e}, stamp: 1<<64 - 1}
		if e.Circle == 0 {
			if changes, err := decode(e); err == nil {
				r.changes = changes
				r.stamp = changes[0].Stamp
			}
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(x, y arrival) int { return cmp.Or(cmp.Compare(x.stamp, y.stamp), x.ID.Compare(y.ID)) })
	return all
}

// one judges an entry and, if it is accepted, folds what of it steers. It reports
// whether it orders an erasing.
func (a *accepting) one(e arrival) (erasing bool, err error) {
	reason, vouched, flags := a.judge(e)
	if reason != "" {
		return false, a.setAside(e.Entry, reason)
	}
	s := subjectOf(e.Entry)
	outlives := len(e.changes) > 0 // orders and what asks for them, as on devices
	for _, c := range e.changes {
		erasing = erasing || c.Kind.IsErase()
		outlives = outlives && (c.Kind.IsErase() || c.Kind == casework.KindEraseAsk)
	}
	if !erasing && !outlives && (a.erased[s.ID] || ordered(a.states[s.ID], e.changes)) {
		if _, err := a.tx.Erase([]batch.EntryID{e.ID}, a.now); err != nil {
			return false, err
		}
		return false, a.tellErased([]batch.EntryID{e.ID})
	}
	if !vouched || e.Received <= 0 { // what was accepted once keeps its time
		e.Received = max(a.now.UnixMilli(), 1)
	}
	e.Length = uint64(len(e.Body))
	e.Vouch, e.Understood = a.h.vouch.Vouch(e.Entry), e.changes == nil || casework.Understood(e.changes...)
	if e.Steers = steers(s, e.changes); e.Steers != SteersNothing {
		if _, seen := a.owners[s.ID]; !seen {
			a.owners[s.ID] = a.owner(s)
		}
		state := a.states[s.ID]
		if state == nil {
			state = casework.NewState(s)
			a.states[s.ID] = state
		}
		for _, c := range e.changes {
			state.Apply(c)
		}
	}
	a.added = append(a.added, e)
	return erasing, a.flag(e, flags)
}

func (a *accepting) setAside(e batch.Entry, reason casework.Reason) error {
	a.h.Meter.Asides.Add(1)
	if reason == casework.ReasonForged {
		if err := a.tx.Note(Notice{Device: a.from, What: Forged, At: a.now}); err != nil {
			return err
		}
	}
	n := reason.Number()
	if err := a.tx.SetAside(a.from, Aside{Entry: e, From: a.from, Reason: n, At: a.now}); err != nil {
		return err
	}
	return a.tx.Pend([]Pending{{Visible: Visible{a.from, e.ID}, Op: PutAside, Priority: Orders, Reason: n}})
}

func (a *accepting) owner(s casework.Subject) casework.Ownership { return ownerOf(s, a.states[s.ID]) }

func ownerOf(s casework.Subject, state *casework.State) casework.Ownership {
	if state == nil {
		return casework.OwnershipOf(s, nil)
	}
	return casework.OwnershipOf(s, state.Root())
}

// whoIsWho works out the directory anew if the batch changed it, and asks for the
// scope of every device whose person stands differently now.
func (a *accepting) whoIsWho() error {
	changed := false
	for _, e := range a.added {
		changed = changed || e.Steers == SteersDirectory
	}
	if !changed {
		return nil
	}
	number := a.dir.number
	was := a.dir
	now, err := readDirectory(a.tx)
	if err != nil {
		return err
	}
	now.number = number
	a.dir = now
	for _, d := range now.active {
		if before := was.devices[d.ID]; before == nil || !before.Revoked.IsZero() || !sameStanding(was.staff[d.Staff], now.staff[d.Staff]) {
			if err := a.tx.PutErrand(d.ID, casework.SubjectID{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func sameStanding(a, b casework.Staff) bool {
	return a.Role == b.Role && a.Office == b.Office && a.Organisation == b.Organisation && a.Ended == b.Ended &&
		slices.Equal(a.Duties, b.Duties) && slices.Equal(a.Countries, b.Countries)
}

// steers says whether changes bear on who receives what.
func steers(s casework.Subject, changes []casework.Change) Steers {
	is := SteersSubject
	if isDirectory(uint8(s.Kind)) {
		is = SteersDirectory
	}
	root := casework.RootKey(s.Kind)
	for _, c := range changes {
		if c.Kind == root.Kind && is == SteersDirectory || c.Kind == casework.KindDevice || c.Kind == casework.KindEraseAsk || c.Kind.IsErase() {
			return is
		}
		for f := range c.Body {
			if row := casework.FieldOf(c.Kind, f); row != nil && row.Keep {
				return is
			}
		}
	}
	return SteersNothing
}

// steeringStates returns the states of subjects, as far as they steer.
func steeringStates(tx Tx, subjects []casework.SubjectID) (map[casework.SubjectID]*casework.State, error) {
	entries, err := tx.Steering(subjects)
	if err != nil {
		return nil, err
	}
	return fold(entries), nil
}

func subjectsOf(entries []batch.Entry) []casework.SubjectID {
	ids := make([]casework.SubjectID, 0, len(entries))
	for i := range entries {
		ids = append(ids, casework.SubjectID(entries[i].Subject))
	}
	slices.SortFunc(ids, func(a, b casework.SubjectID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

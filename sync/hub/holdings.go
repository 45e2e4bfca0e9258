package hub

import (
	"iter"
	"time"

	"waymark/sync/batch"
)

// shownTo is the set of what a device is meant to have, for reconciling.
type shownTo struct {
	tx Tx
	d  batch.NodeID
}

func (s shownTo) Range(lo, hi batch.EntryID) iter.Seq2[batch.EntryID, error] {
	return func(yield func(batch.EntryID, error) bool) {
		err := s.tx.Range(s.d, lo, hi, func(e batch.EntryID) bool { return yield(e, nil) })
		if err != nil {
			yield(batch.EntryID{}, err)
		}
	}
}

// reconcile answers what a device says about what it has, and compares holdings when
// nothing is on its way in either direction.
func (h *Hub) reconcile(tx Tx, p *plan, dev *Device, x *Exchanges, heard said, first *planned, errand bool) error {
	d := dev.ID
	differs := false
	for _, m := range heard.reconcile {
		a, err := m.Answer(shownTo{tx, d})
		if err != nil {
			return err
		}
		differs = differs || len(a.Give)+len(a.Want) > 0
		if err := h.giveAgain(tx, d, a.Give); err != nil {
			return err
		}
		want, err := h.theyHave(tx, d, a.Want)
		if err != nil {
			return err
		}
		if len(want) > 0 {
			first.says = append(first.says, batch.Want{Entries: want})
		}
		if len(a.Reply.Ranges) > 0 {
			first.says = append(first.says, a.Reply)
		}
	}
	if len(heard.want) > 0 {
		lack, err := h.wanted(tx, d, heard.want)
		if err != nil {
			return err
		}
		if len(lack) > 0 {
			first.says = append(first.says, batch.Want{Entries: lack})
		}
	}
	if differs {
		if err := noteReconciled(tx, p); err != nil {
			return err
		}
	}
	if differs || len(heard.want) > 0 {
		if err := tellErasedAgain(tx, d, time.Time{}); err != nil {
			return err
		}
	}
	// An older batch that comes late is compared too: a difference that is none costs a
	// note. Its counter does not tell it from one of a clone, or of a laptop restored
	// from a copy, whose clock is behind.
	if p.head.Holdings == nil || errand || len(heard.reconcile) > 0 {
		return nil // it does not say, or too early
	}
	if rows, err := tx.Pending(d, 1); err != nil || len(rows) > 0 {
		return err
	}
	mine, err := tx.Set(d)
	if err != nil {
		return err
	}
	if mine == *p.head.Holdings {
		if !x.Agreed.IsZero() && !p.now.Truncate(day).Equal(x.Agreed.Truncate(day)) {
			if err := tellErasedAgain(tx, d, p.now.Add(-toldAgain)); err != nil {
				return err
			}
		}
		x.Agreed, p.agreed = p.now, &mine
		return nil
	}
	start, err := batch.Start(shownTo{tx, d})
	if err != nil {
		return err
	}
	first.says = append(first.says, start)
	// Where few identifiers differ the device finds out in which, and nothing of what it
	// says after that tells of it. What the newest batch of a device says is no older
	// than what is compared with it.
	if p.head.Made < x.Made {
		return nil
	}
	return noteReconciled(tx, p)
}

// Holdings count what was erased like what is held, so they do not tell whether a
// device has erased it. One restored from a copy, or a clone of one, may not know of an
// erasing that the other told the hub it had heard of. So it is told again: everything,
// where something else differed, and once a day what was erased lately.
const (
	day       = 24 * time.Hour
	toldAgain = 90 * day
)

func tellErasedAgain(tx Tx, d batch.NodeID, since time.Time) error {
	ids, err := tx.ErasedShown(d, since)
	if err != nil {
		return err
	}
	return tellErased(tx, []batch.NodeID{d}, ids)
}

func noteReconciled(tx Tx, p *plan) error {
	return tx.Note(Notice{Device: p.head.From, What: Reconciled, At: p.now})
}

// giveAgain makes pending what a device turned out to lack.
func (h *Hub) giveAgain(tx Tx, d batch.NodeID, ids []batch.EntryID) error {
	known, err := tx.Find(ids)
	if err != nil {
		return err
	}
	var erased, held []batch.EntryID
	var gone []Visible
	for _, e := range ids {
		switch is, here := known[e]; {
		case is == Held:
			held = append(held, e)
		case is == Erased, !here: // or erased on a copy of the device before it ever came here, which said so
			erased = append(erased, e)
		default:
			gone = append(gone, Visible{d, e})
		}
	}
	kept, err := tx.Entries(held, 0)
	if err != nil {
		return err
	}
	again := make([]Pending, len(kept))
	for i := range kept {
		again[i] = give(d, &kept[i], true)
	}
	if err := tx.Pend(again); err != nil {
		return err
	}
	if _, err := tx.Hide(gone); err != nil {
		return err
	}
	return tellErased(tx, []batch.NodeID{d}, erased)
}

// theyHave deals with what a device has and is not meant to have, and returns what
// the hub does not know at all and therefore wants.
func (h *Hub) theyHave(tx Tx, d batch.NodeID, ids []batch.EntryID) (want []batch.EntryID, err error) {
	known, err := tx.Find(ids)
	if err != nil {
		return nil, err
	}
	var erased []batch.EntryID
	var told []Pending
	for _, e := range ids {
		switch known[e] {
		case Held:
			told = append(told, Pending{Visible: Visible{d, e}, Op: Withdraw, Priority: Orders})
		case Erased:
			erased = append(erased, e)
		default: // also what was set aside: it comes again and is judged again
			want = append(want, e)
		}
	}
	if err := tx.Pend(told); err != nil {
		return nil, err
	}
	return want, tellErased(tx, []batch.NodeID{d}, erased)
}

// wanted answers what a device asks for: it gets what it is meant to have. It returns
// what the hub never had, or has no more: a device asks for what was withdrawn from it
// to see whether it still is anywhere else.
func (h *Hub) wanted(tx Tx, d batch.NodeID, ids []batch.EntryID) (lack []batch.EntryID, err error) {
	shown, err := tx.Shown(d, ids)
	if err != nil {
		return nil, err
	}
	var mine, others []batch.EntryID
	for _, e := range ids {
		if shown[e] {
			mine = append(mine, e)
		} else {
			others = append(others, e)
		}
	}
	if err := h.giveAgain(tx, d, mine); err != nil {
		return nil, err
	}
	known, err := tx.Find(others)
	if err != nil {
		return nil, err
	}
	var erased []batch.EntryID
	for _, e := range others {
		switch is, here := known[e]; {
		case !here:
			lack = append(lack, e)
		case is == Erased:
			erased = append(erased, e)
		}
	}
	return lack, tellErased(tx, []batch.NodeID{d}, erased)
}

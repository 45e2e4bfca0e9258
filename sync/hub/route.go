package hub

import (
	"slices"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// longWords is up to where an entry goes with the words; longer ones go with the
// files, behind them.
const longWords = 128 << 10

func priority(length uint64, backfill bool) Priority {
	switch {
	case length <= longWords && !backfill:
		return Words
	case length <= longWords:
		return BackfillWords
	case !backfill:
		return Files
	}
	return BackfillFiles
}

// route makes what was added pending for whoever receives it. Where the batch
// changed to whom a subject is assigned, the whole subject is worked out anew.
func (a *accepting) route() error {
	anew := map[casework.SubjectID]bool{}
	for id, before := range a.owners {
		// Of a subject that is erased as a whole nothing is left to give or withdraw.
		if st := a.states[id]; !st.Whole && !a.fresh[id] && !sameOwner(before, ownerOf(st.Subject, st)) {
			anew[id] = true
		}
	}
	reach := newReach(a.dir)
	var shown []Visible
	var pending []Pending
	for i := range a.added {
		e := &a.added[i]
		s := subjectOf(e.Entry)
		mine := false
		own := a.owner(s)
		if st := a.states[s.ID]; st != nil && st.Whole {
			own = a.owners[s.ID] // the order goes to those who had what it erases
		}
		for _, d := range reach.receivers(own, &e.Kept) {
			has := d.ID == a.from && !e.ours // it sent it
			mine = mine || has
			if anew[s.ID] {
				continue
			}
			shown = append(shown, Visible{d.ID, e.ID})
			if !has {
				pending = append(pending, give(d.ID, &e.Kept, false))
			}
		}
		if !mine && !e.ours && a.from != a.h.keys.Node { // it wrote it and may not keep it: a complaint, a case handed over
			pending = append(pending, Pending{Visible: Visible{a.from, e.ID}, Op: Withdraw, Priority: Orders})
		}
	}
	if _, err := a.tx.Show(shown); err != nil {
		return err
	}
	if err := a.tx.Pend(pending); err != nil {
		return err
	}
	isNew := make(map[batch.EntryID]bool, len(a.added))
	sent := make(map[batch.EntryID]bool, len(a.added))
	for i := range a.added {
		isNew[a.added[i].ID], sent[a.added[i].ID] = true, !a.added[i].ours
	}
	for _, id := range sortedKeys(anew) {
		st := a.states[id]
		if err := rescope(a.tx, reach, id, st, a.dir.active, func(d *Device, k *Kept) (Pending, bool) {
			return give(d.ID, k, !isNew[k.ID]), !(sent[k.ID] && d.ID == a.from)
		}); err != nil {
			return err
		}
	}
	return nil
}

func give(d batch.NodeID, k *Kept, backfill bool) Pending {
	return Pending{Visible: Visible{d, k.ID}, Op: Give, Priority: priority(k.Length, backfill), Length: k.Length}
}

func backfill(d *Device, k *Kept) (Pending, bool) { return give(d.ID, k, true), true }

// rescope compares what devices are meant to have about a subject with what they
// should have, and makes the difference pending. as says how something is given, or
// that it need not be.
func rescope(tx Tx, reach *reach, s casework.SubjectID, st *casework.State, devices []*Device, as func(*Device, *Kept) (Pending, bool)) error {
	entries, err := tx.About(s)
	if err != nil || len(entries) == 0 {
		return err
	}
	own := ownerOf(subjectOf(entries[0].Entry), st)
	ids := make([]batch.EntryID, len(entries))
	should := make([]map[batch.NodeID]bool, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
		should[i] = map[batch.NodeID]bool{}
		for _, d := range reach.receivers(own, &entries[i]) {
			should[i][d.ID] = true
		}
	}
	var show, hide []Visible
	var pending []Pending
	for _, d := range devices {
		shown, err := tx.Shown(d.ID, ids)
		if err != nil {
			return err
		}
		for i := range entries {
			k := &entries[i]
			switch want, has := should[i][d.ID], shown[k.ID]; {
			case want && !has:
				show = append(show, Visible{d.ID, k.ID})
				if p, needed := as(d, k); needed {
					pending = append(pending, p)
				}
			case !want && has:
				hide = append(hide, Visible{d.ID, k.ID})
				pending = append(pending, Pending{Visible: Visible{d.ID, k.ID}, Op: Withdraw, Priority: Orders})
			}
		}
	}
	if _, err := tx.Show(show); err != nil {
		return err
	}
	if _, err := tx.Hide(hide); err != nil {
		return err
	}
	return tx.Pend(pending)
}

// reach asks casework who receives an entry, and remembers the answer for all
// entries that stand alike: a counsellor's thousand cases are asked for once.
type reach struct {
	dir   *directory
	known map[string][]*Device
	key   []byte
}

func newReach(d *directory) *reach { return &reach{dir: d, known: map[string][]*Device{}} }

func (r *reach) receivers(own casework.Ownership, k *Kept) []*Device {
	r.key = standing(r.key[:0], own, k)
	if d, ok := r.known[string(r.key)]; ok {
		return d
	}
	var receivers []*Device
	for _, d := range r.dir.active {
		if casework.Reach(own, r.dir.staff[d.Staff], casework.Class(k.Class), casework.StaffID(k.Staff), k.Understood) {
			receivers = append(receivers, d)
		}
	}
	r.known[string(r.key)] = receivers
	return receivers
}

// standing is everything that casework.Reach looks at but the member of staff.
func standing(b []byte, own casework.Ownership, k *Kept) []byte {
	b = append(b, byte(own.Subject), k.Class, yes(own.Known), yes(own.Withdrawn), yes(k.Understood))
	b = append(b, k.Staff[:]...)
	if isDirectory(uint8(own.Subject)) {
		b = append(b, own.ID[:]...) // one's own subject is special
	}
	for _, list := range [][]casework.SubjectID{own.Organisations, own.Offices, own.Assigned, own.Deputies, own.ToOffices, own.ToStaff, own.ToOrgs} {
		b = append(b, byte(len(list)>>8), byte(len(list)))
		for _, id := range list {
			b = append(b, id[:]...)
		}
	}
	for _, c := range own.Countries {
		b = append(append(b, c...), 0)
	}
	return b
}

func yes(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// sameOwner reports whether two ownerships lead to the same receivers, whatever the order.
func sameOwner(a, b casework.Ownership) bool {
	if a.Known != b.Known || a.Withdrawn != b.Withdrawn || !sameSet(a.Countries, b.Countries) {
		return false
	}
	return sameSet(a.Organisations, b.Organisations) && sameSet(a.Offices, b.Offices) && sameSet(a.Assigned, b.Assigned) &&
		sameSet(a.Deputies, b.Deputies) && sameSet(a.ToOffices, b.ToOffices) && sameSet(a.ToStaff, b.ToStaff) && sameSet(a.ToOrgs, b.ToOrgs)
}

func sameSet[T comparable](a, b []T) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			return false
		}
	}
	return true
}

func sortedKeys(m map[casework.SubjectID]bool) []casework.SubjectID {
	keys := make([]casework.SubjectID, 0, len(m))
	for id := range m {
		keys = append(keys, id)
	}
	slices.SortFunc(keys, casework.SubjectID.Compare)
	return keys
}

package hub

import (
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// erase carries out an order that was accepted: bodies go, identifiers stay, every
// device that is meant to have any of it is told. Orders and what asked for them
// stay, so that everybody can see that and why something was erased.
func (a *accepting) erase(order arrival) error {
	s := subjectOf(order.Entry)
	entries, err := a.tx.About(s.ID)
	if err != nil {
		return err
	}
	var gone []batch.EntryID
	whole := false
	named := map[casework.ChangeID]bool{}
	for _, c := range order.changes {
		if c.Kind.IsErase() {
			e := casework.ErasingOf(c)
			whole = whole || e.Whole
			for id := range e.Changes {
				named[id] = true
			}
		}
	}
	ids := make([]batch.EntryID, len(entries))
	for i := range entries {
		ids[i] = entries[i].ID
	}
	for chunk := range slices.Chunk(ids, 200) { // bodies are long
		bodies, err := a.tx.Entries(chunk, batch.MaxBody)
		if err != nil {
			return err
		}
		for _, k := range bodies {
			if covered(k, whole, named) {
				gone = append(gone, k.ID)
			}
		}
	}
	if whole {
		if err := a.tx.EraseSubject(s.ID, a.now); err != nil {
			return err
		}
	}
	return a.eraseEntries(gone)
}

// covered reports whether an order goes as far as an entry: it names all its
// changes, or the whole subject. What is sealed to a circle is found by those who can
// read it, who then say so (batch.Erased).
func covered(k Kept, whole bool, named map[casework.ChangeID]bool) bool {
	if k.Circle != 0 {
		return whole
	}
	changes, err := decode(k.Entry)
	if err != nil {
		return whole
	}
	for _, c := range changes {
		if c.Kind.IsErase() || c.Kind == casework.KindEraseAsk || !whole && !named[c.ID] {
			return false
		}
	}
	return true
}

func (a *accepting) eraseEntries(gone []batch.EntryID) error {
	if len(gone) == 0 {
		return nil
	}
	if err := tellHolders(a.tx, a.dir, gone); err != nil {
		return err
	}
	_, err := a.tx.Erase(gone, a.now)
	return err
}

// tellHolders makes the erasing pending for every device that is meant to have any
// of it. That they are meant to have it stays: they are meant to know it is erased.
func tellHolders(tx Tx, dir *directory, gone []batch.EntryID) error {
	var told []Pending
	for _, d := range dir.active {
		shown, err := tx.Shown(d.ID, gone)
		if err != nil {
			return err
		}
		for e := range shown {
			told = append(told, Pending{Visible: Visible{d.ID, e}, Op: EraseIt, Priority: Orders})
		}
	}
	return tx.Pend(told)
}

// erasedThere is a device saying what it erased. That alone erases nothing, except
// what the hub could not find itself: bodies sealed to a circle, about a subject that
// an order to erase is about.
//
// What was erased there before it ever came here counts as shown, so that holdings
// agree. Nothing keeps others from bringing it: the order decides then.
func (h *Hub) erasedThere(tx Tx, dir *directory, from batch.NodeID, ids []batch.EntryID) error {
	known, err := tx.Find(ids)
	if err != nil {
		return err
	}
	var unknown []Visible
	for _, e := range ids {
		if _, here := known[e]; !here {
			unknown = append(unknown, Visible{from, e})
		}
	}
	if _, err := tx.Show(unknown); err != nil {
		return err
	}
	kept, err := tx.Entries(ids, 0)
	if err != nil {
		return err
	}
	kept = slices.DeleteFunc(kept, func(k Kept) bool { return k.Circle == 0 })
	if len(kept) == 0 {
		return nil
	}
	var subjects []casework.SubjectID
	for _, k := range kept {
		subjects = append(subjects, casework.SubjectID(k.Subject))
	}
	slices.SortFunc(subjects, casework.SubjectID.Compare)
	subjects = slices.Compact(subjects)
	if _, _, err := tx.LockSubjects(subjects); err != nil {
		return err
	}
	states, err := steeringStates(tx, subjects)
	if err != nil {
		return err
	}
	var gone []batch.EntryID
	for _, k := range kept {
		if st := states[casework.SubjectID(k.Subject)]; st != nil && ordersErasing(st) {
			gone = append(gone, k.ID)
		}
	}
	if err := tellHolders(tx, dir, gone); err != nil {
		return err
	}
	_, err = tx.Erase(gone, h.now())
	return err
}

// ordered reports whether orders accepted before name all these changes: the order
// came first, as after a restore, and goes as far as what comes late.
func ordered(st *casework.State, changes []casework.Change) bool {
	if st == nil {
		return false
	}
	for _, c := range changes {
		if c.Kind.IsErase() || c.Kind == casework.KindEraseAsk || !named(st, c.ID) {
			return false
		}
	}
	return len(changes) > 0
}

func named(st *casework.State, c casework.ChangeID) bool {
	f := casework.F("change", c.String())
	for key, item := range st.Items {
		if _, is := item.Fields[f]; is && key.Kind.IsErase() {
			return true
		}
	}
	return false
}

// ordersAgain accepts orders to erase that were set aside when what asked for them was
// not here, and is by now. A restored hub gets an order that was just written before
// the older asking, which is given back only when holdings are compared; the device
// that has the order does not send it again by itself. Orders only: what else was set
// aside is for its author to mend.
func (h *Hub) ordersAgain(tx Tx, dir *directory, from batch.NodeID, now time.Time) error {
	asides, err := tx.Asides(from)
	if err != nil {
		return err
	}
	var orders []batch.Entry
	for _, x := range asides {
		if x.Reason == casework.ReasonNotAuthorised.Number() && !isDirectory(x.Entry.Kind) && isOrder(x.Entry) {
			orders = append(orders, x.Entry)
		}
	}
	if len(orders) == 0 {
		return nil
	}
	a := &accepting{h: h, tx: tx, dir: dir, from: from, now: now}
	subjects := subjectsOf(orders)
	if _, _, err = tx.LockSubjects(subjects); err != nil {
		return err
	}
	if a.states, err = steeringStates(tx, subjects); err != nil {
		return err
	}
	var good []batch.Entry
	var ids []batch.EntryID
	for _, o := range a.inOrder(orders) {
		if reason, _, _ := a.judge(o); reason == "" {
			good, ids = append(good, o.Entry), append(ids, o.ID)
		}
	}
	if len(good) == 0 {
		return nil
	}
	if err := h.accept(tx, dir, from, batch.Content{Entries: good}, now); err != nil {
		return err
	}
	// That it has come to another mind the hub says by giving the entry.
	shown, err := tx.Shown(from, ids)
	if err != nil {
		return err
	}
	return h.giveAgain(tx, from, slices.DeleteFunc(ids, func(e batch.EntryID) bool { return !shown[e] }))
}

func isOrder(e batch.Entry) bool {
	if e.Circle != 0 {
		return false
	}
	changes, err := decode(e)
	return err == nil && slices.ContainsFunc(changes, func(c casework.Change) bool { return c.Kind.IsErase() })
}

func ordersErasing(st *casework.State) bool {
	for key := range st.Items {
		if key.Kind.IsErase() {
			return true
		}
	}
	return false
}

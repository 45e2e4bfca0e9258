package simtest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

// fact is an entry that somebody recorded.
type fact struct {
	row
	by        string // the laptop's name
	changes   []casework.Change
	rogue     bool // nobody was entitled to write it
	mayBeLost bool // every medium that held it was destroyed
}

// truth is what the test knows, and no node does: everything that was recorded, where
// it is, and to whom the hub ever had reason to give it.
type truth struct {
	mu      sync.Mutex
	facts   map[batch.EntryID]*fact
	order   []batch.EntryID
	inBatch map[batch.ID][]batch.EntryID // whole entries in the batches devices made
	hubHas  map[batch.EntryID]bool
	hubHad  map[batch.EntryID]bool // the hub committed it once: kept, set aside or erased
	states  map[casework.Subject]*casework.State
	owners  map[casework.Subject][]casework.Ownership // every one the hub ever knew
	entry   map[casework.ChangeID]batch.EntryID
}

func newTruth() *truth {
	return &truth{facts: map[batch.EntryID]*fact{}, inBatch: map[batch.ID][]batch.EntryID{}, hubHas: map[batch.EntryID]bool{}, hubHad: map[batch.EntryID]bool{},
		states: map[casework.Subject]*casework.State{}, owners: map[casework.Subject][]casework.Ownership{}, entry: map[casework.ChangeID]batch.EntryID{}}
}

func decode(e batch.Entry) ([]casework.Change, error) {
	return casework.DecodeChanges(e.Body, casework.Envelope{Subject: subjectOf(e), By: casework.StaffID(e.Staff), Device: casework.DeviceID(e.Author)})
}

func subjectOf(e batch.Entry) casework.Subject {
	return casework.Subject{Kind: casework.SubjectKind(e.Kind), ID: casework.SubjectID(e.Subject)}
}

// composed notes what is in a batch that a device made.
func (t *truth) composed(b batch.ID, c batch.Content) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range c.Entries {
		t.inBatch[b] = append(t.inBatch[b], e.ID)
	}
}

// atHub notes what the hub committed.
func (t *truth) atHub(added []hub.Kept, otherwise []batch.EntryID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range otherwise {
		t.hubHad[e] = true
	}
	for _, k := range added {
		t.hubHas[k.ID], t.hubHad[k.ID] = true, true
		if k.Circle != 0 {
			continue
		}
		if changes, err := decode(k.Entry); err == nil {
			t.fold(subjectOf(k.Entry), changes)
		}
	}
}

func (t *truth) fold(s casework.Subject, changes []casework.Change) {
	st := t.states[s]
	if st == nil {
		st = casework.NewState(s)
		t.states[s] = st
	}
	for _, c := range changes {
		st.Apply(c)
	}
	own := casework.OwnershipOf(s, st.Root())
	known := t.owners[s]
	if len(known) == 0 || !reflect.DeepEqual(known[len(known)-1], own) {
		t.owners[s] = append(known, own)
	}
}

// ownership is the one the hub knows now.
func (t *truth) ownership(s casework.Subject) casework.Ownership {
	if st := t.states[s]; st != nil {
		return casework.OwnershipOf(s, st.Root())
	}
	return casework.OwnershipOf(s, nil)
}

func understood(e batch.Entry) bool {
	if e.Circle != 0 {
		return true
	}
	changes, err := decode(e)
	return err == nil && casework.Understood(changes...)
}

// look is told of everything that is put into a laptop's store: what must not arrive
// never does, not even for a moment.
func (v *village) look(l *laptop, c batch.Content) {
	for _, e := range c.Entries {
		v.mayArrive(l, e, understood(e))
	}
	for _, p := range c.Parts {
		v.mayArrive(l, p.Entry, true)
	}
}

func (v *village) mayArrive(l *laptop, e batch.Entry, understood bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if f := v.facts[e.ID]; f != nil && f.rogue && e.Author != l.node {
		v.problem("leak", "%s was given what nobody was entitled to write", l)
		return
	}
	s := subjectOf(e)
	all := v.owners[s]
	if len(all) == 0 {
		all = []casework.Ownership{casework.OwnershipOf(s, nil)}
	}
	for _, own := range all {
		if casework.Reach(own, l.staff, casework.Class(e.Class), casework.StaffID(e.Staff), understood) {
			return
		}
	}
	v.problem("leak", "%s was given an entry of class %s about a subject of kind %d", l, casework.Class(e.Class), s.Kind)
}

// learn notes what was recorded on a laptop since it was last asked.
func (v *village) learn(l *laptop, rogue bool) error {
	rows, err := l.rows(0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		v.mu.Lock()
		known := v.facts[r.id] != nil
		v.mu.Unlock()
		if r.author != l.node || known {
			continue
		}
		f := &fact{row: r, by: l.name, rogue: rogue}
		if r.circle == 0 {
			f.changes, err = decode(batch.Entry{Subject: batch.Bytes16(r.subject.ID), Kind: uint8(r.subject.Kind), Author: r.author, Staff: batch.Bytes16(r.staff), Body: r.body})
		} else {
			f.changes, err = l.changesOf(r)
		}
		if err != nil {
			return err
		}
		v.mu.Lock()
		v.facts[r.id] = f
		v.order = append(v.order, r.id)
		for _, c := range f.changes {
			if other, twice := v.entry[c.ID]; twice && other != r.id {
				v.problem("doubled", "a change is in two entries of %s", l)
			}
			v.entry[c.ID] = r.id
		}
		v.mu.Unlock()
	}
	return nil
}

// honest: nothing a laptop wrote counts as arrived that the hub never committed.
func (v *village) honest(l *laptop) error {
	rows, err := l.rows(0)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, r := range rows {
		if f := v.facts[r.id]; f != nil && r.author == l.node && r.state == rowHeld && !v.hubHad[r.id] {
			if len(r.body) > batch.MinPart && v.hubRestoredOnce {
				continue // its parts arrived, some of them at a hub that forgot them; holdings bring them again
			}
			v.problem("receipt", "%s takes its %s for arrived, and it never was", l, f.describe())
		}
	}
	return nil
}

// changesOf reads the changes of an entry whose body is sealed to a circle.
func (l *laptop) changesOf(r row) (out []casework.Change, err error) {
	history, err := l.store.History(l.v.ctx, r.subject)
	for _, h := range history {
		if h.Entry == r.id {
			out = append(out, h.Change)
		}
	}
	return out, err
}

// account marks what is on no medium any more. It is called after everything that
// destroys one.
func (v *village) account(what string) error {
	somewhere := map[batch.EntryID]bool{}
	for _, l := range v.laptops {
		rows, err := l.rows(0)
		if err != nil {
			return err
		}
		for _, r := range rows {
			somewhere[r.id] = true
		}
	}
	for _, m := range v.mail {
		for _, e := range v.inBatch[m.s.Header.ID] {
			somewhere[e] = true
		}
	}
	for _, l := range v.laptops {
		for _, b := range v.onStick(l) {
			for _, e := range v.inBatch[b] {
				somewhere[e] = true
			}
		}
	}
	gone := 0
	for _, id := range v.order {
		if f := v.facts[id]; !f.mayBeLost && !somewhere[id] {
			if _, _, err := v.hub.Entry(v.ctx, id); err == nil {
				continue
			} else if !errors.Is(err, hub.ErrUnknown) {
				return err
			}
			f.mayBeLost = true
			gone++
		}
	}
	if gone > 0 {
		v.say("%s: the last copy of %d entries is gone", what, gone)
		v.happenedN(lastCopyGone, gone)
	}
	return nil
}

// hubRestored forgets what the hub does not know any more.
func (v *village) hubRestored() error {
	has := map[batch.EntryID]bool{}
	v.states = map[casework.Subject]*casework.State{}
	seen := map[batch.EntryID]bool{}
	for _, l := range v.laptops {
		h, err := v.hub.Holding(v.ctx, l.node)
		if err != nil {
			return err
		}
		for _, e := range h.Entries {
			seen[e] = true
		}
	}
	for _, e := range v.order {
		seen[e] = true
	}
	for e := range v.hubHas {
		seen[e] = true
	}
	for e := range seen {
		k, erased, err := v.hub.Entry(v.ctx, e)
		if errors.Is(err, hub.ErrUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		has[e] = true
		if erased || k.Circle != 0 {
			continue
		}
		if changes, err := decode(k.Entry); err == nil {
			v.fold(subjectOf(k.Entry), changes)
		}
	}
	v.hubHas = has
	return nil
}

// check compares everything with everything, once nothing moves any more.
func (v *village) check() error {
	for _, check := range []func() error{v.checkHub, v.checkDevices} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// erasedBy returns which changes orders that the hub has name, and which subjects.
func (v *village) erasedBy() (changes map[casework.ChangeID]bool, subjects map[casework.Subject]bool) {
	changes, subjects = map[casework.ChangeID]bool{}, map[casework.Subject]bool{}
	for _, id := range v.order {
		if !v.hubHas[id] {
			continue
		}
		for _, c := range v.facts[id].changes {
			if c.Kind.IsErase() {
				e := casework.ErasingOf(c)
				if e.Whole {
					subjects[c.Subject] = true
				}
				for id := range e.Changes {
					changes[id] = true
				}
			}
		}
	}
	return changes, subjects
}

func (f *fact) aboutErasing() bool {
	return slices.ContainsFunc(f.changes, func(c casework.Change) bool { return c.Kind.IsErase() || c.Kind == casework.KindEraseAsk })
}

func (v *village) checkHub() error {
	asides, err := v.hub.Asides(v.ctx, batch.NodeID{})
	if err != nil {
		return err
	}
	aside := map[batch.EntryID]casework.Reason{}
	for _, a := range asides {
		aside[a.Entry.ID] = casework.ReasonOf(a.Reason)
	}
	changes, subjects := v.erasedBy()
	for _, id := range v.order {
		f := v.facts[id]
		k, erased, err := v.hub.Entry(v.ctx, id)
		_, isAside := aside[id]
		covered := !f.aboutErasing() && (subjects[f.subject] || len(f.changes) > 0 && !slices.ContainsFunc(f.changes, func(c casework.Change) bool { return !changes[c.ID] }))
		switch {
		case errors.Is(err, hub.ErrUnknown) && isAside:
			if aside[id] != casework.ReasonNotAuthorised {
				v.problem("aside", "%s's entry about a subject of kind %d is set aside: %s", f.by, f.subject.Kind, aside[id])
			} else if err := v.visible(f); err != nil {
				return err
			}
			if !f.rogue {
				v.happened(setAsideFairly)
			}
		case errors.Is(err, hub.ErrUnknown):
			// What was set aside is shown where it was written; a hub restored from a
			// backup may have forgotten it.
			if kept, err := v.keptAside(f); err != nil {
				return err
			} else if kept {
				if err := v.visible(f); err != nil {
					return err
				}
			} else if !f.mayBeLost && !covered { // an order erased it before it left the device
				v.problem("lost", "%s's %s is nowhere at the hub;%s", f.by, f.describe(), v.where(f))
			}
		case err != nil:
			return err
		case f.rogue && !f.mayBeLost:
			v.problem("authority", "%s's write without authority is at the hub", f.by)
		case erased && !covered:
			v.problem("lost", "%s's %s was erased without an order", f.by, f.describe())
		case !erased && covered && f.circle == 0:
			v.problem("resurrected", "%s's %s should be erased", f.by, f.describe())
		case !erased && k.Entry.Sum() != f.sum:
			v.problem("damaged", "%s's %s has other bytes at the hub", f.by, f.describe())
		}
	}
	return nil
}

// where says on which laptops f is, and how.
func (v *village) where(f *fact) (text string) {
	for _, l := range v.laptops {
		rows, err := l.rows(0)
		if err != nil {
			return err.Error()
		}
		for _, r := range rows {
			if r.id == f.id {
				text += fmt.Sprintf(" %s has it in state %d", l, r.state)
			}
		}
	}
	return text
}

// keptAside reports whether a copy of the device that wrote f keeps it as set aside.
func (v *village) keptAside(f *fact) (bool, error) {
	for _, l := range v.laptops {
		rows, err := l.rows(0)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(rows, func(r row) bool { return r.id == f.id && r.state == rowAside }) {
			return true, nil
		}
	}
	return false, nil
}

func (f *fact) describe() string {
	kinds := ""
	for _, c := range f.changes {
		kinds += " " + string(c.Kind)
	}
	return fmt.Sprintf("entry (class %s, circle %d,%s, %d bytes)", f.class, f.circle, kinds, len(f.body))
}

// visible: what is set aside is shown with its reason where it was written.
func (v *village) visible(f *fact) error {
	for _, l := range v.laptops {
		if l.node != f.author {
			continue
		}
		rows, err := l.rows(0)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(rows, func(r row) bool { return r.id == f.id }) {
			continue
		}
		unsent, err := l.store.Unsent(v.ctx, 1000)
		if err != nil {
			return err
		}
		for _, u := range unsent {
			if u.Entry == f.id && u.Reason != "" {
				return nil
			}
		}
		v.problem("hidden", "%s does not show that its %s was set aside", l, f.describe())
		return nil
	}
	return nil // no copy of the device that wrote it is left
}

func (v *village) checkDevices() error {
	_, wholes := v.erasedBy()
	for _, l := range v.laptops {
		rows, err := l.rows(0)
		if err != nil {
			return err
		}
		meant, err := v.hub.Holding(v.ctx, l.node)
		if err != nil {
			return err
		}
		held, err := l.store.Holdings(v.ctx)
		if err != nil {
			return err
		}
		counted, err := l.store.CountHoldings(v.ctx)
		if err != nil {
			return err
		}
		if held != counted {
			v.problem("count", "%s keeps %d holdings and has %d", l, held.Count, counted.Count)
		}
		if held != meant.Set || meant.Set != batch.SetOf(meant.Entries...) || meant.Pending != 0 {
			v.problem("hash", "%s holds %d, the hub means it to have %d (%d listed), %d pending", l, held.Count, meant.Set.Count, len(meant.Entries), meant.Pending)
			v.difference(l, rows, meant.Entries)
		}
		if err := v.checkLights(l, rows); err != nil {
			return err
		}
		if err := v.checkScope(l, rows, wholes); err != nil {
			return err
		}
		if err := v.checkFold(l, rows); err != nil {
			return err
		}
	}
	return nil
}

// difference says in what two sets differ, for the history.
func (v *village) difference(l *laptop, rows []row, meant []batch.EntryID) {
	gone, _ := l.erasedIDs()
	have := map[batch.EntryID]bool{}
	for _, r := range rows {
		if r.state == rowHeld {
			have[r.id] = true
		}
	}
	for _, e := range gone {
		have[e] = true
	}
	tell := func(what string, e batch.EntryID) {
		_, erased, err := v.hub.Entry(v.ctx, e)
		f := v.facts[e]
		text := "not recorded by a laptop"
		if f != nil {
			text = f.by + "'s " + f.describe()
		}
		state := 0
		for _, r := range rows {
			if r.id == e {
				state = r.state
			}
		}
		v.say("%s %s: %s; there: state %d, erased %t; at the hub: erased %t, %v", l, what, text, state, slices.Contains(gone, e), erased, err)
	}
	for _, e := range meant {
		if !have[e] {
			tell("lacks", e)
		}
	}
	for e := range have {
		if !slices.Contains(meant, e) {
			tell("has too much", e)
		}
	}
}

func (v *village) checkLights(l *laptop, rows []row) error {
	status, err := l.engine.Status(v.ctx)
	if err != nil {
		return err
	}
	aside := 0
	for _, r := range rows {
		switch r.state {
		case rowWaiting:
			v.problem("outbox", "%s still waits with an entry", l)
		case rowAside:
			aside++
		}
	}
	if status.Waiting != 0 {
		v.problem("outbox", "%s's outbox has %d entries", l, status.Waiting)
	}
	if !status.UpToDate || aside == 0 && status.Aside == 0 && !status.Safe {
		v.problem("lights", "%s: safe %t, up to date %t, waiting %d, aside %d", l, status.Safe, status.UpToDate, status.Waiting, status.Aside)
	}
	return nil
}

// checkScope: a device has everything that is its, and nothing else.
func (v *village) checkScope(l *laptop, rows []row, wholes map[casework.Subject]bool) error {
	has := map[batch.EntryID]bool{}
	for _, r := range rows {
		if r.state != rowHeld {
			continue
		}
		has[r.id] = true
		k, erased, err := v.hub.Entry(v.ctx, r.id)
		if err != nil && !errors.Is(err, hub.ErrUnknown) {
			return err
		}
		if err != nil || erased {
			v.problem("differs", "%s holds what the hub does not (erased there: %t)", l, erased)
			continue
		}
		if k.Entry.Sum() != r.sum {
			v.problem("damaged", "%s holds other bytes than the hub", l)
		}
		if !wholes[r.subject] && !casework.Reach(v.ownership(r.subject), l.staff, r.class, r.staff, k.Understood) {
			v.problem("leak", "%s holds in the end an entry of class %s about a subject of kind %d", l, r.class, r.subject.Kind)
		}
	}
	for id := range v.hubHas {
		if has[id] {
			continue
		}
		k, erased, err := v.hub.Entry(v.ctx, id)
		if erased || errors.Is(err, hub.ErrUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		s := subjectOf(k.Entry)
		if !wholes[s] && casework.Reach(v.ownership(s), l.staff, casework.Class(k.Class), casework.StaffID(k.Staff), k.Understood) {
			text := "the hub's own entry"
			if f := v.facts[id]; f != nil {
				text = f.by + "'s " + f.describe() + ";" + v.where(f)
			}
			v.problem("differs", "%s was never given an entry of class %s about a subject of kind %d: %s; %+v", l, casework.Class(k.Class), s.Kind, text, v.ownership(s))
		}
	}
	return nil
}

// checkFold: what a device shows is what folding its entries in memory gives, with
// every conflict in sight.
func (v *village) checkFold(l *laptop, rows []row) error {
	about := map[casework.Subject][]casework.Change{}
	for _, r := range rows {
		if r.state == rowWithdrawn {
			continue
		}
		f := v.facts[r.id]
		if r.circle != 0 {
			if f == nil {
				v.problem("fold", "%s has a sealed entry that nobody wrote", l)
				continue
			}
			// Who is given whereabouts can read them, whatever office wrote them.
			if mine := f.staff == l.staff.ID; !r.folded && (r.circle == casework.CircleAuthor && mine || r.circle == casework.CircleOffice) {
				v.problem("unread", "%s cannot read %s's %s", l, f.by, f.describe())
			}
			if r.folded {
				about[r.subject] = append(about[r.subject], f.changes...)
			}
			continue
		}
		changes, err := decode(batch.Entry{Subject: batch.Bytes16(r.subject.ID), Kind: uint8(r.subject.Kind), Author: r.author, Staff: batch.Bytes16(r.staff), Body: r.body})
		if err != nil {
			return err
		}
		about[r.subject] = append(about[r.subject], changes...)
	}
	listed, err := l.store.Conflicted(v.ctx, 10_000)
	if err != nil {
		return err
	}
	for s, changes := range about {
		want := casework.Fold(s, changes...)
		got, err := l.store.State(v.ctx, s)
		if err != nil {
			return err
		}
		if !casework.Alike(want, got, nil) {
			v.problem("fold", "%s folds a subject of kind %d otherwise than its %d changes say", l, s.Kind, len(changes))
			continue
		}
		for _, c := range want.Conflicts() {
			v.happened(conflictSeen)
			shown := false
			for _, x := range listed {
				shown = shown || x.Subject == s && x.Item == c.ItemKey
			}
			if !shown {
				v.problem("conflict", "%s hides a conflict in a subject of kind %d", l, s.Kind)
			}
		}
	}
	return nil
}

package casestore

import (
	"database/sql"
	"slices"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// anyErased reports whether anything was ever erased here: on most devices nothing,
// and asking once per transaction saves asking for every entry.
func (t *tx) anyErased() (bool, error) {
	if t.erasing || t.erasures != nil {
		return t.erasing || *t.erasures, nil
	}
	var yes bool
	err := t.row(`SELECT EXISTS (SELECT 1 FROM erased) OR EXISTS (SELECT 1 FROM erased_changes) OR EXISTS (SELECT 1 FROM erased_subjects)`).Scan(&yes)
	t.erasures = &yes
	return yes, err
}

func (t *tx) isErased(query string, args ...any) (yes bool, err error) {
	if any, err := t.anyErased(); err != nil || !any {
		return false, err
	}
	err = t.row(query, args...).Scan(&yes)
	return yes, err
}

func (t *tx) erasedEntry(e batch.EntryID) (bool, error) {
	return t.isErased(`SELECT EXISTS (SELECT 1 FROM erased WHERE id = ?)`, e)
}

func (t *tx) erasedSubject(s casework.Subject) (bool, error) {
	return t.isErased(`SELECT EXISTS (SELECT 1 FROM erased_subjects WHERE subject_kind = ? AND subject = ?)`, s.Kind, s.ID)
}

func (t *tx) erasedChange(c casework.ChangeID) (bool, error) {
	return t.isErased(`SELECT EXISTS (SELECT 1 FROM erased_changes WHERE id = ?)`, c)
}

// ordersOnly reports whether changes are about erasing only: they outlive the subject.
func ordersOnly(changes []casework.Change) bool {
	return !slices.ContainsFunc(changes, func(c casework.Change) bool { return !c.Kind.IsErase() && c.Kind != casework.KindEraseAsk })
}

// allErased reports whether nothing of an entry may be kept: its subject is erased,
// or every one of its changes.
func (t *tx) allErased(s casework.Subject, changes []casework.Change) (bool, error) {
	whole, err := t.erasedSubject(s)
	if err != nil || whole {
		return whole && !ordersOnly(changes), err
	}
	for _, c := range changes {
		if gone, err := t.erasedChange(c.ID); err != nil || !gone {
			return false, err
		}
	}
	return true, nil
}

// takeErasedSubject is for an entry that arrives about a subject erased as a whole.
func (t *tx) takeErasedSubject(e *batch.Entry, sum [32]byte) error {
	body, err := t.open(e)
	if err == nil {
		if changes, err := casework.DecodeChanges(body, envelope(e)); err == nil && ordersOnly(changes) {
			no, err := t.add(e, held, sum)
			if err != nil {
				return err
			}
			if err := t.hold(e.ID); err != nil {
				return err
			}
			return t.fold(&kept{no: no, state: held, folded: true, Entry: *e})
		}
	}
	if err := t.listErased(e.ID); err != nil {
		return err
	}
	if err := t.hold(e.ID); err != nil {
		return err
	}
	return t.note(batch.Erased{Entries: []batch.EntryID{e.ID}}, 1)
}

func (t *tx) listErased(e batch.EntryID) error {
	t.erasures = new(bool)
	*t.erasures = true
	_, err := t.exec(`INSERT INTO erased (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, e, t.now)
	return err
}

// erase carries out an order: what it names goes from bodies, items, lists and
// search; identifiers stay.
func (t *tx) erase(c casework.Change) error {
	t.erasing = true
	order := casework.ErasingOf(c)
	if order.Whole {
		return t.eraseWhole(c.Subject)
	}
	entries := map[int64]bool{}
	for id, sk := range order.Changes {
		if sk.Kind.IsErase() || sk.Kind == casework.KindEraseAsk {
			continue
		}
		if _, err := t.exec(`INSERT INTO erased_changes (id) VALUES (?) ON CONFLICT DO NOTHING`, id); err != nil {
			return err
		}
		if err := t.each(func(r *sql.Rows) error {
			var no int64
			err := r.Scan(&no)
			entries[no] = true
			return err
		}, `SELECT entry FROM changes WHERE id = ?`, id); err != nil {
			return err
		}
		if sk.Kind == "" {
			continue
		}
		f, err := t.item(c.Subject, casework.ItemKey{Kind: sk.Kind, ID: sk.Item})
		if err != nil {
			return err
		}
		f.dirty = true
		var failed error
		f.item.Erase(id, sk, t.arrived(&failed))
		if failed != nil {
			return failed
		}
	}
	t.touched[c.Subject] = true
	for no := range entries {
		k := new(kept)
		if err := k.scan(t.row(entryColumns+`WHERE no = ?`, no)); err != nil {
			return err
		}
		changes, err := t.changesOf(k)
		if err != nil {
			return err
		}
		gone, err := t.allErased(c.Subject, changes)
		if err != nil {
			return err
		}
		if !gone {
			continue // an order names whole entries; of others, only what is named leaves the items
		}
		if err := t.eraseEntry(k); err != nil {
			return err
		}
	}
	return nil
}

// eraseWhole erases a subject with everything that ever comes.
func (t *tx) eraseWhole(s casework.Subject) error {
	if _, err := t.exec(`INSERT INTO erased_subjects (subject_kind, subject) VALUES (?, ?) ON CONFLICT DO NOTHING`, s.Kind, s.ID); err != nil {
		return err
	}
	all, err := t.about(s)
	if err != nil {
		return err
	}
	for _, k := range all {
		if changes, err := t.changesOf(k); err == nil && ordersOnly(changes) {
			continue
		}
		if err := t.eraseEntry(k); err != nil {
			return err
		}
	}
	for at, f := range t.items {
		if at.subject == s && !at.key.Kind.IsErase() && at.key.Kind != casework.KindEraseAsk {
			f.dirty = false
			delete(t.items, at)
		}
	}
	for _, q := range []string{`DELETE FROM drafts WHERE subject_kind = ? AND subject = ?`, forgetSealed, forgetParted} {
		if _, err := t.exec(q, s.Kind, s.ID); err != nil {
			return err
		}
	}
	return t.dropItems(s, func(k casework.Kind) bool { return !k.IsErase() && k != casework.KindEraseAsk })
}

// changesOf opens and decodes an entry that is kept.
func (t *tx) changesOf(k *kept) ([]casework.Change, error) {
	body, err := t.open(&k.Entry)
	if err != nil {
		return nil, err
	}
	return casework.DecodeChanges(body, envelope(&k.Entry))
}

// eraseEntry removes an entry's row and everything that repeats its words, and puts
// its identifier on the list. Holdings count it from now on, if they did not.
func (t *tx) eraseEntry(k *kept) error {
	if err := t.forgetChanges(k); err != nil {
		return err
	}
	if k.state != held {
		if err := t.hold(k.ID); err != nil {
			return err
		}
	}
	if k.state == waiting { // the hub never saw it: say that its identifier counts
		if err := t.note(batch.Erased{Entries: []batch.EntryID{k.ID}}, 1); err != nil {
			return err
		}
	}
	for _, q := range []string{`DELETE FROM outbox WHERE entry = ?`, `DELETE FROM aside WHERE entry = ?`, `DELETE FROM parts WHERE entry = ?`,
		`DELETE FROM partial WHERE entry = ?`, `DELETE FROM entries WHERE id = ?`} {
		if _, err := t.exec(q, k.ID); err != nil {
			return err
		}
	}
	t.s.long.forget()
	t.erasing = true
	t.touch(subjectOf(&k.Entry))
	return t.listErased(k.ID)
}

// forgetChanges takes an entry's changes from the list of those that are folded.
func (t *tx) forgetChanges(k *kept) error {
	_, err := t.exec(`DELETE FROM changes WHERE entry = ?`, k.no)
	return err
}

// eraseEntries is the hub's word that entries are erased.
func (t *tx) eraseEntries(ids []batch.EntryID) error {
	again := map[casework.Subject]bool{}
	for _, e := range ids {
		gone, err := t.erasedEntry(e)
		if err != nil {
			return err
		}
		if gone {
			continue
		}
		have, err := t.find(e)
		if err != nil {
			return err
		}
		if have == nil {
			for _, q := range []string{`DELETE FROM parts WHERE entry = ?`, `DELETE FROM partial WHERE entry = ?`} {
				if _, err := t.exec(q, e); err != nil {
					return err
				}
			}
			if err := t.listErased(e); err != nil {
				return err
			}
			if err := t.hold(e); err != nil {
				return err
			}
			continue
		}
		if have.state == waiting { // the hub knows its identifier: it needs no word of ours
			if err := t.unqueue(e); err != nil {
				return err
			}
			have.state = setAside
		}
		if err := t.eraseEntry(have); err != nil {
			return err
		}
		again[subjectOf(&have.Entry)] = true
	}
	for s := range again {
		if err := t.refold(s); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes entries out of sight. What this device wrote itself stays sealed in
// the vault until the hub says that it is backed.
func (t *tx) withdraw(ids []batch.EntryID) error {
	me, err := t.setting(settingNode)
	if err != nil {
		return err
	}
	again := map[casework.Subject]bool{}
	for _, e := range ids {
		have, err := t.find(e)
		if err != nil {
			return err
		}
		if have == nil || have.state == withdrawn {
			continue
		}
		if have.state == held {
			if err := t.unhold(e); err != nil {
				return err
			}
		}
		if err := t.unqueue(e); err != nil {
			return err
		}
		if err := t.forgetChanges(have); err != nil {
			return err
		}
		if string(me) == string(have.Author[:]) {
			_, err = t.exec(`UPDATE entries SET state = 4, folded = 0 WHERE no = ?`, have.no)
		} else {
			_, err = t.exec(`DELETE FROM entries WHERE no = ?`, have.no)
		}
		if err != nil {
			return err
		}
		again[subjectOf(&have.Entry)] = true
	}
	for s := range again {
		root, err := t.item(s, casework.RootKey(s.Kind))
		if err != nil {
			return err
		}
		last := root.item
		if err := t.refold(s); err != nil {
			return err
		}
		if err := t.part(s, last); err != nil {
			return err
		}
	}
	return nil
}

// backed drops what was withdrawn and is in a verified backup of the hub.
func (t *tx) backed(until int64) error {
	if _, err := t.exec(`DELETE FROM entries WHERE state <> 2 AND state = 4 AND receipted > 0 AND receipted <= ? AND id NOT IN (SELECT entry FROM outbox)`, until); err != nil {
		return err
	}
	return t.keepNumber("store.backed", uint64(until))
}

// giveWithdrawn gives the hub what it withdrew and has not backed: a hub that was
// restored may not have it any more. It withdraws it again.
func (t *tx) giveWithdrawn() error {
	var all []*kept
	err := t.each(func(r *sql.Rows) error {
		k := new(kept)
		err := k.scan(r)
		all = append(all, k)
		return err
	}, entryColumns+`WHERE state <> 2 AND state = 4 AND id NOT IN (SELECT entry FROM outbox) ORDER BY no LIMIT 5000`)
	if err != nil {
		return err
	}
	for _, k := range all {
		if err := t.giveBack(k); err != nil {
			return err
		}
	}
	return nil
}

// askForWithdrawn asks, once in a day of the hub, for what was withdrawn and is not
// backed. Holdings do not count it, so a hub restored from a backup that is older than
// it agrees with this device and lacks it all the same; it then asks for it in return.
func (t *tx) askForWithdrawn(now int64) error {
	const setting, day = "store.askedback", 24 * 60 * 60 * 1000
	last, err := t.setting(setting)
	if err != nil {
		return err
	}
	if asked := int64(parseNumber(last)); now >= asked && now-asked < day {
		return nil
	}
	var ids []batch.EntryID
	err = t.each(func(r *sql.Rows) error {
		var e batch.EntryID
		err := r.Scan(&e)
		ids = append(ids, e)
		return err
	}, `SELECT id FROM entries WHERE state <> 2 AND state = 4 AND id NOT IN (SELECT entry FROM outbox) ORDER BY no LIMIT 5000`)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := t.note(batch.Want{Entries: ids}, len(ids)); err != nil {
		return err
	}
	return t.keepNumber(setting, uint64(now))
}

// refold makes a subject's items anew from the entries that are left.
func (t *tx) refold(s casework.Subject) error {
	for at := range t.items {
		if at.subject == s {
			delete(t.items, at)
		}
	}
	if err := t.dropItems(s, func(casework.Kind) bool { return true }); err != nil {
		return err
	}
	all, err := t.about(s)
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE entries SET folded = 0 WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID); err != nil {
		return err
	}
	for _, k := range all {
		if err := t.forgetChanges(k); err != nil {
			return err
		}
	}
	for _, k := range all {
		if k.state == withdrawn {
			continue
		}
		k.folded = false
		if err := t.fold(k); err != nil {
			return err
		}
	}
	t.touch(s)
	t.touched[s] = true
	return nil
}

// dropItems removes folded items, what lists and search know of them, and flags.
func (t *tx) dropItems(s casework.Subject, which func(casework.Kind) bool) error {
	var rows []int64
	err := t.each(func(r *sql.Rows) error {
		var no int64
		var kind casework.Kind
		if err := r.Scan(&no, &kind); err != nil {
			return err
		}
		if which(kind) {
			rows = append(rows, no)
		}
		return nil
	}, `SELECT no, kind FROM items WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID)
	if err != nil {
		return err
	}
	for _, no := range rows {
		for _, q := range []string{`DELETE FROM items WHERE no = ?`, `DELETE FROM counsellings WHERE no = ?`, `DELETE FROM days WHERE item = ?`, `DELETE FROM refs WHERE item = ?`, `DELETE FROM unread WHERE item = ?`, `DELETE FROM names WHERE rowid = ?`, `DELETE FROM words WHERE rowid = ?`} {
			if _, err := t.exec(q, no); err != nil {
				return err
			}
		}
	}
	if _, err := t.exec(`DELETE FROM flags WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID); err != nil {
		return err
	}
	t.touch(s)
	t.touched[s] = true
	return nil
}

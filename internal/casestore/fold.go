package casestore

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// work is what a transaction has to bring up to date once, before it commits.
type work struct {
	holdings *batch.Set // as they will be; nil while untouched
	before   batch.Set

	items    map[place]*folded
	touched  map[casework.Subject]bool // true: what lists show of it is to be made anew
	drafts   bool                      // drafts changed
	many     bool                      // many items changed: words are read for search afterwards
	sync     bool                      // something about the exchange changed, no subject
	keys     bool                      // circle keys changed: try bodies that did not open
	rekeyed  bool                      // they changed in this transaction
	handing  []casework.Subject        // to be handed on with what is recorded here
	keysDue  bool                      // who needs which key may be otherwise from now on
	who      *directory                // as it is in this transaction; nil while nobody asked
	erasing  bool                      // something was erased
	erasures *bool                     // anything was ever erased; nil while nobody asked
	stamp    casework.Stamp
}

// place names an item.
type place struct {
	subject casework.Subject
	key     casework.ItemKey
}

// folded is an item in memory, with the row it came from.
type folded struct {
	no    int64 // 0: no row yet
	item  *casework.Item
	dirty bool
}

func (t *tx) touch(s casework.Subject) {
	if t.touched == nil {
		t.touched = map[casework.Subject]bool{}
	}
	if _, here := t.touched[s]; !here {
		t.touched[s] = false
	}
}

// changed returns the subjects this transaction changed.
func (t *tx) changed() []casework.Subject {
	var all []casework.Subject
	for s := range t.touched {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b casework.Subject) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return all
}

// item returns the folded item at a place, loaded once per transaction.
func (t *tx) item(s casework.Subject, key casework.ItemKey) (*folded, error) {
	at := place{s, key}
	if f := t.items[at]; f != nil {
		return f, nil
	}
	f := &folded{}
	var row []byte
	err := t.row(`SELECT no, state FROM items WHERE subject_kind = ? AND subject = ? AND kind = ? AND item = ?`, s.Kind, s.ID, key.Kind, key.ID).Scan(&f.no, &row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		f.item = casework.NewItem(key)
	case err != nil:
		return nil, err
	default:
		if f.item, err = casework.UnmarshalItem(key, row); err != nil {
			return nil, errors.Join(ErrDamaged, err)
		}
	}
	if t.items == nil {
		t.items = map[place]*folded{}
	}
	t.items[at] = f
	return f, nil
}

// fold applies the changes of an entry that is kept, if its body opens here. k.folded
// is what the row says; afterwards the row says what is true.
func (t *tx) fold(k *kept) error {
	t.touch(subjectOf(&k.Entry))
	changes, err := t.readable(k)
	if err != nil {
		return err
	}
	if changes == nil {
		return t.markFolded(k, false)
	}
	gone, err := t.allErased(subjectOf(&k.Entry), changes)
	if err != nil {
		return err
	}
	if gone {
		return t.eraseEntry(k)
	}
	if err := t.markFolded(k, true); err != nil {
		return err
	}
	for i := range changes {
		if err := t.apply(k.no, &changes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) markFolded(k *kept, is bool) error {
	if k.folded == is {
		return nil
	}
	k.folded = is
	_, err := t.exec(`UPDATE entries SET folded = ? WHERE no = ?`, is, k.no)
	return err
}

// readable returns an entry's changes; none when they cannot be read here, or not
// yet, or never: what is malformed is set aside.
func (t *tx) readable(k *kept) ([]casework.Change, error) {
	body, err := t.open(&k.Entry)
	if errors.Is(err, batch.ErrSealed) {
		return nil, nil // for others, or until the key comes
	}
	if err != nil {
		return nil, t.putAside(k.ID, casework.ReasonMalformed.Number(), "", nil)
	}
	changes, err := casework.DecodeChanges(body, envelope(&k.Entry))
	if errors.Is(err, casework.ErrNewerFormat) {
		return nil, nil // kept and carried; folded after an update
	}
	if err != nil || !wellFormed(changes, casework.Class(k.Class)) {
		return nil, t.putAside(k.ID, casework.ReasonMalformed.Number(), "", nil)
	}
	return changes, nil
}

func envelope(e *batch.Entry) casework.Envelope {
	env := casework.Envelope{Subject: subjectOf(e), By: casework.StaffID(e.Staff), Device: casework.DeviceID(e.Author)}
	if e.Received > 0 {
		env.Received = fromMillis(e.Received)
	}
	return env
}

// wellFormed asks for that alone: who was allowed to write is judged at the hub.
func wellFormed(changes []casework.Change, class casework.Class) bool {
	return !slices.ContainsFunc(changes, func(c casework.Change) bool {
		return casework.Judge(casework.Hearing{Change: c, Class: class}).Reason == casework.ReasonMalformed
	})
}

// apply folds one change, once.
func (t *tx) apply(entry int64, c *casework.Change) error {
	if erased, err := t.erasedChange(c.ID); err != nil || erased {
		return err
	}
	res, err := t.exec(`INSERT INTO changes (id, entry) VALUES (?, ?) ON CONFLICT DO NOTHING`, c.ID, entry)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	f, err := t.item(c.Subject, casework.ItemKey{Kind: c.Kind, ID: c.Item})
	if err != nil {
		return err
	}
	f.dirty = true
	var failed error
	f.item.Apply(*c, t.arrived(&failed))
	if failed != nil {
		return failed
	}
	t.touched[c.Subject] = true
	t.stamp = max(t.stamp, c.Stamp)
	t.s.clock.Seen(c.Stamp)
	t.keys = t.keys || c.Kind == casework.KindCircleKey
	switch c.Kind {
	case casework.KindDevice, casework.KindStaff:
		t.who = nil
		t.keysDue = true
	case casework.KindCircleKey:
		t.keysDue = true
	default:
		t.keysDue = t.keysDue || assigns([]casework.Change{*c})
	}
	if c.Kind.IsErase() {
		return t.erase(*c)
	}
	return nil
}

// arrived tells the fold whether a replaced change was applied here or is erased.
func (t *tx) arrived(failed *error) func(casework.ChangeID) bool {
	return func(c casework.ChangeID) (yes bool) {
		err := t.row(`SELECT EXISTS (SELECT 1 FROM changes WHERE id = ?1) OR EXISTS (SELECT 1 FROM erased_changes WHERE id = ?1)`, c).Scan(&yes)
		*failed = errors.Join(*failed, err)
		return yes
	}
}

// finish brings everything up to date that follows from what was written.
func (t *tx) finish() error {
	if err := t.handOnNow(); err != nil {
		return err
	}
	for t.keys { // a key may open entries that bring keys
		t.keys, t.rekeyed = false, true
		if err := t.foldOpened(); err != nil {
			return err
		}
	}
	if err := t.storeItems(); err != nil {
		return err
	}
	if t.erasing {
		if err := t.tidySearch(); err != nil {
			return err
		}
	}
	for s, anew := range t.touched {
		if anew && s.Kind == casework.SubjectCase {
			if err := t.raise(s, len(t.touched)); err != nil {
				return err
			}
			if err := t.listCase(s); err != nil {
				return err
			}
		}
	}
	if t.stamp > 0 {
		last, err := t.setting("store.stamp")
		if err != nil {
			return err
		}
		if uint64(t.stamp) > parseNumber(last) {
			if err := t.keepNumber("store.stamp", uint64(t.stamp)); err != nil {
				return err
			}
		}
	}
	return t.storeHoldings()
}

// foldOpened tries entries that did not open here.
func (t *tx) foldOpened() error {
	var all []*kept
	err := t.each(func(r *sql.Rows) error {
		k := new(kept)
		err := k.scan(r)
		all = append(all, k)
		return err
	}, entryColumns+`WHERE folded = 0 AND circle > 0 AND state <> 4 ORDER BY no`)
	if err != nil {
		return err
	}
	t.s.keys.forget()
	for _, k := range all {
		if err := t.fold(k); err != nil {
			return err
		}
	}
	return nil
}

// storeItems writes the items that changed, with what lists and search know of them.
func (t *tx) storeItems() error {
	t.many = t.many || len(t.items) > manyItems
	var dirty []place
	for at, f := range t.items {
		if f.dirty {
			dirty = append(dirty, at)
		}
	}
	slices.SortFunc(dirty, place.compare) // rows in the order of their making: search gives the newest first
	for _, at := range dirty {
		f := t.items[at]
		f.dirty = false
		if err := t.storeItem(at, f); err != nil {
			return err
		}
	}
	return nil
}

func (p place) compare(o place) int {
	return cmp.Or(p.key.ID.Compare(o.key.ID), p.subject.ID.Compare(o.subject.ID), cmp.Compare(p.subject.Kind, o.subject.Kind), p.key.Compare(o.key))
}

func (t *tx) storeItem(at place, f *folded) error {
	row, err := casework.MarshalItem(f.item)
	if err != nil {
		return err
	}
	it := f.item
	live := it.Written() && it.Deleting() != casework.Deleted
	day, what := summaryOf(it)
	args := []any{day, what, live, len(it.Conflicts()), it.Newer(), int64(it.Last().Stamp), row}
	fresh := f.no == 0
	if fresh {
		res, err := t.exec(`INSERT INTO items (day, what, live, conflicts, newer, changed, state, subject_kind, subject, kind, item) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			append(args, at.subject.Kind, at.subject.ID, at.key.Kind, at.key.ID)...)
		if err != nil {
			return err
		}
		if f.no, err = res.LastInsertId(); err != nil {
			return err
		}
	} else if _, err := t.exec(`UPDATE items SET day = ?, what = ?, live = ?, conflicts = ?, newer = ?, changed = ?, state = ? WHERE no = ?`, append(args, f.no)...); err != nil {
		return err
	}
	if err := t.storeDays(f.no, it, live, fresh); err != nil {
		return err
	}
	if err := t.listCounselling(at, f.no, it, live); err != nil {
		return err
	}
	return t.storeTerms(f.no, it, fresh)
}

// summaryOf returns the day and the state of an item as lists show them.
func summaryOf(it *casework.Item) (day, what string) {
	for _, f := range []casework.Field{"started", "at", "on", "held", "due", "made", "opened", "decided", "sent", "from"} {
		if v := it.Get(f); len(v) >= 10 {
			if row := casework.FieldOf(it.Kind, f); row != nil && (row.Type == casework.Date || row.Type == casework.Time) {
				day = string(v[:10])
				break
			}
		}
	}
	for _, f := range []casework.Field{"state", "outcome", "verdict", "stage", "decision"} {
		if v := it.Get(f); v != "" {
			return day, string(v)
		}
	}
	return day, ""
}

// storeDays writes the days an item names, and what it refers to.
func (t *tx) storeDays(no int64, it *casework.Item, live, fresh bool) error {
	if !fresh {
		for _, q := range []string{`DELETE FROM days WHERE item = ?`, `DELETE FROM refs WHERE item = ?`} {
			if _, err := t.exec(q, no); err != nil {
				return err
			}
		}
	}
	if !live {
		return nil
	}
	for f, v := range it.All() {
		row := casework.FieldOf(it.Kind, f)
		if row == nil {
			continue
		}
		var err error
		switch row.Type {
		case casework.Date, casework.Time:
			_, err = t.exec(`INSERT INTO days (kind, field, day, item) VALUES (?, ?, ?, ?)`, it.Kind, f, v, no)
		case casework.Ref:
			if target, ok := v.Item(); ok {
				_, err = t.exec(`INSERT INTO refs (target, kind, field, item) VALUES (?, ?, ?, ?)`, target, it.Kind, f, no)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Refold makes everything anew that is made from entries: after an update that folds
// otherwise, and to prove in tests that nothing depends on the order of arrival.
func (s *Store) Refold(ctx context.Context) error {
	err := s.write(ctx, func(t *tx) error {
		for _, q := range []string{`DELETE FROM changes`, `DELETE FROM items`, `DELETE FROM days`, `DELETE FROM refs`, `DELETE FROM flags`, `DELETE FROM stale`, `DELETE FROM unread`, `DELETE FROM caseload`, `DELETE FROM counsellings`,
			`INSERT INTO names (names) VALUES ('delete-all')`, `INSERT INTO words (words) VALUES ('delete-all')`,
			`UPDATE entries SET folded = 0`} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
		t.s.keys.forget()
		if err := t.refoldAll(); err != nil {
			return err
		}
		t.keys = true
		return t.keepNumber(settingFold, foldVersion)
	})
	return err
}

// refoldAll folds entry by entry, a few at a time in memory.
func (t *tx) refoldAll() error {
	for last := int64(0); ; {
		var some []*kept
		err := t.each(func(r *sql.Rows) error {
			k := new(kept)
			err := k.scan(r)
			some = append(some, k)
			return err
		}, entryColumns+`WHERE no > ? AND state <> 4 ORDER BY no LIMIT 200`, last)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			return nil
		}
		for _, k := range some {
			last = k.no
			if err := t.fold(k); err != nil {
				return err
			}
		}
		if len(t.items) > 20000 {
			if err := t.storeItems(); err != nil {
				return err
			}
			t.items = nil
		}
	}
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return fromMillis(ms)
}

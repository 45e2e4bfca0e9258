package casestore

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// Who has which circle key. A key of an office is for the office's counsellors and
// supervisors, and besides for whoever may read a subject that something was sealed
// under it about: a case handed over to another office, a deputy who sits elsewhere.
//
// What is given to somebody else opens nothing new of the office's: before it seals, a
// device looks who has a key, and takes or makes one that nobody has but those who may
// read what is sealed (see [tx.circleKey]). So a key that left the office, a device
// that was revoked, somebody who moved or left, each ends a key's use by itself.
//
// Whoever has a key and sees who needs it hands it on: the device that hands a case
// over in the same transaction (the key travels with the handover), every other one
// after its exchanges. A device from which the subject went out of sight remembers
// where it went until somebody there has the key: the other office may have no device
// yet. And whoever was given something that does not open here, under a key nobody
// thought of (the last words of somebody who had not heard of the handover), asks for
// it; a device that has the key and sees that they may read what its office once had
// gives it to them.

// assigns reports whether changes say to whom their subject is assigned.
func assigns(changes []casework.Change) bool {
	return slices.ContainsFunc(changes, func(c casework.Change) bool {
		if c.Subject.Kind == casework.SubjectStaff || c.Kind != casework.RootKey(c.Subject.Kind).Kind {
			return false
		}
		for f := range c.Body {
			if row := casework.FieldOf(c.Kind, f); row != nil && row.Keep {
				return true
			}
		}
		return false
	})
}

const (
	forgetSealed = `DELETE FROM sealed WHERE subject_kind = ? AND subject = ?`
	forgetParted = `DELETE FROM parted WHERE subject_kind = ? AND subject = ?`
)

// noteSealed remembers which key opens an entry.
func (t *tx) noteSealed(e *batch.Entry) error {
	key, ok := batch.BodyKey(*e)
	if casework.Circle(e.Circle) != casework.CircleOffice || !ok {
		return nil
	}
	t.keysDue = true
	_, err := t.exec(`INSERT INTO sealed (subject_kind, subject, class, key) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, e.Kind, e.Subject[:], e.Class, key[:])
	return err
}

// part remembers to whom a subject was assigned that went out of sight, if keys may
// have to be handed on for it.
func (t *tx) part(s casework.Subject, last *casework.Item) error {
	f, err := t.item(s, casework.RootKey(s.Kind))
	if err != nil || f.item.Written() || !last.Written() {
		return err
	}
	kept := casework.NewItem(last.ItemKey)
	for name, fs := range last.Fields {
		if row := casework.FieldOf(last.Kind, name); row != nil && row.Keep {
			kept.Fields[name] = &casework.FieldState{Heads: fs.Heads, Past: fs.Past}
		}
	}
	row, err := casework.MarshalItem(kept)
	if err != nil {
		return err
	}
	t.keysDue = true
	_, err = t.exec(`INSERT INTO parted (subject_kind, subject, root) SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM sealed WHERE subject_kind = ?1 AND subject = ?2)
		ON CONFLICT DO UPDATE SET root = excluded.root`, s.Kind, s.ID, row)
	return err
}

// handOnLater has the keys of a subject handed on before the transaction ends.
func (t *tx) handOnLater(s casework.Subject) {
	if !slices.Contains(t.handing, s) {
		t.handing = append(t.handing, s)
	}
}

// handOnNow hands on what goes with what was recorded.
func (t *tx) handOnNow() error {
	subjects := t.handing
	t.handing = nil
	if len(subjects) == 0 {
		return nil
	}
	h, err := t.newHanding()
	if err != nil || h == nil {
		return err
	}
	for _, s := range subjects {
		if err := h.subject(s); err != nil {
			return err
		}
	}
	return h.record()
}

// HandOnKeys wraps the circle keys this device has for devices that are to have them
// and do not yet. Call it after an exchange; it records nothing when there is nothing
// to hand on, and returns how many keys it did.
func (s *Store) HandOnKeys(ctx context.Context) (handed int, err error) {
	if s.handedOn.Swap(true) {
		return 0, nil
	}
	err = s.write(ctx, func(t *tx) error {
		handed = 0
		h, err := t.newHanding()
		if err != nil || h == nil {
			return err
		}
		h.circles()
		if err := h.everySubject(); err != nil {
			return err
		}
		if err := h.answer(); err != nil {
			return err
		}
		handed = len(h.to)
		if err := h.record(); err != nil {
			return err
		}
		return h.ask()
	})
	if err != nil {
		s.handedOn.Store(false)
	}
	return handed, err
}

// handing gathers who is to be given which keys.
type handing struct {
	*tx
	me    batch.Enrolled
	who   *directory
	ring  map[batch.KeyID]batch.CircleKey
	all   []listed               // circle keys, also of others
	items map[batch.KeyID]listed // of those this device has
	to    map[batch.KeyID]map[string]*batch.Recipient
	may   map[string][]member // who reads, of those that stand alike
}

// newHanding returns nil on a device that is not enrolled.
func (t *tx) newHanding() (*handing, error) {
	me, ok, err := t.enrolment()
	if err != nil || !ok {
		return nil, err
	}
	_, ring, err := t.ring()
	if err != nil {
		return nil, err
	}
	items, err := t.itemsOfKind(casework.KindCircleKey)
	if err != nil {
		return nil, err
	}
	h := &handing{tx: t, me: me, ring: ring, all: items, items: map[batch.KeyID]listed{}, to: map[batch.KeyID]map[string]*batch.Recipient{}, may: map[string][]member{}}
	if h.who, err = t.directory(); err != nil {
		return nil, err
	}
	for _, it := range items {
		if k := keyOfItem(it.key.ID); ring[k].ID == k {
			h.items[k] = it
		}
	}
	return h, nil
}

// give has a key wrapped for a device, unless it was before.
func (h *handing) give(k batch.KeyID, name string, to *batch.Recipient) {
	if h.items[k].item.Get(casework.F("for", name)) != "" {
		return
	}
	if h.to[k] == nil {
		h.to[k] = map[string]*batch.Recipient{}
	}
	h.to[k][name] = to
}

// circles gives every key to those whose circle it is, and to the recovery recipient.
func (h *handing) circles() {
	hub, err := batch.ParseHubStatement(h.me.Statement)
	for k, it := range h.items {
		c := circle{}
		for which, name := range circleNames {
			if it.item.Get("circle") == name {
				c.which = which
			}
		}
		if c.which == 0 {
			continue
		}
		if err == nil {
			h.give(k, "recovery-"+hub.Recovery.ID().String(), hub.Recovery)
		}
		for _, d := range h.who.devices {
			if c.inside(it.subject, h.who.staff[d.staff]) {
				h.give(k, d.name, d.recipient)
			}
		}
	}
}

// everySubject gives the keys of all subjects to those who may read them.
func (h *handing) everySubject() error {
	var all []casework.Subject
	err := h.each(func(r *sql.Rows) error {
		var s casework.Subject
		err := r.Scan(&s.Kind, &s.ID)
		all = append(all, s)
		return err
	}, `SELECT DISTINCT subject_kind, subject FROM sealed`)
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := h.subject(s); err != nil {
			return err
		}
	}
	return nil
}

// subject gives the keys that open something about a subject to those who may read it.
func (h *handing) subject(s casework.Subject) error {
	own, gone, err := h.ownership(s)
	if err != nil || !own.Known {
		return err
	}
	type need struct {
		class casework.Class
		key   batch.KeyID
	}
	var needs []need
	err = h.each(func(r *sql.Rows) error {
		var n need
		var key []byte
		err := r.Scan(&n.class, &key)
		copy(n.key[:], key)
		needs = append(needs, n)
		return err
	}, `SELECT class, key FROM sealed WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID)
	if err != nil {
		return err
	}
	mine := casework.StaffID(h.me.Staff)
	known := true // to others than this device's owner
	for _, n := range needs {
		if _, here := h.items[n.key]; !here {
			continue
		}
		others := false
		for _, d := range h.readers(own, n.class) {
			h.give(n.key, d.name, d.recipient)
			others = others || d.staff != mine
		}
		known = known && others
	}
	if !gone || !known {
		return nil
	}
	// From now on those who have the subject hand its keys on.
	for _, q := range []string{forgetSealed, forgetParted} {
		if _, err := h.exec(q, s.Kind, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// ownership returns to whom a subject is assigned, and whether it went out of sight here.
func (h *handing) ownership(s casework.Subject) (own casework.Ownership, gone bool, err error) {
	key := casework.RootKey(s.Kind)
	var row []byte
	if f := h.tx.items[place{s, key}]; f != nil {
		own = casework.OwnershipOf(s, f.item)
	} else if row, err = h.root(`SELECT state FROM items WHERE subject_kind = ? AND subject = ? AND kind = ? AND item = ?`, s.Kind, s.ID, key.Kind, key.ID); err != nil {
		return own, false, err
	} else if own, err = ownershipIn(s, key, row); err != nil {
		return own, false, err
	}
	if own.Known {
		return own, false, nil
	}
	if row, err = h.root(`SELECT root FROM parted WHERE subject_kind = ? AND subject = ?`, s.Kind, s.ID); err != nil {
		return own, false, err
	}
	own, err = ownershipIn(s, key, row)
	return own, true, err
}

func (h *handing) root(query string, args ...any) (row []byte, err error) {
	if err = h.row(query, args...).Scan(&row); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

func ownershipIn(s casework.Subject, key casework.ItemKey, row []byte) (casework.Ownership, error) {
	if row == nil {
		return casework.Ownership{}, nil
	}
	it, err := casework.UnmarshalItem(key, row)
	if err != nil {
		return casework.Ownership{}, errors.Join(ErrDamaged, err)
	}
	return casework.OwnershipOf(s, it), nil
}

// readers returns the devices of those who may read what is of a class.
func (h *handing) readers(own casework.Ownership, class casework.Class) []member {
	standing := []byte{byte(own.Subject), byte(class)}
	for _, list := range [][]casework.SubjectID{own.Organisations, own.Offices, own.Assigned, own.Deputies, own.ToOffices, own.ToStaff, own.ToOrgs} {
		standing = append(standing, byte(len(list)))
		for _, id := range list {
			standing = append(standing, id[:]...)
		}
	}
	key := string(standing)
	if all, known := h.may[key]; known {
		return all
	}
	c := circle{which: casework.CircleOffice, own: own, class: class}
	var all []member
	for _, d := range h.who.devices {
		if c.reads(h.who.staff[d.staff]) {
			all = append(all, d)
		}
	}
	h.may[key] = all
	return all
}

// record writes who is given what.
func (h *handing) record() error {
	keys := slices.SortedFunc(maps.Keys(h.to), func(a, b batch.KeyID) int { return slices.Compare(a[:], b[:]) })
	for _, k := range keys {
		it := h.items[k]
		body := map[casework.Field]casework.Value{}
		for name, r := range h.to[k] {
			wrapped, err := wrap(h.ring[k], r)
			if err != nil {
				return err
			}
			body[casework.F("for", name)] = wrapped
		}
		if err := h.recordKey(it.subject, it.key.ID, casework.StaffID(h.me.Staff), body, it.item); err != nil {
			return err
		}
	}
	return nil
}

// ask says which keys this device needs for what it was given and cannot open.
func (h *handing) ask() error {
	name, err := h.deviceName()
	if err != nil {
		return err
	}
	need := map[batch.KeyID]bool{}
	err = h.each(func(r *sql.Rows) error {
		var key []byte
		err := r.Scan(&key)
		if len(key) == len(batch.KeyID{}) {
			need[batch.KeyID(key)] = true
		}
		return err
	}, `SELECT DISTINCT substr(body, 2, 8) FROM entries WHERE folded = 0 AND circle = ? AND state <> 4 AND substr(body, 1, 1) = x'01'`, casework.CircleOffice)
	if err != nil {
		return err
	}
	wanted := casework.F("wanted", name)
	for _, it := range h.all {
		k := keyOfItem(it.key.ID)
		if _, here := h.ring[k]; here || !need[k] || it.item.Is(wanted) || it.item.Get(casework.F("for", name)) != "" {
			continue
		}
		body := map[casework.Field]casework.Value{wanted: casework.Yes}
		if err := h.recordKey(it.subject, it.key.ID, casework.StaffID(h.me.Staff), body, it.item); err != nil {
			return err
		}
	}
	return nil
}

// answer gives keys to those who asked and may read something that their office has or had.
func (h *handing) answer() error {
	asked := map[casework.OfficeID][]wish{}
	for k, it := range h.items {
		if it.subject.Kind != casework.SubjectOffice {
			continue
		}
		for _, d := range h.who.devices {
			if it.item.Is(casework.F("wanted", d.name)) && it.item.Get(casework.F("for", d.name)) == "" {
				asked[it.subject.ID] = append(asked[it.subject.ID], wish{k, d})
			}
		}
	}
	if len(asked) == 0 {
		return nil
	}
	consider := func(s casework.Subject, row []byte) error {
		it, err := casework.UnmarshalItem(casework.RootKey(s.Kind), row)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		c := circle{which: casework.CircleOffice, own: casework.OwnershipOf(s, it), class: casework.Whereabouts}
		for office := range officesEver(it) {
			for _, w := range asked[office] {
				if c.reads(h.who.staff[w.by.staff]) {
					h.give(w.key, w.by.name, w.by.recipient)
				}
			}
		}
		return nil
	}
	for _, q := range []string{`SELECT subject_kind, subject, state FROM items WHERE kind = 'case' AND live = 1`, `SELECT subject_kind, subject, root FROM parted`} {
		err := h.each(func(r *sql.Rows) error {
			var s casework.Subject
			var row []byte
			if err := r.Scan(&s.Kind, &s.ID, &row); err != nil {
				return err
			}
			return consider(s, row)
		}, q)
		if err != nil {
			return err
		}
	}
	return nil
}

// wish is a key that a device asked for.
type wish struct {
	key batch.KeyID
	by  member
}

// officesEver returns the offices that a subject was ever assigned to.
func officesEver(root *casework.Item) map[casework.OfficeID]bool {
	offices := map[casework.OfficeID]bool{}
	fs := root.Fields["office"]
	if fs == nil {
		return offices
	}
	note := func(v casework.Value) {
		if id, ok := v.SubjectID(); ok {
			offices[id] = true
		}
	}
	for _, x := range fs.Heads {
		note(x.Value)
	}
	for _, x := range fs.Past {
		note(x.Value)
	}
	return offices
}

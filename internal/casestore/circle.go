package casestore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// Bodies of some classes are sealed to a circle: the author, the office, the
// organisation, its complaint reader. The keys of circles are changes like any other
// ("circle.key" items), wrapped for each device; this device opens them with the
// keys that the engine keeps under "device.keys".

// Settings that the engine (sync/device) keeps, and this package reads.
const (
	settingNode     = "device.node"
	settingKeys     = "device.keys"
	settingHub      = "device.hub"
	settingEnrolled = "device.enrolled"
)

// ErrNoReader is returned when something for the complaint reader is to be recorded
// and the organisation has none, or its key has not arrived here.
var ErrNoReader = errors.New("nobody is there to read complaints")

// keyring holds the device's own opening key and circle keys that were unwrapped.
type keyring struct {
	mu   sync.Mutex
	own  *batch.Identity
	keys map[batch.KeyID]batch.CircleKey
	read bool // all circle keys here were tried
}

func (k *keyring) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.own, k.keys, k.read = nil, nil, false
}

// open returns the body of e as its author wrote it. batch.ErrSealed: this device
// does not have the key.
func (t *tx) open(e *batch.Entry) ([]byte, error) {
	if e.Circle == 0 {
		return e.Body, nil
	}
	own, keys, err := t.ring()
	if err != nil {
		return nil, err
	}
	o := batch.Opener{CircleKey: func(id batch.KeyID) (batch.CircleKey, bool) { k, ok := keys[id]; return k, ok }}
	if own != nil {
		o.Identities = []*batch.Identity{own}
	}
	return batch.OpenBody(*e, o)
}

// ring returns the device's key and every circle key it can unwrap.
func (t *tx) ring() (*batch.Identity, map[batch.KeyID]batch.CircleKey, error) {
	r := &t.s.keys
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read {
		return r.own, r.keys, nil
	}
	b, err := t.setting(settingKeys)
	if err != nil {
		return nil, nil, err
	}
	if b == nil {
		return nil, nil, nil // not enrolled: nothing is sealed to it
	}
	keys, err := batch.ParseKeys(b)
	if err != nil {
		return nil, nil, err
	}
	node, err := t.setting(settingNode)
	if err != nil {
		return nil, nil, err
	}
	var device casework.DeviceID
	copy(device[:], node)
	ring := map[batch.KeyID]batch.CircleKey{}
	items, err := t.itemsOfKind(casework.KindCircleKey)
	if err != nil {
		return nil, nil, err
	}
	for _, it := range items {
		wrapped, err := base64.RawURLEncoding.DecodeString(string(it.item.Get(casework.F("for", device.String()))))
		if err != nil || len(wrapped) == 0 {
			continue
		}
		k, err := batch.UnwrapCircleKey(wrapped, keys.Opening)
		if err != nil || itemOfKey(k.ID) != it.place.key.ID {
			continue // damaged or not what it says: as good as not there
		}
		ring[k.ID] = k
	}
	r.own, r.keys, r.read = keys.Opening, ring, true
	return r.own, r.keys, nil
}

// itemOfKey is the item a circle key is kept under: its 8 bytes and zeros.
func itemOfKey(k batch.KeyID) (item casework.ItemID) {
	copy(item[:], k[:])
	return item
}

// listed is an item with its place.
type listed struct {
	place
	item *casework.Item
}

// itemsOfKind returns all live items of a kind over all subjects, as they are in
// this transaction.
func (t *tx) itemsOfKind(kind casework.Kind) ([]listed, error) {
	found := map[place]*casework.Item{}
	err := t.each(func(r *sql.Rows) error {
		var at place
		var row []byte
		at.key.Kind = kind
		if err := r.Scan(&at.subject.Kind, &at.subject.ID, &at.key.ID, &row); err != nil {
			return err
		}
		it, err := casework.UnmarshalItem(at.key, row)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		found[at] = it
		return nil
	}, `SELECT subject_kind, subject, item, state FROM items WHERE kind = ? AND live = 1`, kind)
	if err != nil {
		return nil, err
	}
	for at, f := range t.items {
		if at.key.Kind == kind {
			found[at] = f.item
		}
	}
	var all []listed
	for at, it := range found {
		if it.Written() && it.Deleting() != casework.Deleted {
			all = append(all, listed{at, it})
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return a.key.ID.Compare(b.key.ID) })
	return all, nil
}

// seal returns body as it travels: sealed, if e is of a circle. Everything in e but
// the body must be final.
func (t *tx) seal(e *batch.Entry, body []byte) ([]byte, error) {
	switch casework.Circle(e.Circle) {
	case casework.CircleHub:
		return body, nil
	case casework.CircleComplaints:
		readers, err := t.complaintReaders()
		if err != nil {
			return nil, err
		}
		return batch.SealBodyTo(*e, body, readers...)
	}
	key, err := t.circleKey(casework.Circle(e.Circle), casework.StaffID(e.Staff))
	if err != nil {
		return nil, fmt.Errorf("seal to circle %d: %w", e.Circle, err)
	}
	return batch.SealBody(*e, body, key)
}

// complaintReaders returns the recipients that organisations name for complaints.
func (t *tx) complaintReaders() ([]*batch.Recipient, error) {
	items, err := t.itemsOfKind(casework.KindOrganisation)
	if err != nil {
		return nil, err
	}
	var out []*batch.Recipient
	for _, it := range items {
		if r, err := batch.ParseRecipient(string(it.item.Get("complaints.recipient"))); err == nil {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return nil, ErrNoReader
	}
	return out, nil
}

// enrolment returns what the hub said this device is; false before that.
func (t *tx) enrolment() (batch.Enrolled, bool, error) {
	b, err := t.setting(settingEnrolled)
	if err != nil || b == nil {
		return batch.Enrolled{}, false, err
	}
	said, err := batch.Note{Kind: batch.KindEnrolled, Bytes: b}.Read()
	if err != nil {
		return batch.Enrolled{}, false, err
	}
	return said.(batch.Enrolled), true, nil
}

// circleSubject is the subject whose circle keys seal for a circle.
func circleSubject(c casework.Circle, by casework.StaffID, me batch.Enrolled) casework.Subject {
	switch c {
	case casework.CircleOffice:
		return casework.Subject{Kind: casework.SubjectOffice, ID: casework.SubjectID(me.Office)}
	case casework.CircleOrganisation:
		return casework.Subject{Kind: casework.SubjectOrganisation, ID: casework.SubjectID(me.Organisation)}
	}
	return casework.Subject{Kind: casework.SubjectStaff, ID: by}
}

// circleKey returns the key to seal with: of those this device has, the one with the
// smallest identifier, so that everybody takes the same. If there is none it makes
// one and records it, wrapped for every device of the circle.
func (t *tx) circleKey(c casework.Circle, by casework.StaffID) (batch.CircleKey, error) {
	me, ok, err := t.enrolment()
	if err != nil {
		return batch.CircleKey{}, err
	}
	if !ok {
		return batch.CircleKey{}, errors.New("device is not enrolled")
	}
	subject := circleSubject(c, by, me)
	_, ring, err := t.ring()
	if err != nil {
		return batch.CircleKey{}, err
	}
	items, err := t.itemsOfKind(casework.KindCircleKey)
	if err != nil {
		return batch.CircleKey{}, err
	}
	for _, it := range items {
		var id batch.KeyID
		copy(id[:], it.key.ID[:])
		if k, here := ring[id]; here && it.subject == subject && !it.item.Is("retired") {
			return k, nil
		}
	}
	key := batch.NewCircleKey()
	body := map[casework.Field]casework.Value{"circle": circleNames[c], "made": casework.DateValue(fromMillis(t.now))}
	to, err := t.circleDevices(c, subject, me)
	if err != nil {
		return key, err
	}
	for name, r := range to {
		if body[casework.F("for", name)], err = wrap(key, r); err != nil {
			return key, err
		}
	}
	if err := t.recordKey(subject, itemOfKey(key.ID), by, body, nil); err != nil {
		return key, err
	}
	t.s.keys.mu.Lock()
	if t.s.keys.keys != nil {
		t.s.keys.keys[key.ID] = key
	}
	t.s.keys.mu.Unlock()
	return key, nil
}

var circleNames = map[casework.Circle]casework.Value{
	casework.CircleAuthor: "author", casework.CircleOffice: "office", casework.CircleOrganisation: "organisation",
}

func wrap(k batch.CircleKey, to *batch.Recipient) (casework.Value, error) {
	b, err := k.Wrap(to)
	return casework.Value(base64.RawURLEncoding.EncodeToString(b)), err
}

// circleDevices returns who is to have a circle's keys: this device, every device of
// the circle that was not revoked, and the recovery recipient under its key's name.
func (t *tx) circleDevices(c casework.Circle, subject casework.Subject, me batch.Enrolled) (map[string]*batch.Recipient, error) {
	to := map[string]*batch.Recipient{}
	own, _, err := t.ring()
	if err != nil {
		return nil, err
	}
	node, err := t.setting(settingNode)
	if err != nil {
		return nil, err
	}
	var device casework.DeviceID
	copy(device[:], node)
	if own != nil {
		to[device.String()] = own.Recipient()
	}
	if hub, err := batch.ParseHubStatement(me.Statement); err == nil {
		to["recovery-"+hub.Recovery.ID().String()] = hub.Recovery
	}
	devices, err := t.itemsOfKind(casework.KindDevice)
	if err != nil {
		return nil, err
	}
	for _, d := range devices {
		if d.item.Get("revoked") != "" || d.subject.Kind != casework.SubjectStaff {
			continue
		}
		belongs, err := t.belongs(c, subject, d.subject)
		if err != nil {
			return nil, err
		}
		if r, err := batch.ParseRecipient(string(d.item.Get("recipient"))); err == nil && belongs {
			to[casework.DeviceID(d.key.ID).String()] = r
		}
	}
	return to, nil
}

// belongs reports whether a member of staff is in a circle. Scouts and
// administrators are in none but their own.
func (t *tx) belongs(c casework.Circle, subject, staff casework.Subject) (bool, error) {
	if c == casework.CircleAuthor {
		return subject == staff, nil
	}
	f, err := t.item(staff, casework.RootKey(casework.SubjectStaff))
	if err != nil {
		return false, err
	}
	if role := f.item.Get("role"); role != "counsellor" && role != "supervisor" || f.item.Get("ended") != "" {
		return false, nil
	}
	of := casework.Field("office")
	if c == casework.CircleOrganisation {
		of = "organisation"
	}
	where, _ := f.item.Get(of).SubjectID()
	return where == subject.ID, nil
}

// HandOnKeys wraps the circle keys this device has for devices of the circle that do
// not have them yet. Call it after an exchange; it records nothing when there is
// nothing to hand on, and returns how many keys it did.
func (s *Store) HandOnKeys(ctx context.Context) (handed int, err error) {
	err = s.write(ctx, func(t *tx) error {
		handed = 0
		me, ok, err := t.enrolment()
		if err != nil || !ok {
			return err
		}
		_, ring, err := t.ring()
		if err != nil {
			return err
		}
		items, err := t.itemsOfKind(casework.KindCircleKey)
		if err != nil {
			return err
		}
		for _, it := range items {
			var id batch.KeyID
			copy(id[:], it.key.ID[:])
			key, here := ring[id]
			if !here || it.item.Is("retired") {
				continue
			}
			done, err := t.handOn(it, key, me)
			if err != nil {
				return err
			}
			if done {
				handed++
			}
		}
		return nil
	})
	return handed, err
}

func (t *tx) handOn(it listed, key batch.CircleKey, me batch.Enrolled) (bool, error) {
	var circle casework.Circle
	for c, name := range circleNames {
		if it.item.Get("circle") == name {
			circle = c
		}
	}
	if circle == 0 {
		return false, nil
	}
	to, err := t.circleDevices(circle, it.subject, me)
	if err != nil {
		return false, err
	}
	body := map[casework.Field]casework.Value{}
	for _, name := range slices.Sorted(maps.Keys(to)) {
		f := casework.F("for", name)
		if it.item.Get(f) != "" {
			continue
		}
		if body[f], err = wrap(key, to[name]); err != nil {
			return false, err
		}
	}
	if len(body) == 0 {
		return false, nil
	}
	return true, t.recordKey(it.subject, it.key.ID, casework.StaffID(me.Staff), body, it.item)
}

// recordKey writes a change of a circle key.
func (t *tx) recordKey(subject casework.Subject, item casework.ItemID, by casework.StaffID, body map[casework.Field]casework.Value, old *casework.Item) error {
	node, err := t.setting(settingNode)
	if err != nil {
		return err
	}
	at, stamp := t.s.clock.Next()
	c := casework.Change{ID: newID[casework.ChangeID](t.now), Subject: subject, Kind: casework.KindCircleKey, Item: item, By: by,
		At: at, Stamp: stamp, Body: body, Replaces: map[casework.Field][]casework.ChangeID{}}
	copy(c.Device[:], node)
	for f := range body {
		if heads := old.Heads(f); len(heads) > 0 {
			c.Replaces[f] = heads
		}
	}
	return t.record(casework.Core, []casework.Change{c})
}

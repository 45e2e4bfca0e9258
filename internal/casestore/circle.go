package casestore

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
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
		k, ok := unwrapFor(it, device, keys.Opening)
		if !ok {
			continue // damaged or not what it says: as good as not there
		}
		ring[k.ID] = k
	}
	r.own, r.keys, r.read = keys.Opening, ring, true
	return r.own, r.keys, nil
}

// unwrapFor opens what a key was wrapped in for a device. When two handed it on at once
// there are two of them, and either will do.
func unwrapFor(it listed, device casework.DeviceID, opening *batch.Identity) (batch.CircleKey, bool) {
	fs := it.item.Fields[casework.F("for", device.String())]
	if fs == nil {
		return batch.CircleKey{}, false
	}
	for _, h := range fs.Heads {
		wrapped, err := base64.RawURLEncoding.DecodeString(string(h.Value))
		if err != nil || len(wrapped) == 0 {
			continue
		}
		if k, err := batch.UnwrapCircleKey(wrapped, opening); err == nil && itemOfKey(k.ID) == it.key.ID {
			return k, true
		}
	}
	return batch.CircleKey{}, false
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
		readers, err := t.complaintReaders(e)
		if err != nil {
			return nil, err
		}
		return batch.SealBodyTo(*e, body, readers...)
	}
	key, err := t.circleKey(e)
	if err != nil {
		return nil, fmt.Errorf("seal to circle %d: %w", e.Circle, err)
	}
	return batch.SealBody(*e, body, key)
}

// mostReaders is to how many something can be sealed at once, see sync/batch/FORMAT.md.
const mostReaders = 16

// complaintReaders returns to whom a complaint is sealed: every device of a complaint
// reader who is given it, the recipient that the organisation names besides, if it does,
// and the recovery recipient, without which it would be lost with the reader's laptop.
func (t *tx) complaintReaders(e *batch.Entry) ([]*batch.Recipient, error) {
	me, ok, err := t.enrolment()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrNoReader
	}
	s := subjectOf(e)
	root, err := t.item(s, casework.RootKey(s.Kind))
	if err != nil {
		return nil, err
	}
	own := casework.OwnershipOf(s, root.item)
	who, err := t.directory()
	if err != nil {
		return nil, err
	}
	var out []*batch.Recipient
	if hub, err := batch.ParseHubStatement(me.Statement); err == nil {
		out = append(out, hub.Recovery)
	}
	alone := len(out)
	for _, d := range who.devices {
		staff := who.staff[d.staff]
		here := own.Known && casework.Reach(own, staff, casework.Complaint, casework.StaffID{}, true)
		if !own.Known { // nothing says whose it is yet: the organisation it is written in
			here = staff.Is(casework.ComplaintReader) && !staff.Ended && staff.Organisation == casework.OrgID(me.Organisation)
		}
		if here {
			out = append(out, d.recipient)
		}
	}
	items, err := t.itemsOfKind(casework.KindOrganisation)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		if r, err := batch.ParseRecipient(string(it.item.Get("complaints.recipient"))); err == nil && it.subject.ID == casework.SubjectID(me.Organisation) {
			out = append(out, r)
		}
	}
	if len(out) == alone {
		return nil, ErrNoReader
	}
	return out[:min(len(out), mostReaders)], nil
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

var circleNames = map[casework.Circle]casework.Value{
	casework.CircleAuthor: "author", casework.CircleOffice: "office", casework.CircleOrganisation: "organisation",
}

func wrap(k batch.CircleKey, to *batch.Recipient) (casework.Value, error) {
	b, err := k.Wrap(to)
	return casework.Value(base64.RawURLEncoding.EncodeToString(b)), err
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

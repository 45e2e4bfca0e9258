package casestore

import (
	"errors"
	"slices"
	"strings"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// directory is who is who, as far as keys go.
type directory struct {
	staff   map[casework.StaffID]casework.Staff
	devices []member
	of      map[string]casework.StaffID // by the device's name, revoked ones too
	revoked map[string]bool
}

// member is a device that something can be wrapped for.
type member struct {
	name      string
	staff     casework.StaffID
	recipient *batch.Recipient
}

// directory reads who is who, once per transaction.
func (t *tx) directory() (*directory, error) {
	if t.who != nil {
		return t.who, nil
	}
	d := &directory{staff: map[casework.StaffID]casework.Staff{}, of: map[string]casework.StaffID{}, revoked: map[string]bool{}}
	devices, err := t.itemsOfKind(casework.KindDevice)
	if err != nil {
		return nil, err
	}
	for _, it := range devices {
		if it.subject.Kind != casework.SubjectStaff {
			continue
		}
		if _, known := d.staff[it.subject.ID]; !known {
			if d.staff[it.subject.ID], err = t.staffOf(it.subject.ID); err != nil {
				return nil, err
			}
		}
		name := casework.DeviceID(it.key.ID).String()
		d.of[name] = it.subject.ID
		if it.item.Get("revoked") != "" {
			d.revoked[name] = true
			continue
		}
		if r, err := batch.ParseRecipient(string(it.item.Get("recipient"))); err == nil {
			d.devices = append(d.devices, member{name, it.subject.ID, r})
		}
	}
	t.who = d
	return d, nil
}

func (t *tx) staffOf(who casework.StaffID) (casework.Staff, error) {
	st := casework.NewState(casework.Subject{Kind: casework.SubjectStaff, ID: who})
	root := casework.RootKey(casework.SubjectStaff)
	f, err := t.item(st.Subject, root)
	if err != nil {
		return casework.Staff{}, err
	}
	st.Items[root] = f.item
	return casework.StaffOf(st), nil
}

// circle is to whom something is sealed.
type circle struct {
	which casework.Circle
	homes []casework.Subject // whose keys they are; the first gets a new one
	own   casework.Ownership // of what is sealed about
	class casework.Class
}

// inside reports whether somebody belongs to the circle of a home. Scouts and
// administrators are in none but their own.
func (c *circle) inside(home casework.Subject, s casework.Staff) bool {
	if c.which == casework.CircleAuthor {
		return s.ID == home.ID
	}
	if s.Role != casework.Counsellor && s.Role != casework.Supervisor || s.Ended {
		return false
	}
	if c.which == casework.CircleOrganisation {
		return s.Organisation == home.ID
	}
	return s.Office == home.ID
}

// reads reports whether somebody may read what is sealed, whatever office they are of.
func (c *circle) reads(s casework.Staff) bool {
	return c.which == casework.CircleOffice && c.own.Known && casework.Reach(c.own, s, c.class, casework.StaffID{}, true)
}

// circleOf says to whom an entry is sealed.
func (t *tx) circleOf(e *batch.Entry, me batch.Enrolled) (*circle, error) {
	c := &circle{which: casework.Circle(e.Circle), class: casework.Class(e.Class)}
	home := func(k casework.SubjectKind, ids ...casework.SubjectID) {
		for _, id := range ids {
			c.homes = append(c.homes, casework.Subject{Kind: k, ID: id})
		}
	}
	switch c.which {
	case casework.CircleOrganisation:
		home(casework.SubjectOrganisation, casework.SubjectID(me.Organisation))
	case casework.CircleOffice:
		s := subjectOf(e)
		root, err := t.item(s, casework.RootKey(s.Kind))
		if err != nil {
			return nil, err
		}
		c.own = casework.OwnershipOf(s, root.item)
		writer, err := t.staffOf(casework.StaffID(me.Staff))
		if err != nil {
			return nil, err
		}
		office := casework.OfficeID(me.Office) // as it was at enrolment
		if !writer.Office.IsZero() {
			office = writer.Office
		}
		if len(c.own.Offices) == 0 || slices.Contains(c.own.Offices, office) {
			home(casework.SubjectOffice, office)
		}
		for _, o := range c.own.Offices {
			if o != office {
				home(casework.SubjectOffice, o)
			}
		}
	default:
		home(casework.SubjectStaff, casework.SubjectID(e.Staff))
	}
	return c, nil
}

// circleKey returns the key to seal an entry with: one that this device has and that,
// as far as is known here, nobody else has but who may read the entry. Of several it is
// one that all of those have already, then the one with the smallest identifier, so
// that everybody takes the same. If there is none it makes one and records it.
func (t *tx) circleKey(e *batch.Entry) (batch.CircleKey, error) {
	me, ok, err := t.enrolment()
	if err != nil {
		return batch.CircleKey{}, err
	}
	if !ok {
		return batch.CircleKey{}, errors.New("device is not enrolled")
	}
	c, err := t.circleOf(e, me)
	if err != nil {
		return batch.CircleKey{}, err
	}
	_, ring, err := t.ring()
	if err != nil {
		return batch.CircleKey{}, err
	}
	items, err := t.itemsOfKind(casework.KindCircleKey)
	if err != nil {
		return batch.CircleKey{}, err
	}
	who, err := t.directory()
	if err != nil {
		return batch.CircleKey{}, err
	}
	var best batch.CircleKey
	least := -1 // how many lack it
	for _, it := range items {
		k, here := ring[keyOfItem(it.key.ID)]
		if !here || !slices.Contains(c.homes, it.subject) || it.item.Get("circle") != circleNames[c.which] || it.item.Is("retired") || !t.staysInside(c, it, who) {
			continue
		}
		lack := 0
		for _, d := range who.devices {
			if s := who.staff[d.staff]; it.item.Get(casework.F("for", d.name)) == "" && (c.inside(it.subject, s) || c.reads(s)) {
				lack++
			}
		}
		if least < 0 || lack < least {
			best, least = k, lack
		}
	}
	if least >= 0 {
		return best, nil
	}
	return t.newCircleKey(c, casework.StaffID(e.Staff), me, who)
}

func keyOfItem(item casework.ItemID) (k batch.KeyID) {
	copy(k[:], item[:])
	return k
}

// staysInside reports whether nobody has a key but those in the circle: neither one it
// was wrapped for, nor one who wrapped it. Devices that are not known here are
// believed: what says whose they are is on its way.
func (t *tx) staysInside(c *circle, it listed, who *directory) bool {
	may := func(id casework.StaffID) bool {
		s, known := who.staff[id]
		return !known || c.inside(it.subject, s) || c.reads(s)
	}
	for _, name := range it.item.List("for") {
		if staff, known := who.of[name]; known && (who.revoked[name] || !may(staff)) {
			return false
		}
	}
	for f, fs := range it.item.Fields {
		if strings.HasPrefix(string(f), "wanted.") {
			continue // who asks for it has not got it
		}
		for _, h := range fs.Heads {
			if !h.By.IsZero() && !may(h.By) {
				return false
			}
		}
	}
	return true
}

// newCircleKey makes a key for a circle and records it, wrapped for everybody in it.
func (t *tx) newCircleKey(c *circle, by casework.StaffID, me batch.Enrolled, who *directory) (batch.CircleKey, error) {
	key := batch.NewCircleKey()
	body := map[casework.Field]casework.Value{"circle": circleNames[c.which], "made": casework.DateValue(fromMillis(t.now))}
	to, err := t.ours(me)
	if err != nil {
		return key, err
	}
	for _, d := range who.devices {
		if s := who.staff[d.staff]; c.inside(c.homes[0], s) || c.reads(s) {
			to[d.name] = d.recipient
		}
	}
	for name, r := range to {
		if body[casework.F("for", name)], err = wrap(key, r); err != nil {
			return key, err
		}
	}
	if err := t.recordKey(c.homes[0], itemOfKey(key.ID), by, body, nil); err != nil {
		return key, err
	}
	t.s.keys.mu.Lock()
	if t.s.keys.keys != nil {
		t.s.keys.keys[key.ID] = key
	}
	t.s.keys.mu.Unlock()
	return key, nil
}

// ours returns who has every key that is made here: this device, and the recovery
// recipient under its key's name.
func (t *tx) ours(me batch.Enrolled) (map[string]*batch.Recipient, error) {
	to := map[string]*batch.Recipient{}
	own, _, err := t.ring()
	if err != nil {
		return nil, err
	}
	name, err := t.deviceName()
	if err != nil {
		return nil, err
	}
	if own != nil {
		to[name] = own.Recipient()
	}
	if hub, err := batch.ParseHubStatement(me.Statement); err == nil {
		to["recovery-"+hub.Recovery.ID().String()] = hub.Recovery
	}
	return to, nil
}

func (t *tx) deviceName() (string, error) {
	node, err := t.setting(settingNode)
	if err != nil {
		return "", err
	}
	var device casework.DeviceID
	copy(device[:], node)
	return device.String(), nil
}

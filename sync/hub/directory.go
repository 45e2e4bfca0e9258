package hub

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// Device is a device that was enrolled.
type Device struct {
	ID        batch.NodeID
	Staff     casework.StaffID
	Signing   ed25519.PublicKey
	Recipient *batch.Recipient
	Name      string
	Platform  string
	Enrolled  time.Time // a date
	Revoked   time.Time // a date; zero if it was not
}

// Office is an office of the organisation.
type Office struct {
	ID   casework.OfficeID
	Name string
}

// directory is who is who, folded from the entries about staff and offices. It is
// not changed once it is made.
type directory struct {
	number  int64
	staff   map[casework.StaffID]casework.Staff
	names   map[casework.StaffID]string
	devices map[batch.NodeID]*Device
	active  []*Device // not revoked, in the order of their identifiers
	offices []Office
	states  map[casework.SubjectID]*casework.State
}

// isDirectory reports whether entries about such a subject say who is who.
func isDirectory(k uint8) bool {
	switch casework.SubjectKind(k) {
	case casework.SubjectStaff, casework.SubjectOffice, casework.SubjectOrganisation:
		return true
	}
	return false
}

// directory returns who is who, and keeps it from changing until the end of the transaction.
func (h *Hub) directory(tx Tx, change bool) (*directory, error) {
	number, err := tx.Directory(change)
	if err != nil {
		return nil, err
	}
	if d := h.known.Load(); d != nil && d.number == number {
		return d, nil
	}
	d, err := readDirectory(tx)
	if err != nil {
		return nil, err
	}
	d.number = number
	if !change { // a number that is being changed may never be committed
		h.known.Store(d)
	}
	return d, nil
}

func readDirectory(tx Tx) (*directory, error) {
	entries, err := tx.SteeringDirectory()
	if err != nil {
		return nil, err
	}
	d := &directory{
		staff: map[casework.StaffID]casework.Staff{}, names: map[casework.StaffID]string{},
		devices: map[batch.NodeID]*Device{}, states: fold(entries),
	}
	for id, state := range d.states {
		switch state.Subject.Kind {
		case casework.SubjectStaff:
			d.addStaff(id, state)
		case casework.SubjectOffice:
			d.offices = append(d.offices, Office{id, string(state.Root().Get("name"))})
		}
	}
	for _, dev := range d.devices {
		if dev.Revoked.IsZero() {
			d.active = append(d.active, dev)
		}
	}
	slices.SortFunc(d.active, func(a, b *Device) int { return a.ID.Compare(b.ID) })
	slices.SortFunc(d.offices, func(a, b Office) int { return cmp.Or(strings.Compare(a.Name, b.Name), a.ID.Compare(b.ID)) })
	return d, nil
}

func (d *directory) addStaff(id casework.StaffID, state *casework.State) {
	s := staffOf(id, state)
	for key, item := range state.Items {
		if key.Kind != casework.KindDevice || !item.Written() {
			continue
		}
		dev := &Device{ID: batch.NodeID(key.ID), Staff: id, Name: string(item.Get("name")), Platform: string(item.Get("platform"))}
		dev.Enrolled, _ = item.Get("enrolled").Date()
		if v := item.Get("revoked"); v != "" {
			if dev.Revoked, _ = v.Date(); dev.Revoked.IsZero() {
				dev.Revoked = time.Unix(1, 0) // an unreadable date revokes all the same
			}
		}
		signing, err := hex.DecodeString(string(item.Get("signing")))
		recipient, err2 := batch.ParseRecipient(string(item.Get("recipient")))
		if err != nil || err2 != nil || len(signing) != ed25519.PublicKeySize {
			continue // keys a newer version wrote, or half of a change: it cannot be spoken with
		}
		dev.Signing, dev.Recipient = signing, recipient
		d.devices[dev.ID] = dev
		s.Devices = append(s.Devices, casework.DeviceID(dev.ID)) // revoked ones too: what they wrote before stays theirs
	}
	slices.SortFunc(s.Devices, casework.DeviceID.Compare)
	d.staff[id], d.names[id] = s, string(state.Root().Get("name"))
}

// staffOf reads what the rules have to know of a member of staff, without devices.
func staffOf(id casework.StaffID, state *casework.State) casework.Staff {
	root := state.Root()
	s := casework.Staff{ID: id, Role: roles[root.Get("role")]}
	s.Office, _ = root.Get("office").SubjectID()
	s.Organisation, _ = root.Get("organisation").SubjectID()
	s.Ended = root.Get("ended") != ""
	for _, duty := range root.List("duty") {
		if r, ok := duties[duty]; ok && root.Is(casework.F("duty", duty)) {
			s.Duties = append(s.Duties, r)
		}
	}
	for _, c := range root.List("country") {
		if root.Is(casework.F("country", c)) {
			s.Countries = append(s.Countries, c)
		}
	}
	return s
}

var (
	roles = map[casework.Value]casework.Role{
		"counsellor": casework.Counsellor, "scout": casework.Scout, "supervisor": casework.Supervisor, "administrator": casework.Administrator,
	}
	duties = map[string]casework.Role{"complaint_reader": casework.ComplaintReader, "data_protection": casework.DataProtection}
)

// RoleNamed returns the role with a name as it stands in a staff entry, 0 if there is none.
func RoleNamed(name string) casework.Role { return roles[casework.Value(name)] }

// RoleName is the opposite of RoleNamed.
func RoleName(r casework.Role) string { return string(roleName(r)) }

func roleName(r casework.Role) casework.Value {
	for name, role := range roles {
		if role == r {
			return name
		}
	}
	return ""
}

// fold folds entries by subject. Bodies that do not decode are left out: they were
// checked when they were accepted, so a newer version wrote them.
func fold(entries []Kept) map[casework.SubjectID]*casework.State {
	states := map[casework.SubjectID]*casework.State{}
	for i := range entries {
		changes, err := decode(entries[i].Entry)
		if err != nil {
			continue
		}
		s := subjectOf(entries[i].Entry)
		if states[s.ID] == nil {
			states[s.ID] = casework.NewState(s)
		}
		for _, c := range changes {
			states[s.ID].Apply(c)
		}
	}
	return states
}

func subjectOf(e batch.Entry) casework.Subject {
	return casework.Subject{Kind: casework.SubjectKind(e.Kind), ID: casework.SubjectID(e.Subject)}
}

func decode(e batch.Entry) ([]casework.Change, error) {
	env := casework.Envelope{Subject: subjectOf(e), By: casework.StaffID(e.Staff), Device: casework.DeviceID(e.Author)}
	if e.Received > 0 {
		env.Received = time.UnixMilli(e.Received).UTC()
	}
	return casework.DecodeChanges(e.Body, env)
}

// Listed is a device as the one who runs the hub sees it.
type Listed struct {
	Device
	Role      casework.Role
	Office    string
	StaffName string
	Exchanges Exchanges
	Pending   int64
}

// Devices lists all devices that were ever enrolled.
func (h *Hub) Devices(ctx context.Context) (all []Listed, err error) {
	err = h.store.View(ctx, func(tx Tx) error {
		all = nil
		d, err := readDirectory(tx)
		if err != nil {
			return err
		}
		for _, dev := range d.devices {
			s := d.staff[dev.Staff]
			l := Listed{Device: *dev, Role: s.Role, StaffName: d.names[dev.Staff]}
			for _, o := range d.offices {
				if o.ID == s.Office {
					l.Office = o.Name
				}
			}
			if l.Exchanges, err = tx.Exchanges(dev.ID); err != nil {
				return err
			}
			if l.Pending, _, err = tx.Waiting(dev.ID); err != nil {
				return err
			}
			all = append(all, l)
		}
		slices.SortFunc(all, func(a, b Listed) int { return a.ID.Compare(b.ID) })
		return nil
	})
	return all, err
}

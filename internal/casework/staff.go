package casework

import (
	"encoding/base64"
	"time"
)

var roleValues = map[Value]Role{"counsellor": Counsellor, "scout": Scout, "supervisor": Supervisor, "administrator": Administrator}

// ParseRole reads a role as it stands in the staff's field; zero for none.
func ParseRole(v Value) Role { return roleValues[v] }

// Value is how a role stands in the staff's field.
func (r Role) Value() Value {
	for v, x := range roleValues {
		if x == r {
			return v
		}
	}
	return ""
}

// String returns the role's name; the duties have one too.
func (r Role) String() string {
	switch r {
	case ComplaintReader:
		return "complaint_reader"
	case DataProtection:
		return "data_protection"
	}
	if v := r.Value(); v != "" {
		return string(v)
	}
	return "none"
}

// StaffOf reads the state of a member of staff, as the rules need it. While two roles
// are in conflict, nobody has either.
func StaffOf(st *State) Staff {
	root := st.Root()
	s := Staff{ID: st.Subject.ID}
	if _, undecided := root.Conflict("role"); !undecided {
		s.Role = ParseRole(root.Get("role"))
	}
	s.Office, _ = root.Get("office").SubjectID()
	s.Organisation, _ = root.Get("organisation").SubjectID()
	for _, c := range root.List("country") {
		if root.Is(F("country", c)) {
			s.Countries = append(s.Countries, c)
		}
	}
	if root.Is("duty.complaint_reader") {
		s.Duties = append(s.Duties, ComplaintReader)
	}
	if root.Is("duty.data_protection") {
		s.Duties = append(s.Duties, DataProtection)
	}
	s.Ended = root.Get("ended") != ""
	for _, d := range DevicesOf(st) {
		s.Devices = append(s.Devices, d.Device)
	}
	return s
}

// Device is the view of a device of a member of staff.
type Device struct {
	*Item
	Device    DeviceID
	Name      string    `f:"name"`
	Platform  Value     `f:"platform"`
	Signing   []byte    // Ed25519 public key; nil if not readable
	Recipient string    `f:"recipient"`
	Enrolled  time.Time `f:"enrolled"`
	Revoked   time.Time `f:"revoked"`
}

// DevicesOf returns all devices ever enrolled for a member of staff, revoked ones too.
func DevicesOf(st *State) []Device {
	var out []Device
	for _, it := range st.Of(KindDevice) {
		d := Device{Item: it, Device: DeviceID(it.ID)}
		read(it, &d)
		d.Signing, _ = base64.RawURLEncoding.DecodeString(string(it.Get("signing")))
		out = append(out, d)
	}
	return out
}

// KeyValue writes bytes into a field of type Key: base64 without padding, in the alphabet for addresses.
func KeyValue(b []byte) Value { return Value(base64.RawURLEncoding.EncodeToString(b)) }

// Bytes reads what KeyValue wrote; false if v is none.
func (v Value) Bytes() ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(string(v))
	return b, err == nil && v != ""
}

// Office is the view of an office.
type Office struct {
	*Item
	Subject      OfficeID
	Name         string `f:"name"`
	OutsideName  string `f:"outside_name"`
	Organisation OrgID  `f:"organisation"`
	Country      string `f:"country"`
	Place        string `f:"place"`
}

// OfficeOf reads the state of an office.
func OfficeOf(st *State) Office {
	o := Office{Item: st.Root(), Subject: st.Subject.ID}
	read(o.Item, &o)
	return o
}

// OrganisationEntry is the view of an organisation.
type OrganisationEntry struct {
	*Item
	Subject     OrgID
	Name        string `f:"name"`
	OutsideName string `f:"outside_name"`
	Kind        Value  `f:"kind"`
	Country     string `f:"country"`
}

// OrganisationOf reads the state of an organisation.
func OrganisationOf(st *State) OrganisationEntry {
	o := OrganisationEntry{Item: st.Root(), Subject: st.Subject.ID}
	read(o.Item, &o)
	return o
}

// CircleKey is the view of a circle's key.
type CircleKey struct {
	*Item
	Circle  Value            `f:"circle"`
	Wrapped map[string]Value `f:"for.*"` // by device, or "recovery"
	Retired Value            `f:"retired"`
}

// CircleKeysOf returns the keys of an office, organisation or member of staff, those
// with the smallest identifiers first. Which of several is used for writing depends on
// who has them: that is the store's business.
func CircleKeysOf(st *State) []CircleKey {
	var out []CircleKey
	for _, it := range st.Of(KindCircleKey) {
		k := CircleKey{Item: it}
		read(it, &k)
		out = append(out, k)
	}
	return out
}

package casetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"waymark/internal/casework"
)

// Start is the day on which the fictional world begins.
var Start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// Person is a member of staff with one device.
type Person struct {
	casework.Staff
	Name   string
	Device casework.DeviceID
}

// World is who works where: two organisations; the first has two offices, five
// counsellors, a supervisor in each office and an administrator who also answers for
// data protection; the second is a partner in countries of return with scouts and a supervisor.
type World struct {
	Organisations []casework.OrgID    // ours, the partner
	Offices       []casework.OfficeID // ours in Graz, ours in Lille, the partner's
	Counsellors   []Person
	Supervisors   []Person // of the first office, of the second, of the partner
	Administrator Person
	Scouts        []Person
	Acts          []casework.Act // what enrolled them, by the administrator

	ids *ids
}

// Everybody returns all staff.
func (w *World) Everybody() []Person {
	return slices.Concat(w.Counsellors, w.Supervisors, []Person{w.Administrator}, w.Scouts)
}

// Find returns one of the staff.
func (w *World) Find(id casework.StaffID) (Person, bool) {
	for _, p := range w.Everybody() {
		if p.ID == id {
			return p, true
		}
	}
	return Person{}, false
}

// ids makes identifiers that depend on nothing but the seed.
type ids struct{ r *rand.Rand }

func (g *ids) next(t time.Time) (id [16]byte) {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	copy(id[:6], ms[2:])
	binary.BigEndian.PutUint64(id[6:14], g.r.Uint64())
	binary.BigEndian.PutUint16(id[14:], uint16(g.r.Uint32()))
	return id
}

// Staff returns the world of a fixed seed: everybody who uses it talks of the same people.
func Staff() *World { return newWorld(rand.New(rand.NewPCG(2026, 1))) }

func newWorld(r *rand.Rand) *World {
	w := &World{ids: &ids{r}}
	subject := func() casework.SubjectID { return casework.SubjectID(w.ids.next(Start)) }
	w.Organisations = []casework.OrgID{subject(), subject()}
	w.Offices = []casework.OfficeID{subject(), subject(), subject()}
	person := func(name string, role casework.Role, office int, countries ...string) Person {
		org := w.Organisations[0]
		if office == 2 {
			org = w.Organisations[1]
		}
		device := casework.DeviceID(w.ids.next(Start))
		return Person{casework.Staff{
			ID: subject(), Role: role, Office: w.Offices[office], Organisation: org, Countries: countries, Devices: []casework.DeviceID{device},
		}, name, device}
	}
	w.Administrator = person("Ruth Amsel", casework.Administrator, 0)
	w.Administrator.Duties = []casework.Role{casework.DataProtection}
	w.Counsellors = []Person{
		person("Lena Vogt", casework.Counsellor, 0), person("Marek Sýkora", casework.Counsellor, 0), person("Yasmin Haddad", casework.Counsellor, 0),
		person("Élodie Marchand", casework.Counsellor, 1), person("Bram de Wilde", casework.Counsellor, 1),
	}
	w.Supervisors = []Person{
		person("Ingrid Falk", casework.Supervisor, 0), person("Noël Girard", casework.Supervisor, 1), person("Tamar Beridze", casework.Supervisor, 2),
	}
	w.Supervisors[0].Duties = []casework.Role{casework.ComplaintReader}
	w.Scouts = []Person{
		person("Dler Karim", casework.Scout, 2, "IQ", "SY"), person("Nino Lomidze", casework.Scout, 2, "GE", "AM"),
		person("Farida Noori", casework.Scout, 2, "AF", "IR", "PK"), person("Selam Tesfay", casework.Scout, 2, "ER", "ET"),
		person("Rafiq Islam", casework.Scout, 2, "BD", "VN"), person("Emre Yıldız", casework.Scout, 2, "TR", "AL", "RS", "MA", "NG", "UA"),
	}
	w.enrol()
	return w
}

func (w *World) enrol() {
	ctx, m := context.Background(), casework.Memory{}
	at := Start
	by := func(org casework.OrgID) *casework.Service {
		at = at.Add(time.Minute)
		if org == w.Organisations[0] {
			return w.desk(w.Administrator, m, at)
		}
		return w.desk(w.Supervisors[2], m, at)
	}
	add := func(done casework.Done, err error) {
		if err != nil {
			panic(fmt.Sprintf("casetest: enrol: %v", err)) // the lists above are wrong
		}
		m.Apply(done.Changes()...)
		w.Acts = append(w.Acts, done.Acts...)
	}
	for i, o := range []casework.OrganisationEntry{
		{Name: "Wegweiser Rückkehrberatung", OutsideName: "Return counselling, EU", Kind: "ngo", Country: "AT"},
		{Name: "Homeward Partners", OutsideName: "Homeward Partners", Kind: "ngo", Country: "GE"},
	} {
		o.Subject = w.Organisations[i]
		add(by(o.Subject).OpenOrganisation(ctx, o))
	}
	for i, o := range []casework.Office{
		{Name: "Graz", OutsideName: "Office 1", Country: "AT", Place: "Graz"}, {Name: "Lille", OutsideName: "Office 2", Country: "FR", Place: "Lille"},
		{Name: "Tbilisi", OutsideName: "Field office", Country: "GE", Place: "თბილისი"},
	} {
		o.Subject, o.Organisation = w.Offices[i], w.Organisations[i/2]
		add(by(o.Organisation).OpenOffice(ctx, o))
	}
	for _, p := range w.Everybody() {
		d := by(p.Organisation)
		add(d.EnrolStaff(ctx, casework.StaffForm{
			ID: p.ID, Name: p.Name, OutsideName: p.Role.String(), Role: p.Role, Duties: p.Duties, Office: p.Office, Organisation: p.Organisation,
			Countries: p.Countries, Started: Start,
		}))
		add(d.AddDevice(ctx, p.ID, casework.DeviceForm{
			Device: p.Device, Name: "Laptop", Platform: "linux", Signing: p.Device[:], Recipient: "age1fictional", Enrolled: Start,
		}))
	}
}

// desk is the service for somebody, at a time that moves on by a second whenever it is asked.
func (w *World) desk(p Person, m casework.Memory, at time.Time) *casework.Service {
	now := at
	clock := casework.NewClock(func() time.Time { now = now.Add(time.Second); return now }, casework.StampAt(at))
	return casework.NewService(casework.Desk{Staff: p.Staff, Device: p.Device, Clock: clock, Reader: m, NewID: w.ids.next})
}

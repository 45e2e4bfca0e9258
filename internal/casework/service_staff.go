package casework

import (
	"context"
	"fmt"
	"time"
)

// StaffForm is what is asked to enrol somebody.
type StaffForm struct {
	ID           StaffID // zero: a new one
	Name         string
	OutsideName  string // how partners see them: role and country, never the name
	Role         Role
	Duties       []Role
	Office       OfficeID
	Organisation OrgID
	Countries    []string
	Languages    []string
	Started      time.Time
}

// EnrolStaff enrols a member of staff. Subject of Done is theirs.
func (s *Service) EnrolStaff(ctx context.Context, form StaffForm) (Done, error) {
	p := s.pen(ctx)
	about := p.newSubject(SubjectStaff)
	if !form.ID.IsZero() {
		about.ID = form.ID
	}
	fields := map[Field]Value{
		"name": Value(form.Name), "outside_name": Value(form.OutsideName), "role": form.Role.Value(), "office": IDValue(form.Office),
		"organisation": IDValue(form.Organisation), "started": DateValue(form.Started),
	}
	for _, d := range form.Duties {
		fields[F("duty", d.String())] = Yes
	}
	for _, c := range form.Countries {
		fields[F("country", c)] = Yes
	}
	for _, l := range form.Languages {
		fields[F("language", l)] = Yes
	}
	if form.Role.Value() == "" {
		p.fail(fmt.Errorf("enrol staff: role: %w", ErrValue))
	}
	p.write(Edit{Subject: about, Kind: KindStaff, Fields: fields})
	return p.done(about, ItemID{})
}

// EndStaff records that somebody has left. Their devices are revoked with that.
func (s *Service) EndStaff(ctx context.Context, who StaffID, on time.Time) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectStaff, who}
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read staff: %w", err)
	}
	p.write(Edit{Subject: about, Kind: KindStaff, Fields: map[Field]Value{"ended": DateValue(on)}})
	for _, d := range DevicesOf(st) {
		if d.Revoked.IsZero() {
			p.write(Edit{Subject: about, Kind: KindDevice, Item: d.ID, Fields: map[Field]Value{"revoked": DateValue(on)}})
		}
	}
	return p.done(about, ItemID{})
}

// DeviceForm is what a device says of itself when it is enrolled.
type DeviceForm struct {
	Device    DeviceID
	Name      string
	Platform  Value
	Signing   []byte // Ed25519 public key
	Recipient string // age
	Enrolled  time.Time
}

// AddDevice enrols a device of a member of staff.
func (s *Service) AddDevice(ctx context.Context, who StaffID, form DeviceForm) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectStaff, who}
	p.write(Edit{Subject: about, Kind: KindDevice, Item: ItemID(form.Device), Fields: map[Field]Value{
		"name": Value(form.Name), "platform": form.Platform, "signing": KeyValue(form.Signing), "recipient": Value(form.Recipient),
		"enrolled": DateValue(form.Enrolled),
	}})
	return p.done(about, ItemID(form.Device))
}

// RevokeDevice ends a device: what it wrote before counts, what it sends from now on does not.
func (s *Service) RevokeDevice(ctx context.Context, who StaffID, device DeviceID, on time.Time, because string) (Done, error) {
	return s.Write(ctx, Edit{Subject: Subject{SubjectStaff, who}, Kind: KindDevice, Item: ItemID(device), Fields: map[Field]Value{
		"revoked": DateValue(on), "revoked.because": Value(because),
	}})
}

// OpenOffice adds an office. OpenOrganisation adds an organisation.
func (s *Service) OpenOffice(ctx context.Context, o Office) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectOffice, o.Subject}
	if o.Subject.IsZero() {
		about = p.newSubject(SubjectOffice)
	}
	p.write(Edit{Subject: about, Kind: KindOffice, Fields: fieldsOf(KindOffice, o)})
	return p.done(about, ItemID{})
}

// OpenOrganisation adds an organisation.
func (s *Service) OpenOrganisation(ctx context.Context, o OrganisationEntry) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectOrganisation, o.Subject}
	if o.Subject.IsZero() {
		about = p.newSubject(SubjectOrganisation)
	}
	p.write(Edit{Subject: about, Kind: KindOrganisation, Fields: fieldsOf(KindOrganisation, o)})
	return p.done(about, ItemID{})
}

// ShareCircleKey keeps a circle's key, wrapped for each of the devices that may open
// it, and once for the recovery recipient. id is the key's own: two that are made at once
// are told apart by it.
func (s *Service) ShareCircleKey(ctx context.Context, about Subject, id [8]byte, circle Circle, wrapped map[string]string) (Done, error) {
	p := s.pen(ctx)
	var item ItemID
	copy(item[:], id[:])
	fields := map[Field]Value{"circle": circleValues[circle], "made": DateValue(s.desk.Clock.Now())}
	for device, w := range wrapped {
		fields[F("for", device)] = Value(w)
	}
	if p.item(about, ItemKey{KindCircleKey, item}).Written() {
		delete(fields, "made")
	}
	p.write(Edit{Subject: about, Kind: KindCircleKey, Item: item, Fields: fields})
	return p.done(about, item)
}

var circleValues = map[Circle]Value{CircleAuthor: "author", CircleComplaints: "complaints", CircleOffice: "office", CircleOrganisation: "organisation"}

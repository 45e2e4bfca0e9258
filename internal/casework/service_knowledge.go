package casework

import (
	"context"
	"fmt"
	"time"
)

// AskRequest puts a question to the scouts of a country. The case it is asked for stays
// in the office. Nothing in the question may identify the person or reveal asylum: the
// screen searches it first, and the counsellor decides.
func (s *Service) AskRequest(ctx context.Context, form Request) (Done, error) {
	p, me := s.pen(ctx), s.desk.Staff
	about := p.newSubject(SubjectRequest)
	fields := fieldsOf(KindRequest, form)
	fields["organisation"], fields["office"], fields["assigned"] = IDValue(me.Organisation), IDValue(me.Office), IDValue(me.ID)
	fields["state"] = "open"
	if fields["asked"] == "" {
		fields["asked"] = DateValue(s.desk.Clock.Now())
	}
	p.write(Edit{Subject: about, Kind: KindRequest, Fields: fields})
	return p.done(about, ItemID{})
}

// AnswerRequest answers one. Several may answer.
func (s *Service) AnswerRequest(ctx context.Context, request SubjectID, form Answer) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectRequest, request}
	item := p.newItem()
	if !p.item(about, RootKey(SubjectRequest)).Written() {
		p.fail(fmt.Errorf("answer request: %w", ErrUnknown))
	}
	if form.On.IsZero() {
		form.On = s.desk.Clock.Now()
	}
	p.write(Edit{Subject: about, Kind: KindAnswer, Item: item, Fields: fieldsOf(KindAnswer, form)})
	state := Value("answered")
	if form.Complete == No {
		state = "partly_answered"
	}
	p.write(Edit{Subject: about, Kind: KindRequest, Fields: map[Field]Value{"state": state}})
	return p.done(about, item)
}

// WriteNote writes a country note. A new version is a note of its own that follows the
// old one: sessions cite the version that was told.
func (s *Service) WriteNote(ctx context.Context, form CountryNote) (Done, error) {
	p := s.pen(ctx)
	about := p.newSubject(SubjectNote)
	fields := fieldsOf(KindNote, form)
	fields["organisation"] = IDValue(s.desk.Staff.Organisation)
	if fields["version"] == "" {
		fields["version"] = "1"
	}
	if fields["state"] == "" {
		fields["state"] = "valid"
	}
	p.write(Edit{Subject: about, Kind: KindNote, Fields: fields})
	return p.done(about, ItemID{})
}

// ReviseNote writes the next version of a country note.
func (s *Service) ReviseNote(ctx context.Context, note SubjectID, form CountryNote) (Done, error) {
	before, err := s.desk.Reader.Item(ctx, Subject{SubjectNote, note}, RootKey(SubjectNote))
	if err != nil {
		return Done{}, fmt.Errorf("read note: %w", err)
	}
	if !before.Written() {
		return Done{}, said(fmt.Errorf("revise note: %w", ErrUnknown))
	}
	version, _ := before.Get("version").Int()
	form.Version, form.Follows = version+1, note
	return s.WriteNote(ctx, form)
}

// WriteService adds an entry to the directory.
func (s *Service) WriteService(ctx context.Context, form ServiceEntry) (Done, error) {
	p := s.pen(ctx)
	about := p.newSubject(SubjectService)
	fields := fieldsOf(KindService, form)
	fields["organisation"] = IDValue(s.desk.Staff.Organisation)
	p.write(Edit{Subject: about, Kind: KindService, Fields: fields})
	return p.done(about, ItemID{})
}

// VerifyService records that an entry was checked.
func (s *Service) VerifyService(ctx context.Context, entry SubjectID, on time.Time, how string) (Done, error) {
	return s.Write(ctx, Edit{Subject: Subject{SubjectService, entry}, Kind: KindService, Fields: map[Field]Value{
		"verified": DateValue(on), "verified.how": Value(how),
	}})
}

// RecordActivity records a group talk, a meeting or material handed out: without any case.
func (s *Service) RecordActivity(ctx context.Context, fields map[Field]Value) (Done, error) {
	p, me := s.pen(ctx), s.desk.Staff
	about := p.newSubject(SubjectActivity)
	all := map[Field]Value{"organisation": IDValue(me.Organisation), "office": IDValue(me.Office), "assigned": IDValue(me.ID)}
	for f, v := range fields {
		all[f] = v
	}
	p.write(Edit{Subject: about, Kind: KindActivity, Fields: all})
	return p.done(about, ItemID{})
}

// OpenCentre begins the book of a centre.
func (s *Service) OpenCentre(ctx context.Context, fields map[Field]Value) (Done, error) {
	p, me := s.pen(ctx), s.desk.Staff
	about := p.newSubject(SubjectCentre)
	all := map[Field]Value{"organisation": IDValue(me.Organisation), "office": IDValue(me.Office)}
	for f, v := range fields {
		all[f] = v
	}
	p.write(Edit{Subject: about, Kind: KindCentre, Fields: all})
	return p.done(about, ItemID{})
}

package casework

import (
	"context"
	"fmt"
	"maps"
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

// AnswerRequest answers one, with the fields of an answer. Several may answer.
func (s *Service) AnswerRequest(ctx context.Context, request SubjectID, fields map[Field]Value) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectRequest, request}
	item := p.newItem()
	if !p.item(about, RootKey(SubjectRequest)).Written() {
		p.fail(fmt.Errorf("answer request: %w", ErrUnknown))
	}
	all := map[Field]Value{"on": DateValue(s.desk.Clock.Now())}
	maps.Copy(all, fields)
	p.write(Edit{Subject: about, Kind: KindAnswer, Item: item, Fields: all})
	state := Value("answered")
	if fields["complete"] == No {
		state = "partly_answered"
	}
	p.write(Edit{Subject: about, Kind: KindRequest, Fields: map[Field]Value{"state": state}})
	return p.done(about, item)
}

// ReadAnswers records that whoever asked has read what was answered so far.
func (s *Service) ReadAnswers(ctx context.Context, r Request) (Done, error) {
	p, about := s.pen(ctx), Subject{SubjectRequest, r.Subject}
	for _, a := range r.Answers {
		if a.Read != Yes {
			p.write(Edit{Subject: about, Kind: KindAnswer, Item: a.ID, Fields: map[Field]Value{"read": Yes}})
		}
	}
	return p.done(about, ItemID{})
}

// WriteNote writes a country note from its fields. A new version is a note of its own
// that follows the old one, because sessions cite the version that was told; follows is
// zero for the first.
func (s *Service) WriteNote(ctx context.Context, follows SubjectID, fields map[Field]Value) (Done, error) {
	all := map[Field]Value{"version": "1", "state": "valid", "verified": DateValue(s.desk.Clock.Now())}
	if !follows.IsZero() {
		before, err := s.desk.Reader.Item(ctx, Subject{SubjectNote, follows}, RootKey(SubjectNote))
		if err != nil {
			return Done{}, fmt.Errorf("read note: %w", err)
		}
		if !before.Written() {
			return Done{}, said(fmt.Errorf("revise note: %w", ErrUnknown))
		}
		version, _ := before.Get("version").Int()
		all["version"], all["follows"] = NumberValue(version+1), IDValue(follows)
	}
	return s.begin(ctx, SubjectNote, all, fields)
}

// WriteService adds an entry to the directory, from its fields.
func (s *Service) WriteService(ctx context.Context, fields map[Field]Value) (Done, error) {
	return s.begin(ctx, SubjectService, fields)
}

// VerifyService records that an entry was checked.
func (s *Service) VerifyService(ctx context.Context, entry SubjectID, on time.Time, how string) (Done, error) {
	return s.Write(ctx, Edit{Subject: Subject{SubjectService, entry}, Kind: KindService, Fields: map[Field]Value{
		"verified": DateValue(on), "verified.how": Value(how),
	}})
}

// RecordActivity records a group talk, a meeting or material handed out: without any case.
func (s *Service) RecordActivity(ctx context.Context, fields map[Field]Value) (Done, error) {
	me := s.desk.Staff
	return s.begin(ctx, SubjectActivity, map[Field]Value{"office": IDValue(me.Office), "assigned": IDValue(me.ID)}, fields)
}

// OpenCentre begins the book of a centre.
func (s *Service) OpenCentre(ctx context.Context, fields map[Field]Value) (Done, error) {
	return s.begin(ctx, SubjectCentre, map[Field]Value{"office": IDValue(s.desk.Staff.Office)}, fields)
}

// begin writes the root item of a new subject of the writer's organisation; of fields,
// what is said later stands.
func (s *Service) begin(ctx context.Context, k SubjectKind, fields ...map[Field]Value) (Done, error) {
	p := s.pen(ctx)
	about := p.newSubject(k)
	all := map[Field]Value{"organisation": IDValue(s.desk.Staff.Organisation)}
	for _, f := range fields {
		maps.Copy(all, f)
	}
	p.write(Edit{Subject: about, Kind: RootKey(k).Kind, Fields: all})
	return p.done(about, ItemID{})
}

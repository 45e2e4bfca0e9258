package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

func digest(b []byte) Value {
	sum := sha256.Sum256(b)
	return Value(hex.EncodeToString(sum[:]))
}

// CaseForm is what is asked to open a case: at most five fields, all of them optional.
type CaseForm struct {
	FileNumber string
	Pseudonym  string // with it the case is pseudonymous, until a member is named
	Heard      Value
	Opened     time.Time // zero: today
	Principal  *Member   // nil: nobody yet
	Fields     map[Field]Value
}

// OpenCase opens a case, assigned to whoever opens it, in their office. Item is the
// principal member, if one was given.
func (s *Service) OpenCase(ctx context.Context, form CaseForm) (Done, error) {
	p := s.pen(ctx)
	about, me := p.newSubject(SubjectCase), s.desk.Staff
	root := map[Field]Value{
		"file_number": Value(form.FileNumber), "pseudonym": Value(form.Pseudonym), "heard": form.Heard, "stage": "counselling",
		"opened": DateValue(form.Opened), "assigned": IDValue(me.ID), "office": IDValue(me.Office), "organisation": IDValue(me.Organisation),
	}
	if form.Opened.IsZero() {
		root["opened"] = DateValue(s.desk.Clock.Now())
	}
	if form.Pseudonym != "" {
		root["pseudonymous"] = Yes
	}
	for f, v := range form.Fields {
		root[f] = v
	}
	var member ItemID
	if form.Principal != nil {
		member = p.newItem()
		root["principal"] = IDValue(member)
	}
	p.write(Edit{Subject: about, Kind: KindCase, Fields: root})
	if form.Principal != nil {
		fields := fieldsOf(KindMember, form.Principal)
		if fields["relation"] == "" {
			fields["relation"] = "principal"
		}
		p.write(Edit{Subject: about, Kind: KindMember, Item: member, Fields: fields})
	}
	return p.done(about, member)
}

// AddMember adds a person to the household.
func (s *Service) AddMember(ctx context.Context, c SubjectID, m Member) (Done, error) {
	return s.Add(ctx, caseSubject(c), KindMember, fieldsOf(KindMember, m))
}

// EditMember writes fields of a member, as the person at the screen saw them.
func (s *Service) EditMember(ctx context.Context, c SubjectID, member ItemID, fields map[Field]Value, seen *Item) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindMember, Item: member, Fields: fields, Seen: seen})
}

// EditCase writes fields of the case itself. For the assignment use HandOver and Deputise.
func (s *Service) EditCase(ctx context.Context, c SubjectID, fields map[Field]Value, seen *Item) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindCase, Fields: fields, Seen: seen})
}

// NameCase gives a pseudonymous case its names: the person agreed to be named.
func (s *Service) NameCase(ctx context.Context, c SubjectID, member ItemID, names map[Field]Value) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	p.write(Edit{Subject: about, Kind: KindMember, Item: member, Fields: names})
	p.write(Edit{Subject: about, Kind: KindCase, Fields: map[Field]Value{"pseudonymous": No}})
	return p.done(about, member)
}

// CloseCase closes a case. OpenEpisode opens it again.
func (s *Service) CloseCase(ctx context.Context, c SubjectID, on time.Time, why Value, note string) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindCase, Fields: map[Field]Value{
		"closed": DateValue(on), "closing": why, "closing.note": Value(note), "stage": "closed",
	}})
}

// OpenEpisode opens a closed case again for somebody who came back: what was before
// becomes an episode of its own.
func (s *Service) OpenEpisode(ctx context.Context, c SubjectID, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	episode := p.newItem()
	root := p.item(about, RootKey(SubjectCase))
	p.write(Edit{Subject: about, Kind: KindEpisode, Item: episode, Fields: map[Field]Value{
		"opened": root.Get("opened"), "closed": root.Get("closed"), "closing": root.Get("closing"), "note": root.Get("closing.note"), "came_back": DateValue(on),
	}})
	p.write(Edit{Subject: about, Kind: KindCase, Fields: map[Field]Value{
		"opened": DateValue(on), "closed": "", "closing": "", "closing.note": "", "stage": "counselling",
	}})
	return p.done(about, episode)
}

// HandOver assigns a case, a referral or a request to somebody else, with what they
// should know. The office and organisation are theirs. By a supervisor, or by whom
// the subject is assigned to.
func (s *Service) HandOver(ctx context.Context, about Subject, to Staff, note string) (Done, error) {
	p := s.pen(ctx)
	root := RootKey(about.Kind)
	before := p.item(about, root)
	if !before.Written() {
		p.fail(fmt.Errorf("hand over: %w", ErrUnknown))
		return p.done(about, ItemID{})
	}
	if to.Role == Scout && about.Kind == SubjectCase || to.Role == Administrator || to.Ended ||
		to.Organisation != s.desk.Staff.Organisation { // to another organisation there are referrals
		p.fail(fmt.Errorf("hand over: %w", ErrNotAllowed))
		return p.done(about, ItemID{})
	}
	var item ItemID
	if about.Kind == SubjectCase {
		item = p.newItem()
		// First the note: once it is handed over, it is not the author's to write to.
		p.write(Edit{Subject: about, Kind: KindHandover, Item: item, Fields: map[Field]Value{
			"from": before.Get("assigned"), "to": IDValue(to.ID), "on": DateValue(s.desk.Clock.Now()), "note": Value(note),
		}})
	}
	p.decide(Edit{Subject: about, Kind: root.Kind, Fields: map[Field]Value{
		"assigned": IDValue(to.ID), "office": IDValue(to.Office), "organisation": IDValue(to.Organisation),
	}})
	return p.done(about, item)
}

// Deputise lets somebody work on the case beside whom it is assigned to; until is for
// people to see, the end comes by EndDeputy.
func (s *Service) Deputise(ctx context.Context, c SubjectID, who Staff, until time.Time) (Done, error) {
	if who.Organisation != s.desk.Staff.Organisation || who.Role == Scout || who.Role == Administrator {
		return Done{}, said(fmt.Errorf("deputise: %w", ErrNotAllowed))
	}
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindCase, Fields: map[Field]Value{
		F("deputy", who.ID.String()): Yes, F("deputy", who.ID.String(), "until"): DateValue(until),
	}})
}

// EndDeputy ends it.
func (s *Service) EndDeputy(ctx context.Context, c SubjectID, who StaffID) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindCase, Fields: map[Field]Value{F("deputy", who.String()): No}})
}

// Withdraw records in one step, at any time, that the person withdrew: from the
// application, the plan, the referral, or everything.
func (s *Service) Withdraw(ctx context.Context, c SubjectID, member ItemID, of Value, words string, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	item := p.newItem()
	p.write(Edit{Subject: about, Kind: KindWithdrawal, Item: item, Fields: map[Field]Value{
		"member": IDValue(member), "of": of, "words": Value(words), "on": TimeValue(on),
	}})
	if p.err != nil {
		return p.done(about, item)
	}
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	all := of == "everything"
	for _, it := range st.Of(KindApplication) {
		if state := it.Get("state"); (all || of == "application") && state != "withdrawn" && state != "cancelled" {
			p.write(Edit{Subject: about, Kind: KindApplication, Item: it.ID, Fields: map[Field]Value{"state": "withdrawn", "withdrawn": DateValue(on)}})
		}
	}
	for _, it := range st.Of(KindPlan) {
		if all || of == "plan" {
			p.write(Edit{Subject: about, Kind: KindPlan, Item: it.ID, Fields: map[Field]Value{"state": "stopped"}})
		}
	}
	for _, it := range st.Of(KindReferralOut) {
		if state := it.Get("state"); (all || of == "referral") && state != "withdrawn" && state != "ended" {
			p.withdrawReferral(about, it, on)
		}
	}
	for _, it := range st.Of(KindConsent) {
		if k := ConsentOf(it); all && k.State == "given" && k.Purpose != "counselling_file" && (member.IsZero() || k.Member == member) {
			p.write(Edit{Subject: about, Kind: KindConsent, Item: it.ID, Fields: map[Field]Value{"state": "withdrawn", "withdrawn": TimeValue(on)}})
		}
	}
	return p.done(about, item)
}

package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// RecordCounselling records a counselling session: it is closed with that. Whatever
// rule it breaks, it is recorded; Done says what is flagged. A draft that others
// already see as an open session is recorded by giving its item; otherwise pass the
// zero ItemID.
func (s *Service) RecordCounselling(ctx context.Context, c SubjectID, open ItemID, form CounsellingSession) (Done, error) {
	return s.counselling(ctx, c, open, form, "")
}

// KeepOpen keeps a draft as an open session, which others on the case see and which
// can still be typed at. It is recorded by RecordCounselling.
func (s *Service) KeepOpen(ctx context.Context, c SubjectID, open ItemID, form CounsellingSession) (Done, error) {
	return s.counselling(ctx, c, open, form, Yes)
}

func (s *Service) counselling(ctx context.Context, c SubjectID, item ItemID, form CounsellingSession, state Value) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	if item.IsZero() {
		item = p.newItem()
	}
	before := p.item(about, ItemKey{KindCounselling, item})
	fields := fieldsOf(KindCounselling, form)
	maps.Copy(fields, form.More)
	if before.Written() && before.Get("open") != Yes {
		// Recorded elsewhere meanwhile: what is typed here is kept beside it.
		p.late(about, item, before, fields)
		return p.done(about, item)
	}
	fields["open"] = state
	if _, said := fields["entered"]; !said {
		fields["entered"] = TimeValue(s.desk.Clock.Now())
	}
	p.write(Edit{Subject: about, Kind: KindCounselling, Item: item, Fields: fields, Seen: form.Item})
	return p.done(about, item)
}

// late keeps what differs from a recorded session as addenda, each with the field it
// was typed in: two laptops, one session, and neither loses a word.
func (p *pen) late(about Subject, item ItemID, before *Item, fields map[Field]Value) {
	add := map[Field]Value{}
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		v := fields[f]
		if f == "open" || f == "entered" || v == "" || before.Get(f) == v {
			continue
		}
		n := p.newItem()
		add[ItemField("addendum", n)] = v
		add[ItemField("addendum", n, "on_field")] = Value(f)
	}
	p.write(Edit{Subject: about, Kind: KindCounselling, Item: item, Fields: add})
}

// AmendCounselling adds to a recorded session. Nothing in it is changed.
func (s *Service) AmendCounselling(ctx context.Context, c SubjectID, session ItemID, text string, talk time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	n := p.newItem()
	if !p.item(about, ItemKey{KindCounselling, session}).Written() {
		p.fail(fmt.Errorf("amend: %w", ErrUnknown))
	}
	p.write(Edit{Subject: about, Kind: KindCounselling, Item: session, Fields: map[Field]Value{
		ItemField("addendum", n): Value(text), ItemField("addendum", n, "talk"): TimeValue(talk),
	}})
	return p.done(about, session)
}

// Doubt records that a counsellor doubts that it is voluntary: one key, class protection.
func (s *Service) Doubt(ctx context.Context, c SubjectID, session ItemID, because string) (Done, error) {
	return s.Write(ctx, Edit{Subject: caseSubject(c), Kind: KindCounselling, Item: session, Fields: map[Field]Value{
		"doubt": Yes, "doubt.because": Value(because),
	}})
}

// NotePrivately keeps a note that only its author reads.
func (s *Service) NotePrivately(ctx context.Context, c SubjectID, session ItemID, text string) (Done, error) {
	return s.Add(ctx, caseSubject(c), KindPrivateNote, map[Field]Value{"text": Value(text), "counselling": IDValue(session)})
}

package casework

import (
	"context"
	"fmt"
)

// WriteReview records a supervisor's second reading of a counselling session or plan,
// with its comments. Reviewing one's own is recorded, and flagged.
func (s *Service) WriteReview(ctx context.Context, c SubjectID, form Review, comments ...Comment) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	item := p.newItem()
	if s.desk.Staff.Role != Supervisor {
		p.fail(fmt.Errorf("review: %w", ErrNotAllowed))
	}
	p.write(Edit{Subject: about, Kind: KindReview, Item: item, Fields: fieldsOf(KindReview, form)})
	for _, k := range comments {
		k.Review = item
		p.write(Edit{Subject: about, Kind: KindComment, Item: p.newItem(), Fields: fieldsOf(KindComment, k)})
	}
	return p.done(about, item)
}

// AnswerReview records what was done about it.
func (s *Service) AnswerReview(ctx context.Context, c SubjectID, review ItemID, words string) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	if !p.item(about, ItemKey{KindReview, review}).Written() {
		p.fail(fmt.Errorf("answer review: %w", ErrUnknown))
	}
	p.write(Edit{Subject: about, Kind: KindReview, Item: review, Fields: map[Field]Value{"answered": Yes, "answer": Value(words)}})
	return p.done(about, review)
}

// ResolveComment answers a comment and closes it.
func (s *Service) ResolveComment(ctx context.Context, c SubjectID, comment ItemID, words string) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	if !p.item(about, ItemKey{KindComment, comment}).Written() {
		p.fail(fmt.Errorf("resolve comment: %w", ErrUnknown))
	}
	p.write(Edit{Subject: about, Kind: KindComment, Item: comment, Fields: map[Field]Value{"resolved": Yes, "answer": Value(words)}})
	return p.done(about, comment)
}

// SettleFlag records what a supervisor decided on something flagged. What is written to
// the place afterwards raises it again.
func (s *Service) SettleFlag(ctx context.Context, c SubjectID, f Raised, state Value, because string) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	item := p.newItem()
	if s.desk.Staff.Role != Supervisor {
		p.fail(fmt.Errorf("settle flag: %w", ErrNotAllowed))
	}
	p.write(Edit{Subject: about, Kind: KindFlag, Item: item, Fields: map[Field]Value{
		"flag": Value(f.Flag), "place.kind": Value(f.Kind), "place.item": IDValue(f.ID), "state": state, "because": Value(because),
	}})
	return p.done(about, item)
}

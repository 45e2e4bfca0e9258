package casework

import (
	"context"
	"fmt"
	"time"
)

// AskConsent records a consent that was asked for, with its answer: given or refused,
// or not_asked for one that is being prepared.
func (s *Service) AskConsent(ctx context.Context, c SubjectID, form Consent) (Done, error) {
	if form.State == "" {
		form.State = "not_asked"
	}
	return s.Add(ctx, caseSubject(c), KindConsent, fieldsOf(KindConsent, form))
}

// GiveConsent records that the person agreed.
func (s *Service) GiveConsent(ctx context.Context, c SubjectID, consent ItemID, how Value, on time.Time) (Done, error) {
	return s.consent(ctx, c, consent, map[Field]Value{"state": "given", "how": how, "on": TimeValue(on)})
}

// RefuseConsent records that the person did not.
func (s *Service) RefuseConsent(ctx context.Context, c SubjectID, consent ItemID, on time.Time) (Done, error) {
	return s.consent(ctx, c, consent, map[Field]Value{"state": "refused", "on": TimeValue(on)})
}

func (s *Service) consent(ctx context.Context, c SubjectID, consent ItemID, fields map[Field]Value) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	if !p.item(about, ItemKey{KindConsent, consent}).Written() {
		p.fail(fmt.Errorf("consent: %w", ErrUnknown))
	}
	p.write(Edit{Subject: about, Kind: KindConsent, Item: consent, Fields: fields})
	return p.done(about, consent)
}

// WithdrawConsent records that the person took it back, and carries it out: referrals
// that rest on it are withdrawn in the same step, and are out of the partner's sight
// with the next exchange. What was done before stays done; the recall of what a
// partner wrote down is asked for and its answer recorded.
func (s *Service) WithdrawConsent(ctx context.Context, c SubjectID, consent ItemID, words string, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	it := p.item(about, ItemKey{KindConsent, consent})
	if !it.Written() {
		p.fail(fmt.Errorf("withdraw consent: %w", ErrUnknown))
		return p.done(about, consent)
	}
	fields := map[Field]Value{"state": "withdrawn", "withdrawn": TimeValue(on), "words": Value(words), "recall": "not_needed"}
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	for _, out := range st.Of(KindReferralOut) {
		if of, _ := out.Get("consent").Item(); of != consent || out.Get("state") == "withdrawn" {
			continue
		}
		fields["recall"], fields["recall.sent"] = "sent", DateValue(on)
		p.withdrawReferral(about, out, on)
	}
	p.write(Edit{Subject: about, Kind: KindConsent, Item: consent, Fields: fields})
	return p.done(about, consent)
}

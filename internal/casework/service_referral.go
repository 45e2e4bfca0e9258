package casework

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// ReferralForm is what is asked to refer a case.
type ReferralForm struct {
	ToOrganisation OrgID
	ToOffice       OfficeID // zero: the organisation's supervisors pass it on
	ToStaff        StaffID  // zero: whoever of the office
	Partner        Value    // state_authority | ngo | ...
	For            Value
	Country        string
	Purpose        string
	Consent        ItemID
	TransferBasis  Value
	BasisUntil     time.Time
	OutsideOffice  string // how the partner sees who refers: a name for outside, and a role
	OutsideRole    string
	FromCountry    string
	Share          []Choice // from the preview, as confirmed
}

// Refer shares what the counsellor confirmed with one partner. It needs a consent that
// holds, names the recipient, names medical if anything medical is shared, and, for a
// state authority, names it as such. For reintegration, safeguards stop it too.
// Subject of Done is the case, Item the referral's identifier.
func (s *Service) Refer(ctx context.Context, c SubjectID, form ReferralForm) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	consent := ConsentOf(st.Item(KindConsent, form.Consent))
	if missing := referralMissing(st, consent, form, s.desk.Clock.Now()); len(missing) > 0 {
		p.fail(&NotYet{missing})
		return p.done(about, ItemID{})
	}
	to, me, today := p.newSubject(SubjectReferral), s.desk.Staff, DateValue(s.desk.Clock.Now())
	p.write(Edit{Subject: to, Kind: KindReferral, Fields: map[Field]Value{
		"organisation": IDValue(me.Organisation), "office": IDValue(me.Office), "assigned": IDValue(me.ID),
		"to.organisation": IDValue(form.ToOrganisation), "to.office": IDValue(form.ToOffice), "to.staff": IDValue(form.ToStaff),
		"partner": form.Partner, "for": form.For, "country": Value(form.Country), "purpose": Value(form.Purpose),
		"basis": form.TransferBasis, "basis.until": DateValue(form.BasisUntil), "consent.given": Yes, "consent.on": DateValue(consent.On),
		"consent.medical": YesOrNo(consent.Names(Medical)), "consent.partner_named": Yes, "lease.days": NumberValue(s.desk.Policy.Lease()), "sent": today, "state": "sent",
		"from.office_name": Value(form.OutsideOffice), "from.role": Value(form.OutsideRole), "from.country": Value(form.FromCountry),
		"case": IDValue(c), "consent": IDValue(form.Consent),
	}})
	p.extracts(st, to, consent, form.Share)
	p.write(Edit{Subject: about, Kind: KindReferralOut, Item: ItemID(to.ID), Fields: map[Field]Value{
		"referral": IDValue(to.ID), "consent": IDValue(form.Consent), "for": form.For, "sent": today, "state": "sent",
	}})
	return p.done(about, ItemID(to.ID))
}

func referralMissing(st *State, consent Consent, form ReferralForm, now time.Time) []Missing {
	var out []Missing
	add := func(wrong bool, what MissingKey) {
		if wrong {
			out = append(out, Missing{What: what, ItemKey: ItemKey{KindConsent, form.Consent}})
		}
	}
	add(consent.Item == nil || !consent.Holds(now), MissingConsent)
	named := consent.NamesRecipient(form.ToOrganisation) || consent.NamesRecipient(form.ToOffice)
	asSuch := false
	for _, r := range consent.Recipients {
		asSuch = asSuch || r.Kind == "state_authority" && (r.Subject == form.ToOrganisation || r.Subject == form.ToOffice)
	}
	add(!named || form.Partner == "state_authority" && !asSuch, MissingPartnerNamed)
	medical := slices.ContainsFunc(form.Share, func(c Choice) bool { return c.Kind == KindMedical })
	add(medical && consent.Item != nil && !consent.Names(Medical), MissingMedicalNamed)
	if form.For == "reintegration" {
		out = append(out, SafeguardsMissing(st, now)...)
	}
	return out
}

// extracts writes the confirmed items, each into the extract of its class.
func (p *pen) extracts(st *State, to Subject, consent Consent, share []Choice) {
	today := DateValue(p.desk.Clock.Now())
	for _, c := range share {
		it := st.Item(c.Kind, c.Item)
		byKind := map[Kind]map[Field]Value{}
		for _, f := range c.Fields {
			if !Shareable(c.Kind, f, consent) {
				p.fail(fmt.Errorf("share %s %s: %w", c.Kind, f, ErrNotAllowed))
				return
			}
			k := KindExtract
			if class, _ := ClassOf(c.Kind, f); class == Medical {
				k = KindExtractMedical
			}
			if byKind[k] == nil {
				byKind[k] = map[Field]Value{"of.kind": Value(c.Kind), "of.item": IDValue(c.Item), "confirmed": today}
			}
			byKind[k]["value."+f] = it.Get(f)
		}
		for _, k := range []Kind{KindExtract, KindExtractMedical} {
			if fields := byKind[k]; fields != nil {
				// The extract of an item always has the item's identifier: an update writes to the same.
				p.write(Edit{Subject: to, Kind: k, Item: c.Item, Fields: fields})
			}
		}
	}
}

// ShareUpdate shares what changed since, as the counsellor confirmed it: nothing
// follows by itself.
func (s *Service) ShareUpdate(ctx context.Context, c, referral SubjectID, share []Choice) (Done, error) {
	p, about, to := s.pen(ctx), caseSubject(c), Subject{SubjectReferral, referral}
	st, err := s.desk.Reader.State(ctx, about)
	if err != nil {
		return Done{}, fmt.Errorf("read case: %w", err)
	}
	out := st.Item(KindReferralOut, ItemID(referral))
	id, _ := out.Get("consent").Item()
	consent := ConsentOf(st.Item(KindConsent, id))
	if consent.Item == nil || !consent.Holds(s.desk.Clock.Now()) || out.Get("state") == "withdrawn" {
		p.fail(&NotYet{[]Missing{{MissingConsent, ItemKey{KindConsent, id}}}})
	}
	p.extracts(st, to, consent, share)
	return p.done(to, ItemID{})
}

// Stale returns what was shared and has another value by now: what an update would say.
func Stale(cs *State, r Referral) []Choice {
	var out []Choice
	for _, e := range r.Extracts {
		it := cs.Item(e.Of, e.Source)
		c := Choice{Kind: e.Of, Item: e.Source}
		for f, v := range e.Shown().All() {
			if it.Get(f) != v {
				c.Fields = append(c.Fields, f)
			}
		}
		if len(c.Fields) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// WithdrawReferral takes a referral back: out of the partner's sight with the next exchange.
func (s *Service) WithdrawReferral(ctx context.Context, c, referral SubjectID, on time.Time) (Done, error) {
	p, about := s.pen(ctx), caseSubject(c)
	out := p.item(about, ItemKey{KindReferralOut, ItemID(referral)})
	if !out.Written() {
		p.fail(fmt.Errorf("withdraw referral: %w", ErrUnknown))
		return p.done(about, ItemID(referral))
	}
	p.withdrawReferral(about, out, on)
	return p.done(about, ItemID(referral))
}

func (p *pen) withdrawReferral(about Subject, out *Item, on time.Time) {
	p.write(Edit{Subject: about, Kind: KindReferralOut, Item: out.ID, Fields: map[Field]Value{"state": "withdrawn", "withdrawn": DateValue(on)}})
	if id, ok := out.Get("referral").SubjectID(); ok {
		p.write(Edit{Subject: Subject{SubjectReferral, id}, Kind: KindReferral, Fields: map[Field]Value{"state": "withdrawn", "withdrawn": DateValue(on)}})
	}
}

// AnswerReferral is the partner's answer: accepted or declined, with words.
func (s *Service) AnswerReferral(ctx context.Context, referral SubjectID, state Value, words string) (Done, error) {
	if state != "accepted" && state != "declined" {
		return Done{}, said(fmt.Errorf("answer referral: %w", ErrValue))
	}
	return s.Write(ctx, Edit{Subject: Subject{SubjectReferral, referral}, Kind: KindReferral, Fields: map[Field]Value{
		"state": state, "answer": Value(words), "answered": DateValue(s.desk.Clock.Now()),
	}})
}

// Announce records an arrival that nobody referred: minimum data, with the person's own
// consent. Supervisors match it with a case, or it is kept as local help.
func (s *Service) Announce(ctx context.Context, name, country string, consentOn time.Time, arrival map[Field]Value) (Done, error) {
	p, me := s.pen(ctx), s.desk.Staff
	about := p.newSubject(SubjectReferral)
	p.write(Edit{Subject: about, Kind: KindReferral, Fields: map[Field]Value{
		"organisation": IDValue(me.Organisation), "office": IDValue(me.Office), "assigned": IDValue(me.ID), "without_referral": Yes,
		"local_name": Value(name), "country": Value(country), "own_consent": DateValue(consentOn), "state": "accepted",
	}})
	item := p.newItem()
	p.write(Edit{Subject: about, Kind: KindArrival, Item: item, Fields: arrival})
	return p.done(about, item)
}

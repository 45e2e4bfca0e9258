package screen

import (
	"context"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/internal/id"
)

// FormConsent is the kind of a consent's draft.
const FormConsent = "consent"

// Purpose is one purpose with what was said about it.
type Purpose struct {
	Purpose casework.Value
	Name    Message
	Said    []Agreement // none: not asked
}

// Agreement is one consent. Its state is not asked, given, refused or withdrawn.
type Agreement struct {
	ID         casework.ItemID
	State      Message
	Basis      Message   // what it rests on, if not on consent
	Named      []Message // the classes it names besides the core
	Until      time.Time
	Recall     Message // what became of what a partner holds
	Undecided  bool    // two say different things about the state: it cannot be relied on
	Who        string
	On         time.Time
	Recipients []string
	How        Message
	MayGive    bool
	MayRefuse  bool
	MayTake    bool // may be withdrawn
}

// Purposes are all purposes, in the order of the screen.
func (s *CaseFile) Purposes() []Purpose {
	var all []Purpose
	for _, p := range casework.EnumValues("purpose") {
		u := Purpose{Purpose: p, Name: Say(casework.EnumKey("purpose", p))}
		for _, c := range s.Case.Consents {
			if c.Purpose != p {
				continue
			}
			a := Agreement{ID: c.ID, State: Say(casework.EnumKey("consent", orNotAsked(c.State))), On: c.On}
			if c.State == "withdrawn" {
				a.On = c.Withdrawn
			}
			_, a.Undecided = c.Conflict("state")
			if m := s.Case.Member(c.Member); m != nil {
				a.Who = m.Name()
			}
			for _, r := range c.Recipients {
				a.Recipients = append(a.Recipients, r.Name)
			}
			if c.How != "" {
				a.How = Say(casework.EnumKey("consent_how", c.How))
			}
			if c.Basis != "" && c.Basis != "consent" {
				a.Basis = Say(casework.EnumKey("basis", c.Basis))
			}
			for _, class := range casework.Classes() {
				if class != casework.Core && c.Names(class) {
					a.Named = append(a.Named, className(class))
				}
			}
			a.Until = c.Until
			if c.Recall != "" && c.Recall != "not_needed" {
				a.Recall = Say(casework.EnumKey("recall", c.Recall))
			}
			a.MayTake = c.State == "given"
			a.MayGive = c.State != "given"
			a.MayRefuse = c.State == "" || c.State == "not_asked"
			u.Said = append(u.Said, a)
		}
		all = append(all, u)
	}
	return all
}

func orNotAsked(v casework.Value) casework.Value {
	if v == "" {
		return "not_asked"
	}
	return v
}

// AskConsent opens the form of a consent for a purpose, nothing preset but the
// purpose.
func (s *CaseFile) AskConsent(purpose casework.Value) {
	r := Route{Place: PlaceCase, Subject: s.route.Subject, Item: newItem(), Part: partConsent}
	for _, d := range s.desk.Drafts.Unfinished() { // go on where somebody was typing
		if d.Kind == FormConsent && d.Route.Subject == r.Subject && d.Fields["purpose"] == typed+string(purpose) {
			r = d.Route
		}
	}
	s.opens(func() {
		s.openConsent(r)
		s.Consent.Type("purpose", string(purpose))
	})
}

// AnswerConsent opens the form over a consent, with what the person said now.
func (s *CaseFile) AnswerConsent(i casework.ItemID, state casework.Value) {
	s.opens(func() {
		s.openConsent(Route{Place: PlaceCase, Subject: s.route.Subject, Item: i, Part: partConsent})
		s.Consent.Type("state", string(state))
	})
}

func (s *CaseFile) writeConsent(r Route) {
	s.opens(func() { s.openConsent(r) })
}

func (s *CaseFile) openConsent(r Route) {
	if s.Consent != nil {
		s.Consent.Leave()
	}
	f := s.form(r, FormConsent, func() { s.Consent = nil })
	s.Tab = TabConsent
	s.Consent = newEdits(f, casework.KindConsent, s.state.Items[casework.ItemKey{Kind: casework.KindConsent, ID: r.Item}])
}

// LeaveConsent goes back to the list; what was typed is kept.
func (s *CaseFile) LeaveConsent() {
	if s.Consent != nil {
		s.Consent.Leave()
		s.Consent = nil
	}
	s.OnChange()
}

// ConsentAsked is the name of the purpose of the consent being written.
func (s *CaseFile) ConsentAsked() Message {
	if p := s.Consent.Text("purpose"); p != "" {
		return Say(casework.EnumKey("purpose", casework.Value(p)))
	}
	return Message{}
}

// TakesBack reports whether the form records a withdrawal.
func (s *CaseFile) TakesBack() bool {
	return s.Consent != nil && s.Consent.Text("state") == "withdrawn"
}

// AskedAlready reports whether an answer stands in the file: whom and what a consent
// names is not changed under it. It is asked anew instead.
func (s *CaseFile) AskedAlready() bool {
	if s.NewConsent() {
		return false
	}
	state := s.Consent.seen.Get("state")
	return state != "" && state != "not_asked"
}

// NewConsent reports whether the form is of a consent that is not in the file yet.
func (s *CaseFile) NewConsent() bool { return s.Consent != nil && s.Consent.seen == nil }

// RecordConsent makes the changes of a consent's draft: what was asked and answered,
// or what the person said to one that was asked before. A withdrawal is carried out
// with it.
func RecordConsent(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	fields, seen := editsOf(d, casework.ItemKey{Kind: casework.KindConsent})
	about, item, on := d.Route.Subject, d.Route.Item, d.Kept
	if seen != nil {
		switch state := fields["state"]; state {
		case "withdrawn":
			return service.WithdrawConsent(ctx, about.ID, item, string(fields["words"]), on)
		case "given", "refused":
			fields["on"] = casework.TimeValue(on)
		}
		return service.Write(ctx, casework.Edit{Subject: about, Kind: casework.KindConsent, Item: item, Fields: fields, Seen: seen})
	}
	if fields["state"] == "given" || fields["state"] == "refused" {
		fields["on"] = casework.TimeValue(on)
	}
	if fields["state"] == "" {
		fields["state"] = "not_asked"
	}
	for f, v := range fields {
		n, rest, _ := strings.Cut(strings.TrimPrefix(string(f), "recipient."), ".")
		if v == "" || strings.HasPrefix(string(f), "recipient.") && rest != "" && fields[casework.F("recipient", n)] == "" {
			delete(fields, f) // what nobody said, and what is said of nobody
		}
	}
	return service.Write(ctx, casework.Edit{Subject: about, Kind: casework.KindConsent, Item: item, Fields: fields})
}

func newItem() casework.ItemID { return casework.ItemID(id.New[draftMark]()) }

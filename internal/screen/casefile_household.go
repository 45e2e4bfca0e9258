package screen

import (
	"context"
	"slices"
	"strings"

	"waymark/internal/casework"
)

// FormMember is the kind of a member's draft.
const FormMember = "member"

// Person is a member of the household as it is listed.
type Person struct {
	casework.Member
	Age    Message // zero if nobody asked
	Minor  bool
	Drafts bool // something typed about them is not recorded
}

// Persons are the members of the household, the principal first, then in the order
// of their writing down.
func (s *CaseFile) Persons() []Person {
	now := s.desk.Run.Now()
	var all []Person
	for _, m := range s.Case.Members {
		all = append(all, Person{Member: m, Age: ageLine(m, now), Minor: m.MinorAt(now), Drafts: s.drafted(s.memberRoute(m.ID))})
	}
	slices.SortStableFunc(all, func(a, b Person) int {
		return rankOf(b.ID == s.Case.Principal) - rankOf(a.ID == s.Case.Principal)
	})
	return all
}

func rankOf(first bool) int {
	if first {
		return 1
	}
	return 0
}

func (s *CaseFile) drafted(r Route) bool {
	return slices.ContainsFunc(s.desk.Drafts.Unfinished(), func(d Draft) bool { return d.Route == r })
}

func (s *CaseFile) memberRoute(m casework.ItemID) Route {
	return Route{Place: PlaceCase, Subject: s.route.Subject, Item: m, Part: partMember}
}

// EditMember opens the form over a member.
func (s *CaseFile) EditMember(m casework.ItemID) { s.writeMember(s.memberRoute(m)) }

// AddMember opens the form of a member who is not in the file yet.
func (s *CaseFile) AddMember() { s.writeMember(s.memberRoute(casework.ItemID{})) }

func (s *CaseFile) writeMember(r Route) {
	if s.Member != nil {
		s.Member.Leave()
	}
	r.Part = partMember
	form := s.form(r, FormMember, s.memberDone)
	s.Tab = TabHousehold
	s.Member = newEdits(form, casework.KindMember, s.state.Items[casework.ItemKey{Kind: casework.KindMember, ID: r.Item}])
	s.OnChange()
}

func (s *CaseFile) memberDone() { s.Member = nil }

// LeaveMember goes back to the list; what was typed is kept.
func (s *CaseFile) LeaveMember() {
	if s.Member != nil {
		s.Member.Leave()
		s.Member = nil
	}
	s.OnChange()
}

// NewMember reports whether the form is of somebody who is not in the file yet.
func (s *CaseFile) NewMember() bool { return s.Member != nil && s.Member.seen == nil }

// MoreOfMember are the further questions about the member being written.
func (s *CaseFile) MoreOfMember() *LeafForm { return &LeafForm{Edits: s.Member, Leaf: &MemberLeaf} }

// BirthText is what the field for the day of birth shows. An age that is known
// stands beside it with its day and not in it: typed again it would be one of today.
func (s *CaseFile) BirthText() string {
	text := s.Member.Text("birth")
	if s.Member.Form.Text("birth") == "" && strings.HasPrefix(text, "age ") {
		return ""
	}
	return text
}

// BirthKnown is the age that was said before, with the day it was said on; zero if
// the field shows all there is.
func (s *CaseFile) BirthKnown() Message {
	if s.Member.seen == nil {
		return Message{}
	}
	known, _ := bornValue(s.Member.seen.Get("birth")).(Message)
	if known.Key != "casefile.aged" {
		return Message{}
	}
	return known
}

// TypeBirth takes what is typed into that field.
func (s *CaseFile) TypeBirth(text string) {
	if s.BirthKnown().Key != "" {
		s.Member.typeOver("birth", text, "")
		return
	}
	s.Member.Type("birth", text)
}

// BirthWrong reports whether what is typed can be no day of birth and no age.
func (s *CaseFile) BirthWrong() bool {
	if s.Member == nil {
		return false
	}
	_, ok := Born(s.BirthText(), s.desk.Run.Now())
	return !ok
}

// RecordMember makes the changes of a member's draft.
func RecordMember(ctx context.Context, service *casework.Service, d Draft) (casework.Done, error) {
	fields, seen := leafFields(&MemberLeaf, d)
	if text, ok := fields["birth"]; ok {
		if born, ok := Born(string(text), d.Kept); ok {
			fields["birth"] = born
		}
	}
	for f, v := range fields { // what was taken out of a list
		if v == "" && strings.HasPrefix(string(f), "nationality.") {
			fields[f] = casework.No
		}
	}
	if d.Route.Item.IsZero() {
		return service.Add(ctx, d.Route.Subject, casework.KindMember, fields)
	}
	return service.EditMember(ctx, d.Route.Subject.ID, d.Route.Item, fields, seen)
}

package casework

import (
	"slices"
	"strings"
)

// RootKey is the item of the subject itself: it says to whom the subject is assigned.
func RootKey(s SubjectKind) ItemKey {
	return ItemKey{Kind: rootKinds[s]}
}

var rootKinds = map[SubjectKind]Kind{
	SubjectCase: KindCase, SubjectActivity: KindActivity, SubjectRequest: KindRequest, SubjectNote: KindNote, SubjectService: KindService,
	SubjectCentre: KindCentre, SubjectStaff: KindStaff, SubjectOffice: KindOffice, SubjectPack: KindPack, SubjectRights: KindRights,
	SubjectReferral: KindReferral, SubjectOrganisation: KindOrganisation, SubjectAudit: KindAudit,
}

// receives is the one table of who is given what: role, relation, class. What is not
// in it is not given. Private is in no row: it goes to its author only. Complaint goes
// to nobody but the complaint reader, not even back to its author.
//
// A scout has no row for cases: on a case a scout is never anything but unrelated, see [Scope].
var receives = map[Role]map[Relation][]Class{
	Counsellor: {
		Assigned:     {Core, Medical, Protection, Legal, Whereabouts},
		Deputy:       {Core, Medical, Protection, Legal, Whereabouts},
		SameOffice:   {Core},
		Organisation: {},
		Referred:     {Core, Medical},
	},
	Scout: {
		Assigned:     {Core, Medical},
		Deputy:       {Core, Medical},
		SameOffice:   {},
		Organisation: {},
		Referred:     {Core, Medical},
	},
	Supervisor: {
		Assigned:     {Core, Medical, Protection, Legal, Whereabouts},
		Deputy:       {Core, Medical, Protection, Legal, Whereabouts},
		SameOffice:   {Core, Medical, Protection, Legal, Whereabouts},
		Organisation: {Core, Medical, Protection, Legal},
		Referred:     {Core, Medical},
	},
	Administrator: {},
	ComplaintReader: {
		Assigned:     {Complaint},
		Deputy:       {Complaint},
		SameOffice:   {Complaint},
		Organisation: {Complaint},
	},
	DataProtection: {},
}

// Receives reports whether somebody with a role, standing in a relation to a subject,
// is given what is of a class. It is for the subjects that are about persons; what
// everybody may read has [Common]. Default deny.
func Receives(r Role, rel Relation, c Class) bool {
	return slices.Contains(receives[r][rel], c)
}

// Common reports whether subjects of this kind are about no person and are read by
// everybody of the organisation they belong to, administrators included.
func Common(s SubjectKind) bool {
	switch s {
	case SubjectNote, SubjectService, SubjectStaff, SubjectOffice, SubjectPack, SubjectOrganisation, SubjectCentre, SubjectActivity:
		return true
	}
	return false
}

// Staff is what the rules have to know of a member of staff.
type Staff struct {
	ID           StaffID
	Role         Role
	Duties       []Role // ComplaintReader, DataProtection
	Office       OfficeID
	Organisation OrgID
	Countries    []string   // of a scout, ISO 3166-1
	Ended        bool       // no longer works here
	Devices      []DeviceID // enrolled and not revoked
}

// Is reports whether somebody has a role or a duty.
func (s Staff) Is(r Role) bool { return s.Role == r || slices.Contains(s.Duties, r) }

func (s Staff) roles() []Role { return append([]Role{s.Role}, s.Duties...) }

// Ownership is to whom a subject is assigned: what the root item says. Where two wrote
// different things at once it has both, so that nobody loses sight of a case until
// somebody decides.
type Ownership struct {
	Subject       SubjectKind
	ID            SubjectID
	Known         bool // anything at all is known
	Organisations []OrgID
	Offices       []OfficeID
	Assigned      []StaffID
	Deputies      []StaffID
	ToOffices     []OfficeID // of a referral: the addressee
	ToStaff       []StaffID
	ToOrgs        []OrgID
	Countries     []string // of a request: whom it is put to
	Withdrawn     bool
}

// OwnershipOf reads the root item of a subject; nil is one that is not known yet.
func OwnershipOf(s Subject, root *Item) Ownership {
	return ownership(s, root, func(f Field) []Value {
		var out []Value
		for _, h := range root.Fields[f].Heads {
			out = append(out, h.Value)
		}
		return out
	})
}

// ownershipAt is the ownership as somebody saw it who had received the writes in basis
// and all that those replaced. It is false when basis names writes that are not here.
func ownershipAt(s Subject, root *Item, basis []ChangeID) (Ownership, bool) {
	seen, complete := closure(root, basis)
	own := ownership(s, root, func(f Field) []Value {
		past := root.Fields[f].Past
		replaced := map[ChangeID]bool{}
		for _, p := range past {
			if seen[p.Change] {
				for _, r := range p.Replaces {
					replaced[r] = true
				}
			}
		}
		var out []Value
		for _, p := range past {
			if seen[p.Change] && !replaced[p.Change] {
				out = append(out, p.Value)
			}
		}
		return out
	})
	return own, complete
}

// closure is the writes in basis and all that those replaced, directly or not. It is
// false when basis names writes that are not here.
func closure(root *Item, basis []ChangeID) (map[ChangeID]bool, bool) {
	seen := map[ChangeID]bool{}
	if root == nil {
		return seen, len(basis) == 0
	}
	known := map[ChangeID][]ChangeID{}
	for _, fs := range root.Fields {
		for _, p := range fs.Past {
			known[p.Change] = append(known[p.Change], p.Replaces...)
		}
	}
	complete := true
	for queue := slices.Clone(basis); len(queue) > 0; queue = queue[1:] {
		id := queue[0]
		if seen[id] {
			continue
		}
		seen[id] = true
		before, here := known[id]
		if !here && slices.Contains(basis, id) {
			complete = false
		}
		queue = append(queue, before...)
	}
	return seen, complete
}

func ownership(s Subject, root *Item, values func(Field) []Value) Ownership {
	own := Ownership{Subject: s.Kind, ID: s.ID}
	if root == nil {
		return own
	}
	if s.Kind == SubjectOrganisation { // it belongs to itself, as members of staff do
		own.Known, own.Organisations = root.Written(), []OrgID{s.ID}
	}
	for f := range root.Fields {
		row := FieldOf(root.Kind, f)
		if row == nil || !row.Keep {
			continue
		}
		for _, v := range values(f) {
			own.Known = true
			own.add(f, v)
		}
	}
	return own
}

func (own *Ownership) add(f Field, v Value) {
	id, isID := v.SubjectID()
	add := func(list *[]SubjectID) {
		if isID && !slices.Contains(*list, id) {
			*list = append(*list, id)
		}
	}
	switch f {
	case "organisation":
		add(&own.Organisations)
	case "office":
		add(&own.Offices)
	case "assigned":
		add(&own.Assigned)
	case "to.organisation":
		add(&own.ToOrgs)
	case "to.office":
		add(&own.ToOffices)
	case "to.staff":
		add(&own.ToStaff)
	case "withdrawn":
		own.Withdrawn = own.Withdrawn || v != ""
	case "country":
		if v != "" {
			own.Countries = append(own.Countries, string(v))
		}
	default:
		if text, ok := strings.CutPrefix(string(f), "deputy."); ok && v == Yes {
			if id, ok := Value(text).SubjectID(); ok {
				own.Deputies = append(own.Deputies, id)
			}
		}
		if text, ok := strings.CutPrefix(string(f), "to."); ok && v == Yes && own.Subject == SubjectRequest {
			if id, ok := Value(text).SubjectID(); ok {
				own.ToStaff = append(own.ToStaff, id)
			}
		}
	}
}

// Scope says how a member of staff stands to a subject. The closest relation counts.
// A scout is unrelated to every case, whatever is assigned: scouts are given
// referrals, which are subjects of their own.
func Scope(own Ownership, s Staff) Relation {
	if s.Ended || !own.Known {
		return Unrelated
	}
	if own.Subject == SubjectCase && s.Role == Scout {
		return Unrelated
	}
	switch {
	case slices.Contains(own.Assigned, s.ID) || own.Subject == SubjectStaff && own.ID == s.ID:
		return Assigned
	case slices.Contains(own.Deputies, s.ID):
		return Deputy
	case own.addresses(s):
		return Referred
	case !s.Office.IsZero() && slices.Contains(own.Offices, s.Office) && s.Role != Scout:
		return SameOffice
	case !s.Organisation.IsZero() && slices.Contains(own.Organisations, s.Organisation):
		return Organisation
	}
	return Unrelated
}

func (own Ownership) addresses(s Staff) bool {
	if own.Withdrawn {
		return false
	}
	if slices.Contains(own.ToStaff, s.ID) || !s.Office.IsZero() && slices.Contains(own.ToOffices, s.Office) {
		return true
	}
	switch own.Subject {
	case SubjectReferral: // to an organisation without naming an office: its supervisors pass it on
		return s.Role == Supervisor && len(own.ToOffices)+len(own.ToStaff) == 0 && slices.Contains(own.ToOrgs, s.Organisation)
	case SubjectRequest:
		return s.Role == Scout && slices.Contains(own.Organisations, s.Organisation) && slices.ContainsFunc(own.Countries, func(c string) bool { return slices.Contains(s.Countries, c) })
	}
	return false
}

// Reach decides whether an entry goes to a member of staff: what is of class c about
// the subject, written by author. understood is whether this version knows every
// kind and field in the entry (see [Understood]); what it does not know stays in the
// owning office. It is what the hub asks for every receiver, and the only thing it
// has to ask.
func Reach(own Ownership, s Staff, c Class, author StaffID, understood bool) bool {
	if s.Ended {
		return false
	}
	if s.ID == author && c != Complaint {
		// What somebody wrote follows them to their next device, as long as the subject is theirs to see.
		return c == Private || !c.known() || !own.Known || reach(own, s, c, true) || Scope(own, s) == SameOffice
	}
	return reach(own, s, c, understood)
}

func reach(own Ownership, s Staff, c Class, understood bool) bool {
	rel := Scope(own, s)
	if !understood && !(Common(own.Subject) && c == Core) && rel != Assigned && rel != Deputy && rel != SameOffice {
		return false
	}
	if own.Subject == SubjectAudit {
		return c == Core && (rel == Assigned || rel != Unrelated && s.Is(DataProtection))
	}
	if own.Subject == SubjectRights && s.Is(DataProtection) && rel != Unrelated {
		return c == Core || c == Legal
	}
	if Common(own.Subject) && c != Complaint {
		return c == Core && rel != Unrelated
	}
	// A request asks everybody of the organisation who might know.
	if own.Subject == SubjectRequest && c == Core && rel != Unrelated && (s.Role == Counsellor || s.Role == Supervisor) {
		return true
	}
	for _, r := range s.roles() {
		if Receives(r, rel, c) {
			return true
		}
	}
	return false
}

// Understood reports whether this version knows every kind and field of the changes.
func Understood(changes ...Change) bool {
	for _, c := range changes {
		for f := range c.Body {
			if FieldOf(c.Kind, f) == nil {
				return false
			}
		}
	}
	return true
}

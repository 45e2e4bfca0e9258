package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// Ruling is what becomes of a change that arrived.
type Ruling uint8

// The rulings.
const (
	Accepted Ruling = iota // folded
	Flagged                // folded, and shown to the supervisor
	SetAside               // kept and shown with its reason, not folded and not given to anybody
)

// Reason says why a change is set aside. It is a message key.
type Reason string

// The reasons. Their numbers in batches are those of [Reason.Number].
const (
	ReasonNotAuthorised Reason = "casework.reason.not_authorised"
	ReasonForged        Reason = "casework.reason.forged"
	ReasonMalformed     Reason = "casework.reason.malformed"
	ReasonErased        Reason = "casework.reason.erased"
	ReasonUnknownAuthor Reason = "casework.reason.unknown_author"
	ReasonSameID        Reason = "casework.reason.same_identifier" // the same identifier with other bytes
)

// allReasons is in the order of the numbers: never reorder.
var allReasons = []Reason{ReasonNotAuthorised, ReasonForged, ReasonMalformed, ReasonErased, ReasonUnknownAuthor, ReasonSameID}

// Number returns the reason's number, from 1; 0 for none.
func (r Reason) Number() uint16 {
	for i, x := range allReasons {
		if x == r {
			return uint16(i + 1)
		}
	}
	return 0
}

// ReasonOf returns the reason with a number; a number of a newer version gives ReasonMalformed.
func ReasonOf(n uint16) Reason {
	if n >= 1 && int(n) <= len(allReasons) {
		return allReasons[n-1]
	}
	return ReasonMalformed
}

// Verdict is the answer of Judge.
type Verdict struct {
	Ruling Ruling
	Reason Reason // with SetAside
	Flag   Flag   // with Flagged
}

// Hearing is what Judge has to know. The hub fills it from its own store, a device
// from the vault; both come to the same verdict once they hold the same.
type Hearing struct {
	Change      Change
	Class       Class // of the envelope
	Root        *Item // the root item of the subject, see RootKey; nil if unknown
	Author      Staff // as the directory knows Change.By
	AuthorKnown bool  // false: no such member of staff
	Ask         *Item // for an order to erase: the item of KindEraseAsk it names
	Vouched     bool  // the hub vouches that it accepted it once: who wrote it was proved then
}

// Judge decides whether a change is folded. Broken rules of counselling are no reason
// to refuse: those are flagged where they are read. Authority is judged by what the author had
// received: whoever did not know that a case was taken from them may have written to
// it, and that is flagged; whoever knew may not.
func Judge(h Hearing) Verdict {
	c := h.Change
	if !wellFormed(c, h.Class) {
		return Verdict{Ruling: SetAside, Reason: ReasonMalformed}
	}
	if !h.AuthorKnown || h.Author.ID != c.By {
		return Verdict{Ruling: SetAside, Reason: ReasonUnknownAuthor}
	}
	if !h.Vouched && !hasDevice(h.Author, c.Device) {
		return Verdict{Ruling: SetAside, Reason: ReasonForged}
	}
	left := h.Author.Ended
	h.Author.Ended = false // their last words may come late
	if c.Kind.IsErase() && !mayErase(h) {
		return Verdict{Ruling: SetAside, Reason: ReasonNotAuthorised}
	}
	ok, flag := mayWrite(OwnershipOf(c.Subject, h.Root), h.Author, c)
	if !ok {
		then, complete := ownershipAt(c.Subject, h.Root, c.Basis)
		could, _ := mayWrite(then, h.Author, c)
		switch {
		case writesAssignment(c):
			// Who has no authority now cannot give it, least of all to themselves: an
			// old basis would otherwise open any case that was ever theirs.
		case could && then.Known && handedOverBy(h.Root, c):
			ok = true // the last words of whoever handed it over, arriving after the handover
		case could && then.Known:
			ok, flag = true, FlagBeforeHandover
		case !complete && mightHave(OwnershipOf(c.Subject, h.Root), h.Author):
			ok, flag = true, FlagBasisUnknown
		}
	}
	switch {
	case !ok:
		return Verdict{Ruling: SetAside, Reason: ReasonNotAuthorised}
	case flag != "":
		return Verdict{Ruling: Flagged, Flag: flag}
	case left:
		return Verdict{Ruling: Flagged, Flag: FlagAuthorLeft}
	}
	return Verdict{}
}

// FlagUnread is the flag of a change that whoever judges cannot read, because it is
// sealed to others: it is accepted from every member of staff, and flagged when they
// have no business with the subject now, or are a colleague to whom it is not assigned.
// What goes to its author or the complaint reader alone is flagged to nobody: that
// there is one at all would be told.
func FlagUnread(s Subject, root *Item, author Staff, class Class) Flag {
	if circle := CircleOf(class, Policy{}); circle == CircleAuthor || circle == CircleComplaints || author.Is(DataProtection) {
		return ""
	}
	left := author.Ended
	author.Ended = false
	c := Change{Subject: s, By: author.ID}
	ok, flag := mayWrite(OwnershipOf(s, root), author, c)
	switch {
	case ok && flag != "":
		return flag
	case ok && left:
		return FlagAuthorLeft
	case ok, lastAssignedBy(root, author.ID):
		return "" // their last words before they handed it over, whichever came first
	case onceAssigned(root, author):
		return FlagBeforeHandover
	}
	return FlagBasisUnknown
}

// lastAssignedBy reports whether it was somebody themself who gave a subject away.
func lastAssignedBy(root *Item, who StaffID) bool {
	if root == nil || len(root.Heads("assigned")) == 0 {
		return false
	}
	for _, f := range []Field{"assigned", "office"} {
		if fs := root.Fields[f]; fs != nil && slices.ContainsFunc(fs.Heads, func(h Head) bool { return h.By != who }) {
			return false
		}
	}
	return true
}

// onceAssigned reports whether somebody ever worked on a subject, or in an office that had it.
func onceAssigned(root *Item, s Staff) bool {
	if root == nil {
		return false
	}
	for f, fs := range root.Fields {
		for _, p := range fs.Past {
			id, _ := p.Value.SubjectID()
			if f == "assigned" && id == s.ID || f == "office" && id == s.Office || f == F("deputy", s.ID.String()) && p.Value == Yes {
				return true
			}
		}
	}
	return false
}

// handedOverBy reports whether every write of the assignment that the author of c had
// not seen is their own.
func handedOverBy(root *Item, c Change) bool {
	seen, _ := closure(root, c.Basis)
	for _, fs := range root.Fields {
		for _, p := range fs.Past {
			if !seen[p.Change] && p.By != c.By {
				return false
			}
		}
	}
	return true
}

// mightHave says who is believed when a basis names assignments that are not here,
// after a restore for instance: somebody who counsels in the organisation the subject
// belongs to. Anybody can make a basis up, so it opens nothing to anybody else, and
// never the directory: a device or a duty written there would open everything.
func mightHave(own Ownership, s Staff) bool {
	switch own.Subject {
	case SubjectCase, SubjectReferral, SubjectRequest, SubjectActivity:
		return (s.Role == Counsellor || s.Role == Supervisor) && Scope(own, s) != Unrelated
	}
	return false
}

func wellFormed(c Change, class Class) bool {
	info := KindOf(c.Kind)
	if len(c.Body) == 0 {
		return false
	}
	if info == nil {
		return true // a newer version's; its envelope is all there is
	}
	if !info.MayBeAbout(c.Subject.Kind) {
		return false
	}
	if len(c.Attachment) > 0 {
		sum := sha256.Sum256(c.Attachment)
		if string(c.Body["sha256"]) != hex.EncodeToString(sum[:]) || string(c.Body["bytes"]) != strconv.Itoa(len(c.Attachment)) {
			return false
		}
	}
	for f := range c.Body {
		if cl, ok := ClassOf(c.Kind, f); ok && cl != class {
			return false
		}
		if c.Kind.IsErase() && strings.HasPrefix(string(f), "change.") {
			if _, ok := ParseSkeleton(c.Body[f]); !ok {
				return false
			}
		}
	}
	for f := range c.Replaces {
		if cl, ok := ClassOf(c.Kind, f); ok && cl != class {
			return false
		}
	}
	return true
}

func hasDevice(s Staff, d DeviceID) bool {
	for _, x := range s.Devices {
		if x == d {
			return true
		}
	}
	return false
}

// mayErase: somebody asked, somebody else orders, and the order goes no further than the asking.
func mayErase(h Hearing) bool {
	e := ErasingOf(h.Change)
	if e.Second != h.Change.By || e.First.IsZero() || e.First == e.Second || h.Ask == nil || h.Ask.Is("refused") {
		return false
	}
	if e.Whole != h.Ask.Is("whole") || !e.Whole && len(e.Changes) == 0 {
		return false
	}
	for f, fs := range h.Ask.Fields {
		for _, w := range fs.Heads {
			if w.By != e.First && f != "refused" {
				return false
			}
		}
	}
	if e.Whole {
		return true
	}
	for id := range e.Changes {
		if !h.Ask.Is(F("change", id.String())) {
			return false
		}
	}
	return true
}

// mayWrite is the table of authority. The flag says that it is accepted all the same.
func mayWrite(own Ownership, s Staff, c Change) (bool, Flag) {
	rel := Scope(own, s)
	counsels := s.Role == Counsellor || s.Role == Supervisor
	if c.Kind.IsErase() {
		return rel != Unrelated && (s.Role == Supervisor || s.Is(DataProtection)), ""
	}
	switch own.Subject {
	case SubjectCase:
		return mayWriteCase(own, s, c, rel, counsels)
	case SubjectReferral:
		switch {
		case !own.Known:
			return counsels || s.Role == Scout, ""
		case rel == Assigned || rel == Deputy && !writesAssignment(c):
			return true, ""
		case rel == Referred:
			return !writesAssignment(c) && c.Kind != KindExtract && c.Kind != KindExtractMedical || s.Role == Supervisor, ""
		case s.Role == Supervisor:
			return rel != Unrelated, ""
		case rel == SameOffice:
			return counsels && !writesAssignment(c), FlagNotAssigned
		}
		return false, ""
	case SubjectRequest:
		if !own.Known {
			return counsels || s.Role == Scout, ""
		}
		return rel != Unrelated && (counsels || s.Role == Scout), ""
	case SubjectNote, SubjectService:
		return (counsels || s.Role == Scout) && (!own.Known || rel != Unrelated), ""
	case SubjectActivity, SubjectCentre:
		return counsels && (!own.Known || rel != Unrelated) || s.Role == Scout && own.Subject == SubjectActivity && (!own.Known || rel == Assigned), ""
	case SubjectStaff, SubjectOffice, SubjectOrganisation, SubjectPack:
		return mayWriteStaff(own, s, c, rel)
	case SubjectRights:
		return (counsels || s.Is(DataProtection)) && (!own.Known || rel != Unrelated), ""
	case SubjectAudit:
		return !own.Known || rel == Assigned, ""
	}
	// A subject of a newer version: only its owning office writes to it.
	return rel == Assigned || rel == Deputy || rel == SameOffice, ""
}

func mayWriteCase(own Ownership, s Staff, c Change, rel Relation, counsels bool) (bool, Flag) {
	switch {
	case s.Is(ComplaintReader) && c.Kind == KindComplaint && rel != Unrelated:
		return true, ""
	case s.Is(DataProtection) && c.Kind == KindEraseAsk && rel != Unrelated:
		return true, ""
	case !counsels:
		return false, ""
	case !own.Known: // its first entries come in any order
		return true, ""
	case rel == Assigned:
		return true, ""
	case s.Role == Supervisor:
		return rel != Unrelated, ""
	case writesAssignment(c): // a deputy or a colleague does not help themselves to a case
		return false, ""
	case rel == Deputy:
		return true, ""
	case rel == SameOffice: // who picked up the telephone writes down what was said
		return true, FlagNotAssigned
	}
	return false, ""
}

func mayWriteStaff(own Ownership, s Staff, c Change, rel Relation) (bool, Flag) {
	if own.Subject == SubjectStaff && own.ID == s.ID && own.Known && writesAssignment(c) {
		return false, "" // nobody gives themselves a role or a duty
	}
	if s.Role == Administrator || s.Role == Supervisor {
		return !own.Known || rel != Unrelated, ""
	}
	switch {
	case c.Kind == KindCircleKey: // whoever holds a key hands it on to the office's devices
		return rel != Unrelated, ""
	case c.Kind == KindComplaint:
		return rel != Unrelated, ""
	case own.Subject == SubjectStaff && own.ID == s.ID:
		return c.Kind != KindDevice, ""
	}
	return false, ""
}

func writesAssignment(c Change) bool {
	for f := range c.Body {
		if row := FieldOf(c.Kind, f); row != nil && row.Keep {
			return true
		}
	}
	return false
}

package casework

import (
	"time"

	"waymark/internal/id"
)

// Identifiers, one type for each kind of thing.
type (
	ChangeID  = id.Of[changeMark]
	SubjectID = id.Of[subjectMark]
	ItemID    = id.Of[itemMark]    // a part of a subject: a member, a counselling session, a plan line ...
	StaffID   = id.Of[subjectMark] // the staff subject's own identifier
	OfficeID  = id.Of[subjectMark] // the office subject's own identifier
	OrgID     = id.Of[subjectMark] // the organisation subject's own identifier
	DeviceID  = id.Of[deviceMark]
)

type (
	changeMark  struct{}
	subjectMark struct{}
	itemMark    struct{}
	deviceMark  struct{}
)

// Change is one thing that somebody wrote about one subject, in one class. It is
// never edited: a correction is another change that replaces what it corrects.
type Change struct {
	ID       ChangeID             // its identity everywhere
	Subject  Subject              // what it is about
	Kind     Kind                 // what part of the subject it writes: "case", "member", "counselling", "plan.line" ...
	Item     ItemID               // which one of that kind; zero for the subject itself
	By       StaffID              // who wrote it
	Device   DeviceID             // where
	At       time.Time            // wall clock of the device, for people; whole milliseconds, UTC
	Stamp    Stamp                // hybrid clock, for the order of display and for nothing else
	Received time.Time            // hub time; zero until the hub has it; not part of the encoded change
	Body     map[Field]Value      // what was written; never empty
	Replaces map[Field][]ChangeID // per field written: the heads its author saw there, sorted. Deleting an item names those of all its fields
	Basis    []ChangeID           // the heads of the subject's assignment that its author had received, sorted: authority is judged by it

	// Attachment is the content of a document, for the kinds of [FileKinds] only. It
	// is not folded; the fields sha256 and bytes of the same change bind it.
	Attachment []byte
}

// Kind says which part of a subject a change writes. Kinds and their fields are in
// one table (see [Kinds]); a kind this version does not know is kept and carried.
type Kind string

// Field is a path within one item, such as "name.native" or "topic.your-data.shown".
type Field string

// Value is what a field holds, as text in a canonical form that the table of kinds
// gives for each field: text as typed, a date as 2006-01-02, a number in decimal,
// yes | no, an identifier, or one of an enumeration. "" is a field emptied.
type Value string

// Stamp is a hybrid clock: milliseconds since 1970 in the upper 48 bits, a counter
// in the lower 16. It orders what people look at and decides nothing.
type Stamp uint64

// Subject is what changes are about and what is folded as one.
type Subject struct {
	Kind SubjectKind
	ID   SubjectID
}

// SubjectKind is one of the kinds below. Its number is written in batches and in
// databases: never renumber.
type SubjectKind uint8

// The kinds of subjects.
const (
	SubjectCase     SubjectKind = 1
	SubjectActivity SubjectKind = 2
	SubjectRequest  SubjectKind = 3 // an information request
	SubjectNote     SubjectKind = 4 // a country note
	SubjectService  SubjectKind = 5 // a directory entry
	SubjectCentre   SubjectKind = 6
	SubjectStaff    SubjectKind = 7
	SubjectOffice   SubjectKind = 8
	SubjectPack     SubjectKind = 9
	SubjectRights   SubjectKind = 10 // a person's request under data protection law

	// SubjectReferral is what one partner is given of a case, and what the partner
	// tells back. It is a subject of its own, so that a case's own entries never have
	// to be told apart from what a scout may see.
	SubjectReferral     SubjectKind = 11
	SubjectOrganisation SubjectKind = 12
	SubjectAudit        SubjectKind = 13 // who saw, changed and disclosed what on one device
)

// Class says how closely something is held. It is a function of kind and field
// alone (see [ClassOf]). Its number is written in batches: never renumber.
type Class uint8

// The classes. A class this version does not know is treated as [Private] is: nobody
// but its author and the owning office's store ever gets it.
const (
	Core        Class = 1
	Medical     Class = 2
	Protection  Class = 3
	Legal       Class = 4 // anything that reveals asylum; counselling sessions as a whole
	Whereabouts Class = 5 // where a person lives or can be met in Europe
	Complaint   Class = 6
	Private     Class = 7
)

// Role is what a member of staff does.
type Role uint8

// The roles.
const (
	Counsellor    Role = 1
	Scout         Role = 2
	Supervisor    Role = 3
	Administrator Role = 4 // manages staff and devices, reads no case

	// Duties: somebody has one of the roles above, and may have these besides.
	ComplaintReader Role = 5 // reads complaints and what persons said about the counselling, nothing else
	DataProtection  Role = 6 // answers rights requests, reads the audit, second signature for erasing
)

// Relation is how a member of staff stands to a subject.
type Relation uint8

// The relations.
const (
	Unrelated    Relation = 0
	Assigned     Relation = 1
	Deputy       Relation = 2
	SameOffice   Relation = 3
	Organisation Relation = 4
	Referred     Relation = 5 // a partner to whom the subject, a referral or a request, is addressed
)

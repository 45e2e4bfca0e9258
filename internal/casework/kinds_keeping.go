package casework

import "slices"

// Kinds of documents: one for each class, because the class of a document is that of
// what is on it. The content is the change's Attachment.
const (
	KindFile            Kind = "file"
	KindFileMedical     Kind = "file.medical"
	KindFileProtection  Kind = "file.protection"
	KindFileLegal       Kind = "file.legal"
	KindFileWhereabouts Kind = "file.whereabouts"
	KindFileComplaint   Kind = "file.complaint"
	KindFilePrivate     Kind = "file.private"
)

// Kinds of erasing. Somebody asks (KindEraseAsk), somebody else orders (KindErase and
// its sisters, one for each class, because the order names what it erases).
const (
	KindEraseAsk         Kind = "erase.ask"
	KindErase            Kind = "erase"
	KindEraseMedical     Kind = "erase.medical"
	KindEraseProtection  Kind = "erase.protection"
	KindEraseLegal       Kind = "erase.legal"
	KindEraseWhereabouts Kind = "erase.whereabouts"
	KindEraseComplaint   Kind = "erase.complaint"
	KindErasePrivate     Kind = "erase.private"
	KindRights           Kind = "rights"
)

var fileKinds = map[Class]Kind{
	Core: KindFile, Medical: KindFileMedical, Protection: KindFileProtection, Legal: KindFileLegal,
	Whereabouts: KindFileWhereabouts, Complaint: KindFileComplaint, Private: KindFilePrivate,
}

var eraseKinds = map[Class]Kind{
	Core: KindErase, Medical: KindEraseMedical, Protection: KindEraseProtection, Legal: KindEraseLegal,
	Whereabouts: KindEraseWhereabouts, Complaint: KindEraseComplaint, Private: KindErasePrivate,
}

// FileKind is the kind of a document that is held as closely as c.
func FileKind(c Class) Kind { return fileKinds[c] }

// FileKinds returns the kinds whose changes carry an Attachment.
func FileKinds() []Kind {
	var out []Kind
	for _, c := range classes {
		out = append(out, fileKinds[c])
	}
	return out
}

// EraseKind is the kind of the order that erases what is of class c.
func EraseKind(c Class) Kind { return eraseKinds[c] }

// IsErase reports whether changes of this kind order an erasing.
func (k Kind) IsErase() bool {
	for _, e := range eraseKinds {
		if e == k {
			return true
		}
	}
	return false
}

// IsFile reports whether changes of this kind carry a document.
func (k Kind) IsFile() bool {
	for _, f := range fileKinds {
		if f == k {
			return true
		}
	}
	return false
}

func anySubject() []SubjectKind {
	return on(SubjectCase, SubjectActivity, SubjectRequest, SubjectNote, SubjectService, SubjectCentre, SubjectStaff, SubjectOffice,
		SubjectPack, SubjectRights, SubjectReferral, SubjectOrganisation)
}

func (t kinds) addKeeping() {
	for c, k := range fileKinds {
		t.add(k, anySubject(), c, []row{
			text("name"), label("media_type"), number("bytes"), key("sha256"), number("pages"), date("made"), text("what"), enum("document", "document"),
			ref("member", KindMember), label("of.kind"), ref("of.item", ""), text("text"), lang("language"), yes("from_paper"), yes("signature"), number("width"), number("height"),
		})
	}
	for c, k := range eraseKinds {
		t.add(k, anySubject(), c, []row{
			ref("first", ""), ref("second", ""), enum("reason", "erase_reason"), ref("ask", KindEraseAsk), yes("whole"),
			label("change.*"), // the segment is the erased change; the value says what it wrote and replaced, see Skeleton
		})
	}
	t.add(KindEraseAsk, anySubject(), Core, []row{
		enum("reason", "erase_reason"), yes("whole"), yes("change.*"), yes("refused"),
	})
	t.add(KindRights, on(SubjectRights), Legal, []row{
		ref("organisation", "").kept(), ref("office", "").kept(), ref("assigned", "").kept(), enum("kind", "right"), enum("state", "rights"), date("received"), date("due"), date("answered"), text("words"), text("answer"), ref("case", ""), text("identity"),
		text("refused_why"), ref("file", ""),
	})
	for _, info := range t {
		slices.Sort(info.On)
	}
}

package hub

import (
	"context"
	"errors"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// What a store answers. Errors of drivers do not come out of a store; what is none
// of these has failed for a reason that only its text tells.
var (
	ErrUnknown = errors.New("not known here")
	ErrNewer   = errors.New("the store was made by a newer version")
	ErrForeign = errors.New("the store belongs to another hub or another program")
	ErrSealed  = errors.New("the store holds what these keys do not open")
)

// Store keeps what a hub knows. It is called by several goroutines, and by several
// hubs at once if the database allows.
//
// An implementation must
//   - make Update atomic and durable: after nil, everything f wrote survives a power
//     cut; after an error, nothing of it is there, unless the error came while
//     committing, when either may be the case;
//   - run f again from the start when the database says that two transactions got in
//     each other's way, so f may run several times and must not keep anything from an
//     attempt but the last;
//   - show f in View one state that nobody changes, and let it write nothing;
//   - keep bodies, envelopes and the names of devices sealed under keys that are not
//     in the database. In clear are identifiers, sizes, receivers, priorities, times.
type Store interface {
	Update(ctx context.Context, f func(Tx) error) error
	View(ctx context.Context, f func(Tx) error) error
}

// Tx is one transaction. Locks are taken in this order and in no other: a device
// (LockDevice), the directory (Directory), subjects (LockSubjects); whoever takes
// several of one kind takes them in one call. An implementation holds them until
// the transaction ends.
//
// Where a method takes a list it does it in few statements; lists may be empty and
// hold no element twice. What it returns is in no order unless it says so.
type Tx interface {
	ExchangeTx
	EntryTx
	ScopeTx
	OfficeTx
}

// ExchangeTx is about batches that came and went.
type ExchangeTx interface {
	// LockDevice keeps other transactions from exchanging with d until the end and
	// returns what is known of earlier exchanges: zero if there were none.
	LockDevice(d batch.NodeID) (Exchanges, error)
	PutExchanges(d batch.NodeID, x Exchanges) error
	// Exchanges returns the same without a lock.
	Exchanges(d batch.NodeID) (Exchanges, error)

	// Take notes that a batch of d was accepted, and that d is owed its receipt. It
	// reports false, and notes nothing, if it was accepted before.
	Take(d batch.NodeID, b batch.ID, at time.Time) (bool, error)
	// Taken reports whether it was.
	Taken(b batch.ID) (bool, error)
	// Owed returns the batches whose receipts d is owed, the newest first, at most n.
	Owed(d batch.NodeID, n int) ([]batch.ID, error)

	// Send notes what goes to d in one batch.
	Send(d batch.NodeID, s Sending) error
	// Sendings returns what went to d and was not receipted, the oldest first.
	Sendings(d batch.NodeID) ([]Sending, error)
	// Sending reports whether a batch went to anybody and was not receipted.
	Sending(b batch.ID) (bool, error)
	// Receipted forgets a sending to d: what it held is pending no longer, unless it
	// became pending again since; the receipts in it are not owed any more. It reports
	// whether the sending was known.
	Receipted(d batch.NodeID, b batch.ID) (bool, error)
	// ForgetSendings forgets sendings to d without counting them as arrived.
	ForgetSendings(d batch.NodeID, b []batch.ID) error
}

// Exchanges is what the hub remembers of a device's exchanges.
type Exchanges struct {
	Seen   time.Time // the last one; zero if none
	Made   uint64    // the highest counter seen in its batches
	Chunk  int       // bytes in one batch for it, found by trying; zero until the first answer
	Agreed time.Time // when holdings last agreed; zero if never
	Backed time.Time // up to when it was last told that its batches are in a backup
}

// Sending is a batch made for a device.
type Sending struct {
	ID       batch.ID
	At       time.Time
	Turn     [8]byte // the answer it was part of
	Rows     []Sent
	Receipts []batch.ID
}

// Sent is one pending row, or some of the parts it travels in, in a sending.
type Sent struct {
	Entry  batch.EntryID
	Mark   int64     // of the pending row
	Blocks [2]uint16 // with parts: the first block of batch.MinPart bytes and the one after the last; else zero
}

// EntryTx is about entries, whatever is in them.
type EntryTx interface {
	// LockSubjects keeps other transactions from writing about these subjects. It
	// returns those that it did not know, and those that were erased as a whole.
	LockSubjects(s []casework.SubjectID) (fresh, erased map[casework.SubjectID]bool, err error)

	// Find returns which of these entries are kept, which erased, which set aside;
	// others are left out.
	Find(e []batch.EntryID) (map[batch.EntryID]Standing, error)
	// Add keeps entries that are neither kept nor erased.
	Add(e []Kept) error
	// Entry returns one with its body, or [ErrUnknown].
	Entry(e batch.EntryID) (Kept, error)
	// Entries returns those of e that are kept, with their bodies if these have at
	// most limit bytes.
	Entries(e []batch.EntryID, limit uint64) ([]Kept, error)
	// Blocks returns n blocks of batch.MinPart bytes of a body, from the first on.
	Blocks(e batch.EntryID, first, n int) ([]byte, error)
	// About returns all entries about a subject, without bodies.
	About(s casework.SubjectID) ([]Kept, error)
	// Steering returns the entries that steer anything about these subjects, with
	// their bodies.
	Steering(s []casework.SubjectID) ([]Kept, error)
	// SteeringDirectory returns those about staff and offices.
	SteeringDirectory() ([]Kept, error)
	// Subjects returns up to n subjects after the given one, in the order of their identifiers.
	Subjects(after casework.SubjectID, n int) ([]casework.SubjectID, error)

	// AddPart keeps a part of an entry that is not kept yet and returns the entry
	// once its parts, as sent by this device, are complete; then they are gone. It
	// returns [batch.ErrDamaged] when they do not add up; they are gone too.
	AddPart(from batch.NodeID, p batch.Part, at time.Time) (*batch.Entry, error)
	// PartBytes returns how many bytes of incomplete entries of d are kept.
	PartBytes(d batch.NodeID) (int64, error)

	// Erase removes bodies and envelopes and remembers the identifiers for ever,
	// known or not. It returns those that it erased now.
	Erase(e []batch.EntryID, at time.Time) ([]batch.EntryID, error)
	// EraseSubject remembers that nothing about s is to be kept any more.
	EraseSubject(s casework.SubjectID, at time.Time) error

	// SetAside keeps an entry apart, with its reason, for the device that sent it.
	SetAside(from batch.NodeID, a Aside) error
	// EndAside forgets that an entry was set aside.
	EndAside(from batch.NodeID, e batch.EntryID) error
	// Asides returns what was set aside, of one device or, for zero, of all, the oldest first.
	Asides(from batch.NodeID) ([]Aside, error)
}

// Standing is how an entry stands with the hub.
type Standing uint8

// The standings.
const (
	Held    Standing = 1
	Erased  Standing = 2
	IsAside Standing = 3
)

// Kept is an entry at the hub.
type Kept struct {
	batch.Entry          // Body may have been left out
	Length      uint64   // of the body, in bytes
	Sum         [32]byte // SHA-256 of the body
	Steers      Steers
	Understood  bool // this version knows every kind and field in it
}

// Steers says whether an entry bears on who receives what.
type Steers uint8

// What an entry may steer.
const (
	SteersNothing   Steers = 0
	SteersSubject   Steers = 1 // who receives what about its own subject
	SteersDirectory Steers = 2 // who is who
)

// Aside is an entry that was set aside.
type Aside struct {
	Entry  batch.Entry
	From   batch.NodeID
	Reason uint16 // as batch numbers them
	At     time.Time
}

// ScopeTx is about what devices are meant to have and what is on its way to them.
type ScopeTx interface {
	// Show adds to what devices are meant to have and returns what was not there
	// before. The set of each device changes with it.
	Show(v []Visible) ([]Visible, error)
	// Hide takes away and returns what was there.
	Hide(v []Visible) ([]Visible, error)
	// Shown returns those of e that d is meant to have.
	Shown(d batch.NodeID, e []batch.EntryID) (map[batch.EntryID]bool, error)
	// ErasedShown returns what d is meant to have that was erased at a time or later.
	ErasedShown(d batch.NodeID, since time.Time) ([]batch.EntryID, error)
	// Set stands for all that d is meant to have.
	Set(d batch.NodeID) (batch.Set, error)
	// Range calls f for everything that d is meant to have from lo on and before hi
	// (zero hi: to the end), in order, until f returns false.
	Range(d batch.NodeID, lo, hi batch.EntryID, f func(batch.EntryID) bool) error

	// Pend makes rows pending, in place of those of the same device and entry.
	Pend(p []Pending) error
	// Unpend removes the rows of d about these entries.
	Unpend(d batch.NodeID, e []batch.EntryID) error
	// Pending returns up to n rows of d, by priority, the newest entries first.
	Pending(d batch.NodeID, n int) ([]Pending, error)

	// Waiting returns how many rows are pending for d and how many bytes their entries
	// have. It may stop counting at 100,000 rows.
	Waiting(d batch.NodeID) (rows, bytes int64, err error)

	// PutErrand asks for a device's scope to be worked out anew, from a subject on;
	// there is at most one for each device.
	PutErrand(d batch.NodeID, after casework.SubjectID) error
	// Errand returns where to go on for d, or false.
	Errand(d batch.NodeID) (after casework.SubjectID, ok bool, err error)
	EndErrand(d batch.NodeID) error
	// Errands returns the devices that have one.
	Errands() ([]batch.NodeID, error)
}

// Visible says that a device is meant to have an entry.
type Visible struct {
	Device batch.NodeID
	Entry  batch.EntryID
}

// Pending is something a device has to be told.
type Pending struct {
	Visible
	Op       Op
	Priority Priority
	Reason   uint16 // why it was set aside
	Length   uint64 // of the entry's body
	Mark     int64  // tells this row from an earlier one about the same entry; Pend fills it in
	Done     []byte // with parts: a bit for each block that arrived, the first in the lowest bit
}

// Op is what a device has to do with an entry. Its number is in databases.
type Op uint8

// What a device has to do.
const (
	Give     Op = 1 // keep it
	Withdraw Op = 2 // take it from sight
	EraseIt  Op = 3
	PutAside Op = 4 // learn that the hub set it aside
)

// Priority orders what waits for a device; lower goes first. Its number is in databases.
type Priority uint8

// The priorities.
const (
	Orders        Priority = 0 // withdraw, erase, set aside
	Words         Priority = 1
	Files         Priority = 2
	BackfillWords Priority = 3
	BackfillFiles Priority = 4
)

// OfficeTx is about the hub itself.
type OfficeTx interface {
	// Directory returns a number that changes when staff, offices or devices do, and
	// keeps it from changing; with change it keeps others from reading it and changes it.
	Directory(change bool) (int64, error)

	// PutInvitation writes a sealed invitation, in place of one of the same identifier.
	PutInvitation(i Invitation) error
	// Invitation returns one, or [ErrUnknown].
	Invitation(id batch.Bytes16) (Invitation, error)

	// Note remembers something that a supervisor should see.
	Note(n Notice) error
	// Notices returns those since a time, the oldest first.
	Notices(since time.Time) ([]Notice, error)

	// Setting returns a value of the hub's own, nil if there is none.
	Setting(name string) ([]byte, error)
	PutSetting(name string, value []byte) error

	// Purge forgets what nobody asks for any more: batches taken before a time whose
	// receipts arrived, batches sent before a time, parts that came before a time,
	// invitations that expired before a time.
	Purge(taken, sent, parts, invitations time.Time) error

	// Counts returns how much there is of what, for the one who runs the hub.
	Counts() (Counts, error)
}

// Invitation lets devices enrol. It is kept sealed.
type Invitation struct {
	ID      batch.Bytes16
	Key     [32]byte // what an introduction is checked with, see batch.InvitationKey
	Role    casework.Role
	Office  casework.OfficeID
	Staff   casework.StaffID // for a further device of somebody; zero: somebody new each time
	Uses    int              // left
	Expires time.Time
}

// Notice is something the hub noticed about a device.
type Notice struct {
	Device batch.NodeID
	What   NoticeKind
	At     time.Time
}

// NoticeKind is what was noticed. Its number is in databases.
type NoticeKind uint8

// What may be noticed.
const (
	Reconciled NoticeKind = 1 // holdings differed: the device or the hub was restored or copied
	Enrolled   NoticeKind = 2
	Revoked    NoticeKind = 3
	Forged     NoticeKind = 4 // it sent what another is said to have written, without the hub's word for it
	Recovered  NoticeKind = 5 // the code that opens its vault was read out to somebody
	Wiped      NoticeKind = 6 // it has the order to wipe itself
)

// Counts is how much there is.
type Counts struct {
	Entries, Erased, Asides, Subjects, Visible, Pending, Parts, Batches int64
}

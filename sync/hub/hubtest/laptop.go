// Package hubtest has what tests of the hub need: a hub with keys, a clock that tests
// set and a real store, and a laptop that does what a device must, in memory, and
// nothing more. It checks nothing of its own: it fails the test when the hub breaks
// the contract between the two.
//
// Only tests import this package. What a device really does is in sync/device.
package hubtest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
	"waymark/sync/hub/storetest"
)

// Place is a hub with its keys, its clock and a store that can be opened again.
type Place struct {
	T      testing.TB
	Org    hub.Organisation
	Keys   hub.Keys
	Now    time.Time // of the hub and of all laptops
	Store  *sqlstore.Store
	Hub    *hub.Hub
	Limits hub.Limits
	Wrap   func(hub.Store) hub.Store // nil: none

	open func(sqlstore.Keys) (*sqlstore.Store, error)
	path string

	invited map[string]invited
}

func (p *Place) clock() time.Time { return p.Now }

// Noon is when tests begin.
var Noon = time.Date(2030, 5, 2, 12, 0, 0, 0, time.UTC)

// New makes a hub over a new SQLite database in a vault.
func New(t testing.TB) *Place {
	dir := t.TempDir()
	v, err := vault.CreateRaw(dir, vault.NewKey())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.Close()) })
	p := newOn(t, func(keys sqlstore.Keys) (*sqlstore.Store, error) {
		return sqlstore.OpenSQLite(context.Background(), v.Path("hub.db"), v.VFS(), keys)
	})
	p.path = v.Path("hub.db")
	return p
}

// NewOnPostgres makes a hub over PostgreSQL.
func NewOnPostgres(t testing.TB) *Place {
	url := storetest.Postgres(t)
	return newOn(t, func(keys sqlstore.Keys) (*sqlstore.Store, error) {
		return sqlstore.OpenPostgres(context.Background(), url, keys)
	})
}

func newOn(t testing.TB, open func(sqlstore.Keys) (*sqlstore.Store, error)) *Place {
	p := &Place{T: t, Now: Noon, open: open, invited: map[string]invited{}}
	var err error
	p.Org, err = hub.NewOrganisation()
	require.NoError(t, err)
	p.Keys, err = hub.NewKeys(p.Org, p.Now)
	require.NoError(t, err)
	p.Store = p.Open()
	t.Cleanup(func() { p.Store.Close() })
	p.Start()
	return p
}

// Open opens the place's database, once more if it is PostgreSQL.
func (p *Place) Open() *sqlstore.Store {
	s, err := p.open(p.Keys.Rows)
	require.NoError(p.T, err)
	return s
}

// Copy makes a backup of an embedded database and returns its path.
func (p *Place) Copy() string {
	p.T.Helper()
	path := filepath.Join(p.T.TempDir(), "copy.db")
	require.NoError(p.T, p.Store.Backup(context.Background(), path))
	return path
}

// Return puts a backup in the place of the database and starts the hub anew.
func (p *Place) Return(path string) {
	p.T.Helper()
	require.NoError(p.T, p.Store.Close())
	b, err := os.ReadFile(path)
	require.NoError(p.T, err)
	for _, old := range []string{"", "-wal", "-journal"} {
		require.NoError(p.T, os.RemoveAll(p.path+old))
	}
	require.NoError(p.T, os.WriteFile(p.path, b, 0o600))
	p.Store = p.Open()
	p.Start()
}

// Start makes the hub anew, as after a kill, over Wrap of the store.
func (p *Place) Start() {
	var err error
	var store hub.Store = p.Store
	if p.Wrap != nil {
		store = p.Wrap(store)
	}
	p.Hub, err = hub.New(context.Background(), store, p.Keys, hub.Options{Now: p.clock, Limits: p.Limits})
	require.NoError(p.T, err)
}

// Invite makes an invitation.
func (p *Place) Invite(i hub.Invite) batch.Invitation {
	p.T.Helper()
	inv, err := p.Hub.Invite(context.Background(), i)
	require.NoError(p.T, err)
	return inv
}

// Join enrols a new laptop of somebody new.
func (p *Place) Join(role casework.Role, office string) *Laptop {
	p.T.Helper()
	// One invitation for all of a kind: deriving its key is slow by intention.
	kind := fmt.Sprint(role, office)
	o := p.invited[kind]
	if o.left == 0 {
		inv := p.Invite(hub.Invite{Role: role, Office: office, Uses: 100, For: 1000 * 24 * time.Hour})
		statement, err := inv.Trust(p.Hub.Statement())
		require.NoError(p.T, err)
		o = invited{100, inv.Key(), statement}
	}
	o.left--
	p.invited[kind] = o
	l := newLaptop(p, o.key, o.statement)
	l.Exchange()
	require.False(p.T, l.Staff.IsZero(), "enrolled")
	l.Sync()
	return l
}

// invited is an invitation with its key.
type invited struct {
	left      int
	key       batch.InvitationKey
	statement batch.HubStatement
}

// Laptop does what a device must, in memory, and nothing more.
type Laptop struct {
	Line      func(context.Context, batch.Sealed) iter.Seq2[batch.Sealed, error] // nil: straight to the hub
	Place     *Place
	ID        batch.NodeID
	Keys      batch.Keys
	Statement batch.HubStatement
	Intro     *batch.Introduction
	Staff     casework.StaffID
	Office    casework.OfficeID
	Org       casework.OrgID
	Role      casework.Role
	Made      uint64
	Turn      []byte
	Receipts  []batch.ID // owed to the hub
	carried   map[batch.ID][]batch.ID
	Outbox    map[batch.EntryID]batch.Entry
	sent      map[batch.ID][]batch.EntryID
	Have      map[batch.EntryID]batch.Entry
	Erased    map[batch.EntryID]bool
	Aside     map[batch.EntryID]uint16
	parts     map[batch.EntryID][]batch.Part
	Says      []batch.Saying // for the next batch
	More      bool
	Backed    int64
	stamp     casework.Stamp
	Answers   []batch.Sealed // of the last exchange
	LastSent  batch.Sealed
}

// NewLaptop returns one that has an invitation and is not enrolled yet.
func NewLaptop(p *Place, inv batch.Invitation) *Laptop {
	statement, err := inv.Trust(p.Hub.Statement())
	require.NoError(p.T, err)
	return newLaptop(p, inv.Key(), statement)
}

// NewLaptopOf is NewLaptop for a hub that is somewhere else: set Line.
func NewLaptopOf(t testing.TB, inv batch.Invitation, statement batch.HubStatement) *Laptop {
	return newLaptop(&Place{T: t, Now: time.Now()}, inv.Key(), statement)
}

func newLaptop(p *Place, key batch.InvitationKey, statement batch.HubStatement) *Laptop {
	keys, err := batch.NewKeys()
	require.NoError(p.T, err)
	l := &Laptop{Place: p, ID: batch.NodeID(id.At[struct{}](p.Now)), Keys: keys, Statement: statement,
		carried: map[batch.ID][]batch.ID{}, Outbox: map[batch.EntryID]batch.Entry{}, sent: map[batch.ID][]batch.EntryID{},
		Have: map[batch.EntryID]batch.Entry{}, Erased: map[batch.EntryID]bool{}, Aside: map[batch.EntryID]uint16{}, parts: map[batch.EntryID][]batch.Part{},
		stamp: casework.Stamp(p.Now.UnixMilli() << 16)}
	l.Intro = key.Introduce(l.ID, keys.Public())
	l.Says = []batch.Saying{batch.Enrol{Recipient: keys.Opening.Recipient(), Name: "laptop", Platform: "Linux 1.0"}}
	return l
}

// Clone returns a copy of the laptop's files.
func (l *Laptop) Clone() *Laptop {
	c := *l
	c.Receipts, c.Says = slices.Clone(l.Receipts), slices.Clone(l.Says)
	c.carried, c.Outbox, c.sent = maps.Clone(l.carried), maps.Clone(l.Outbox), maps.Clone(l.sent)
	c.Have, c.Erased, c.Aside, c.parts = maps.Clone(l.Have), maps.Clone(l.Erased), maps.Clone(l.Aside), maps.Clone(l.parts)
	return &c
}

// Pack makes the next batch: the whole outbox, in parts where it is long.
func (l *Laptop) Pack() batch.Sealed {
	l.Made++
	h := batch.Header{ID: batch.ID(id.At[struct{}](l.Place.Now)), From: l.ID, To: l.Statement.Hub, Made: l.Made, Sent: l.Place.Now.UnixMilli(),
		Receipts: slices.Clone(l.Receipts), Turn: l.Turn, Introduction: l.Intro}
	if len(l.Receipts) > batch.MaxReceipts {
		h.Receipts = h.Receipts[:batch.MaxReceipts]
	}
	var c batch.Content
	for _, e := range l.Outbox {
		l.sent[h.ID] = append(l.sent[h.ID], e.ID)
		if len(e.Body) <= batch.MinPart {
			c.Entries = append(c.Entries, e)
			continue
		}
		parts, err := batch.Split(e, 64<<10)
		require.NoError(l.Place.T, err)
		c.Parts = append(c.Parts, parts...)
	}
	var err error
	c.Notes, err = batch.Notes(l.Says...)
	require.NoError(l.Place.T, err)
	l.Says = nil
	if len(l.Outbox) == 0 && len(c.Notes) == 0 {
		h.Holdings = new(batch.Set)
		*h.Holdings = batch.SetOf(l.Holds()...)
	}
	l.carried[h.ID] = h.Receipts
	s, err := batch.Seal(h, c, l.Keys.Signing, l.Statement.Recipient)
	require.NoError(l.Place.T, err)
	return s
}

// Holds returns what counts as held: not what waits or was set aside, but what was erased.
func (l *Laptop) Holds() batch.Sorted {
	var ids []batch.EntryID
	for e := range l.Have {
		if _, waiting := l.Outbox[e]; !waiting {
			if _, aside := l.Aside[e]; !aside {
				ids = append(ids, e)
			}
		}
	}
	for e := range l.Erased {
		ids = append(ids, e)
	}
	slices.SortFunc(ids, batch.EntryID.Compare)
	return ids
}

// Exchange sends the next batch and takes all that comes.
func (l *Laptop) Exchange() {
	l.Place.T.Helper()
	l.Send(l.Pack(), -1)
}

// Send sends a batch and takes the first n answers, all if n is negative.
func (l *Laptop) Send(s batch.Sealed, n int) {
	l.Place.T.Helper()
	l.LastSent, l.Answers = s, nil
	exchange := l.Line
	if exchange == nil {
		exchange = l.Place.Hub.Exchange
	}
	for answer, err := range exchange(context.Background(), s) {
		require.NoError(l.Place.T, err)
		if len(l.Answers) == n {
			break
		}
		l.Answers = append(l.Answers, answer)
		l.Take(answer)
	}
}

// Take stores what is in an answer.
func (l *Laptop) Take(s batch.Sealed) {
	l.Place.T.Helper()
	c, err := batch.Open(s, batch.Signed(l.Statement.Signing), l.Keys.Opening)
	require.NoError(l.Place.T, err)
	require.NoError(l.Place.T, s.Header.For(l.ID))
	l.Turn, l.More = s.Header.Turn, s.Header.More
	for _, r := range s.Header.Receipts {
		for _, e := range l.sent[r] {
			delete(l.Outbox, e)
		}
		for _, done := range l.carried[r] {
			l.Receipts = slices.DeleteFunc(l.Receipts, func(b batch.ID) bool { return b == done })
		}
		delete(l.sent, r)
		delete(l.carried, r)
	}
	for _, e := range c.Entries {
		l.keep(e)
	}
	for _, p := range c.Parts {
		l.parts[p.Entry.ID] = append(l.parts[p.Entry.ID], p)
		if e, err := batch.Assemble(l.parts[p.Entry.ID]); err == nil {
			delete(l.parts, e.ID)
			l.keep(e)
		}
	}
	for _, n := range c.Notes {
		said, err := n.Read()
		require.NoError(l.Place.T, err)
		l.hear(said)
	}
	if !slices.Contains(l.Receipts, s.Header.ID) {
		l.Receipts = append(l.Receipts, s.Header.ID)
	}
}

func (l *Laptop) keep(e batch.Entry) {
	require.NotEmpty(l.Place.T, e.Vouch)
	require.Positive(l.Place.T, e.Received)
	if l.Erased[e.ID] {
		return
	}
	l.Have[e.ID] = e
	delete(l.Aside, e.ID) // the hub has come to another mind
	l.obey(e)
}

// obey carries out an order to erase: an entry goes if the order names all its
// changes, or the whole subject.
func (l *Laptop) obey(order batch.Entry) {
	if order.Circle != 0 {
		return
	}
	changes := changesOf(l.Place.T, order)
	for _, c := range changes {
		if !c.Kind.IsErase() {
			return
		}
	}
	e := casework.ErasingOf(changes[0])
	for id, x := range l.Have {
		if x.Subject != order.Subject || x.Circle != 0 && !e.Whole {
			continue
		}
		named := true
		if x.Circle == 0 {
			for _, c := range changesOf(l.Place.T, x) {
				_, listed := e.Changes[c.ID]
				named = named && (listed || e.Whole) && !c.Kind.IsErase() && c.Kind != casework.KindEraseAsk
			}
		}
		if named {
			delete(l.Have, id)
			delete(l.Outbox, id)
			l.Erased[id] = true
		}
	}
}

func (l *Laptop) hear(said batch.Saying) {
	switch s := said.(type) {
	case batch.Enrolled:
		l.Staff, l.Role, l.Office, l.Org = casework.StaffID(s.Staff), casework.Role(s.Role), casework.OfficeID(s.Office), casework.OrgID(s.Organisation)
		l.Intro = nil
	case batch.Withdraw:
		for _, e := range s.Entries {
			delete(l.Have, e)
			delete(l.Outbox, e)
		}
	case batch.Erased:
		for _, e := range s.Entries {
			delete(l.Have, e)
			delete(l.Outbox, e)
			l.Erased[e] = true
		}
	case batch.SetAside:
		l.Aside[s.Entry] = s.Reason
	case batch.Backed:
		l.Backed = s.Until
	case batch.Want:
		for _, e := range s.Entries {
			if kept, here := l.Have[e]; here {
				l.Outbox[e] = kept
				delete(l.Aside, e)
			} else if l.Erased[e] {
				l.Says = append(l.Says, batch.Erased{Entries: []batch.EntryID{e}})
			}
		}
	case batch.Reconcile:
		a, err := s.Answer(l.Holds())
		require.NoError(l.Place.T, err)
		for _, e := range a.Give {
			if kept, here := l.Have[e]; here {
				l.Outbox[e] = kept
			}
		}
		if len(a.Want) > 0 {
			l.Says = append(l.Says, batch.Want{Entries: a.Want})
		}
		if len(a.Reply.Ranges) > 0 {
			l.Says = append(l.Says, a.Reply)
		}
	}
}

// Sync exchanges until holdings agree.
func (l *Laptop) Sync() {
	l.Place.T.Helper()
	for range 60 {
		l.Exchange()
		if l.Agrees() {
			return
		}
	}
	got, err := l.Place.Hub.Holding(context.Background(), l.ID)
	require.NoError(l.Place.T, err)
	l.Place.T.Fatalf("no agreement: hub means %d and has %d pending, laptop has %d, outbox %d, says %d",
		got.Set.Count, got.Pending, len(l.Holds()), len(l.Outbox), len(l.Says))
}

// Agrees reports whether nothing is left to say and both ends hold the same.
func (l *Laptop) Agrees() bool {
	got, err := l.Place.Hub.Holding(context.Background(), l.ID)
	require.NoError(l.Place.T, err)
	return len(l.Outbox) == 0 && len(l.Says) == 0 && !l.More && got.Pending == 0 && got.Set == batch.SetOf(l.Holds()...)
}

// Has reports whether the laptop has an entry.
func (l *Laptop) Has(e batch.Entry) bool {
	_, here := l.Have[e.ID]
	return here
}

type body = map[casework.Field]casework.Value

// Write puts an entry into the outbox.
func (l *Laptop) Write(s casework.Subject, class casework.Class, changes ...casework.Change) batch.Entry {
	l.Place.T.Helper()
	for i := range changes {
		c := &changes[i]
		l.stamp++
		c.ID, c.Subject, c.By, c.Device = casework.ChangeID(id.At[struct{}](l.Place.Now)), s, l.Staff, casework.DeviceID(l.ID)
		c.At, c.Stamp = l.Place.Now, l.stamp
	}
	b, err := casework.EncodeChanges(changes)
	require.NoError(l.Place.T, err)
	e := batch.Entry{ID: batch.EntryID(id.At[struct{}](l.Place.Now)), Subject: batch.Bytes16(s.ID), Kind: uint8(s.Kind), Class: uint8(class),
		Author: l.ID, Staff: batch.Bytes16(l.Staff), Body: b}
	l.Have[e.ID], l.Outbox[e.ID] = e, e
	return e
}

// Seal puts an entry into the outbox whose body nobody here can read.
func (l *Laptop) Seal(s casework.Subject, class casework.Class) batch.Entry {
	e := batch.Entry{ID: batch.EntryID(id.At[struct{}](l.Place.Now)), Subject: batch.Bytes16(s.ID), Kind: uint8(s.Kind), Class: uint8(class),
		Circle: batch.Circle(casework.CircleOf(class, casework.Policy{})), Author: l.ID, Staff: batch.Bytes16(l.Staff)}
	sealed, err := batch.SealBody(e, []byte("words"), batch.NewCircleKey())
	require.NoError(l.Place.T, err)
	e.Body = sealed
	l.Have[e.ID], l.Outbox[e.ID] = e, e
	return e
}

// NewCase returns a case nobody wrote about.
func NewCase(p *Place) casework.Subject {
	return casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID(id.At[struct{}](p.Now))}
}

// Open begins a case that is assigned to the laptop's owner.
func (l *Laptop) Open() (casework.Subject, batch.Entry) {
	s := NewCase(l.Place)
	return s, l.Write(s, casework.Core, casework.Change{Kind: casework.KindCase, Body: body{
		"organisation": casework.IDValue(l.Org), "office": casework.IDValue(l.Office), "assigned": casework.IDValue(l.Staff), "opened": "2030-05-02",
	}})
}

// Note writes something of a class about a case.
func (l *Laptop) Note(s casework.Subject, class casework.Class, basis ...casework.ChangeID) batch.Entry {
	if casework.CircleOf(class, casework.Policy{}) != casework.CircleHub {
		return l.Seal(s, class)
	}
	c := casework.Change{Basis: basis, Item: casework.ItemID(id.At[struct{}](l.Place.Now))}
	switch class {
	case casework.Core:
		c.Kind, c.Body = casework.KindEpisode, body{"note": "came back"}
	case casework.Medical:
		c.Kind, c.Body = casework.KindFileMedical, body{"what": "letter"}
	case casework.Protection:
		c.Kind, c.Body = casework.KindFileProtection, body{"what": "letter"}
	case casework.Legal:
		c.Kind, c.Body = casework.KindFileLegal, body{"what": "letter"}
	}
	return l.Write(s, class, c)
}

// ChangeOf returns the first change in an entry.
func ChangeOf(t testing.TB, e batch.Entry) casework.Change {
	t.Helper()
	return changesOf(t, e)[0]
}

func changesOf(t testing.TB, e batch.Entry) []casework.Change {
	t.Helper()
	all, err := casework.DecodeChanges(e.Body, casework.Envelope{Subject: casework.Subject{Kind: casework.SubjectKind(e.Kind), ID: casework.SubjectID(e.Subject)},
		By: casework.StaffID(e.Staff), Device: casework.DeviceID(e.Author)})
	require.NoError(t, err)
	return all
}

package casestore

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/sqlite"
	"waymark/sync/batch"
)

// AppID marks this program's case databases.
const AppID = 0x57594d4b // "WYMK"

// ErrDamaged is returned for contents that this package did not write that way.
// It is the same value that sqlite returns for damaged pages.
var ErrDamaged = sqlite.ErrDamaged

// ErrNotFound is returned for a subject, item or entry that is not kept here.
var ErrNotFound = errors.New("not found")

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the schema's migrations, for tests and tools.
func Migrations() fs.FS {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// Options of a store.
type Options struct {
	VFS      string // of the vault; "" leaves the database in clear, for comparisons only
	ReadOnly bool   // leaves no trace on disk
	// MustExist refuses to make a database where there is none or an empty one: cases
	// were there, and a new empty caseload would hide that they are gone.
	MustExist bool
	Now       func() time.Time // nil: time.Now
}

// Store keeps what one device has. Safe for concurrent use.
type Store struct {
	db    *sqlite.DB
	now   func() time.Time
	clock *casework.Clock
	long  longEntry
	keys  keyring

	handedOn atomic.Bool // nothing changed since that bears on who needs which key

	committed atomic.Pointer[func([]casework.Subject)]
	drafted   atomic.Pointer[func()]
}

// Open opens or makes the database at path. Its errors are those of [sqlite.Open].
// When the way of folding is another than the one the items were made with, it folds
// everything again first.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MustExist && emptied(path) {
		return nil, fmt.Errorf("open case store: nothing where cases were: %w", ErrDamaged)
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{VFS: o.VFS, AppID: AppID, Migrations: Migrations(), ReadOnly: o.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("open case store: %w", err)
	}
	s := &Store{db: db, now: o.Now}
	if err := s.begin(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open case store: %w", err), db.Close())
	}
	return s, nil
}

// emptied reports whether there is no database and no journal of one at path: to SQLite
// that is a new one.
func emptied(path string) bool {
	for _, p := range []string{path, path + "-wal"} {
		if i, err := os.Stat(p); err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && i.Size() > 0 {
			return false
		}
	}
	return true
}

const settingFold = "store.fold"

func (s *Store) begin(ctx context.Context, o Options) error {
	stamp, err := s.number(ctx, "store.stamp")
	if err != nil {
		return err
	}
	s.clock = casework.NewClock(o.Now, casework.Stamp(stamp))
	hub, err := s.number(ctx, "store.hubtime")
	if err != nil {
		return err
	}
	if hub > 0 {
		s.clock.Heard(fromMillis(int64(hub)))
	}
	fold, err := s.number(ctx, settingFold)
	if err != nil || o.ReadOnly || fold == foldVersion {
		return err
	}
	return s.Refold(ctx)
}

// foldVersion is casework's and this package's together: how items, rows and search
// are made of changes.
const foldVersion = casework.FoldVersion<<8 | 2

// DB returns the database, for backup and checks.
func (s *Store) DB() *sqlite.DB { return s.db }

// Close waits for what runs and closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Clock gives times and stamps for what is written on this device.
func (s *Store) Clock() *casework.Clock { return s.clock }

// OnCommitted calls f after every commit that changed subjects, on the goroutine that
// wrote. Set it before the store is used by several.
func (s *Store) OnCommitted(f func([]casework.Subject)) { s.committed.Store(&f) }

// OnDrafts calls f after every commit that changed drafts.
func (s *Store) OnDrafts(f func()) { s.drafted.Store(&f) }

// write runs f in one transaction, brings what follows from it up to date, commits,
// and tells.
func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	var changed []casework.Subject
	var drafts, rekeyed, keysDue bool
	err := s.db.Write(ctx, func(q *sql.Tx) error {
		t := &tx{ctx: ctx, q: q, s: s, now: s.now().UnixMilli(), stmts: map[string]*sql.Stmt{}, writes: true}
		if err := f(t); err != nil {
			return err
		}
		if err := t.finish(); err != nil {
			return err
		}
		changed, drafts, rekeyed, keysDue = t.changed(), t.drafts, t.rekeyed, t.keysDue
		return nil
	})
	if err != nil {
		s.keys.forget() // what was unwrapped may not have been kept
		return err
	}
	if keysDue {
		s.handedOn.Store(false)
	}
	if rekeyed {
		s.keys.forget() // somebody who reads may have filled it from what was before
	}
	if tell := s.committed.Load(); tell != nil && len(changed) > 0 {
		(*tell)(changed)
	}
	if tell := s.drafted.Load(); tell != nil && drafts {
		(*tell)()
	}
	return nil
}

func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error { return s.db.Read(ctx, f) }

// number reads a setting that is a number; 0 if it was never kept.
func (s *Store) number(ctx context.Context, name string) (uint64, error) {
	b, err := s.Setting(ctx, name)
	return parseNumber(b), err
}

func parseNumber(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (t *tx) keepNumber(name string, n uint64) error {
	return t.keep(name, binary.BigEndian.AppendUint64(nil, n))
}

func (s *Store) newBatchID(now int64) batch.ID { return batch.ID(id.At[struct{}](fromMillis(now))) }

func newEntryID(now int64) batch.EntryID { return batch.EntryID(id.At[struct{}](fromMillis(now))) }

// longEntry is the entry that is being sent in parts, with the sum of its body.
type longEntry struct {
	mu  sync.Mutex
	id  batch.EntryID
	val longBody
}

type longBody struct {
	entry batch.Entry
	sum   [32]byte
}

func (l *longEntry) get(e batch.EntryID, read func() (batch.Entry, error)) (longBody, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.id != e {
		got, err := read()
		if err != nil {
			return longBody{}, err
		}
		l.id, l.val = e, longBody{got, sumOf(got.Body)}
	}
	return l.val, nil
}

func (l *longEntry) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.id, l.val = batch.EntryID{}, longBody{}
}

// ids16 yields the identifiers that lie one after the other in b.
func ids16(b []byte) func(yield func(batch.ID) bool) {
	return func(yield func(batch.ID) bool) {
		for ; len(b) >= 16; b = b[16:] {
			if !yield(batch.ID(b[:16])) {
				return
			}
		}
	}
}

package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"time"

	"waymark/sync/batch"
)

// Names of the engine's settings in the store.
const (
	settingNode     = "device.node"     // 16 bytes
	settingKeys     = "device.keys"     // batch.Keys
	settingHub      = "device.hub"      // the hub's statements, newest first, each with its length
	settingEnrolled = "device.enrolled" // the note Enrolled, as it came
	settingPending  = "device.pending"  // the statement of the hub that was asked to enrol us
	settingPolicy   = "device.policy"   // the newest signed policy pack
	settingWipe     = "device.wipe"     // a wipe order that was checked
)

// Errors callers branch on.
var (
	ErrNotEnrolled = errors.New("device is not enrolled")
	ErrEnrolled    = errors.New("device is enrolled already")
	// ErrWaiting says that everything was handed over and the hub's answer has not come.
	ErrWaiting = errors.New("waiting for the hub's answer")
	// ErrNoProgress says that transfers kept breaking and nothing more arrived.
	ErrNoProgress = errors.New("no progress")
	// ErrStranger is for batches that are not of this device's hub.
	ErrStranger = errors.New("not from this device's hub")
)

// Options of an engine. The zero value is usable.
type Options struct {
	// Hold reports whether to wait: a metered line, an empty battery. Only
	// [Engine.Run] asks. nil: never.
	Hold func() bool
	// Progress hears after every transfer, on the engine's goroutine. May be nil.
	Progress func(Progress)
	// Changed hears when something came in, or the status may have changed. May be nil.
	Changed func()
	// Wipers returns the signing keys of supervisors' devices: one of them, or the
	// organisation's, must have signed a wipe order besides the hub. nil: the
	// organisation's alone will do.
	Wipers func(context.Context) []ed25519.PublicKey
	// Wipe hears of a wipe order that was checked. May be nil.
	Wipe func(batch.Wipe)
}

// Engine moves entries between one store and couriers. Safe for concurrent use;
// there is one exchange at a time.
type Engine struct {
	store Store
	opts  Options

	one  sync.Mutex // held during an exchange
	pace pace

	mu     sync.Mutex
	node   *node
	turn   []byte
	turnAt time.Time
	last   Contact
}

// node is who this device is and whom it believes.
type node struct {
	id           batch.NodeID
	keys         batch.Keys
	organisation ed25519.PublicKey
	hubs         []batch.HubStatement // newest first; older ones for batches that were long on their way
	enrolled     batch.Enrolled
}

// New returns an engine on a store. Nothing is read until it is needed.
func New(s Store, o Options) *Engine { return &Engine{store: s, opts: o, pace: newPace()} }

// hub is the newest statement.
func (n *node) hub() batch.HubStatement { return n.hubs[0] }

// signer is batch.SignerOf for batches that came to this device.
func (n *node) signer(h batch.Header) (ed25519.PublicKey, error) {
	if err := h.For(n.id); err != nil {
		return nil, err
	}
	for _, s := range n.hubs {
		if h.From == s.Hub && h.FromKey == batch.KeyIDOf(s.Signing) {
			return s.Signing, nil
		}
	}
	return nil, ErrStranger
}

// who returns the node, read from the store once. ErrNotEnrolled before enrolment.
func (e *Engine) who(ctx context.Context) (*node, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.node != nil {
		return e.node, nil
	}
	n, err := readNode(ctx, e.store)
	if err != nil {
		return nil, err
	}
	e.node = n
	return n, nil
}

func readNode(ctx context.Context, s Store) (*node, error) {
	note, err := s.Setting(ctx, settingEnrolled)
	if err != nil {
		return nil, fmt.Errorf("read enrolment: %w", err)
	}
	if note == nil {
		return nil, ErrNotEnrolled
	}
	n := new(node)
	said, err := batch.Note{Kind: batch.KindEnrolled, Bytes: note}.Read()
	if err != nil {
		return nil, fmt.Errorf("read enrolment: %w", err)
	}
	n.enrolled = said.(batch.Enrolled)
	n.organisation = n.enrolled.Key
	if n.id, n.keys, err = readKeys(ctx, s); err != nil {
		return nil, err
	}
	b, err := s.Setting(ctx, settingHub)
	if err != nil {
		return nil, fmt.Errorf("read hub statements: %w", err)
	}
	if n.hubs, err = readStatements(b); err != nil {
		return nil, err
	}
	return n, nil
}

func readKeys(ctx context.Context, s Store) (me batch.NodeID, keys batch.Keys, err error) {
	b, err := s.Setting(ctx, settingNode)
	if err == nil && len(b) != len(me) {
		err = ErrNotEnrolled
	}
	if err != nil {
		return me, keys, fmt.Errorf("read node: %w", err)
	}
	copy(me[:], b)
	if b, err = s.Setting(ctx, settingKeys); err != nil {
		return me, keys, fmt.Errorf("read keys: %w", err)
	}
	keys, err = batch.ParseKeys(b)
	return me, keys, err
}

// Node returns who this device is, or ErrNotEnrolled.
func (e *Engine) Node(ctx context.Context) (batch.NodeID, batch.Enrolled, error) {
	n, err := e.who(ctx)
	if err != nil {
		return batch.NodeID{}, batch.Enrolled{}, err
	}
	return n.id, n.enrolled, nil
}

// Recovery returns the organisation's recovery recipient, as its newest statement that
// this device knows names it. ErrNotEnrolled before enrolment.
func (e *Engine) Recovery(ctx context.Context) (*batch.Recipient, error) {
	n, err := e.who(ctx)
	if err != nil {
		return nil, err
	}
	return n.hub().Recovery, nil
}

const mostStatements = 8

// learn takes a hub's statement if the pinned organisation signed it and it is newer
// than what is known. It reports whether it was new.
func (e *Engine) learn(ctx context.Context, statement []byte) (bool, error) {
	n, err := e.who(ctx)
	if err != nil {
		return false, err
	}
	s, err := batch.ParseHubStatement(statement)
	if err != nil {
		return false, err
	}
	if !s.Organisation.Equal(n.organisation) || s.Hub != n.hub().Hub {
		return false, ErrStranger
	}
	if s.From <= n.hub().From {
		return false, nil
	}
	old, err := e.store.Setting(ctx, settingHub)
	if err != nil {
		return false, err
	}
	kept := append(putStatement(nil, statement), old...)
	hubs, err := readStatements(kept)
	if err != nil {
		return false, err
	}
	if len(hubs) > mostStatements {
		kept = firstStatements(kept, mostStatements)
		hubs = hubs[:mostStatements]
	}
	if err := e.store.Keep(ctx, map[string][]byte{settingHub: kept}); err != nil {
		return false, err
	}
	fresh := *n
	fresh.hubs = hubs
	e.mu.Lock()
	e.node = &fresh
	e.mu.Unlock()
	return true, nil
}

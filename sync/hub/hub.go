package hub

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// Hub is a hub over a store. Safe for concurrent use; several hubs with the same
// keys may use one database.
type Hub struct {
	store  Store
	keys   Keys
	turns  batch.Turns
	vouch  batch.Vouching
	now    func() time.Time
	limits Limits
	org    casework.OrgID

	known atomic.Pointer[directory] // of the last number seen; replaced, never changed
	made  struct {
		sync.Mutex
		last uint64
	}
	Meter Meter
}

// Options are what may be left out.
type Options struct {
	Now    func() time.Time // time.Now if nil
	Limits Limits           // those left zero are [DefaultLimits]'
}

// Meter counts since the hub was made. For whoever runs it; nothing is decided by it.
type Meter struct {
	Batches, Repeated, Entries, Parts, Asides, Answers, Given, Strangers atomic.Int64
}

// Settings by name, in the store.
const (
	settingNode   = "node"         // the hub's identifier: a database belongs to one
	settingOrg    = "organisation" // the organisation's subject
	settingBacked = "backed"       // see SetBacked
	settingPolicy = "policy"       // the signed pack
)

// New makes a hub. A store that is empty becomes this hub's; one that belongs to
// another is refused with [ErrForeign].
func New(ctx context.Context, store Store, keys Keys, o Options) (*Hub, error) {
	h := &Hub{
		store: store, keys: keys, now: o.Now, limits: o.Limits.withDefaults(),
		turns: batch.Turns{Key: keys.Turns}, vouch: batch.Vouching{Keys: keys.Vouching},
	}
	if h.now == nil {
		h.now = time.Now
	}
	if err := store.Update(ctx, h.claim); err != nil {
		return nil, fmt.Errorf("start hub: %w", err)
	}
	return h, nil
}

// claim makes an empty store the hub's, with its organisation.
func (h *Hub) claim(tx Tx) error {
	dir, err := h.directory(tx, true) // one hub at a time
	if err != nil {
		return err
	}
	node, err := tx.Setting(settingNode)
	if err != nil {
		return err
	}
	if node != nil {
		if !bytes.Equal(node, h.keys.Node[:]) {
			return ErrForeign
		}
		org, err := tx.Setting(settingOrg)
		if err == nil && len(org) != len(h.org) {
			err = ErrForeign
		}
		if err != nil {
			return err
		}
		h.org = casework.OrgID(org)
		return nil
	}
	h.org = newID[casework.OrgID](h.now())
	if err := tx.PutSetting(settingNode, h.keys.Node[:]); err != nil {
		return err
	}
	if err := tx.PutSetting(settingOrg, h.org[:]); err != nil {
		return err
	}
	recovery := ""
	if s, err := batch.ParseHubStatement(h.keys.Statement); err == nil {
		recovery = s.Recovery.String()
	}
	return h.write(tx, dir, casework.Subject{Kind: casework.SubjectOrganisation, ID: h.org}, wrote{casework.KindOrganisation, casework.ItemID{},
		map[casework.Field]casework.Value{"recovery.recipient": casework.Value(recovery)}})
}

// Node is the hub's identifier.
func (h *Hub) Node() batch.NodeID { return h.keys.Node }

// Statement is the organisation's signed word for the hub's keys.
func (h *Hub) Statement() []byte { return bytes.Clone(h.keys.Statement) }

// Organisation is the subject of the hub's organisation.
func (h *Hub) Organisation() casework.OrgID { return h.org }

// Limits are those in force.
func (h *Hub) Limits() Limits { return h.limits }

// nextMade numbers the hub's batches. It is the time, so that two hubs and a
// restored one go on ascending without asking each other.
func (h *Hub) nextMade(now time.Time) uint64 {
	h.made.Lock()
	defer h.made.Unlock()
	h.made.last = max(h.made.last+1, uint64(now.UnixMilli()))
	return h.made.last
}

package device_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/courier"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// modelHub is a hub of a few lines that keeps everything in memory, shares
// everything with everybody, and polices what devices do. It speaks in real batches.
type modelHub struct {
	t    testing.TB
	mu   sync.Mutex
	node batch.NodeID
	keys batch.Keys
	org  ed25519.PrivateKey
	kept
	statement []byte
	turns     batch.Turns
	vouching  batch.Vouching
	budget    int  // bytes of bodies in one answer
	stubborn  bool // finds fault with any holdings, and gives everything again
	deaf      bool // negative control: never compares holdings
}

// kept is what a backup of the hub has.
type kept struct {
	entries map[batch.EntryID]batch.Entry
	erased  map[batch.EntryID]bool
	devices map[batch.NodeID]*peer
	made    uint64
}

type peer struct {
	signing   ed25519.PublicKey
	recipient *batch.Recipient
	visible   map[batch.EntryID]bool
	pending   map[batch.EntryID]bool
	withdraw  map[batch.EntryID]bool
	flying    map[batch.ID][]batch.EntryID
	owed      map[batch.ID]bool
	carried   map[batch.ID][]batch.ID
	taken     map[batch.ID]bool
	made      uint64
	parts     map[batch.EntryID][]batch.Part
}

func (k kept) clone() kept {
	k.entries, k.erased = maps.Clone(k.entries), maps.Clone(k.erased)
	devices := map[batch.NodeID]*peer{}
	for n, p := range k.devices {
		q := *p
		q.visible, q.pending, q.withdraw = maps.Clone(p.visible), maps.Clone(p.pending), maps.Clone(p.withdraw)
		q.flying, q.owed, q.carried, q.taken, q.parts = maps.Clone(p.flying), maps.Clone(p.owed), maps.Clone(p.carried), maps.Clone(p.taken), maps.Clone(p.parts)
		devices[n] = &q
	}
	k.devices = devices
	return k
}

func newModel(t testing.TB) *modelHub {
	keys, err := batch.NewKeys()
	require.NoError(t, err)
	_, org, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	recovery, err := batch.NewIdentity()
	require.NoError(t, err)
	h := &modelHub{t: t, node: newID[batch.NodeID](), keys: keys, org: org, budget: 1 << 20,
		turns: batch.Turns{Key: bytes.Repeat([]byte{7}, 32)}, vouching: batch.Vouching{Keys: [][]byte{bytes.Repeat([]byte{8}, 32)}},
		kept: kept{entries: map[batch.EntryID]batch.Entry{}, erased: map[batch.EntryID]bool{}, devices: map[batch.NodeID]*peer{}}}
	h.statement, err = batch.HubStatement{Hub: h.node, Signing: keys.Public(), Recipient: keys.Opening.Recipient(), Recovery: recovery.Recipient(), From: 1}.Sign(org)
	require.NoError(t, err)
	return h
}

func (h *modelHub) invitation() batch.Invitation {
	return batch.NewInvitation(h.org.Public().(ed25519.PublicKey), "", h.statement)
}

// exchange takes one batch and answers.
func (h *modelHub) exchange(s batch.Sealed) ([]batch.Sealed, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	head := s.Header
	p := h.devices[head.From]
	key := head.Introduction
	c, err := batch.Open(s, func(batch.Header) (ed25519.PublicKey, error) {
		if p != nil {
			return p.signing, nil
		}
		if key == nil {
			return nil, errors.New("stranger")
		}
		return key.Key, nil
	}, h.keys.Opening)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return h.enrol(head, c)
	}
	if p.taken[head.ID] {
		return h.answer(head.From, p, batch.Content{}, []batch.ID{head.ID}, nil)
	}
	p.taken[head.ID], p.owed[head.ID] = true, true
	p.made = max(p.made, head.Made)
	receipts := slices.Clone(head.Receipts)
	var notes []batch.Saying
	for _, n := range c.Notes {
		said, err := n.Read()
		require.NoError(h.t, err)
		switch said := said.(type) {
		case batch.MoreReceipts:
			receipts = append(receipts, said.Batches...)
		case batch.Want:
			for _, e := range said.Entries {
				if h.erased[e] {
					notes = append(notes, batch.Erased{Entries: []batch.EntryID{e}})
				} else if _, have := h.entries[e]; !have {
					notes = append(notes, batch.Want{Entries: []batch.EntryID{e}}) // we lack it too: who asks may be the last to have it
				} else if p.visible[e] {
					p.pending[e] = true
				}
			}
		case batch.Erased:
			for _, e := range said.Entries {
				h.erased[e], p.visible[e] = true, true
				delete(h.entries, e)
			}
		case batch.Reconcile:
			notes = append(notes, h.reconcile(p, said)...)
		}
	}
	for _, r := range receipts {
		for _, e := range p.flying[r] {
			delete(p.pending, e)
			delete(p.withdraw, e)
		}
		delete(p.flying, r)
		for _, b := range p.carried[r] {
			delete(p.owed, b)
		}
		delete(p.carried, r)
	}
	for i := range c.Entries {
		h.take(head.From, c.Entries[i])
	}
	for _, part := range c.Parts {
		e := part.Entry.ID
		p.parts[e] = append(slices.Clone(p.parts[e]), part)
		if whole, err := batch.Assemble(p.parts[e]); err == nil {
			delete(p.parts, e)
			h.take(head.From, whole)
		}
	}
	owed := slices.Collect(maps.Keys(p.owed))
	if !h.turns.Check(head.From, head.Turn, time.Now()) {
		return h.answer(head.From, p, batch.Content{}, owed, nil)
	}
	var agreed *batch.Set
	if head.Holdings != nil && len(p.pending)+len(p.withdraw) == 0 && !h.deaf {
		var mine batch.Set
		for e := range p.visible {
			mine.Add(e)
		}
		if h.stubborn {
			for e := range p.visible {
				p.pending[e] = true
			}
		} else if mine == *head.Holdings {
			agreed = &mine
		} else if !slices.ContainsFunc(notes, func(s batch.Saying) bool { return s.Kind() == batch.KindReconcile }) {
			start, err := batch.Start(h.sorted(p))
			require.NoError(h.t, err)
			notes = append(notes, start)
		}
	}
	content := batch.Content{}
	var ids []batch.EntryID
	size := 0
	for e := range p.pending {
		if size > h.budget {
			break
		}
		entry := h.entries[e]
		if entry.Vouch = h.vouching.Vouch(entry); len(entry.Body) > 24<<10 {
			parts, err := batch.Split(entry, 64<<10)
			require.NoError(h.t, err)
			content.Parts = append(content.Parts, parts...)
		} else {
			content.Entries = append(content.Entries, entry)
		}
		size += len(entry.Body)
		ids = append(ids, e)
	}
	if len(p.withdraw) > 0 {
		gone := slices.Collect(maps.Keys(p.withdraw))
		notes = append(notes, batch.Withdraw{Entries: gone})
		ids = append(ids, gone...)
	}
	content.Notes, err = batch.Notes(notes...)
	require.NoError(h.t, err)
	out, err := h.answer(head.From, p, content, owed, agreed)
	if err == nil && len(ids) > 0 {
		p.flying[out[0].Header.ID] = ids
	}
	return out, err
}

func (h *modelHub) sorted(p *peer) batch.Sorted {
	return slices.SortedFunc(maps.Keys(p.visible), batch.EntryID.Compare)
}

func (h *modelHub) reconcile(p *peer, m batch.Reconcile) (out []batch.Saying) {
	a, err := m.Answer(h.sorted(p))
	require.NoError(h.t, err)
	for _, e := range a.Give {
		switch _, have := h.entries[e]; {
		case have:
			p.pending[e] = true
		case h.erased[e]:
			out = append(out, batch.Erased{Entries: []batch.EntryID{e}})
		default:
			delete(p.visible, e)
		}
	}
	if len(a.Want) > 0 {
		out = append(out, batch.Want{Entries: a.Want})
	}
	if len(a.Reply.Ranges) > 0 {
		out = append(out, a.Reply)
	}
	return out
}

func (h *modelHub) take(from batch.NodeID, e batch.Entry) {
	if h.erased[e.ID] {
		h.devices[from].visible[e.ID] = true
		return
	}
	if old, have := h.entries[e.ID]; have {
		assert.Equal(h.t, old.Sum(), e.Sum(), "same identifier, other bytes")
		h.devices[from].visible[e.ID] = true
		return
	}
	if e.Author != from {
		assert.True(h.t, h.vouching.Check(e), "an entry of another author is given back with the hub's word")
	}
	if e.Received == 0 {
		e.Received = time.Now().UnixMilli()
	}
	e.Vouch = nil
	h.entries[e.ID] = e
	for n, p := range h.devices {
		p.visible[e.ID] = true
		if n != from {
			p.pending[e.ID] = true
		}
	}
}

func (h *modelHub) enrol(head batch.Header, c batch.Content) ([]batch.Sealed, error) {
	var said batch.Enrol
	for _, n := range c.Notes {
		if n.Kind == batch.KindEnrol {
			s, err := n.Read()
			if err != nil {
				return nil, err
			}
			said = s.(batch.Enrol)
		}
	}
	p := &peer{signing: head.Introduction.Key, recipient: said.Recipient, visible: map[batch.EntryID]bool{}, pending: map[batch.EntryID]bool{}, withdraw: map[batch.EntryID]bool{},
		flying: map[batch.ID][]batch.EntryID{}, owed: map[batch.ID]bool{head.ID: true}, carried: map[batch.ID][]batch.ID{}, taken: map[batch.ID]bool{head.ID: true},
		parts: map[batch.EntryID][]batch.Part{}}
	for e := range h.entries {
		p.visible[e], p.pending[e] = true, true
	}
	for e := range h.erased {
		p.visible[e] = true
	}
	h.devices[head.From] = p
	notes, err := batch.Notes(batch.Enrolled{Staff: newID[batch.Bytes16](), Role: 1, Office: newID[batch.Bytes16](), Organisation: newID[batch.Bytes16](),
		Key: h.org.Public().(ed25519.PublicKey), Statement: h.statement})
	if err != nil {
		return nil, err
	}
	return h.answer(head.From, p, batch.Content{Notes: notes}, []batch.ID{head.ID}, nil)
}

func (h *modelHub) answer(to batch.NodeID, p *peer, c batch.Content, receipts []batch.ID, agreed *batch.Set) ([]batch.Sealed, error) {
	h.made++
	receipts = receipts[:min(len(receipts), batch.MaxReceipts)]
	s, err := batch.Seal(batch.Header{From: h.node, To: to, Made: h.made, Sent: time.Now().UnixMilli(), Receipts: receipts,
		Turn: h.turns.New(to, time.Now()), More: len(p.pending) > len(c.Entries), Holdings: agreed}, c, h.keys.Signing, p.recipient)
	p.carried[s.Header.ID] = receipts
	return []batch.Sealed{s}, err
}

// line is a courier to the model in the same process, with a hook for faults.
type line struct {
	hub *modelHub
	// fault decides what happens to one batch; nil: it arrives and is answered.
	fault func(s batch.Sealed) fate
	late  []batch.Sealed
	mu    sync.Mutex
	trips int
	up    int
}

// fate is what becomes of a transfer.
type fate int

const (
	arrives    fate = iota
	fails           // the hub never sees it
	answerLost      // it failed, but it happened
	twice           // the hub sees it twice
	isLate          // the hub sees it with a later one
)

func (l *line) Exchange(ctx context.Context, me batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		for i, s := range out {
			answers, err := l.carry(s)
			for _, a := range answers {
				if !yield(a, nil) {
					return
				}
			}
			if err != nil {
				var ids []batch.ID
				for _, s := range out[i:] {
					ids = append(ids, s.Header.ID)
				}
				yield(batch.Sealed{}, &courier.Undelivered{Batches: ids, Err: err})
				return
			}
		}
	}
}

func (l *line) carry(s batch.Sealed) ([]batch.Sealed, error) {
	l.mu.Lock()
	l.trips++
	l.up += len(s.Bytes)
	f := arrives
	if l.fault != nil {
		f = l.fault(s)
	}
	late := l.late
	l.late = nil
	if f == isLate {
		l.late = append(late, s)
		l.mu.Unlock()
		return nil, courier.ErrBroken
	}
	l.mu.Unlock()
	var all []batch.Sealed
	for _, old := range late {
		got, err := l.hub.exchange(old)
		if err != nil {
			return all, err
		}
		all = append(all, got...)
	}
	switch f {
	case fails:
		return all, courier.ErrUnreachable
	case answerLost:
		_, err := l.hub.exchange(s)
		return all, errors.Join(courier.ErrBroken, err)
	case twice:
		got, err := l.hub.exchange(s)
		if err != nil {
			return all, err
		}
		all = append(all, got...)
	}
	got, err := l.hub.exchange(s)
	return append(all, got...), err
}

package device

import (
	"context"
	"errors"
	"fmt"
	"time"

	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/courier"
)

// HubAsker is a courier that can ask the hub who it is: the only way to enrol by an
// invitation in words.
type HubAsker interface {
	// Hub returns the hub's statement as it came. Nobody has checked it.
	Hub(ctx context.Context) ([]byte, error)
}

// Enrol makes this device known to the hub that invited: it makes the device's keys
// (once: a second try goes on with them), introduces itself and keeps the hub's
// answer. With a courier that brings no answer at once, a stick, it returns
// [ErrWaiting]; call it again when the stick has been at the hub.
//
// Errors: [ErrEnrolled]; [batch.ErrSignature] when the hub is another organisation's
// than the invitation; the courier's.
func (e *Engine) Enrol(ctx context.Context, i batch.Invitation, c courier.Courier, name, platform string) (batch.Enrolled, error) {
	e.one.Lock()
	defer e.one.Unlock()
	said, err := e.enrol(ctx, i, c, name, platform)
	if err != nil {
		return said, fmt.Errorf("enrol: %w", err)
	}
	return said, nil
}

func (e *Engine) enrol(ctx context.Context, i batch.Invitation, c courier.Courier, name, platform string) (batch.Enrolled, error) {
	if _, err := e.who(ctx); !errors.Is(err, ErrNotEnrolled) {
		if err == nil {
			err = ErrEnrolled
		}
		return batch.Enrolled{}, err
	}
	statement, hub, err := e.invited(ctx, i, c)
	if err != nil {
		return batch.Enrolled{}, err
	}
	me, keys, err := e.beginNode(ctx, statement)
	if err != nil {
		return batch.Enrolled{}, err
	}
	note, err := batch.NewNote(batch.Enrol{Recipient: keys.Opening.Recipient(), Name: name, Platform: platform})
	if err != nil {
		return batch.Enrolled{}, err
	}
	h, content, _, err := e.store.Compose(ctx, 0, true)
	if err != nil {
		return batch.Enrolled{}, err
	}
	h.From, h.To, h.Sent, h.Holdings = me, hub.Hub, time.Now().UnixMilli(), nil
	h.Introduction = i.Key().Introduce(me, keys.Public())
	content.Notes = append(content.Notes, note)
	out, err := batch.Seal(h, content, keys.Signing, hub.Recipient)
	if err != nil {
		return batch.Enrolled{}, err
	}
	n := &node{id: me, keys: keys, organisation: hub.Organisation, hubs: []batch.HubStatement{hub}}
	var failed error
	for s, err := range c.Exchange(ctx, me, []batch.Sealed{out}) {
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		said, ok, err := e.answered(ctx, n, s, statement)
		if ok || err != nil {
			return said, err
		}
	}
	return batch.Enrolled{}, errors.Join(ErrWaiting, failed)
}

// invited returns the statement of the hub, checked against the invitation.
func (e *Engine) invited(ctx context.Context, i batch.Invitation, c courier.Courier) ([]byte, batch.HubStatement, error) {
	statement := i.Statement
	if len(statement) == 0 {
		asker, ok := c.(HubAsker)
		if !ok {
			return nil, batch.HubStatement{}, fmt.Errorf("invitation without the hub's keys, and no line to ask: %w", batch.ErrInvitation)
		}
		var err error
		if statement, err = asker.Hub(ctx); err != nil {
			return nil, batch.HubStatement{}, err
		}
	}
	hub, err := i.Trust(statement)
	return statement, hub, err
}

// beginNode returns the keys this device began to enrol with, made now if there are none.
func (e *Engine) beginNode(ctx context.Context, statement []byte) (me batch.NodeID, keys batch.Keys, err error) {
	if me, keys, err = readKeys(ctx, e.store); !errors.Is(err, ErrNotEnrolled) {
		return me, keys, err
	}
	if keys, err = batch.NewKeys(); err != nil {
		return me, keys, err
	}
	me = newNodeID()
	return me, keys, e.store.Keep(ctx, map[string][]byte{settingNode: me[:], settingKeys: keys.Encode(), settingPending: statement})
}

func newNodeID() batch.NodeID { return newOf[batch.NodeID]() }

// newOf lets a package without the mark of an identifier make one of it.
func newOf[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// answered keeps the hub's answer if s is it. A batch that is not is left alone: it
// comes again once this device is enrolled.
func (e *Engine) answered(ctx context.Context, n *node, s batch.Sealed, statement []byte) (batch.Enrolled, bool, error) {
	c, err := batch.Open(s, n.signer, n.keys.Opening)
	if err != nil {
		return batch.Enrolled{}, false, nil
	}
	for _, note := range c.Notes {
		if note.Kind != batch.KindEnrolled {
			continue
		}
		read, err := note.Read()
		if err != nil {
			return batch.Enrolled{}, false, err
		}
		said := read.(batch.Enrolled)
		if !said.Key.Equal(n.organisation) {
			return batch.Enrolled{}, false, fmt.Errorf("answer of another organisation: %w", batch.ErrSignature)
		}
		kept := putStatement(nil, statement)
		if newer, err := batch.ParseHubStatement(said.Statement); err == nil && newer.Hub == n.hub().Hub &&
			newer.Organisation.Equal(n.organisation) && newer.From > n.hub().From {
			kept = append(putStatement(nil, said.Statement), kept...)
		}
		if _, err := e.store.Accept(ctx, s.Header, c); err != nil {
			return batch.Enrolled{}, false, err
		}
		settings := map[string][]byte{settingEnrolled: note.Bytes, settingHub: kept, settingPending: nil}
		if len(said.Policy) > 0 {
			settings[settingPolicy] = said.Policy
		}
		if err := e.store.Keep(ctx, settings); err != nil {
			return batch.Enrolled{}, false, err
		}
		e.mu.Lock()
		e.turn, e.turnAt = s.Header.Turn, time.Now()
		e.mu.Unlock()
		return said, true, nil
	}
	return batch.Enrolled{}, false, nil
}

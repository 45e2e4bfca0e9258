package hub

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// wrote is one item that the hub writes.
type wrote struct {
	kind casework.Kind
	item casework.ItemID
	body map[casework.Field]casework.Value
}

// write makes an entry of the hub's own and accepts it like any other. The hub only
// ever writes about staff, offices and the organisation, and in class core.
func (h *Hub) write(tx Tx, dir *directory, s casework.Subject, items ...wrote) error {
	now := h.now()
	state := casework.NewState(s)
	if known, err := steeringStates(tx, []casework.SubjectID{s.ID}); err != nil {
		return err
	} else if known[s.ID] != nil {
		state = known[s.ID]
	}
	changes := make([]casework.Change, len(items))
	for i, w := range items {
		c := casework.Change{
			ID: newID[casework.ChangeID](now), Subject: s, Kind: w.kind, Item: w.item, Device: casework.DeviceID(h.keys.Node),
			At: now.UTC().Truncate(time.Millisecond), Stamp: casework.Stamp(now.UnixMilli() << 16), Body: w.body,
			Replaces: map[casework.Field][]casework.ChangeID{},
		}
		for f := range w.body {
			if heads := state.Item(w.kind, w.item).Heads(f); len(heads) > 0 {
				c.Replaces[f] = heads
			}
		}
		changes[i] = c
	}
	body, err := casework.EncodeChanges(changes)
	if err != nil {
		return err
	}
	e := batch.Entry{
		ID: newID[batch.EntryID](now), Subject: batch.Bytes16(s.ID), Kind: uint8(s.Kind), Class: uint8(casework.Core),
		Author: h.keys.Node, Received: now.UnixMilli(), Body: body,
	}
	e.Vouch = h.vouch.Vouch(e)
	return h.accept(tx, dir, h.keys.Node, batch.Content{Entries: []batch.Entry{e}}, now)
}

// Invite says for whom an invitation is.
type Invite struct {
	Role   casework.Role
	Office string           // its name; made if there is none; "" for none
	Staff  casework.StaffID // for a further device of somebody; zero: somebody new each time
	Uses   int              // 1 if zero
	For    time.Duration    // 72 hours if zero
	URL    string           // where the hub is reached; may be empty
}

// ErrRole is returned for a role that is none.
var ErrRole = errors.New("not a role")

// Invite makes an invitation. Its secret is nowhere but in what is returned.
func (h *Hub) Invite(ctx context.Context, i Invite) (batch.Invitation, error) {
	inv := batch.NewInvitation(h.keys.Trusts, i.URL, h.keys.Statement)
	key := inv.Key()
	if i.Uses == 0 {
		i.Uses = 1
	}
	if i.For == 0 {
		i.For = 72 * time.Hour
	}
	if roleName(i.Role) == "" {
		return inv, fmt.Errorf("invite: %w", ErrRole)
	}
	err := h.store.Update(ctx, func(tx Tx) error {
		dir, err := h.directory(tx, true)
		if err != nil {
			return err
		}
		if !i.Staff.IsZero() {
			if _, known := dir.staff[i.Staff]; !known {
				return fmt.Errorf("member of staff: %w", ErrUnknown)
			}
		}
		office, err := h.office(tx, dir, i.Office)
		if err != nil {
			return err
		}
		return tx.PutInvitation(Invitation{
			ID: key.ID, Key: key.MAC, Role: i.Role, Office: office, Staff: i.Staff, Uses: i.Uses, Expires: h.now().Add(i.For),
		})
	})
	if err != nil {
		return batch.Invitation{}, fmt.Errorf("invite: %w", err)
	}
	return inv, nil
}

// office returns the office of that name, making it if there is none.
func (h *Hub) office(tx Tx, dir *directory, name string) (casework.OfficeID, error) {
	if name == "" {
		return casework.OfficeID{}, nil
	}
	for _, o := range dir.offices {
		if o.Name == name {
			return o.ID, nil
		}
	}
	id := newID[casework.OfficeID](h.now())
	return id, h.write(tx, dir, casework.Subject{Kind: casework.SubjectOffice, ID: id}, wrote{casework.KindOffice, casework.ItemID{},
		map[casework.Field]casework.Value{"name": casework.Value(name), "organisation": casework.IDValue(h.org)}})
}

// invited returns the invitation that a batch's introduction rests on.
func (h *Hub) invited(tx Tx, head batch.Header) (Invitation, error) {
	i, err := tx.Invitation(head.Introduction.Invitation)
	if errors.Is(err, ErrUnknown) {
		return i, ErrInvitation
	}
	if err != nil {
		return i, err
	}
	key := batch.InvitationKey{ID: i.ID, MAC: i.Key}
	if i.Uses <= 0 || h.now().After(i.Expires) || !key.Knows(head) {
		return i, ErrInvitation
	}
	return i, nil
}

// enrol makes a device known. Admit checked the signature with the key introduced;
// everything else is checked again here, in the transaction that uses up the
// invitation.
func (h *Hub) enrol(tx Tx, dir *directory, head batch.Header, e batch.Enrol, now time.Time) (*directory, error) {
	i, err := h.invited(tx, head)
	if err != nil {
		return nil, err
	}
	i.Uses--
	if err := tx.PutInvitation(i); err != nil {
		return nil, err
	}
	staff := casework.Subject{Kind: casework.SubjectStaff, ID: i.Staff}
	var items []wrote
	if staff.ID.IsZero() {
		staff.ID = newID[casework.StaffID](now)
		body := map[casework.Field]casework.Value{
			"role": roleName(i.Role), "organisation": casework.IDValue(h.org), "started": casework.DateValue(now),
		}
		if !i.Office.IsZero() {
			body["office"] = casework.IDValue(i.Office)
		}
		items = append(items, wrote{casework.KindStaff, casework.ItemID{}, body})
	}
	body := map[casework.Field]casework.Value{
		"signing": casework.Value(hex.EncodeToString(head.Introduction.Key)), "recipient": casework.Value(e.Recipient.String()),
		"enrolled": casework.DateValue(now), "name": casework.Value(e.Name), "program": casework.Value(e.Platform),
	}
	system, _, _ := strings.Cut(strings.ToLower(e.Platform), " ")
	if slices.Contains(casework.EnumValues("platform"), casework.Value(system)) {
		body["platform"] = casework.Value(system)
	}
	items = append(items, wrote{casework.KindDevice, casework.ItemID(head.From), body})
	if err := h.write(tx, dir, staff, items...); err != nil {
		return nil, err
	}
	if err := tx.Note(Notice{Device: head.From, What: Enrolled, At: now}); err != nil {
		return nil, err
	}
	return readDirectory(tx)
}

// planEnrolled answers an enrolment.
func (h *Hub) planEnrolled(tx Tx, p *plan, dir *directory, dev *Device) error {
	policy, err := tx.Setting(settingPolicy)
	if err != nil {
		return err
	}
	s := dir.staff[dev.Staff]
	b := planned{receipts: []batch.ID{p.head.ID}, more: true, says: []batch.Saying{batch.Enrolled{
		Staff: batch.Bytes16(s.ID), Role: uint8(s.Role), Office: batch.Bytes16(s.Office), Organisation: batch.Bytes16(s.Organisation),
		Key: h.keys.Trusts, Statement: h.keys.Statement, Policy: policy,
	}}}
	return h.send(tx, p, dev.ID, []planned{b})
}

// Revoke shuts a device out. What it was meant to have stays on record, for the
// report of what was on it.
func (h *Hub) Revoke(ctx context.Context, d batch.NodeID, because string) error {
	err := h.store.Update(ctx, func(tx Tx) error {
		dir, err := h.directory(tx, true)
		if err != nil {
			return err
		}
		dev := dir.devices[d]
		if dev == nil {
			return fmt.Errorf("device: %w", ErrUnknown)
		}
		if !dev.Revoked.IsZero() {
			return nil
		}
		body := map[casework.Field]casework.Value{"revoked": casework.DateValue(h.now())}
		if because != "" {
			body["revoked.because"] = casework.Value(because)
		}
		if err := tx.Note(Notice{Device: d, What: Revoked, At: h.now()}); err != nil {
			return err
		}
		return h.write(tx, dir, casework.Subject{Kind: casework.SubjectStaff, ID: dev.Staff}, wrote{casework.KindDevice, casework.ItemID(d), body})
	})
	if err != nil {
		return fmt.Errorf("revoke: %w", err)
	}
	return nil
}

// SetBacked says that everything receipted up to a time is in a verified backup, or
// on a synchronous replica.
func (h *Hub) SetBacked(ctx context.Context, until time.Time) error {
	return h.store.Update(ctx, func(tx Tx) error {
		return tx.PutSetting(settingBacked, binary.BigEndian.AppendUint64(nil, uint64(until.UnixMilli())))
	})
}

// SetPolicy keeps the signed pack that new devices are given. The hub does not read it.
func (h *Hub) SetPolicy(ctx context.Context, pack []byte) error {
	return h.store.Update(ctx, func(tx Tx) error { return tx.PutSetting(settingPolicy, pack) })
}

func readTime(tx Tx, name string) (time.Time, error) {
	b, err := tx.Setting(name)
	if err != nil || len(b) != 8 {
		return time.Time{}, err
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b))), nil
}

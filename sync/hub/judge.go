package hub

import (
	"slices"
	"time"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// raised is a flag on a change, as casework.Judge raised it.
type raised struct {
	flag  casework.Flag
	place casework.ItemKey
	on    casework.ItemID // what the flag's item is called: the same for the same change
}

// judge returns why an entry is set aside, or that it is not, and what somebody should
// look at all the same.
func (a *accepting) judge(e arrival) (reason casework.Reason, vouched bool, flags []raised) {
	if len(e.Vouch) > 0 {
		if vouched = a.h.vouch.Check(e.Entry); !vouched {
			return casework.ReasonForged, false, nil
		}
	}
	if !vouched && e.Author != a.from {
		return casework.ReasonForged, false, nil
	}
	if e.Circle == 0 && e.changes == nil {
		return casework.ReasonMalformed, vouched, nil
	}
	if vouched {
		return "", true, nil // it was judged when it first came
	}
	s := subjectOf(e.Entry)
	author, known := a.dir.staff[casework.StaffID(e.Staff)]
	hearing := casework.Hearing{Class: casework.Class(e.Class), Author: author, AuthorKnown: known}
	if state := a.states[s.ID]; state != nil {
		hearing.Root = state.Root()
	}
	if e.Circle != 0 {
		if reason := a.judgeSealed(e, hearing); reason != "" {
			return reason, false, nil
		}
		flag := casework.FlagUnread(s, hearing.Root, author, hearing.Class)
		if flag != "" {
			flags = []raised{{flag, casework.RootKey(s.Kind), casework.ItemID(e.ID)}}
		}
		return "", false, flags
	}
	for _, c := range e.changes {
		hearing.Change = c
		hearing.Ask = nil
		if state := a.states[s.ID]; c.Kind.IsErase() && state != nil {
			hearing.Ask = state.Item(casework.KindEraseAsk, casework.ErasingOf(c).Ask)
		}
		switch v := casework.Judge(hearing); v.Ruling {
		case casework.SetAside:
			return v.Reason, false, nil
		case casework.Flagged:
			flags = append(flags, raised{v.Flag, casework.ItemKey{Kind: c.Kind, ID: c.Item}, casework.ItemID(c.ID)})
		}
	}
	return "", false, flags
}

// judgeSealed: what cannot be read is judged by those who can. Here it only has to
// come from a member of staff on a device of theirs.
func (a *accepting) judgeSealed(e arrival, hearing casework.Hearing) casework.Reason {
	switch {
	case !hearing.AuthorKnown:
		return casework.ReasonUnknownAuthor
	case !slices.Contains(hearing.Author.Devices, casework.DeviceID(e.Author)):
		return casework.ReasonForged
	case e.Class == 0, len(e.Body) == 0:
		return casework.ReasonMalformed
	}
	return ""
}

// flag says what the hub flagged to those who may see it, as an entry of the hub's own
// beside the one that was flagged: only the hub knows to whom the subject was assigned
// when that came. It goes with the same transaction, so it is there or neither is.
func (a *accepting) flag(e arrival, flags []raised) error {
	s := subjectOf(e.Entry)
	if len(flags) == 0 || !casework.KindOf(casework.KindFlag).MayBeAbout(s.Kind) {
		return nil
	}
	changes := make([]casework.Change, len(flags))
	for i, f := range flags {
		changes[i] = casework.Change{
			ID: newID[casework.ChangeID](a.now), Subject: s, Kind: casework.KindFlag, Item: f.on, Device: casework.DeviceID(a.h.keys.Node),
			At: a.now.UTC().Truncate(time.Millisecond), Stamp: casework.Stamp(a.now.UnixMilli() << 16),
			Body: map[casework.Field]casework.Value{
				"flag": casework.Value(f.flag), "place.kind": casework.Value(f.place.Kind), "place.item": casework.IDValue(f.place.ID),
			},
		}
	}
	body, err := casework.EncodeChanges(changes)
	if err != nil {
		return err
	}
	own := batch.Entry{ID: newID[batch.EntryID](a.now), Subject: e.Subject, Kind: e.Kind, Class: uint8(casework.Legal), Author: a.h.keys.Node,
		Received: max(a.now.UnixMilli(), 1), Body: body}
	own.Vouch = a.h.vouch.Vouch(own)
	a.added = append(a.added, arrival{Kept: Kept{Entry: own, Length: uint64(len(body)), Understood: true}, changes: changes, ours: true})
	return nil
}

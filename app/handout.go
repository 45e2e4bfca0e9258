package main

import (
	"context"
	"fmt"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/disclose"
	"waymark/internal/drives"
	"waymark/internal/screen"
)

// settingCall is the store's setting with whom people can call: it stands on papers.
const settingCall = "app.call"

// offerHandouts offers what can go on paper about a case.
func (u *unlocked) offerHandouts(d *screen.Desk) {
	if d.Topics == nil {
		return
	}
	door := disclose.NewDoor(disclosed{u.store, u.staff.ID})
	d.Way.Offer(screen.PlaceHandout, func(r screen.Route) screen.Screen {
		return screen.NewHandout(d, u.store, door, callNote{u.store}, drives.Here, r)
	})
}

// callNote keeps whom people can call in the vault.
type callNote struct{ store *casestore.Store }

// Call implements screen.CallNote.
func (n callNote) Call(ctx context.Context) (string, error) {
	b, err := n.store.Setting(ctx, settingCall)
	return string(b), worded(err)
}

// KeepCall implements screen.CallNote.
func (n callNote) KeepCall(ctx context.Context, call string) error {
	return n.store.Keep(ctx, map[string][]byte{settingCall: []byte(call)})
}

// disclosed notes in the vault what left it readable: who, what, why.
type disclosed struct {
	store *casestore.Store
	staff casework.StaffID
}

// Disclosing implements disclose.Log.
func (l disclosed) Disclosing(ctx context.Context, a disclose.Act) error {
	return l.store.NoteOpening(ctx, casestore.Opening{Staff: l.staff, Subject: a.About, What: a.Way.String(), Reason: fmt.Sprintf("%s: %s", a.What, a.Reason)})
}

package main

import (
	"os"
	"path/filepath"
	"strings"

	"waymark/internal/casestore"
	"waymark/internal/casetest"
	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

func mkdir(dir string) { must(os.MkdirAll(dir, 0o700), "make folder") }

const fictional = 300 // cases

// seed gives the counsellor a second laptop, without a window, on which they worked
// before: its cases come to the window by the hub.
func (d *demo) seed() {
	of := strings.Fields(d.hub.ask("devices"))[0]
	invitation, err := batch.ParseInvitation(d.hub.ask("invite", "-of", of))
	must(err, "read invitation")
	at := filepath.Join(d.dir, "second")
	v, err := vault.CreateRaw(at, vault.NewKey())
	must(err, "make second vault")
	defer v.Close()
	store, err := casestore.Open(d.ctx, v.Path("cases.db"), casestore.Options{VFS: v.VFS()})
	must(err, "open second store")
	defer store.Close()
	web, err := courier.NewWeb(d.hub.url, courier.WebOptions{})
	must(err, "find the hub")
	defer web.Close()
	engine := device.New(store, device.Options{})
	_, err = engine.Enrol(d.ctx, invitation, web, "Lena Vogt", "linux")
	must(err, "enrol second laptop")
	node, said, err := engine.Node(d.ctx)
	must(err, "who is the second laptop")
	me := casetest.Person{Name: "Lena Vogt", Device: casework.DeviceID(node), Staff: casework.Staff{
		ID: casework.StaffID(said.Staff), Role: casework.Role(said.Role), Office: casework.OfficeID(said.Office),
		Organisation: casework.OrgID(said.Organisation), Devices: []casework.DeviceID{casework.DeviceID(node)},
	}}
	changes := 0
	for _, made := range theirs(me) {
		must(store.Record(d.ctx, made), "record a fictional case")
		for _, a := range made {
			changes += len(a.Changes)
		}
	}
	for {
		_, err := engine.Exchange(d.ctx, web)
		must(err, "send the fictional cases")
		status, err := engine.Status(d.ctx)
		must(err, "ask how safe they are")
		if status.Aside > 0 {
			fail("%d fictional entries were set aside", status.Aside)
		}
		if status.Safe && status.UpToDate {
			break
		}
	}
	say("second laptop of the same counsellor: %d fictional cases, %d changes, at the hub", fictional, changes)
}

// theirs are the fictional cases as if one counsellor had written them all; what
// colleagues wrote about them is left out.
func theirs(me casetest.Person) [][]casework.Act {
	w := casetest.Staff()
	colleague := w.Counsellors[1]
	colleague.Office, colleague.Organisation = me.Office, me.Organisation
	w.Supervisors[0].Office, w.Supervisors[0].Organisation = me.Office, me.Organisation
	w.Counsellors = []casetest.Person{me, me, me, me, me, me, me, me, me, me, me, me, me, me, me, me, me, me, me, colleague}
	var all [][]casework.Act
	for _, made := range w.Cases(7, fictional*20/19+1) {
		var mine []casework.Act
		for _, a := range made.Acts {
			if a.Circle == casework.CircleHub && a.Changes[0].Device == me.Device {
				mine = append(mine, a)
			}
		}
		if len(mine) > 0 && made.Acts[0].Changes[0].Device == me.Device && len(all) < fictional {
			all = append(all, mine)
		}
	}
	return all
}

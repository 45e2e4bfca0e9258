package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/machine"
	"waymark/sync/device"
)

// The tests do not depend on the battery of the machine they run on.
func init() { watchMachine = machine.Silent }

func TestTheExchangeHoldsOnALastBatteryAndOnAMeterUntilWordsAreOverdue(t *testing.T) {
	ctx := context.Background()
	store, err := casestore.Open(ctx, t.TempDir()+"/cases.db", casestore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	said := machine.State{}
	e := &exchange{u: &unlocked{store: store, engine: device.New(store, device.Options{})}, state: func() machine.State { return said }}
	require.False(t, e.hold())
	said.Low = true
	require.True(t, e.hold())
	said = machine.State{Metered: true}
	require.True(t, e.hold(), "nothing waits")
	// Something waits, and the hub was never heard: that is long enough.
	service := casework.NewService(casework.Desk{Staff: casework.Staff{ID: casework.StaffID{1}, Role: casework.Counsellor, Office: casework.OfficeID{2},
		Organisation: casework.OrgID{3}}, Device: casework.DeviceID{4}, Clock: store.Clock(), Reader: store})
	done, err := service.OpenCase(ctx, casework.CaseForm{FileNumber: "1"})
	require.NoError(t, err)
	require.NoError(t, store.Record(ctx, done.Acts))
	require.False(t, e.hold(), "words are overdue")
	said.Low = true
	require.True(t, e.hold(), "but not on the last of the battery")
}

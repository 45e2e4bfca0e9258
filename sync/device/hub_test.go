package device_test

import (
	"context"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
	"waymark/sync/hub"
	"waymark/sync/hub/sqlstore"
)

// door is a courier to a hub in the same process.
type door struct{ hub *hub.Hub }

func (d door) Exchange(ctx context.Context, _ batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		for _, s := range out {
			for got, err := range d.hub.Exchange(ctx, s) {
				if err != nil {
					err = &courier.Undelivered{Batches: []batch.ID{s.Header.ID}, Err: err}
				}
				if !yield(got, err) {
					return
				}
			}
		}
	}
}

// With the real hub, so that the model does not promise what the hub does not keep.
func TestWithTheRealHubEverybodyIsSafeAndUpToDate(t *testing.T) {
	organisation, err := hub.NewOrganisation()
	require.NoError(t, err)
	keys, err := hub.NewKeys(organisation, time.Now())
	require.NoError(t, err)
	rows, err := sqlstore.OpenSQLite(ctx, filepath.Join(t.TempDir(), "hub.db"), "", sqlstore.Keys(keys.Rows))
	require.NoError(t, err)
	defer rows.Close()
	h, err := hub.New(ctx, rows, keys, hub.Options{})
	require.NoError(t, err)

	enrol := func(role casework.Role) (*laptop, batch.Enrolled) {
		i, err := h.Invite(ctx, hub.Invite{Role: role, Office: "Berlin", Uses: 1, For: time.Hour})
		require.NoError(t, err)
		i.Statement = h.Statement()
		l := &laptop{t: t, path: filepath.Join(t.TempDir(), "cases.db"), wrote: map[casework.ChangeID]bool{}}
		l.open()
		said, err := l.engine.Enrol(ctx, i, door{h}, "laptop", "test")
		require.NoError(t, err)
		l.staff = casework.StaffID(said.Staff)
		l.node, _, err = l.engine.Node(ctx)
		require.NoError(t, err)
		return l, said
	}
	a, me := enrol(casework.Counsellor)
	s, _ := enrol(casework.Supervisor)
	c := aCase()
	at, stamp := a.store.Clock().Next()
	require.NoError(t, a.store.Record(ctx, []casework.Act{{Subject: c, Class: casework.Core, Changes: []casework.Change{{
		ID: newID[casework.ChangeID](), Subject: c, Kind: casework.KindCase, By: a.staff, Device: casework.DeviceID(a.node), At: at, Stamp: stamp,
		Body: map[casework.Field]casework.Value{"file_number": "W-1", "assigned": casework.IDValue(a.staff),
			"office": casework.IDValue(casework.OfficeID(me.Office)), "organisation": casework.IDValue(casework.OrgID(me.Organisation))},
	}}}}))
	for range 30 {
		a.write(c, 2000)
	}
	long := a.write(c, 300_000)
	for range 4 {
		for _, l := range []*laptop{a, s} {
			r, err := l.engine.Exchange(ctx, door{h})
			require.NoError(t, err)
			assert.NoError(t, r.Refusal)
		}
	}
	for name, l := range map[string]*laptop{"counsellor": a, "supervisor": s} {
		st := l.status()
		assert.True(t, st.Safe && st.UpToDate, "%s: %+v", name, st)
		_, err := l.store.Change(ctx, long)
		assert.NoError(t, err, name)
		row, err := l.store.CaseRow(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, 31, row.Sessions, name)
		assert.Equal(t, casestore.AtHub, row.Safety, name)
		holding, err := h.Holding(ctx, l.node)
		require.NoError(t, err)
		held, err := l.store.Holdings(ctx)
		require.NoError(t, err)
		assert.Equal(t, holding.Set, held, name)
	}
	r, err := a.engine.Exchange(ctx, door{h})
	require.NoError(t, err)
	assert.LessOrEqual(t, r.Sent, 1, "nothing to say costs one batch")
	assert.False(t, device.IsOffline(r, err))
}

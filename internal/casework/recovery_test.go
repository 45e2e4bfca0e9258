package casework_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
)

func TestARecoveryCodeIsItsDevicesOwn(t *testing.T) {
	ctx := context.Background()
	me := casework.Staff{ID: casework.StaffID{1}, Role: casework.Counsellor, Office: casework.OfficeID{2}, Organisation: casework.OrgID{3}}
	about := casework.Subject{Kind: casework.SubjectStaff, ID: me.ID}
	st := casework.NewState(about)
	assert.Nil(t, casework.RecoveryCodeOf(st, casework.DeviceID{4}).Sealed)
	keep := func(device casework.DeviceID, sealed string) {
		s := casework.NewService(casework.Desk{Staff: me, Device: device, Clock: casework.NewClock(func() time.Time { return time.Unix(1_790_000_000, 0) }, 0), Reader: one{st}})
		done, err := s.KeepRecoveryCode(ctx, []byte(sealed))
		require.NoError(t, err)
		require.Equal(t, about, done.Subject)
		for _, a := range done.Acts {
			assert.Equal(t, casework.Core, a.Class)
			for _, c := range a.Changes {
				st.Apply(c)
			}
		}
	}
	keep(casework.DeviceID{4}, "first")
	keep(casework.DeviceID{5}, "another laptop's")
	keep(casework.DeviceID{4}, "second")
	c := casework.RecoveryCodeOf(st, casework.DeviceID{4})
	assert.Equal(t, "second", string(c.Sealed))
	assert.Equal(t, time.Unix(1_790_000_000, 0).Truncate(time.Minute).UTC(), c.Made.UTC())
	assert.Equal(t, "another laptop's", string(casework.RecoveryCodeOf(st, casework.DeviceID{5}).Sealed))
}

// one is a reader of a single subject.
type one struct{ st *casework.State }

func (o one) State(context.Context, casework.Subject) (*casework.State, error) { return o.st, nil }

func (o one) Item(_ context.Context, _ casework.Subject, k casework.ItemKey) (*casework.Item, error) {
	return o.st.Items[k], nil
}

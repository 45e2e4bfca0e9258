package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

func exchanged(t *testing.T, u *unlocked) {
	t.Helper()
	_, err := u.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
}

func TestColleaguesAreThoseOfOnesOwnOrganisation(t *testing.T) {
	h := newHouse(t)
	one, two := h.newVault(t.TempDir()), h.newVault(t.TempDir())
	defer func() { assert.NoError(t, one.close()); assert.NoError(t, two.close()) }()
	exchanged(t, one)
	exchanged(t, two)
	exchanged(t, one)
	f := filing{cabinet{one.store, one.staff.ID}, one.staff}
	all, err := f.Colleagues(t.Context())
	require.NoError(t, err)
	var ids []casework.StaffID
	for _, c := range all {
		ids = append(ids, c.Staff.ID)
		assert.Equal(t, "Amina", c.Name, "as it was said at enrolment")
	}
	assert.ElementsMatch(t, []casework.StaffID{one.staff.ID, two.staff.ID}, ids)

	stranger := filing{f.cabinet, screen.Staff{}}
	all, err = stranger.Colleagues(t.Context())
	require.NoError(t, err)
	assert.Empty(t, all, "who is in no organisation has no colleagues")
}

func TestTheHistorySaysWhereEachChangeIs(t *testing.T) {
	h := newHouse(t)
	u := h.newVault(t.TempDir())
	defer func() { assert.NoError(t, u.close()) }()
	exchanged(t, u)
	done, err := maker{u}.Make(t.Context(), func(ctx context.Context, s *casework.Service) (casework.Done, error) {
		return s.OpenCase(ctx, casework.CaseForm{FileNumber: "W-1", Pseudonym: "Orange"})
	})
	require.NoError(t, err)
	f := filing{cabinet{u.store, u.staff.ID}, u.staff}
	where := func() (all []screen.Whereto) {
		written, err := f.History(t.Context(), done.Subject)
		require.NoError(t, err)
		require.NotEmpty(t, written)
		for _, w := range written {
			all = append(all, w.Where)
		}
		return all
	}
	assert.NotContains(t, where(), screen.AtHub)
	exchanged(t, u)
	for _, w := range where() {
		assert.Equal(t, screen.AtHub, w)
	}
	st, err := f.State(t.Context(), done.Subject)
	require.NoError(t, err)
	assert.Equal(t, "W-1", casework.CaseOf(st).FileNumber)
	ended, stop := context.WithCancel(t.Context())
	stop()
	_, err = f.State(ended, done.Subject)
	assert.ErrorIs(t, err, context.Canceled)
}

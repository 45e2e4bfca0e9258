package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/sync/courier"
)

func TestWhatIsLentToAScoutIsSeenUntilItsTimeIsOver(t *testing.T) {
	h := newHouse(t)
	u := h.newVault(t.TempDir())
	t.Cleanup(func() { require.NoError(t, u.close()) })
	u.staff.Role = casework.Scout
	const day = 24 * time.Hour
	web, err := courier.NewWeb(h.address, courier.WebOptions{})
	require.NoError(t, err)
	t.Cleanup(web.Close)
	_, err = u.engine.Exchange(t.Context(), web)
	require.NoError(t, err)
	now := time.Now()
	for _, row := range []struct {
		name   string
		at     time.Time
		lapsed bool
	}{
		{"today", now, false},
		{"after 59 days", now.Add(59 * day), false},
		{"after 61 days", now.Add(61 * day), true},
		{"a clock a little behind", now.Add(-time.Hour), false},
		{"a clock set back", now.Add(-3 * day), true},
	} {
		assert.Equal(t, row.lapsed, u.lapsed(row.at), row.name)
	}
	u.staff.Role = casework.Counsellor
	assert.False(t, u.lapsed(now.Add(400*day)), "a counsellor's cases are not lent")

	u.staff.Role = casework.Scout
	way := screen.NewNavigator(screen.Route{Place: screen.PlaceToday})
	u.lend(way, func() time.Time { return now })
	require.True(t, way.May(screen.Route{Place: screen.PlaceCase}))
	now = now.Add(61 * day)
	require.False(t, way.May(screen.Route{Place: screen.PlaceCase}))
	require.True(t, way.May(screen.Route{Place: screen.PlaceSync}), "where it can be had again")
}

package casework_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
)

func TestStampsGoOnWhateverTheWallClockDoes(t *testing.T) {
	now := time.UnixMilli(1_000_000).UTC()
	c := casework.NewClock(func() time.Time { return now }, casework.StampAt(now.Add(time.Hour)))
	_, first := c.Next()
	now = now.Add(-time.Hour)
	at, second := c.Next()
	assert.Greater(t, second, first)
	assert.Greater(t, first, casework.StampAt(time.UnixMilli(1_000_000).Add(time.Hour)), "after the last one stored")
	assert.Equal(t, now, at, "the wall clock is what the wall showed")
}

func TestAStampFarBeyondHubTimeIsNotFollowed(t *testing.T) {
	now := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		local time.Duration // this laptop's clock against the hub's
		seen  time.Duration // the other's stamp against the hub's
		want  bool
	}{
		"a little ahead":                     {0, time.Hour, true},
		"a day and more ahead":               {0, 25 * time.Hour, false},
		"years ahead":                        {0, 24 * 365 * time.Hour, false},
		"years ahead, and so is this laptop": {24 * 365 * time.Hour, 24 * 365 * time.Hour, false},
		"this laptop is years behind":        {-24 * 365 * time.Hour, time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			local := now.Add(tc.local)
			c := casework.NewClock(func() time.Time { return local }, 0)
			c.Heard(now)
			s := casework.StampAt(now.Add(tc.seen))
			c.Seen(s)
			local = now.Add(-100 * 24 * 365 * time.Hour) // so that only what was seen counts
			_, next := c.Next()
			assert.Equal(t, tc.want, next > s)
		})
	}
}

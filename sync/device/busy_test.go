package device_test

import (
	"context"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// busy is a hub that sends whoever comes away so many times.
type busy struct {
	courier.Courier
	times, after int // milliseconds
	sizes        []int
}

func (b *busy) Exchange(ctx context.Context, me batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	for _, s := range out {
		b.sizes = append(b.sizes, len(s.Bytes))
	}
	if b.times--; b.times < 0 {
		return b.Courier.Exchange(ctx, me, out)
	}
	return func(yield func(batch.Sealed, error) bool) {
		yield(batch.Sealed{}, &courier.Undelivered{Batches: []batch.ID{out[0].Header.ID},
			Err: &courier.StatusError{Code: http.StatusTooManyRequests, After: time.Duration(b.after) * time.Millisecond}})
	}
}

func TestABusyHubIsWaitedForAndTheLineNotBlamed(t *testing.T) {
	h := newModel(t)
	a := newLaptop(t, h)
	c := aCase()
	for range 60 {
		a.write(c, 3000)
	}
	b := &busy{Courier: &line{hub: h}, times: 4, after: 20}
	began := time.Now()
	_, err := a.engine.Exchange(ctx, b)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, time.Since(began), 80*time.Millisecond, "as long as it asks for, each time")
	assert.Zero(t, a.status().Waiting)
	for _, size := range b.sizes[:4] {
		assert.Greater(t, size, 64<<10, "batches do not shrink because a hub is busy")
	}

	a.write(c, 100)
	b.times, b.after = 1, 1000*3600
	_, err = a.engine.Exchange(ctx, b)
	assert.ErrorIs(t, err, courier.ErrRefused, "nobody waits an hour within an exchange")
	assert.Equal(t, 1, a.status().Waiting)
}

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
)

// A colleague's work comes over a slow line: the light is out until all of it is here,
// and goes on where it was stopped.
func TestUpToDateIsNotLitWhileChangesAreArriving(t *testing.T) {
	h := newHouse(t)
	amina := h.newVault(t.TempDir())
	defer func() { assert.NoError(t, amina.close()) }()
	const cases = 320
	var acts []casework.Act
	letters := rand.New(rand.NewPCG(1, 2))
	for i := range cases { // more than fits into one answer of the hub
		long := make([]byte, 5000)
		for j := range long {
			long[j] = byte('!' + letters.IntN(90))
		}
		opened, err := amina.service.OpenCase(t.Context(), casework.CaseForm{FileNumber: fmt.Sprint("W-", i), Pseudonym: string(long)})
		require.NoError(t, err)
		acts = append(acts, opened.Acts...)
	}
	require.NoError(t, amina.store.Record(t.Context(), acts))
	_, err := amina.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	lights, err := amina.exchange.Lights(t.Context())
	require.NoError(t, err)
	assert.True(t, lights.Safe)
	assert.True(t, lights.Current())

	noor := h.newVault(t.TempDir())
	defer func() { assert.NoError(t, noor.close()) }()
	ctx, stop := context.WithCancel(t.Context())
	arriving, here := 0, 0
	look := func(stopAt int) func(screen.SyncProgress) {
		return func(p screen.SyncProgress) {
			l, err := noor.exchange.Lights(t.Context())
			require.NoError(t, err)
			found, err := noor.store.Subjects(t.Context(), casework.SubjectCase)
			require.NoError(t, err)
			here = len(found)
			if l.Coming > 0 || here < cases {
				arriving++
				assert.False(t, l.Current(), "%d of %d cases are here", here, cases)
				assert.Equal(t, l.Coming, p.Changes)
			}
			if arriving == stopAt {
				stop()
			}
		}
	}
	_, err = noor.exchange.Now(ctx, look(1))
	require.Error(t, err)
	l, err := noor.exchange.Lights(t.Context())
	require.NoError(t, err)
	assert.False(t, l.Current(), "stopped half way")

	_, err = noor.exchange.Now(t.Context(), look(-1))
	require.NoError(t, err)
	l, err = noor.exchange.Lights(t.Context())
	require.NoError(t, err)
	assert.True(t, l.Current())
	assert.Zero(t, l.Coming)
	found, err := noor.store.Subjects(t.Context(), casework.SubjectCase)
	require.NoError(t, err)
	assert.Len(t, found, cases)
	assert.Positive(t, arriving)
}

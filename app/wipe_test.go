package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/hub"
)

// order has the organisation order a wipe, and lets the vault hear of it.
func (h *house) order(u *unlocked) {
	h.t.Helper()
	me, _, err := u.engine.Node(h.t.Context())
	require.NoError(h.t, err)
	w := batch.Wipe{Device: me, Order: batch.Bytes16(id.New[any]()), Made: 1}
	require.NoError(h.t, h.hub.Wipe(h.t.Context(), w.Sign(h.organisation.Signing)))
	web, err := courier.NewWeb(h.address, courier.WebOptions{})
	require.NoError(h.t, err)
	defer web.Close()
	for range 2 { // the second confirms
		_, err = u.engine.Exchange(h.t.Context(), web)
		require.NoError(h.t, err)
	}
}

func TestAWipeSealsWhatIsUnsentWithTheDraftsAndThenForgets(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	ordered := 0
	u.exchange.onWipe = func() { ordered++ }
	u.exchange.heedWipe(t.Context())
	require.Zero(t, ordered)
	h.order(u)
	u.exchange.heedWipe(t.Context())
	require.Equal(t, 1, ordered)

	// Recorded and typed after the last exchange.
	done, err := u.service.OpenCase(t.Context(), casework.CaseForm{FileNumber: "4711"})
	require.NoError(t, err)
	require.NoError(t, u.store.Record(t.Context(), done.Acts))
	for _, about := range []casework.Subject{done.Subject, {}} {
		_, err = u.store.KeepDraft(t.Context(), casestore.Draft{ID: casestore.DraftID(id.New[any]()), Screen: "today", Subject: about, Form: []byte("half a sentence")})
		require.NoError(t, err)
	}
	before, err := h.hub.Counts(t.Context())
	require.NoError(t, err)
	require.NoError(t, u.wipe(t.Context(), data))
	for _, gone := range []string{vaultName, spoolName} {
		_, err := os.Stat(filepath.Join(data, gone))
		require.ErrorIs(t, err, os.ErrNotExist, gone)
	}
	// The next process has no key, and sends it.
	s := sayFarewell(data)
	require.NotNil(t, s)
	select {
	case <-s.ended:
	case <-time.After(time.Minute):
		t.Fatal("it is not sent")
	}
	s.end()
	_, err = os.Stat(filepath.Join(data, farewellName))
	require.ErrorIs(t, err, os.ErrNotExist, "it is removed once it is sent")
	after, err := h.hub.Counts(t.Context())
	require.NoError(t, err)
	asides, err := h.hub.Asides(t.Context(), batch.NodeID{})
	require.NoError(t, err)
	require.Empty(t, asides)
	assert.Positive(t, after.Subjects-before.Subjects, "the case")
	assert.GreaterOrEqual(t, after.Entries-before.Entries, int64(3), "the case and two drafts")
	require.Nil(t, sayFarewell(data))
	notices, err := h.hub.Notices(t.Context(), time.Time{})
	require.NoError(t, err)
	var wiped int
	for _, n := range notices {
		if n.What == hub.Wiped {
			wiped++
		}
	}
	assert.Equal(t, 1, wiped)
}

// A wipe that cannot seal everything leaves the vault as it is.
func TestAWipeThatCannotSealKeepsTheVault(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	h.order(u)
	done, err := u.service.OpenCase(t.Context(), casework.CaseForm{FileNumber: "1"})
	require.NoError(t, err)
	require.NoError(t, u.store.Record(t.Context(), done.Acts))
	ctx, stop := context.WithCancel(t.Context())
	stop() // the first thing that is read fails
	require.ErrorIs(t, u.wipe(ctx, data), context.Canceled)
	_, err = os.Stat(filepath.Join(data, vaultName, "vault.key"))
	require.NoError(t, err)
	u, err = openAgain(t, data)
	require.NoError(t, err)
	_, ordered, err := u.engine.Wiping(t.Context())
	require.NoError(t, err)
	require.True(t, ordered, "it is gone on with")
	require.NoError(t, u.close())
}

// openAgain opens the vault in a data folder, as its owner does.
func openAgain(t *testing.T, data string) (*unlocked, error) {
	t.Helper()
	v, err := vault.Unlock(filepath.Join(data, vaultName), []byte(passphrase), vault.Options{})
	require.NoError(t, err)
	return openStore(t.Context(), v, storeOptions{})
}

package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/sync/batch"
)

// readOut is what two persons at the organisation read out for a device.
func (h *house) readOut(device batch.NodeID) string {
	h.t.Helper()
	c, err := h.hub.RecoveryCode(h.t.Context(), device)
	require.NoError(h.t, err)
	code, _, err := vault.OpenCode(c.Sealed, h.organisation.Recovery.Secret())
	require.NoError(h.t, err)
	return code.Words()
}

func keyOf(t *testing.T, err error) string {
	t.Helper()
	e, ok := usererr.Of(err)
	require.True(t, ok, err)
	return e.Key
}

func TestAForgottenPassphraseIsReplacedByTelephone(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	device := batch.NodeID(u.staff.Device)
	rows, _, err := u.exchange.Rows(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, rows, 1, "the code is on its way like anything else")
	_, err = u.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	require.NoError(t, u.store.Keep(t.Context(), map[string][]byte{"test": []byte("kept")}))
	require.NoError(t, u.close())
	words := h.readOut(device)
	require.True(t, hasCode(filepath.Join(data, vaultName)))

	// The hub is of no use to the laptop from here on until the code has been replaced.
	p := &program{dir: data, o: Options{Demo: true}}
	r := &recoverer{p: p}
	for said, want := range map[string]string{
		"":                                   "error.recovery.words",
		"zebra " + words:                     "error.recovery.words",
		"größe":                              "error.recovery.word",
		vault.Code{1, 2, 3}.Words():          "error.recovery.wrong",
		vault.Code{1, 2, 3}.Words() + " zoo": "error.recovery.words",
	} {
		assert.Equal(t, want, keyOf(t, r.Open(said)), "%q", said)
	}
	require.NoError(t, r.Open(words))
	require.NoError(t, r.Close(), "given up")
	require.NoError(t, r.Open(words), "and taken up again")
	require.NoError(t, r.Finish([]byte("sieben neue worte")))
	b, err := p.open.store.Setting(t.Context(), "test")
	require.NoError(t, err)
	assert.Equal(t, "kept", string(b))
	require.NoError(t, p.open.close())
	assert.Equal(t, "error.recovery.wrong", keyOf(t, r.Open(words)), "used once")
	assert.ErrorIs(t, (&door{p}).Unlock([]byte(passphrase)), screen.ErrPassphrase)
	require.NoError(t, (&door{p}).Unlock([]byte("sieben neue worte")))

	// The next code reaches the organisation by itself.
	_, err = p.open.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	require.NoError(t, p.open.close())
	next := h.readOut(device)
	assert.NotEqual(t, words, next)
	require.NoError(t, r.Open(next))
	require.NoError(t, r.Close())
}

// A kill between keeping the next code and giving it to the key file leaves a vault that
// the words still open, and the passphrase of before too.
func TestAKillWhileRecoveringLeavesTheWordsGood(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	device := batch.NodeID(u.staff.Device)
	_, err := u.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	require.NoError(t, u.close())
	words := h.readOut(device)
	p := &program{dir: data, o: Options{Demo: true}}
	r := &recoverer{p: p}
	require.NoError(t, r.Open(words))
	half, err := openStore(t.Context(), r.opened, storeOptions{})
	require.NoError(t, err)
	_, err = half.newCode(t.Context())
	require.NoError(t, err)
	require.NoError(t, half.close()) // killed here

	require.NoError(t, r.Open(words))
	require.NoError(t, r.Close())
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	_, err = p.open.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	require.NoError(t, p.open.close())
	require.NoError(t, r.Open(h.readOut(device)), "the organisation has the code that the vault has")
	require.NoError(t, r.Close())
}

func TestADataFolderThatTravelsIsRefused(t *testing.T) {
	data := filepath.Join(t.TempDir(), "Nextcloud", "waymark")
	p := &program{dir: data, o: Options{Demo: true}}
	err := (&starter{p}).Make(screenVault())
	assert.Equal(t, "error.place.synced", keyOf(t, err))
	assert.Equal(t, "hint.place.synced", hintOf(t, err))
	assert.NoDirExists(t, data)
	err = (&door{p}).Unlock([]byte(passphrase))
	assert.Equal(t, "error.place.synced", keyOf(t, err))
}

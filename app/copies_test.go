package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/copies"
	"waymark/internal/screen"
	"waymark/internal/vault"
	"waymark/sync/batch"
)

const fresh = "sieben neue worte"

func TestAVaultIsRenewedWhenItIsLocked(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	device := batch.NodeID(u.staff.Device)
	_, err := u.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	words := h.readOut(device)
	require.NoError(t, u.store.Keep(t.Context(), map[string][]byte{"test": []byte("kept")}))
	require.NoError(t, copyMaker{u, true}.Renew(t.Context(), []byte(fresh)))
	require.NoError(t, u.close())

	p := &program{dir: data, o: Options{Demo: true}}
	assert.False(t, settleVault(data))
	assert.ErrorIs(t, (&door{p}).Unlock([]byte(passphrase)), screen.ErrPassphrase)
	require.NoError(t, (&door{p}).Unlock([]byte(fresh)))
	b, err := p.open.store.Setting(t.Context(), "test")
	require.NoError(t, err)
	assert.Equal(t, "kept", string(b))
	assert.ElementsMatch(t, []string{"settings.way.passphrase", "settings.way.recovery", "settings.way.code"}, openedBy(t, p.open.vault))
	_, err = p.open.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err, "it is the same device")
	require.NoError(t, p.open.close())
	r := &recoverer{p: p}
	assert.Equal(t, "error.recovery.wrong", keyOf(t, r.Open(words)), "the words of the old vault")
	require.NoError(t, r.Open(h.readOut(device)))
	require.NoError(t, r.Close())
	list, err := os.ReadDir(data)
	require.NoError(t, err)
	require.Len(t, list, 1, "the old vault is gone")
}

func TestAVaultThatWasNotRenewedSaysSo(t *testing.T) {
	data := t.TempDir()
	p := &program{dir: data, o: Options{Demo: true}}
	require.NoError(t, (&starter{p}).Make(screenVault()))
	aside := p.open.vault.Path("cases.db-wal.aside-1")
	require.NoError(t, os.WriteFile(aside, nil, 0o600))
	require.NoError(t, copyMaker{p.open, true}.Renew(t.Context(), []byte(fresh)))
	require.ErrorIs(t, p.open.close(), copies.ErrAside)
	assert.True(t, settleVault(data))
	assert.False(t, settleVault(data), "once")
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	require.NoError(t, p.open.close())
	assert.Equal(t, "hint.copies.aside", hintOf(t, copyError(copies.ErrAside)))
	assert.Equal(t, "hint.copies.space", hintOf(t, copyError(&copies.SpaceError{Folder: "x", Need: 3 << 20})))
}

// The drill: what was recorded after the backup comes back from the hub, and what is
// recorded then reaches it.
func TestALostLaptopIsRestoredFromItsBackup(t *testing.T) {
	h, data, stick := newHouse(t), t.TempDir(), t.TempDir()
	u := h.newVault(data)
	name, err := copyMaker{u, true}.Backup(t.Context(), stick, func(int64, int64) {})
	require.NoError(t, err)
	after, err := u.service.KeepRecoveryCode(t.Context(), []byte("after the backup"))
	require.NoError(t, err)
	require.NoError(t, u.store.Record(t.Context(), after.Acts))
	_, err = u.exchange.Now(t.Context(), func(screen.SyncProgress) {})
	require.NoError(t, err)
	held, err := u.store.Holdings(t.Context())
	require.NoError(t, err)
	require.NoError(t, u.close())
	require.NoError(t, os.RemoveAll(data)) // the laptop is lost

	p := &program{dir: data}
	r := restorer{p}
	note := filepath.Join(stick, "note.txt")
	require.NoError(t, os.WriteFile(note, []byte("not a backup"), 0o600))
	assert.Equal(t, "error.restoring.not_one", keyOf(t, r.Restore(t.Context(), note, nil)))
	b, err := os.ReadFile(filepath.Join(stick, name))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(note, b[:len(b)-1], 0o600))
	assert.Equal(t, "error.restoring.damaged", keyOf(t, r.Restore(t.Context(), note, nil)))
	require.NoError(t, r.Restore(t.Context(), filepath.Join(stick, name), nil))
	assert.Equal(t, "error.restoring.exists", keyOf(t, r.Restore(t.Context(), filepath.Join(stick, name), nil)))
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	for range 6 { // reconciling takes a few
		_, err = p.open.exchange.Now(t.Context(), func(screen.SyncProgress) {})
		require.NoError(t, err)
	}
	again, err := p.open.store.Holdings(t.Context())
	require.NoError(t, err)
	assert.GreaterOrEqual(t, again.Count, held.Count, "its own lost work is back")
	status, err := p.open.engine.Status(t.Context())
	require.NoError(t, err)
	assert.Zero(t, status.Waiting)
	device := batch.NodeID(p.open.staff.Device)
	require.NoError(t, p.open.close())
	words := &recoverer{p: p}
	require.NoError(t, words.Open(h.readOut(device)), "the organisation has the code of what was restored")
	require.NoError(t, words.Close())
	_, err = copyMaker{p.open, true}.Backup(t.Context(), filepath.Join(stick, "none"), func(int64, int64) {})
	assert.Error(t, err)
	assert.False(t, vault.Busy(filepath.Join(data, vaultName)))
}

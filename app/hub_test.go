package main

import (
	"context"
	"net"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/internal/words"
	"waymark/sync/hub"
	"waymark/sync/hub/httpapi"
	"waymark/sync/hub/sqlstore"
)

// house is an organisation whose hub answers on this machine.
type house struct {
	t            *testing.T
	organisation hub.Organisation
	hub          *hub.Hub
	address      string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	organisation, err := hub.NewOrganisation()
	require.NoError(t, err)
	keys, err := hub.NewKeys(organisation, time.Now())
	require.NoError(t, err)
	rows, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "hub.db"), "", sqlstore.Keys(keys.Rows))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, rows.Close()) })
	h, err := hub.New(t.Context(), rows, keys, hub.Options{})
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- httpapi.New(h, httpapi.Options{}).Serve(ctx, l, nil) }()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-stopped)
	})
	return &house{t, organisation, h, "http://" + l.Addr().String()}
}

// newVault makes a vault for somebody who was invited, as first start does.
func (h *house) newVault(data string) *unlocked {
	h.t.Helper()
	i, err := h.hub.Invite(h.t.Context(), hub.Invite{Role: casework.Counsellor, Office: "Berlin", Uses: 1, For: time.Hour})
	require.NoError(h.t, err)
	p := &program{dir: data, o: Options{Demo: true}}
	require.NoError(h.t, (&starter{p}).Make(screen.NewVault{Invitation: screen.Invitation{Text: i.Words()}, Address: h.address,
		Name: "Amina", Passphrase: []byte(passphrase)}))
	return p.open
}

// recovery is the organisation's identity.
func (h *house) recovery() age.Identity {
	i, err := age.ParseHybridIdentity(h.organisation.Recovery.Secret())
	require.NoError(h.t, err)
	return i
}

// openedBy are what settings say about who can open the vault.
func openedBy(t *testing.T, v *vault.Vault) (keys []string) {
	all, err := keyring{v}.Ways(t.Context())
	require.NoError(t, err)
	for _, w := range all {
		keys = append(keys, w.Name.Key)
	}
	return keys
}

func TestTheOrganisationOpensTheVaultOfWhoWasEnrolled(t *testing.T) {
	h := newHouse(t)
	data := t.TempDir()
	both := []string{"settings.way.passphrase", "settings.way.recovery", "settings.way.code"}

	u := h.newVault(data)
	assert.ElementsMatch(t, both, openedBy(t, u.vault))
	require.NoError(t, u.close())
	v, err := vault.UnlockRecovery(filepath.Join(data, vaultName), h.recovery())
	require.NoError(t, err)

	// A vault enrolled before there was a slot gets it when it is opened.
	require.NoError(t, v.SetRecovery(nil))
	assert.Equal(t, []string{"settings.way.passphrase", "settings.way.code"}, openedBy(t, v))
	require.NoError(t, v.Close())
	_, err = vault.UnlockRecovery(filepath.Join(data, vaultName), h.recovery())
	require.ErrorIs(t, err, vault.ErrNoSlot)
	p := &program{dir: data}
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	assert.ElementsMatch(t, both, openedBy(t, p.open.vault))
	require.NoError(t, p.open.close())
	v, err = vault.UnlockRecovery(filepath.Join(data, vaultName), h.recovery())
	require.NoError(t, err)
	require.NoError(t, v.Close())

	assert.Equal(t, "hint.vault.wrong_passphrase", hintOf(t, (&door{p}).Unlock([]byte("another"))))
}

func TestNobodyElseOpensAPracticeVaultAndItSaysSo(t *testing.T) {
	data := t.TempDir()
	p := &program{dir: data, o: Options{Demo: true}}
	require.NoError(t, (&starter{p}).Make(screenVault()))
	assert.Equal(t, []string{"settings.way.passphrase_only"}, openedBy(t, p.open.vault))
	require.NoError(t, p.open.close())
	err := (&door{p}).Unlock([]byte("another"))
	assert.ErrorIs(t, err, screen.ErrPassphrase)
	assert.Equal(t, "hint.vault.wrong_passphrase_only", hintOf(t, err))
}

func hintOf(t *testing.T, err error) string {
	t.Helper()
	e, ok := usererr.Of(err)
	require.True(t, ok, err)
	assert.Contains(t, words.Keys("en"), e.Hint)
	return e.Hint
}

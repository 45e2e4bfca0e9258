package main

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/sqlite"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

func screenVault() screen.NewVault {
	return screen.NewVault{Practice: true, Role: casework.Counsellor, Passphrase: []byte(passphrase)}
}

func TestWhatAnExchangeSaysHasWordsForAPerson(t *testing.T) {
	for _, tt := range []struct {
		err error
		key string
	}{
		{courier.ErrAddress, "error.sync.address_none"},
		{courier.ErrPlain, "error.sync.insecure"},
		{errors.Join(device.ErrNoProgress, &courier.Undelivered{Err: courier.ErrUnreachable}), "error.sync.unreachable"},
		{errors.Join(device.ErrNoProgress, &courier.Undelivered{Err: courier.ErrCertificate}), "error.sync.certificate"},
		{fmt.Errorf("x: %w", courier.ErrAnswer), "error.sync.not_a_hub"},
		{&courier.StatusError{Code: 403}, "error.sync.revoked"},
		{&courier.StatusError{Code: 410}, "error.invitation.used"},
		{&courier.StatusError{Code: 503}, "error.sync.busy"},
		{&courier.SpaceError{Need: 2, Free: 1}, "error.stick.full"},
		{courier.ErrNoFolder, "error.stick.none"},
		{fmt.Errorf("enrol: %w", batch.ErrSignature), "error.sync.certificate"},
		{device.ErrNotEnrolled, "error.sync.not_enrolled"},
	} {
		e, ok := usererr.Of(exchangeError(tt.err, "hub.example"))
		require.True(t, ok, tt.err)
		assert.Equal(t, tt.key, e.Key)
		assert.ErrorIs(t, e, tt.err)
	}
	unknown := errors.New("disk")
	assert.ErrorIs(t, exchangeError(unknown, ""), unknown)
	assert.NoError(t, exchangeError(nil, ""))
}

func TestWhatIsWrongWithAVaultHasWordsForAPerson(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		key  string
	}{
		{"wrong passphrase", fmt.Errorf("unlock vault: %w", vault.ErrPassphrase), "error.vault.wrong_passphrase"},
		{"too many tries", &vault.WaitError{For: time.Minute}, "error.vault.wait"},
		{"key file missing", vault.ErrNoKeyFile, "error.vault.key_missing"},
		{"newer vault", vault.ErrNewer, "error.vault.newer"},
		{"newer database", sqlite.ErrNewerSchema, "error.vault.newer"},
		{"damaged", vault.ErrDamaged, "error.vault.damaged"},
		{"plaintext in place", vault.ErrPlaintext, "error.vault.plaintext"},
		{"second start", vault.ErrInUse, "error.vault.in_use"},
		{"another program's file", sqlite.ErrForeign, "error.store.foreign"},
		{"disk full, by the database", sqlite.ErrFull, "error.disk.full"},
		{"disk full, by the system", &os.PathError{Err: syscall.ENOSPC}, "error.disk.full"},
		{"write-protected", &os.PathError{Err: syscall.EACCES}, "error.disk.read_only"},
		{"said already", usererr.New("error.store.damaged", "hint.store.damaged"), "error.store.damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, ok := usererr.Of(worded(tt.err))
			require.True(t, ok)
			assert.Equal(t, tt.key, e.Key)
		})
	}
	assert.ErrorIs(t, worded(vault.ErrPassphrase), screen.ErrPassphrase)
	var wait *screen.WaitError
	require.ErrorAs(t, worded(&vault.WaitError{For: time.Minute}), &wait)
	assert.Equal(t, time.Minute, wait.For)
	unknown := errors.New("boom")
	assert.Equal(t, unknown, worded(unknown))
	assert.NoError(t, worded(nil))
}

package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/usererr"
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

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

func TestKeysAreExportedSealedAndARestoreWithoutThemIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, safe := filepath.Join(dir, "hub.db"), t.TempDir()
	ok(t, "invite", "-db", db)
	ok(t, "backup", "-db", db, filepath.Join(safe, "backup"))
	sealed := filepath.Join(safe, "hub.keys.sealed")
	ok(t, "keys", "export", "-db", db, sealed)
	_, _, code := call(t, "keys", "export", "-db", db, sealed)
	require.Equal(t, 1, code, "it replaces no file")
	b, err := os.ReadFile(sealed)
	require.NoError(t, err)
	k, err := os.ReadFile(filepath.Join(dir, keysName))
	require.NoError(t, err)
	require.NotContains(t, string(b), string(k[200:260]))

	fresh := t.TempDir()
	_, stderr, code := call(t, "restore", "-db", filepath.Join(fresh, "hub.db"), filepath.Join(safe, "backup"))
	require.Equal(t, 1, code, "without the key file")
	require.Contains(t, stderr, "keys")
	_, err = os.Stat(filepath.Join(fresh, "hub.db"))
	require.ErrorIs(t, err, os.ErrNotExist)

	other := t.TempDir()
	ok(t, "invite", "-db", filepath.Join(other, "hub.db"))
	_, stderr, code = call(t, "keys", "open", "-from", filepath.Join(other, organisationName), sealed, filepath.Join(fresh, keysName))
	require.Equal(t, 1, code, stderr)
	require.Contains(t, stderr, "another organisation")
	ok(t, "keys", "open", "-from", filepath.Join(dir, organisationName), sealed, filepath.Join(fresh, keysName))
	opened, err := os.ReadFile(filepath.Join(fresh, keysName))
	require.NoError(t, err)
	require.Equal(t, k, opened)
	require.Contains(t, ok(t, "restore", "-db", filepath.Join(fresh, "hub.db"), filepath.Join(safe, "backup")), "entries=")
	ok(t, "keys", "export", "-plain", "-db", db, filepath.Join(safe, "plain"))
	plain, err := os.ReadFile(filepath.Join(safe, "plain"))
	require.NoError(t, err)
	require.Equal(t, k, plain)
}

// laptop is a device with the engine and the store of the desktop.
func laptop(t *testing.T, url, words string) (*device.Engine, *courier.Web) {
	t.Helper()
	s, err := casestore.Open(t.Context(), filepath.Join(t.TempDir(), "cases.db"), casestore.Options{})
	require.NoError(t, err)
	web, err := courier.NewWeb(url, courier.WebOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { web.Close(); require.NoError(t, s.Close()) })
	e := device.New(s, device.Options{})
	i, err := batch.ParseInvitation(words)
	require.NoError(t, err)
	_, err = e.Enrol(t.Context(), i, web, "laptop", "test")
	require.NoError(t, err)
	return e, web
}

// Keys are rotated three times; one device hears of each, one was away all the time.
func TestDevicesFollowARotationOfTheKeys(t *testing.T) {
	db := filepath.Join(t.TempDir(), "hub.db")
	s := start(t, "-db", db)
	address := strings.TrimPrefix(s.url, "http://")
	near, nearWeb := laptop(t, s.url, lastLine(ok(t, "invite", "-db", db)))
	far, farWeb := laptop(t, s.url, lastLine(ok(t, "invite", "-db", db)))
	safe := func(e *device.Engine, w *courier.Web) {
		t.Helper()
		for range 4 { // what is told in an answer is used in the next exchange
			r, err := e.Exchange(context.Background(), w)
			require.NoError(t, err)
			require.NoError(t, r.Refusal)
		}
		status, err := e.Status(context.Background())
		require.NoError(t, err)
		require.True(t, status.Safe && status.UpToDate, "%+v", status)
	}
	safe(near, nearWeb)
	safe(far, farWeb)
	_, stderr, code := call(t, "keys", "rotate", "-db", db)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "stop it first")
	before := ok(t, "keys", "-db", db)
	for range 3 {
		code, log := s.stop()
		require.Zero(t, code, log)
		ok(t, "keys", "rotate", "-db", db)
		s = start(t, "-listen", address, "-db", db)
		safe(near, nearWeb)
	}
	after := ok(t, "keys", "-db", db)
	require.NotEqual(t, before, after)
	require.Contains(t, after, "older         3")
	safe(far, farWeb)
}

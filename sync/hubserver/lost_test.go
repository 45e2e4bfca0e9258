package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

func TestTheReportSaysWhatWasOnALostDeviceAndWhose(t *testing.T) {
	db := filepath.Join(t.TempDir(), "hub.db")
	s := start(t, "-db", db)
	anna := enrol(t, s.url, lastLine(ok(t, "invite", "-db", db, "-office", "Berlin")))
	eve := enrol(t, s.url, lastLine(ok(t, "invite", "-db", db, "-office", "Hamburg")))
	about, _ := anna.Open()
	anna.Write(about, casework.Medical, casework.Change{Kind: casework.KindCounselling, Item: casework.ItemID{1}, Body: map[casework.Field]casework.Value{"said": "words"}})
	settle(anna)
	secret, _ := eve.Open()
	settle(eve)
	out := ok(t, "report", "-db", db, anna.ID.String())
	for _, want := range []string{anna.ID.String(), "office         Berlin", "core", about.ID.String(), "1 cases", "last exchange  20", "wipe           -"} {
		require.Contains(t, out, want)
	}
	require.NotContains(t, out, secret.ID.String(), "another office's")
	require.NotContains(t, out, "words")
	ok(t, "revoke", "-db", db, anna.ID.Short())
	require.Equal(t, strings.Count(out, "\n"), strings.Count(ok(t, "report", "-db", db, anna.ID.Short()), "\n"), "the same after it is revoked")
	listed := ok(t, "report", "-db", db)
	require.Contains(t, listed, "revoked")
	require.Equal(t, 2, strings.Count(listed, "enrolled"))
	_, _, code := call(t, "report", "-db", db, "nobody")
	require.Equal(t, 1, code)
}

func TestAWipeIsSignedTwiceToldUntilConfirmedAndConfirmedOnce(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "hub.db")
	s := start(t, "-db", db)
	e, web := laptop(t, s.url, lastLine(ok(t, "invite", "-db", db)))
	other, otherWeb := laptop(t, s.url, lastLine(ok(t, "invite", "-db", db)))
	me, _, err := e.Node(t.Context())
	require.NoError(t, err)
	exchange := func() {
		t.Helper()
		r, err := e.Exchange(context.Background(), web)
		require.NoError(t, err)
		require.NoError(t, r.Refusal)
	}
	exchange()

	elsewhere := filepath.Join(t.TempDir(), "hub.db") // another organisation's key
	ok(t, "invite", "-db", elsewhere)
	_, stderr, code := call(t, "wipe", "-db", db, "-from", filepath.Join(filepath.Dir(elsewhere), organisationName), me.String())
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "signature")
	_, stderr, code = call(t, "wipe", "-db", db, "-from", filepath.Join(dir, organisationName), me.Short())
	require.Equal(t, 2, code, stderr)
	_, _, code = call(t, "wipe", "-db", db, "-from", filepath.Join(dir, organisationName), batch.NodeID{1}.String())
	require.Equal(t, 1, code, "no such device")
	exchange()
	_, ordered, err := e.Wiping(t.Context())
	require.NoError(t, err)
	require.False(t, ordered)

	require.Contains(t, ok(t, "wipe", "-db", db, "-from", filepath.Join(dir, organisationName), me.String()), me.String())
	require.Contains(t, ok(t, "report", "-db", db, me.String()), "confirmed -")
	exchange()
	w, ordered, err := e.Wiping(t.Context())
	require.NoError(t, err)
	require.True(t, ordered)
	require.Equal(t, me, w.Device)
	exchange() // the receipt of what the order came in
	require.NotContains(t, ok(t, "report", "-db", db, me.String()), "confirmed -")
	for range 3 {
		exchange()
	}
	require.Equal(t, 1, strings.Count(ok(t, "report", "-db", db), "wiped"))
	_, err = other.Exchange(t.Context(), otherWeb)
	require.NoError(t, err)
	_, ordered, err = other.Wiping(t.Context())
	require.NoError(t, err)
	require.False(t, ordered, "another device is not wiped")
}

func TestTheUnitServesAsAUserOfItsOwn(t *testing.T) {
	out := ok(t, "unit", "-user", "hub", "-dir", "/srv/hub", "--", "-listen", "0.0.0.0:443", "-db", "/srv/hub/hub.db", "-cert", "/srv/hub/c.pem", "-key", "/srv/hub/k.pem")
	require.Contains(t, out, " serve -listen 0.0.0.0:443 -db /srv/hub/hub.db")
	require.Contains(t, out, "User=hub\n")
	require.Contains(t, out, "ReadWritePaths=/srv/hub\n")
	for _, arg := range []string{"postgres://hub:secret@host/db", "postgres://host/db?password=x", "/a b", "x\nExecStart=/bin/sh"} {
		_, stderr, code := call(t, "unit", "--", "-db", arg)
		require.Equal(t, 2, code, arg)
		require.Contains(t, stderr, "unit:")
		require.NotContains(t, stderr, "secret")
	}
	require.Contains(t, ok(t, "unit"), "-private 127.0.0.1:8651")
}

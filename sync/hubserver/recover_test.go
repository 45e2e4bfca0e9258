package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

func TestAnyTwoSharesAreTheIdentityAndOneIsNot(t *testing.T) {
	id, err := batch.NewIdentity()
	require.NoError(t, err)
	of := id.Recipient().String()
	all := divide([]byte(id.Secret()), of, []string{"anna", "ben", "carla", "dora"})
	for i, a := range all {
		require.NotContains(t, string(a.Y), id.Secret())
		for k, b := range all {
			got, err := identity(a, b)
			if i == k {
				require.ErrorIs(t, err, errShares, "twice the same person")
				continue
			}
			require.NoError(t, err)
			require.Equal(t, id.Secret(), got.Secret())
		}
	}
	other := divide([]byte(id.Secret()), of, []string{"anna", "ben"})
	_, err = identity(all[0], other[1])
	require.ErrorIs(t, err, errShares, "of two divisions")
	foreign := all[1]
	foreign.Of = "age1another"
	_, err = identity(all[0], foreign)
	require.ErrorIs(t, err, errShares)
}

func TestInTheFieldEveryElementHasItsInverse(t *testing.T) {
	require.Equal(t, byte(0xc1), times(0x57, 0x83), "the example of FIPS 197, 4.2")
	for a := 1; a < 256; a++ {
		require.Equal(t, byte(1), times(byte(a), inverse(byte(a))))
	}
}

// typing runs a command with what persons type.
func typing(typed string, args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, strings.NewReader(typed), &out, &errs)
	return out.String(), errs.String(), code
}

func TestTwoPersonsReadOutTheCodeOfAVault(t *testing.T) {
	shareWork = 10
	dir := t.TempDir()
	db := filepath.Join(dir, "hub.db")
	invitation := lastLine(ok(t, "invite", "-db", db))
	organisation := filepath.Join(dir, organisationName)
	const anna, ben = "annas lange worte", "bens lange worte"

	for name, bad := range map[string]struct {
		typed string
		names []string
	}{
		"one person":      {"", []string{"anna"}},
		"a path":          {"", []string{"anna", "../ben"}},
		"twice the same":  {"", []string{"anna", "Anna"}},
		"a short one":     {"kurz\nkurz\n", []string{"x", "y"}},
		"two different":   {anna + "\n" + ben + "\n", []string{"x", "y"}},
		"nobody answered": {"", []string{"x", "y"}},
	} {
		_, _, code := typing(bad.typed, append([]string{"shares", "-from", organisation, "-into", dir}, bad.names...)...)
		require.NotZero(t, code, name)
	}
	made, errs, code := typing(anna+"\n"+anna+"\n"+ben+"\n"+ben+"\n", "shares", "-from", organisation, "-into", dir, "anna", "ben")
	require.Zero(t, code, errs)
	require.Len(t, strings.Fields(made), 2)
	for _, path := range strings.Fields(made) {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(b), "holder")
	}
	shareOf := func(name string) string { return filepath.Join(dir, name+".share") }

	// A laptop keeps its code with the organisation.
	s := start(t, "-db", db)
	l := enrol(t, s.url, invitation)
	recoverIt := func(typed string) (string, string, int) {
		return typing(typed, "recover", "-db", db, "-share", shareOf("anna"), "-share", shareOf("ben"), l.ID.String())
	}
	_, errs, code = recoverIt("")
	require.NotZero(t, code)
	require.Contains(t, errs, hub.ErrNoCode.Error())
	home := t.TempDir()
	quick := vault.Params{Time: 1, MemoryKiB: 64, Lanes: 1}
	v, err := vault.Create(home, vault.CreateOptions{Passphrase: []byte("forgotten"), Params: quick, KDF: vault.InProcess})
	require.NoError(t, err)
	secret := vault.NewCode()
	require.NoError(t, v.SetCode(secret))
	sealed, err := v.SealCode(secret, l.Statement.Recovery.String())
	require.NoError(t, err)
	require.NoError(t, v.Close())
	keep(l, sealed)

	_, errs, code = recoverIt(anna + "\nfalsch aber lang\n")
	require.NotZero(t, code)
	require.Contains(t, errs, "does not open the share")
	_, _, code = typing(anna+"\n"+anna+"\n", "recover", "-db", db, "-share", shareOf("anna"), "-share", shareOf("anna"), l.ID.String())
	require.NotZero(t, code, "one person twice")
	_, _, code = typing(anna+"\n", "recover", "-db", db, "-share", shareOf("anna"), l.ID.String())
	require.Equal(t, 2, code, "one person")

	words, errs, code := recoverIt(anna + "\n" + ben + "\n")
	require.Zero(t, code, errs)
	key := filepath.Join(dir, "put-back.key")
	_, errs, code = typing(anna+"\n"+ben+"\n", "recover", "-db", db, "-keyfile", key, "-share", shareOf("anna"), "-share", shareOf("ben"), l.ID.String())
	require.Zero(t, code, errs)
	require.NoError(t, os.Rename(key, filepath.Join(home, "vault.key")), "it lost its own")
	require.Contains(t, errs, "call back")
	read, err := vault.ParseCode(strings.NewReplacer("0", "", "1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", "", "8", "", "9", "").Replace(words))
	require.NoError(t, err)
	v, err = vault.UnlockCode(home, read)
	require.NoError(t, err)
	require.NoError(t, v.Close())

	s.stop()
	h, err := open(context.Background(), where{DB: db, Keys: dir}, false)
	require.NoError(t, err)
	defer func() { require.NoError(t, h.close()) }()
	notices, err := h.hub.Notices(context.Background(), l.Place.Now.AddDate(-50, 0, 0))
	require.NoError(t, err)
	recovered := 0
	for _, n := range notices {
		if n.What == hub.Recovered && n.Device == l.ID {
			recovered++
		}
	}
	require.Equal(t, 2, recovered, "what was read out is on record, and nothing else")
}

// keep has the laptop give its code to the organisation, as casework.Service does.
func keep(l *hubtest.Laptop, sealed []byte) {
	l.Write(casework.Subject{Kind: casework.SubjectStaff, ID: l.Staff}, casework.Core, casework.Change{
		Kind: casework.KindRecoveryCode, Item: casework.ItemID(l.ID), Body: map[casework.Field]casework.Value{"sealed": casework.KeyValue(sealed)},
	})
	settle(l)
}

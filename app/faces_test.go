package main

import (
	"context"
	"crypto/sha256"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
	"waymark/internal/words"
)

// practice makes a practice vault and returns its data folder.
func practice(t *testing.T) string {
	data := t.TempDir()
	p := &program{dir: data, o: Options{Demo: true}}
	require.NoError(t, (&starter{p}).Make(screenVault()))
	require.NoError(t, p.open.close())
	return data
}

// prints are what is in every file of a vault; what counts tries and holds locks apart.
func prints(t *testing.T, data string) map[string][sha256.Size]byte {
	all := map[string][sha256.Size]byte{}
	list, err := os.ReadDir(filepath.Join(data, vaultName))
	require.NoError(t, err)
	for _, e := range list {
		if e.Name() == "vault.tries" || e.Name() == "vault.lock" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(data, vaultName, e.Name()))
		require.NoError(t, err)
		all[e.Name()] = sha256.Sum256(b)
	}
	return all
}

func change(t *testing.T, path string, how func([]byte) []byte) {
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, how(b), 0o600))
}

func replaced(old, by string) func([]byte) []byte {
	return func(b []byte) []byte { return []byte(strings.Replace(string(b), old, by, 1)) }
}

func flipped(at int) func([]byte) []byte {
	return func(b []byte) []byte { b = slices.Clone(b); b[at] ^= 0x40; return b }
}

const page = 8192

// What is wrong with a vault is said each in its own words, with what to do, and
// nothing of it is changed by looking.
func TestEachFaultOfAVaultHasItsOwnFaceAndChangesNothing(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, key, db string)
		want  string
	}{
		{"key of a newer version", func(t *testing.T, key, _ string) { change(t, key, replaced("vault/v1", "vault/v2")) }, "vault.newer"},
		{"key damaged", func(t *testing.T, key, _ string) { change(t, key, replaced(`"mac": "`, `"mac": "A`)) }, "vault.key_damaged"},
		{"key cut off", func(t *testing.T, key, _ string) { change(t, key, func(b []byte) []byte { return b[:len(b)/2] }) }, "vault.key_damaged"},
		{"key empty", func(t *testing.T, key, _ string) { change(t, key, func([]byte) []byte { return nil }) }, "vault.key_damaged"},
		{"key gone", func(t *testing.T, key, _ string) { require.NoError(t, os.Remove(key)) }, "vault.key_missing"},
		{"database empty", func(t *testing.T, _, db string) { change(t, db, func([]byte) []byte { return nil }) }, "vault.damaged"},
		{"first page damaged", func(t *testing.T, _, db string) { change(t, db, flipped(100)) }, "vault.damaged"},
		{"database replaced by a plain one", func(t *testing.T, _, db string) {
			change(t, db, func(b []byte) []byte { return append([]byte("SQLite format 3\x00"), b[16:]...) })
		}, "vault.plaintext"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := practice(t)
			tt.spoil(t, filepath.Join(data, vaultName, "vault.key"), filepath.Join(data, vaultName, casesName))
			before := prints(t, data)
			p := &program{dir: data}
			err := (&door{p}).Unlock([]byte(passphrase))
			said, ok := usererr.Of(err)
			require.True(t, ok, err)
			assert.Equal(t, "error."+tt.want, said.Key)
			assert.Equal(t, "hint."+tt.want, said.Hint)
			assert.Contains(t, words.Keys("en"), said.Key)
			assert.Equal(t, before, prints(t, data))
			assert.Nil(t, p.open)

			s := screen.NewUnlock(nil, &door{p})
			s.Refuse(err)
			assert.True(t, s.Closed, "no passphrase helps, and none is asked for")
			assert.NotErrorIs(t, err, screen.ErrPassphrase)
		})
	}
}

func TestAPageThatIsDamagedSomewhereIsSaidWhereItIsRead(t *testing.T) {
	data := practice(t)
	db := filepath.Join(data, vaultName, casesName)
	info, err := os.Stat(db)
	require.NoError(t, err)
	refused := 0
	for n := 2; n < int(info.Size()/page); n += 7 {
		change(t, db, flipped(n*page+4000))
		p := &program{dir: data}
		if err := (&door{p}).Unlock([]byte(passphrase)); err != nil {
			refused++
			assert.Equal(t, "hint.vault.damaged", hintOf(t, err))
		} else {
			c := cabinet{p.open.store, p.open.staff.ID}
			found, err := c.FindCases(t.Context(), screen.CaseQuery{})
			if err == nil {
				_, err = c.CaseRows(t.Context(), found)
			}
			if err != nil {
				refused++
				assert.Equal(t, "hint.vault.damaged", hintOf(t, err), "page %d", n)
			}
			require.NoError(t, p.open.close())
		}
		change(t, db, flipped(n*page+4000))
	}
	assert.Positive(t, refused, "no page that anybody reads was among them")
	p := &program{dir: data}
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	require.NoError(t, p.open.close())
}

func TestAVaultInUseIsLeftToWhoUsesIt(t *testing.T) {
	data := practice(t)
	v, err := vault.Unlock(filepath.Join(data, vaultName), []byte(passphrase), vault.Options{})
	require.NoError(t, err)
	assert.Equal(t, "hint.vault.in_use", hintOf(t, (&door{&program{dir: data}}).Unlock([]byte(passphrase))))
	require.NoError(t, v.Close())
}

func TestAFullDiskKeepsWhatWasKeptBefore(t *testing.T) {
	data := practice(t)
	p := &program{dir: data}
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	p.open.vault.Watch(func(o vault.Op) error {
		if o.Kind == vault.OpWrite {
			return syscall.ENOSPC
		}
		return nil
	})
	d := screen.Draft{ID: screen.DraftID(casestore.DraftID{1}), Route: screen.Route{Place: screen.PlaceShortContact}, Kind: screen.FormContact, Fields: map[string]string{"said": "x"}}
	err := draftShelf{p.open.store}.KeepDraft(context.Background(), d)
	assert.Equal(t, "hint.disk.full", hintOf(t, err))
	p.open.vault.Watch(nil)
	require.NoError(t, draftShelf{p.open.store}.KeepDraft(context.Background(), d), "and goes on when there is room")
	require.NoError(t, p.open.close())
}

func TestASecondStartBringsTheFirstToTheFront(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if len(dir) > longestSocket-len(instanceName)-1 {
		dir = filepath.Join(os.TempDir(), "wm-"+filepath.Base(t.TempDir()))
		t.Cleanup(func() { os.RemoveAll(dir) })
	}
	var shown atomic.Int32
	release, err := claim(dir, func() { shown.Add(1) })
	require.NoError(t, err)
	_, err = claim(dir, func() { t.Error("the second was asked") })
	require.ErrorIs(t, err, ErrElsewhere)
	assert.Equal(t, int32(1), shown.Load())
	release()

	// One that was killed leaves its socket behind.
	l, err := net.Listen("unix", filepath.Join(dir, instanceName))
	require.NoError(t, err)
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	release, err = claim(dir, func() {})
	require.NoError(t, err)
	release()

	// One that hangs is said, and nothing is taken from it.
	l, err = net.Listen("unix", filepath.Join(dir, instanceName))
	require.NoError(t, err)
	defer l.Close()
	go func() {
		if c, err := l.Accept(); err == nil {
			c.Close()
		}
	}()
	_, err = claim(dir, func() {})
	assert.ErrorIs(t, err, errDeaf)

	long := filepath.Join(t.TempDir(), strings.Repeat("x", 100))
	release, err = claim(long, func() {})
	require.NoError(t, err, "where there is no room for a socket the vault's own lock will do")
	release()
}

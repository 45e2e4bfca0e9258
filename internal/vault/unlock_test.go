package vault

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"
)

func makeVault(t testing.TB, dir string, recovery ...string) *Vault {
	t.Helper()
	v, err := Create(dir, CreateOptions{Passphrase: []byte("six words"), Recovery: recovery, Params: quick, KDF: InProcess})
	require.NoError(t, err)
	return v
}

func unlockQuick(dir, pass string) (*Vault, error) {
	return Unlock(dir, []byte(pass), Options{KDF: InProcess})
}

// snapshot is every file in dir but the count of tries, which is meant to change.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == triesFileName {
			return err
		}
		b, err := os.ReadFile(p)
		files[p] = string(b)
		return err
	}))
	return files
}

func TestTheSameKeyComesBackByEveryWay(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	old, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "new", "vault")
	v := makeVault(t, dir, id.Recipient().String(), old.Recipient().String())
	code := [16]byte{1, 2, 3}
	require.NoError(t, v.SetCode(code))
	want := v.Subkey("test")
	raw := v.key
	require.Equal(t, []string{"passphrase", "recovery", "recovery", "code"}, kinds(v.Ways()))
	require.NoError(t, v.Close())

	for _, row := range []struct {
		name   string
		unlock func() (*Vault, error)
	}{
		{"passphrase", func() (*Vault, error) { return unlockQuick(dir, "six words") }},
		{"hybrid recovery", func() (*Vault, error) { return UnlockRecovery(dir, id) }},
		{"x25519 recovery", func() (*Vault, error) { return UnlockRecovery(dir, old) }},
		{"code", func() (*Vault, error) { return UnlockCode(dir, code) }},
		{"raw key", func() (*Vault, error) { return UnlockRaw(dir, raw) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			v, err := row.unlock()
			require.NoError(t, err)
			require.Equal(t, want, v.Subkey("test"))
			require.NotEqual(t, want, v.Subkey("other"))
			require.NoError(t, v.Close())
			require.NoError(t, v.Close(), "closing twice is harmless")
		})
	}
}

func kinds(w []Way) (k []string) {
	for _, s := range w {
		k = append(k, s.Kind)
	}
	return k
}

func TestWhatIsWrongHasItsOwnErrorAndChangesNothing(t *testing.T) {
	stranger, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	mine, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	edit := func(change func([]byte) []byte) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			p := filepath.Join(dir, keyFileName)
			b, err := os.ReadFile(p)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(p, change(b), 0o600))
		}
	}
	pass := func(dir string) (*Vault, error) { return unlockQuick(dir, "six words") }
	for _, row := range []struct {
		name   string
		spoil  func(*testing.T, string)
		unlock func(string) (*Vault, error)
		want   error
	}{
		{"wrong passphrase", nil, func(d string) (*Vault, error) { return unlockQuick(d, "five words") }, ErrPassphrase},
		{"empty passphrase", nil, func(d string) (*Vault, error) { return unlockQuick(d, "") }, ErrPassphrase},
		{"stranger's identity", nil, func(d string) (*Vault, error) { return UnlockRecovery(d, stranger) }, ErrWrongKey},
		{"no code set", nil, func(d string) (*Vault, error) { return UnlockCode(d, [16]byte{}) }, ErrNoSlot},
		{"another raw key", nil, func(d string) (*Vault, error) { return UnlockRaw(d, NewKey()) }, ErrWrongKey},
		{"key file gone", func(t *testing.T, d string) { require.NoError(t, os.Remove(filepath.Join(d, keyFileName))) }, pass, ErrNoKeyFile},
		{"key file cut", edit(func(b []byte) []byte { return b[:100] }), pass, ErrDamaged},
		{"key file is a database in clear", edit(func(b []byte) []byte { return append(bytes.Clone(plainMagic), 0) }), pass, ErrPlaintext},
		{"key file of a newer version", edit(func(b []byte) []byte { return bytes.Replace(b, []byte("/v1"), []byte("/v7"), 1) }), pass, ErrNewer},
		{"generation set back", edit(func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"generation": 2`), []byte(`"generation": 1`), 1)
		}), pass, ErrDamaged},
		{"recovery slot taken out", func(t *testing.T, d string) {
			k, err := readKeyFile(d)
			require.NoError(t, err)
			k.Slots = k.Slots[:1]
			require.NoError(t, os.WriteFile(filepath.Join(d, keyFileName), k.marshal(), 0o600))
		}, pass, ErrDamaged},
		{"stranger's slot added", func(t *testing.T, d string) {
			k, err := readKeyFile(d)
			require.NoError(t, err)
			s, err := recoverySlots(k.Vault, NewKey(), []string{stranger.Recipient().String()})
			require.NoError(t, err)
			k.Slots = append(k.Slots, s...)
			require.NoError(t, os.WriteFile(filepath.Join(d, keyFileName), k.marshal(), 0o600))
		}, pass, ErrDamaged},
		{"folder gone", func(t *testing.T, d string) { require.NoError(t, os.RemoveAll(d)) }, pass, fs.ErrNotExist},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "v")
			require.NoError(t, makeVault(t, dir, mine.Recipient().String()).Close())
			if row.spoil != nil {
				row.spoil(t, dir)
			}
			var before map[string]string
			if _, err := os.Stat(dir); err == nil {
				before = snapshot(t, dir)
			}
			v, err := row.unlock(dir)
			require.ErrorIs(t, err, row.want)
			require.Nil(t, v)
			if before != nil {
				require.Equal(t, before, snapshot(t, dir))
			}
		})
	}
}

func TestASecondOpenerIsToldSo(t *testing.T) {
	dir := t.TempDir()
	v := makeVault(t, dir)
	for range 3 {
		_, err := unlockQuick(dir, "six words")
		require.ErrorIs(t, err, ErrInUse)
	}
	_, err := CreateRaw(dir, NewKey())
	require.ErrorIs(t, err, ErrInUse)
	require.NoError(t, v.Close())
	v, err = unlockQuick(dir, "six words")
	require.NoError(t, err)
	require.NoError(t, v.Close())
	_, err = os.Stat(filepath.Join(dir, lockFileName))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestAVaultIsNotMadeOverAnother(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, makeVault(t, dir).Close())
	_, err := Create(dir, CreateOptions{Passphrase: []byte("x"), Params: quick, KDF: InProcess})
	require.ErrorIs(t, err, ErrExists)
	_, err = CreateRaw(dir, NewKey())
	require.ErrorIs(t, err, ErrExists)

	orphan := t.TempDir() // databases without key file: perhaps the key file is elsewhere
	require.NoError(t, os.WriteFile(filepath.Join(orphan, "cases.db"), []byte("x"), 0o600))
	_, err = CreateRaw(orphan, NewKey())
	require.ErrorIs(t, err, ErrExists)

	_, err = Create(t.TempDir(), CreateOptions{})
	require.ErrorContains(t, err, "no way in")
	_, err = Create(t.TempDir(), CreateOptions{Recovery: []string{"age1nonsense"}})
	require.ErrorContains(t, err, "recovery recipient")
}

func TestChangingThePassphraseLeavesTheKey(t *testing.T) {
	dir := t.TempDir()
	v := makeVault(t, dir)
	want, file := v.Subkey("x"), v.KeyFile()
	require.ErrorIs(t, v.ChangePassphrase([]byte("wrong"), []byte("new")), ErrPassphrase)
	require.Equal(t, file, v.KeyFile())
	require.NoError(t, v.ChangePassphrase([]byte("six words"), []byte("new")))
	require.NotEqual(t, file, v.KeyFile())
	onDisk, err := os.ReadFile(filepath.Join(dir, keyFileName))
	require.NoError(t, err)
	require.Equal(t, onDisk, v.KeyFile())
	require.NoError(t, v.Close())
	_, err = unlockQuick(dir, "six words")
	require.ErrorIs(t, err, ErrPassphrase)
	v, err = unlockQuick(dir, "new")
	require.NoError(t, err)
	require.Equal(t, want, v.Subkey("x"))

	require.ErrorContains(t, v.ChangePassphrase([]byte("new"), nil), "empty")
	require.NoError(t, v.SetPassphrase([]byte("newer"), quick))
	require.NoError(t, v.Close())
	v, err = unlockQuick(dir, "newer")
	require.NoError(t, err)
	require.NoError(t, v.Close())
}

func TestTheLastWayInCannotBeTakenAway(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	v, err := Create(t.TempDir(), CreateOptions{Recovery: []string{id.Recipient().String()}, KDF: InProcess})
	require.NoError(t, err)
	require.ErrorContains(t, v.SetRecovery(nil), "no way in")
	require.NoError(t, v.SetPassphrase([]byte("p"), quick))
	require.NoError(t, v.SetRecovery(nil))
	require.NoError(t, v.Close())
	_, err = UnlockRecovery(v.Dir(), id)
	require.ErrorIs(t, err, ErrNoSlot)
}

func TestASlotFromAnotherVaultDoesNotOpen(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	a, b := newKeyFile(), newKeyFile()
	key := NewKey()
	s, err := recoverySlots(a.Vault, key, []string{id.Recipient().String()})
	require.NoError(t, err)
	_, err = b.with(NewKey(), slotRecovery, s).openRecovery(id)
	require.ErrorIs(t, err, ErrWrongKey)
	p, err := passphraseSlot(a.Vault, key, []byte("p"), quick, InProcess)
	require.NoError(t, err)
	_, err = b.with(NewKey(), slotPassphrase, []slot{p}).openPassphrase([]byte("p"), InProcess)
	require.ErrorIs(t, err, ErrPassphrase)
}

func TestARawVaultHasNoSlots(t *testing.T) {
	v, err := CreateRaw(t.TempDir(), NewKey())
	require.NoError(t, err)
	require.Nil(t, v.KeyFile())
	require.Nil(t, v.Ways())
	require.ErrorIs(t, v.ChangePassphrase(nil, []byte("x")), ErrNoSlot)
	require.ErrorIs(t, v.SetPassphrase([]byte("x"), quick), ErrNoSlot)
	require.ErrorIs(t, v.SetRecovery(nil), ErrNoSlot)
	require.ErrorIs(t, v.SetCode([16]byte{}), ErrNoSlot)
	got, ok := ByVFS(v.VFS())
	require.True(t, ok)
	require.Same(t, v, got)
	require.NoError(t, v.Close())
	_, ok = ByVFS(v.VFS())
	require.False(t, ok)
	list, err := os.ReadDir(v.Dir())
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestClosingWipesTheKeys(t *testing.T) {
	v := makeVault(t, t.TempDir())
	s := v.vfs.sealer
	var ad aad
	before := make([]byte, 100)
	n := s.sealPiece(before, []byte("text"), ad.of(rolePage, 1))
	plain := make([]byte, 4)
	require.True(t, s.openPiece(plain, before[:n], ad.of(rolePage, 1)))
	require.NoError(t, v.Close())
	require.Equal(t, Key{}, v.key)
	require.False(t, s.openPiece(plain, before[:n], ad.of(rolePage, 1)), "the cipher has no key any more")
}

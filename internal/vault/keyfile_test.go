package vault

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"
)

// quick is enough to test with; a key file with these parameters is valid, so only the attacker would mind.
var quick = Params{Time: 1, MemoryKiB: 64, Lanes: 1}

func sampleKeyFile(t testing.TB) (*keyFile, Key) {
	t.Helper()
	key := NewKey()
	k := newKeyFile()
	s, err := passphraseSlot(k.Vault, key, []byte("pass"), quick, InProcess)
	require.NoError(t, err)
	k = k.with(key, slotPassphrase, []slot{s})
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	r, err := recoverySlots(k.Vault, key, []string{id.Recipient().String()})
	require.NoError(t, err)
	return k.with(key, slotRecovery, r), key
}

func TestAKeyFileIsReadBackAndAuthenticated(t *testing.T) {
	k, key := sampleKeyFile(t)
	b := k.marshal()
	require.True(t, bytes.HasPrefix(b, []byte("waymark.vault/v1\n{\n")))
	got, err := parseKeyFile(b)
	require.NoError(t, err)
	require.Equal(t, k, got)
	require.NoError(t, got.verify(key))
	require.ErrorIs(t, got.verify(NewKey()), ErrWrongKey)
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	k, _ := sampleKeyFile(t)
	good := string(k.marshal())
	edit := func(change func(*keyFile)) string {
		c := *k
		c.Slots = append([]slot(nil), k.Slots...)
		change(&c)
		return string(c.marshal())
	}
	for _, row := range []struct {
		name string
		file string
		want error
	}{
		{"empty", "", ErrDamaged},
		{"garbage", "\x00\x01\x02\n", ErrDamaged},
		{"plaintext database", string(plainMagic) + "x", ErrPlaintext},
		{"newer version", strings.Replace(good, "/v1", "/v2", 1), ErrNewer},
		{"version zero", strings.Replace(good, "/v1", "/v0", 1), ErrDamaged},
		{"version with leading zero", strings.Replace(good, "/v1", "/v01", 1), ErrDamaged},
		{"version too large to be one", strings.Replace(good, "/v1", "/v99999999999999999999", 1), ErrDamaged},
		{"cut", good[:len(good)/2], ErrDamaged},
		{"something behind it", good + "\n", ErrDamaged},
		{"a second object", good + "{}", ErrDamaged},
		{"other spacing", strings.Replace(good, "  \"suite\"", "   \"suite\"", 1), ErrDamaged},
		{"unknown field", strings.Replace(good, "{\n", "{\n  \"extra\": 1,\n", 1), ErrDamaged},
		{"field twice", strings.Replace(good, "{\n", "{\n  \"suite\": \"x\",\n", 1), ErrDamaged},
		{"another suite", strings.Replace(good, suiteXChaCha, "aes", 1), ErrNewer},
		{"larger than 64 KiB", edit(func(k *keyFile) { k.Slots[1].Wrapped = make([]byte, maxKeyFile) }), ErrDamaged},
		{"unknown kind of slot", edit(func(k *keyFile) { k.Slots[0].Kind = "retina" }), ErrNewer},
		{"a terabyte of memory", edit(func(k *keyFile) { k.Slots[0].MemoryKiB = 1 << 30 }), ErrDamaged},
		{"no memory", edit(func(k *keyFile) { k.Slots[0].MemoryKiB = 1 }), ErrDamaged},
		{"a year of time", edit(func(k *keyFile) { k.Slots[0].Time = 1 << 30 }), ErrDamaged},
		{"no time", edit(func(k *keyFile) { k.Slots[0].Time = 0 }), ErrDamaged},
		{"too many lanes", edit(func(k *keyFile) { k.Slots[0].Lanes = 200 }), ErrDamaged},
		{"salt of another length", edit(func(k *keyFile) { k.Slots[0].Salt = nil }), ErrDamaged},
		{"wrapped key of another length", edit(func(k *keyFile) { k.Slots[0].Wrapped = []byte{1} }), ErrDamaged},
		{"recovery with parameters", edit(func(k *keyFile) { k.Slots[1].Time = 1 }), ErrDamaged},
		{"too many slots", edit(func(k *keyFile) {
			for range maxSlots {
				k.Slots = append(k.Slots, k.Slots[0])
			}
		}), ErrDamaged},
		{"no generation", edit(func(k *keyFile) { k.Generation = 0 }), ErrDamaged},
		{"short vault id", edit(func(k *keyFile) { k.Vault = k.Vault[:4] }), ErrDamaged},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := parseKeyFile([]byte(row.file))
			require.ErrorIs(t, err, row.want)
		})
	}
}

// Every bit of a key file counts: flipped, it is either refused by the parser, or the key no longer comes out, or the
// header does not authenticate.
func TestAFlippedBitNeverOpens(t *testing.T) {
	k, _ := sampleKeyFile(t)
	good := k.marshal()
	opened := 0
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1 << (i % 8)
		got, err := parseKeyFile(b)
		if err != nil {
			continue
		}
		got.Slots[0].Time, got.Slots[0].MemoryKiB = min(got.Slots[0].Time, 2), min(got.Slots[0].MemoryKiB, 1<<10) // keep the test quick
		key, err := got.openPassphrase([]byte("pass"), InProcess)
		if err == nil && got.verify(key) == nil {
			t.Errorf("byte %d flipped and it opens", i)
		}
		opened++
	}
	require.Positive(t, opened, "some flips must pass the parser, or this tests nothing")
}

func FuzzParseKeyFile(f *testing.F) {
	k, _ := sampleKeyFile(f)
	f.Add(k.marshal())
	f.Add([]byte("waymark.vault/v1\n{}\n"))
	f.Add([]byte("waymark.vault/v2\n"))
	f.Add([]byte(plainMagic))
	var minimal keyFile
	require.NoError(f, json.Unmarshal([]byte(`{"generation":1}`), &minimal))
	f.Add(minimal.marshal())
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := parseKeyFile(b)
		if err != nil {
			return
		}
		require.Equal(t, b, k.marshal(), "what parses is written again as the same bytes")
		for i := range k.Slots {
			require.LessOrEqual(t, k.Slots[i].MemoryKiB, uint32(maxMemoryKiB))
			require.LessOrEqual(t, k.Slots[i].Time, uint32(maxTime))
		}
	})
}

func TestAKeyFileFromDiskIsReadNoFurtherThanItsLimit(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, keyFileName), make([]byte, 10<<20), 0o600))
	_, err := readKeyFile(dir)
	require.ErrorIs(t, err, ErrDamaged)
	_, err = readKeyFile(t.TempDir())
	require.ErrorIs(t, err, ErrNoKeyFile)
}

package vault

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"
)

func TestACodeIsTwelveWordsAndBack(t *testing.T) {
	for i := range 200 {
		c := Code{byte(i), 1: byte(i * 7), 15: byte(255 - i)}
		words := c.Words()
		require.Len(t, strings.Fields(words), 12)
		got, err := ParseCode(words)
		require.NoError(t, err)
		require.Equal(t, c, got)
		var short []string
		for _, w := range strings.Fields(words) {
			short = append(short, w[:min(len(w), 4)])
		}
		got, err = ParseCode("  " + strings.ToUpper(strings.Join(short, ", ")) + ".")
		require.NoError(t, err)
		require.Equal(t, c, got)
	}
	require.NotContains(t, fmt.Sprint(Code{1}), "1")
	require.NotEqual(t, NewCode(), NewCode())
}

func TestWordsThatAreNoCode(t *testing.T) {
	good := strings.Fields(Code{1, 2, 3}.Words())
	with := func(place int, word string) string {
		w := append([]string(nil), good...)
		w[place] = word
		return strings.Join(w, " ")
	}
	for _, row := range []struct {
		name, words string
		place       int
	}{
		{"nothing", "", 0},
		{"eleven", strings.Join(good[1:], " "), 0},
		{"thirteen", strings.Join(good, " ") + " zoo", 0},
		{"a word on no list", with(4, "größe"), 5},
		{"a word that only begins like one", with(11, "zoological"), 12},
		{"three letters of four", with(0, "aba"), 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := ParseCode(row.words)
			require.ErrorIs(t, err, ErrCode)
			var at *CodeWordError
			if row.place > 0 {
				require.ErrorAs(t, err, &at)
				require.Equal(t, row.place, at.Place)
			}
		})
	}
	t.Run("most misheard words", func(t *testing.T) {
		passed := 0
		for _, w := range []string{"zone", "abandon", "able", "zebra", "young", "wrong", "wolf", "violin", "urban", "tornado", "swim", "rural", "picnic", "oak", "maple", "lemon"} {
			c, err := ParseCode(with(3, w))
			if err == nil && c != (Code{1, 2, 3}) {
				passed++
			}
		}
		require.Less(t, passed, 8)
	})
}

func TestACodeIsKeptByTheOrganisationUsedOnceAndReplaced(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	strange, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	dir := t.TempDir()
	v := makeVault(t, dir)
	want := v.Subkey("test")
	first := NewCode()
	require.False(t, v.HasCode(first))
	require.NoError(t, v.SetCode(first))
	require.True(t, v.HasCode(first))
	sealed, err := v.SealCode(first, id.Recipient().String())
	require.NoError(t, err)
	require.NotContains(t, string(sealed), string(first[:]))
	require.NoError(t, v.Close())

	kept, key, err := OpenCode(sealed, id.String())
	require.NoError(t, err)
	there, err := os.ReadFile(filepath.Join(dir, keyFileName))
	require.NoError(t, err)
	require.Equal(t, there, key, "a lost key file can be put back")
	require.Equal(t, first, kept)
	for name, identity := range map[string]string{"another identity": strange.String(), "no identity": "x"} {
		_, _, err = OpenCode(sealed, identity)
		require.ErrorIs(t, err, ErrWrongKey, name)
	}
	sealed[len(sealed)-1] ^= 1
	_, _, err = OpenCode(sealed, id.String())
	require.Error(t, err)

	read, err := ParseCode(kept.Words()) // over the telephone
	require.NoError(t, err)
	v, err = UnlockCode(dir, read)
	require.NoError(t, err)
	require.Equal(t, want, v.Subkey("test"))
	next := NewCode()
	v.kdf = InProcess
	require.NoError(t, v.Recovered([]byte("new words"), quick, next))
	require.True(t, v.HasCode(next))
	require.NoError(t, v.Close())

	_, err = UnlockCode(dir, first)
	require.ErrorIs(t, err, ErrPassphrase, "used once")
	_, err = unlockQuick(dir, "six words")
	require.ErrorIs(t, err, ErrPassphrase)
	v, err = unlockQuick(dir, "new words")
	require.NoError(t, err)
	require.Equal(t, want, v.Subkey("test"))
	require.NoError(t, v.Close())
	v, err = UnlockCode(dir, next)
	require.NoError(t, err)
	require.NoError(t, v.Close())
}

func TestAVaultWithoutKeyFileHasNoCode(t *testing.T) {
	v, err := CreateRaw(t.TempDir(), Key{1})
	require.NoError(t, err)
	defer v.Close()
	require.ErrorIs(t, v.SetCode(Code{1}), ErrNoSlot)
	require.ErrorIs(t, v.Recovered([]byte("p"), quick, Code{1}), ErrNoSlot)
	_, err = v.SealCode(Code{1}, "")
	require.ErrorIs(t, err, ErrNoSlot)
	require.False(t, v.HasCode(Code{1}))
}

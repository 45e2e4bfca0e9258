package copies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/vault"
)

func TestABackupIsRestoredAsItWas(t *testing.T) {
	ctx := context.Background()
	home := t.TempDir()
	dir, stick := filepath.Join(home, "vault"), t.TempDir()
	file := filepath.Join(stick, "waymark.backup")
	v, dbs := filled(t, dir, "six words", 30)
	var done, all int64
	require.NoError(t, Backup(ctx, v, dbs, file, func(d, a int64) {
		require.GreaterOrEqual(t, d, done)
		require.LessOrEqual(t, d, a)
		done, all = d, a
	}))
	require.Equal(t, all, done)
	require.Positive(t, all)
	addNotes(t, dbs[0], 5) // after it
	require.NoError(t, Backup(ctx, v, dbs[:1], filepath.Join(stick, "other"), nil))
	addNotes(t, dbs[1], 5)
	require.NoError(t, Backup(ctx, v, dbs, file, nil), "over the one before")
	require.NoError(t, closeAll(v, dbs))
	requireNoMarks(t, stick)
	for _, d := range []string{dir, stick} {
		list, err := os.ReadDir(d)
		require.NoError(t, err)
		for _, e := range list {
			require.NotContains(t, e.Name(), ".partial")
		}
	}

	// The laptop is lost.
	again := filepath.Join(t.TempDir(), "waymark", "vault")
	done, all = 0, 0
	require.NoError(t, Restore(ctx, file, again, func(d, a int64) { done, all = d, a }))
	require.Equal(t, all, done)
	holds(t, again, "six words", 35)
	require.ErrorIs(t, Restore(ctx, file, again, nil), ErrExists)
	holds(t, again, "six words", 35)
}

func TestABackupThatIsNotWholeIsNotRestored(t *testing.T) {
	ctx := context.Background()
	stick := t.TempDir()
	file := filepath.Join(stick, "b")
	v, dbs := filled(t, filepath.Join(t.TempDir(), "vault"), "p", 10)
	require.NoError(t, Backup(ctx, v, dbs, file, nil))
	require.NoError(t, closeAll(v, dbs))
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	resum := func(b []byte) []byte { // as somebody writes it who means it
		body := b[:len(b)-sha256.Size]
		sum := sha256.Sum256(body)
		return append(bytes.Clone(body), sum[:]...)
	}
	replaced := func(old, new string) []byte { return resum(bytes.Replace(good, []byte(old), []byte(new), 1)) }
	for _, row := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, ErrNoBackup},
		{"something else", bytes.Repeat([]byte("letter "), 1000), ErrNoBackup},
		{"a newer version's", replaced("backup/v1", "backup/v2"), ErrNewer},
		{"cut", good[:len(good)-1], ErrDamaged},
		{"cut in the middle", good[:len(good)/2], ErrDamaged},
		{"cut to its key", good[:2000], ErrDamaged},
		{"longer", append(bytes.Clone(good), 0), ErrDamaged},
		{"a bit flipped", func() []byte { b := bytes.Clone(good); b[len(b)/2] ^= 4; return b }(), ErrDamaged},
		{"a name that leads elsewhere", replaced("cases.db", "../es.db"), ErrDamaged},
		{"a name twice", replaced("files.db", "cases.db"), ErrDamaged},
		{"the key not first", replaced("vault.key", "vaultk.db"), ErrDamaged},
		{"a length that is not there", func() []byte {
			b := bytes.Clone(good)
			i := bytes.Index(b, []byte("cases.db")) + len("cases.db")
			b[i+3] = 1 // 4 GiB more
			return resum(b)
		}(), ErrDamaged},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := filepath.Join(t.TempDir(), "b")
			require.NoError(t, os.WriteFile(p, row.file, 0o600))
			home := t.TempDir()
			require.ErrorIs(t, Restore(ctx, p, filepath.Join(home, "vault"), nil), row.want)
			left, err := os.ReadDir(home)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
	require.ErrorIs(t, Restore(ctx, filepath.Join(stick, "none"), filepath.Join(stick, "v"), nil), fs.ErrNotExist)
}

func TestABackupThatFailsLeavesTheOneBefore(t *testing.T) {
	dir, stick := filepath.Join(t.TempDir(), "vault"), t.TempDir()
	file := filepath.Join(stick, "b")
	v, dbs := filled(t, dir, "p", 10)
	require.NoError(t, Backup(context.Background(), v, dbs, file, nil))
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	addNotes(t, dbs[0], 10)
	ctx, stop := context.WithCancel(context.Background())
	require.ErrorIs(t, Backup(ctx, v, dbs, file, func(d, a int64) {
		if d > a/2 {
			stop() // while it is read back
		}
	}), context.Canceled)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, after)
	list, err := os.ReadDir(stick)
	require.NoError(t, err)
	require.Len(t, list, 1)
	raw, err := vault.CreateRaw(t.TempDir(), vault.Key{1})
	require.NoError(t, err)
	require.ErrorIs(t, Backup(context.Background(), raw, nil, file, nil), vault.ErrNoSlot)
	require.NoError(t, raw.Close())
	require.NoError(t, closeAll(v, dbs))
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(backupIntro))
	var b bytes.Buffer
	b.WriteString(backupIntro)
	require.NoError(f, writeFile(&b, keyName, bytes.NewReader([]byte("k")), 1))
	require.NoError(f, writeFile(&b, "cases.db", bytes.NewReader([]byte("db")), 2))
	b.Write([]byte{0, 0})
	sum := sha256.Sum256(b.Bytes())
	f.Add(append(b.Bytes(), sum[:]...))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		p := filepath.Join(dir, "b")
		require.NoError(t, os.WriteFile(p, b, 0o600))
		if Restore(context.Background(), p, filepath.Join(dir, "v"), nil) == nil {
			list, err := os.ReadDir(filepath.Join(dir, "v"))
			require.NoError(t, err)
			require.NotEmpty(t, list)
		}
	})
}

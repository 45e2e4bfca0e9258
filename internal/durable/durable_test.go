package durable_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/durable"
)

var errPulled = errors.New("the stick was pulled")

// pulled is the real file system until its n-th changing operation; from then on every operation fails.
type pulled struct {
	durable.FS
	left int
	log  []string
}

func (p *pulled) step(what string) error {
	p.log = append(p.log, what)
	p.left--
	if p.left < 0 {
		return errPulled
	}
	return nil
}

type pulledFile struct {
	durable.File
	p *pulled
}

func (f pulledFile) Write(b []byte) (int, error) {
	if err := f.p.step("write"); err != nil {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, err
	}
	return f.File.Write(b)
}

func (f pulledFile) Sync() error {
	if err := f.p.step("sync"); err != nil {
		return err
	}
	return f.File.Sync()
}

func (p *pulled) Create(name string, perm fs.FileMode) (durable.File, error) {
	if err := p.step("create"); err != nil {
		return nil, err
	}
	f, err := p.FS.Create(name, perm)
	return pulledFile{f, p}, err
}

func (p *pulled) Rename(a, b string) error {
	if err := p.step("rename"); err != nil {
		return err
	}
	return p.FS.Rename(a, b)
}

func (p *pulled) Remove(a string) error {
	if err := p.step("remove"); err != nil {
		return err
	}
	return p.FS.Remove(a)
}

func (p *pulled) Mkdir(a string, m fs.FileMode) error {
	if err := p.step("mkdir"); err != nil {
		return err
	}
	return p.FS.Mkdir(a, m)
}

func (p *pulled) SyncDir(a string) error {
	if err := p.step("syncdir"); err != nil {
		return err
	}
	return p.FS.SyncDir(a)
}

func TestWriteGoesThroughEveryStepInOrder(t *testing.T) {
	p := &pulled{FS: durable.OS, left: 100}
	path := filepath.Join(t.TempDir(), "a.key")
	require.NoError(t, durable.Disk{FS: p}.WriteFile(path, []byte("new"), 0o600))
	require.Equal(t, "create write sync rename syncdir", strings.Join(p.log, " "))
}

func TestAStickPulledAtAnyStepLeavesTheOldFileOrTheNewOne(t *testing.T) {
	for n := range 5 {
		t.Run(fmt.Sprintf("at operation %d", n), func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.key")
			require.NoError(t, durable.WriteFile(path, []byte("old"), 0o600))
			err := durable.Disk{FS: &pulled{FS: durable.OS, left: n}}.WriteFile(path, []byte("new"), 0o600)
			require.ErrorIs(t, err, errPulled)
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			want := "old"
			if n == 4 { // only the folder's sync failed: it failed, but happened
				want = "new"
			}
			require.Equal(t, want, string(b))
			list, err := os.ReadDir(dir)
			require.NoError(t, err)
			for _, e := range list {
				require.True(t, e.Name() == "a.key" || durable.IsTemp(e.Name()), e.Name())
			}
		})
	}
}

func TestAFailingSourceLeavesTheTargetAndNoLeftover(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.key")
	require.NoError(t, durable.WriteFile(path, []byte("old"), 0o600))
	boom := errors.New("source failed")
	err := durable.Write(path, 0o600, func(w io.Writer) error {
		_, _ = w.Write([]byte("half"))
		return boom
	})
	require.ErrorIs(t, err, boom)
	b, _ := os.ReadFile(path)
	require.Equal(t, "old", string(b))
	list, _ := os.ReadDir(dir)
	require.Len(t, list, 1)
}

func TestMkdirAllSyncsEveryParentAndRepeats(t *testing.T) {
	root := t.TempDir()
	p := &pulled{FS: durable.OS, left: 100}
	dir := filepath.Join(root, "a", "b")
	require.NoError(t, durable.Disk{FS: p}.MkdirAll(dir, 0o700))
	require.Equal(t, "mkdir syncdir mkdir syncdir", strings.Join(p.log, " "))
	require.NoError(t, durable.MkdirAll(dir, 0o700))
	require.NoError(t, durable.WriteFile(filepath.Join(root, "file"), nil, 0o600))
	require.ErrorIs(t, durable.MkdirAll(filepath.Join(root, "file"), 0o700), fs.ErrExist)
}

func TestRemoveAndRename(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	require.NoError(t, durable.WriteFile(a, []byte("1"), 0o600))
	require.NoError(t, durable.Rename(a, b))
	require.NoError(t, durable.Remove(b))
	require.NoError(t, durable.Remove(b), "removing twice is harmless")
	require.ErrorIs(t, durable.Rename(a, b), fs.ErrNotExist)
	require.NoError(t, durable.SyncDir(dir))
}

func TestNewFilesGetThePermissionAskedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	require.NoError(t, durable.WriteFile(path, nil, 0o600))
	st, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), st.Mode().Perm()&0o677)
}

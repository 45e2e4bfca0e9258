package courier_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/courier/couriertest"
)

var errPulled = errors.New("the stick was pulled out")

// stick is the machine's file system until its n-th operation; from then on nothing
// works, and what was written to a file but not synced is half there.
type stick struct {
	durable.FS
	left     int
	fail     error
	ops      int
	unsynced map[string]int // bytes
}

func pulledAfter(n int, fail error) *stick {
	return &stick{FS: durable.OS, left: n, fail: fail, unsynced: map[string]int{}}
}

func (s *stick) step() error {
	s.ops++
	s.left--
	if s.left == -1 {
		for name, n := range s.unsynced {
			_ = os.Truncate(name, int64(n/2))
		}
	}
	if s.left < 0 {
		return s.fail
	}
	return nil
}

type stickFile struct {
	durable.File
	s    *stick
	name string
}

func (f stickFile) Write(b []byte) (int, error) {
	if err := f.s.step(); err != nil {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, err
	}
	n, err := f.File.Write(b)
	f.s.unsynced[f.name] += n
	return n, err
}

func (f stickFile) Sync() error {
	if err := f.s.step(); err != nil {
		return err
	}
	delete(f.s.unsynced, f.name)
	return f.File.Sync()
}

func (s *stick) Create(name string, perm fs.FileMode) (durable.File, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	f, err := s.FS.Create(name, perm)
	return stickFile{f, s, name}, err
}

func (s *stick) Open(name string) (durable.File, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	return s.FS.Open(name)
}

func (s *stick) Rename(a, b string) error {
	if err := s.step(); err != nil {
		return err
	}
	if n, ok := s.unsynced[a]; ok {
		delete(s.unsynced, a)
		s.unsynced[b] = n
	}
	return s.FS.Rename(a, b)
}

func (s *stick) Remove(a string) error {
	if err := s.step(); err != nil {
		return err
	}
	return s.FS.Remove(a)
}

func (s *stick) Mkdir(a string, m fs.FileMode) error {
	if err := s.step(); err != nil {
		return err
	}
	return s.FS.Mkdir(a, m)
}

func (s *stick) SyncDir(a string) error {
	if err := s.step(); err != nil {
		return err
	}
	return s.FS.SyncDir(a)
}

func (s *stick) ReadDir(a string) ([]fs.DirEntry, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	return s.FS.ReadDir(a)
}

func (s *stick) Stat(a string) (fs.FileInfo, error) {
	if s.left < 0 {
		return nil, fs.ErrNotExist
	}
	return s.FS.Stat(a)
}

func TestAStickPulledAfterAnyOperationNeverHoldsHalfABatchAsWhole(t *testing.T) {
	out := []batch.Sealed{couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 100),
		couriertest.Batch(t, couriertest.Device, couriertest.Hub, 2, 50_000)}
	failed := 0
	for n := 0; ; n++ {
		require.Less(t, n, 100)
		dir := t.TempDir()
		s := pulledAfter(n, errPulled)
		take := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir, Disk: durable.Disk{FS: s}}, couriertest.Device, out...)
		there := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Hub)
		require.NoError(t, there.Err)
		require.Empty(t, there.Skipped, "pulled at operation %d: a half file has a batch's name", n)
		for _, got := range there.Got {
			i := slices.IndexFunc(out, func(b batch.Sealed) bool { return b.Header.ID == got.Header.ID })
			require.GreaterOrEqual(t, i, 0)
			require.Equal(t, out[i].Bytes, got.Bytes)
		}
		for _, b := range out {
			held := slices.ContainsFunc(there.Got, func(got batch.Sealed) bool { return got.Header.ID == b.Header.ID })
			require.True(t, held || slices.Contains(take.Undelivered, b.Header.ID), "operation %d: held, or said not to be", n)
		}
		if s.left >= 0 {
			require.NoError(t, take.Err)
			break
		}
		failed++
		if len(take.Undelivered) > 0 {
			require.ErrorIs(t, take.Err, errPulled)
			require.ErrorIs(t, take.Err, courier.ErrNoFolder, "it says what it is: the folder has gone")
		}
		again := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Device, out...)
		require.NoError(t, again.Err, "the next try heals")
		require.Len(t, couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Hub).Got, len(out))
	}
	require.Greater(t, failed, 10, "every operation was the last one once")
}

// noSync forgets to sync: the negative control of the test above.
type noSync struct{ *stick }

type noSyncFile struct{ durable.File }

func (noSyncFile) Sync() error { return nil }

func (n noSync) Create(name string, perm fs.FileMode) (durable.File, error) {
	f, err := n.stick.Create(name, perm)
	return noSyncFile{f}, err
}

func TestAStickThatLostWhatItPromisedShowsACutOffBatchAndIsNoticed(t *testing.T) {
	dir := t.TempDir()
	s := pulledAfter(100, errPulled)
	b := couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 50_000)
	take := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir, Disk: durable.Disk{FS: noSync{s}}}, couriertest.Device, b)
	require.NoError(t, take.Err)
	s.left = 0
	require.Error(t, s.step())
	there := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Hub)
	require.Empty(t, there.Got)
	require.Len(t, there.Skipped, 1)
	require.ErrorIs(t, there.Skipped[0], batch.ErrLength)
	require.Equal(t, b.Name(), there.Skipped[0].Name)
	take = couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Device, b)
	require.NoError(t, take.Err)
	require.Len(t, couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Hub).Got, 1, "handed over again, it is whole")
}

func TestSpaceIsAskedForBeforeAnythingIsWritten(t *testing.T) {
	out := []batch.Sealed{couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 100),
		couriertest.Batch(t, couriertest.Device, couriertest.Hub, 2, 1_000_000)}
	dir := t.TempDir()
	f := courier.Folder{Dir: dir, Free: func(string) (uint64, error) { return 900_000, nil }}
	take := couriertest.Exchange(t.Context(), f, couriertest.Device, out...)
	var space *courier.SpaceError
	require.ErrorAs(t, take.Err, &space)
	require.ErrorIs(t, take.Err, courier.ErrNoSpace)
	assert.Greater(t, space.Need, uint64(1_000_100))
	assert.Equal(t, uint64(900_000), space.Free)
	assert.Len(t, take.Undelivered, 2)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, files)

	f.Free = func(string) (uint64, error) { return 0, errors.ErrUnsupported }
	require.NoError(t, couriertest.Exchange(t.Context(), f, couriertest.Device, out...).Err, "where nobody knows, it tries")
	f.Disk = durable.Disk{FS: pulledAfter(3, syscall.ENOSPC)}
	f.Dir = t.TempDir()
	take = couriertest.Exchange(t.Context(), f, couriertest.Device, out...)
	require.ErrorIs(t, take.Err, courier.ErrNoSpace)
}

func TestAFullStickIsStillRead(t *testing.T) {
	dir := t.TempDir()
	down := couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 100)
	require.NoError(t, couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Hub, down).Err)
	f := courier.Folder{Dir: dir, Free: func(string) (uint64, error) { return 0, nil }}
	take := couriertest.Exchange(t.Context(), f, couriertest.Device, couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 100))
	require.ErrorIs(t, take.Err, courier.ErrNoSpace)
	require.Len(t, take.Got, 1)
}

func TestAFolderThatIsNotThereIsSaidSo(t *testing.T) {
	f := courier.Folder{Dir: filepath.Join(t.TempDir(), "gone")}
	take := couriertest.Exchange(t.Context(), f, couriertest.Device, couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 0))
	require.ErrorIs(t, take.Err, courier.ErrNoFolder)
	require.Len(t, take.Skipped, 1)
	require.ErrorIs(t, take.Skipped[0], courier.ErrNoFolder)
	_, err := f.Tidy(t.Context(), couriertest.Device, time.Now(), func(batch.ID) bool { return true })
	require.ErrorIs(t, err, courier.ErrNoFolder)
	_, err = os.Stat(f.Dir)
	require.ErrorIs(t, err, fs.ErrNotExist, "a folder that may be a stick's place is not made")
}

func TestOtherFilesOnAStickAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, couriertest.Device.String())
	require.NoError(t, os.MkdirAll(filepath.Join(mine, "folder.batch"), 0o700))
	for _, name := range []string{"photo.jpg", ".DS_Store", durable.TempPrefix + "abc", durable.TempPrefix + "abc.batch", "x.batch~"} {
		require.NoError(t, os.WriteFile(filepath.Join(mine, name), []byte("x"), 0o600))
	}
	take := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Device)
	assert.Empty(t, take.Got)
	assert.Empty(t, take.Skipped)
	assert.NoError(t, take.Err)
}

func TestAFileLongerThanAnyBatchIsNotReadIntoMemory(t *testing.T) {
	dir := t.TempDir()
	put(dir)(t, couriertest.Device, "huge.batch", nil)
	path := filepath.Join(dir, couriertest.Device.String(), "huge.batch")
	require.NoError(t, os.Truncate(path, 1<<40)) // a hole
	take := couriertest.Exchange(t.Context(), courier.Folder{Dir: dir}, couriertest.Device)
	require.Len(t, take.Skipped, 1)
	require.ErrorIs(t, take.Skipped[0], batch.ErrTooLarge)
}

func TestAWriterTidiesItsOwnOnceReceipted(t *testing.T) {
	dir := t.TempDir()
	f := courier.Folder{Dir: dir}
	a, b := couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 10), couriertest.Batch(t, couriertest.Device, couriertest.Hub, 2, 10)
	theirs := couriertest.Batch(t, couriertest.Other, couriertest.Hub, 1, 10)
	down := couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 10)
	require.NoError(t, couriertest.Exchange(t.Context(), f, couriertest.Device, a, b, theirs, down).Err)
	now := time.Now()
	hub := filepath.Join(dir, couriertest.Hub.String())
	for name, age := range map[string]time.Duration{durable.TempPrefix + "old": 25 * time.Hour, durable.TempPrefix + "new": time.Hour, "holiday.jpg": 900 * time.Hour} {
		require.NoError(t, os.WriteFile(filepath.Join(hub, name), nil, 0o600))
		require.NoError(t, os.Chtimes(filepath.Join(hub, name), now.Add(-age), now.Add(-age)))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "photos"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "photos", a.Name()), nil, 0o600))

	receipted := map[batch.ID]bool{a.Header.ID: true, theirs.Header.ID: true, down.Header.ID: true}
	removed, err := f.Tidy(t.Context(), couriertest.Device, now, func(b batch.ID) bool { return receipted[b] })
	require.NoError(t, err)
	assert.Equal(t, 1, removed)
	var left []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			left = append(left, strings.TrimPrefix(path, dir+string(filepath.Separator)))
		}
		return err
	}))
	in := func(n batch.NodeID, name string) string { return filepath.Join(n.String(), name) }
	assert.ElementsMatch(t, []string{in(couriertest.Hub, b.Name()), in(couriertest.Hub, theirs.Name()), in(couriertest.Device, down.Name()),
		in(couriertest.Hub, durable.TempPrefix+"new"), in(couriertest.Hub, "holiday.jpg"), filepath.Join("photos", a.Name())}, left)
	removed, err = f.Tidy(t.Context(), couriertest.Device, now, func(b batch.ID) bool { return receipted[b] })
	require.NoError(t, err)
	assert.Zero(t, removed, "twice is harmless")
}

func TestAFolderTellsItsProgress(t *testing.T) {
	var sent, received int
	f := courier.Folder{Dir: t.TempDir(), Progress: func(s, r int) { sent += s; received += r }}
	b, down := couriertest.Batch(t, couriertest.Device, couriertest.Hub, 1, 500), couriertest.Batch(t, couriertest.Hub, couriertest.Device, 1, 700)
	require.NoError(t, couriertest.Exchange(t.Context(), f, couriertest.Hub, down).Err)
	sent = 0
	require.NoError(t, couriertest.Exchange(t.Context(), f, couriertest.Device, b).Err)
	assert.Equal(t, len(b.Bytes), sent)
	assert.Equal(t, len(down.Bytes), received)
}

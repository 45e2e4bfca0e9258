package main

import (
	"bufio"
	"context"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A hub is started in the instant in which the one before it was killed, and the port
// is not free yet: it says so, waits, and serves.
func TestAHubWaitsForThePortOfItsPredecessor(t *testing.T) {
	before, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	said, log := io.Pipe()
	heard, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code := Run(ctx, []string{"serve", "-listen", before.Addr().String(), "-db", filepath.Join(t.TempDir(), "hub", "hub.db")}, nil, out, log)
		log.Close()
		out.Close()
		done <- code
	}()
	waits := make(chan bool, 1)
	go func() {
		found := false
		lines := bufio.NewScanner(said)
		for lines.Scan() { // to the end: whoever writes must not be held up
			if !found && strings.Contains(lines.Text(), "waiting for a hub that may be ending") {
				found = true
				waits <- true
			}
		}
		close(waits)
	}()
	require.True(t, <-waits, "it says that it waits")
	require.NoError(t, before.Close())
	lines := bufio.NewScanner(heard)
	require.True(t, lines.Scan())
	assert.Equal(t, "listening http://"+before.Addr().String(), lines.Text())
	go func() { _, _ = io.Copy(io.Discard, heard) }()
	cancel()
	assert.Zero(t, <-done)
}

// Nobody else on the machine reads the hub's files, whatever the mask of whoever starts it.
func TestTheHubsFilesAreItsOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hub")
	db := filepath.Join(dir, "hub.db")
	s := start(t, "-db", db)
	ok(t, "invite", "-db", db)
	found := map[string]bool{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		found[d.Name()] = true
		if runtime.GOOS != "windows" { // there the folder's list of access says it
			assert.Zero(t, info.Mode().Perm()&0o077, "%s is %s", d.Name(), info.Mode())
		}
		return nil
	}))
	for _, name := range []string{"hub", "hub.db", "hub.db-wal", "hub.keys", "organisation.keys"} {
		assert.True(t, found[name], "%s: found %v", name, found)
	}
	code, _ := s.stop()
	assert.Zero(t, code)

	// One that others could read is closed to them when it is opened again.
	require.NoError(t, os.Chmod(db, 0o644))
	s = start(t, "-db", db)
	info, err := os.Stat(db)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		assert.Zero(t, info.Mode().Perm()&0o077, "%s", info.Mode())
	}
	code, _ = s.stop()
	assert.Zero(t, code)
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/hub"
	"waymark/sync/hub/httpapi"
	"waymark/sync/hub/sqlstore"
)

// startHub serves a hub on loopback and returns its address and an invitation.
func startHub(t testing.TB, uses int) (url, invite string) {
	return startHubFor(t, uses, casework.Counsellor)
}

func startHubFor(t testing.TB, uses int, role casework.Role) (url, invite string) {
	ctx, stop := context.WithCancel(t.Context())
	org, err := hub.NewOrganisation()
	require.NoError(t, err)
	keys, err := hub.NewKeys(org, time.Now())
	require.NoError(t, err)
	v, err := vault.CreateRaw(t.TempDir(), vault.Key(keys.Vault))
	require.NoError(t, err)
	store, err := sqlstore.OpenSQLite(ctx, v.Path("hub.db"), v.VFS(), sqlstore.Keys(keys.Rows))
	require.NoError(t, err)
	// A village comes from one address, all at once.
	limits := hub.DefaultLimits
	limits.AddressRate, limits.AddressBurst, limits.DeviceRate, limits.DeviceBurst = 1e6, 1e6, 1e6, 1e6
	h, err := hub.New(ctx, store, keys, hub.Options{Limits: limits})
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error)
	go func() { served <- httpapi.New(h, httpapi.Options{}).Serve(ctx, listener, nil) }()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-served)
		assert.NoError(t, store.Close())
		assert.NoError(t, v.Close())
	})
	url = "http://" + listener.Addr().String()
	i, err := h.Invite(ctx, hub.Invite{Role: role, Office: "Village", Uses: uses, For: time.Hour, URL: url})
	require.NoError(t, err)
	return url, i.Words()
}

func village(t testing.TB, args ...string) (int, string) {
	var out, log bytes.Buffer
	code := run(t.Context(), args, &out, &log)
	t.Log(log.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return code, lines[len(lines)-1]
}

var lastLine = regexp.MustCompile(`^devices=\d+ changes=\d+ seconds=\d+\.\d+ bytes_up=\d+ bytes_down=\d+ batches=\d+ retries=\d+ peak_rss_mb=\d+ verified=(true|false)$`)

func TestAVillageArrivesAtTheHubAndComesBackTheSame(t *testing.T) {
	url, invite := startHub(t, 3)
	dir := t.TempDir()
	code, line := village(t, "-hub", url, "-invite", invite, "-devices", "3", "-changes", "60", "-size", "700", "-dir", filepath.Join(dir, "v"))
	assert.Zero(t, code)
	assert.Regexp(t, lastLine, line)
	assert.Contains(t, line, "devices=3 changes=180 ")
	assert.Contains(t, line, "verified=true")

	code, line = village(t, "-hub", url, "-devices", "3", "-changes", "80", "-size", "700", "-dir", filepath.Join(dir, "v"), "-resume")
	assert.Zero(t, code, "it goes on where it was")
	assert.Contains(t, line, "changes=240 ")

	code, line = village(t, "-hub", url, "-devices", "3", "-changes", "500", "-size", "700", "-dir", filepath.Join(dir, "v"), "-resume", "-verify")
	assert.Zero(t, code, "-verify records nothing more")
	assert.Contains(t, line, "changes=240 ")
}

// A supervisor receives what the others of the office recorded: it is compared, and
// not taken for the supervisor's own.
func TestSupervisorsHaveEachOthersCasesAndAreVerified(t *testing.T) {
	url, invite := startHubFor(t, 3, casework.Supervisor)
	dir := filepath.Join(t.TempDir(), "v")
	args := []string{"-hub", url, "-invite", invite, "-devices", "3", "-size", "300", "-dir", dir, "-at-once", "2"}
	code, line := village(t, append(args, "-changes", "60", "-verify")...)
	assert.Zero(t, code)
	assert.Contains(t, line, "changes=180 ", "-verify is no reason for new devices to record nothing")
	code, line = village(t, append(args, "-changes", "90", "-resume")...)
	assert.Zero(t, code)
	assert.Contains(t, line, "changes=270 ")
	code, line = village(t, append(args, "-changes", "500", "-verify")...)
	assert.Zero(t, code)
	assert.Contains(t, line, "changes=270 ")
}

func TestTextsOfAFileAreRecorded(t *testing.T) {
	url, invite := startHub(t, 1)
	docs := filepath.Join(t.TempDir(), "docs.jsonl")
	require.NoError(t, os.WriteFile(docs, []byte("{\"a\":\"سلام\"}\n\n{\"b\":2}\n"), 0o600))
	code, line := village(t, "-hub", url, "-invite", invite, "-changes", "5", "-docs", docs, "-dir", t.TempDir()+"/v")
	assert.Zero(t, code)
	assert.Contains(t, line, "verified=true")
}

func TestALineOfDocsThatIsTooLongIsNamed(t *testing.T) {
	docs := filepath.Join(t.TempDir(), "docs.jsonl")
	require.NoError(t, os.WriteFile(docs, []byte("{}\n\n{\"a\":\""+strings.Repeat("x", casework.MaxValue)+"\"}\n{}\n"), 0o600))
	var out, log bytes.Buffer
	assert.NotZero(t, run(t.Context(), []string{"-hub", "http://127.0.0.1:1", "-invite", "x", "-docs", docs, "-dir", t.TempDir()}, &out, &log))
	assert.Contains(t, log.String(), "line 3")
	assert.Contains(t, log.String(), "split it")
}

func TestAVillageThatIsNotWhatItRecordedIsNotVerified(t *testing.T) {
	url, invite := startHub(t, 1)
	dir := t.TempDir() + "/v"
	code, _ := village(t, "-hub", url, "-invite", invite, "-changes", "5", "-size", "100", "-dir", dir)
	require.Zero(t, code)
	// The same devices, but the texts should have been others: the comparing must see it.
	code, line := village(t, "-hub", url, "-changes", "5", "-size", "300", "-dir", dir, "-resume", "-verify")
	assert.Equal(t, 1, code)
	assert.Contains(t, line, "verified=false")
	// One change that was acknowledged and is not here.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "device-0000", "acknowledged"), fmt.Appendf(nil, "%020d", 6), 0o600))
	code, line = village(t, "-hub", url, "-changes", "5", "-size", "100", "-dir", dir, "-resume", "-verify")
	assert.Equal(t, 1, code)
	assert.Contains(t, line, "verified=false")
}

// A device restored from an older copy gets back what it lost and may write more.
func TestADeviceRestoredFromACopyIsVerified(t *testing.T) {
	url, invite := startHub(t, 1)
	dir, copied := filepath.Join(t.TempDir(), "v"), filepath.Join(t.TempDir(), "copy")
	args := []string{"-hub", url, "-invite", invite, "-size", "300", "-dir", dir, "-resume"}
	code, _ := village(t, append(args, "-changes", "20")...)
	require.Zero(t, code)
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	code, _ = village(t, append(args, "-changes", "60")...)
	require.Zero(t, code)
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.CopyFS(dir, os.DirFS(copied)))
	code, line := village(t, append(args, "-changes", "30")...) // less than was lost
	assert.Zero(t, code)
	assert.Contains(t, line, "changes=60 ")
	code, line = village(t, append(args, "-changes", "80")...)
	assert.Zero(t, code)
	assert.Contains(t, line, "changes=80 ")
}

func TestWrongOptionsAreRefusedBeforeAnythingIsDone(t *testing.T) {
	for name, args := range map[string][]string{
		"no hub":         {"-dir", t.TempDir(), "-invite", "x"},
		"no invitation":  {"-hub", "http://127.0.0.1:1", "-dir", t.TempDir()},
		"no such option": {"-hob", "x"},
		"no docs":        {"-hub", "http://127.0.0.1:1", "-dir", t.TempDir(), "-invite", "x", "-docs", "/nonexistent"},
		"bad invitation": {"-hub", "http://127.0.0.1:1", "-dir", t.TempDir(), "-invite", "not an invitation"},
	} {
		t.Run(name, func(t *testing.T) {
			code, _ := village(t, args...)
			assert.NotZero(t, code)
		})
	}
}

// BenchmarkTenThousandChanges is the way of 10,000 changes of 2 KiB from one sealed
// store to a sealed hub over loopback, every receipt in.
func BenchmarkTenThousandChanges(b *testing.B) {
	for range b.N {
		url, invite := startHub(b, 1)
		var r report
		var log bytes.Buffer
		o, err := parse([]string{"-hub", url, "-invite", invite, "-changes", "10000", "-size", "2048", "-dir", b.TempDir() + "/v"}, &log)
		require.NoError(b, err)
		require.NoError(b, play(b.Context(), o, &r, &log))
		b.ReportMetric(r.seconds, "s/10000")
		b.ReportMetric(float64(r.up)/1e6, "MB-up")
		b.ReportMetric(float64(r.batches), "batches")
	}
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"iter"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/hub/hubtest"
	"waymark/sync/hub/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// do runs a command to its end.
func call(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, nil, &out, &errs)
	return out.String(), errs.String(), code
}

func ok(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, code := call(t, args...)
	require.Zero(t, code, stderr)
	return stdout
}

// running is a hub that serves.
type running struct {
	url, private string
	stop         func() (code int, log string)
}

func start(t *testing.T, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var log bytes.Buffer
	done := make(chan int, 1)
	go func() {
		code := Run(ctx, append([]string{"serve", "-listen", "127.0.0.1:0"}, args...), nil, w, &log)
		w.Close()
		done <- code
	}()
	var s running
	lines := bufio.NewScanner(r)
	for s.url == "" && lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "listening "); ok {
			s.url = url
		}
		if url, ok := strings.CutPrefix(lines.Text(), "private "); ok {
			s.private = url
		}
	}
	stopped := false
	s.stop = func() (int, string) {
		if stopped {
			return 0, ""
		}
		stopped = true
		cancel()
		code := <-done
		return code, log.String()
	}
	t.Cleanup(func() { s.stop() })
	require.NotEmpty(t, s.url, "it serves")
	return s
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// enrol makes a laptop of a code, over the network.
func enrol(t *testing.T, url, code string) *hubtest.Laptop {
	t.Helper()
	web, err := courier.NewWeb(url, courier.WebOptions{})
	require.NoError(t, err)
	t.Cleanup(web.Close)
	inv, err := batch.ParseInvitation(code)
	require.NoError(t, err)
	statement, err := web.Hub(context.Background())
	require.NoError(t, err)
	hub, err := inv.Trust(statement)
	require.NoError(t, err)
	l := hubtest.NewLaptopOf(t, inv, hub)
	l.Line = over(web, l.ID)
	l.Exchange()
	require.False(t, l.Staff.IsZero())
	settle(l)
	return l
}

func over(web *courier.Web, me batch.NodeID) func(context.Context, batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(ctx context.Context, s batch.Sealed) iter.Seq2[batch.Sealed, error] {
		return web.Exchange(ctx, me, []batch.Sealed{s})
	}
}

// settle exchanges until nothing is left to say.
func settle(l *hubtest.Laptop) {
	for range 20 {
		l.Exchange()
		if len(l.Outbox) == 0 && len(l.Says) == 0 && !l.More {
			return
		}
	}
	l.Place.T.Fatal("it does not settle")
}

func TestServeInviteEnrolLookRevokeAndServeAgain(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "hub.db")
	s := start(t, "-db", db, "-private", "127.0.0.1:0")
	info, err := os.Stat(filepath.Join(dir, "hub.sock"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, f := range []string{keysName, organisationName} {
		info, err := os.Stat(filepath.Join(dir, f))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), f)
	}
	file := filepath.Join(t.TempDir(), "invitation")
	out := ok(t, "invite", "-db", db, "-role", "supervisor", "-office", "Berlin", "-file", file)
	require.Len(t, strings.FieldsFunc(lastLine(out), func(r rune) bool { return r == '-' }), 12)
	image, err := os.ReadFile(file + ".png")
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(image[:4]))
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	boss := enrol(t, s.url, string(written)) // from the file
	require.Equal(t, casework.Supervisor, boss.Role)
	anna := enrol(t, s.url, lastLine(ok(t, "invite", "-db", db, "-office", "Berlin"))) // from the words
	_, opened := anna.Open()
	settle(anna)
	settle(boss)
	require.Contains(t, boss.Have, opened.ID)

	second := enrol(t, s.url, lastLine(ok(t, "invite", "-db", db, "-of", boss.ID.Short()))) // another device of the supervisor
	require.Equal(t, boss.Staff, second.Staff)
	require.Equal(t, casework.Supervisor, second.Role)
	settle(second)
	require.Contains(t, second.Have, opened.ID)
	_, stderr, code := call(t, "invite", "-db", db, "-of", "nobody")
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "no such device")

	listed := ok(t, "devices", "-db", db)
	require.Equal(t, 4, strings.Count(listed, "\n"), listed)
	require.Contains(t, listed, anna.ID.String())
	captured := filepath.Join(t.TempDir(), "batch")
	b := anna.Pack()
	require.NoError(t, os.WriteFile(captured, b.Bytes, 0o600))
	said := ok(t, "inspect", captured)
	require.Contains(t, said, "from      "+anna.ID.String())
	require.Contains(t, said, "signature not checked")
	said = ok(t, "inspect", "-db", db, captured)
	require.Contains(t, said, "taken     false")
	require.Contains(t, said, "signature right")
	forged := bytes.Clone(b.Bytes)
	forged[len(forged)-1] ^= 1 // of the sealed part
	require.NoError(t, os.WriteFile(captured, forged, 0o600))
	_, _, code = call(t, "inspect", "-db", db, captured)
	require.Equal(t, 1, code, "the header says another sum")

	resp, err := http.Get(s.private + "/metrics")
	require.NoError(t, err)
	metrics, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Contains(t, string(metrics), "waymark_hub_entries_total")

	require.Contains(t, ok(t, "revoke", "-db", db, "-because", "lost", anna.ID.Short()), anna.ID.String())
	for _, err := range anna.Line(context.Background(), b) {
		var refused *courier.StatusError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, http.StatusForbidden, refused.Code)
	}
	code, log := s.stop()
	require.Zero(t, code, log)
	require.NotContains(t, log, "Berlin", "logs hold no names")
	_, err = os.Stat(filepath.Join(dir, "hub.sock"))
	require.ErrorIs(t, err, os.ErrNotExist)

	// Nobody serves: the commands open the store themselves.
	require.Contains(t, ok(t, "devices", "-db", db), boss.ID.String())
	s = start(t, "-db", db)
	again, err := courier.NewWeb(s.url, courier.WebOptions{})
	require.NoError(t, err)
	defer again.Close()
	boss.Line = over(again, boss.ID)
	settle(boss)
}

func TestWrongArgumentsAndPlacesAreRefused(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "hub.db")
	endless := filepath.Join(dir, "endless") // a batch's first bytes, and more after them than memory should hold
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	s, err := batch.Seal(batch.Header{From: batch.NodeID{1}, To: batch.NodeID{2}}, batch.Content{}, key, nil)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(endless, s.Bytes, 0o600))
	require.NoError(t, os.Truncate(endless, 1<<40))
	for _, x := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"nothing", nil, 2, "usage"},
		{"no such command", []string{"fly"}, 2, "usage"},
		{"no database", []string{"serve"}, 2, "-db"},
		{"postgres without keys", []string{"serve", "-db", "postgres://x/y"}, 2, "-keys"},
		{"no such role", []string{"invite", "-db", db, "-role", "king"}, 2, "no such role"},
		{"plain to the world", []string{"serve", "-db", db, "-listen", "0.0.0.0:0"}, 1, "loopback"},
		{"a certificate that is none", []string{"serve", "-db", db, "-cert", "/none", "-key", "/none"}, 1, "certificate"},
		{"private to the world", []string{"serve", "-db", db, "-listen", "127.0.0.1:0", "-private", "0.0.0.0:0"}, 1, "loopback"},
		{"devices of a hub that never was", []string{"devices", "-db", filepath.Join(dir, "other", "hub.db")}, 1, "no hub"},
		{"restore without keys", []string{"restore", "-db", filepath.Join(dir, "other", "hub.db"), db}, 1, "keys"},
		{"inspect what is no batch", []string{"inspect", os.Args[0]}, 1, "not a batch"},
		{"inspect a file of a tebibyte", []string{"inspect", endless}, 1, "larger than allowed"},
	} {
		t.Run(x.name, func(t *testing.T) {
			stdout, stderr, code := call(t, x.args...)
			require.Equal(t, x.code, code, stderr)
			require.Contains(t, stderr, x.says)
			require.Empty(t, stdout)
		})
	}
	// A database whose keys are gone is not opened, and no new ones are made for it.
	require.NoError(t, os.Remove(filepath.Join(dir, keysName)))
	before, err := os.ReadFile(db)
	require.NoError(t, err)
	_, stderr, code := call(t, "serve", "-db", db)
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "hub.keys is not")
	after, err := os.ReadFile(db)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestHTTPSFromFiles(t *testing.T) {
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(t, err)
	pkcs, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	cert, private := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(private, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs}), 0o600))
	s := start(t, "-db", filepath.Join(dir, "hub.db"), "-cert", cert, "-key", private)
	require.True(t, strings.HasPrefix(s.url, "https://"), s.url)
	roots := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots.AddCert(parsed)
	web, err := courier.NewWeb(s.url, courier.WebOptions{Roots: roots})
	require.NoError(t, err)
	defer web.Close()
	statement, err := web.Hub(context.Background())
	require.NoError(t, err)
	inv, err := batch.ParseInvitation(lastLine(ok(t, "invite", "-db", filepath.Join(dir, "hub.db"))))
	require.NoError(t, err)
	_, err = inv.Trust(statement)
	require.NoError(t, err)
}

// A laptop that never had a line: it enrols and works by stick alone.
func TestByStickAlone(t *testing.T) {
	dir, stick := t.TempDir(), t.TempDir()
	db, file := filepath.Join(dir, "hub.db"), filepath.Join(dir, "invitation")
	ok(t, "invite", "-db", db, "-role", "supervisor", "-office", "Berlin", "-file", file, "-url", "")
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	inv, err := batch.ParseInvitation(string(written))
	require.NoError(t, err)
	statement, err := inv.Trust(inv.Statement)
	require.NoError(t, err)
	l := hubtest.NewLaptopOf(t, inv, statement)
	folder := courier.Folder{Dir: stick}
	seen := map[batch.ID]bool{}
	l.Line = func(ctx context.Context, s batch.Sealed) iter.Seq2[batch.Sealed, error] {
		return func(yield func(batch.Sealed, error) bool) {
			for range folder.Exchange(ctx, l.ID, []batch.Sealed{s}) { // written; what is there from before is read below
			}
			ok(t, "drop", "-db", db, stick)
			for s, err := range folder.Exchange(ctx, l.ID, nil) {
				if err == nil && seen[s.Header.ID] {
					continue
				}
				seen[s.Header.ID] = true
				if !yield(s, err) {
					return
				}
			}
		}
	}
	l.Exchange()
	require.False(t, l.Staff.IsZero(), "enrolled by stick")
	_, opened := l.Open()
	settle(l)
	require.Contains(t, l.Have, opened.ID)
	stdout := ok(t, "drop", "-db", db, stick) // again, with everything still on it
	require.Contains(t, stdout, "skipped=0")
	// Somebody else's stick, and a damaged file on it.
	require.NoError(t, os.WriteFile(filepath.Join(stick, statement.Hub.String(), "x.batch"), []byte("noise"), 0o600))
	require.Contains(t, ok(t, "drop", "-db", db, stick), "skipped=1")
}

func TestBackupAndRestoreGiveBackWhatWasAndDevicesTheRest(t *testing.T) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			keys := filepath.Join(dir, "keys")
			place := func(name string) []string {
				if kind == "postgres" {
					return []string{"-db", storetest.Postgres(t), "-keys", keys}
				}
				return []string{"-db", filepath.Join(dir, name, "hub.db"), "-keys", keys}
			}
			at := place("first")
			with := func(args ...string) []string { return append([]string{args[0]}, append(at, args[1:]...)...) }
			s := start(t, at...)
			boss := enrol(t, s.url, lastLine(ok(t, with("invite", "-role", "supervisor", "-office", "Berlin")...)))
			anna := enrol(t, s.url, lastLine(ok(t, with("invite", "-office", "Berlin")...)))
			_, before := anna.Open()
			settle(anna)
			file := filepath.Join(dir, "backup")
			require.Equal(t, file+"\n", ok(t, with("backup", file)...))
			_, _, code := call(t, with("backup", file)...)
			require.Equal(t, 1, code, "a backup replaces no file")
			_, after := anna.Open()
			settle(anna)
			settle(boss)
			require.Empty(t, anna.Outbox)
			code, log := s.stop()
			require.Zero(t, code, log)

			_, stderr, code := call(t, with("restore", file)...)
			require.Equal(t, 1, code, "over a database that is there")
			require.NotEmpty(t, stderr)
			at = place("second")
			damaged := filepath.Join(dir, "damaged")
			b, err := os.ReadFile(file)
			require.NoError(t, err)
			b[len(b)/2] ^= 1
			require.NoError(t, os.WriteFile(damaged, b, 0o600))
			if kind == "postgres" {
				_, _, code = call(t, with("restore", damaged)...)
				require.Equal(t, 1, code, "a damaged backup")
			}
			require.Contains(t, ok(t, with("restore", file)...), "entries=")
			s = start(t, at...)
			for _, l := range []*hubtest.Laptop{anna, boss} {
				web, err := courier.NewWeb(s.url, courier.WebOptions{})
				require.NoError(t, err)
				t.Cleanup(web.Close)
				l.Line = over(web, l.ID)
			}
			settle(anna)
			settle(boss)
			settle(anna)
			late := enrol(t, s.url, lastLine(ok(t, with("invite", "-role", "supervisor", "-office", "Berlin")...)))
			settle(late)
			require.Contains(t, late.Have, before.ID)
			require.Contains(t, late.Have, after.ID, "what the backup lacked came back from the devices")
		})
	}
}

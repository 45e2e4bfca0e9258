package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoPostgres says that the machine has no PostgreSQL to run tests on.
var ErrNoPostgres = errors.New("no initdb and postgres under /usr/lib/postgresql/*/bin or in PATH: `make test` installs them (apt-get install postgresql)")

// Cluster is a running PostgreSQL of this process alone.
type Cluster struct {
	dir     string // holds the data and the socket
	server  *exec.Cmd
	log     *bytes.Buffer
	gone    chan struct{} // closed when the server has ended
	schemas atomic.Int64
}

var shared struct {
	sync.Mutex
	cluster *Cluster
	err     error
}

// Main runs the tests of a package and stops the cluster if one of them started
// it. A TestMain calls os.Exit with what it returns.
func Main(m *testing.M) int {
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster != nil {
		if err := shared.cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return max(code, 1)
		}
	}
	return code
}

// Postgres returns the URL of an empty schema in the cluster of this process,
// starting it at the first call. Without PostgreSQL the test fails: a suite that
// quietly leaves out a database says nothing about it.
func Postgres(t testing.TB) string {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.cluster == nil && shared.err == nil {
		shared.cluster, shared.err = Start()
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	u, err := shared.cluster.Schema(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Start makes a cluster in a new temporary folder and waits until it answers.
// Settings are further lines of its configuration, such as "max_connections=20".
func Start(settings ...string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	c, err := made(bin, "initdb", "-A", "trust", "-E", "UTF8", "--no-locale")
	if err != nil {
		return nil, err
	}
	if err := c.serve(bin, settings); err != nil {
		return nil, err
	}
	return c, nil
}

// made makes the folder of a cluster and has one of PostgreSQL's tools fill it.
func made(bin, tool string, args ...string) (*Cluster, error) {
	// Not t.TempDir: the path of a socket has at most 107 bytes.
	dir, err := os.MkdirTemp("", "pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, log: new(bytes.Buffer), gone: make(chan struct{})}
	if err := giveToUnprivileged(dir); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("give %s to an unprivileged user: %w", dir, err)
	}
	init := exec.Command(filepath.Join(bin, tool), append([]string{"-D", filepath.Join(dir, "data"), "-U", "hub", "--no-sync"}, args...)...)
	init.Dir, init.SysProcAttr = dir, unprivileged()
	if out, err := init.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("%s: %w\n%s", tool, err, out)
	}
	return c, nil
}

// serve starts the server in the cluster's folder and waits until it answers. If it
// does not, the folder is removed.
func (c *Cluster) serve(bin string, settings []string) error {
	args := []string{"-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-c", "listen_addresses=",
		"-c", "max_connections=100", "-c", "shared_buffers=64MB", "-c", "autovacuum_naptime=10"}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	c.server = exec.Command(filepath.Join(bin, "postgres"), args...)
	c.server.Dir, c.server.SysProcAttr, c.server.Stderr = c.dir, unprivileged(), c.log
	if err := startBound(c.server); err != nil {
		os.RemoveAll(c.dir)
		return fmt.Errorf("start postgres: %w", err)
	}
	go func() { c.server.Wait(); close(c.gone) }()
	if err := c.wait(); err != nil {
		c.server.Process.Kill()
		<-c.gone
		os.RemoveAll(c.dir)
		return fmt.Errorf("postgres does not answer: %w\n%s", err, c.log)
	}
	return nil
}

// URL returns where the cluster is, without a schema of its own.
func (c *Cluster) URL() string {
	return "postgres://hub@/postgres?host=" + url.QueryEscape(c.dir)
}

// Schema makes an empty schema and returns the URL that leads into it.
func (c *Cluster) Schema(ctx context.Context) (string, error) {
	conn, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		return "", fmt.Errorf("connect to the test cluster: %w", err)
	}
	defer conn.Close(ctx)
	name := fmt.Sprintf("t%d", c.schemas.Add(1))
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		return "", fmt.Errorf("make schema %s: %w", name, err)
	}
	return c.URL() + "&search_path=" + name, nil
}

// Stop ends the server without waiting for its connections and removes its folder.
func (c *Cluster) Stop() error {
	select {
	case <-c.gone:
		os.RemoveAll(c.dir)
		return fmt.Errorf("the test cluster ended by itself:\n%s", c.log)
	default:
	}
	if err := c.server.Process.Signal(os.Interrupt); err != nil { // fast shutdown
		return err
	}
	select {
	case <-c.gone:
	case <-time.After(20 * time.Second):
		c.server.Process.Kill()
		<-c.gone
	}
	return os.RemoveAll(c.dir)
}

// Kill ends the server as a power cut would: nothing is flushed, nobody is told.
func (c *Cluster) Kill() {
	c.server.Process.Kill()
	<-c.gone
	os.RemoveAll(c.dir)
}

// wait returns when the server answers a query.
func (c *Cluster) wait() error {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Minute) // initdb on a slow and busy machine
	defer stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, c.URL())
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-c.gone:
			return errors.New("it ended")
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// binaries finds the folder of the newest PostgreSQL here.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { // "9" before "15"
		return len(found[i]) < len(found[j]) || len(found[i]) == len(found[j]) && found[i] < found[j]
	})
	if n := len(found); n > 0 {
		return filepath.Dir(found[n-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNoPostgres
	}
	if real, err := filepath.EvalSymlinks(path); err == nil && !strings.HasSuffix(real, "pg_wrapper") {
		path = real
	}
	return filepath.Dir(path), nil
}

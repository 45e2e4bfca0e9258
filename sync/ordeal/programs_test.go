package ordeal

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/sync/hub/storetest"
)

var (
	killsFlag = flag.Int("kills", 12, "how many kills in all, over all databases")
	wholeFlag = flag.Bool("whole", false, "whole sizes: a scan of 20 MB, a backfill of 10,000 cases")
)

func TestMain(m *testing.M) {
	flag.Parse()
	code := storetest.Main(m)
	if err := programs.remove(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// programs are built once, from the source as it lies here.
var programs built

type built struct {
	once sync.Once
	dir  string
	err  error
}

func (b *built) path(t testing.TB, name string) string {
	t.Helper()
	b.once.Do(func() { b.err = b.build() })
	require.NoError(t, b.err)
	return filepath.Join(b.dir, name)
}

func (b *built) build() (err error) {
	root := filepath.Join("..", "..")
	// Looked at, so that go test knows that what it remembers of this package is
	// stale when the source of the programs has changed.
	for _, folder := range []string{"internal", "sync", "assets", "locales"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				_, err = os.Stat(path)
			}
			if errors.Is(err, fs.ErrNotExist) {
				err = nil // somebody's temporary file
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if b.dir, err = os.MkdirTemp("", "ordeal-"); err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-tags", "test", "-o", b.dir+string(filepath.Separator), "./sync/hubserver", "./sync/village")
	cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the programs: %w\n%s", err, out)
	}
	return nil
}

func (b *built) remove() error {
	if b.dir == "" {
		return nil
	}
	return os.RemoveAll(b.dir)
}

// process is a program that runs.
type process struct {
	t    testing.TB
	name string
	cmd  *exec.Cmd
	out  io.Reader
	log  *bytes.Buffer // to be read once it is gone
	gone chan struct{}
	err  error // how it ended
}

func start(t testing.TB, name string, args ...string) *process {
	t.Helper()
	p := &process{t: t, name: name, cmd: exec.Command(programs.path(t, name), args...), log: new(bytes.Buffer), gone: make(chan struct{})}
	r, w, err := os.Pipe()
	require.NoError(t, err)
	p.cmd.Stdout, p.cmd.Stderr, p.out = w, p.log, r
	require.NoError(t, p.cmd.Start())
	require.NoError(t, w.Close())
	go func() { p.err = p.cmd.Wait(); close(p.gone) }()
	t.Cleanup(func() { p.kill(); _ = r.Close() })
	return p
}

// kill ends it as a power switch does. It may have ended already.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.gone
}

// stop asks it to end and waits until it did.
func (p *process) stop() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	<-p.gone
	require.NoError(p.t, p.err, "%s: %s", p.name, p.log)
}

// wait returns what it printed once it ended by itself.
func (p *process) wait() (out string, err error) {
	b, err := io.ReadAll(p.out)
	<-p.gone
	return string(b), errors.Join(err, p.err)
}

// run runs a program to its end.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	p := start(t, name, args...)
	out, err := p.wait()
	require.NoError(t, err, "%s %s: %s", name, args, p.log)
	return strings.TrimSpace(out)
}

// hubProcess is a hub that serves on a port of its own choice.
type hubProcess struct {
	*process
	address string // HOST:PORT
}

func startHub(t testing.TB, where []string) *hubProcess {
	t.Helper()
	h := &hubProcess{process: start(t, "hubserver", append([]string{"serve", "-listen", "127.0.0.1:0"}, where...)...)}
	lines := bufio.NewScanner(h.out)
	for h.address == "" && lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "listening http://"); ok {
			h.address = url
		}
	}
	if h.address == "" {
		<-h.gone
		t.Fatalf("the hub does not serve: %v\n%s", h.err, h.log)
	}
	return h
}

// lastLine returns the last line of what a program printed.
func lastLine(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

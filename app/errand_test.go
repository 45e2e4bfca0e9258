package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"waymark/sync/courier"
)

// line is a line to a hub, slow and as long as the test wants dead.
type line struct {
	address string
	up      atomic.Int64 // bytes that went to the hub
	pace    *rate.Limiter
	alive   chan struct{} // closed when the line is there
	once    sync.Once
	cut     int64 // bytes after which a connection breaks; zero for never
}

func newLine(t *testing.T, h *house, bytesASecond int, cut int64) *line {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	n := &line{address: "http://" + l.Addr().String(), pace: rate.NewLimiter(rate.Limit(bytesASecond), 4<<10), alive: make(chan struct{}), cut: cut}
	target := strings.TrimPrefix(h.address, "http://")
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { n.carry(ctx, c, target) })
		}
	})
	t.Cleanup(func() { stop(); l.Close(); all.Wait() })
	return n
}

func (n *line) mend() { n.once.Do(func() { close(n.alive) }) }

func (n *line) carry(ctx context.Context, c net.Conn, target string) {
	defer c.Close()
	select {
	case <-n.alive:
	case <-ctx.Done():
		return
	}
	s, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	stop := context.AfterFunc(ctx, func() { c.Close(); s.Close() })
	defer stop()
	defer s.Close()
	done := make(chan struct{}, 2)
	pump := func(to io.Writer, from io.Reader, count *atomic.Int64) {
		defer func() { done <- struct{}{} }()
		b, passed := make([]byte, 1<<10), int64(0)
		for {
			m, err := from.Read(b)
			if m > 0 {
				if n.pace.WaitN(ctx, m) != nil {
					return
				}
				if passed += int64(m); n.cut > 0 && passed > n.cut {
					return
				}
				count.Add(int64(m))
				if _, err := to.Write(b[:m]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}
	go pump(s, c, &n.up)
	go pump(c, s, new(atomic.Int64))
	<-done // one side ended: so does the connection
}

// locked makes a vault with unsent cases in it, and locks it.
func (h *house) locked(data, address string) errand {
	real := h.address
	u := h.newVault(data)
	h.address = real
	require.NoError(h.t, u.store.Keep(h.t.Context(), map[string][]byte{settingAddress: []byte(address)}))
	require.NoError(h.t, u.fill(h.t.Context()))
	e, err := u.seal(h.t.Context(), filepath.Join(data, spoolName))
	require.NoError(h.t, err)
	require.NoError(h.t, u.close())
	next, ok := handed(e.hand())
	require.True(h.t, ok)
	require.Equal(h.t, e, next)
	return next
}

// waiting is what of a locked vault the hub has not confirmed, after the answers that
// came were taken. No network is asked.
func waiting(t *testing.T, data string) int {
	p := &program{dir: data}
	require.NoError(t, (&door{p}).Unlock([]byte(passphrase)))
	s, err := p.open.engine.Status(t.Context())
	require.NoError(t, err)
	require.NoError(t, p.open.close())
	return s.Waiting
}

func TestALockedProgramSendsOnWithoutAKey(t *testing.T) {
	for _, tt := range []struct {
		name string
		cut  int64
	}{{"slow", 0}, {"slow, and cuts every connection", 200 << 10}} {
		t.Run(tt.name, func(t *testing.T) {
			h, data := newHouse(t), t.TempDir()
			l := newLine(t, h, 128<<10, tt.cut)
			l.mend()
			e := h.locked(data, l.address)
			assertNowhere(t, data, practiceCases[0].said)
			assertNowhere(t, data, l.address)
			var left []int
			e.run(t.Context(), filepath.Join(data, spoolName), func(n int) { left = append(left, n) })
			require.NotEmpty(t, left)
			assert.Zero(t, left[len(left)-1])
			assert.Positive(t, left[0])
			assert.Zero(t, waiting(t, data), "everything was confirmed")
			assert.Zero(t, waiting(t, data))
			list, err := os.ReadDir(filepath.Join(data, spoolName))
			require.NoError(t, err)
			assert.Empty(t, list, "nothing stays in the spool")
		})
	}
}

func TestAnErrandThatWasCutShortLosesNothing(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	l := newLine(t, h, 1<<20, 0)
	e := h.locked(data, l.address)
	before := e.waiting(filepath.Join(data, spoolName))
	ctx, stop := context.WithCancel(t.Context())
	s := &sending{stop, make(chan struct{})}
	go func() { defer close(s.ended); e.run(ctx, filepath.Join(data, spoolName), func(int) {}) }()
	s.end()
	assert.Equal(t, before, e.waiting(filepath.Join(data, spoolName)))
	assert.Positive(t, waiting(t, data))
	(*sending)(nil).end() // an errand nobody gave
}

func TestThereIsNoErrandWithoutAHubOrAnythingToSend(t *testing.T) {
	h, data := newHouse(t), t.TempDir()
	u := h.newVault(data)
	web, err := courier.NewWeb(h.address, courier.WebOptions{})
	require.NoError(t, err)
	defer web.Close()
	_, err = u.engine.Exchange(t.Context(), web) // the code that the organisation has goes with the first one
	require.NoError(t, err)
	e, err := u.seal(t.Context(), filepath.Join(data, spoolName))
	require.NoError(t, err)
	assert.Nil(t, e.hand())
	require.NoError(t, u.close())

	practice := t.TempDir()
	p := &program{dir: practice, o: Options{Demo: true}}
	require.NoError(t, (&starter{p}).Make(screenVault()))
	e, err = p.open.seal(t.Context(), filepath.Join(practice, spoolName))
	require.NoError(t, err)
	assert.Nil(t, e.hand())
	assert.NoDirExists(t, filepath.Join(practice, spoolName))
	require.NoError(t, p.open.close())

	for _, b := range [][]byte{nil, []byte("{"), []byte("{}")} {
		_, ok := handed(b)
		assert.False(t, ok)
	}
}

// mark is typed before the lock. It is made up when the program runs, so that it does
// not stand in the program itself.
func mark() string {
	return strings.Map(func(r rune) rune { return r + 1 }, "Rnldancxr`hcrnldsghmf") + strconv.Itoa(len(practiceCases))
}

// remembers reports whether a process has a text in memory, as bytes or as letters.
func remembers(t *testing.T, pid int, text string) bool {
	t.Helper()
	letters := []byte{}
	for _, r := range text {
		letters = binary.LittleEndian.AppendUint32(letters, uint32(r))
	}
	maps, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/maps")
	require.NoError(t, err)
	mem, err := os.Open("/proc/" + strconv.Itoa(pid) + "/mem")
	require.NoError(t, err)
	defer mem.Close()
	read := 0
	for l := range strings.Lines(string(maps)) {
		span, rest, _ := strings.Cut(l, " ")
		from, to, _ := strings.Cut(span, "-")
		a, err1 := strconv.ParseUint(from, 16, 63)
		b, err2 := strconv.ParseUint(to, 16, 63)
		if err1 != nil || err2 != nil || !strings.HasPrefix(rest, "rw") || b-a > 1<<30 {
			continue
		}
		page := make([]byte, b-a)
		n, _ := mem.ReadAt(page, int64(a)) // what is mapped and not there cannot be read
		read += n
		if bytes.Contains(page[:n], []byte(text)) || bytes.Contains(page[:n], letters) {
			return true
		}
	}
	require.Greater(t, read, 1<<20, "its memory could not be read")
	return false
}

func TestTheNextProcessSendsAndRemembersNothing(t *testing.T) {
	require.NotEmpty(t, os.Getenv("DISPLAY")+os.Getenv("WAYLAND_DISPLAY"), "run it through .ci/display")
	h, data := newHouse(t), filepath.Join(t.TempDir(), "data")
	l := newLine(t, h, 64<<10, 0)
	u := h.newVault(data)
	require.NoError(t, u.store.Keep(t.Context(), map[string][]byte{settingAddress: []byte(l.address)}))
	require.NoError(t, u.close())

	p := start(t, data, "lock with something unsent")
	p.says("typed")
	assert.True(t, remembers(t, p.cmd.Process.Pid, mark()), "or looking for it would prove nothing")
	p.says("recorded")
	p.says("locked")
	assert.False(t, remembers(t, p.cmd.Process.Pid, mark()))
	assert.False(t, remembers(t, p.cmd.Process.Pid, passphrase[:12]))
	for _, name := range []string{"cmdline", "environ"} {
		b, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/" + name)
		require.NoError(t, err)
		assert.NotContains(t, string(b), l.address)
	}
	assertNowhere(t, data, mark())
	assertNowhere(t, data, l.address)
	l.mend()
	p.says("sent")
	require.NoError(t, p.cmd.Process.Kill())
	p.ends()
	assert.Zero(t, waiting(t, data))
}

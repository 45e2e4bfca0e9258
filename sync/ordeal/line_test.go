package ordeal

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// weather is how a line behaves. The zero value is a good one.
type weather struct {
	cut   int           // bytes of both directions after which a connection is reset; zero: never
	some  bool          // cut somewhere up to there, differently each time
	delay time.Duration // one way
	rate  int           // bytes a second in each direction; zero: as fast as they come
}

// line stands between devices and hubs and behaves as its weather says. A connection
// goes to one of the hubs that are up, as behind a balancer.
type line struct {
	listener net.Listener
	up, down atomic.Int64 // bytes that were handed in at either end, whether they arrived or not
	opened   atomic.Int64 // connections

	mu   sync.Mutex
	hubs []string // HOST:PORT
	now  weather
	open map[net.Conn]bool
	wait sync.WaitGroup
}

// newLine listens on loopback until the test ends.
func newLine(t testing.TB) *line {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &line{listener: l, open: map[net.Conn]bool{}}
	p.wait.Go(p.serve)
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		p.drop()
		p.wait.Wait()
	})
	return p
}

func (p *line) url() string { return "http://" + p.listener.Addr().String() }

// lead says where the hubs are now. Connections that are open stay with theirs.
func (p *line) lead(hubs ...string) { p.mu.Lock(); p.hubs = hubs; p.mu.Unlock() }

// becomes changes the weather for connections from now on.
func (p *line) becomes(w weather) { p.mu.Lock(); p.now = w; p.mu.Unlock() }

// drop resets every connection.
func (p *line) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		reset(c)
	}
}

// reset ends a connection as a line does that breaks: what is on its way is lost.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a connection that is closed already needs no reset
	}
	_ = c.Close()
}

func (p *line) serve() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.opened.Add(1)
		p.wait.Go(func() { p.carry(c) })
	}
}

// carry joins c to a hub until either end is done or the weather ends it.
func (p *line) carry(c net.Conn) {
	p.mu.Lock()
	w, hubs := p.now, p.hubs
	p.mu.Unlock()
	if len(hubs) == 0 {
		reset(c)
		return
	}
	h, err := net.Dial("tcp", hubs[rand.IntN(len(hubs))])
	if err != nil {
		reset(c)
		return
	}
	p.mu.Lock()
	p.open[c], p.open[h] = true, true
	p.mu.Unlock()
	left := new(atomic.Int64)
	left.Store(int64(w.cut))
	if w.some {
		left.Store(1 + rand.Int64N(int64(w.cut)))
	}
	if w.cut == 0 {
		left.Store(1 << 60)
	}
	var both sync.WaitGroup
	end := func(broke error) {
		if broke != nil {
			reset(c)
			reset(h)
		}
	}
	both.Go(func() { end(pump(h, c, &p.up, left, w)) })
	both.Go(func() { end(pump(c, h, &p.down, left, w)) })
	both.Wait()
	p.mu.Lock()
	delete(p.open, c)
	delete(p.open, h)
	p.mu.Unlock()
	_ = c.Close()
	_ = h.Close()
}

var errCut = errors.New("cut")

// piece is how many bytes are carried at once, at most.
const piece = 4 << 10

// onTheWay is a piece of what one end sent, and when it is to be at the other.
type onTheWay struct {
	bytes []byte
	at    time.Time
	err   error
}

// pump carries bytes in one direction. The end of what one side sends is passed on,
// anything else ends the connection.
func pump(to, from net.Conn, count, left *atomic.Int64, w weather) error {
	air := 16 << 20 // what may be on the way at once
	if w.rate > 0 {
		air = 64<<10 + int(w.delay.Seconds()*float64(w.rate))
	}
	way := make(chan onTheWay, air/piece)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		defer close(way)
		free := time.Now() // when the line can take the next byte
		for {
			b := make([]byte, piece)
			n, err := from.Read(b)
			count.Add(int64(n))
			if rest := left.Add(-int64(n)); rest < 0 {
				n, err = max(0, n+int(rest)), errCut
			}
			if now := time.Now(); free.Before(now) {
				free = now
			}
			if w.rate > 0 {
				free = free.Add(time.Duration(n) * time.Second / time.Duration(w.rate))
			}
			select {
			case way <- onTheWay{b[:n], free.Add(w.delay), err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	for x := range way {
		if d := time.Until(x.at); d > 0 {
			<-time.After(d)
		}
		if _, err := to.Write(x.bytes); err != nil {
			return err
		}
		switch {
		case x.err == io.EOF:
			return to.(*net.TCPConn).CloseWrite()
		case x.err != nil:
			return x.err
		}
	}
	return nil
}

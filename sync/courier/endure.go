package courier

import (
	"net"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// endurance is what is known of how much a connection carries before it breaks. Some
// lines cut every connection after so many bytes: on one that carried half of them a
// batch is begun, broken off, and sent again.
type endurance struct {
	mu   sync.Mutex
	last *counted // the connection used last
	most int64    // bytes in both directions; zero while none broke
	held int      // exchanges without a break since
	down int64    // bytes that the last exchange brought
}

const (
	heldLong    = 64      // exchanges without a break after which twice as much is tried
	enduresAll  = 8 << 20 // a connection that carries this is not spared
	idleLong    = time.Second
	answerAbout = 3 << 10 // what comes back for a batch at least
)

// counted is a connection whose bytes are counted, in both directions.
type counted struct {
	net.Conn
	n atomic.Int64
}

func counting(c net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	return &counted{Conn: c}, nil
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.n.Add(int64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.n.Add(int64(n))
	return n, err
}

// worn reports whether the connection used last would break under so many more bytes.
func (e *endurance) worn(more int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.most > 0 && e.last != nil && e.last.n.Load()+int64(more)+max(e.down, answerAbout) >= e.most
}

// using says which connection is used now. Of one that nobody used for a while
// nothing is learned: it may have died of that.
func (e *endurance) using(got httptrace.GotConnInfo) {
	c := got.Conn
	if wrapped, ok := c.(interface{ NetConn() net.Conn }); ok { // TLS
		c = wrapped.NetConn()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last, _ = c.(*counted)
	if got.IdleTime > idleLong {
		e.last = nil
	}
}

// ended learns from an exchange, which brought so many bytes.
func (e *endurance) ended(broke bool, down int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.down = down
	switch {
	case e.last == nil:
	case broke:
		if n := e.last.n.Load(); e.most == 0 || n < e.most {
			e.most = n
		}
		e.held, e.last = 0, nil
	case e.most > 0:
		if e.held++; e.held >= heldLong {
			e.most, e.held = 2*e.most, 0
		}
		if e.most > enduresAll {
			e.most = 0
		}
	}
}

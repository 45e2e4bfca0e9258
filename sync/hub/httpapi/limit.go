package httpapi

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter bounds how often each of many may come.
type limiter struct {
	limit rate.Limit
	burst int

	mu   sync.Mutex
	each map[string]*counted
}

type counted struct {
	*rate.Limiter
	last time.Time
}

// maxCounted bounds the memory that many addresses take; above it those that were
// quiet longest are forgotten, which gives them a new burst.
const maxCounted = 20_000

func newLimiter(perSecond float64, burst int) *limiter {
	return &limiter{limit: rate.Limit(perSecond), burst: burst, each: map[string]*counted{}}
}

// allow reports whether somebody may come now, and otherwise after how long.
func (l *limiter) allow(who string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	c := l.each[who]
	if c == nil {
		if len(l.each) >= maxCounted {
			l.forget(now)
		}
		c = &counted{Limiter: rate.NewLimiter(l.limit, l.burst)}
		l.each[who] = c
	}
	c.last = now
	r := c.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return wait, false
	}
	return 0, true
}

// forget drops those whose burst is full again; if that is nobody, half of all.
func (l *limiter) forget(now time.Time) {
	n := len(l.each)
	for who, c := range l.each {
		if c.TokensAt(now) >= float64(l.burst) {
			delete(l.each, who)
		}
	}
	for who := range l.each {
		if len(l.each) <= n/2 {
			return
		}
		delete(l.each, who)
	}
}

// address is who comes, as far as limits go: an IPv4 address, or an IPv6 network of
// the size that one customer has.
func (d *Door) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip := net.ParseIP(host)
	if d.o.Forwarded && ip != nil && ip.IsLoopback() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if said := net.ParseIP(strings.TrimSpace(all[len(all)-1])); said != nil {
			ip = said
		}
	}
	if ip == nil {
		return host
	}
	if ip.To4() == nil {
		ip = ip.Mask(net.CIDRMask(64, 128))
	}
	return ip.String()
}

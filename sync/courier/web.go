package courier

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"waymark/sync/batch"
)

// What is said over HTTP. POST ExchangePath takes one batch and answers with any
// number of batches, each after its length in 4 bytes (big-endian). GET HubPath
// answers with the hub's statement.
const (
	ExchangePath = "/v1/exchange"
	HubPath      = "/v1/hub"
	BatchType    = "application/x-waymark-batch"
	HubType      = "application/x-waymark-hub"
)

// Web is a courier that talks to the hub over HTTP. Make it with [NewWeb].
type Web struct {
	base     *url.URL
	http     *http.Client
	silence  time.Duration
	progress Progress
	endures  endurance
}

// WebOptions may all be zero.
type WebOptions struct {
	// Roots are the certificates that the hub's must descend from; nil: the
	// system's. An organisation with its own certificate pins it here.
	Roots *x509.CertPool
	// Silence is how long no byte may come or go before the line counts as broken,
	// besides the time that sent bytes may wait in buffers on a slow line. Zero: 60 s.
	Silence  time.Duration
	Progress Progress
}

// slowest is the line for which we still wait, in bytes a second: what was sent may
// lie in the system's buffers while nothing seems to happen.
const slowest = 4 << 10

// maxAnswer keeps a hub that never stops from keeping us for ever, in bytes.
const maxAnswer = 64 << 20

const maxStatement = 8 << 10

// NewWeb returns the courier to the hub at address: https://host[:port], or http://
// for this very machine.
func NewWeb(address string, o WebOptions) (*Web, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, ErrAddress // url's error would repeat the address
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	transport := &http.Transport{
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		TLSHandshakeTimeout:    30 * time.Second,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: 16 << 10,
	}
	dialer := &net.Dialer{Timeout: 30 * time.Second,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 10 * time.Second, Count: 4}}
	switch u.Scheme {
	case "https":
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			return counting(dialer.DialContext(ctx, network, address))
		}
		transport.Proxy = http.ProxyFromEnvironment
	case "http":
		if !loopback(u.Hostname()) {
			return nil, ErrPlain
		}
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			return counting(dialHere(ctx, dialer, network, address))
		}
	default:
		return nil, ErrAddress
	}
	if o.Silence == 0 {
		o.Silence = time.Minute
	}
	return &Web{base: u, silence: o.Silence, progress: o.Progress, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// dialHere makes sure that "localhost" is this machine, whatever a resolver says.
func dialHere(ctx context.Context, d *net.Dialer, network, address string) (net.Conn, error) {
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.RemoteAddr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return nil, errors.Join(ErrPlain, c.Close())
	}
	return c, nil
}

// Close closes connections nobody uses. The courier can go on being used.
func (w *Web) Close() { w.http.CloseIdleConnections() }

// Exchange posts every batch of out and yields what each is answered with. The
// first that does not get through ends it.
func (w *Web) Exchange(ctx context.Context, me batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error] {
	return func(yield func(batch.Sealed, error) bool) {
		for i, s := range out {
			stopped := false
			err := w.exchange(ctx, s, func(data []byte) bool {
				got, err := take(me, data)
				if err != nil {
					err = &Skipped{"", err}
				}
				stopped = !yield(got, err)
				return !stopped
			})
			if stopped {
				return
			}
			if err != nil {
				yield(batch.Sealed{}, &Undelivered{ids(out[i:]), err})
				return
			}
		}
	}
}

// Hub fetches the hub's statement: signed by the organisation's key, so the caller
// can check it ([batch.Invitation.Trust]) whatever the line.
func (w *Web) Hub(ctx context.Context) (statement []byte, err error) {
	err = w.do(ctx, http.MethodGet, HubPath, HubType, nil, func(r io.Reader) (err error) {
		statement, err = io.ReadAll(io.LimitReader(r, maxStatement+1))
		if err == nil && len(statement) > maxStatement {
			err = fmt.Errorf("%w: statement too long", ErrAnswer)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fetch hub statement: %w", err)
	}
	return statement, nil
}

func (w *Web) exchange(ctx context.Context, s batch.Sealed, each func([]byte) bool) error {
	return w.do(ctx, http.MethodPost, ExchangePath, BatchType, s.Bytes, func(r io.Reader) error {
		for total := 0; ; {
			var head [4]byte
			if _, err := io.ReadFull(r, head[:]); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			n := int(binary.BigEndian.Uint32(head[:]))
			if total += n; n > maxBatch || total > maxAnswer {
				return fmt.Errorf("%w: too long", ErrAnswer)
			}
			var data bytes.Buffer // grows with what comes, not with what is claimed
			data.Grow(min(n, 64<<10))
			got, err := io.CopyN(&data, r, int64(n))
			if err != nil {
				if err == io.EOF {
					err = io.ErrUnexpectedEOF
				}
				return fmt.Errorf("after %d bytes: %w", got, err)
			}
			if !each(data.Bytes()) {
				return nil
			}
		}
	})
}

// do sends body and gives the answer of the wanted type to read. A kept connection
// may have died while nobody used it, without anybody being told: then once more on
// a new one, since exchanging twice is harmless.
func (w *Web) do(ctx context.Context, method, path, kind string, body []byte, read func(io.Reader) error) error {
	if w.endures.worn(len(body)) {
		w.http.CloseIdleConnections()
	}
	stale, err := w.try(ctx, method, path, kind, body, read)
	if stale {
		w.http.CloseIdleConnections()
		_, err = w.try(ctx, method, path, kind, body, read)
	}
	return err
}

// try reports besides its error whether a kept connection broke before any answer.
func (w *Web) try(ctx context.Context, method, path, kind string, body []byte, read func(io.Reader) error) (stale bool, err error) {
	line := &line{w: w}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	line.timer = time.AfterFunc(w.silence+30*time.Second, func() { cancel(ErrSlow) }) // dialling has its own limit
	defer line.timer.Stop()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) {
		line.connected.Store(true)
		line.kept.Store(c.Reused)
		w.endures.using(c)
		line.alive()
	}})
	err = w.send(ctx, line, method, path, kind, body, read)
	if err != nil {
		err = line.explain(ctx, err)
	}
	w.endures.ended(errors.Is(err, ErrBroken), line.received.Load())
	return errors.Is(err, ErrBroken) && line.kept.Load() && !line.answered, err
}

func (w *Web) send(ctx context.Context, line *line, method, path, kind string, body []byte, read func(io.Reader) error) error {
	req, err := http.NewRequestWithContext(ctx, method, w.base.JoinPath(path).String(), nil)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	if body != nil {
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) {
			return io.NopCloser(&sending{bytes.NewReader(body), line}), nil
		}
		req.Body, _ = req.GetBody()
		req.Header.Set("Content-Type", kind)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	line.answered = true
	line.alive()
	if resp.StatusCode != http.StatusOK {
		return statusError(resp)
	}
	if got, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); err != nil || got != kind {
		return ErrAnswer
	}
	return read(&receiving{resp.Body, line})
}

// StatusError is a hub's refusal.
type StatusError struct {
	Code  int           // HTTP's
	After time.Duration // when the hub asks to be tried again; zero if it does not say
}

func (e *StatusError) Error() string { return fmt.Sprintf("%v with status %d", ErrRefused, e.Code) }

// Unwrap makes it an [ErrRefused].
func (e *StatusError) Unwrap() error { return ErrRefused }

func statusError(resp *http.Response) error {
	e := &StatusError{Code: resp.StatusCode}
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		e.After = min(time.Duration(s)*time.Second, 24*time.Hour)
	}
	return e
}

// line watches one exchange: whether there was a connection, and since when nothing
// moved.
type line struct {
	w         *Web
	timer     *time.Timer
	connected atomic.Bool
	kept      atomic.Bool // the connection is of an exchange before
	answered  bool
	sent      atomic.Int64
	received  atomic.Int64
}

// alive grants another silence, and what the slowest line needs for what was sent.
func (l *line) alive() {
	l.timer.Reset(l.w.silence + time.Duration(l.sent.Load())*time.Second/slowest)
}

type sending struct {
	r *bytes.Reader
	l *line
}

func (s *sending) Read(b []byte) (int, error) {
	n, err := s.r.Read(b[:min(len(b), 16<<10)])
	s.l.sent.Add(int64(n))
	s.l.alive()
	s.l.w.progress.tell(n, 0)
	return n, err
}

// receiving stops the clock while the caller works on what came.
type receiving struct {
	r io.Reader
	l *line
}

func (r *receiving) Read(b []byte) (int, error) {
	r.l.timer.Reset(r.l.w.silence)
	n, err := r.r.Read(b)
	r.l.timer.Stop()
	r.l.received.Add(int64(n))
	r.l.w.progress.tell(0, n)
	return n, err
}

// explain gives errors of the network the name callers know.
func (l *line) explain(ctx context.Context, err error) error {
	var (
		invalid *tls.CertificateVerificationError
		record  tls.RecordHeaderError
	)
	known := errors.Is(err, ErrRefused) || errors.Is(err, ErrAnswer) || errors.Is(err, ErrAddress) || errors.Is(err, ErrPlain)
	switch cause := context.Cause(ctx); {
	case known:
		return err
	case errors.Is(cause, ErrSlow) && !l.connected.Load():
		return ErrUnreachable
	case cause != nil: // ErrSlow, or the caller's own
		return cause
	case errors.As(err, &invalid):
		return fmt.Errorf("%w: %w", ErrCertificate, err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return fmt.Errorf("%w: %w", ErrAnswer, err)
	case l.connected.Load():
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

package httpapi

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/hub"
)

// Options may all be left out.
type Options struct {
	Log *slog.Logger // slog.Default() if nil
	// Forwarded: a proxy on this machine stands before the hub, and the last address
	// in its X-Forwarded-For is believed.
	Forwarded bool
	// Slowest is how slow a line may be, in bytes a second; 1 KiB if zero.
	Slowest int
	// Patience is how long no byte may come besides; 30 s if zero.
	Patience time.Duration
	// AtOnce is how many batches are worked on at a time; 4 for each processor if zero.
	AtOnce int
}

// Door is the hub's HTTP interface. Safe for concurrent use.
type Door struct {
	hub       *hub.Hub
	o         Options
	addresses *limiter
	devices   *limiter
	seats     chan struct{}
	mux       *http.ServeMux
}

// New makes the door of a hub.
func New(h *hub.Hub, o Options) *Door {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Slowest == 0 {
		o.Slowest = 1 << 10
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	if o.AtOnce == 0 {
		o.AtOnce = 4 * runtime.GOMAXPROCS(0)
	}
	l := h.Limits()
	d := &Door{
		hub: h, o: o, seats: make(chan struct{}, o.AtOnce), mux: http.NewServeMux(),
		addresses: newLimiter(l.AddressRate, l.AddressBurst), devices: newLimiter(l.DeviceRate, l.DeviceBurst),
	}
	d.mux.HandleFunc("POST "+courier.ExchangePath, d.exchange)
	d.mux.HandleFunc("GET "+courier.HubPath, d.statement)
	return d
}

// ServeHTTP is the public handler.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if wait, ok := d.addresses.allow(d.address(r)); !ok {
		d.busy(w, r, wait)
		return
	}
	d.mux.ServeHTTP(w, r)
}

// Serve answers on l until ctx ends, then stops taking batches, lets answers end for
// at most 20 s, and closes l.
func (d *Door) Serve(ctx context.Context, l net.Listener, t *tls.Config) error {
	s := server(d, d.o.Log)
	if t != nil {
		l = tls.NewListener(l, t)
	}
	return serve(ctx, s, l)
}

// ServePrivate answers health and metrics on l, which must be loopback, until ctx ends.
func (d *Door) ServePrivate(ctx context.Context, l net.Listener) error {
	return serve(ctx, server(d.private(), d.o.Log), l)
}

func server(h http.Handler, log *slog.Logger) *http.Server {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return &http.Server{
		Handler: h, Protocols: p, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 4 << 10, // net/http adds another 4 KiB
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

const stopTime = 20 * time.Second

func serve(ctx context.Context, s *http.Server, l net.Listener) error {
	stopped := make(chan error, 1)
	unhook := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err := s.Shutdown(last)
		if err != nil {
			err = errors.Join(err, s.Close())
		}
		stopped <- err
	})
	err := s.Serve(l)
	if unhook() { // it ended by itself
		return err
	}
	return <-stopped
}

func (d *Door) statement(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", courier.HubType)
	_, _ = w.Write(d.hub.Statement()) // whoever asked is gone then
}

func (d *Door) exchange(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != courier.BatchType {
		d.refuse(w, r, refusal{http.StatusUnsupportedMediaType, "content-type"}, nil)
		return
	}
	line := http.NewResponseController(w)
	d.patience(line.SetReadDeadline, batch.MaxHeader)
	a, err := d.hub.Admit(r.Context(), r.Body)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	if wait, ok := d.devices.allow(a.Device().String()); !ok {
		d.busy(w, r, wait)
		return
	}
	select {
	case d.seats <- struct{}{}:
		defer func() { <-d.seats }()
	case <-r.Context().Done():
		return
	}
	d.patience(line.SetReadDeadline, int(a.Header.Length))
	began, sent := time.Now(), 0
	for answer, err := range d.hub.Answer(r.Context(), a, r.Body) {
		if err != nil && sent == 0 {
			d.fail(w, r, err)
			return
		}
		if err != nil { // the device knows by the length that something is missing
			d.o.Log.Warn("answer broke off", "device", a.Device().Short(), "error", err)
			panic(http.ErrAbortHandler)
		}
		if sent == 0 {
			_ = line.SetReadDeadline(time.Time{})
			w.Header().Set("Content-Type", courier.BatchType)
		}
		d.patience(line.SetWriteDeadline, len(answer.Bytes))
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(answer.Bytes)))
		if _, err := w.Write(append(length[:], answer.Bytes...)); err != nil {
			return // what it did not get stays pending
		}
		if err := line.Flush(); err != nil {
			return
		}
		sent += len(answer.Bytes)
	}
	d.o.Log.Debug("exchange", "device", a.Device().Short(), "in", a.Header.Length, "out", sent, "ms", time.Since(began).Milliseconds())
}

// patience sets a deadline for n bytes. A deadline that cannot be set is one less.
func (d *Door) patience(set func(time.Time) error, n int) {
	_ = set(time.Now().Add(d.o.Patience + time.Duration(n)*time.Second/time.Duration(d.o.Slowest)))
}

// refusal is what somebody is told who is not answered.
type refusal struct {
	status int
	word   string // for a person who looks; programs go by the status
}

var refusals = []struct {
	err error
	refusal
}{
	{hub.ErrStranger, refusal{http.StatusUnauthorized, "stranger"}},
	{batch.ErrSignature, refusal{http.StatusUnauthorized, "signature"}},
	{hub.ErrRevoked, refusal{http.StatusForbidden, "revoked"}},
	{hub.ErrInvitation, refusal{http.StatusGone, "invitation"}},
	{batch.ErrNotForMe, refusal{http.StatusMisdirectedRequest, "another-hub"}},
	{batch.ErrTooLarge, refusal{http.StatusRequestEntityTooLarge, "too-large"}},
	{batch.ErrNewer, refusal{http.StatusNotImplemented, "newer"}},
	{batch.ErrSealed, refusal{http.StatusUnprocessableEntity, "sealed-to-another-key"}},
	{batch.ErrDamaged, refusal{http.StatusBadRequest, "damaged"}},
	{batch.ErrLength, refusal{http.StatusBadRequest, "length"}},
	{batch.ErrFormat, refusal{http.StatusBadRequest, "format"}},
}

func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	for _, known := range refusals {
		if errors.Is(err, known.err) {
			d.refuse(w, r, known.refusal, err)
			return
		}
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() || errors.Is(err, io.ErrUnexpectedEOF) || r.Context().Err() != nil {
		d.refuse(w, r, refusal{http.StatusRequestTimeout, "slow"}, err)
		return
	}
	d.o.Log.Error("exchange failed", "error", err)
	w.Header().Set("Retry-After", "30")
	d.refuse(w, r, refusal{http.StatusServiceUnavailable, "unavailable"}, nil)
}

// refuse answers without reading any more of what was sent: the server would
// otherwise swallow up to 256 KiB to keep the connection.
func (d *Door) refuse(w http.ResponseWriter, r *http.Request, f refusal, err error) {
	if err != nil {
		d.o.Log.Info("refused", "why", f.word, "status", f.status)
	}
	line := http.NewResponseController(w)
	_ = line.SetReadDeadline(time.Unix(1, 0))
	d.patience(line.SetWriteDeadline, 1<<10)
	w.Header().Set("Connection", "close")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(f.status)
	_, _ = io.WriteString(w, f.word+"\n")
}

func (d *Door) busy(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	d.refuse(w, r, refusal{http.StatusTooManyRequests, "too-often"}, nil)
}

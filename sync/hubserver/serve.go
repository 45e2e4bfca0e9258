package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"

	"waymark/internal/vault"
	"waymark/sync/hub"
	"waymark/sync/hub/httpapi"
)

type serving struct {
	where
	listen, private string
	cert, key       string
	forwarded       bool
	verbose         bool
	limits          hub.Limits
}

// limitFlags lets the one who runs the hub set what a device or an address may ask of it.
func limitFlags(f *flag.FlagSet, l *hub.Limits) {
	d := hub.DefaultLimits
	f.Float64Var(&l.AddressRate, "address-rate", d.AddressRate, "requests a second of one address; four times as many at once")
	f.Float64Var(&l.DeviceRate, "device-rate", d.DeviceRate, "exchanges a second of one device; five times as many at once")
	f.IntVar(&l.EntriesPerBatch, "entries", d.EntriesPerBatch, "entries in one batch")
	f.Int64Var(&l.PartBytes, "part-bytes", d.PartBytes, "bytes of entries of one device that are not complete")
}

// limited completes and checks what was set.
func limited(l hub.Limits) (hub.Limits, error) {
	if l.AddressRate <= 0 || l.DeviceRate <= 0 || l.EntriesPerBatch <= 0 || l.PartBytes <= 0 {
		return l, errors.New("a limit is more than nothing")
	}
	l.AddressBurst, l.DeviceBurst = max(1, int(4*l.AddressRate)), max(1, int(5*l.DeviceRate))
	return l, nil
}

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var s serving
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	s.where.flags(f)
	f.StringVar(&s.listen, "listen", "127.0.0.1:8650", "where devices reach the hub; port 0 takes a free one")
	f.StringVar(&s.private, "private", "", "where health and metrics are: loopback only (default: nowhere)")
	f.StringVar(&s.cert, "cert", "", "certificate for https, PEM; without it only loopback is served")
	f.StringVar(&s.key, "key", "", "its key, PEM")
	f.BoolVar(&s.forwarded, "forwarded", false, "believe X-Forwarded-For of a proxy on this machine")
	f.BoolVar(&s.verbose, "v", false, "log every exchange")
	f.BoolVar(&s.where.Empty, "empty", false, "begin an empty database for keys that had one: only where there is no backup")
	limitFlags(f, &s.limits)
	if err := parse(f, stderr, args, 0); err != nil {
		return err
	}
	var err error
	if s.limits, err = limited(s.limits); err == nil {
		s.where, err = s.where.check()
	}
	if err != nil {
		fmt.Fprintln(stderr, "hubserver:", err)
		return errUsage
	}
	return s.run(ctx, stdout, stderr)
}

func (s serving) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	level := slog.LevelInfo
	if s.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	certificate, err := s.tls()
	if err != nil {
		return err
	}
	l, err := afterPredecessor(ctx, log, "the address is in use", syscall.EADDRINUSE, func() (net.Listener, error) { return listen(s.listen, certificate == nil) })
	if err != nil {
		return err
	}
	defer l.Close()
	h, err := afterPredecessor(ctx, log, "the database is in use", vault.ErrInUse, func() (*house, error) { return openWith(ctx, s.where, true, s.limits) })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	scheme := "http"
	if certificate != nil {
		scheme = "https"
	}
	h.url = scheme + "://" + l.Addr().String()
	sock, err := listenControl(s.where.socket())
	if err != nil {
		return fmt.Errorf("open control socket: %w", err)
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer sock.Close()
	wait.Go(func() { control(ctx, sock, h) })
	wait.Go(func() { work(ctx, h, log) })
	door := httpapi.New(h.hub, httpapi.Options{Log: log, Forwarded: s.forwarded})
	if s.private != "" {
		p, err := listen(s.private, true)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "private http://%s\n", p.Addr())
		wait.Go(func() {
			if err := door.ServePrivate(ctx, p); err != nil {
				log.Error("private door closed", "error", err)
			}
		})
	}
	fmt.Fprintf(stdout, "listening %s\n", h.url)
	log.Info("serving", "hub", h.hub.Node().Short(), "address", h.url)
	err = door.Serve(ctx, l, certificate)
	log.Info("stopped", "hub", h.hub.Node().Short())
	return err
}

// How long a hub waits for one before it that was killed: its port and the lock on its
// folder go with the last of its process, a moment after whoever killed it hears of it.
const (
	waitAtMost = 3 * time.Second
	lookAgain  = 50 * time.Millisecond
)

// afterPredecessor tries again for a while as long as what another hub had is not free.
func afterPredecessor[T any](ctx context.Context, log *slog.Logger, what string, taken error, try func() (T, error)) (T, error) {
	until := time.Now().Add(waitAtMost)
	for said := false; ; said = true {
		got, err := try()
		if err == nil || !errors.Is(err, taken) || ctx.Err() != nil || time.Now().After(until) {
			return got, err
		}
		if !said {
			log.Warn(what+": waiting for a hub that may be ending", "longest", waitAtMost)
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookAgain):
		}
	}
}

func (s serving) tls() (*tls.Config, error) {
	if s.cert == "" && s.key == "" {
		return nil, nil
	}
	c, err := tls.LoadX509KeyPair(s.cert, s.key)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS12}, nil
}

// errPlain: without a certificate nobody outside this machine is answered.
var errPlain = errors.New("without -cert and -key only this machine is served: give a loopback address")

func listen(address string, onlyHere bool) (net.Listener, error) {
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if onlyHere && !a.IP.IsLoopback() {
		return nil, errPlain
	}
	l, err := net.ListenTCP("tcp", a)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

const (
	workEvery  = 2 * time.Second
	purgeEvery = 24 * time.Hour
)

// work does what is left to be done, until ctx ends.
func work(ctx context.Context, h *house, log *slog.Logger) {
	tick := time.NewTicker(workEvery)
	defer tick.Stop()
	var purged time.Time
	for {
		if err := h.hub.Work(ctx); err != nil && ctx.Err() == nil {
			log.Error("work", "error", err)
		}
		if time.Since(purged) > purgeEvery {
			if err := h.hub.Purge(ctx); err != nil && ctx.Err() == nil {
				log.Error("purge", "error", err)
			}
			purged = time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

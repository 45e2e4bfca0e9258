package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options are those of the command line.
type options struct {
	hub, invite, dir, docs string
	devices, changes, size int
	resume, verify         bool
	compare                bool
	atOnce                 int
}

// report is what the last line says.
type report struct {
	mu               sync.Mutex
	changes          int
	up, down         int64
	batches, retries int
	seconds          float64
	verified         bool
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(stderr, "village:", err)
		return 2
	}
	var r report
	err = play(ctx, o, &r, stderr)
	if err != nil {
		fmt.Fprintln(stderr, "village:", err)
	}
	r.verified = r.verified && err == nil
	fmt.Fprintf(stdout, "devices=%d changes=%d seconds=%.3f bytes_up=%d bytes_down=%d batches=%d retries=%d peak_rss_mb=%d verified=%t\n",
		o.devices, r.changes, r.seconds, r.up, r.down, r.batches, r.retries, peakMemory()>>20, r.verified)
	if err != nil || o.compare && !r.verified {
		return 1
	}
	return 0
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	f := flag.NewFlagSet("village", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.hub, "hub", "", "`URL` of the hub")
	f.StringVar(&o.invite, "invite", "", "invitation `CODE` (its words), good for all devices")
	f.StringVar(&o.dir, "dir", "", "`folder` for the devices' vaults")
	f.StringVar(&o.docs, "docs", "", "`file` of JSON lines to record as texts")
	f.IntVar(&o.devices, "devices", 1, "how many devices")
	f.IntVar(&o.changes, "changes", 100, "how many changes each records")
	f.IntVar(&o.size, "size", 2048, "about how many bytes a change has")
	f.IntVar(&o.atOnce, "at-once", 8, "how many devices work at the same time")
	f.BoolVar(&o.resume, "resume", false, "go on with the devices in -dir")
	f.BoolVar(&o.verify, "verify", false, "devices that are in -dir record nothing more: what waits is sent, all is compared")
	f.BoolVar(&o.compare, "compare", true, "compare both ends in full after sending")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("%q is no option", f.Arg(0))
	case o.hub == "" || o.dir == "":
		return o, errors.New("-hub and -dir are needed")
	case o.invite == "" && !o.resume && !o.verify:
		return o, errors.New("-invite is needed for new devices")
	case o.devices < 1 || o.changes < 0 || o.size < 1 || o.atOnce < 1:
		return o, errors.New("-devices, -size and -at-once are 1 or more, -changes is not negative")
	}
	return o, nil
}

// play lets the village live: it enrols, records, sends and compares.
func play(ctx context.Context, o options, r *report, stderr io.Writer) error {
	texts, err := openTexts(o)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("make the devices' folder: %w", err)
	}
	var invitation batch.Invitation
	if o.invite != "" {
		if invitation, err = batch.ParseInvitation(o.invite); err != nil {
			return fmt.Errorf("read the invitation: %w", err)
		}
	}
	devices := make([]*device, o.devices)
	defer func() {
		for _, d := range devices {
			if d != nil {
				d.close()
			}
		}
	}()
	each := func(what string, do func(ctx context.Context, d *device) error) error {
		began := time.Now()
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(o.atOnce)
		for i := range devices {
			group.Go(func() error {
				if devices[i] == nil {
					devices[i] = &device{number: i, dir: filepath.Join(o.dir, fmt.Sprintf("device-%04d", i)), hub: o.hub, progress: r}
				}
				if err := do(ctx, devices[i]); err != nil {
					return fmt.Errorf("device %d: %s: %w", i, what, err)
				}
				return nil
			})
		}
		err := group.Wait()
		fmt.Fprintf(stderr, "%s: %.3f s\n", what, time.Since(began).Seconds())
		return err
	}

	if err := each("enrol", func(ctx context.Context, d *device) error { return d.enrol(ctx, o, invitation) }); err != nil {
		return err
	}
	if err := each("record", func(ctx context.Context, d *device) error { return d.record(ctx, o, texts) }); err != nil {
		return err
	}
	began := time.Now()
	err = each("send", func(ctx context.Context, d *device) error { return d.send(ctx) })
	r.seconds = time.Since(began).Seconds()
	defer func() {
		for _, d := range devices {
			r.changes += d.recorded
		}
	}()
	if err != nil {
		return err
	}
	if o.devices > 1 { // what others sent after a supervisor was done has to be there too
		if err := each("catch up", func(ctx context.Context, d *device) error { return d.send(ctx) }); err != nil {
			return err
		}
	}
	if !o.compare {
		return nil
	}
	if err := each("compare", func(ctx context.Context, d *device) error { return d.compare(ctx, texts) }); err != nil {
		return err
	}
	r.verified = true
	return nil
}

func newWeb(hub string) (*courier.Web, error) {
	w, err := courier.NewWeb(hub, courier.WebOptions{})
	if err != nil {
		return nil, fmt.Errorf("the hub's address: %w", err)
	}
	return w, nil
}

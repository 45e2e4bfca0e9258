package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

// errand is what a locked program needs to go on sending: no key, and nothing of
// anybody. It is handed to the next process and never written down, because the hub's
// address says who works with whom.
type errand struct {
	Address string
	Device  batch.NodeID
	Hub     batch.NodeID
}

// spoolName is the folder in the data folder where sealed batches wait while the vault
// is locked, and the hub's answers to them, as a [courier.Folder] has them. It can be
// deleted at any time: nothing leaves the outbox by it.
const spoolName = "spool"

// Times of the errand.
const (
	sealWithin   = 10 * time.Second // of making a spool: the key is in memory as long
	errandPause  = 2 * time.Second  // after the first failure
	errandLonger = 5 * time.Minute  // after many
	mostHanded   = 4 << 10          // bytes from one process to the next; a pipe holds them
)

// seal puts everything the hub has not confirmed into the spool. The errand is empty
// when there is nothing to send or nowhere to send it.
func (u *unlocked) seal(ctx context.Context, spool string) (errand, error) {
	if u.practice || u.service == nil {
		return errand{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, sealWithin)
	defer cancel()
	s, err := u.engine.Status(ctx)
	if err != nil || s.Waiting == 0 {
		return errand{}, err
	}
	address, err := u.exchange.Address(ctx)
	if err != nil || address == "" {
		return errand{}, err
	}
	e := errand{Address: address}
	if e.Device, _, err = u.engine.Node(ctx); err != nil {
		return errand{}, err
	}
	if err := clearSpool(spool); err != nil {
		return errand{}, err
	}
	if err := durable.MkdirAll(spool, 0o700); err != nil {
		return errand{}, fmt.Errorf("make spool: %w", err)
	}
	folder := courier.Folder{Dir: spool}
	n, err := u.engine.Spool(ctx, func(s batch.Sealed) error {
		e.Hub = s.Header.To
		return handOver(folder.Exchange(ctx, e.Device, []batch.Sealed{s}), nil)
	})
	if n == 0 {
		return errand{}, err
	}
	if err != nil {
		slog.Warn("seal what is unsent", "batches", n, "error", err) // what was sealed can go
	}
	return e, nil
}

// handOver goes through an exchange and keeps what comes. It returns the first error.
func handOver(exchange iter.Seq2[batch.Sealed, error], keep func(batch.Sealed) error) error {
	var first error
	for s, err := range exchange {
		var skipped *courier.Skipped
		if errors.As(err, &skipped) {
			continue // what lies there for me and cannot be read comes again
		}
		if err == nil && keep != nil {
			err = keep(s)
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// run sends the spool until all of it is sent or ctx ends. Left hears how many batches
// there still are, on this goroutine.
func (e errand) run(ctx context.Context, spool string, left func(int)) {
	web, err := courier.NewWeb(e.Address, courier.WebOptions{})
	if err != nil {
		return // it was an address when the vault was open
	}
	defer web.Close()
	pause := errandPause
	for ctx.Err() == nil {
		files := e.waiting(spool)
		left(len(files))
		if len(files) == 0 {
			return
		}
		if err := e.send(ctx, web, spool, files[0]); err == nil {
			pause = errandPause
			continue
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
		case <-t.C:
		}
		pause = min(2*pause, errandLonger)
	}
}

// waiting lists the batches that are still to be sent.
func (e errand) waiting(spool string) (files []string) {
	list, err := os.ReadDir(filepath.Join(spool, e.Hub.String()))
	if err != nil {
		return nil
	}
	for _, f := range list {
		if from, _, _, err := batch.ParseName(f.Name()); err == nil && from == e.Device {
			files = append(files, filepath.Join(spool, e.Hub.String(), f.Name()))
		}
	}
	return files
}

// send sends one batch, keeps the hub's answers for the vault and then removes the
// batch. A batch that is sent twice does no harm.
func (e errand) send(ctx context.Context, web *courier.Web, spool, file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	s, err := batch.Inspect(b)
	if err != nil {
		return os.Remove(file) // torn by a crash; the outbox has it
	}
	answers := courier.Folder{Dir: spool}
	err = handOver(web.Exchange(ctx, e.Device, []batch.Sealed{s}), func(answer batch.Sealed) error {
		return handOver(answers.Exchange(ctx, e.Hub, []batch.Sealed{answer}), nil)
	})
	if err != nil {
		return err
	}
	return os.Remove(file)
}

// takeIn takes the answers that came while the vault was locked, and clears the spool.
func (u *unlocked) takeIn(ctx context.Context, spool string) {
	if _, err := os.Stat(spool); errors.Is(err, fs.ErrNotExist) {
		return
	}
	if !u.practice && u.service != nil {
		if _, err := u.engine.Take(ctx, courier.Folder{Dir: spool}); err != nil && !errors.Is(err, device.ErrNotEnrolled) {
			slog.Warn("take answers in", "error", err) // the hub gives them again
		}
	}
	if err := clearSpool(spool); err != nil {
		slog.Warn("clear spool", "error", err)
	}
}

// clearSpool removes what an earlier lock left.
func clearSpool(spool string) error {
	dirs, err := os.ReadDir(spool)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, d := range dirs {
		if _, e := batch.ParseNodeID(d.Name()); e == nil && err == nil {
			err = os.RemoveAll(filepath.Join(spool, d.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("clear spool: %w", err)
	}
	return nil
}

// sending is an errand under way.
type sending struct {
	stop  context.CancelFunc
	ended chan struct{}
}

// begin runs the errand on a goroutine of its own.
func (e errand) begin(spool string, left func(int)) *sending {
	ctx, stop := context.WithCancel(context.Background())
	s := &sending{stop, make(chan struct{})}
	go func() {
		defer close(s.ended)
		e.run(ctx, spool, left)
	}()
	return s
}

// end stops it and waits until it has stopped. Nil is an errand nobody gave.
func (s *sending) end() {
	if s != nil {
		s.stop()
		<-s.ended
	}
}

// lockedRun is the [ErrLocked] of a run that leaves an errand.
type lockedRun struct{ errand errand }

func (l *lockedRun) Error() string { return ErrLocked.Error() }

// Is makes it an ErrLocked.
func (l *lockedRun) Is(err error) bool { return err == ErrLocked }

// hand is what the next process is given; nil when there is nothing to send.
func (e errand) hand() []byte {
	if e.Address == "" {
		return nil
	}
	b, err := json.Marshal(e)
	if err != nil || len(b) > mostHanded {
		return nil // then it goes when the vault is open again
	}
	return b
}

// handed reads an errand from the process before.
func handed(b []byte) (e errand, ok bool) {
	ok = len(b) > 0 && json.Unmarshal(b, &e) == nil && e.Address != ""
	return e, ok
}

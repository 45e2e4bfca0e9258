package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"waymark/sync/batch"
	"waymark/sync/courier"
)

// drop takes what lies for the hub in a folder and leaves the answers there.
func drop(ctx context.Context, h *house, dir string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("drop", flag.ContinueOnError)
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	stick := courier.Folder{Dir: at(dir, f.Arg(0))}
	var found []batch.Sealed
	newest := map[batch.NodeID]int{} // of each device, which of found it made last
	skipped := 0
	for s, err := range stick.Exchange(ctx, h.hub.Node(), nil) {
		if err != nil {
			skipped++
			fmt.Fprintln(stderr, "drop:", err)
			continue
		}
		if last, seen := newest[s.Header.From]; !seen || found[last].Header.Made < s.Header.Made {
			newest[s.Header.From] = len(found)
		}
		found = append(found, s)
	}
	taken, answers := 0, 0
	for i, s := range found {
		left, err := take(ctx, h, stick, s, newest[s.Header.From] == i)
		if err != nil {
			skipped++
			fmt.Fprintf(stderr, "drop: batch %s of %s: %v\n", s.Header.ID.Short(), s.Header.From.Short(), err)
			continue
		}
		taken++
		answers += left
	}
	removed, err := stick.Tidy(ctx, h.hub.Node(), time.Now(), func(b batch.ID) bool {
		outstanding, err := h.hub.Outstanding(ctx, b)
		return err == nil && !outstanding
	})
	fmt.Fprintf(stdout, "taken=%d skipped=%d answers=%d tidied=%d\n", taken, skipped, answers, removed)
	return err
}

// take accepts one batch. The last one a device made is answered with everything
// that is pending for it; the others were made earlier and need no answer of their own.
func take(ctx context.Context, h *house, stick courier.Folder, s batch.Sealed, answered bool) (left int, err error) {
	r := bytes.NewReader(s.Bytes)
	a, err := h.hub.Admit(ctx, r)
	if err != nil {
		return 0, err
	}
	answer := h.hub.Answer
	if answered {
		answer = h.hub.AnswerStick
	}
	for b, err := range answer(ctx, a, r) {
		if err != nil {
			return left, err
		}
		if !answered {
			continue
		}
		for _, err := range stick.Exchange(ctx, h.hub.Node(), []batch.Sealed{b}) {
			var not *courier.Undelivered
			if errors.As(err, &not) {
				return left, err
			}
		}
		left++
	}
	return left, nil
}

// inspect says what a batch's header says and, where the hub's store is given, what
// the hub knows of it and how much is in it. It changes nothing.
func inspect(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	w, rest, err := split(args)
	f := flag.NewFlagSet("inspect", flag.ContinueOnError)
	if err == nil {
		err = parse(f, stderr, rest, 1)
	}
	if err != nil {
		return err
	}
	s, err := readBatch(f.Arg(0))
	if err != nil {
		return err
	}
	describe(stdout, s)
	if w.DB == "" {
		fmt.Fprintln(stdout, "signature not checked: nothing of this is proved; with -db the hub checks it")
		return nil
	}
	return remote(ctx, append([]string{"look", "-db", w.DB, "-keys", w.Keys}, f.Arg(0)), stdout, stderr)
}

func describe(w io.Writer, s batch.Sealed) {
	h := s.Header
	fmt.Fprintf(w, "batch     %s\nfrom      %s\nto        %s\nmade      %d\nsent      %s\nbytes     %d, sealed %d\nreceipts  %d\n", h.ID, h.From, h.To,
		h.Made, time.UnixMilli(h.Sent).UTC().Format(time.RFC3339), len(s.Bytes), h.Length, len(h.Receipts))
	if h.Holdings != nil {
		fmt.Fprintf(w, "holdings  %d\n", h.Holdings.Count)
	}
	if h.Introduction != nil {
		fmt.Fprintf(w, "enrols    by invitation\n")
	}
}

// longest is how many bytes a batch has at most: magic line, header with its length,
// signature, sealed part.
const longest = 17 + 2 + batch.MaxHeader + 64 + batch.MaxSealed

// readBatch reads no more than the longest batch, however long the file is.
func readBatch(path string) (batch.Sealed, error) {
	f, err := os.Open(path)
	if err != nil {
		return batch.Sealed{}, err
	}
	b, err := io.ReadAll(io.LimitReader(f, longest+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return batch.Sealed{}, err
	}
	s, err := batch.Inspect(b)
	if len(b) > longest && errors.Is(err, batch.ErrLength) { // it is long, and how long nobody counted
		err = fmt.Errorf("inspect batch: %w", batch.ErrTooLarge)
	}
	return s, err
}

// look is the part of inspect that needs the hub.
func look(ctx context.Context, h *house, dir string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("look", flag.ContinueOnError)
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	s, err := readBatch(at(dir, f.Arg(0)))
	if err != nil {
		return err
	}
	l, err := h.hub.Look(ctx, s)
	if err != nil {
		return err
	}
	switch {
	case !l.ForMe:
		fmt.Fprintln(stdout, "it is for another hub")
	case l.Device == nil:
		fmt.Fprintln(stdout, "its sender is not enrolled")
	case !l.Device.Revoked.IsZero():
		fmt.Fprintln(stdout, "its sender was revoked")
	}
	fmt.Fprintf(stdout, "taken     %t\n", l.Taken)
	switch {
	case l.Opened:
		fmt.Fprintln(stdout, "signature right: its sender's, and it opens")
	case l.ForMe && l.Device != nil:
		fmt.Fprintln(stdout, "signature wrong, or it does not open: nothing of this is proved")
	default:
		fmt.Fprintln(stdout, "signature not checked: nothing of this is proved")
	}
	if l.Opened {
		bytes := 0
		for _, e := range l.Content.Entries {
			bytes += len(e.Body)
		}
		fmt.Fprintf(stdout, "entries   %d, of %d bytes\nparts     %d\nnotes     %d\n", len(l.Content.Entries), bytes, len(l.Content.Parts), len(l.Content.Notes))
	}
	return nil
}

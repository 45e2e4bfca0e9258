package main

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"waymark/internal/id"
	"waymark/sync/batch"
)

// wipe orders a device to seal what it has not sent and to forget everything. The
// organisation's key signs here, so its file may come on a stick and go again; the hub
// signs when it tells the device.
func wipe(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	w, f := keyFlags("wipe")
	from := f.String("from", organisationName, "the organisation's key file, which signs the order besides the hub")
	if err := w.parse(f, stderr, args, 1); err != nil {
		return err
	}
	d, err := batch.ParseNodeID(f.Arg(0))
	if err != nil {
		fmt.Fprintln(stderr, "wipe: an order takes the whole identifier: `hubserver devices` lists them")
		return errUsage
	}
	o, err := readOrganisation(*from)
	if err != nil {
		return err
	}
	order := batch.Wipe{Device: d, Order: batch.Bytes16(id.New[struct{}]()), Made: time.Now().UnixMilli()}.Sign(o.Signing)
	note, err := batch.NewNote(order)
	if err != nil {
		return err
	}
	return remote(ctx, []string{"order", "-db", w.DB, "-keys", w.Keys, base64.StdEncoding.EncodeToString(note.Bytes)}, stdout, stderr)
}

// order is the part of wipe that needs the hub.
func order(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("order", flag.ContinueOnError)
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(f.Arg(0))
	if err != nil {
		return errors.New("not an order")
	}
	said, err := batch.Note{Kind: batch.KindWipe, Bytes: b}.Read()
	if err != nil {
		return fmt.Errorf("read order: %w", err)
	}
	order := said.(batch.Wipe)
	if err := h.hub.Wipe(ctx, order); err != nil {
		return err
	}
	fmt.Fprintln(stdout, order.Device)
	fmt.Fprintln(stderr, "it is told when it next exchanges; `report` shows when it has confirmed. Revoke it after that:\nwhat it seals at the end would not be taken from a revoked device")
	return nil
}

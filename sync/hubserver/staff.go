package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"rsc.io/qr"

	"waymark/internal/durable"
	"waymark/sync/batch"
	"waymark/sync/hub"
)

func invite(ctx context.Context, h *house, dir string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("invite", flag.ContinueOnError)
	role := f.String("role", "counsellor", "counsellor, scout, supervisor or administrator")
	office := f.String("office", "main", "the office's name; it is made if there is none of that name")
	of := f.String("of", "", "one of somebody's devices: the new one is theirs too, with their role and office")
	uses := f.Int("uses", 1, "how many devices may enrol with it, each for somebody new")
	hours := f.Int("hours", 72, "how long it is good")
	url := f.String("url", h.url, "where devices reach the hub")
	file := f.String("file", "", "also write the invitation to this file, and its QR image to the same name with .png")
	if err := parse(f, stderr, args, 0); err != nil {
		return err
	}
	if hub.RoleNamed(*role) == 0 || *uses < 1 || *hours < 1 || *hours > 365*24 {
		fmt.Fprintln(stderr, "invite: no such role, or nothing that could be used")
		return errUsage
	}
	asked := hub.Invite{Role: hub.RoleNamed(*role), Office: *office, Uses: *uses, For: time.Duration(*hours) * time.Hour, URL: *url}
	if *of != "" {
		d, err := h.device(ctx, *of)
		if err != nil {
			return err
		}
		asked.Staff, asked.Role, asked.Office = d.Staff, d.Role, d.Office
	}
	inv, err := h.hub.Invite(ctx, asked)
	if err != nil {
		return err
	}
	if *file != "" {
		if err := writeInvitation(at(dir, *file), inv); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s\n%s.png\n", *file, *file)
	}
	fmt.Fprintln(stdout, inv.Words())
	return nil
}

// writeInvitation writes what a stick and a camera can carry. Who has the file can
// enrol, so nobody else may read it.
func writeInvitation(path string, inv batch.Invitation) error {
	code, err := qr.Encode(inv.Text(), qr.M)
	if err != nil {
		return fmt.Errorf("make QR image: %w", err)
	}
	if err := durable.WriteFile(path, []byte(inv.File()+"\n"), 0o600); err != nil {
		return fmt.Errorf("write invitation: %w", err)
	}
	if err := durable.WriteFile(path+".png", code.PNG(), 0o600); err != nil {
		return fmt.Errorf("write QR image: %w", err)
	}
	return nil
}

func devices(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("devices", flag.ContinueOnError)
	if err := parse(f, stderr, args, 0); err != nil {
		return err
	}
	all, err := h.hub.Devices(ctx)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "DEVICE\tROLE\tOFFICE\tNAME\tPLATFORM\tENROLLED\tSEEN\tPENDING\tREVOKED")
	for _, d := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", d.ID, hub.RoleName(d.Role), dash(d.Office), dash(d.Name), dash(d.Platform),
			date(d.Enrolled, time.DateOnly), date(d.Exchanges.Seen, time.DateTime), d.Pending, date(d.Revoked, time.DateOnly))
	}
	return t.Flush()
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune { // a name somebody typed, in a table and a terminal
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

func date(t time.Time, layout string) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(layout)
}

func revoke(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("revoke", flag.ContinueOnError)
	because := f.String("because", "", "why, for those who see it later")
	if err := parse(f, stderr, args, 1); err != nil {
		return err
	}
	d, err := h.device(ctx, f.Arg(0))
	if err != nil {
		return err
	}
	if err := h.hub.Revoke(ctx, d.ID, *because); err != nil {
		return err
	}
	fmt.Fprintln(stdout, d.ID)
	return nil
}

// oneDevice reads a command's only argument.
func (h *house) oneDevice(ctx context.Context, command string, args []string, stderr io.Writer) (batch.NodeID, error) {
	if err := parse(flag.NewFlagSet(command, flag.ContinueOnError), stderr, args, 1); err != nil {
		return batch.NodeID{}, err
	}
	d, err := h.device(ctx, args[0])
	return d.ID, err
}

// device finds a device by its identifier, whole or short.
func (h *house) device(ctx context.Context, named string) (hub.Listed, error) {
	all, err := h.hub.Devices(ctx)
	if err != nil {
		return hub.Listed{}, err
	}
	var found []hub.Listed
	for _, d := range all {
		if d.ID.String() == named || d.ID.Short() == named {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 0:
		return hub.Listed{}, errors.New("no such device: `hubserver devices` lists them")
	case 1:
		return found[0], nil
	}
	return hub.Listed{}, errors.New("several devices end like that: give the whole identifier")
}

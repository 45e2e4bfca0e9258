package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"waymark/internal/casework"
	"waymark/sync/hub"
)

var noticed = map[hub.NoticeKind]string{
	hub.Reconciled: "reconciled", hub.Enrolled: "enrolled", hub.Revoked: "revoked", hub.Forged: "forged", hub.Recovered: "recovered",
	hub.Wiped: "wiped",
}

// report says what a supervisor should hear of: without a device what the hub noticed,
// with one what it had, for when it is lost.
func report(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("report", flag.ContinueOnError)
	days := f.Int("days", 90, "how many days back, without a device")
	f.SetOutput(stderr)
	if err := f.Parse(args); err != nil {
		return errUsage
	}
	switch f.NArg() {
	case 0:
		return notices(ctx, h, time.Now().AddDate(0, 0, -*days), stdout)
	case 1:
		return lost(ctx, h, f.Arg(0), stdout)
	}
	fmt.Fprintln(stderr, "report takes one device, or none")
	return errUsage
}

func notices(ctx context.Context, h *house, since time.Time, stdout io.Writer) error {
	all, err := h.hub.Notices(ctx, since)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "AT\tDEVICE\tNOTICED")
	for _, n := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\n", date(n.At, time.DateTime), n.Device, noticed[n.What])
	}
	return t.Flush()
}

// lost is the report about a device that was lost. It has identifiers and file numbers,
// no names: who may know them finds them by the number.
func lost(ctx context.Context, h *house, named string, stdout io.Writer) error {
	d, err := h.device(ctx, named)
	if err != nil {
		return err
	}
	r, err := h.hub.Report(ctx, d.ID)
	if err != nil {
		return err
	}
	wipe := "-"
	if r.Wiping != nil {
		wipe = "ordered " + date(r.Wiping.Ordered, time.DateTime) + ", confirmed " + date(r.Wiping.Heard, time.DateTime)
	}
	fmt.Fprintf(stdout, "device         %s\nstaff          %s\nrole           %s\noffice         %s\nenrolled       %s\nlast exchange  %s\nagreed         %s\nrevoked        %s\nwipe           %s\nset aside      %d\n\n",
		r.ID, r.Staff, hub.RoleName(r.Role), dash(r.Office), date(r.Enrolled, time.DateOnly), date(r.Exchanges.Seen, time.DateTime),
		date(r.Exchanges.Agreed, time.DateTime), date(r.Revoked, time.DateOnly), wipe, r.Aside)
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "CLASS\tENTRIES\tBYTES")
	for _, c := range r.Classes {
		fmt.Fprintf(t, "%s\t%d\t%d\n", c.Class, c.Entries, c.Bytes)
	}
	fmt.Fprintln(t)
	fmt.Fprintln(t, "FILE NUMBER\tCASE\tCLASSES")
	for _, c := range r.Cases {
		fmt.Fprintf(t, "%s\t%s\t%s\n", dash(c.FileNumber), c.Case, classes(c.Classes))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\n%d cases, and %d subjects besides. What it wrote and never sent is not here.\n", len(r.Cases), r.Others)
	return nil
}

func classes(all []casework.Class) string {
	var names []string
	for _, c := range all {
		names = append(names, c.String())
	}
	return strings.Join(names, " ")
}

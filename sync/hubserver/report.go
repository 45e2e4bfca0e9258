package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"waymark/sync/hub"
)

var noticed = map[hub.NoticeKind]string{
	hub.Reconciled: "reconciled", hub.Enrolled: "enrolled", hub.Revoked: "revoked", hub.Forged: "forged",
}

// report says what a supervisor should hear of: without a device what the hub noticed.
func report(ctx context.Context, h *house, _ string, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("report", flag.ContinueOnError)
	days := f.Int("days", 90, "how many days back")
	if err := parse(f, stderr, args, 0); err != nil {
		return err
	}
	all, err := h.hub.Notices(ctx, time.Now().AddDate(0, 0, -*days))
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

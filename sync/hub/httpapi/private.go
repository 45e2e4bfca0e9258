package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// private has what the one who runs the hub looks at. It names nobody.
func (d *Door) private() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", d.health)
	mux.HandleFunc("GET /metrics", d.metrics)
	return mux
}

// health reads from the store: a hub without its database is not well.
func (d *Door) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if _, err := d.hub.Notices(ctx, time.Now()); err != nil {
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// metrics are in Prometheus' text format.
func (d *Door) metrics(w http.ResponseWriter, r *http.Request) {
	c, err := d.hub.Counts(r.Context())
	if err != nil {
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m := &d.hub.Meter
	for _, x := range []struct {
		name, kind, help string
		value            int64
	}{
		{"batches_total", "counter", "batches accepted", m.Batches.Load()},
		{"batches_repeated_total", "counter", "batches that had been accepted before", m.Repeated.Load()},
		{"entries_total", "counter", "entries accepted", m.Entries.Load()},
		{"parts_total", "counter", "parts of entries that arrived", m.Parts.Load()},
		{"asides_total", "counter", "entries set aside", m.Asides.Load()},
		{"answers_total", "counter", "batches made for devices", m.Answers.Load()},
		{"given_total", "counter", "entries given to devices", m.Given.Load()},
		{"strangers_total", "counter", "batches not admitted", m.Strangers.Load()},
		{"entries", "gauge", "entries kept", c.Entries},
		{"erased", "gauge", "entries erased", c.Erased},
		{"asides", "gauge", "entries set aside and not mended", c.Asides},
		{"subjects", "gauge", "subjects known", c.Subjects},
		{"visible", "gauge", "entries that devices are meant to have, summed over devices", c.Visible},
		{"pending", "gauge", "what devices have still to be told", c.Pending},
		{"parts", "gauge", "parts of entries that are not complete", c.Parts},
	} {
		fmt.Fprintf(w, "# HELP waymark_hub_%s %s\n# TYPE waymark_hub_%s %s\nwaymark_hub_%s %d\n", x.name, x.help, x.name, x.kind, x.name, x.value)
	}
}

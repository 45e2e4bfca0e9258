package hub_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/hub/hubtest"
)

// BenchmarkAccept: 10,000 entries of 2 KiB, each about a case of its own, in batches
// of 2,000, from one counsellor while a supervisor of the office is enrolled: read,
// verified, opened, judged, sealed and flushed. Packing is not counted.
func BenchmarkAccept(b *testing.B) {
	for name, make := range map[string]func(testing.TB) *hubtest.Place{"sqlite": hubtest.New, "postgres": hubtest.NewOnPostgres} {
		b.Run(name, func(b *testing.B) {
			p := make(b)
			p.Join(casework.Supervisor, "Berlin")
			anna := p.Join(casework.Counsellor, "Berlin")
			const entries, each = 10_000, 2_000
			words := randomText(1600)
			for b.Loop() {
				b.StopTimer()
				var batches []batch.Sealed
				for range entries / each {
					for range each {
						s := hubtest.NewCase(p)
						anna.Write(s, casework.Core, casework.Change{Kind: casework.KindCase, Body: map[casework.Field]casework.Value{
							"organisation": casework.IDValue(anna.Org), "office": casework.IDValue(anna.Office), "assigned": casework.IDValue(anna.Staff),
							"closing.note": casework.Value(words)}})
					}
					batches = append(batches, anna.Pack())
					clear(anna.Outbox)
				}
				b.StartTimer()
				for _, s := range batches {
					for _, err := range p.Hub.Exchange(context.Background(), s) {
						require.NoError(b, err)
					}
				}
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkGive: a supervisor's laptop takes 10,000 entries of 2 KiB.
func BenchmarkGive(b *testing.B) {
	for name, make := range map[string]func(testing.TB) *hubtest.Place{"sqlite": hubtest.New, "postgres": hubtest.NewOnPostgres} {
		b.Run(name, func(b *testing.B) {
			const entries = 10_000
			for b.Loop() {
				b.StopTimer()
				p := make(b)
				boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
				words := randomText(1600)
				for range entries {
					s := hubtest.NewCase(p)
					anna.Write(s, casework.Core, casework.Change{Kind: casework.KindCase, Body: map[casework.Field]casework.Value{
						"organisation": casework.IDValue(anna.Org), "office": casework.IDValue(anna.Office), "assigned": casework.IDValue(anna.Staff),
						"closing.note": casework.Value(words)}})
					if len(anna.Outbox) == 2_000 {
						anna.Exchange()
					}
				}
				b.StartTimer()
				boss.Sync()
				b.StopTimer()
				require.GreaterOrEqual(b, len(boss.Have), entries)
				b.StartTimer()
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

func randomText(n int) string {
	var s string
	for len(s) < n {
		s += id.At[struct{}](hubtest.Noon).String()[8:] + " "
	}
	return s[:n] + rand.Text()
}

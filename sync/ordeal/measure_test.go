package ordeal

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/sync/hub/storetest"
)

// What is measured here is real programs over a real socket. It is benchmarks, because
// how long something takes depends on what else a machine does.

// BenchmarkALongLine: 10,000 changes over a line where an answer takes 200 ms, every
// receipt in. Aimed at 3 s.
func BenchmarkALongLine(b *testing.B) {
	for b.Loop() {
		o := newOffice(b)
		o.line.becomes(weather{delay: 100 * time.Millisecond})
		out := lastLine(run(b, "village", o.village("v", 10_000)...))
		b.Log(out)
		b.ReportMetric(numberOf(b, out, "seconds"), "s/10000")
	}
}

// BenchmarkANarrowLine: a day's work, 20 counselling sessions, over 50 kbit/s and 600
// ms there and back, against the time that its bytes and one answer take. Aimed at 1.3.
func BenchmarkANarrowLine(b *testing.B) {
	const rate = 50_000 / 8
	for b.Loop() {
		o := newOffice(b)
		l := o.enrol()
		l.settle(10)
		r := rand.New(rand.NewPCG(3, 4))
		about := l.openCase("V-1")
		for range 20 {
			l.note(about, text(r, 3000))
		}
		o.line.drop()
		o.line.becomes(weather{delay: 300 * time.Millisecond, rate: rate})
		up := o.line.up.Load()
		got := o.carried(func() int { return l.settle(10) })
		up = o.line.up.Load() - up
		b.Logf("%s, %d up", got, up)
		b.ReportMetric(got.took.Seconds()/(float64(up)/rate+0.6), "times")
	}
}

// BenchmarkAHub: how many changes a hub takes in a second, from four devices at once.
func BenchmarkAHub(b *testing.B) {
	for name, at := range map[string]func() []string{
		"sqlite": func() []string { return []string{"-db", filepath.Join(b.TempDir(), "hub", "hub.db")} },
		"postgres": func() []string {
			return []string{"-db", storetest.Postgres(b), "-keys", filepath.Join(b.TempDir(), "keys")}
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				o := newOfficeAt(b, at())
				words := o.invite("-uses", "4")
				out := lastLine(run(b, "village", "-hub", o.line.url(), "-invite", words, "-dir", filepath.Join(b.TempDir(), "v"),
					"-devices", "4", "-changes", "2500", "-size", "400", "-compare=false"))
				b.Log(out)
				b.ReportMetric(numberOf(b, out, "changes")/numberOf(b, out, "seconds"), "changes/s")
			}
		})
	}
}

// BenchmarkManyStored: what a change costs when there are a hundred thousand, against
// what it costs when there are ten thousand.
func BenchmarkManyStored(b *testing.B) {
	const few, many, probe = 10_000, 100_000, 5_000
	for b.Loop() {
		o := newOffice(b)
		cost := func(fill int) float64 {
			run(b, "village", o.village("fill"+fmt.Sprint(fill), fill)...)
			out := lastLine(run(b, "village", o.village("probe"+fmt.Sprint(fill), probe)...))
			return numberOf(b, out, "seconds") / probe * 1e3
		}
		first := cost(few)
		then := cost(many - few - probe)
		b.ReportMetric(first, "ms/change-of-10k")
		b.ReportMetric(then, "ms/change-of-100k")
		b.ReportMetric(then/first, "ratio")
	}
}

// village is a village of one device that records n changes.
func (o *office) village(name string, n int) []string {
	return []string{"-hub", o.line.url(), "-invite", o.invite(), "-dir", filepath.Join(o.t.TempDir(), name), "-changes", fmt.Sprint(n),
		"-size", "400", "-compare=false"}
}

// numberOf reads a number from a village's last line.
func numberOf(t testing.TB, line, name string) (x float64) {
	t.Helper()
	_, rest, found := strings.Cut(" "+line, " "+name+"=")
	require.True(t, found, line)
	_, err := fmt.Sscan(strings.Fields(rest)[0], &x)
	require.NoError(t, err, line)
	return x
}

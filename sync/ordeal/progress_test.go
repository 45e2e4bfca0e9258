package ordeal

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/device"
)

// office is a hub on SQLite that is asked as often as anybody likes, and a line to it.
type office struct {
	t    testing.TB
	line *line
	at   []string
}

func newOffice(t testing.TB) *office {
	o := &office{t: t, line: newLine(t), at: []string{"-db", filepath.Join(t.TempDir(), "hub", "hub.db")}}
	h := startHub(t, append([]string{"-address-rate", "100000", "-device-rate", "100000"}, o.at...))
	o.line.lead(h.address)
	return o
}

func (o *office) enrol(flags ...string) *laptop {
	o.t.Helper()
	words := lastLine(run(o.t, "hubserver", append(append([]string{"invite", "-office", "Village", "-url", o.line.url()}, flags...), o.at...)...))
	return enrol(o.t, o.line.url(), words)
}

// text returns n bytes of words, hardly any of them twice.
func text(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "%x ", r.Uint64()>>r.IntN(48))
	}
	return b.String()[:n]
}

func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// traffic is what both ends sent, and how long they took.
type traffic struct {
	bytes     int64
	took      time.Duration
	exchanges int
	conns     int64
}

// carried lets do happen over the line and returns what it cost.
func (o *office) carried(do func() int) (x traffic) {
	before, opened, began := o.line.up.Load()+o.line.down.Load(), o.line.opened.Load(), time.Now()
	x.exchanges = do()
	x.took, x.bytes, x.conns = time.Since(began), o.line.up.Load()+o.line.down.Load()-before, o.line.opened.Load()-opened
	return x
}

func (x traffic) String() string {
	return fmt.Sprintf("%d bytes in %s, %d exchanges over %d connections", x.bytes, x.took.Round(time.Millisecond), x.exchanges, x.conns)
}

// A line that resets every connection after 32 KiB, whoever sent them: everything
// arrives, for at most one and a half times what a good line needs, a note of 60 kB
// and a scan included, and the words before the scan.
func TestEverythingArrivesOverALineThatResetsAfter32KiB(t *testing.T) {
	scan := 3 << 20
	if *measureFlag {
		scan = 20 << 20
	}
	o := newOffice(t)
	day := func(l *laptop) (words []casework.ChangeID, file casework.ChangeID) {
		r := rand.New(rand.NewPCG(1, 2))
		about := l.openCase("V-1")
		file = l.scan(about, noise(r, scan))
		for range 10 {
			words = append(words, l.note(about, text(r, 2000)))
		}
		return append(words, l.note(about, text(r, 60_000))), file
	}
	good := o.enrol()
	good.settle(10)
	day(good)
	needed := o.carried(func() int { return good.settle(10) })

	bad := o.enrol()
	bad.settle(10)
	words, file := day(bad)
	o.line.drop()
	o.line.becomes(weather{cut: 32 << 10})
	wordsFirst := false
	bad.heard = func(p device.Progress) {
		for _, c := range words {
			if !bad.arrived(c) {
				return
			}
		}
		wordsFirst = wordsFirst || !bad.arrived(file) && p.WaitingBytes > int64(scan)*9/10
	}
	got := o.carried(func() int { return bad.settle(20) })
	t.Logf("a good line: %s", needed)
	t.Logf("32 KiB a connection: %s, %.2f times", got, float64(got.bytes)/float64(needed.bytes))
	assert.True(t, wordsFirst, "words arrive before the scan")
	assert.Less(t, float64(got.bytes), 1.5*float64(needed.bytes))
	require.True(t, bad.arrived(file))

	// And down again, to a further laptop of each.
	o.line.becomes(weather{})
	devices := strings.Split(run(t, "hubserver", append([]string{"devices"}, o.at...)...), "\n")[1:]
	down := func(w weather, of int) traffic {
		l := o.enrol("-of", strings.Fields(devices[of])[0])
		o.line.drop()
		o.line.becomes(w)
		return o.carried(func() int { return l.settle(40) })
	}
	needed = down(weather{}, 0)
	got = down(weather{cut: 32 << 10}, 1)
	t.Logf("down over a good line: %s", needed)
	t.Logf("down, 32 KiB a connection: %s, %.2f times", got, float64(got.bytes)/float64(needed.bytes))
	assert.Less(t, float64(got.bytes), 1.5*float64(needed.bytes))
}

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
	return newOfficeAt(t, []string{"-db", filepath.Join(t.TempDir(), "hub", "hub.db")})
}

func newOfficeAt(t testing.TB, at []string) *office {
	o := &office{t: t, line: newLine(t), at: at}
	h := startHub(t, append([]string{"-address-rate", "100000", "-device-rate", "100000"}, o.at...))
	o.line.lead(h.address)
	return o
}

func (o *office) enrol(flags ...string) *laptop {
	o.t.Helper()
	return enrol(o.t, o.line.url(), o.invite(flags...))
}

// invite returns the words of an invitation.
func (o *office) invite(flags ...string) string {
	o.t.Helper()
	return lastLine(run(o.t, "hubserver", append(append([]string{"invite", "-office", "Village", "-url", o.line.url()}, flags...), o.at...)...))
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
	if *wholeFlag {
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

// A new supervisor is given everything there is while today's words go on: they are
// not behind what is old.
func TestTodaysWordsAreNotBehindABackfill(t *testing.T) {
	cases := 250
	if *wholeFlag {
		cases = 10_000
	}
	o := newOffice(t)
	anna := o.enrol()
	r := rand.New(rand.NewPCG(5, 6))
	about := anna.openCase("today")
	for i := range cases {
		c := anna.openCase(fmt.Sprintf("V-%d", i))
		if i%4 == 0 || !*wholeFlag {
			anna.note(c, text(r, 3000))
		}
	}
	anna.settle(10)
	o.line.becomes(weather{rate: 2 << 20, delay: 5 * time.Millisecond}) // for the supervisor: a backfill that takes its time
	boss := o.enrol("-role", "supervisor")
	o.line.becomes(weather{})
	anna.web.Close() // its next connection is a good one

	var word casework.ChangeID
	var before, arrived int64
	rounds, total, left := 0, uint64(0), uint64(0)
	boss.heard = func(p device.Progress) {
		total = max(total, p.Coming)
		switch {
		case arrived > 0:
		case word.IsZero() && p.Coming > 0: // under way
			word = anna.note(about, "said today")
			_, err := anna.engine.Exchange(t.Context(), anna.web)
			assert.NoError(t, err)
			before = p.Down
			left = p.Coming
		case !word.IsZero():
			rounds++
			if _, err := boss.store.Change(t.Context(), word); err == nil {
				arrived = p.Down
			}
		}
	}
	boss.settle(30)
	require.False(t, word.IsZero(), "the backfill was over too soon to say anything")
	require.Positive(t, arrived)
	t.Logf("of %d entries %d were still to come; today's word came with %d bytes, in round %d", total, left, arrived-before, rounds)
	assert.LessOrEqual(t, rounds, 1, "it is in the next answer")
	got, err := boss.store.Subjects(t.Context(), casework.SubjectCase)
	require.NoError(t, err)
	assert.Len(t, got, cases+1)
}

package device

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// line gives a pace batches to carry over a line that cuts every transfer larger
// than cut (0: never), and reports what it cost.
func line(p *pace, total, cut int, each time.Duration) (sent, rounds int) {
	for left := total; left > 0; {
		rounds++
		content := min(left, p.content())
		sealed := wrapping + int(float64(content)/1.0) // nothing compresses
		if !p.sealed(content, sealed) {
			continue
		}
		if cut > 0 && sealed > cut {
			sent += cut
			p.broke(sealed, false)
			continue
		}
		sent += sealed
		left -= content
		p.arrived(sealed, each)
	}
	return sent, rounds
}

func TestALineThatCutsCostsLittleMoreThanTheBytes(t *testing.T) {
	for _, row := range []struct {
		name string
		cut  int
	}{{"every 24 KiB", 24 << 10}, {"every 32 KiB", 32 << 10}, {"every 150 KB", 150_000}, {"every MiB", 1 << 20}} {
		t.Run(row.name, func(t *testing.T) {
			p := newPace()
			sent, _ := line(&p, 8<<20, row.cut, time.Millisecond)
			assert.Less(t, float64(sent)/(8<<20), 1.4)
		})
	}
}

func TestAGoodLineIsFilledQuickly(t *testing.T) {
	p := newPace()
	_, rounds := line(&p, 8<<20, 0, 200*time.Millisecond)
	assert.Less(t, rounds, 14)
	assert.Equal(t, mostAhead, p.ahead)
}

func TestASlowLineGetsBatchesItCanCarryInSeconds(t *testing.T) {
	p := newPace()
	for range 20 {
		p.arrived(p.size, time.Duration(float64(p.size)/6250*float64(time.Second))) // 50 kbit/s
	}
	assert.LessOrEqual(t, p.size, int(6250*longestSend.Seconds())+1)
	assert.Greater(t, p.size, 32<<10)
}

func TestABreakWithSomeArrivedKeepsTheSize(t *testing.T) {
	p := newPace()
	p.ahead = 4
	size := p.size
	p.broke(size, true)
	assert.Equal(t, size, p.size)
	assert.Equal(t, 1, p.ahead)
}

func TestContentThatCompressesWorseThanThoughtIsSeenBeforeItIsSent(t *testing.T) {
	p := newPace()
	p.ratio = 8
	n := p.content()
	assert.False(t, p.sealed(n, n), "a scan after a day of notes is eight times the size wanted")
	assert.LessOrEqual(t, p.content(), p.size)
}

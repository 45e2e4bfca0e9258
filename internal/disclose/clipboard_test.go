package disclose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/disclose"
)

type board struct{ content string }

func (b *board) Content() string     { return b.content }
func (b *board) SetContent(s string) { b.content = s }

// clock calls what was asked for when its time comes, unless it was stopped.
type clock struct {
	now  time.Duration
	asks []*asked
}

type asked struct {
	at time.Duration
	do func()
}

func (c *clock) after(d time.Duration, do func()) func() {
	a := &asked{c.now + d, do}
	c.asks = append(c.asks, a)
	return func() { a.do = nil }
}

func (c *clock) pass(d time.Duration) {
	c.now += d
	for _, a := range c.asks {
		if do := a.do; do != nil && a.at <= c.now {
			a.do = nil
			do()
		}
	}
}

func TestTheClipboardIsClearedAMinuteAfterTheLastCopy(t *testing.T) {
	b, c := &board{}, &clock{}
	clip := disclose.NewClip(b, c.after)
	b.SetContent("first")
	clip.Copied()
	c.pass(50 * time.Second)
	b.SetContent("second")
	clip.Copied()
	c.pass(59 * time.Second)
	require.Equal(t, "second", b.content)
	c.pass(time.Second)
	require.Empty(t, b.content)
}

func TestWhatSomebodyElseCopiedStays(t *testing.T) {
	b, c := &board{}, &clock{}
	clip := disclose.NewClip(b, c.after)
	b.SetContent("ours")
	clip.Copied()
	b.SetContent("theirs")
	c.pass(disclose.ClipFor)
	require.Equal(t, "theirs", b.content)
	clip.Clear()
	require.Equal(t, "theirs", b.content)
}

func TestTheClipboardIsClearedAtLock(t *testing.T) {
	b, c := &board{}, &clock{}
	clip := disclose.NewClip(b, c.after)
	b.SetContent("before anything was copied here")
	clip.Clear()
	require.NotEmpty(t, b.content)
	b.SetContent("ours")
	clip.Copied()
	clip.Clear()
	require.Empty(t, b.content)
	b.SetContent("ours") // by somebody else now
	c.pass(disclose.ClipFor)
	clip.Clear()
	require.Equal(t, "ours", b.content)
}

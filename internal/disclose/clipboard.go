package disclose

import (
	"crypto/sha256"
	"time"
)

// ClipFor is how long what was copied here stays in the clipboard.
const ClipFor = time.Minute

// Board is the system's clipboard. It is called on the UI goroutine.
type Board interface {
	Content() string
	SetContent(string)
}

// Clip takes what was copied here out of the clipboard again, unless somebody else has put something there meanwhile.
// All its methods are called on the UI goroutine.
type Clip struct {
	board  Board
	after  func(time.Duration, func()) (stop func())
	stop   func()
	held   bool
	digest [sha256.Size]byte
}

// NewClip watches board. after calls a function later on the UI goroutine, unless it is stopped.
func NewClip(board Board, after func(time.Duration, func()) (stop func())) *Clip {
	return &Clip{board: board, after: after, stop: func() {}}
}

// Copied is told that something of ours was put there just now. The minute begins anew with every copy.
func (c *Clip) Copied() {
	c.stop()
	c.held, c.digest = true, sha256.Sum256([]byte(c.board.Content()))
	c.stop = c.after(ClipFor, c.Clear)
}

// Clear takes it out now: the time is over, the program locks or ends. Doing it again is harmless.
func (c *Clip) Clear() {
	c.stop()
	c.stop = func() {}
	if c.held && sha256.Sum256([]byte(c.board.Content())) == c.digest {
		c.board.SetContent("")
	}
	c.held = false
}

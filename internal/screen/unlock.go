package screen

import (
	"errors"
	"fmt"
	"time"
)

// ErrPassphrase says that a passphrase does not open the vault.
var ErrPassphrase = errors.New("wrong passphrase")

// WaitError says that nothing is tried before For has passed.
type WaitError struct{ For time.Duration }

func (e *WaitError) Error() string { return fmt.Sprintf("wait %s", e.For.Round(time.Second)) }

// Door opens the vault. It is called off the UI goroutine and wipes what it is
// given when it is done. Its errors have their words for a person; they are
// [ErrPassphrase] or a [WaitError] where another try may do, and anything else where
// no passphrase helps.
type Door interface {
	Unlock(passphrase []byte) error
}

// Unlock is the locked program: one field, or why there is none.
type Unlock struct {
	OnChange func()
	OnOpen   func() // the vault is open
	OnAgain  func() // looks once more; nil: the passphrase is asked for again
	OnTopics func() // shows the public topics; nil where there are none
	OnForgot func() // the passphrase is forgotten; nil where nobody else can open it

	Busy    bool
	Trouble Trouble
	// Closed means that no passphrase helps now: Trouble fills the screen in place of
	// the field, and Again looks once more.
	Closed bool
	// Wait is how many seconds nothing is tried, after wrong tries.
	Wait int
	// Unsent is how many sealed parts are being sent while the vault is locked.
	Unsent int

	run  Runner
	door Door
}

// NewUnlock returns the screen of a locked vault.
func NewUnlock(run Runner, door Door) *Unlock {
	return &Unlock{OnChange: func() {}, OnOpen: func() {}, run: run, door: door}
}

// Refuse shows why the vault cannot be opened before anybody typed anything.
func (s *Unlock) Refuse(err error) {
	s.failed(err)
}

// Try tries a passphrase. The screen keeps no copy.
func (s *Unlock) Try(typed string) {
	passphrase := normal(typed)
	if s.Busy || s.Wait > 0 || s.Closed || len(passphrase) == 0 {
		clear(passphrase)
		return
	}
	s.Busy, s.Trouble = true, Trouble{}
	s.OnChange()
	s.run.Run(func() func() {
		err := s.door.Unlock(passphrase)
		clear(passphrase)
		return func() {
			s.Busy = false
			if err != nil {
				s.failed(err)
				return
			}
			s.OnOpen()
		}
	})
}

// Send says how many sealed parts are still to be sent.
func (s *Unlock) Send(left int) {
	s.Unsent = left
	s.OnChange()
}

// Again leaves a closed face: the person did something about it.
func (s *Unlock) Again() {
	if s.OnAgain != nil {
		s.OnAgain()
		return
	}
	s.Closed, s.Trouble = false, Trouble{}
	s.OnChange()
}

func (s *Unlock) failed(err error) {
	s.Trouble = TroubleOf(err, "error.unlock.failed")
	if !sitOut(s.run, err, &s.Wait, &s.Trouble, func() { s.OnChange() }) {
		s.Closed = !errors.Is(err, ErrPassphrase)
	}
	s.OnChange()
}

package screen

import (
	"errors"
	"time"

	"waymark/internal/sqlite"
	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// Door opens the vault. It is called off the UI goroutine, wipes what it is given
// when it is done, and returns what vault, sqlite or the store say.
type Door interface {
	Unlock(passphrase []byte) error
}

// Unlock is the locked program: one field, or why there is none.
type Unlock struct {
	OnChange func()
	OnOpen   func() // the vault is open

	Busy    bool
	Trouble Trouble
	// Closed means that no passphrase helps now: Trouble fills the screen in place of
	// the field, and Again looks once more.
	Closed bool
	// Wait is how many seconds nothing is tried, after wrong tries.
	Wait int

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

// Again leaves a closed face: the person did something about it.
func (s *Unlock) Again() {
	s.Closed, s.Trouble = false, Trouble{}
	s.OnChange()
}

func (s *Unlock) failed(err error) {
	var wait *vault.WaitError
	switch {
	case errors.As(err, &wait):
		s.Wait = int((wait.For + time.Second - 1) / time.Second)
		s.count()
	case errors.Is(err, vault.ErrPassphrase):
	default:
		s.Closed = true
	}
	s.Trouble = TroubleOf(VaultError(err, s.run.Now()), "error.unlock.failed")
	s.OnChange()
}

// count counts the wait down.
func (s *Unlock) count() {
	s.run.After(time.Second, func() {
		s.Wait--
		if s.Wait > 0 {
			s.count()
		} else {
			s.Trouble = Trouble{}
		}
		s.OnChange()
	})
}

// VaultError gives what vault, sqlite and disks say the words for a person. Errors
// that have words already, and those nobody foresaw, stay as they are.
func VaultError(err error, now time.Time) error {
	if _, ok := usererr.Of(err); ok || err == nil {
		return err
	}
	var wait *vault.WaitError
	if errors.As(err, &wait) {
		return usererr.WrapData(err, "error.vault.wait", "hint.vault.wait", map[string]any{"Time": AsTime(now.Add(wait.For))})
	}
	for _, known := range []struct {
		is        error
		key, hint string
	}{
		{vault.ErrPassphrase, "error.vault.wrong_passphrase", "hint.vault.wrong_passphrase"},
		{vault.ErrNoKeyFile, "error.vault.key_missing", "hint.vault.key_missing"},
		{vault.ErrNewer, "error.vault.newer", "hint.vault.newer"},
		{sqlite.ErrNewerSchema, "error.vault.newer", "hint.vault.newer"},
		{vault.ErrPlaintext, "error.vault.plaintext", "hint.vault.plaintext"},
		{vault.ErrWrongKey, "error.vault.tampered", "hint.vault.tampered"},
		{vault.ErrInUse, "error.vault.in_use", "hint.vault.in_use"},
		{sqlite.ErrForeign, "error.store.foreign", "hint.store.foreign"},
		{sqlite.ErrFull, "error.disk.full", "hint.disk.full"},
		{sqlite.ErrReadOnly, "error.disk.read_only", "hint.disk.read_only"},
		{sqlite.ErrBusy, "error.store.busy", "hint.store.busy"},
		{vault.ErrDamaged, "error.vault.damaged", "hint.vault.damaged"},
	} {
		if errors.Is(err, known.is) {
			return usererr.Wrap(err, known.key, known.hint)
		}
	}
	return diskError(err)
}

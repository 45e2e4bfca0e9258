package screen

import (
	"context"
	"strings"

	"waymark/internal/drives"
)

// Restorer makes a backup the vault. It is called off the UI goroutine; its errors
// have their words for a person.
type Restorer interface {
	Restore(ctx context.Context, file string, tell func(done, all int64)) error
}

// Restoring is for a laptop that was lost or broke: a backup becomes the vault of this
// one, and opens with the passphrase of its time. What was recorded after the backup
// comes back from the hub.
type Restoring struct {
	OnChange   func()
	OnRestored func() // the vault is there, locked
	OnBack     func()

	File      string // as typed or chosen
	Busy      bool
	Done, All int64 // bytes
	Trouble   Trouble

	ctx     context.Context
	run     Runner
	restore Restorer
}

// NewRestoring returns the screen.
func NewRestoring(ctx context.Context, run Runner, restore Restorer) *Restoring {
	return &Restoring{OnChange: func() {}, OnRestored: func() {}, OnBack: func() {}, ctx: ctx, run: run, restore: restore}
}

// TypeFile takes the file's path as it is typed.
func (s *Restoring) TypeFile(text string) { s.File = text }

// FileChooser chooses it.
func (s *Restoring) FileChooser() *Chooser {
	c := NewChooser(s.run, drives.Here, true, "")
	c.OnChosen = func(path string) {
		s.File = path
		s.OnChange()
	}
	return c
}

// Restore begins.
func (s *Restoring) Restore() {
	file := strings.TrimSpace(s.File)
	if s.Busy {
		return
	}
	s.Trouble = Trouble{}
	if file == "" {
		s.Trouble = Trouble{What: Say("restoring.none"), Hint: Say("restoring.none.hint")}
		s.OnChange()
		return
	}
	s.Busy, s.Done, s.All = true, 0, 0
	s.OnChange()
	s.run.Run(func() func() {
		err := s.restore.Restore(s.ctx, file, hundredths(s.run, func(done, all int64) {
			if s.Busy && done >= s.Done {
				s.Done, s.All = done, all
				s.OnChange()
			}
		}))
		return func() {
			s.Busy = false
			if err != nil {
				s.Trouble = TroubleOf(err, "error.restoring.failed")
				s.OnChange()
				return
			}
			s.OnRestored()
		}
	})
}

// Back leaves it.
func (s *Restoring) Back() {
	if !s.Busy {
		s.OnBack()
	}
}

// hundredths passes on, on the UI goroutine, every hundredth part of a work's progress.
func hundredths(run Runner, tell func(done, all int64)) func(done, all int64) {
	told := int64(-1)
	return func(done, all int64) {
		if all <= 0 || told >= 0 && done-told < all/100 && done < all {
			return
		}
		told = done
		run.Run(func() func() { return func() { tell(done, all) } })
	}
}

package screen

import (
	"context"
	"strings"

	"waymark/internal/drives"
)

// PlaceCopies is where copies of the vault are made.
const PlaceCopies Place = "copies"

// CopyMaker makes copies of the vault. It is called off the UI goroutine; its errors
// have their words for a person.
type CopyMaker interface {
	// Backup writes the vault into a folder, sealed, and reads it back from there. It
	// returns the file's name.
	Backup(ctx context.Context, folder string, tell func(done, all int64)) (name string, err error)
	// Renew has the vault put into a new one with another key when the program locks,
	// which must follow. It reports at once what is known to be in the way.
	Renew(ctx context.Context, passphrase []byte) error
}

// Copies is the screen of copies of the vault: a backup, and a new vault for when the
// one there is may have been copied by somebody.
type Copies struct {
	OnChange func()
	OnRenew  func() // lock the program now: the vault is renewed with that

	Folder    string
	Backed    Message // which backup was made
	Writing   bool    // a backup
	Done, All int64   // bytes of it
	Trouble   Trouble // of the backup

	Asking bool // a passphrase for the new vault is being chosen
	Phrase
	Busy    bool
	Refused Trouble // of the new vault

	desk  *Desk
	maker CopyMaker
}

// NewCopies returns the screen; a phrase is suggested in a staff language.
func NewCopies(desk *Desk, maker CopyMaker, language string) *Copies {
	s := &Copies{OnChange: func() {}, OnRenew: func() {}, desk: desk, maker: maker}
	s.Phrase = newPhrase(func() string { return language }, func() { s.OnChange() })
	return s
}

// Title implements [Screen].
func (s *Copies) Title() Message { return Say("copies.title") }

// Commands implements [Screen].
func (s *Copies) Commands() []Command { return nil }

// Shown implements [Screen].
func (s *Copies) Shown() {}

// Left implements [Screen]. Passphrases are not kept typed.
func (s *Copies) Left() { s.Phrase.forget() }

// TypeFolder takes the folder as it is typed.
func (s *Copies) TypeFolder(text string) { s.Folder = text }

// FolderChooser chooses it.
func (s *Copies) FolderChooser() *Chooser {
	c := NewChooser(s.desk.Run, drives.Here, false, s.Folder)
	c.OnChosen = func(path string) {
		s.Folder = path
		s.OnChange()
	}
	return c
}

// Backup makes one.
func (s *Copies) Backup() {
	folder := strings.TrimSpace(s.Folder)
	if s.Writing {
		return
	}
	s.Backed, s.Trouble = Message{}, Trouble{}
	if folder == "" {
		s.Trouble = Trouble{What: Say("copies.folder.none"), Hint: Say("copies.folder.none.hint")}
		s.OnChange()
		return
	}
	s.Writing, s.Done, s.All = true, 0, 0
	s.OnChange()
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		name, err := s.maker.Backup(ctx, folder, hundredths(s.desk.Run, func(done, all int64) {
			if s.Writing && done >= s.Done {
				s.Done, s.All = done, all
				s.OnChange()
			}
		}))
		return func() {
			s.Writing = false
			if err != nil {
				s.Trouble = TroubleOf(err, "error.copies.backup")
			} else {
				s.Backed = Say("copies.backed", "File", name, "Folder", folder)
			}
			s.OnChange()
		}
	})
}

// Ask begins to make a new vault, or does not.
func (s *Copies) Ask(on bool) {
	s.Asking, s.Refused = on, Trouble{}
	if on {
		s.Suggest()
		return
	}
	s.Phrase.forget()
	s.OnChange()
}

// Renew makes the new vault.
func (s *Copies) Renew() {
	if s.Busy {
		return
	}
	if s.Refused = s.Phrase.refused(); !s.Refused.None() {
		s.OnChange()
		return
	}
	passphrase := s.Phrase.taken()
	s.Busy = true
	s.OnChange()
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		err := s.maker.Renew(ctx, passphrase)
		return func() {
			s.Busy = false
			if err != nil {
				clear(passphrase)
				s.Refused = TroubleOf(err, "error.copies.renew")
				s.OnChange()
				return
			}
			s.Phrase.forget()
			s.OnRenew()
		}
	})
}

package screen

import "strings"

// Recoverer opens a vault whose passphrase was forgotten, with words that the
// organisation keeps. It is called off the UI goroutine; its errors have their words
// for a person.
type Recoverer interface {
	// Open opens the vault by the words. An error that is [ErrPassphrase] or a
	// [WaitError] is about the words; after any other nothing helps here.
	Open(words string) error
	// Finish gives the opened vault its new passphrase, and makes the words worthless.
	Finish(passphrase []byte) error
	// Close gives up what Open opened. It is harmless when nothing is open.
	Close() error
}

// Recovery is for somebody who forgot the passphrase and has their organisation on the
// telephone: they type the words that are read out, then choose a new passphrase.
// Nothing of it needs a network.
type Recovery struct {
	OnChange func()
	OnOpen   func() // the vault is open, with its new passphrase
	OnBack   func() // to the locked program

	Words    string // as typed
	Verified bool   // the words were right: a new passphrase is chosen now
	Phrase
	Busy    bool
	Trouble Trouble
	Wait    int // seconds in which nothing is tried

	run  Runner
	open Recoverer
}

// NewRecovery returns the screen; a phrase is suggested in a staff language.
func NewRecovery(run Runner, open Recoverer, language string) *Recovery {
	s := &Recovery{OnChange: func() {}, OnOpen: func() {}, OnBack: func() {}, run: run, open: open}
	s.Phrase = newPhrase(func() string { return language }, func() { s.OnChange() })
	return s
}

// TypeWords takes the words as they are typed.
func (s *Recovery) TypeWords(text string) { s.Words = text }

// Next tries the words, or takes the new passphrase.
func (s *Recovery) Next() {
	switch {
	case s.Busy || s.Wait > 0:
	case !s.Verified:
		s.verify()
	default:
		s.finish()
	}
}

func (s *Recovery) verify() {
	words := strings.TrimSpace(s.Words)
	if words == "" {
		s.Trouble = Trouble{What: Say("recovery.words.none"), Hint: Say("recovery.words.none.hint")}
		s.OnChange()
		return
	}
	s.begin(func() error { return s.open.Open(words) }, func(err error) {
		if err == nil {
			s.Verified, s.Words = true, ""
			s.Suggest()
			return
		}
		s.Trouble = TroubleOf(err, "error.recovery.failed")
		sitOut(s.run, err, &s.Wait, &s.Trouble, func() { s.OnChange() })
		s.OnChange()
	})
}

func (s *Recovery) finish() {
	if s.Trouble = s.Phrase.refused(); !s.Trouble.None() {
		s.OnChange()
		return
	}
	passphrase := s.Phrase.taken()
	s.begin(func() error {
		defer clear(passphrase)
		return s.open.Finish(passphrase)
	}, func(err error) {
		if err != nil {
			s.Trouble = TroubleOf(err, "error.recovery.unfinished")
			s.OnChange()
			return
		}
		s.Phrase.forget()
		s.OnOpen()
	})
}

func (s *Recovery) begin(work func() error, done func(error)) {
	s.Busy, s.Trouble = true, Trouble{}
	s.OnChange()
	s.run.Run(func() func() {
		err := work()
		return func() {
			s.Busy = false
			done(err)
		}
	})
}

// Back gives up: the vault is locked again, and the words still open it.
func (s *Recovery) Back() {
	if s.Busy {
		return
	}
	s.begin(s.open.Close, func(error) { // whatever it was, the end of the process gives the vault back
		s.Words, s.Verified, s.Trouble = "", false, Trouble{}
		s.Phrase.forget()
		s.OnBack()
	})
}

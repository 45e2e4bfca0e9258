package screen

import (
	"context"
	"errors"
	"strings"
	"time"

	"waymark/internal/drives"
	"waymark/internal/usererr"
)

// ErrNoAnswer says that the hub's answer is not in the folder yet.
var ErrNoAnswer = errors.New("no answer yet")

// Introduction is how far an enrolment by stick or folder is.
type Introduction struct {
	Folder  string    // it was written into
	Written time.Time // last
	Host    string    // of the hub, where the invitation names it; else ""
}

// Enroller takes a device that waits for its hub further. It is called off the UI
// goroutine; its errors have their words for a person, and are [ErrNoAnswer] where
// only the answer is missing.
type Enroller interface {
	Introduction(ctx context.Context) (Introduction, error)
	// Introduce writes the introduction into a folder, and takes the answer if it lies
	// there already.
	Introduce(ctx context.Context, folder string) error
	// Answer takes the hub's answer from a folder.
	Answer(ctx context.Context, folder string) error
	// Call asks the hub over the network, where the invitation names it.
	Call(ctx context.Context) error
	// Forget gives the enrolment up: the vault, in which there is nothing yet, goes.
	Forget(ctx context.Context) error
}

// Enrolment is an unlocked vault that belongs to no hub yet: its introduction is on
// the way there in a folder, and the answer comes back in one.
type Enrolment struct {
	OnChange    func()
	OnEnrolled  func() // the vault belongs to somebody now
	OnForgotten func() // first start begins anew
	OnLock      func()

	Sent    Introduction
	Folder  string // as typed: where to look for the answer, or to write again
	Asking  bool   // whether to give up
	Busy    bool
	Outcome Message
	Trouble Trouble

	ctx     context.Context
	run     Runner
	enrol   Enroller
	machine Machine
}

// NewEnrolment returns the screen; ctx ends when the vault is locked.
func NewEnrolment(ctx context.Context, run Runner, enrol Enroller) *Enrolment {
	return &Enrolment{OnChange: func() {}, OnEnrolled: func() {}, OnForgotten: func() {}, OnLock: func() {},
		ctx: ctx, run: run, enrol: enrol, machine: drives.Here}
}

// Shown reads how far it is.
func (s *Enrolment) Shown() {
	s.run.Run(func() func() {
		sent, err := s.enrol.Introduction(s.ctx)
		return func() {
			s.Trouble = TroubleOf(err, "error.enrol.failed")
			if err == nil {
				s.Sent, s.Folder = sent, sent.Folder
			}
			s.OnChange()
		}
	})
}

// TypeFolder takes the folder as it is typed.
func (s *Enrolment) TypeFolder(path string) { s.Folder = path }

// Chooser chooses it.
func (s *Enrolment) Chooser() *Chooser {
	c := NewChooser(s.run, s.machine, false, s.Folder)
	c.OnChosen = func(path string) {
		s.Folder = path
		s.OnChange()
	}
	return c
}

// Commands are what can be done, the most likely first.
func (s *Enrolment) Commands() []Command {
	if s.Asking {
		return []Command{{Name: Say("enrol.forget.yes"), Off: s.Busy, Do: s.forget}, {Name: Say("enrol.forget.no"), Key: KeyBack, Main: true, Do: func() { s.Ask(false) }}}
	}
	all := []Command{
		{Name: Say("enrol.answer"), Main: true, Off: s.Busy, Do: s.Answer},
		{Name: Say("enrol.again"), Off: s.Busy, Do: s.Again},
	}
	if s.Sent.Host != "" {
		all = append(all, Command{Name: Say("enrol.call"), Off: s.Busy, Do: s.Call})
	}
	return append(all, Command{Name: Say("enrol.forget"), Off: s.Busy, Do: func() { s.Ask(true) }},
		Command{Name: Say("frame.lock"), Key: KeyLock, Do: func() { s.OnLock() }})
}

// Answer looks for the hub's answer in the folder.
func (s *Enrolment) Answer() { s.try(Message{}, s.enrol.Answer) }

// Again writes the introduction into the folder once more.
func (s *Enrolment) Again() { s.try(Say("enrol.written"), s.enrol.Introduce) }

// Call asks over the network.
func (s *Enrolment) Call() {
	s.step(func() error { return s.enrol.Call(s.ctx) }, Message{})
}

// Ask asks whether to give up, or no longer.
func (s *Enrolment) Ask(on bool) {
	s.Asking, s.Trouble, s.Outcome = on, Trouble{}, Message{}
	s.OnChange()
}

func (s *Enrolment) try(waiting Message, how func(context.Context, string) error) {
	folder := strings.TrimSpace(s.Folder)
	if folder == "" {
		s.Trouble = TroubleOf(usererr.New("error.stick.none", "hint.stick.none"), "error.enrol.failed")
		s.OnChange()
		return
	}
	s.step(func() error { return how(s.ctx, folder) }, waiting)
}

// step does one step. When only the answer is missing it says waiting, or that there is
// none yet.
func (s *Enrolment) step(do func() error, waiting Message) {
	if s.Busy {
		return
	}
	s.Busy, s.Trouble, s.Outcome = true, Trouble{}, Message{}
	s.OnChange()
	s.run.Run(func() func() {
		err := do()
		sent, unread := s.enrol.Introduction(s.ctx)
		return func() {
			s.Busy = false
			switch {
			case err == nil:
				s.OnEnrolled()
				return
			case errors.Is(err, ErrNoAnswer) && waiting.Key != "":
				s.Outcome = waiting
				if unread == nil {
					s.Sent = sent
				}
			default:
				s.Trouble = TroubleOf(DiskError(err), "error.enrol.failed")
			}
			s.OnChange()
		}
	})
}

func (s *Enrolment) forget() {
	if s.Busy {
		return
	}
	s.Busy = true
	s.OnChange()
	s.run.Run(func() func() {
		err := s.enrol.Forget(s.ctx)
		return func() {
			s.Busy, s.Asking = false, false
			if err == nil {
				s.OnForgotten()
				return
			}
			s.Trouble = TroubleOf(DiskError(err), "error.enrol.failed")
			s.OnChange()
		}
	})
}

package screen

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"waymark/internal/casework"
	"waymark/internal/drives"
	"waymark/internal/usererr"
)

// Invitation is what could be read of an invitation.
type Invitation struct {
	Text string // as the program below reads it again
	Host string // of the hub; "" from words, which have no room for it
	Keys bool   // the hub's are in it: a stick can carry what is said
}

// NewVault is what first start asks for.
type NewVault struct {
	Passphrase []byte // wiped by whoever makes the vault
	Invitation Invitation
	Address    string // of the hub, typed; only where the invitation has none
	Folder     string // to carry the introduction to the hub; "" to go over the network
	Name       string // of the person, as colleagues know them
	Practice   bool
	Role       casework.Role // of a practice vault; an invitation has its own
	Language   string
}

// Starter makes vaults. It is called off the UI goroutine; its errors have their
// words for a person.
type Starter interface {
	// ReadInvitation reads words, or the text of a QR image or file.
	ReadInvitation(text string) (Invitation, error)
	// Make makes the vault and opens it: enrolled, waiting for the hub's answer in a
	// folder (see [Enrolment]), or filled with made-up cases.
	Make(v NewVault) error
}

// Step is a step of first start.
type Step uint8

// The steps.
const (
	StepLanguage Step = iota
	StepWho
	StepPassphrase
	StepMaking
)

// FirstStart makes the first vault: language, invitation or practice, passphrase.
type FirstStart struct {
	OnChange   func()
	OnLanguage func(tag string) // the whole window speaks it now
	OnOpen     func()           // the vault is made and open
	OnRestore  func()           // a backup is to be the vault; nil where none can be

	Step       Step
	Languages  []string
	Language   string
	Practice   bool
	Role       casework.Role
	Invitation Invitation // Text is "" until one was read
	Words      string     // as typed
	Address    string
	Carry      bool   // by stick or folder, not over the network
	Folder     string // which
	Name       string
	Phrase
	Busy    bool
	Trouble Trouble

	run     Runner
	start   Starter
	machine Machine
}

// NewFirstStart begins with the languages there are.
func NewFirstStart(run Runner, start Starter, languages []string, language string) *FirstStart {
	s := &FirstStart{OnChange: func() {}, OnLanguage: func(string) {}, OnOpen: func() {},
		Languages: languages, Language: language, Role: casework.Counsellor, run: run, start: start, machine: drives.Here}
	s.Phrase = newPhrase(func() string { return s.Language }, func() { s.OnChange() })
	return s
}

// Speak chooses the language; the window changes at once.
func (s *FirstStart) Speak(tag string) {
	if s.Language == tag {
		return
	}
	s.Language = tag
	s.OnLanguage(tag)
}

// Next goes a step on, if what this step asks for is there.
func (s *FirstStart) Next() {
	if s.Busy {
		return
	}
	s.Trouble = Trouble{}
	switch s.Step {
	case StepLanguage:
		s.to(StepWho)
	case StepWho:
		s.who()
	case StepPassphrase:
		s.make()
	}
}

// Back goes a step back; what was typed stays.
func (s *FirstStart) Back() {
	if s.Busy || s.Step == StepLanguage || s.Step == StepMaking {
		return
	}
	s.Trouble = Trouble{}
	s.to(s.Step - 1)
}

func (s *FirstStart) to(step Step) {
	s.Step = step
	if step == StepPassphrase {
		s.Suggest()
	}
	s.OnChange()
}

// Practise makes this a practice vault, or an invited one again.
func (s *FirstStart) Practise(on bool) {
	s.Practice = on
	s.Trouble = Trouble{}
	s.OnChange()
}

// AsRole chooses what to practise as.
func (s *FirstStart) AsRole(r casework.Role) {
	s.Role = r
	s.OnChange()
}

// TypeWords takes the invitation's words as they are typed.
func (s *FirstStart) TypeWords(text string) {
	s.Words = text
	s.Invitation = Invitation{}
	s.Carry = false // words have no room for the hub's keys
}

// Reject forgets the invitation that was read: there is another.
func (s *FirstStart) Reject() {
	s.TypeWords("")
	s.OnChange()
}

// TypeAddress takes the hub's address.
func (s *FirstStart) TypeAddress(text string) { s.Address = text }

// TypeName takes the person's name.
func (s *FirstStart) TypeName(text string) { s.Name = text }

// NeedsAddress reports whether the invitation leaves the hub's address open, as
// words do.
func (s *FirstStart) NeedsAddress() bool {
	return !s.Practice && !s.Carry && s.Invitation.Host == ""
}

// CanCarry reports whether the invitation can be answered by stick.
func (s *FirstStart) CanCarry() bool { return !s.Practice && s.Invitation.Keys }

// CarryBy chooses between a folder and the network.
func (s *FirstStart) CarryBy(folder bool) {
	s.Carry, s.Trouble = folder, Trouble{}
	s.OnChange()
}

// TypeFolder takes the folder that goes to the hub.
func (s *FirstStart) TypeFolder(path string) { s.Folder = path }

// FolderChooser chooses it.
func (s *FirstStart) FolderChooser() *Chooser {
	c := NewChooser(s.run, s.machine, false, s.Folder)
	c.OnChosen = func(path string) {
		s.Folder = path
		s.OnChange()
	}
	return c
}

// FileChooser chooses a picture or file with an invitation.
func (s *FirstStart) FileChooser() *Chooser {
	c := NewChooser(s.run, s.machine, true, s.Folder)
	c.OnChosen = s.Choose
	return c
}

// maxInvitationFile bounds what is read of a chosen file.
const maxInvitationFile = maxPictureBytes

// Choose reads an invitation from a file: a picture with a QR image, or the file
// itself. What comes on a stick can go back on it.
func (s *FirstStart) Choose(path string) {
	if s.Busy {
		return
	}
	s.Busy, s.Trouble = true, Trouble{}
	s.OnChange()
	s.run.Run(func() func() {
		inv, err := s.read(path)
		return func() {
			s.Busy = false
			if err != nil {
				s.Trouble = TroubleOf(DiskError(err), "error.invitation.wrong")
			} else {
				s.Invitation, s.Words, s.Practice = inv, "", false
				s.Carry, s.Folder = inv.Keys && inv.Host == "", filepath.Dir(path)
			}
			s.OnChange()
		}
	})
}

func (s *FirstStart) read(path string) (Invitation, error) {
	f, err := os.Open(path)
	if err != nil {
		return Invitation{}, usererr.Wrap(err, "error.file.gone", "hint.file.gone")
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxInvitationFile+1))
	if err != nil {
		return Invitation{}, usererr.Wrap(err, "error.file.gone", "hint.file.gone")
	}
	text := string(b)
	if looksLikePicture(b) {
		if text, err = ReadQR(b); err != nil {
			return Invitation{}, err
		}
	}
	return s.start.ReadInvitation(text)
}

func (s *FirstStart) who() {
	if s.Practice {
		s.to(StepPassphrase)
		return
	}
	if s.Invitation.Text == "" {
		if strings.TrimSpace(s.Words) == "" {
			s.Trouble = Trouble{What: Say("start.invitation.none"), Hint: Say("start.invitation.none.hint")}
			s.OnChange()
			return
		}
		inv, err := s.start.ReadInvitation(s.Words)
		if err != nil {
			s.Trouble = TroubleOf(err, "error.invitation.wrong")
			s.OnChange()
			return
		}
		s.Invitation = inv
		if s.NeedsAddress() && strings.TrimSpace(s.Address) == "" {
			s.OnChange() // the address is asked for now
			return
		}
	}
	if s.NeedsAddress() && strings.TrimSpace(s.Address) == "" {
		s.Trouble = Trouble{What: Say("start.address.none"), Hint: Say("start.address.none.hint")}
		s.OnChange()
		return
	}
	if s.Carry && strings.TrimSpace(s.Folder) == "" {
		s.Trouble = Trouble{What: Say("start.folder.none"), Hint: Say("start.folder.none.hint")}
		s.OnChange()
		return
	}
	s.to(StepPassphrase)
}

func (s *FirstStart) make() {
	if s.Trouble = s.Phrase.refused(); s.Trouble.None() {
		s.begin()
		return
	}
	s.OnChange()
}

func (s *FirstStart) begin() {
	v := NewVault{Invitation: s.Invitation, Address: strings.TrimSpace(s.Address), Name: strings.TrimSpace(s.Name),
		Practice: s.Practice, Role: s.Role, Language: s.Language}
	if s.Carry {
		v.Folder = strings.TrimSpace(s.Folder)
	}
	v.Passphrase = s.Phrase.taken()
	s.Step, s.Busy = StepMaking, true
	s.OnChange()
	s.run.Run(func() func() {
		err := s.start.Make(v)
		clear(v.Passphrase)
		return func() {
			s.Busy = false
			if err != nil {
				s.Step = StepPassphrase
				s.Trouble = TroubleOf(err, "error.start.failed")
				s.OnChange()
				return
			}
			s.Phrase.forget()
			s.Words = ""
			s.OnOpen()
		}
	})
}

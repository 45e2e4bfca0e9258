package screen

import (
	"context"

	"waymark/internal/usererr"
)

// Look is how the window looks.
type Look uint8

// The looks.
const (
	LookLight Look = iota
	LookDark
	LookContrast
)

// Text sizes in points.
const (
	SmallestText = 14
	UsualText    = 16
	LargestText  = 22
)

// Preferences are how somebody wants the program to be. They are outside the
// vault, because the locked program has them too; there is nothing about anybody
// in them.
type Preferences struct {
	Language string // of staff
	TextSize int    // points
	Look     Look
}

// Sound returns p with what is out of range brought into it.
func (p Preferences) Sound(languages []string) Preferences {
	known := false
	for _, tag := range languages {
		known = known || tag == p.Language
	}
	if !known {
		p.Language = "en"
	}
	if p.TextSize == 0 {
		p.TextSize = UsualText
	}
	p.TextSize = max(SmallestText, min(p.TextSize, LargestText))
	if p.Look > LookContrast {
		p.Look = LookLight
	}
	return p
}

// VaultWay is one way into the vault.
type VaultWay struct {
	Name Message // passphrase, organisation ...
}

// Keyring is what settings may do to the vault. It is called off the UI goroutine;
// its errors have their words for a person.
type Keyring interface {
	ChangePassphrase(ctx context.Context, old, new []byte) error
	Ways(ctx context.Context) ([]VaultWay, error)
}

// About is what the program says of itself.
type About struct {
	Version string
	Folder  string // where the vault is
}

// Settings is the screen of settings.
type Settings struct {
	OnChange func()
	// OnPreferences is called with what the person chose: the window changes at once
	// and the choice is kept.
	OnPreferences func(Preferences)

	Preferences Preferences
	Languages   []string
	About       About
	Ways        []VaultWay
	List        List // of Ways
	Practice    bool

	Old, New, Again string
	Suggested       string // a phrase that may be taken as the new one
	Strength        Strength
	Busy            bool
	Done            Message
	Trouble         Trouble

	desk *Desk
	ring Keyring
}

// NewSettings returns the settings.
func NewSettings(desk *Desk, ring Keyring, p Preferences, languages []string, about About) *Settings {
	return &Settings{OnChange: func() {}, OnPreferences: func(Preferences) {}, Preferences: p, Languages: languages,
		About: about, Practice: desk.Practice, desk: desk, ring: ring}
}

// Title implements [Screen].
func (s *Settings) Title() Message { return Say("rail.settings") }

// Commands implements [Screen].
func (s *Settings) Commands() []Command {
	return []Command{
		{Name: Say("button.larger"), Key: "Ctrl++", Off: s.Preferences.TextSize >= LargestText, Do: func() { s.Resize(1) }},
		{Name: Say("button.smaller"), Key: "Ctrl+-", Off: s.Preferences.TextSize <= SmallestText, Do: func() { s.Resize(-1) }},
	}
}

// Shown implements [Screen].
func (s *Settings) Shown() {
	question := s.List.Begin(s.desk.Run, func() { s.OnChange() })
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		ways, err := s.ring.Ways(ctx)
		return func() {
			if s.List.Late(question) {
				return
			}
			if err != nil {
				s.List.Fail(err, "error.settings.unavailable")
			} else {
				s.Ways = ways
				s.List.Fill(len(ways), Say("settings.ways"), Say("settings.ways.none"), Message{})
			}
			s.OnChange()
		}
	})
}

// Suggest offers another phrase.
func (s *Settings) Suggest() {
	s.Suggested = SuggestPhrase(s.Preferences.Language)
	s.OnChange()
}

// Left implements [Screen]. Passphrases are not kept typed.
func (s *Settings) Left() {
	s.List.Cancel()
	s.Old, s.New, s.Again, s.Suggested, s.Strength = "", "", "", "", StrengthNone
}

// HasCopies reports whether copies of the vault can be made.
func (s *Settings) HasCopies() bool { return s.desk.Way.Offers(PlaceCopies) }

// Copies goes there.
func (s *Settings) Copies() { s.desk.Way.Go(Route{Place: PlaceCopies}) }

// Speak changes the language.
func (s *Settings) Speak(tag string) {
	p := s.Preferences
	p.Language = tag
	s.prefer(p)
}

// Resize makes text larger or smaller by points.
func (s *Settings) Resize(points int) {
	p := s.Preferences
	p.TextSize += points
	s.prefer(p)
}

// Show changes the look.
func (s *Settings) Show(l Look) {
	p := s.Preferences
	p.Look = l
	s.prefer(p)
}

func (s *Settings) prefer(p Preferences) {
	p = p.Sound(s.Languages)
	if p == s.Preferences {
		return
	}
	s.Preferences = p
	s.OnPreferences(p)
	s.OnChange()
}

// Type takes the passphrases as they are typed.
func (s *Settings) Type(old, new, again string) {
	s.Old, s.New, s.Again = old, new, again
	if strength := Judge(new); strength != s.Strength {
		s.Strength = strength
		s.OnChange()
	}
}

// ChangePassphrase changes it. The old one is asked for, so that a laptop left
// open is not a vault taken over.
func (s *Settings) ChangePassphrase() {
	if s.Busy {
		return
	}
	s.Done, s.Trouble = Message{}, Trouble{}
	switch {
	case s.Old == "":
		s.Trouble = Trouble{What: Say("settings.old.none")}
	case !Judge(s.New).Enough():
		s.Trouble = TroubleOf(usererr.New("error.vault.weak_passphrase", "hint.vault.weak_passphrase"), "error.vault.weak_passphrase")
	case s.New != s.Again:
		s.Trouble = Trouble{What: Say("start.again.differs"), Hint: Say("start.again.differs.hint")}
	}
	if !s.Trouble.None() {
		s.OnChange()
		return
	}
	s.Busy = true
	s.OnChange()
	old, next := normal(s.Old), normal(s.New)
	ctx := s.desk.Context
	s.desk.Run.Run(func() func() {
		err := s.ring.ChangePassphrase(ctx, old, next)
		clear(old)
		clear(next)
		return func() {
			s.Busy = false
			if err != nil {
				s.Trouble = TroubleOf(err, "error.settings.passphrase")
			} else {
				s.Old, s.New, s.Again, s.Suggested, s.Strength = "", "", "", "", StrengthNone
				s.Done = Say("settings.passphrase.changed")
			}
			s.OnChange()
		}
	})
}

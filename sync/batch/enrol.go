package batch

import (
	"crypto/ed25519"
	"unicode/utf8"
)

// Enrol is what a new device says about itself, in a batch with an introduction.
type Enrol struct {
	Recipient *Recipient // what is sealed to it
	Name      string     // what its owner calls it; at most 255 bytes
	Platform  string     // operating system and program version; at most 255 bytes
}

// Enrolled is the hub's answer: whose device it is now and whom to believe.
type Enrolled struct {
	Staff        Bytes16
	Role         uint8 // as casework numbers them
	Office       Bytes16
	Organisation Bytes16
	Key          ed25519.PublicKey // the organisation's, to be pinned
	Statement    []byte            // an encoded HubStatement
	Policy       []byte            // a signed pack; may be empty
}

// Kind is [KindEnrol].
func (Enrol) Kind() NoteKind { return KindEnrol }

// Kind is [KindEnrolled].
func (Enrolled) Kind() NoteKind { return KindEnrolled }

func (s Enrol) append(b []byte) ([]byte, error) {
	if s.Recipient == nil || len(s.Name) > 255 || len(s.Platform) > 255 ||
		!utf8.ValidString(s.Name) || !utf8.ValidString(s.Platform) {
		return nil, ErrFormat
	}
	return put8s(put8s(put16s(b, s.Recipient.String()), s.Name), s.Platform), nil
}

func (c *cursor) enrol() (s Enrol, err error) {
	recipient := c.bytes16()
	s.Name = c.text(c.bytes8())
	s.Platform = c.text(c.bytes8())
	if !c.done() {
		return s, ErrFormat
	}
	s.Recipient, err = ParseRecipient(string(recipient))
	return s, err
}

func (s Enrolled) append(b []byte) ([]byte, error) {
	if len(s.Key) != ed25519.PublicKeySize || len(s.Statement) > maxStatement {
		return nil, ErrFormat
	}
	b = append(append(b, s.Staff[:]...), s.Role)
	b = append(append(b, s.Office[:]...), s.Organisation[:]...)
	b = put16s(append(b, s.Key...), s.Statement)
	return append(b, s.Policy...), nil
}

func (c *cursor) enrolled() (s Enrolled) {
	c.fixed(s.Staff[:])
	s.Role = c.u8()
	c.fixed(s.Office[:])
	c.fixed(s.Organisation[:])
	s.Key = c.key()
	s.Statement = c.bytes16()
	s.Policy = c.rest()
	return s
}

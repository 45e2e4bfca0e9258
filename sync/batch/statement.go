package batch

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
)

// HubStatement is what the organisation's key says about the hub: who it is, and
// with which keys. Devices believe nothing else about the hub's keys, and of two
// statements the one that is valid from later.
type HubStatement struct {
	Hub          NodeID
	Signing      ed25519.PublicKey
	Recipient    *Recipient
	Recovery     *Recipient // the organisation's, for what must survive its hub and its staff
	From         int64      // valid from, in ms since 1970
	Organisation ed25519.PublicKey
}

const (
	statementIntro = "waymark.hub/v1\n"
	maxStatement   = 8 << 10
)

// Sign returns the statement's bytes, signed by the organisation's key, whose
// public half they carry.
func (s HubStatement) Sign(organisation ed25519.PrivateKey) ([]byte, error) {
	s.Organisation = organisation.Public().(ed25519.PublicKey)
	b, err := s.encode()
	if err != nil {
		return nil, fmt.Errorf("sign hub statement: %w", err)
	}
	return append(b, ed25519.Sign(organisation, b)...), nil
}

func (s HubStatement) encode() ([]byte, error) {
	if s.Hub.IsZero() || len(s.Signing) != ed25519.PublicKeySize || len(s.Organisation) != ed25519.PublicKeySize ||
		s.Recipient == nil || s.Recovery == nil || s.From < 0 {
		return nil, ErrFormat
	}
	b := append([]byte(statementIntro), s.Hub[:]...)
	b = append(b, s.Signing...)
	b = put16s(b, s.Recipient.String())
	b = put16s(b, s.Recovery.String())
	b = put64(b, uint64(s.From))
	return append(b, s.Organisation...), nil
}

// ParseHubStatement reads a statement and checks that the organisation it names
// signed it. Whether that is the right organisation is the caller's question: compare
// Organisation with the pinned key, or use [Invitation.Trust].
func ParseHubStatement(b []byte) (HubStatement, error) {
	s, err := parseHubStatement(b)
	if err != nil {
		return HubStatement{}, fmt.Errorf("hub statement: %w", err)
	}
	return s, nil
}

func parseHubStatement(b []byte) (s HubStatement, err error) {
	if len(b) > maxStatement {
		return s, ErrTooLarge
	}
	rest, ok := bytes.CutPrefix(b, []byte(statementIntro))
	if !ok || len(rest) < ed25519.SignatureSize {
		return s, ErrFormat
	}
	signed := b[:len(b)-ed25519.SignatureSize]
	c := &cursor{b: rest[:len(rest)-ed25519.SignatureSize]}
	c.fixed(s.Hub[:])
	s.Signing = c.key()
	recipient, recovery := c.bytes16(), c.bytes16()
	s.From = c.time()
	s.Organisation = c.key()
	if !c.done() {
		return s, ErrFormat
	}
	if !ed25519.Verify(s.Organisation, signed, b[len(signed):]) {
		return s, ErrSignature
	}
	if s.Recipient, err = ParseRecipient(string(recipient)); err != nil {
		return s, err
	}
	if s.Recovery, err = ParseRecipient(string(recovery)); err != nil {
		return s, err
	}
	_, err = s.encode()
	return s, err
}

// key reads a public signing key.
func (c *cursor) key() ed25519.PublicKey {
	k := make(ed25519.PublicKey, ed25519.PublicKeySize)
	c.fixed(k)
	return k
}

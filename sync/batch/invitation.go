package batch

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Invitation lets somebody enrol a device once, or a few times. It travels as 12
// words ([Invitation.Words]), as a short text for a QR image ([Invitation.Text]) or
// as a file that a device on a stick can do with ([Invitation.File]). Whoever holds
// it can enrol: it is handed over in person or read out to somebody known by voice.
type Invitation struct {
	Secret      [8]byte
	Fingerprint [6]byte // of the organisation's key; see [Fingerprint]

	// What words have no room for. From words, the hub's address is asked for and
	// its statement fetched; the fingerprint says whether it is the right one.
	Organisation ed25519.PublicKey // nil from words
	URL          string            // of the hub; may be empty: then a stick is the only way
	Statement    []byte            // an encoded HubStatement; only in a file
}

// ErrInvitation is returned for a text that is no invitation: most often a typing
// mistake, which 20 bits of check notice in words and 32 bits in other texts.
var ErrInvitation = errors.New("not an invitation, or mistyped")

// WordError says which word is in no list of words.
type WordError struct{ Place int } // counted from 1

func (e *WordError) Error() string {
	return fmt.Sprintf("word %d is not one of an invitation", e.Place)
}

// Unwrap makes it an [ErrInvitation].
func (e *WordError) Unwrap() error { return ErrInvitation }

// NewInvitation makes one with a new secret.
func NewInvitation(organisation ed25519.PublicKey, url string, statement []byte) Invitation {
	i := Invitation{Organisation: organisation, Fingerprint: Fingerprint(organisation), URL: url, Statement: statement}
	rand.Read(i.Secret[:])
	return i
}

// Fingerprint of an organisation's key: slow to compute (some 30 ms and 32 MiB), so
// that 48 bits are enough against somebody who makes keys until one has it.
func Fingerprint(organisation ed25519.PublicKey) [6]byte {
	return [6]byte(slow(organisation, "waymark organisation/v1", 6))
}

// slow gives its 32 MiB back at once and lets one at a time have them: twice or three
// times as much would be most of what a hub or a device ever takes.
func slow(b []byte, salt string, n uint32) []byte {
	slowly.Lock()
	defer slowly.Unlock()
	defer debug.FreeOSMemory()
	return argon2.IDKey(b, []byte(salt), 1, 32<<10, 1, n)
}

var slowly sync.Mutex

// InvitationKey is what the hub keeps of an invitation.
type InvitationKey struct {
	ID  Bytes16 // its name in an introduction
	MAC [32]byte
}

// Key derives the invitation's name and key, as slowly as [Fingerprint]: what can be
// seen of it under way does not let 64 bits of secret be guessed.
func (i Invitation) Key() (k InvitationKey) {
	b := slow(i.Secret[:], "waymark invitation/v1", uint32(len(k.ID)+len(k.MAC)))
	copy(k.ID[:], b)
	copy(k.MAC[:], b[len(k.ID):])
	return k
}

// Introduce returns the introduction of a node with a signing key.
func (k InvitationKey) Introduce(from NodeID, public ed25519.PublicKey) *Introduction {
	return &Introduction{public, k.ID, k.mac(from, public)}
}

// Knows reports whether somebody who holds the invitation introduced h.From.
func (k InvitationKey) Knows(h Header) bool {
	i := h.Introduction
	if i == nil || i.Invitation != k.ID {
		return false
	}
	mac := k.mac(h.From, i.Key)
	return hmac.Equal(i.MAC[:], mac[:])
}

func (k InvitationKey) mac(from NodeID, public ed25519.PublicKey) [32]byte {
	m := hmac.New(sha256.New, k.MAC[:])
	m.Write([]byte("waymark.introduction/v1\n"))
	m.Write(from[:])
	m.Write(public)
	return [32]byte(m.Sum(nil))
}

// Trust reads a hub's statement and checks that it is of the organisation that
// invited. [ErrSignature] means that it is another's.
func (i Invitation) Trust(statement []byte) (HubStatement, error) {
	s, err := ParseHubStatement(statement)
	if err != nil {
		return s, err
	}
	if i.Organisation != nil && !bytes.Equal(i.Organisation, s.Organisation) || Fingerprint(s.Organisation) != i.Fingerprint {
		return HubStatement{}, fmt.Errorf("hub statement of another organisation: %w", ErrSignature)
	}
	return s, nil
}

// textPrefix and the text after it are upper case because a QR image holds such
// texts in fewer squares.
const textPrefix = "WAYMARK:1:"

var textEncoding = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Text returns the invitation without the statement, in upper case letters, digits
// and colons. Empty if i is from words.
func (i Invitation) Text() string {
	i.Statement = nil
	return i.File()
}

// File returns the invitation with the statement, as text of one line. Empty if i
// is from words.
func (i Invitation) File() string {
	if len(i.Organisation) != ed25519.PublicKeySize {
		return ""
	}
	b := append(append([]byte(nil), i.Organisation...), i.Secret[:]...)
	b = put16s(put16s(b, i.URL), i.Statement)
	sum := sha256.Sum256(b)
	return textPrefix + textEncoding.EncodeToString(append(b, sum[:4]...))
}

// ParseInvitation reads words, a text or a file's content; letters may be of any
// case, with spaces and line ends anywhere.
func ParseInvitation(text string) (Invitation, error) {
	if len(text) > 4*maxStatement {
		return Invitation{}, fmt.Errorf("invitation: %w", ErrTooLarge)
	}
	if joined := strings.ToUpper(strings.Join(strings.Fields(text), "")); strings.HasPrefix(joined, "WAYMARK:") {
		return parseText(joined)
	}
	return parseWords(text)
}

func parseText(text string) (i Invitation, err error) {
	encoded, ok := strings.CutPrefix(text, textPrefix)
	if !ok {
		return i, fmt.Errorf("invitation: %w", ErrNewer)
	}
	b, err := textEncoding.DecodeString(encoded)
	if err != nil || len(b) < 4 || textEncoding.EncodeToString(b) != encoded {
		return i, ErrInvitation
	}
	sum := sha256.Sum256(b[:len(b)-4])
	if !bytes.Equal(sum[:4], b[len(b)-4:]) {
		return i, ErrInvitation
	}
	c := &cursor{b: b[:len(b)-4]}
	i.Organisation = c.key()
	c.fixed(i.Secret[:])
	url := c.bytes16()
	i.Statement = c.bytes16()
	if !c.done() || !utf8.Valid(url) {
		return Invitation{}, ErrInvitation
	}
	i.URL = string(url)
	i.Fingerprint = Fingerprint(i.Organisation)
	return i, nil
}

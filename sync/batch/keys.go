package batch

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"filippo.io/age"
)

// KeyID names a key: the first 8 bytes of SHA-256 of the public key (of its 32
// bytes for a signing key, of its text for a recipient).
type KeyID [8]byte

func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// KeyIDOf returns the name of a signing key.
func KeyIDOf(public ed25519.PublicKey) KeyID { return keyID(public) }

func keyID(b []byte) KeyID {
	sum := sha256.Sum256(b)
	return KeyID(sum[:8])
}

// Recipient is the public half of an opening key: age's hybrid of X25519 and
// ML-KEM-768, so that what is captured today stays closed to quantum computers.
type Recipient struct {
	age  *age.HybridRecipient
	text string
	id   KeyID
}

// ParseRecipient reads age's text ("age1pq1...", about 2,000 characters), and only
// the one spelling that [Recipient.String] writes.
func ParseRecipient(text string) (*Recipient, error) {
	r, err := age.ParseHybridRecipient(text)
	if err != nil || r.String() != text { // age's error would repeat the text
		return nil, fmt.Errorf("recipient: %w", ErrFormat)
	}
	return &Recipient{r, text, keyID([]byte(text))}, nil
}

// String returns age's text.
func (r *Recipient) String() string { return r.text }

// ID names the key.
func (r *Recipient) ID() KeyID { return r.id }

// Identity is the private half of an opening key. It is slow to parse and quick to
// use: keep it.
type Identity struct {
	age       *age.HybridIdentity
	recipient *Recipient
}

// NewIdentity makes a new one.
func NewIdentity() (*Identity, error) {
	i, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make opening key: %w", err)
	}
	return identity(i), nil
}

// ParseIdentity reads what [Identity.Secret] returned.
func ParseIdentity(secret string) (*Identity, error) {
	i, err := age.ParseHybridIdentity(secret)
	if err != nil || i.String() != secret {
		return nil, fmt.Errorf("opening key: %w", ErrFormat)
	}
	return identity(i), nil
}

func identity(i *age.HybridIdentity) *Identity {
	r := i.Recipient()
	text := r.String()
	return &Identity{i, &Recipient{r, text, keyID([]byte(text))}}
}

// Secret returns age's text of the private key, for keeping in a vault.
func (i *Identity) Secret() string { return i.age.String() }

// Recipient returns the public half.
func (i *Identity) Recipient() *Recipient { return i.recipient }

// ID names the key, as [Recipient.ID] does.
func (i *Identity) ID() KeyID { return i.recipient.id }

// String hides the key from logs.
func (i *Identity) String() string { return "opening key " + i.ID().String() }

// Keys are what a node signs and opens with.
type Keys struct {
	Signing ed25519.PrivateKey
	Opening *Identity
}

// NewKeys makes new ones.
func NewKeys() (Keys, error) {
	_, signing, err := ed25519.GenerateKey(nil)
	if err != nil {
		return Keys{}, fmt.Errorf("make signing key: %w", err)
	}
	opening, err := NewIdentity()
	return Keys{signing, opening}, err
}

// Public returns the public signing key.
func (k Keys) Public() ed25519.PublicKey { return k.Signing.Public().(ed25519.PublicKey) }

// String hides the keys from logs.
func (k Keys) String() string { return "keys of a node" }

// Encode returns both private keys as bytes, for keeping in a vault or a key file.
func (k Keys) Encode() []byte {
	return append([]byte(k.Signing.Seed()), k.Opening.Secret()...)
}

// ParseKeys reads what [Keys.Encode] returned.
func ParseKeys(b []byte) (Keys, error) {
	if len(b) < ed25519.SeedSize {
		return Keys{}, fmt.Errorf("keys: %w", ErrFormat)
	}
	opening, err := ParseIdentity(string(b[ed25519.SeedSize:]))
	return Keys{ed25519.NewKeyFromSeed(b[:ed25519.SeedSize]), opening}, err
}

// fewStanzas keeps a sender from making a receiver try thousands of stanzas, each
// of which costs a key agreement.
type fewStanzas struct{ *age.HybridIdentity }

const maxStanzas = 16

var errStanzas = errors.New("too many recipients")

func (f fewStanzas) Unwrap(s []*age.Stanza) ([]byte, error) {
	if len(s) > maxStanzas {
		return nil, errStanzas
	}
	return f.HybridIdentity.Unwrap(s)
}

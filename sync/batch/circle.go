package batch

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// The first byte of a body that is sealed to a circle says how.
const (
	bodySymmetric = 1 // under a key that everybody in the circle has
	bodyTo        = 2 // to recipients, so that who writes need not be able to read
)

// CircleKey is a key that the devices of a circle share.
type CircleKey struct {
	ID  KeyID // the first 8 bytes of SHA-256 of the key
	key [32]byte
}

// NewCircleKey makes a new one.
func NewCircleKey() CircleKey {
	var k [32]byte
	rand.Read(k[:])
	return CircleKey{keyID(k[:]), k}
}

// ParseCircleKey reads the 32 bytes of [CircleKey.Secret].
func ParseCircleKey(b []byte) (CircleKey, error) {
	if len(b) != 32 {
		return CircleKey{}, fmt.Errorf("circle key: %w", ErrFormat)
	}
	return CircleKey{keyID(b), [32]byte(b)}, nil
}

// Secret returns the key itself, 32 bytes, for keeping in a vault.
func (k CircleKey) Secret() []byte { return bytes.Clone(k.key[:]) }

// String hides the key from logs.
func (k CircleKey) String() string { return "circle key " + k.ID.String() }

// Wrap seals k to a device or several.
func (k CircleKey) Wrap(to ...*Recipient) ([]byte, error) {
	b, err := sealTo(k.key[:], to)
	if err != nil {
		return nil, fmt.Errorf("wrap circle key: %w", err)
	}
	return b, nil
}

// UnwrapCircleKey opens what [CircleKey.Wrap] returned. [ErrSealed] means that it
// is for others.
func UnwrapCircleKey(b []byte, identities ...*Identity) (CircleKey, error) {
	opened, err := unseal(b, identities...)
	if err != nil {
		return CircleKey{}, fmt.Errorf("unwrap circle key: %w", err)
	}
	return ParseCircleKey(opened)
}

func sealTo(b []byte, to []*Recipient) ([]byte, error) {
	if len(to) == 0 || len(to) > maxStanzas {
		return nil, fmt.Errorf("%d recipients: %w", len(to), ErrFormat)
	}
	recipients := make([]age.Recipient, len(to))
	for i, r := range to {
		recipients[i] = r.age
	}
	return seal(b, recipients...)
}

// bound is what a sealed body belongs to: moved to another entry, subject, class or
// author it does not open.
func (e Entry) bound() []byte {
	b := append([]byte("waymark.body/v1\n"), e.ID[:]...)
	b = append(b, e.Subject[:]...)
	b = append(b, e.Kind, e.Class, byte(e.Circle))
	return append(b, e.Author[:]...)
}

// packBody compresses where that helps: a sealed body no longer compresses with its batch.
func packBody(body []byte) []byte {
	if small := compress(body); len(small) < len(body) {
		return append([]byte{1}, small...)
	}
	return append([]byte{0}, body...)
}

func unpackBody(b []byte) ([]byte, error) {
	switch {
	case len(b) > 0 && b[0] == 0:
		return b[1:], nil
	case len(b) > 0 && b[0] == 1:
		return decompress(b[1:], MaxBody)
	}
	return nil, fmt.Errorf("body: %w", ErrFormat)
}

// SealBody returns body sealed to e's circle, to be put into e.Body. Everything
// else in e but Staff, Received and Vouch must be final.
func SealBody(e Entry, body []byte, k CircleKey) ([]byte, error) {
	if e.Circle == 0 || k.key == [32]byte{} {
		return nil, fmt.Errorf("seal body without circle or key: %w", ErrFormat)
	}
	aead, err := chacha20poly1305.NewX(k.key[:])
	if err != nil {
		return nil, fmt.Errorf("seal body: %w", err)
	}
	packed := packBody(body)
	b := make([]byte, 1+len(k.ID)+aead.NonceSize(), 1+len(k.ID)+aead.NonceSize()+len(packed)+aead.Overhead())
	b[0] = bodySymmetric
	copy(b[1:], k.ID[:])
	nonce := b[1+len(k.ID):]
	rand.Read(nonce)
	return aead.Seal(b, nonce, packed, e.bound()), nil
}

// SealBodyTo returns body sealed so that only to can open it, its writer not.
func SealBodyTo(e Entry, body []byte, to ...*Recipient) ([]byte, error) {
	if e.Circle == 0 {
		return nil, fmt.Errorf("seal body without circle: %w", ErrFormat)
	}
	bound := sha256.Sum256(e.bound())
	sealed, err := sealTo(append(bound[:], packBody(body)...), to)
	if err != nil {
		return nil, fmt.Errorf("seal body: %w", err)
	}
	return append([]byte{bodyTo}, sealed...), nil
}

// BodyKey returns which circle key e's body is sealed under, if it is under one.
func BodyKey(e Entry) (k KeyID, ok bool) {
	if e.Circle == 0 || len(e.Body) < 1+len(k) || e.Body[0] != bodySymmetric {
		return k, false
	}
	return KeyID(e.Body[1:]), true
}

// Opener is what a node can open bodies with.
type Opener struct {
	// CircleKey returns the key of that name, false if the node does not have it.
	// May be nil.
	CircleKey  func(KeyID) (CircleKey, bool)
	Identities []*Identity
}

// OpenBody returns e's body, opened if it is sealed to a circle. [ErrSealed] means
// that o lacks the key, [ErrDamaged] that the body does not belong to e or was
// changed, [ErrNewer] that it is sealed in a way this version does not know.
func OpenBody(e Entry, o Opener) ([]byte, error) {
	if e.Circle == 0 {
		return e.Body, nil
	}
	body, err := openBody(e, o)
	if err != nil {
		return nil, fmt.Errorf("open body: %w", err)
	}
	return body, nil
}

func openBody(e Entry, o Opener) ([]byte, error) {
	c := &cursor{b: e.Body}
	switch how := c.u8(); {
	case c.bad:
		return nil, ErrFormat
	case how == bodySymmetric:
		var id KeyID
		c.fixed(id[:])
		nonce := c.take(chacha20poly1305.NonceSizeX)
		sealed := c.rest()
		if c.bad {
			return nil, ErrLength
		}
		if o.CircleKey == nil {
			return nil, ErrSealed
		}
		k, ok := o.CircleKey(id)
		if !ok || k.ID != id {
			return nil, ErrSealed
		}
		aead, err := chacha20poly1305.NewX(k.key[:])
		if err != nil {
			return nil, err
		}
		packed, err := aead.Open(nil, nonce, sealed, e.bound())
		if err != nil {
			return nil, ErrDamaged
		}
		return unpackBody(packed)
	case how == bodyTo:
		b, err := unseal(c.rest(), o.Identities...)
		if err != nil {
			return nil, err
		}
		bound := sha256.Sum256(e.bound())
		packed, ok := bytes.CutPrefix(b, bound[:])
		if !ok {
			return nil, ErrDamaged
		}
		return unpackBody(packed)
	}
	return nil, ErrNewer
}

package sqlstore

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/crypto/hkdf"

	"waymark/sync/hub"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Keys seal the rows of a database. The first one seals; all of them open.
type Keys [][KeySize]byte

// NewKey makes one.
func NewKey() (k [KeySize]byte) {
	rand.Read(k[:]) // never fails, see its documentation
	return k
}

// sealer seals values to their places. A sealed value is
//
//	4   which key
//	24  nonce
//	n   XChaCha20-Poly1305 of the value
//	16  its tag
//
// with table and row as associated data.
type sealer struct {
	use   [4]byte
	aeads map[[4]byte]cipher.AEAD
	roots map[[4]byte][KeySize]byte
}

const sealedOver = 4 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

func newSealer(keys Keys) (*sealer, error) {
	if len(keys) == 0 {
		return nil, fmt.Errorf("no keys: %w", hub.ErrSealed)
	}
	s := &sealer{aeads: map[[4]byte]cipher.AEAD{}, roots: map[[4]byte][KeySize]byte{}}
	for i, k := range keys {
		derived := make([]byte, chacha20poly1305.KeySize+4)
		if _, err := io.ReadFull(hkdf.New(sha256.New, k[:], nil, []byte("waymark hub rows v1")), derived); err != nil {
			return nil, err
		}
		aead, err := chacha20poly1305.NewX(derived[:chacha20poly1305.KeySize])
		if err != nil {
			return nil, err
		}
		name := [4]byte(derived[chacha20poly1305.KeySize:])
		s.aeads[name], s.roots[name] = aead, k
		if i == 0 {
			s.use = name
		}
	}
	return s, nil
}

// place is a table's letter and a row's key.
func place(table byte, key ...[]byte) []byte {
	p := make([]byte, 0, 48)
	p = append(p, table)
	for _, k := range key {
		p = append(p, k...)
	}
	return p
}

func (s *sealer) seal(value, at []byte) []byte {
	b := make([]byte, 4+chacha20poly1305.NonceSizeX, len(value)+sealedOver)
	copy(b, s.use[:])
	rand.Read(b[4:])
	return s.aeads[s.use].Seal(b, b[4:], value, at)
}

func (s *sealer) open(sealed, at []byte) ([]byte, error) {
	if len(sealed) < sealedOver {
		return nil, fmt.Errorf("a row is too short to be sealed: %w", hub.ErrSealed)
	}
	aead := s.aeads[[4]byte(sealed)]
	if aead == nil {
		return nil, fmt.Errorf("sealed under an unknown key: %w", hub.ErrSealed)
	}
	nonce := sealed[4 : 4+chacha20poly1305.NonceSizeX]
	value, err := aead.Open(nil, nonce, sealed[4+chacha20poly1305.NonceSizeX:], at)
	if err != nil {
		return nil, fmt.Errorf("a row was changed or moved: %w", hub.ErrSealed)
	}
	return value, nil
}

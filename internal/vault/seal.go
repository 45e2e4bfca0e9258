package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"reflect"
	"sync"
	"unsafe"

	"golang.org/x/crypto/chacha20poly1305"
)

// The geometry is part of the suite's name in the key file: all of it is fixed for a vault's life.
const (
	pageSize = 8192
	reserve  = 40 // tag and nonce, in the bytes SQLite reserves at the end of each page
	content  = pageSize - reserve
	nonceLen = chacha20poly1305.NonceSizeX
	tagLen   = chacha20poly1305.Overhead

	sealVersion = 1 // in the associated data of everything sealed
)

// What a sealed piece is; part of its associated data, so that a piece of one kind never passes for another.
const (
	rolePage        = 'P' // page of a database; number: page number from 1
	roleWALHeader   = 'H' // number: 0
	roleFrameHeader = 'F' // number: frame number from 1
	roleFramePage   = 'W' // number: frame number from 1
	roleJournal     = 'J' // see journalfile.go
)

// nonces hands out random nonces from a buffer; 24 random bytes never repeat in the life of any vault.
type nonces struct {
	mu  sync.Mutex
	buf [4096]byte
	off int
}

func (s *nonces) fill(p []byte) {
	s.mu.Lock()
	if s.off == 0 || s.off+len(p) > len(s.buf) {
		rand.Read(s.buf[:]) // cannot fail: the runtime stops the process instead
		s.off = 0
	}
	copy(p, s.buf[s.off:])
	clear(s.buf[s.off : s.off+len(p)])
	s.off += len(p)
	s.mu.Unlock()
}

// sealer seals and opens pieces of files under one key. Safe for concurrent use.
type sealer struct {
	aead   cipher.AEAD
	nonces nonces
}

func newSealer(key []byte) (*sealer, error) {
	a, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	return &sealer{aead: a}, nil
}

// wipe overwrites the key behind the AEAD. Go offers no API for it; the type is a pointer to a plain struct.
func (s *sealer) wipe() bool {
	v := reflect.ValueOf(s.aead)
	if v.Kind() != reflect.Pointer {
		return false
	}
	clear(unsafe.Slice((*byte)(v.UnsafePointer()), v.Type().Elem().Size()))
	return true
}

type aad [16]byte

// of fills a with role, version, and number.
func (a *aad) of(role byte, number uint64) []byte {
	*a = aad{role, sealVersion}
	binary.BigEndian.PutUint64(a[8:], number)
	return a[:]
}

// sealPage writes ciphertext, tag, nonce of page's content into dst. page is SQLite's own cache and stays as it is.
func (s *sealer) sealPage(dst, page []byte, ad []byte) {
	nonce := dst[content+tagLen : content+tagLen+nonceLen]
	s.nonces.fill(nonce)
	s.aead.Seal(dst[:0], nonce, page[:content], ad)
}

// openPage is the inverse; if src does not authenticate, dst is all zeros. dst and src must not overlap.
func (s *sealer) openPage(dst, src []byte, ad []byte) bool {
	if _, err := s.aead.Open(dst[:0], src[content+tagLen:content+tagLen+nonceLen], src[:content+tagLen], ad); err != nil {
		clear(dst[:pageSize])
		return false
	}
	clear(dst[content:pageSize])
	return true
}

// sealPiece writes nonce, ciphertext, tag and returns their length.
func (s *sealer) sealPiece(dst, plain, ad []byte) int {
	s.nonces.fill(dst[:nonceLen])
	return nonceLen + len(s.aead.Seal(dst[nonceLen:nonceLen], dst[:nonceLen], plain, ad))
}

// openPiece writes len(src)-40 bytes to dst.
func (s *sealer) openPiece(dst, src, ad []byte) bool {
	_, err := s.aead.Open(dst[:0], src[:nonceLen], src[nonceLen:], ad)
	return err == nil
}

package batch

import (
	"crypto/ed25519"
	"slices"
)

// Wipe orders a device to seal what it has not sent and then to forget everything.
// It counts only with the signatures of two: the hub, and a supervisor's device or
// the organisation ([Wipe.SignedBy] tells which keys signed).
type Wipe struct {
	Device     NodeID
	Order      Bytes16 // random; a device obeys each order once
	Made       int64   // ms since 1970
	Signatures []WipeSignature
}

// WipeSignature is one of at most 4.
type WipeSignature struct {
	Key       KeyID
	Signature [ed25519.SignatureSize]byte
}

const maxWipeSignatures = 4

// Kind is [KindWipe].
func (Wipe) Kind() NoteKind { return KindWipe }

func (s Wipe) signed() []byte {
	b := append([]byte("waymark.wipe/v1\n"), s.Device[:]...)
	return put64(append(b, s.Order[:]...), uint64(s.Made))
}

// Sign returns s with one more signature.
func (s Wipe) Sign(k ed25519.PrivateKey) Wipe {
	s.Signatures = append(slices.Clone(s.Signatures), WipeSignature{
		KeyIDOf(k.Public().(ed25519.PublicKey)), [ed25519.SignatureSize]byte(ed25519.Sign(k, s.signed()))})
	return s
}

// SignedBy reports whether public signed s.
func (s Wipe) SignedBy(public ed25519.PublicKey) bool {
	return len(public) == ed25519.PublicKeySize && slices.ContainsFunc(s.Signatures, func(w WipeSignature) bool {
		return w.Key == KeyIDOf(public) && ed25519.Verify(public, s.signed(), w.Signature[:])
	})
}

func (s Wipe) append(b []byte) ([]byte, error) {
	if s.Device.IsZero() || s.Made < 0 || len(s.Signatures) > maxWipeSignatures {
		return nil, ErrFormat
	}
	b = append(append(b, s.Device[:]...), s.Order[:]...)
	b = append(put64(b, uint64(s.Made)), byte(len(s.Signatures)))
	for _, w := range s.Signatures {
		b = append(append(b, w.Key[:]...), w.Signature[:]...)
	}
	return b, nil
}

func (c *cursor) wipe() (s Wipe) {
	c.fixed(s.Device[:])
	c.fixed(s.Order[:])
	s.Made = c.time()
	for range min(c.u8(), maxWipeSignatures+1) {
		var w WipeSignature
		c.fixed(w.Key[:])
		c.fixed(w.Signature[:])
		s.Signatures = append(s.Signatures, w)
	}
	return s
}

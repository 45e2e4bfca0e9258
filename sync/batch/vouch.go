package batch

import (
	"crypto/hmac"
	"crypto/sha256"
)

// Vouching makes and checks the hub's word that it accepted an entry, with these
// bytes and at that time, from its author. A device that gives an entry of another
// author back to a restored hub shows it. The first key vouches, all of them check:
// keys are added in front and kept for as long as devices keep entries.
type Vouching struct{ Keys [][]byte }

const vouchSize = 8 + 16 // key's name, MAC

// Vouch returns the word for e, to be put into e.Vouch. e.Received must be set.
func (v Vouching) Vouch(e Entry) []byte {
	name := vouchKeyID(v.Keys[0])
	return append(name[:], vouchMAC(v.Keys[0], e)...)
}

// Check reports whether e.Vouch is a hub's word for e.
func (v Vouching) Check(e Entry) bool {
	if len(e.Vouch) != vouchSize {
		return false
	}
	for _, k := range v.Keys {
		if vouchKeyID(k) == KeyID(e.Vouch[:8]) {
			return hmac.Equal(e.Vouch[8:], vouchMAC(k, e))
		}
	}
	return false
}

func vouchKeyID(key []byte) KeyID { return keyID(append([]byte("waymark.vouch/v1 key\n"), key...)) }

func vouchMAC(key []byte, e Entry) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("waymark.vouch/v1\n"))
	e.Vouch = nil
	m.Write(e.appendEnvelope(make([]byte, 0, envelopeSize)))
	m.Write(e.Body)
	return m.Sum(nil)[:16]
}

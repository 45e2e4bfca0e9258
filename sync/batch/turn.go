package batch

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Turns makes and checks turns. A turn is the hub's word that the device had an
// answer from it lately; without one a batch is stored and receipted, but nothing
// goes down for it, so a captured batch that is sent again yields nothing. Hubs that
// share a database share Key.
type Turns struct{ Key []byte }

// A turn is good for TurnAge, and from a hub whose clock is ahead by up to turnSlack.
const (
	TurnAge   = time.Hour
	turnSlack = 5 * time.Minute
)

const (
	turnRandom = 16
	turnSize   = turnRandom + 4 + 16 // random, minutes since 1970, MAC
)

// New returns a turn for device.
func (t Turns) New(device NodeID, now time.Time) []byte {
	b := make([]byte, turnRandom, turnSize)
	rand.Read(b)
	b = put32(b, uint32(now.Unix()/60))
	return append(b, t.mac(device, b)...)
}

// Check reports whether turn was made for device with this key at most an hour ago.
func (t Turns) Check(device NodeID, turn []byte, now time.Time) bool {
	if len(turn) != turnSize {
		return false
	}
	said, mac := turn[:turnRandom+4], turn[turnRandom+4:]
	made := time.Unix(60*int64(binary.BigEndian.Uint32(said[turnRandom:])), 0)
	age := now.Sub(made)
	return hmac.Equal(mac, t.mac(device, said)) && age >= -turnSlack && age <= TurnAge
}

func (t Turns) mac(device NodeID, said []byte) []byte {
	m := hmac.New(sha256.New, t.Key)
	m.Write([]byte("waymark.turn/v1\n"))
	m.Write(device[:])
	m.Write(said)
	return m.Sum(nil)[:16]
}

package batch

import "errors"

// What can be wrong with bytes. Every refusal of this package is one of these,
// wrapped with what was being read.
var (
	ErrFormat    = errors.New("not a batch, or malformed")
	ErrNewer     = errors.New("made by a newer version")
	ErrNotForMe  = errors.New("addressed to another node")
	ErrSignature = errors.New("signature does not match")
	ErrTooLarge  = errors.New("larger than allowed")
	ErrLength    = errors.New("shorter or longer than it says")       // a copy was cut off, or something was appended
	ErrSealed    = errors.New("cannot be opened with the keys given") // sealed to a key the caller did not give
	ErrDamaged   = errors.New("damaged")                              // whole in length, but bytes differ from those sealed
)

// Limits, all in bytes unless said otherwise. They are part of the format.
const (
	MaxHeader   = 4096     // the encoded header
	MaxSealed   = 4 << 20  // the sealed part
	MaxOpened   = 16 << 20 // the content, decompressed
	MaxBody     = 64 << 20 // an entry's body, over all its parts
	MinPart     = 8 << 10  // parts are multiples of this, the last one excepted
	MaxPart     = 256 << 10
	MaxReceipts = 192 // in a header; more go into a MoreReceipts note
	MaxTurn     = 64
	MaxVouch    = 64
)

package hub

import "time"

// Limits bound what a device may make the hub do. How often an address or a device
// may come is the door's matter; the numbers are here because they belong together.
type Limits struct {
	EntriesPerBatch int           // more are refused with batch.ErrTooLarge
	PartBytes       int64         // of entries that are not complete, of one device
	AnswerBytes     int           // opened, of one answer over the line
	FirstChunk      int           // opened bytes of a batch for a device that was never answered
	MinChunk        int           // it is halved down to this when answers do not arrive
	MaxChunk        int           // and doubled up to this when they do
	InFlight        time.Duration // after that what was sent and not receipted is sent again
	KeepSendings    time.Duration // what is on a stick; a receipt that comes later only means that things come twice
	AddressRate     float64       // requests per second of one address, before any signature is looked at
	AddressBurst    int
	DeviceRate      float64 // exchanges per second of one device
	DeviceBurst     int
}

// DefaultLimits are in force where nothing else is said.
var DefaultLimits = Limits{
	EntriesPerBatch: 20_000,
	PartBytes:       256 << 20,
	AnswerBytes:     1 << 20,
	FirstChunk:      64 << 10,
	MinChunk:        17 << 10, // two parts and what is around them
	MaxChunk:        1 << 20,
	InFlight:        30 * time.Second,
	KeepSendings:    30 * 24 * time.Hour,
	AddressRate:     50,
	AddressBurst:    200, // an office goes out through one address
	DeviceRate:      20,
	DeviceBurst:     100,
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	set(&l.EntriesPerBatch, d.EntriesPerBatch)
	set(&l.PartBytes, d.PartBytes)
	set(&l.AnswerBytes, d.AnswerBytes)
	set(&l.FirstChunk, d.FirstChunk)
	set(&l.MinChunk, d.MinChunk)
	set(&l.MaxChunk, d.MaxChunk)
	set(&l.InFlight, d.InFlight)
	set(&l.KeepSendings, d.KeepSendings)
	set(&l.AddressRate, d.AddressRate)
	set(&l.AddressBurst, d.AddressBurst)
	set(&l.DeviceRate, d.DeviceRate)
	set(&l.DeviceBurst, d.DeviceBurst)
	return l
}

func set[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

package vault

import (
	"encoding/binary"
	"fmt"
	"runtime/debug"
	"time"

	"golang.org/x/crypto/argon2"
)

// Params are those of Argon2id. The zero Params means: measure this machine.
type Params struct {
	Time      uint32 // passes
	MemoryKiB uint32
	Lanes     uint8
}

// Mode says where a passphrase is stretched.
type Mode int

const (
	// ChildProcess starts this program again for it, so that the memory goes with a process that lives for a second.
	// RunChild must have been called first in main.
	ChildProcess Mode = iota
	// InProcess stretches in this process and leaves the memory to the garbage collector. Only for tests.
	InProcess
)

// What a key file may ask for. New slots are made within calibration's tighter limits.
const (
	minMemoryKiB = 64
	maxMemoryKiB = 512 << 10
	maxTime      = 32
	maxLanes     = 8

	calibrateTime   = 3
	calibrateLanes  = 4
	calibrateMinKiB = 64 << 10
	calibrateMaxKiB = 256 << 10
	calibrateAim    = time.Second

	maxPassphrase = 4 << 10
)

func (p Params) check() error {
	if p.Time < 1 || p.Time > maxTime || p.Lanes < 1 || p.Lanes > maxLanes || p.MemoryKiB < minMemoryKiB || p.MemoryKiB > maxMemoryKiB {
		return fmt.Errorf("%w: key derivation parameters out of bounds", ErrDamaged)
	}
	return nil
}

// derive stretches a passphrase to a key-encrypting key.
func derive(mode Mode, passphrase, salt []byte, p Params) (kek [32]byte, err error) {
	if err := p.check(); err != nil {
		return kek, err
	}
	if len(salt) != saltLen || len(passphrase) > maxPassphrase {
		return kek, fmt.Errorf("derive key: passphrase longer than %d bytes", maxPassphrase)
	}
	if mode == InProcess {
		b := argon2.IDKey(passphrase, salt, p.Time, p.MemoryKiB, p.Lanes, 32)
		kek = [32]byte(b)
		clear(b)
		return kek, nil
	}
	return deriveInChild(passphrase, salt, p)
}

// calibrate finds parameters that take about a second on this machine: memory first, because memory is what makes
// guessing on graphics cards dear, then passes on machines that are quicker than that.
func calibrate(mode Mode) (Params, error) {
	p := Params{Time: calibrateTime, MemoryKiB: calibrateMinKiB, Lanes: calibrateLanes}
	start := time.Now()
	kek, err := derive(mode, []byte("calibration"), make([]byte, saltLen), p)
	clear(kek[:])
	if err != nil {
		return Params{}, err
	}
	return scale(p, time.Since(start)), nil
}

func scale(measured Params, took time.Duration) Params {
	p := measured
	factor := float64(calibrateAim) / float64(max(took, time.Millisecond))
	const step = 8 << 10
	p.MemoryKiB = min(max(uint32(min(float64(measured.MemoryKiB)*factor, 1<<30))/step*step, calibrateMinKiB), calibrateMaxKiB)
	if left := factor * float64(measured.MemoryKiB) / float64(p.MemoryKiB); left > 1 {
		p.Time = uint32(min(float64(measured.Time)*left, maxTime))
	}
	return p
}

// The request a parent writes to its child: magic, Time, MemoryKiB, Lanes, salt, length of the passphrase, passphrase.
// The answer: magic, key.
const (
	requestMagic = "waymark kdf 1 ?\n"
	answerMagic  = "waymark kdf 1 !\n"
	requestHead  = len(requestMagic) + 4 + 4 + 1 + saltLen + 4
	answerLen    = len(answerMagic) + 32
)

func putRequest(passphrase, salt []byte, p Params) []byte {
	b := make([]byte, 0, requestHead+len(passphrase))
	b = append(b, requestMagic...)
	b = binary.BigEndian.AppendUint32(b, p.Time)
	b = binary.BigEndian.AppendUint32(b, p.MemoryKiB)
	b = append(b, p.Lanes)
	b = append(b, salt...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(passphrase)))
	return append(b, passphrase...)
}

// answer is what the child does: one derivation, bounds checked again.
func answer(request []byte) ([]byte, error) {
	if len(request) < requestHead || string(request[:len(requestMagic)]) != requestMagic {
		return nil, fmt.Errorf("key derivation: not a request")
	}
	b := request[len(requestMagic):]
	p := Params{Time: binary.BigEndian.Uint32(b), MemoryKiB: binary.BigEndian.Uint32(b[4:]), Lanes: b[8]}
	salt, passphrase := b[9:9+saltLen], request[requestHead:]
	if int(binary.BigEndian.Uint32(b[9+saltLen:])) != len(passphrase) {
		return nil, fmt.Errorf("key derivation: request is cut")
	}
	debug.SetGCPercent(-1) // one large allocation, then the end
	kek, err := derive(InProcess, passphrase, salt, p)
	if err != nil {
		return nil, err
	}
	return append([]byte(answerMagic), kek[:]...), nil
}

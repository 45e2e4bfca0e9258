package vault

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"waymark/internal/durable"
)

// vault.key: a first line "waymark.vault/v1", then one JSON object, indented by two spaces, and a line feed. Only the
// bytes this package would write itself are accepted, so there is one spelling of each key file and nothing hides in it.
// Names, order and meaning of the fields are those of keyFile and slot; byte strings are standard base64.
const (
	keyFileLine  = "waymark.vault/v"
	keyVersion   = 1
	maxKeyFile   = 64 << 10
	maxSlots     = 8
	suiteXChaCha = "xchacha20poly1305/8192/40" // cipher, page size, reserved bytes: see seal.go
)

type keyFile struct {
	Vault      []byte `json:"vault"`      // 16 random bytes, the vault's name
	Suite      string `json:"suite"`      // how databases are sealed
	Generation uint64 `json:"generation"` // grows by one with every change of the slots
	Slots      []slot `json:"slots"`
	MAC        []byte `json:"mac"` // HMAC-SHA256 of the file with this field empty, under a subkey of the data key
}

// slot is one way to the data key.
type slot struct {
	Kind      string `json:"kind"`                 // slotPassphrase, slotRecovery or slotCode
	Salt      []byte `json:"salt,omitempty"`       // passphrase, code: 16 bytes
	Time      uint32 `json:"time,omitempty"`       // passphrase: Argon2id passes
	MemoryKiB uint32 `json:"memory_kib,omitempty"` // passphrase: Argon2id memory
	Lanes     uint8  `json:"lanes,omitempty"`      // passphrase: Argon2id parallelism
	Recipient string `json:"recipient,omitempty"`  // recovery: age recipient
	Wrapped   []byte `json:"wrapped"`              // data key: nonce, ciphertext, tag; recovery: an age file
}

const (
	slotPassphrase = "passphrase"
	slotRecovery   = "recovery"
	slotCode       = "code"

	saltLen    = 16
	vaultIDLen = 16
	wrappedLen = nonceLen + 32 + tagLen
)

func (k *keyFile) marshal() []byte {
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		panic("vault: marshal key file: " + err.Error()) // strings, numbers and bytes always marshal
	}
	return []byte(keyFileLine + strconv.Itoa(keyVersion) + "\n" + string(b) + "\n")
}

// parseKeyFile accepts exactly what marshal writes. Errors: ErrNewer, ErrPlaintext, ErrDamaged.
func parseKeyFile(b []byte) (*keyFile, error) {
	if len(b) > maxKeyFile {
		return nil, fmt.Errorf("%w: larger than %d bytes", ErrDamaged, maxKeyFile)
	}
	if bytes.HasPrefix(b, plainMagic) {
		return nil, ErrPlaintext
	}
	line, rest, ok := strings.Cut(string(b), "\n")
	version, found := strings.CutPrefix(line, keyFileLine)
	if !ok || !found {
		return nil, fmt.Errorf("%w: no version line", ErrDamaged)
	}
	n, err := strconv.ParseUint(version, 10, 31)
	switch {
	case err != nil || strconv.FormatUint(n, 10) != version || n == 0:
		return nil, fmt.Errorf("%w: version line", ErrDamaged)
	case n > keyVersion:
		return nil, ErrNewer
	}
	d := json.NewDecoder(strings.NewReader(rest))
	d.DisallowUnknownFields()
	k := new(keyFile)
	if err := d.Decode(k); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrDamaged, "not the fields of a key file")
	}
	if !bytes.Equal(k.marshal(), b) {
		return nil, fmt.Errorf("%w: not written as this version writes it", ErrDamaged)
	}
	if k.Suite != suiteXChaCha {
		return nil, fmt.Errorf("%w: sealing suite", ErrNewer)
	}
	if len(k.Vault) != vaultIDLen || len(k.MAC) != sha256.Size || len(k.Slots) > maxSlots || k.Generation == 0 {
		return nil, fmt.Errorf("%w: lengths", ErrDamaged)
	}
	for i := range k.Slots {
		if err := k.Slots[i].check(); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// check bounds everything before any of it is used: a key file must not be able to ask for gigabytes.
func (s *slot) check() error {
	ok := false
	switch s.Kind {
	case slotPassphrase:
		ok = len(s.Salt) == saltLen && len(s.Wrapped) == wrappedLen && s.Recipient == "" && s.params().check() == nil
	case slotRecovery:
		ok = len(s.Salt) == 0 && s.params() == Params{} && s.Recipient != "" && len(s.Wrapped) > 0
	case slotCode:
		ok = len(s.Salt) == saltLen && len(s.Wrapped) == wrappedLen && s.Recipient == "" && s.params() == Params{}
	default:
		return fmt.Errorf("%w: slot kind", ErrNewer)
	}
	if !ok {
		return fmt.Errorf("%w: %s slot out of bounds", ErrDamaged, s.Kind)
	}
	return nil
}

func (s *slot) params() Params { return Params{Time: s.Time, MemoryKiB: s.MemoryKiB, Lanes: s.Lanes} }

func newKeyFile() *keyFile {
	k := &keyFile{Vault: make([]byte, vaultIDLen), Suite: suiteXChaCha}
	rand.Read(k.Vault)
	return k
}

func (k *keyFile) mac(key Key) []byte {
	c := *k
	c.MAC = nil
	sub := subkey(key, "key file")
	defer clear(sub[:])
	h := hmac.New(sha256.New, sub[:])
	h.Write(c.marshal())
	return h.Sum(nil)
}

// verify says whether key belongs to this key file and nobody changed it: without the key no slot can be added, swapped
// or weakened unseen.
func (k *keyFile) verify(key Key) error {
	if !hmac.Equal(k.MAC, k.mac(key)) {
		return fmt.Errorf("key file: %w", ErrWrongKey)
	}
	return nil
}

// with returns a copy whose slots of that kind are replaced, authenticated anew.
func (k *keyFile) with(key Key, kind string, slots []slot) *keyFile {
	c := *k
	c.Slots = nil
	for _, s := range k.Slots {
		if s.Kind != kind {
			c.Slots = append(c.Slots, s)
		}
	}
	c.Slots = append(c.Slots, slots...)
	c.Generation++
	c.MAC = c.mac(key)
	return &c
}

func (k *keyFile) write(dir string) error {
	b := k.marshal()
	if _, err := parseKeyFile(b); err != nil {
		return fmt.Errorf("write key file: %w", err) // never write what could not be read again
	}
	return durable.WriteFile(filepath.Join(dir, keyFileName), b, 0o600)
}

func readKeyFile(dir string) (*keyFile, error) {
	f, err := os.Open(filepath.Join(dir, keyFileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKeyFile
	}
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	k, err := parseKeyFile(b)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return k, nil
}

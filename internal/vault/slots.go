package vault

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"

	"crypto/hkdf"
	"crypto/sha256"
)

// CreateOptions says which ways lead into a new vault.
type CreateOptions struct {
	Passphrase []byte   // nil: no passphrase slot
	Recovery   []string // age recipients of the organisation, hybrid ("age1pq1...") preferred
	Params     Params   // zero: calibrated to about a second on this machine
	KDF        Mode
}

// Options says how a vault is opened.
type Options struct {
	KDF Mode
}

// Create makes a vault with a new data key in dir, which is made if it is missing and must not hold a vault (ErrExists).
// Without passphrase and recovery the key would be lost at Close, so that is refused.
func Create(dir string, o CreateOptions) (*Vault, error) {
	if len(o.Passphrase) == 0 && len(o.Recovery) == 0 {
		return nil, errors.New("create vault: no way in: neither passphrase nor recovery")
	}
	key := NewKey()
	defer clear(key[:])
	header := newKeyFile()
	if len(o.Passphrase) > 0 {
		s, err := passphraseSlot(header.Vault, key, o.Passphrase, o.Params, o.KDF)
		if err != nil {
			return nil, fmt.Errorf("create vault: %w", err)
		}
		header = header.with(key, slotPassphrase, []slot{s})
	}
	if len(o.Recovery) > 0 {
		s, err := recoverySlots(header.Vault, key, o.Recovery)
		if err != nil {
			return nil, fmt.Errorf("create vault: %w", err)
		}
		header = header.with(key, slotRecovery, s)
	}
	dir, lock, err := claimNew(dir)
	if err != nil {
		return nil, fmt.Errorf("create vault: %w", err)
	}
	if err := header.write(dir); err != nil {
		lock.release()
		return nil, fmt.Errorf("create vault: %w", err)
	}
	return open(dir, lock, key, header, o.KDF)
}

// Unlock opens a vault by its passphrase. Each try is counted on disk before it is made; after some failures a WaitError
// comes back at once until the time is over, also after a restart.
// Errors: ErrPassphrase, *WaitError, ErrNoKeyFile, ErrDamaged, ErrNewer, ErrPlaintext, ErrInUse, ErrNoSlot.
func Unlock(dir string, passphrase []byte, o Options) (*Vault, error) {
	return unlock(dir, o.KDF, func(dir string, header *keyFile) (Key, error) {
		if !header.has(slotPassphrase) {
			return Key{}, ErrNoSlot
		}
		tries, err := beginTry(dir)
		if err != nil {
			return Key{}, err
		}
		key, err := header.openPassphrase(passphrase, o.KDF)
		if err == nil {
			err = tries.succeeded()
		}
		return key, err
	})
}

// UnlockRecovery opens a vault by the organisation's recovery identity.
func UnlockRecovery(dir string, identity age.Identity) (*Vault, error) {
	return unlock(dir, ChildProcess, func(_ string, header *keyFile) (Key, error) {
		return header.openRecovery(identity)
	})
}

// UnlockCode opens a vault by a recovery code set with SetCode. Tries are counted like those of passphrases.
func UnlockCode(dir string, code [16]byte) (*Vault, error) {
	return unlock(dir, ChildProcess, func(dir string, header *keyFile) (Key, error) {
		if !header.has(slotCode) {
			return Key{}, ErrNoSlot
		}
		tries, err := beginTry(dir)
		if err != nil {
			return Key{}, err
		}
		key, err := header.openCode(code)
		if err == nil {
			err = tries.succeeded()
		}
		return key, err
	})
}

func unlock(dir string, kdf Mode, find func(dir string, header *keyFile) (Key, error)) (*Vault, error) {
	dir, lock, err := claim(dir)
	if err != nil {
		return nil, fmt.Errorf("unlock vault: %w", err)
	}
	var key Key
	defer clear(key[:])
	header, err := readKeyFile(dir)
	if err == nil {
		key, err = find(dir, header)
	}
	if err == nil {
		if header.verify(key) != nil {
			// The slot opened, so the key is right and the rest of the file is not what was written.
			err = fmt.Errorf("key file: %w: not authentic", ErrDamaged)
		}
	}
	if err != nil {
		lock.release()
		return nil, fmt.Errorf("unlock vault: %w", err)
	}
	return open(dir, lock, key, header, kdf)
}

// ChangePassphrase checks the old passphrase and replaces the slot. Nothing is sealed anew: whoever has an old copy of
// vault.key and the old passphrase still gets in. If that may be, re-key into a new vault.
func (v *Vault) ChangePassphrase(old, new []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil || !v.header.has(slotPassphrase) {
		return fmt.Errorf("change passphrase: %w", ErrNoSlot)
	}
	if len(new) == 0 {
		return errors.New("change passphrase: empty")
	}
	key, err := v.header.openPassphrase(old, v.kdf)
	clear(key[:])
	if err != nil {
		return fmt.Errorf("change passphrase: %w", err)
	}
	return v.replacePassphrase(new, v.header.slot(slotPassphrase).params())
}

// SetPassphrase replaces the passphrase without asking for the old one: after recovery. Zero Params: calibrated.
func (v *Vault) SetPassphrase(new []byte, p Params) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return fmt.Errorf("set passphrase: %w", ErrNoSlot)
	}
	if len(new) == 0 {
		return errors.New("set passphrase: empty")
	}
	return v.replacePassphrase(new, p)
}

func (v *Vault) replacePassphrase(new []byte, p Params) error {
	s, err := passphraseSlot(v.header.Vault, v.key, new, p, v.kdf)
	if err != nil {
		return fmt.Errorf("set passphrase: %w", err)
	}
	return v.replaceSlots(slotPassphrase, []slot{s})
}

// SetRecovery replaces the organisation's recipients. An empty list takes the way away.
func (v *Vault) SetRecovery(recipients []string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return fmt.Errorf("set recovery: %w", ErrNoSlot)
	}
	s, err := recoverySlots(v.header.Vault, v.key, recipients)
	if err != nil {
		return fmt.Errorf("set recovery: %w", err)
	}
	return v.replaceSlots(slotRecovery, s)
}

// SetCode replaces the recovery code: 128 random bits that somebody can read out over the telephone. Random bits need no
// stretching. The code is for one use: set a new one after UnlockCode.
func (v *Vault) SetCode(code [16]byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return fmt.Errorf("set code: %w", ErrNoSlot)
	}
	s := slot{Kind: slotCode, Salt: make([]byte, saltLen)}
	rand.Read(s.Salt)
	kek, err := codeKey(code, s.Salt)
	if err == nil {
		err = s.wrap(kek, v.header.Vault, v.key)
	}
	if err != nil {
		return fmt.Errorf("set code: %w", err)
	}
	return v.replaceSlots(slotCode, []slot{s})
}

func (v *Vault) replaceSlots(kind string, slots []slot) error {
	next := v.header.with(v.key, kind, slots)
	ways := 0
	for _, s := range next.Slots {
		if s.Kind != slotCode {
			ways++
		}
	}
	if ways == 0 {
		return errors.New("replace slots: no way in would be left")
	}
	if err := next.write(v.dir); err != nil {
		return err
	}
	v.header = next
	return nil
}

// KeyFile is what vault.key holds now, for the copy that goes to the recovery recipient. nil for a raw vault.
func (v *Vault) KeyFile() []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return nil
	}
	return v.header.marshal()
}

// Way is one way into a vault, as staff are told it.
type Way struct {
	Kind      string // "passphrase", "recovery" or "code"
	Recipient string // of recovery
}

// Ways lists who can open the vault.
func (v *Vault) Ways() []Way {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.header == nil {
		return nil
	}
	var w []Way
	for _, s := range v.header.Slots {
		w = append(w, Way{Kind: s.Kind, Recipient: s.Recipient})
	}
	return w
}

// ---- wrapping ----

func (k *keyFile) has(kind string) bool { return k.slot(kind) != nil }

func (k *keyFile) slot(kind string) *slot {
	for i := range k.Slots {
		if k.Slots[i].Kind == kind {
			return &k.Slots[i]
		}
	}
	return nil
}

// slotAD binds a wrapped key to its vault and kind of slot.
func slotAD(vaultID []byte, kind string) []byte {
	return append([]byte("waymark.vault/v1 slot "+kind+" "), vaultID...)
}

func (s *slot) wrap(kek [32]byte, vaultID []byte, key Key) error {
	a, err := chacha20poly1305.NewX(kek[:])
	clear(kek[:])
	if err != nil {
		return err
	}
	nonce := make([]byte, nonceLen, wrappedLen)
	rand.Read(nonce)
	s.Wrapped = a.Seal(nonce, nonce, key[:], slotAD(vaultID, s.Kind))
	return nil
}

func (s *slot) unwrap(kek [32]byte, vaultID []byte) (key Key, ok bool) {
	a, err := chacha20poly1305.NewX(kek[:])
	clear(kek[:])
	if err != nil {
		return key, false
	}
	_, err = a.Open(key[:0], s.Wrapped[:nonceLen], s.Wrapped[nonceLen:], slotAD(vaultID, s.Kind))
	return key, err == nil
}

func passphraseSlot(vaultID []byte, key Key, passphrase []byte, p Params, mode Mode) (slot, error) {
	if p == (Params{}) {
		var err error
		if p, err = calibrate(mode); err != nil {
			return slot{}, err
		}
	}
	s := slot{Kind: slotPassphrase, Salt: make([]byte, saltLen), Time: p.Time, MemoryKiB: p.MemoryKiB, Lanes: p.Lanes}
	rand.Read(s.Salt)
	kek, err := derive(mode, passphrase, s.Salt, p)
	if err != nil {
		return slot{}, err
	}
	return s, s.wrap(kek, vaultID, key)
}

func (k *keyFile) openPassphrase(passphrase []byte, mode Mode) (Key, error) {
	for i := range k.Slots {
		s := &k.Slots[i]
		if s.Kind != slotPassphrase {
			continue
		}
		kek, err := derive(mode, passphrase, s.Salt, s.params())
		if err != nil {
			return Key{}, err
		}
		if key, ok := s.unwrap(kek, k.Vault); ok {
			return key, nil
		}
	}
	return Key{}, ErrPassphrase
}

func codeKey(code [16]byte, salt []byte) ([32]byte, error) {
	b, err := hkdf.Key(sha256.New, code[:], salt, "waymark.vault/v1 code", 32)
	if err != nil {
		return [32]byte{}, err
	}
	return [32]byte(b), nil
}

func (k *keyFile) openCode(code [16]byte) (Key, error) {
	s := k.slot(slotCode)
	kek, err := codeKey(code, s.Salt)
	if err != nil {
		return Key{}, err
	}
	if key, ok := s.unwrap(kek, k.Vault); ok {
		return key, nil
	}
	return Key{}, ErrPassphrase
}

// A recovery slot's age file holds the vault's id and the key: a slot copied from another vault is noticed.
func recoverySlots(vaultID []byte, key Key, recipients []string) ([]slot, error) {
	var list []slot
	for _, name := range recipients {
		r, err := parseRecipient(name)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		w, err := age.Encrypt(&b, r)
		if err != nil {
			return nil, fmt.Errorf("seal to recovery recipient: %w", err)
		}
		plain := append(bytes.Clone(vaultID), key[:]...)
		_, err = w.Write(plain)
		clear(plain)
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("seal to recovery recipient: %w", err)
		}
		list = append(list, slot{Kind: slotRecovery, Recipient: name, Wrapped: b.Bytes()})
	}
	return list, nil
}

func parseRecipient(name string) (age.Recipient, error) {
	if h, err := age.ParseHybridRecipient(name); err == nil {
		return h, nil
	}
	x, err := age.ParseX25519Recipient(name)
	if err != nil {
		return nil, fmt.Errorf("recovery recipient: %w", err)
	}
	return x, nil
}

func (k *keyFile) openRecovery(identity age.Identity) (Key, error) {
	if !k.has(slotRecovery) {
		return Key{}, ErrNoSlot
	}
	for _, s := range k.Slots {
		if s.Kind != slotRecovery {
			continue
		}
		r, err := age.Decrypt(bytes.NewReader(s.Wrapped), identity)
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(io.LimitReader(r, vaultIDLen+32+1))
		if err == nil && len(plain) == vaultIDLen+32 && bytes.Equal(plain[:vaultIDLen], k.Vault) {
			key := Key(plain[vaultIDLen:])
			clear(plain)
			return key, nil
		}
	}
	return Key{}, fmt.Errorf("recovery: %w", ErrWrongKey)
}

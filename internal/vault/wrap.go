package vault

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
)

// How the data key is wrapped in each kind of slot.

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

func codeKey(code Code, salt []byte) ([32]byte, error) {
	b, err := hkdf.Key(sha256.New, code[:], salt, "waymark.vault/v1 code", 32)
	if err != nil {
		return [32]byte{}, err
	}
	return [32]byte(b), nil
}

func (k *keyFile) openCode(code Code) (Key, error) {
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

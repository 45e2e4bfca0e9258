package vault

import (
	"errors"
	"fmt"
)

// ChangePassphrase checks the old passphrase, counted like a try to unlock, and replaces the slot. Nothing is sealed anew: whoever has an old copy of
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
	tries, err := beginTry(v.dir)
	if err != nil {
		return fmt.Errorf("change passphrase: %w", err)
	}
	key, err := v.header.openPassphrase(old, v.kdf)
	clear(key[:])
	if err == nil {
		err = tries.succeeded()
	}
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
	return v.replaceSlots(v.header.with(v.key, slotPassphrase, []slot{s}))
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
	return v.replaceSlots(v.header.with(v.key, slotRecovery, s))
}

func (v *Vault) replaceSlots(next *keyFile) error {
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
	return v.header.ways()
}

// WaysInto lists who can open the vault in dir, which may be locked. Nobody has proved yet that the key file is authentic.
func WaysInto(dir string) ([]Way, error) {
	header, err := readKeyFile(dir)
	if err != nil {
		return nil, fmt.Errorf("read ways into vault: %w", err)
	}
	return header.ways(), nil
}

func (k *keyFile) ways() []Way {
	var w []Way
	for _, s := range k.Slots {
		w = append(w, Way{Kind: s.Kind, Recipient: s.Recipient})
	}
	return w
}

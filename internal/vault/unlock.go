package vault

import (
	"errors"
	"fmt"

	"filippo.io/age"
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
func UnlockCode(dir string, code Code) (*Vault, error) {
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

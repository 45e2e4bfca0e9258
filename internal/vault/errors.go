package vault

import (
	"errors"
	"fmt"
	"time"
)

// What may be wrong with a vault. None of them changes a file of the vault, except that ErrPassphrase is counted.
var (
	ErrPassphrase = errors.New("passphrase does not open this vault")
	ErrNoKeyFile  = errors.New("vault.key is missing")
	ErrDamaged    = errors.New("damaged")
	ErrNewer      = errors.New("made by a newer version")
	ErrPlaintext  = errors.New("plaintext in place of sealed content")
	ErrWrongKey   = errors.New("key does not fit")
	ErrInUse      = errors.New("in use by another process")
	ErrExists     = errors.New("folder already holds a vault")
	ErrNoSlot     = errors.New("vault has no slot for this key")
	ErrOpenFiles  = errors.New("databases of the vault are still open")
	ErrSealed     = errors.New("vault is locked")
)

// WaitError says that too many passphrases failed and none is tried before For has passed.
type WaitError struct{ For time.Duration }

func (e *WaitError) Error() string {
	return fmt.Sprintf("too many failed passphrases: wait %s", e.For.Round(time.Second))
}

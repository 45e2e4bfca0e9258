//go:build unix

package vault

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func lockOS(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

func isLockedOpen(error) bool { return false }

func removeLock(f *os.File) {
	// A name that stays behind is harmless: the lock is the file description, not the name.
	_ = os.Remove(f.Name())
	_ = f.Close()
}

package vault

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func lockOS(f *os.File) error {
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// isLockedOpen: a file about to be removed refuses to be opened.
func isLockedOpen(err error) bool { return errors.Is(err, windows.ERROR_ACCESS_DENIED) }

func removeLock(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name()) // fails if somebody else has it by now, which is right
}

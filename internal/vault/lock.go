package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// fileLockHandle is a lock held by the operating system: it goes with the process, however that ends. The file is
// removed on release; whoever locked a name that was removed meanwhile notices and tries again.
type fileLockHandle struct{ f *os.File }

var errLocked = errors.New("locked")

func lockFile(name string) (*fileLockHandle, error) {
	for range 100 {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			if os.IsPermission(err) && isLockedOpen(err) {
				return nil, ErrInUse
			}
			return nil, fmt.Errorf("lock: %w", err)
		}
		if err := lockOS(f); err != nil {
			f.Close()
			if errors.Is(err, errLocked) {
				return nil, ErrInUse
			}
			return nil, fmt.Errorf("lock: %w", err)
		}
		held, err := f.Stat()
		if err == nil {
			if there, e := os.Stat(name); e == nil && os.SameFile(held, there) {
				return &fileLockHandle{f}, nil
			}
		}
		f.Close()
	}
	return nil, ErrInUse
}

// release removes the name while still holding the lock where the system allows that, and gives the lock back.
func (l *fileLockHandle) release() {
	if l == nil {
		return
	}
	removeLock(l.f)
}

// Busy reports whether a process has the vault in dir open.
func Busy(dir string) bool {
	lock, err := lockFile(filepath.Join(dir, lockFileName))
	if err != nil {
		return errors.Is(err, ErrInUse)
	}
	lock.release()
	return false
}

package vault

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// notDumpable also keeps other processes of the same person from reading this one's memory.
func notDumpable() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	return nil
}

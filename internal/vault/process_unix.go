//go:build unix

package vault

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// NoCoreDumps keeps a crash from writing this process's memory to disk, and on Linux other processes from reading it.
// Programs that hold a vault call it at their start.
func NoCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	return notDumpable()
}

func hiddenChild() *syscall.SysProcAttr { return nil }

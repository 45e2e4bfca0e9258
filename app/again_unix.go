//go:build !windows

package main

import (
	"os"
	"syscall"
)

// again replaces this process by a new one of the same program: whatever the vault
// left in memory goes with it.
func again() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return syscall.Exec(self, os.Args, os.Environ())
}

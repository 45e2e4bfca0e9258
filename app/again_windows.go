package main

import (
	"os"
	"os/exec"
)

// again starts a new process of the same program; this one ends. Windows cannot
// replace a process.
func again() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return exec.Command(self, os.Args[1:]...).Start()
}

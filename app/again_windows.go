package main

import (
	"io"
	"os"
	"os/exec"
)

const handedIn = "WAYMARK_HANDED"

// again starts a new process of the same program; this one ends. Windows cannot
// replace a process. Hand comes to it through its standard input, which is a pipe that
// nobody else reads.
func again(hand []byte) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	next := exec.Command(self, os.Args[1:]...)
	if len(hand) > 0 {
		r, w, err := os.Pipe()
		if err != nil {
			return err
		}
		defer r.Close()
		if _, err := w.Write(hand); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		next.Stdin = r
		next.Env = append(os.Environ(), handedIn+"=0")
	}
	return next.Start()
}

// handedOn returns what the process before handed on, once.
func handedOn() []byte {
	said := os.Getenv(handedIn)
	if os.Unsetenv(handedIn) != nil || said == "" {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(os.Stdin, mostHanded))
	if err != nil {
		return nil
	}
	return b
}

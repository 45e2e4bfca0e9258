//go:build !windows

package main

import (
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// handedIn names the open file from which the process before hands something on. The
// file is a pipe: what is in it is seen by nobody else and gone when it was read.
const handedIn = "WAYMARK_HANDED"

// again replaces this process by a new one of the same program: whatever the vault
// left in memory goes with it. Hand is read there by [handedOn].
func again(hand []byte) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	env := without(os.Environ())
	if len(hand) > 0 {
		var ends [2]int
		if err := syscall.Pipe(ends[:]); err != nil { // both ends outlive the change of program
			return err
		}
		if _, err := syscall.Write(ends[1], hand); err != nil {
			return err
		}
		if err := syscall.Close(ends[1]); err != nil {
			return err
		}
		env = append(env, handedIn+"="+strconv.Itoa(ends[0]))
	}
	return syscall.Exec(self, os.Args, env)
}

func without(env []string) []string {
	return slices.DeleteFunc(env, func(v string) bool { return strings.HasPrefix(v, handedIn+"=") })
}

// handedOn returns what the process before handed on, once.
func handedOn() []byte {
	n, err := strconv.Atoi(os.Getenv(handedIn))
	if os.Unsetenv(handedIn) != nil || err != nil || n < 3 {
		return nil
	}
	f := os.NewFile(uintptr(n), "handed on")
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostHanded))
	if err != nil {
		return nil
	}
	return b
}

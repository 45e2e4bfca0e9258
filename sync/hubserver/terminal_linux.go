package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// hideTyping keeps what is typed off the screen until shown is called. What is no terminal is left alone.
func hideTyping(f *os.File) (shown func()) {
	fd := int(f.Fd())
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return func() {}
	}
	quiet := *t
	quiet.Lflag &^= unix.ECHO
	if unix.IoctlSetTermios(fd, unix.TCSETS, &quiet) != nil {
		return func() {}
	}
	return func() { _ = unix.IoctlSetTermios(fd, unix.TCSETS, t) }
}

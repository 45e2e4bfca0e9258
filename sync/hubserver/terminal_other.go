//go:build !linux

package main

import (
	"fmt"
	"os"
)

// hideTyping cannot keep it off the screen here, and says so.
func hideTyping(*os.File) (shown func()) {
	fmt.Fprint(os.Stderr, "(it will be seen on the screen) ")
	return func() {}
}

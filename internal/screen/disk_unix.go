//go:build !windows

package screen

import "syscall"

var (
	diskFull     error = syscall.ENOSPC
	diskReadOnly error = syscall.EROFS
	diskFailing  error = syscall.EIO
)

package screen

import "syscall"

// Windows' own numbers: ERROR_DISK_FULL, ERROR_WRITE_PROTECT, ERROR_CRC.
var (
	diskFull     error = syscall.Errno(112)
	diskReadOnly error = syscall.Errno(19)
	diskFailing  error = syscall.Errno(23)
)

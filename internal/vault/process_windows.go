package vault

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// NoCoreDumps keeps a crash from showing a dialog whose report would contain this process's memory.
func NoCoreDumps() error {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
	return nil
}

// hiddenChild starts the child without a console window.
func hiddenChild() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}

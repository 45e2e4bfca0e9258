package vault

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/windows"
)

var procWerSetFlags = windows.NewLazySystemDLL("kernel32.dll").NewProc("WerSetFlags")

// NoCoreDumps keeps a crash from showing a dialog whose report would contain this process's memory, and takes the heap
// out of reports that are made without asking.
// https://learn.microsoft.com/windows/win32/api/werapi/nf-werapi-wersetflags
func NoCoreDumps() error {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
	if procWerSetFlags.Find() != nil {
		return nil // no reporting, nothing to switch off
	}
	const noHeap = 1
	if hr, _, _ := procWerSetFlags.Call(noHeap); hr != 0 {
		return fmt.Errorf("switch crash reports off: %w", windows.Errno(hr))
	}
	return nil
}

// hiddenChild starts the child without a console window.
func hiddenChild() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}

package vault

import (
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

func sharedBy(dir string) (string, error) {
	volume := filepath.VolumeName(dir)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) {
		return "smb", nil
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return "", err
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "smb", nil
	}
	return "", nil
}

var procSyncRoot = windows.NewLazySystemDLL("cldapi.dll").NewProc("CfGetSyncRootInfoByPath")

// systemSyncs asks Windows whether a program registered the folder as one it syncs, as OneDrive, iCloud and new versions
// of the others do: https://learn.microsoft.com/windows/win32/api/cfapi/nf-cfapi-cfgetsyncrootinfobypath
func systemSyncs(dir string) string {
	if procSyncRoot.Find() != nil {
		return "" // before Windows 10 1709
	}
	path, err := windows.UTF16PtrFromString(there(dir))
	if err != nil {
		return ""
	}
	var info [4096]byte
	var n uint32
	const basic = 0
	if hr, _, _ := procSyncRoot.Call(uintptr(unsafe.Pointer(path)), basic, uintptr(unsafe.Pointer(&info[0])), uintptr(len(info)), uintptr(unsafe.Pointer(&n))); hr == 0 {
		return "a cloud"
	}
	return ""
}

package drives

import (
	"golang.org/x/sys/windows"
)

// system lists the letters that stand for something.
func system() []Drive {
	letters, err := windows.GetLogicalDrives()
	if err != nil {
		return nil
	}
	var all []Drive
	for i := range 26 {
		if letters&(1<<i) == 0 {
			continue
		}
		root := string(rune('A'+i)) + `:\`
		path, err := windows.UTF16PtrFromString(root)
		if err != nil {
			continue
		}
		d := Drive{Path: root, Name: root}
		switch windows.GetDriveType(path) {
		case windows.DRIVE_REMOVABLE:
			d.Kind = Removable
		case windows.DRIVE_REMOTE:
			d.Kind = Network
		case windows.DRIVE_FIXED:
			d.Kind = Disk
		default:
			continue
		}
		label := make([]uint16, windows.MAX_PATH+1)
		if windows.GetVolumeInformation(path, &label[0], uint32(len(label)), nil, nil, nil, nil, 0) == nil {
			if name := windows.UTF16ToString(label); name != "" {
				d.Name = name + " (" + root[:2] + ")"
			}
		}
		all = append(all, d)
	}
	return all
}

func free(dir string) (int64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var n uint64
	if err := windows.GetDiskFreeSpaceEx(path, &n, nil, nil); err != nil {
		return 0, err
	}
	return int64(n), nil
}

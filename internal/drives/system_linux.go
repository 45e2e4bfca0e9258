package drives

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// system lists what is mounted, and what the desktop mounts without telling the
// system: telephones and shares opened in a file browser.
func system() []Drive {
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	all := offered(parseMounts(string(b)), isRemovable)
	lent := fmt.Sprintf("/run/user/%d/gvfs", os.Getuid())
	list, err := os.ReadDir(lent)
	if err != nil {
		return all
	}
	for _, e := range list {
		kind := Removable
		if strings.HasPrefix(e.Name(), "smb-") || strings.HasPrefix(e.Name(), "sftp") || strings.HasPrefix(e.Name(), "dav") {
			kind = Network
		}
		all = append(all, Drive{Kind: kind, Path: filepath.Join(lent, e.Name()), Name: e.Name()})
	}
	return all
}

// isRemovable asks the kernel about the disk that a partition is on.
func isRemovable(device string) bool {
	device, err := filepath.EvalSymlinks(device)
	if err != nil {
		return false
	}
	block, err := filepath.EvalSymlinks(filepath.Join("/sys/class/block", filepath.Base(device)))
	if err != nil {
		return false
	}
	for _, dir := range []string{block, filepath.Dir(block)} {
		if b, err := os.ReadFile(filepath.Join(dir, "removable")); err == nil {
			return strings.TrimSpace(string(b)) == "1" || strings.Contains(block, "/usb")
		}
	}
	return false
}

//go:build !linux && !windows

package drives

import (
	"os"
	"path/filepath"
)

// system lists what macOS shows on its desktop.
func system() []Drive {
	list, err := os.ReadDir("/Volumes")
	if err != nil {
		return nil
	}
	var all []Drive
	for _, e := range list {
		path := filepath.Join("/Volumes", e.Name())
		if to, err := filepath.EvalSymlinks(path); err != nil || to == "/" {
			continue // the machine's own disk
		}
		all = append(all, Drive{Kind: Removable, Path: path, Name: e.Name()})
	}
	return all
}

package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// PlaceError says that a folder is no place for a vault, or for anything in clear: what lies in it leaves this machine,
// and programs that copy, lock and exchange files at the wrong moment break databases.
type PlaceError struct {
	Shared bool   // on a network share; otherwise synced to a cloud
	By     string // the program that syncs, such as "OneDrive", or the kind of share, such as "nfs"
}

func (e *PlaceError) Error() string {
	if e.Shared {
		return "folder is on a network share: " + e.By
	}
	return "folder is synced by " + e.By
}

// CheckPlace returns a *PlaceError for a folder, which need not exist yet, that is synced to a cloud or lies on a network
// share, or what looking gave. It knows programs by the marks they leave (names, files, their own settings, and on
// Windows the system's list of synced folders); one that leaves none is not noticed.
func CheckPlace(dir string) error {
	dir, err := existing(dir)
	if err != nil {
		return fmt.Errorf("check place: %w", err)
	}
	by, err := sharedBy(dir)
	if err != nil {
		return fmt.Errorf("check place: %w", err)
	}
	if by != "" {
		return &PlaceError{Shared: true, By: by}
	}
	home, _ := os.UserHomeDir() // without one only marks in the folders themselves are found
	around := surroundings{home: home, env: os.Getenv, fold: runtime.GOOS != "linux"}
	if by := around.syncedBy(dir); by != "" {
		return &PlaceError{By: by}
	}
	if by := systemSyncs(dir); by != "" {
		return &PlaceError{By: by}
	}
	return nil
}

// existing is the deepest folder at or above dir that is there, absolute and without symbolic links, with the rest of
// the path behind it.
func existing(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		found, err := filepath.EvalSymlinks(dir)
		if err == nil {
			return filepath.Join(found, rest), nil
		}
		up := filepath.Dir(dir)
		if up == dir || !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		dir, rest = up, filepath.Join(filepath.Base(dir), rest)
	}
}

// surroundings is where programs that sync leave their marks.
type surroundings struct {
	home string
	env  func(string) string
	fold bool // paths that differ by case are the same
}

// folderNames are the names such programs give the folder they sync, and what follows a blank or a hyphen behind it is
// the account's.
var folderNames = []struct{ name, by string }{
	{"onedrive", "OneDrive"}, {"dropbox", "Dropbox"}, {"google drive", "Google Drive"}, {"googledrive", "Google Drive"},
	{"icloud drive", "iCloud"}, {"iclouddrive", "iCloud"}, {"nextcloud", "Nextcloud"}, {"owncloud", "ownCloud"}, {"seafile", "Seafile"},
	{"pclouddrive", "pCloud"}, {"pcloud drive", "pCloud"}, {"box sync", "Box"}, {"megasync", "MEGA"}, {"sync.com", "Sync"}, {"tresorit", "Tresorit"},
}

// marks are files and folders they keep at the top of it. A last * stands for any end.
var marks = []struct{ name, by string }{
	{".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"}, {".dropbox.cache", "Dropbox"}, {".dropbox", "Dropbox"},
	{".tmp.drivedownload", "Google Drive"}, {".tmp.driveupload", "Google Drive"}, {".shortcut-targets-by-id", "Google Drive"},
	{".nextcloudsync.log", "Nextcloud"}, {".owncloudsync.log", "ownCloud"}, {".sync_*", "Nextcloud"}, {"._sync_*", "Nextcloud"},
	{".stfolder", "Syncthing"}, {".seafile-data", "Seafile"}, {".megaignore", "MEGA"}, {".debris", "MEGA"},
}

// syncedBy names the program that syncs dir, or "".
func (s surroundings) syncedBy(dir string) string {
	slashed := strings.ToLower(filepath.ToSlash(dir)) + "/"
	for _, m := range []struct{ part, by string }{
		{"/library/mobile documents/", "iCloud"}, {"/library/cloudstorage/", "a cloud"},
	} {
		if strings.Contains(slashed, m.part) {
			return m.by
		}
	}
	for _, root := range s.roots() {
		if s.within(dir, root.path) {
			return root.by
		}
	}
	for at := dir; ; {
		base := strings.ToLower(filepath.Base(at))
		for _, n := range folderNames {
			if rest, ok := strings.CutPrefix(base, n.name); ok && (rest == "" || rest[0] == ' ' || rest[0] == '-' || rest[0] == '_') {
				return n.by
			}
		}
		// In the home folder itself Dropbox keeps its settings under a name that is a mark elsewhere.
		if !s.same(at, s.home) {
			if by := marksIn(at); by != "" {
				return by
			}
		}
		up := filepath.Dir(at)
		if up == at {
			return ""
		}
		at = up
	}
}

func marksIn(dir string) string {
	list, err := os.ReadDir(dir)
	if err != nil {
		return "" // not there yet, or not ours to read
	}
	for _, e := range list {
		for _, m := range marks {
			begin, any := strings.CutSuffix(m.name, "*")
			if any && strings.HasPrefix(e.Name(), begin) && strings.Contains(e.Name(), ".db") || !any && strings.EqualFold(e.Name(), m.name) {
				return m.by
			}
		}
	}
	return ""
}

type syncRoot struct{ path, by string }

// roots are folders that the programs' own settings name.
func (s surroundings) roots() []syncRoot {
	var all []syncRoot
	for _, name := range []string{"OneDrive", "OneDriveCommercial", "OneDriveConsumer"} {
		all = append(all, syncRoot{s.env(name), "OneDrive"})
	}
	for _, at := range []string{filepath.Join(s.home, ".dropbox"), filepath.Join(s.env("APPDATA"), "Dropbox"), filepath.Join(s.env("LOCALAPPDATA"), "Dropbox")} {
		var accounts map[string]struct{ Path string }
		if b, err := os.ReadFile(filepath.Join(at, "info.json")); err == nil && json.Unmarshal(b, &accounts) == nil {
			for _, a := range accounts {
				all = append(all, syncRoot{a.Path, "Dropbox"})
			}
		}
	}
	for _, by := range []string{"Nextcloud", "ownCloud"} {
		file := strings.ToLower(by) + ".cfg"
		for _, at := range []string{filepath.Join(s.home, ".config", by), filepath.Join(s.env("APPDATA"), by), filepath.Join(s.home, "Library", "Preferences", by)} {
			b, err := os.ReadFile(filepath.Join(at, file))
			if err != nil {
				continue
			}
			for line := range strings.Lines(string(b)) {
				if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && strings.HasSuffix(name, `\localPath`) {
					all = append(all, syncRoot{filepath.FromSlash(value), by})
				}
			}
		}
	}
	return all
}

func (s surroundings) same(a, b string) bool {
	if s.fold {
		return strings.EqualFold(filepath.Clean(a), filepath.Clean(b))
	}
	return filepath.Clean(a) == filepath.Clean(b)
}

// within reports whether dir is root or below it, with symbolic links of root resolved as they are in dir.
func (s surroundings) within(dir, root string) bool {
	if root == "" || !filepath.IsAbs(root) {
		return false
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	for at := dir; ; {
		if s.same(at, root) {
			return true
		}
		up := filepath.Dir(at)
		if up == at {
			return false
		}
		at = up
	}
}

// there is the deepest folder of dir that exists: the system is asked about that.
func there(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return dir
		}
		dir = up
	}
}

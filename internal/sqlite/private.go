package sqlite

import (
	"errors"
	"io/fs"
	"os"
)

// private makes the file at path one that only its owner reads, and an empty one if there is none: SQLite would make it
// readable to everybody. Its log and journal get the mode of the database.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, name := range []string{path, path + "-wal", path + "-journal"} { // made by an older version, or copied here
		switch st, err := os.Stat(name); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case st.Mode().Perm()&0o077 != 0:
			if err := os.Chmod(name, 0o600); err != nil && !errors.Is(err, fs.ErrPermission) { // somebody else's, who let us in
				return err
			}
		}
	}
	return nil
}

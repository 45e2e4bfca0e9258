package screen

import (
	"errors"
	"io/fs"

	"waymark/internal/usererr"
)

// DiskError gives what a disk says the words for a person. Other errors stay as they
// are.
func DiskError(err error) error {
	switch {
	case errors.Is(err, diskFull):
		return usererr.Wrap(err, "error.disk.full", "hint.disk.full")
	case errors.Is(err, diskReadOnly), errors.Is(err, fs.ErrPermission):
		return usererr.Wrap(err, "error.disk.read_only", "hint.disk.read_only")
	case errors.Is(err, diskFailing):
		return usererr.Wrap(err, "error.disk.failing", "hint.disk.failing")
	}
	return err
}

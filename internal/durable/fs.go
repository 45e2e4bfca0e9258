package durable

import (
	"io"
	"io/fs"
	"os"
)

// File is an open file of an FS.
type File interface {
	io.Reader
	io.Writer
	io.Closer
	// Sync returns only when what was written is on the disk.
	Sync() error
}

// FS is what durable writing and reading needs of a file system. Paths are the system's own, not fs.FS paths.
// An implementation returns errors that errors.Is matches with fs.ErrNotExist and fs.ErrExist where they apply.
type FS interface {
	// Create makes a new file for writing; it fails with fs.ErrExist if the name is taken.
	Create(name string, perm fs.FileMode) (File, error)
	Open(name string) (File, error)
	// Rename replaces the target if it exists, in one step that a reader sees entirely or not at all.
	Rename(from, to string) error
	Remove(name string) error
	Mkdir(name string, perm fs.FileMode) error
	ReadDir(name string) ([]fs.DirEntry, error)
	Stat(name string) (fs.FileInfo, error)
	// SyncDir returns only when the names in the folder are on the disk, where the system can promise that.
	SyncDir(name string) error
}

// OS is the machine's own file system.
var OS FS = osFS{}

type osFS struct{}

func (osFS) Create(name string, perm fs.FileMode) (File, error) {
	return keepNil(os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm))
}
func (osFS) Open(name string) (File, error)             { return keepNil(os.Open(name)) }
func (osFS) Rename(from, to string) error               { return rename(from, to) }
func (osFS) Remove(name string) error                   { return os.Remove(name) }
func (osFS) Mkdir(name string, perm fs.FileMode) error  { return os.Mkdir(name, perm) }
func (osFS) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }
func (osFS) Stat(name string) (fs.FileInfo, error)      { return os.Stat(name) }
func (osFS) SyncDir(name string) error                  { return syncDir(name) }

// keepNil stops a nil *os.File from becoming a File that is not nil.
func keepNil(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

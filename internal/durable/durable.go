package durable

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// TempPrefix begins the names of unfinished files.
const TempPrefix = ".partial-"

// IsTemp says whether name (with or without its folder) is an unfinished file.
func IsTemp(name string) bool { return strings.HasPrefix(filepath.Base(name), TempPrefix) }

// Disk does the durable steps on an FS. The zero Disk uses OS.
type Disk struct{ FS FS }

func (d Disk) fs() FS {
	if d.FS == nil {
		return OS
	}
	return d.FS
}

// WriteFile replaces path durably by b.
func WriteFile(path string, b []byte, perm fs.FileMode) error { return Disk{}.WriteFile(path, b, perm) }

// Write replaces path durably by what fill writes. If fill fails, path is untouched and the error is fill's, wrapped.
func Write(path string, perm fs.FileMode, fill func(io.Writer) error) error {
	return Disk{}.Write(path, perm, fill)
}

// MkdirAll makes dir and what is missing above it; every new name is synced in its parent.
func MkdirAll(dir string, perm fs.FileMode) error { return Disk{}.MkdirAll(dir, perm) }

// Remove takes path away and syncs its folder. A file that is not there is not an error.
func Remove(path string) error { return Disk{}.Remove(path) }

// Rename moves a finished, synced file to its name and syncs both folders.
func Rename(from, to string) error { return Disk{}.Rename(from, to) }

// SyncDir makes the names in dir durable.
func SyncDir(dir string) error { return OS.SyncDir(dir) }

// WriteFile is WriteFile on d.
func (d Disk) WriteFile(path string, b []byte, perm fs.FileMode) error {
	return d.Write(path, perm, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(b))
		return err
	})
}

// Write is Write on d.
func (d Disk) Write(path string, perm fs.FileMode, fill func(io.Writer) error) (err error) {
	fsys := d.fs()
	temp, f, err := d.create(filepath.Dir(path), perm)
	if err != nil {
		return fmt.Errorf("write durably: %w", err)
	}
	defer func() {
		if err != nil {
			// The error that matters is the first; a leftover is known by its name.
			_ = fsys.Remove(temp)
			err = fmt.Errorf("write durably: %w", err)
		}
	}()
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err = fsys.Rename(temp, path); err != nil {
		return err
	}
	return fsys.SyncDir(filepath.Dir(path))
}

// create finds a free temporary name; 64 random bits collide only by a broken generator, hence the few tries.
func (d Disk) create(dir string, perm fs.FileMode) (string, File, error) {
	var last error
	for range 4 {
		var r [8]byte
		rand.Read(r[:])
		name := filepath.Join(dir, TempPrefix+hex.EncodeToString(r[:]))
		f, err := d.fs().Create(name, perm)
		if err == nil {
			return name, f, nil
		}
		last = err
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return "", nil, last
}

// MkdirAll is MkdirAll on d.
func (d Disk) MkdirAll(dir string, perm fs.FileMode) error {
	fsys := d.fs()
	dir = filepath.Clean(dir)
	if st, err := fsys.Stat(dir); err == nil {
		if !st.IsDir() {
			return fmt.Errorf("make folder: %w", &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist})
		}
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := d.MkdirAll(parent, perm); err != nil {
			return err
		}
	}
	if err := fsys.Mkdir(dir, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	if err := fsys.SyncDir(parent); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	return nil
}

// Remove is Remove on d.
func (d Disk) Remove(path string) error {
	if err := d.fs().Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove durably: %w", err)
	}
	if err := d.fs().SyncDir(filepath.Dir(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove durably: %w", err)
	}
	return nil
}

// Rename is Rename on d.
func (d Disk) Rename(from, to string) error {
	if err := d.fs().Rename(from, to); err != nil {
		return fmt.Errorf("rename durably: %w", err)
	}
	a, b := filepath.Dir(from), filepath.Dir(to)
	err := d.fs().SyncDir(b)
	if err == nil && a != b {
		err = d.fs().SyncDir(a)
	}
	if err != nil {
		return fmt.Errorf("rename durably: %w", err)
	}
	return nil
}

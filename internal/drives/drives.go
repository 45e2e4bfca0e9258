package drives

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"waymark/internal/durable"
)

// Kind is what a drive is to whoever looks for it.
type Kind uint8

// The kinds, in the order in which they are offered.
const (
	Removable Kind = iota // stick, card, telephone
	Home                  // the person's own folder
	Network               // a share
	Disk                  // any other disk
)

// Drive is a place to begin at.
type Drive struct {
	Kind Kind
	Path string
	Name string // as the system calls it; the last part of Path where it says nothing
	Free int64  // bytes; -1 where nobody knows
}

// Entry is something in a folder.
type Entry struct {
	Name    string
	Folder  bool
	Bytes   int64 // zero for a folder
	Changed time.Time
}

// ErrName says that a name cannot be one of a folder.
var ErrName = errors.New("not a name for a folder")

// Machine answers for one computer; use [Here].
type Machine struct {
	home   func() (string, error)
	drives func() []Drive
}

// Here is this computer.
var Here = Machine{home: os.UserHomeDir, drives: system}

// Drives lists where to begin: what can be carried away first, then the person's own
// folder, shares and other disks.
func (m Machine) Drives() []Drive {
	all := m.drives()
	if dir, err := m.home(); err == nil {
		all = append(all, Drive{Kind: Home, Path: dir, Name: filepath.Base(dir)})
	}
	for i, d := range all {
		all[i].Free = -1
		if n, err := m.Free(d.Path); err == nil {
			all[i].Free = n
		}
	}
	slices.SortStableFunc(all, func(a, b Drive) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return all
}

// Free is how many bytes may still be written in dir.
func (m Machine) Free(dir string) (int64, error) {
	n, err := free(dir)
	if err != nil {
		return 0, fmt.Errorf("ask for free space: %w", err)
	}
	return n, nil
}

// most is how many entries of one folder are listed: nobody looks through more.
const most = 5000

// List returns what is in a folder, folders first, by name. What a system hides is
// left out.
func (m Machine) List(dir string) ([]Entry, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	found, err := d.ReadDir(most)
	d.Close()
	if err != nil && len(found) == 0 && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	var all []Entry
	for _, f := range found {
		if strings.HasPrefix(f.Name(), ".") {
			continue
		}
		info, err := f.Info()
		if err != nil {
			continue // it went away meanwhile
		}
		if f.Type()&fs.ModeSymlink != 0 {
			if info, err = os.Stat(filepath.Join(dir, f.Name())); err != nil {
				continue // it leads nowhere
			}
		}
		e := Entry{Name: f.Name(), Folder: info.IsDir(), Changed: info.ModTime()}
		if !e.Folder {
			if !info.Mode().IsRegular() {
				continue
			}
			e.Bytes = info.Size()
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Entry) int {
		if a.Folder != b.Folder {
			if a.Folder {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
	})
	return all, nil
}

// Make makes a folder in dir and returns its path. One that is there already will do.
func (m Machine) Make(dir, name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\:*?"<>|`) {
		return "", ErrName
	}
	path := filepath.Join(dir, name)
	if err := durable.MkdirAll(path, 0o700); err != nil {
		return "", fmt.Errorf("make folder: %w", err)
	}
	return path, nil
}

// Whole returns path as the system would write it, without ~ and "..".
func (m Machine) Whole(path string) (string, error) {
	path = strings.TrimSpace(path)
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := m.home()
		if err != nil {
			return "", err
		}
		path = filepath.Join(home, rest)
	}
	return filepath.Abs(path)
}

package screen

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"waymark/internal/drives"
	"waymark/internal/usererr"
)

// Machine is where somebody may put a file or look for one. It is asked off the UI
// goroutine.
type Machine interface {
	Drives() []drives.Drive
	List(dir string) ([]drives.Entry, error)
	Free(dir string) (int64, error)
	Make(dir, name string) (string, error)
	Whole(path string) (string, error)
}

// ChooserRow is one line of a chooser: a drive, a folder or a file.
type ChooserRow struct {
	Name    string
	Kind    Message // of a drive; zero for what is in a folder
	Path    string
	Folder  bool
	Bytes   int64     // of a file; what is free on a drive, -1 if nobody knows
	Changed time.Time // of a file
}

// Chooser lets somebody choose a folder, or a file in one.
type Chooser struct {
	OnChange func()
	OnChosen func(path string) // once
	OnLeft   func()            // nothing was chosen

	Files   bool // a file is wanted, else a folder
	Dir     string
	Typed   string // the path, as it stands in the field
	Rows    []ChooserRow
	Free    int64 // bytes in Dir; -1 if nobody knows
	List    List
	Naming  bool // a new folder is being named
	Named   string
	Trouble Trouble

	run     Runner
	machine Machine
	begins  []string // the places that drives begin at, as last seen
}

// NewChooser begins in a folder, or where drives are listed when begin is "" or not
// there any more.
func NewChooser(run Runner, machine Machine, files bool, begin string) *Chooser {
	return &Chooser{OnChange: func() {}, OnChosen: func(string) {}, OnLeft: func() {}, Files: files, Dir: begin, Free: -1, run: run, machine: machine}
}

// Shown reads what is there.
func (s *Chooser) Shown() { s.read(s.Dir, true) }

// AtDrives reports that drives are listed, not a folder.
func (s *Chooser) AtDrives() bool { return s.Dir == "" }

// CanTake reports whether the folder that is shown may be chosen.
func (s *Chooser) CanTake() bool { return !s.Files && !s.AtDrives() && s.List.Face != Failed }

// Open goes into row i, or chooses it if it is the file that was wanted.
func (s *Chooser) Open(i int) {
	if i < 0 || i >= len(s.Rows) {
		return
	}
	if r := s.Rows[i]; r.Folder {
		s.read(r.Path, false)
	} else if s.Files {
		s.OnChosen(r.Path)
	}
}

// Up goes to the folder around this one, and from a drive to the drives.
func (s *Chooser) Up() {
	if s.AtDrives() {
		return
	}
	up := filepath.Dir(s.Dir)
	if up == s.Dir || slices.Contains(s.begins, s.Dir) {
		up = ""
	}
	s.read(up, false)
}

// Type takes the path as it is typed.
func (s *Chooser) Type(text string) { s.Typed = text }

// Go goes where the typed path leads: into a folder, or to a file that is wanted.
func (s *Chooser) Go() {
	typed := s.Typed
	if strings.TrimSpace(typed) == "" {
		s.read("", false)
		return
	}
	s.Trouble = Trouble{}
	s.run.Run(func() func() {
		path, err := s.machine.Whole(typed)
		var around []drives.Entry
		if err == nil {
			around, err = s.machine.List(filepath.Dir(path))
		}
		return func() {
			if err == nil && s.Files {
				for _, e := range around {
					if !e.Folder && e.Name == filepath.Base(path) {
						s.OnChosen(path)
						return
					}
				}
			}
			if path == "" {
				s.Trouble = TroubleOf(folderError(err), "error.folder.unreadable")
				s.OnChange()
				return
			}
			s.read(path, false)
		}
	})
}

// Take chooses the folder that is shown.
func (s *Chooser) Take() {
	if s.CanTake() {
		s.OnChosen(s.Dir)
	}
}

// Leave chooses nothing.
func (s *Chooser) Leave() {
	s.List.Cancel()
	s.OnLeft()
}

// Name begins to name a new folder, or gives that up.
func (s *Chooser) Name(on bool) {
	s.Naming, s.Named, s.Trouble = on && !s.AtDrives(), "", Trouble{}
	s.OnChange()
}

// TypeName takes the new folder's name.
func (s *Chooser) TypeName(text string) { s.Named = text }

// Make makes the named folder and goes into it.
func (s *Chooser) Make() {
	dir, name := s.Dir, s.Named
	s.run.Run(func() func() {
		path, err := s.machine.Make(dir, name)
		return func() {
			if err != nil {
				s.Trouble = TroubleOf(folderError(err), "error.folder.unreadable")
				s.OnChange()
				return
			}
			s.Naming, s.Named = false, ""
			s.read(path, false)
		}
	})
}

// Again reads once more.
func (s *Chooser) Again() { s.read(s.Dir, false) }

// read shows a folder, or the drives when dir is "". A folder to begin with that is
// not there any more, such as a stick that was pulled out, gives the drives.
func (s *Chooser) read(dir string, beginning bool) {
	question := s.List.Begin(s.run, func() { s.OnChange() })
	s.Trouble = Trouble{}
	s.run.Run(func() func() {
		found, err := s.look(dir)
		if err != nil && beginning {
			dir = ""
			found, err = s.look("")
		}
		return func() {
			if s.List.Late(question) {
				return
			}
			s.Dir, s.Typed, s.Rows, s.Free = dir, dir, found.rows, found.free
			s.Naming = s.Naming && dir != ""
			if found.begins != nil {
				s.begins = found.begins
			}
			if err != nil {
				s.List.Fail(folderError(err), "error.folder.unreadable")
			} else {
				s.List.Fill(len(s.Rows), Message{}, Say("chooser.empty"), Say(s.emptyHint()))
			}
			s.OnChange()
		}
	})
}

func (s *Chooser) emptyHint() string {
	if s.Files {
		return "chooser.empty.file"
	}
	return "chooser.empty.folder"
}

// looked is what a folder holds.
type looked struct {
	rows   []ChooserRow
	free   int64
	begins []string
}

var driveKinds = map[drives.Kind]string{drives.Removable: "chooser.removable", drives.Home: "chooser.home", drives.Network: "chooser.network", drives.Disk: "chooser.disk"}

func (s *Chooser) look(dir string) (looked, error) {
	l := looked{free: -1}
	for _, d := range s.machine.Drives() {
		l.begins = append(l.begins, d.Path)
		if dir == "" {
			l.rows = append(l.rows, ChooserRow{Name: d.Name, Kind: Say(driveKinds[d.Kind]), Path: d.Path, Folder: true, Bytes: d.Free})
		}
	}
	if dir == "" {
		return l, nil
	}
	list, err := s.machine.List(dir)
	if err != nil {
		return l, err
	}
	if n, err := s.machine.Free(dir); err == nil {
		l.free = n
	}
	for _, e := range list {
		if e.Folder || s.Files {
			l.rows = append(l.rows, ChooserRow{Name: e.Name, Path: filepath.Join(dir, e.Name), Folder: e.Folder, Bytes: e.Bytes, Changed: e.Changed})
		}
	}
	return l, nil
}

// folderError gives what a folder that cannot be used says the words for a person.
func folderError(err error) error {
	switch {
	case errors.Is(err, drives.ErrName):
		return usererr.Wrap(err, "error.folder.name", "hint.folder.name")
	case errors.Is(err, fs.ErrNotExist):
		return usererr.Wrap(err, "error.folder.gone", "hint.folder.gone")
	case errors.Is(err, fs.ErrPermission):
		return usererr.Wrap(err, "error.folder.closed", "hint.folder.closed")
	case errors.Is(err, fs.ErrExist), errors.Is(err, syscall.ENOTDIR):
		return usererr.Wrap(err, "error.folder.not_one", "hint.folder.not_one")
	}
	return DiskError(err)
}

package screen_test

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/drives"
	"waymark/internal/screen"
	"waymark/internal/screen/screentest"
)

// shop is a machine with one stick in it.
type shop struct {
	drives.Machine
	stick string
	gone  bool
}

func (m *shop) Drives() []drives.Drive {
	if m.gone {
		return nil
	}
	return []drives.Drive{{Kind: drives.Removable, Path: m.stick, Name: "STICK", Free: 42}}
}

func (m *shop) List(dir string) ([]drives.Entry, error) {
	if m.gone {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrNotExist}
	}
	return m.Machine.List(dir)
}

func newShop(t *testing.T) *shop { return &shop{Machine: drives.Here, stick: t.TempDir()} }

func names(s *screen.Chooser) (all []string) {
	for _, r := range s.Rows {
		all = append(all, r.Name)
	}
	return all
}

func TestAFolderIsFoundMadeAndChosen(t *testing.T) {
	m := newShop(t)
	s := screen.NewChooser(screentest.Inline(), m, false, "")
	chosen := ""
	s.OnChosen = func(path string) { chosen = path }
	s.Shown()
	require.True(t, s.AtDrives())
	assert.Equal(t, []string{"STICK"}, names(s))
	assert.Equal(t, "chooser.removable", s.Rows[0].Kind.Key)
	s.Take()
	assert.Empty(t, chosen, "the list of drives is no folder")

	s.Open(0)
	assert.Equal(t, m.stick, s.Dir)
	assert.Equal(t, screen.Empty, s.List.Face)
	assert.Positive(t, s.Free)
	s.Name(true)
	s.TypeName("no/name")
	s.Make()
	assert.Equal(t, "error.folder.name", s.Trouble.What.Key)
	assert.True(t, s.Naming, "what was typed stays")
	s.TypeName("Waymark")
	s.Make()
	assert.Equal(t, filepath.Join(m.stick, "Waymark"), s.Dir)
	assert.False(t, s.Naming)
	s.Up()
	assert.Equal(t, []string{"Waymark"}, names(s))
	s.Up()
	assert.True(t, s.AtDrives(), "above a drive are the drives")
	s.Open(0)
	s.Open(0)
	s.Take()
	assert.Equal(t, filepath.Join(m.stick, "Waymark"), chosen)
}

func TestAFileIsChosenByOpeningIt(t *testing.T) {
	m := newShop(t)
	_, err := m.Make(m.stick, "folder")
	require.NoError(t, err)
	path := filepath.Join(m.stick, "invitation.txt")
	write(t, path)
	s := screen.NewChooser(screentest.Inline(), m, true, m.stick)
	chosen := ""
	s.OnChosen = func(path string) { chosen = path }
	s.Shown()
	assert.Equal(t, []string{"folder", "invitation.txt"}, names(s))
	s.Take()
	assert.Empty(t, chosen)
	s.Open(1)
	assert.Equal(t, path, chosen)

	chosen = ""
	s.Type(path)
	s.Go()
	assert.Equal(t, path, chosen, "by its typed name, too")
	folders := screen.NewChooser(screentest.Inline(), m, false, m.stick)
	folders.Shown()
	assert.Equal(t, []string{"folder"}, names(folders), "files are not in the way of a folder")
}

func TestAFolderThatCannotBeUsedIsSaid(t *testing.T) {
	m := newShop(t)
	write(t, filepath.Join(m.stick, "file"))
	for _, tt := range []struct{ name, typed, key string }{
		{"gone", filepath.Join(m.stick, "gone"), "error.folder.gone"},
		{"a file", filepath.Join(m.stick, "file"), "error.folder.not_one"},
		{"in a file", filepath.Join(m.stick, "file", "x"), "error.folder.not_one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := screen.NewChooser(screentest.Inline(), m, false, m.stick)
			s.Shown()
			s.Type(tt.typed)
			s.Go()
			assert.Equal(t, screen.Failed, s.List.Face)
			assert.Equal(t, tt.key, s.List.Trouble.What.Key)
			assert.False(t, s.CanTake())
			s.Up()
			assert.True(t, s.List.Face == screen.Full || s.List.Face == screen.Empty || s.List.Face == screen.Failed)
			s.Type("")
			s.Go()
			assert.True(t, s.AtDrives(), "there is always a way back")
			assert.Equal(t, screen.Full, s.List.Face)
		})
	}
}

func TestAStickThatWasPulledOutLeadsBackToTheDrives(t *testing.T) {
	m := newShop(t)
	s := screen.NewChooser(screentest.Inline(), m, false, filepath.Join(m.stick, "not there"))
	s.Shown()
	assert.True(t, s.AtDrives())
	s.Open(0)
	m.gone = true
	s.Again()
	assert.Equal(t, "error.folder.gone", s.List.Trouble.What.Key)
	assert.False(t, s.CanTake())
	s.Up()
	assert.Equal(t, screen.Empty, s.List.Face)
}

func TestALateAnswerOfAFolderIsDropped(t *testing.T) {
	m, run := newShop(t), screentest.Hold()
	_, err := m.Make(m.stick, "inner")
	require.NoError(t, err)
	s := screen.NewChooser(run, m, false, m.stick)
	s.Shown()
	run.DeliverAll()
	s.Open(0)
	s.Up()
	run.Deliver(1)
	run.Deliver(0)
	assert.True(t, s.AtDrives(), "what was asked last")
}

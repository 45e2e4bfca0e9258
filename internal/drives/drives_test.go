package drives

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const mounted = `22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:21 / /proc rw,nosuid shared:5 - proc proc rw
40 22 8:17 / /media/amina/STICK\040ONE rw,nosuid shared:9 - vfat /dev/sdb1 rw
41 22 8:33 / /opt/card rw shared:9 - exfat /dev/mmcblk0p1 rw
42 22 8:49 / /opt/inside rw shared:9 - ext4 /dev/sdc1 rw
43 22 0:50 / /srv/office rw shared:9 - cifs //server/office rw
44 22 7:1 / /snap/core/1 ro shared:9 - squashfs /dev/loop1 ro
45 22 8:65 / /mnt/backup rw shared:9 - ext4 /dev/sdd1 rw
46 22 8:66 / /media/amina/STICK\040ONE rw shared:9 - exfat /dev/sde1 rw
47 22 0:60 / /run/media/amina/Phone rw shared:9 - fuse.jmtpfs jmtpfs rw
a line nobody understands
48 22 0:61 / /dev/shm rw - tmpfs tmpfs rw
`

func TestWhatIsMountedIsOfferedForWhatItIs(t *testing.T) {
	card := func(device string) bool { return strings.Contains(device, "mmcblk") }
	assert.Equal(t, []Drive{
		{Kind: Removable, Path: "/media/amina/STICK ONE", Name: "STICK ONE"},
		{Kind: Removable, Path: "/opt/card", Name: "card"},
		{Kind: Network, Path: "/srv/office", Name: "office"},
		{Kind: Disk, Path: "/mnt/backup", Name: "backup"},
		{Kind: Removable, Path: "/run/media/amina/Phone", Name: "Phone"},
	}, offered(parseMounts(mounted), card))
}

func machine(t *testing.T, drives ...Drive) (Machine, string) {
	home := t.TempDir()
	return Machine{home: func() (string, error) { return home, nil }, drives: func() []Drive { return drives }}, home
}

func TestWhatCanBeCarriedAwayComesFirst(t *testing.T) {
	stick := t.TempDir()
	m, home := machine(t, Drive{Kind: Disk, Path: "/mnt/x", Name: "x"}, Drive{Kind: Removable, Path: stick, Name: "stick"})
	all := m.Drives()
	require.Len(t, all, 3)
	assert.Equal(t, []string{stick, home, "/mnt/x"}, []string{all[0].Path, all[1].Path, all[2].Path})
	assert.Positive(t, all[0].Free)
	assert.Equal(t, int64(-1), all[2].Free, "it does not answer, and hides nothing")
}

func TestAFolderIsListedFoldersFirst(t *testing.T) {
	m, dir := machine(t)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "zoo"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "Älter"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.txt"), []byte("12345"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "A.png"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o600))
	require.NoError(t, os.Symlink(filepath.Join(dir, "zoo"), filepath.Join(dir, "link")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "broken")))
	all, err := m.List(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range all {
		names = append(names, e.Name)
	}
	assert.Equal(t, []string{"link", "zoo", "Älter", "A.png", "b.txt"}, names)
	assert.True(t, all[0].Folder)
	assert.Equal(t, int64(5), all[4].Bytes)

	empty := filepath.Join(dir, "zoo")
	all, err = m.List(empty)
	require.NoError(t, err)
	assert.Empty(t, all)
	_, err = m.List(filepath.Join(dir, "gone"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestAFolderIsMadeWhereItsNameCanBeOne(t *testing.T) {
	m, dir := machine(t)
	path, err := m.Make(dir, " Waymark ")
	require.NoError(t, err)
	assert.DirExists(t, path)
	assert.Equal(t, filepath.Join(dir, "Waymark"), path)
	_, err = m.Make(dir, "Waymark")
	assert.NoError(t, err, "one that is there will do")
	for _, bad := range []string{"", " ", ".", "..", "a/b", `a\b`, "what?", "a:b"} {
		_, err := m.Make(dir, bad)
		assert.ErrorIs(t, err, ErrName, bad)
	}
	_, err = m.Make(filepath.Join(path, "file"), "x")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "taken"), nil, 0o600))
	_, err = m.Make(dir, "taken")
	assert.Error(t, err)
	assert.NotErrorIs(t, err, ErrName)
}

func TestAPathIsTakenAsPeopleWriteIt(t *testing.T) {
	m, home := machine(t)
	for _, tt := range []struct{ name, typed, want string }{
		{"own folder", "~", home},
		{"in it", " ~/x ", filepath.Join(home, "x")},
		{"dots", filepath.Join(home, "a") + "/../b", filepath.Join(home, "b")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := m.Whole(tt.typed)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestThisMachineAnswers(t *testing.T) {
	for _, d := range Here.Drives() {
		assert.NotEmpty(t, d.Path)
		assert.NotEmpty(t, d.Name)
	}
}

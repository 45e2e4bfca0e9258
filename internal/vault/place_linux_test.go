package vault

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNetworkFoldersAmongMounts(t *testing.T) {
	const mounts = `22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /home/a/ferne rw,nosuid - fuse.sshfs amt@server:/x rw,user_id=1000
31 22 0:41 / /media/STICK\040A rw - fuseblk /dev/sdb1 rw
32 22 0:42 / /home/a/tresor rw - fuse.gocryptfs /home/a/.tresor rw
33 22 0:43 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
34 22 0:44 / /home/a/wolke rw shared:5 - fuse.rclone drive: rw
35 30 8:2 / /home/a/ferne/nah rw - ext4 /dev/sdc1 rw
36 22 0:45 / /home/a/alt rw - fuse rclone rw
`
	for _, row := range []struct{ name, dir, want string }{
		{"the disk", "/home/a/waymark", ""},
		{"by ssh", "/home/a/ferne/waymark", "sshfs"},
		{"a name that begins alike", "/home/a/fernen", ""},
		{"a stick", "/media/STICK A/waymark", ""},
		{"a sealed folder", "/home/a/tresor/x", ""},
		{"opened in the file manager", "/run/user/1000/gvfs/smb-share:server=amt", "gvfsd-fuse"},
		{"a cloud mounted as a folder", "/home/a/wolke", "rclone"},
		{"mounted the old way", "/home/a/alt/x", "rclone"},
		{"a disk mounted inside a network folder", "/home/a/ferne/nah/x", ""},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, fuseOf(mounts, row.dir)) })
	}
}

func TestFileSystemsOfOtherMachines(t *testing.T) {
	for number, want := range map[int64]string{0x6969: "nfs", 0xff534d42: "cifs", 0xfe534d42: "smb2", 0x517b: "smb", 0x5346414f: "afs", 0xef53: "", 0x01021994: "", 0x9123683e: ""} {
		require.Equal(t, want, networkTypes[number], "%#x", number)
	}
	by, err := sharedBy("/proc/self/not/there")
	require.NoError(t, err)
	require.Empty(t, by)
}

package vault

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// networkTypes are file systems that lie on another machine, by the number statfs gives (statfs(2)).
var networkTypes = map[int64]string{
	unix.NFS_SUPER_MAGIC: "nfs", unix.SMB_SUPER_MAGIC: "smb", unix.CIFS_SUPER_MAGIC: "cifs", unix.SMB2_SUPER_MAGIC: "smb2",
	unix.AFS_SUPER_MAGIC: "afs", unix.AFS_FS_MAGIC: "afs", unix.CODA_SUPER_MAGIC: "coda", unix.CEPH_SUPER_MAGIC: "ceph", 0x564c: "ncp", 0x0bd00bd0: "lustre",
}

// networkFuse are programs that show something far away as a folder. All of them have one number, so their names decide;
// sticks (ntfs-3g, exfat) and sealed folders (gocryptfs, veracrypt) are such programs too and are welcome.
var networkFuse = []string{
	"sshfs", "rclone", "davfs", "gvfsd-fuse", "onedriver", "google-drive-ocamlfuse", "pcloud", "s3fs", "goofys", "gcsfuse", "curlftpfs", "smbnetfs", "dropbox", "mega", "juicefs", "glusterfs", "seadrive", "nextcloud", "expandrive", "insync",
}

func sharedBy(dir string) (string, error) {
	dir = there(dir)
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return "", fmt.Errorf("ask for file system: %w", err)
	}
	if by := networkTypes[int64(st.Type)&0xffffffff]; by != "" {
		return by, nil
	}
	if int64(st.Type) != unix.FUSE_SUPER_MAGIC {
		return "", nil
	}
	b, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "", nil // without it a stick must not be refused
	}
	return fuseOf(string(b), dir), nil
}

// fuseOf finds in the list of mounts (proc_pid_mountinfo(5)) what is mounted at dir and names it if it lies far away.
func fuseOf(mounts, dir string) string {
	deepest, kind, source := "", "", ""
	for line := range strings.Lines(mounts) {
		left, right, ok := strings.Cut(strings.TrimSpace(line), " - ")
		l, r := strings.Fields(left), strings.Fields(right)
		if !ok || len(l) < 5 || len(r) < 2 {
			continue
		}
		at := unescapeMount(l[4])
		if at != "/" && dir != at && !strings.HasPrefix(dir, at+"/") || len(at) < len(deepest) {
			continue
		}
		deepest, kind, source = at, strings.ToLower(r[0]), strings.ToLower(filepath.Base(r[1]))
	}
	name := strings.TrimPrefix(kind, "fuse.")
	for _, n := range networkFuse {
		if strings.HasPrefix(name, n) || kind == "fuse" && strings.HasPrefix(source, n) {
			return n
		}
	}
	return ""
}

var mountEscapes = strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)

func unescapeMount(s string) string { return mountEscapes.Replace(s) }

func systemSyncs(string) string { return "" }

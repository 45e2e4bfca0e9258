package drives

import (
	"path"
	"strconv"
	"strings"
)

// mount is one line of what Linux says is mounted.
type mount struct{ device, point, kind string }

// parseMounts reads /proc/self/mountinfo: see proc_pid_mountinfo(5).
func parseMounts(text string) []mount {
	var all []mount
	for line := range strings.Lines(text) {
		before, after, ok := strings.Cut(line, " - ")
		fields, rest := strings.Fields(before), strings.Fields(after)
		if !ok || len(fields) < 6 || len(rest) < 2 {
			continue
		}
		all = append(all, mount{device: unescaped(rest[1]), point: unescaped(fields[4]), kind: rest[0]})
	}
	return all
}

// unescaped undoes \040 and the like.
func unescaped(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// shares are kinds of file systems that are on another machine.
var shares = map[string]bool{"nfs": true, "nfs4": true, "cifs": true, "smb3": true, "smbfs": true, "fuse.sshfs": true, "9p": true, "davfs": true, "fuse.davfs2": true}

// ofMount says what a mount is to somebody who looks for a folder, and whether it is
// anything to them: systems mount much that is not.
func ofMount(m mount, removable func(device string) bool) (Drive, bool) {
	d := Drive{Path: m.point, Name: path.Base(m.point)}
	disk := strings.HasPrefix(m.device, "/dev/") && !strings.HasPrefix(m.device, "/dev/loop")
	carried := strings.HasPrefix(m.point, "/media/") || strings.HasPrefix(m.point, "/run/media/")
	switch {
	case shares[m.kind]:
		d.Kind = Network
	case disk && (carried || removable(m.device)):
		d.Kind = Removable
	case carried:
		d.Kind = Removable // such as a telephone, or a stick of a system in a container
	case disk && strings.HasPrefix(m.point, "/mnt/"):
		d.Kind = Disk
	default:
		return Drive{}, false
	}
	return d, true
}

// offered makes drives of mounts, each place once: the last mount covers the others.
func offered(mounts []mount, removable func(device string) bool) []Drive {
	var all []Drive
	at := map[string]int{}
	for _, m := range mounts {
		d, ok := ofMount(m, removable)
		if !ok {
			continue
		}
		if i, again := at[d.Path]; again {
			all[i] = d
			continue
		}
		at[d.Path] = len(all)
		all = append(all, d)
	}
	return all
}

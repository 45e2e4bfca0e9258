package copies

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"waymark/internal/durable"
	"waymark/internal/sqlite"
	"waymark/internal/vault"
)

// A backup file: the first line "waymark.backup/v1", then for every file its name (its length in 2 bytes, big-endian,
// before it) and its content (8 bytes before it), vault.key first; then an empty name, and the SHA-256 of all before.
// Everything but names and lengths is sealed by itself.
const (
	backupIntro  = "waymark.backup/v1\n"
	backupFamily = "waymark.backup/v"
	keyName      = "vault.key"
	maxKeyFile   = 64 << 10
)

// Errors of a backup file, besides those of the disk.
var (
	ErrNoBackup = errors.New("not a backup")
	ErrDamaged  = vault.ErrDamaged
	ErrNewer    = vault.ErrNewer
	ErrExists   = vault.ErrExists
)

var fileName = regexp.MustCompile(`^([a-z]{1,32}\.db|vault\.key)$`)

// Progress is told how far a copy is, in bytes of reading and writing together.
type Progress func(done, all int64)

// Backup writes the vault, whose databases are given, open, into one sealed file at path, and reads it back from there.
// Everybody goes on working meanwhile. Errors: *[SpaceError], [ErrDamaged] when what was read back is not what was
// written, or what the disk said; the file that was at path is still there then.
func Backup(ctx context.Context, v *vault.Vault, dbs []*sqlite.DB, path string, tell Progress) error {
	if err := backup(ctx, v, dbs, path, tell); err != nil {
		return fmt.Errorf("back up vault: %w", err)
	}
	return nil
}

func backup(ctx context.Context, v *vault.Vault, dbs []*sqlite.DB, path string, tell Progress) error {
	key := v.KeyFile()
	if key == nil {
		return vault.ErrNoSlot // nobody could open it
	}
	size := sizeOf(v, dbs)
	if err := room(filepath.Dir(path), size+spare); err != nil {
		return err
	}
	if err := room(v.Dir(), size+spare); err != nil { // for what is being copied, one database at a time
		return err
	}
	count := &counter{ctx: ctx, tell: tell, all: 2 * size}
	// Named as unfinished until it was read back, so that nothing takes it for a backup before.
	temp := filepath.Join(filepath.Dir(path), durable.TempPrefix+filepath.Base(path))
	err := durable.Write(temp, 0o600, func(w io.Writer) error {
		return writeBackup(ctx, w, v, key, dbs, count)
	})
	if err == nil {
		err = verify(ctx, temp, v, key, dbs, count)
	}
	if err == nil {
		err = durable.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, durable.Remove(temp))
	}
	count.end()
	return nil
}

func writeBackup(ctx context.Context, to io.Writer, v *vault.Vault, key []byte, dbs []*sqlite.DB, count *counter) error {
	sum := sha256.New()
	w := io.MultiWriter(to, sum)
	if _, err := io.WriteString(w, backupIntro); err != nil {
		return err
	}
	if err := writeFile(w, keyName, bytes.NewReader(key), int64(len(key))); err != nil {
		return err
	}
	for _, db := range dbs {
		if err := writeDatabase(ctx, w, v, db, count); err != nil {
			return err
		}
	}
	if _, err := w.Write([]byte{0, 0}); err != nil {
		return err
	}
	_, err := to.Write(sum.Sum(nil))
	return err
}

func writeDatabase(ctx context.Context, w io.Writer, v *vault.Vault, db *sqlite.DB, count *counter) (err error) {
	name := filepath.Base(db.Path())
	if !fileName.MatchString(name) || filepath.Dir(db.Path()) != v.Dir() {
		return fmt.Errorf("%s is not a database of the vault", name)
	}
	copied := v.Path(durable.TempPrefix + "backup-" + name)
	if err := db.Backup(ctx, copied, v.VFS()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(copied)) }()
	f, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	return writeFile(w, name, count.over(f), st.Size())
}

func writeFile(w io.Writer, name string, r io.Reader, size int64) error {
	head := binary.BigEndian.AppendUint16(nil, uint16(len(name)))
	head = binary.BigEndian.AppendUint64(append(head, name...), uint64(size))
	if _, err := w.Write(head); err != nil {
		return err
	}
	n, err := io.Copy(w, r)
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// verify reads the file back, and every database in it under the vault's key.
func verify(ctx context.Context, path string, v *vault.Vault, key []byte, dbs []*sqlite.DB, count *counter) error {
	seen := 0
	return unpack(path, count, func(name string, content io.Reader, _ int64) error {
		if name == keyName {
			b, err := io.ReadAll(content)
			if err == nil && !bytes.Equal(b, key) {
				err = ErrDamaged
			}
			return err
		}
		db := dbs[min(seen, len(dbs)-1)]
		if seen++; name != filepath.Base(db.Path()) {
			return ErrDamaged
		}
		trial := v.Path(durable.TempPrefix + "trial-" + name)
		err := durable.Write(trial, 0o600, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
		if err == nil {
			err = db.CheckCopy(ctx, trial, v.VFS())
		}
		return errors.Join(err, durable.Remove(trial))
	})
}

// Restore unpacks a backup into a new vault at dir, where there must be none ([ErrExists]). The passphrase of the time of
// the backup opens it. Errors: [ErrNoBackup], [ErrNewer], [ErrDamaged], *[SpaceError], or what the disk said; nothing is
// at dir then.
func Restore(ctx context.Context, path, dir string, tell Progress) error {
	if err := restore(ctx, path, dir, tell); err != nil {
		return fmt.Errorf("restore vault: %w", err)
	}
	return nil
}

func restore(ctx context.Context, path, dir string, tell Progress) error {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return ErrExists
	}
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := durable.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	if err := room(parent, st.Size()+spare); err != nil {
		return err
	}
	temp := filepath.Join(parent, durable.TempPrefix+"restore")
	if err := os.RemoveAll(temp); err != nil {
		return err
	}
	if err := durable.MkdirAll(temp, 0o700); err != nil {
		return err
	}
	count := &counter{ctx: ctx, tell: tell, all: st.Size()}
	err = unpack(path, count, func(name string, content io.Reader, _ int64) error {
		return durable.Write(filepath.Join(temp, name), 0o600, func(w io.Writer) error { _, err := io.Copy(w, content); return err })
	})
	if err == nil {
		_, err = vault.WaysInto(temp) // a key file that can be read
	}
	if err == nil {
		if err = os.Remove(dir); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
	}
	if err == nil {
		err = durable.Rename(temp, dir)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	count.end()
	return nil
}

// unpack gives every file in a backup to take, which reads all of it. What take did counts only when unpack returns nil:
// the digest is at the end.
func unpack(path string, count *counter, take func(name string, content io.Reader, size int64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	sum := sha256.New()
	r := &digested{r: count.over(f), sum: sum, left: st.Size() - sha256.Size}
	intro := make([]byte, len(backupIntro))
	if _, err := io.ReadFull(r, intro); err != nil || string(intro) != backupIntro {
		if strings.HasPrefix(string(intro), backupFamily) && err == nil {
			return ErrNewer
		}
		return ErrNoBackup
	}
	seen := map[string]bool{}
	for {
		name, size, err := readHead(r)
		if err != nil {
			return damaged(err)
		}
		if name == "" {
			break
		}
		known := fileName.MatchString(name) && !seen[name] && (name == keyName) == (len(seen) == 0)
		if !known || size > r.left || name == keyName && size > maxKeyFile {
			return ErrDamaged
		}
		seen[name] = true
		content := &io.LimitedReader{R: r, N: size}
		if err := take(name, content, size); err != nil {
			return damaged(err)
		}
		if content.N != 0 {
			return ErrDamaged
		}
	}
	want := make([]byte, sha256.Size)
	if _, err := io.ReadFull(f, want); err != nil || r.left != 0 || !bytes.Equal(want, sum.Sum(nil)) || len(seen) < 2 {
		return ErrDamaged
	}
	return nil
}

func readHead(r io.Reader) (name string, size int64, err error) {
	var n [2]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return "", 0, err
	}
	if n == [2]byte{} {
		return "", 0, nil
	}
	b := make([]byte, binary.BigEndian.Uint16(n[:]))
	if len(b) > 64 {
		return "", 0, ErrDamaged
	}
	if _, err := io.ReadFull(r, b); err != nil {
		return "", 0, err
	}
	var s [8]byte
	if _, err := io.ReadFull(r, s[:]); err != nil {
		return "", 0, err
	}
	length := binary.BigEndian.Uint64(s[:])
	if length > 1<<50 {
		return "", 0, ErrDamaged
	}
	return string(b), int64(length), nil
}

// damaged says of a file that ended too early that it is damaged.
func damaged(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrDamaged
	}
	return err
}

// digested reads up to the digest at the end, and adds everything to sum.
type digested struct {
	r    io.Reader
	sum  hash.Hash
	left int64
}

func (d *digested) Read(p []byte) (int, error) {
	if d.left <= 0 {
		return 0, io.EOF
	}
	n, err := d.r.Read(p[:min(int64(len(p)), d.left)])
	d.sum.Write(p[:n])
	d.left -= int64(n)
	return n, err
}

// counter counts what is read and stops when its context ends.
type counter struct {
	ctx       context.Context
	tell      Progress
	done, all int64
}

func (c *counter) over(r io.Reader) io.Reader { return counted{c, r} }

func (c *counter) end() {
	if c.tell != nil {
		c.tell(c.all, c.all)
	}
}

type counted struct {
	c *counter
	r io.Reader
}

func (r counted) Read(p []byte) (int, error) {
	if err := r.c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	r.c.done = min(r.c.done+int64(n), r.c.all)
	if r.c.tell != nil {
		r.c.tell(r.c.done, r.c.all)
	}
	return n, err
}

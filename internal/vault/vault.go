package vault

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"waymark/internal/durable"
)

// Key is a vault's data key: 32 random bytes that never change and never touch the disk in clear.
type Key [32]byte

// NewKey makes one.
func NewKey() Key {
	var k Key
	rand.Read(k[:])
	return k
}

// Vault is an open vault: the key in memory, the folder locked against other processes, the VFS registered.
// Safe for concurrent use.
type Vault struct {
	dir  string
	lock *fileLockHandle
	vfs  *vfs
	kdf  Mode

	mu     sync.Mutex
	key    Key
	header *keyFile // nil for a vault with a raw key
	closed bool
}

const (
	keyFileName  = "vault.key"
	lockFileName = "vault.lock"
)

var (
	byNameMu sync.Mutex
	byName   = map[string]*Vault{}
)

// ByVFS finds the open vault whose VFS has this name.
func ByVFS(name string) (*Vault, bool) {
	byNameMu.Lock()
	defer byNameMu.Unlock()
	v, ok := byName[name]
	return v, ok
}

// CreateRaw makes a vault without key file: whoever calls keeps the key. For simulated devices, tests and the hub, whose
// key comes from its surroundings.
func CreateRaw(dir string, key Key) (*Vault, error) {
	dir, lock, err := claimNew(dir)
	if err != nil {
		return nil, fmt.Errorf("create vault: %w", err)
	}
	return open(dir, lock, key, nil, ChildProcess)
}

// UnlockRaw opens a vault by its data key. If the vault has a key file, the key is checked against it.
func UnlockRaw(dir string, key Key) (*Vault, error) {
	dir, lock, err := claim(dir)
	if err != nil {
		return nil, fmt.Errorf("unlock vault: %w", err)
	}
	header, err := readKeyFile(dir)
	if errors.Is(err, ErrNoKeyFile) {
		header, err = nil, nil
	}
	if err == nil && header != nil {
		err = header.verify(key)
	}
	if err != nil {
		lock.release()
		return nil, fmt.Errorf("unlock vault: %w", err)
	}
	return open(dir, lock, key, header, ChildProcess)
}

func open(dir string, lock *fileLockHandle, key Key, header *keyFile, kdf Mode) (*Vault, error) {
	pages := subkey(key, "pages")
	defer clear(pages[:])
	s, err := newSealer(pages[:])
	var shim *vfs
	if err == nil {
		shim, err = newVFS(s, dir)
	}
	if err != nil {
		lock.release()
		return nil, fmt.Errorf("open vault: %w", err)
	}
	v := &Vault{dir: dir, lock: lock, vfs: shim, kdf: kdf, key: key, header: header}
	byNameMu.Lock()
	byName[shim.name] = v
	byNameMu.Unlock()
	return v, nil
}

// claim resolves dir, as SQLite will, and locks it.
func claim(dir string) (string, *fileLockHandle, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", nil, err
	}
	lock, err := lockFile(filepath.Join(dir, lockFileName))
	return dir, lock, err
}

func claimNew(dir string) (string, *fileLockHandle, error) {
	if err := durable.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	dir, lock, err := claim(dir)
	if err != nil {
		return "", nil, err
	}
	list, err := os.ReadDir(dir)
	if err == nil && slices.ContainsFunc(list, func(e fs.DirEntry) bool {
		return e.Name() == keyFileName || strings.HasSuffix(e.Name(), ".db")
	}) {
		err = ErrExists
	}
	if err != nil {
		lock.release()
		return "", nil, err
	}
	return dir, lock, nil
}

// Dir is the vault's folder, absolute and without symbolic links.
func (v *Vault) Dir() string { return v.dir }

// VFS is the name under which SQLite opens databases of this vault, anywhere on disk.
func (v *Vault) VFS() string { return v.vfs.name }

// Path is where the vault keeps the file called name, such as "cases.db".
func (v *Vault) Path(name string) string { return filepath.Join(v.dir, name) }

// Subkey derives the key for something sealed outside the databases; each purpose has its own. It tells nothing about
// the data key.
func (v *Vault) Subkey(purpose string) [32]byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	return subkey(v.key, "use "+purpose)
}

func subkey(key Key, purpose string) [32]byte {
	b, err := hkdf.Key(sha256.New, key[:], nil, "waymark.vault/v1 "+purpose, 32)
	if err != nil {
		panic("vault: hkdf of 32 bytes: " + err.Error()) // only lengths above 8160 fail
	}
	k := [32]byte(b)
	clear(b)
	return k
}

// Watch shows fn every change to a file on disk before it happens; an error stops it (one that matches syscall.ENOSPC as
// a full disk). For tests that cut the power or fill the disk. nil ends it.
func (v *Vault) Watch(fn func(Op) error) {
	if fn == nil {
		v.vfs.watch.Store(nil)
		return
	}
	v.vfs.watch.Store(&fn)
}

// Faults counts what did not authenticate since the vault was opened.
type Faults struct {
	Pages   int64    // pages of databases: damage
	Frames  int64    // pieces of write-ahead logs: a torn tail after a crash is normal
	Headers int64    // headers of write-ahead logs
	Aside   []string // logs copied aside before SQLite could shorten them
}

// Faults returns the counts. Whoever opened a database after a crash looks at Aside: a copy there may hold words that
// are not in the database, and only a person can decide.
func (v *Vault) Faults() Faults {
	v.vfs.mu.Lock()
	defer v.vfs.mu.Unlock()
	f := v.vfs.faults
	f.Aside = slices.Clone(f.Aside)
	return f
}

func (v *vfs) noteFault(count func(*Faults)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	count(&v.faults)
}

// Seal is the emergency lock: from now on every read and write of every database fails, also in transactions that are
// open. Files stay as after a crash. Close is still to be called.
func (v *Vault) Seal() { v.vfs.sealed.Store(true) }

// Sealed reports whether Seal was called.
func (v *Vault) Sealed() bool { return v.vfs.sealed.Load() }

// Close wipes the key and gives the folder back. Every database must be closed before (ErrOpenFiles otherwise, and the
// vault stays open). Closing twice is harmless. It does not clear what SQLite and Go freed: only the end of the process
// does, so the program restarts itself when it locks.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return nil
	}
	if err := v.vfs.close(); err != nil {
		return fmt.Errorf("close vault: %w", err)
	}
	byNameMu.Lock()
	delete(byName, v.vfs.name)
	byNameMu.Unlock()
	v.vfs.wipe()
	clear(v.key[:])
	v.lock.release()
	v.closed = true
	return nil
}

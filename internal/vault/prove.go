package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// A wrong key must never reach SQLite: a WAL it cannot decipher looks empty, and SQLite deletes an empty WAL when it
// closes, with every commit in it. So the key is proved on the files first, here and again whenever SQLite opens one.

var plainMagic = []byte("SQLite format 3\x00")

// Prove checks that the vault's key fits the database at path, without changing anything. A database that is not there
// yet, or still empty, passes, unless a log lies beside it: SQLite would delete that, so it is ErrDamaged. Other errors:
// ErrWrongKey, ErrPlaintext, or what reading gave.
// Call it before opening: it reads the files, and on POSIX systems closing a file drops the locks SQLite has on it.
func (v *Vault) Prove(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("prove key: %w", err)
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return v.vfs.proveEmpty(path)
	}
	if err != nil {
		return fmt.Errorf("prove key: %w", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return fmt.Errorf("prove key: %w", err)
	}
	return v.vfs.prove(path, st.Size(), f.ReadAt)
}

// proveMain is Prove for a file SQLite is opening, read through the platform's VFS.
func (f *file) proveMain(tls *libc.TLS) int32 {
	size, rc := f.diskSize(tls)
	if rc != lib.SQLITE_OK {
		return rc
	}
	failed := int32(lib.SQLITE_OK)
	err := f.v.prove(f.path, size, func(b []byte, off int64) (int, error) {
		if rc := f.diskRead(tls, len(b), off); rc != lib.SQLITE_OK {
			failed = rc
			return 0, io.ErrUnexpectedEOF
		}
		return copy(b, f.cipherB), nil
	})
	switch {
	case err == nil:
		return lib.SQLITE_OK
	case failed != lib.SQLITE_OK:
		return failed
	}
	return lib.SQLITE_NOTADB
}

func (v *vfs) prove(path string, size int64, readAt func([]byte, int64) (int, error)) error {
	cipher, plain := make([]byte, pageSize), make([]byte, pageSize)
	defer clear(plain)
	var ad aad
	if size == 0 {
		return v.proveEmpty(path)
	}
	if size < pageSize {
		head := cipher[:min(size, int64(len(plainMagic)))]
		if _, err := readAt(head, 0); err != nil {
			return fmt.Errorf("prove key: %w", err)
		}
		if bytes.Equal(head, plainMagic) {
			return ErrPlaintext
		}
		// Page 1 was torn while the database was being made, or the file was cut.
		ok, there := v.proveWAL(path)
		switch {
		case ok || v.proveJournal(path):
			return nil
		case there:
			return ErrWrongKey
		}
		return ErrDamaged
	}
	if _, err := readAt(cipher, 0); err != nil {
		return fmt.Errorf("prove key: %w", err)
	}
	if v.openPage(plain, cipher, ad.of(rolePage, 1)) {
		return nil
	}
	if bytes.HasPrefix(cipher, plainMagic) {
		return ErrPlaintext
	}
	// Page 1 may have been torn by a power cut while the log was being copied into it; then the log proves the key and
	// SQLite repairs the page from it.
	if ok, _ := v.proveWAL(path); ok {
		return nil
	}
	if v.proveJournal(path) {
		return nil
	}
	// Another page tells damage from a wrong key.
	const tries = 16
	pages := size / pageSize
	for i := int64(1); i < pages; i += max(1, pages/tries) {
		if _, err := readAt(cipher, i*pageSize); err != nil {
			break
		}
		if v.openPage(plain, cipher, ad.of(rolePage, uint64(i)+1)) {
			return ErrDamaged
		}
	}
	if v.proveFrames(path, tries) {
		return ErrDamaged
	}
	return ErrWrongKey
}

// proveFrames says whether one of the first frames of the log opens. It tells damage from a wrong key; it does not prove
// the key for SQLite, which would not get past the log's header.
func (v *vfs) proveFrames(path string, tries int64) bool {
	f, err := os.Open(path + "-wal")
	if err != nil {
		return false
	}
	defer f.Close()
	var sealed [frameHeaderOnDisk]byte
	var plain [frameHeader]byte
	var ad aad
	for i := range tries {
		if _, err := f.ReadAt(sealed[:], walHeaderOnDisk+i*frameOnDisk); err != nil {
			return false
		}
		if v.openPiece(plain[:], sealed[:], ad.of(roleFrameHeader, uint64(i)+1)) {
			return true
		}
	}
	return false
}

// proveEmpty is for a database that is not there or has no bytes.
func (v *vfs) proveEmpty(path string) error {
	ok, there := v.proveWAL(path)
	switch {
	case !there:
		return nil
	case !ok:
		return ErrWrongKey
	}
	return ErrDamaged
}

// proveWAL says whether a log with a header is there and whether the header opens.
func (v *vfs) proveWAL(path string) (ok, there bool) {
	f, err := os.Open(path + "-wal")
	if err != nil {
		return false, false
	}
	defer f.Close()
	var sealed [walHeaderOnDisk]byte
	if _, err := io.ReadFull(f, sealed[:]); err != nil {
		return false, false
	}
	var plain [walHeader]byte
	var ad aad
	return v.openPiece(plain[:], sealed[:], ad.of(roleWALHeader, 0)), true
}

func (v *vfs) proveJournal(path string) bool {
	f, err := os.Open(path + "-journal")
	if err != nil {
		return false
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 16+4+nonceLen+recordHead+pageSize+tagLen)) // id and the first record
	if err != nil {
		return false
	}
	j := &file{v: v}
	defer func() { clear(j.image) }()
	return j.replayBytes(b) > 0
}

package vault

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// mainShared is what the connections of this process share about one database: the wal-index, in process heap instead of
// a -shm file (which would show page numbers and would let a second process in), and its locks.
type mainShared struct {
	files    int // open; guarded by vfs.mu
	writable int // of which can write
	looked   bool
	lock     *fileLockHandle // only for databases outside the vault's folder

	mu       sync.Mutex
	mapped   int
	regions  []uintptr
	shared   [8]int
	excluded uint32
}

// attach joins f to its database's shared part. A database outside the vault's own folder (a backup, the target of a
// re-key) is not covered by the vault's lock and gets its own for as long as it is open.
func (f *file) attach() int32 {
	v := f.v
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.mains[f.path]
	if s == nil {
		s = &mainShared{}
		if filepath.Dir(f.path) != v.dir && f.writable {
			lock, err := lockFile(f.path + ".lock")
			if errors.Is(err, ErrInUse) {
				return lib.SQLITE_BUSY
			}
			if err != nil {
				return lib.SQLITE_CANTOPEN
			}
			s.lock = lock
		}
		v.mains[f.path] = s
	}
	s.files++
	if f.writable {
		s.writable++
	}
	f.shared = s
	return lib.SQLITE_OK
}

func (f *file) detach() {
	s := f.shared
	if s == nil {
		return
	}
	f.shared = nil
	s.letGo(f)
	s.unmap(f)
	v := f.v
	v.mu.Lock()
	defer v.mu.Unlock()
	s.files--
	if f.writable {
		s.writable--
	}
	if s.files == 0 {
		s.lock.release()
		delete(v.mains, f.path)
	}
}

// isReadOnly says whether the database at path is open and every opener asked to read only.
func (v *vfs) isReadOnly(path string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.mains[path]
	return s != nil && s.writable == 0
}

// firstLook says whether this is the first opening of the log since anybody of this process had the database open.
func (v *vfs) firstLook(wal string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	s := v.mains[strings.TrimSuffix(wal, "-wal")]
	if s == nil || s.looked {
		return false
	}
	s.looked = true
	return true
}

func (s *mainShared) letGo(f *file) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.shared {
		if f.shmShared&(1<<i) != 0 {
			s.shared[i]--
		}
	}
	s.excluded &^= f.shmExcluded
	f.shmShared, f.shmExcluded = 0, 0
}

// unmap drops the wal-index when the last connection lets go of it: the next one rebuilds it from the log, exactly as
// with a -shm file that the first opener empties.
func (s *mainShared) unmap(f *file) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !f.mapped {
		return
	}
	f.mapped = false
	s.mapped--
	if s.mapped > 0 {
		return
	}
	tls := libc.NewTLS()
	for _, r := range s.regions {
		libc.Xfree(tls, r)
	}
	tls.Close()
	s.regions = nil
}

func shmMap(tls *libc.TLS, p uintptr, region, size, extend int32, out uintptr) int32 {
	f := fileOf(p)
	*(*uintptr)(ptr(out)) = 0
	s := f.shared
	if s == nil {
		return lib.SQLITE_IOERR_SHMMAP
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !f.mapped {
		f.mapped = true
		s.mapped++
	}
	for len(s.regions) <= int(region) {
		if extend == 0 {
			return lib.SQLITE_OK
		}
		r := libc.Xcalloc(tls, 1, libc.Tsize_t(size))
		if r == 0 {
			return lib.SQLITE_NOMEM
		}
		s.regions = append(s.regions, r)
	}
	*(*uintptr)(ptr(out)) = s.regions[region]
	return lib.SQLITE_OK
}

func shmLock(_ *libc.TLS, p uintptr, first, n, flags int32) int32 {
	f := fileOf(p)
	s := f.shared
	if s == nil {
		return lib.SQLITE_IOERR_SHMLOCK
	}
	mask := uint32(1<<(first+n) - 1<<first)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case flags&lib.SQLITE_SHM_UNLOCK != 0:
		for i := first; i < first+n; i++ {
			if f.shmShared&(1<<i) != 0 {
				s.shared[i]--
			}
		}
		f.shmShared &^= mask
		s.excluded &^= f.shmExcluded & mask
		f.shmExcluded &^= mask
	case s.excluded&^f.shmExcluded&mask != 0:
		return lib.SQLITE_BUSY
	case flags&lib.SQLITE_SHM_SHARED != 0:
		for i := first; i < first+n; i++ {
			if f.shmShared&(1<<i) == 0 {
				s.shared[i]++
			}
		}
		f.shmShared |= mask
	default:
		for i := first; i < first+n; i++ {
			own := 0
			if f.shmShared&(1<<i) != 0 {
				own = 1
			}
			if s.shared[i] > own {
				return lib.SQLITE_BUSY
			}
		}
		s.excluded |= mask
		f.shmExcluded |= mask
	}
	return lib.SQLITE_OK
}

func shmBarrier(_ *libc.TLS, p uintptr) {
	if s := fileOf(p).shared; s != nil {
		s.mu.Lock()
		//lint:ignore SA2001 taking and giving back a mutex is the full barrier asked for
		s.mu.Unlock()
	}
}

func shmUnmap(_ *libc.TLS, p uintptr, _ int32) int32 {
	f := fileOf(p)
	if f.shared != nil {
		f.shared.letGo(f)
		f.shared.unmap(f)
	}
	return lib.SQLITE_OK
}

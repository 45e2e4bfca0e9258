package vault

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// The transpiled SQLite sees C structs at C addresses. A Go pointer must never be stored there: the garbage collector
// does not look into C memory. C structs hold small numbers into these tables instead.

// table hands out numbers for pointers. Looking one up takes no lock: it happens on every read and write.
type table[T any] struct {
	mu   sync.Mutex
	p    atomic.Pointer[[]*T]
	free []uintptr
}

func (t *table[T]) add(x *T) uintptr {
	t.mu.Lock()
	defer t.mu.Unlock()
	var old []*T
	if p := t.p.Load(); p != nil {
		old = *p
	}
	if n := len(t.free); n > 0 {
		id := t.free[n-1]
		t.free = t.free[:n-1]
		next := append([]*T(nil), old...)
		next[id-1] = x
		t.p.Store(&next)
		return id
	}
	next := append(append(make([]*T, 0, len(old)+1), old...), x)
	t.p.Store(&next)
	return uintptr(len(next))
}

func (t *table[T]) get(id uintptr) *T { return (*t.p.Load())[id-1] }

func (t *table[T]) remove(id uintptr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := append([]*T(nil), (*t.p.Load())...)
	next[id-1] = nil
	t.p.Store(&next)
	t.free = append(t.free, id)
}

var (
	openFiles table[file]
	openVFSs  table[vfs]
)

// ptr turns a C address into a pointer. The double indirection is how the transpiler itself does it; it keeps go vet and
// checkptr quiet, which is right because the address is not one of Go's.
func ptr(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

func cbytes(p uintptr, n int) []byte { return unsafe.Slice((*byte)(ptr(p)), n) }

// cfunc is the "C function pointer" of a top-level Go function: the address of its funcval, which is static. A closure's
// funcval lives on the heap and would be collected: never pass one.
func cfunc[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// gofunc is the inverse. F must be the exact signature: a wrong one corrupts memory without an error.
func gofunc[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{p})) }

// The signatures of SQLite's VFS and file methods as modernc.org/libc transpiles them.
type (
	fnFile       = func(*libc.TLS, uintptr) int32
	fnFileInt    = func(*libc.TLS, uintptr, int32) int32
	fnFileInt64  = func(*libc.TLS, uintptr, int64) int32
	fnFilePtr    = func(*libc.TLS, uintptr, uintptr) int32
	fnFileIntPtr = func(*libc.TLS, uintptr, int32, uintptr) int32
	fnReadWrite  = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	fnShmMap     = func(*libc.TLS, uintptr, int32, int32, int32, uintptr) int32
	fnShmLock    = func(*libc.TLS, uintptr, int32, int32, int32) int32
	fnShmBarrier = func(*libc.TLS, uintptr)
	fnOpen       = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	fnDelete     = func(*libc.TLS, uintptr, uintptr, int32) int32
	fnNameIntPtr = func(*libc.TLS, uintptr, uintptr, int32, uintptr) int32
	fnDlOpen     = func(*libc.TLS, uintptr, uintptr) uintptr
	fnDlError    = func(*libc.TLS, uintptr, int32, uintptr)
	fnDlSym      = func(*libc.TLS, uintptr, uintptr, uintptr) uintptr
	fnDlClose    = func(*libc.TLS, uintptr, uintptr)
	cFile        = lib.Tsqlite3_file
	cMethods     = lib.Tsqlite3_io_methods
	cVFS         = lib.Tsqlite3_vfs
	shimFile     struct{ methods, id uintptr } // ours, in front of the real file in the same C allocation
)

const shimSize = 16 // room for shimFile on 32 and 64 bit, keeping the real file aligned

func methodsOf(realFile uintptr) *cMethods {
	return (*cMethods)(ptr((*cFile)(ptr(realFile)).FpMethods))
}

package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// vfs is a SQLite VFS registered for one vault. It passes everything to the platform's default VFS, sealed.
type vfs struct {
	*sealer
	name  string
	dir   string  // databases in here are guarded by the vault's own lock
	real  uintptr // *sqlite3_vfs of the platform
	c     uintptr // *sqlite3_vfs, ours
	cname uintptr
	cmeth uintptr // *sqlite3_io_methods, ours
	tls   *libc.TLS
	id    uintptr

	open   atomic.Int32 // files SQLite holds open
	sealed atomic.Bool  // emergency lock: every further operation fails
	watch  atomic.Pointer[func(Op) error]

	mu     sync.Mutex
	mains  map[string]*mainShared // by full path
	faults Faults
}

var vfsNumber atomic.Int64

// newVFS registers a VFS under a name nobody had before.
func newVFS(s *sealer, dir string) (*vfs, error) {
	tls := libc.NewTLS()
	if rc := lib.Xsqlite3_initialize(tls); rc != lib.SQLITE_OK {
		tls.Close()
		return nil, fmt.Errorf("initialise sqlite: code %d", rc)
	}
	real := lib.Xsqlite3_vfs_find(tls, 0)
	if real == 0 {
		tls.Close()
		return nil, errors.New("sqlite has no default vfs")
	}
	v := &vfs{
		sealer: s, dir: dir, real: real, tls: tls, mains: map[string]*mainShared{},
		name: fmt.Sprintf("waymark-%d", vfsNumber.Add(1)),
	}
	cname, err := libc.CString(v.name)
	if err != nil {
		tls.Close()
		return nil, err
	}
	v.cname = cname
	v.cmeth = lib.Xsqlite3_malloc64(tls, uint64(unsafe.Sizeof(cMethods{})))
	v.c = lib.Xsqlite3_malloc64(tls, uint64(unsafe.Sizeof(cVFS{})))
	if v.cmeth == 0 || v.c == 0 {
		v.free()
		return nil, errors.New("register vfs: out of memory")
	}
	v.id = openVFSs.add(v)
	*(*cMethods)(ptr(v.cmeth)) = fileMethods()
	r := (*cVFS)(ptr(real))
	*(*cVFS)(ptr(v.c)) = cVFS{
		FiVersion: 2, FszOsFile: shimSize + r.FszOsFile, FmxPathname: r.FmxPathname, FzName: cname, FpAppData: v.id,
		FxOpen:             cfunc[fnOpen](vfsOpen),
		FxDelete:           cfunc[fnDelete](vfsDelete),
		FxAccess:           cfunc[fnNameIntPtr](vfsAccess),
		FxFullPathname:     cfunc[fnNameIntPtr](vfsFullPathname),
		FxDlOpen:           cfunc[fnDlOpen](vfsDlOpen),
		FxDlError:          cfunc[fnDlError](vfsDlError),
		FxDlSym:            cfunc[fnDlSym](vfsDlSym),
		FxDlClose:          cfunc[fnDlClose](vfsDlClose),
		FxRandomness:       cfunc[fnFileIntPtr](vfsRandomness),
		FxSleep:            cfunc[fnFileInt](vfsSleep),
		FxCurrentTime:      cfunc[fnFilePtr](vfsCurrentTime),
		FxGetLastError:     cfunc[fnFileIntPtr](vfsGetLastError),
		FxCurrentTimeInt64: cfunc[fnFilePtr](vfsCurrentTimeInt64),
	}
	if rc := lib.Xsqlite3_vfs_register(tls, v.c, 0); rc != lib.SQLITE_OK {
		openVFSs.remove(v.id)
		v.free()
		return nil, fmt.Errorf("register vfs: code %d", rc)
	}
	return v, nil
}

// close unregisters. SQLite keeps pointers into the VFS while a file is open, so it is refused then.
func (v *vfs) close() error {
	if n := v.open.Load(); n != 0 {
		return fmt.Errorf("%w: %d files", ErrOpenFiles, n)
	}
	lib.Xsqlite3_vfs_unregister(v.tls, v.c)
	openVFSs.remove(v.id)
	v.free()
	return nil
}

func (v *vfs) free() {
	lib.Xsqlite3_free(v.tls, v.c)
	lib.Xsqlite3_free(v.tls, v.cmeth)
	libc.Xfree(v.tls, v.cname)
	v.tls.Close()
}

// OpKind is a kind of change on disk.
type OpKind byte

// The kinds of Op.
const (
	OpWrite    OpKind = 'w'
	OpTruncate OpKind = 't'
	OpSync     OpKind = 's'
	OpDelete   OpKind = 'd'
)

// Op is one change a vault is about to make to a file on disk, as the disk will see it: sealed.
type Op struct {
	Kind OpKind
	Path string
	Off  int64  // of a write; new size of a truncation
	Data []byte // of a write; valid during the call only
}

// ask shows op to whoever watches and turns a refusal into SQLite's code.
func (v *vfs) ask(op Op, refused int32) int32 {
	w := v.watch.Load()
	if w == nil {
		return lib.SQLITE_OK
	}
	err := (*w)(op)
	switch {
	case err == nil:
		return lib.SQLITE_OK
	case errors.Is(err, syscall.ENOSPC):
		return lib.SQLITE_FULL
	}
	return refused
}

func vfsOf(pVfs uintptr) *vfs { return openVFSs.get((*cVFS)(ptr(pVfs)).FpAppData) }

// realOf gives the platform's VFS, which must be handed its own address.
func realOf(pVfs uintptr) (*cVFS, uintptr) {
	r := vfsOf(pVfs).real
	return (*cVFS)(ptr(r)), r
}

func vfsOpen(tls *libc.TLS, pVfs, zName, pFile uintptr, flags int32, pOut uintptr) int32 {
	v := vfsOf(pVfs)
	shim := (*shimFile)(ptr(pFile))
	shim.methods = 0 // SQLite calls xClose only if this is set
	if v.sealed.Load() {
		return lib.SQLITE_CANTOPEN
	}
	f := &file{v: v, kind: kindOf(flags, zName)}
	if f.kind == kindMemory {
		return f.finishOpen(shim, flags, pOut)
	}
	f.path = libc.GoString(zName)
	if f.kind == kindWAL && v.isReadOnly(strings.TrimSuffix(f.path, "-wal")) {
		// A database opened to read only leaves no trace: its WAL is read, never made, changed or deleted.
		flags = flags&^(lib.SQLITE_OPEN_READWRITE|lib.SQLITE_OPEN_CREATE) | lib.SQLITE_OPEN_READONLY
		if _, err := statFile(f.path); errors.Is(err, fs.ErrNotExist) {
			f.kind = kindMemory
			return f.finishOpen(shim, flags, pOut)
		}
	}
	f.real = pFile + shimSize
	(*cFile)(ptr(f.real)).FpMethods = 0
	out := tls.Alloc(8)
	defer tls.Free(8)
	*(*int32)(ptr(out)) = flags
	rv := (*cVFS)(ptr(v.real))
	if rc := gofunc[fnOpen](rv.FxOpen)(tls, v.real, zName, f.real, flags, out); rc != lib.SQLITE_OK {
		if (*cFile)(ptr(f.real)).FpMethods != 0 {
			gofunc[fnFile](methodsOf(f.real).FxClose)(tls, f.real)
		}
		return rc
	}
	f.writable = *(*int32)(ptr(out))&lib.SQLITE_OPEN_READONLY == 0
	rc := f.prepare(tls)
	if rc != lib.SQLITE_OK {
		gofunc[fnFile](methodsOf(f.real).FxClose)(tls, f.real)
		f.release(tls)
		return rc
	}
	return f.finishOpen(shim, *(*int32)(ptr(out)), pOut)
}

func kindOf(flags int32, zName uintptr) fileKind {
	switch {
	case zName == 0:
		return kindMemory
	case flags&lib.SQLITE_OPEN_MAIN_DB != 0:
		return kindMain
	case flags&lib.SQLITE_OPEN_WAL != 0:
		return kindWAL
	case flags&(lib.SQLITE_OPEN_MAIN_JOURNAL|lib.SQLITE_OPEN_SUPER_JOURNAL) != 0:
		return kindJournal
	}
	return kindMemory // temporary databases, sorters, statement journals: never on disk, whatever temp_store says
}

func vfsDelete(tls *libc.TLS, pVfs, zName uintptr, sync int32) int32 {
	v := vfsOf(pVfs)
	path := libc.GoString(zName)
	if v.sealed.Load() {
		return lib.SQLITE_IOERR_DELETE
	}
	if v.isReadOnly(strings.TrimSuffix(strings.TrimSuffix(path, "-wal"), "-journal")) {
		return lib.SQLITE_READONLY
	}
	if rc := v.ask(Op{Kind: OpDelete, Path: path}, lib.SQLITE_IOERR_DELETE); rc != lib.SQLITE_OK {
		return rc
	}
	r, p := realOf(pVfs)
	return gofunc[fnDelete](r.FxDelete)(tls, p, zName, sync)
}

func vfsAccess(tls *libc.TLS, pVfs, zName uintptr, flags int32, pRes uintptr) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnNameIntPtr](r.FxAccess)(tls, p, zName, flags, pRes)
}

func vfsFullPathname(tls *libc.TLS, pVfs, zName uintptr, n int32, zOut uintptr) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnNameIntPtr](r.FxFullPathname)(tls, p, zName, n, zOut)
}

// Loadable extensions are not offered.
func vfsDlOpen(*libc.TLS, uintptr, uintptr) uintptr         { return 0 }
func vfsDlError(*libc.TLS, uintptr, int32, uintptr)         {}
func vfsDlSym(*libc.TLS, uintptr, uintptr, uintptr) uintptr { return 0 }
func vfsDlClose(*libc.TLS, uintptr, uintptr)                {}

func vfsRandomness(_ *libc.TLS, _ uintptr, n int32, z uintptr) int32 {
	fillRandom(cbytes(z, int(n)))
	return n
}

func vfsSleep(tls *libc.TLS, pVfs uintptr, us int32) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnFileInt](r.FxSleep)(tls, p, us)
}

func vfsCurrentTime(tls *libc.TLS, pVfs, out uintptr) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnFilePtr](r.FxCurrentTime)(tls, p, out)
}

func vfsCurrentTimeInt64(tls *libc.TLS, pVfs, out uintptr) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnFilePtr](r.FxCurrentTimeInt64)(tls, p, out)
}

func vfsGetLastError(tls *libc.TLS, pVfs uintptr, n int32, z uintptr) int32 {
	r, p := realOf(pVfs)
	return gofunc[fnFileIntPtr](r.FxGetLastError)(tls, p, n, z)
}

package vault

import (
	"crypto/rand"
	"io/fs"
	"os"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

type fileKind uint8

const (
	kindMain fileKind = iota + 1
	kindWAL
	kindJournal
	kindMemory
)

// file is one file SQLite has open. SQLite uses a file from one thread at a time.
type file struct {
	v        *vfs
	kind     fileKind
	path     string
	writable bool
	real     uintptr // *sqlite3_file of the platform's VFS; 0 for kindMemory

	// cipher is scratch in C memory, holding ciphertext only: the platform's VFS is handed its address, and a Go slice
	// there makes checkptr abort. Never sealed in place: SQLite's buffer is its page cache.
	cipher  uintptr
	cipherB []byte
	plain   []byte // scratch for partial reads; wiped after use
	ad      aad

	image []byte // kindMemory, kindJournal: what SQLite sees
	log   journalLog

	shared      *mainShared // kindMain
	mapped      bool        // has the wal-index mapped
	shmShared   uint32      // bit per lock slot held
	shmExcluded uint32
}

const cipherSize = pageSize + 256 // a page or a journal record with its header

// prepare checks a file just opened by the platform before SQLite may see it.
func (f *file) prepare(tls *libc.TLS) int32 {
	f.cipher = lib.Xsqlite3_malloc64(tls, cipherSize)
	if f.cipher == 0 {
		return lib.SQLITE_NOMEM
	}
	f.cipherB = cbytes(f.cipher, cipherSize)
	f.plain = make([]byte, pageSize)
	switch f.kind {
	case kindMain:
		if rc := f.proveMain(tls); rc != lib.SQLITE_OK {
			return rc
		}
		return f.attach()
	case kindWAL:
		return f.inspectWAL(tls)
	case kindJournal:
		return f.replay(tls)
	}
	return lib.SQLITE_OK
}

func (f *file) finishOpen(shim *shimFile, flags int32, pOut uintptr) int32 {
	shim.id, shim.methods = openFiles.add(f), f.v.cmeth
	f.v.open.Add(1)
	if pOut != 0 {
		*(*int32)(ptr(pOut)) = flags
	}
	return lib.SQLITE_OK
}

func (f *file) release(tls *libc.TLS) {
	if f.cipher != 0 {
		lib.Xsqlite3_free(tls, f.cipher)
		f.cipher, f.cipherB = 0, nil
	}
	clear(f.image)
	clear(f.plain)
}

func fileMethods() cMethods {
	return cMethods{
		FiVersion:               2, // without xFetch: SQLite never maps a sealed file
		FxClose:                 cfunc[fnFile](fileClose),
		FxRead:                  cfunc[fnReadWrite](fileRead),
		FxWrite:                 cfunc[fnReadWrite](fileWrite),
		FxTruncate:              cfunc[fnFileInt64](fileTruncate),
		FxSync:                  cfunc[fnFileInt](fileSync),
		FxFileSize:              cfunc[fnFilePtr](fileSize),
		FxLock:                  cfunc[fnFileInt](fileLock),
		FxUnlock:                cfunc[fnFileInt](fileUnlock),
		FxCheckReservedLock:     cfunc[fnFilePtr](fileCheckReservedLock),
		FxFileControl:           cfunc[fnFileIntPtr](fileControl),
		FxSectorSize:            cfunc[fnFile](fileSectorSize),
		FxDeviceCharacteristics: cfunc[fnFile](fileDeviceCharacteristics),
		FxShmMap:                cfunc[fnShmMap](shmMap),
		FxShmLock:               cfunc[fnShmLock](shmLock),
		FxShmBarrier:            cfunc[fnShmBarrier](shmBarrier),
		FxShmUnmap:              cfunc[fnFileInt](shmUnmap),
	}
}

func fileOf(p uintptr) *file { return openFiles.get((*shimFile)(ptr(p)).id) }

// ---- what is on disk, through the platform's VFS ----

func (f *file) diskRead(tls *libc.TLS, n int, off int64) int32 {
	return gofunc[fnReadWrite](methodsOf(f.real).FxRead)(tls, f.real, f.cipher, int32(n), off)
}

func (f *file) diskWrite(tls *libc.TLS, n int, off int64) int32 {
	if rc := f.v.ask(Op{OpWrite, f.path, off, f.cipherB[:n]}, lib.SQLITE_IOERR_WRITE); rc != lib.SQLITE_OK {
		return rc
	}
	return gofunc[fnReadWrite](methodsOf(f.real).FxWrite)(tls, f.real, f.cipher, int32(n), off)
}

func (f *file) diskSize(tls *libc.TLS) (int64, int32) {
	p := tls.Alloc(8)
	defer tls.Free(8)
	rc := gofunc[fnFilePtr](methodsOf(f.real).FxFileSize)(tls, f.real, p)
	return *(*int64)(ptr(p)), rc
}

func (f *file) diskTruncate(tls *libc.TLS, size int64) int32 {
	if rc := f.v.ask(Op{OpTruncate, f.path, size, nil}, lib.SQLITE_IOERR_TRUNCATE); rc != lib.SQLITE_OK {
		return rc
	}
	return gofunc[fnFileInt64](methodsOf(f.real).FxTruncate)(tls, f.real, size)
}

// ---- sqlite3_io_methods: dispatch by kind ----

func fileClose(tls *libc.TLS, p uintptr) int32 {
	shim := (*shimFile)(ptr(p))
	f := openFiles.get(shim.id)
	rc := int32(lib.SQLITE_OK)
	if f.real != 0 {
		f.detach()
		rc = gofunc[fnFile](methodsOf(f.real).FxClose)(tls, f.real)
	}
	f.release(tls)
	openFiles.remove(shim.id)
	shim.methods = 0
	f.v.open.Add(-1)
	return rc
}

func fileRead(tls *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	f := fileOf(p)
	if f.v.sealed.Load() {
		return lib.SQLITE_IOERR_AUTH
	}
	b := cbytes(buf, int(n))
	switch f.kind {
	case kindMain:
		return f.mainRead(tls, b, off)
	case kindWAL:
		return f.walRead(tls, b, off)
	}
	read := 0
	if off < int64(len(f.image)) {
		read = copy(b, f.image[off:])
	}
	if read < len(b) {
		clear(b[read:])
		return lib.SQLITE_IOERR_SHORT_READ
	}
	return lib.SQLITE_OK
}

func fileWrite(tls *libc.TLS, p, buf uintptr, n int32, off int64) int32 {
	f := fileOf(p)
	if f.v.sealed.Load() {
		return lib.SQLITE_IOERR_AUTH
	}
	b := cbytes(buf, int(n))
	switch f.kind {
	case kindMain:
		return f.mainWrite(tls, b, off)
	case kindWAL:
		return f.walWrite(tls, b, off)
	case kindJournal:
		return f.logWrite(tls, off, b)
	}
	f.image = put(f.image, off, b)
	return lib.SQLITE_OK
}

func fileTruncate(tls *libc.TLS, p uintptr, size int64) int32 {
	f := fileOf(p)
	if f.v.sealed.Load() {
		return lib.SQLITE_IOERR_AUTH
	}
	switch f.kind {
	case kindMain:
		return f.mainTruncate(tls, size)
	case kindWAL:
		return f.diskTruncate(tls, walPhysical(size))
	case kindJournal:
		return f.logTruncate(tls, size)
	}
	f.image = cut(f.image, size)
	return lib.SQLITE_OK
}

func fileSync(tls *libc.TLS, p uintptr, flags int32) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return lib.SQLITE_OK
	}
	if f.v.sealed.Load() {
		return lib.SQLITE_IOERR_AUTH
	}
	if rc := f.v.ask(Op{Kind: OpSync, Path: f.path}, lib.SQLITE_IOERR_FSYNC); rc != lib.SQLITE_OK {
		return rc
	}
	return gofunc[fnFileInt](methodsOf(f.real).FxSync)(tls, f.real, flags)
}

func fileSize(tls *libc.TLS, p, out uintptr) int32 {
	f := fileOf(p)
	size, rc := int64(len(f.image)), int32(lib.SQLITE_OK)
	switch f.kind {
	case kindMain:
		size, rc = f.diskSize(tls)
	case kindWAL:
		size, rc = f.diskSize(tls)
		size = walLogical(size)
	}
	*(*int64)(ptr(out)) = size
	return rc
}

func fileLock(tls *libc.TLS, p uintptr, level int32) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return lib.SQLITE_OK
	}
	return gofunc[fnFileInt](methodsOf(f.real).FxLock)(tls, f.real, level)
}

func fileUnlock(tls *libc.TLS, p uintptr, level int32) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return lib.SQLITE_OK
	}
	return gofunc[fnFileInt](methodsOf(f.real).FxUnlock)(tls, f.real, level)
}

func fileCheckReservedLock(tls *libc.TLS, p, out uintptr) int32 {
	f := fileOf(p)
	if f.real == 0 {
		*(*int32)(ptr(out)) = 0
		return lib.SQLITE_OK
	}
	return gofunc[fnFilePtr](methodsOf(f.real).FxCheckReservedLock)(tls, f.real, out)
}

func fileControl(tls *libc.TLS, p uintptr, op int32, arg uintptr) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return lib.SQLITE_NOTFOUND
	}
	switch op {
	case lib.SQLITE_FCNTL_CHUNK_SIZE, lib.SQLITE_FCNTL_SIZE_HINT:
		return lib.SQLITE_OK // swallowed: they would extend the file by plain zeros
	case lib.SQLITE_FCNTL_MMAP_SIZE, lib.SQLITE_FCNTL_BEGIN_ATOMIC_WRITE, lib.SQLITE_FCNTL_COMMIT_ATOMIC_WRITE,
		lib.SQLITE_FCNTL_ROLLBACK_ATOMIC_WRITE, lib.SQLITE_FCNTL_VFSNAME, lib.SQLITE_FCNTL_TEMPFILENAME:
		return lib.SQLITE_NOTFOUND
	}
	return gofunc[fnFileIntPtr](methodsOf(f.real).FxFileControl)(tls, f.real, op, arg)
}

func fileSectorSize(tls *libc.TLS, p uintptr) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return 512
	}
	return gofunc[fnFile](methodsOf(f.real).FxSectorSize)(tls, f.real)
}

// fileDeviceCharacteristics claims power-safe overwrite, without which wal.c splits frames at sector borders, and hides
// every promise of the disk that does not hold for sealed pages (atomic writes, sub-page reads, safe append).
func fileDeviceCharacteristics(tls *libc.TLS, p uintptr) int32 {
	f := fileOf(p)
	if f.real == 0 {
		return 0
	}
	dc := gofunc[fnFile](methodsOf(f.real).FxDeviceCharacteristics)(tls, f.real)
	return dc&lib.SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN | lib.SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

// ---- small things ----

// put writes b at off into an image that grows; what it outgrows is wiped.
func put(image []byte, off int64, b []byte) []byte {
	end := int(off) + len(b)
	if end > len(image) {
		if end > cap(image) {
			bigger := make([]byte, len(image), max(end, 2*cap(image)))
			copy(bigger, image)
			clear(image)
			image = bigger
		}
		old := len(image)
		image = image[:end]
		if int(off) > old {
			clear(image[old:off])
		}
	}
	copy(image[off:], b)
	return image
}

func cut(image []byte, size int64) []byte {
	if size < int64(len(image)) {
		clear(image[size:])
		image = image[:size]
	}
	return image
}

func fillRandom(b []byte) { rand.Read(b) }

func statFile(path string) (fs.FileInfo, error) { return os.Stat(path) }

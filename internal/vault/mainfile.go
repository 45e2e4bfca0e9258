package vault

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// The database file: page k (from 1) lies at (k-1)*pageSize as ciphertext of the content, tag, nonce.

// lockPage is the page SQLite never writes: its lock bytes lie there.
const lockOffset = 0x40000000 / pageSize * pageSize

// Bytes 16, 17 and 20 of page 1: page size and reserved bytes. SQLite takes them from here before anything else.
func putGeometry(b []byte) { b[16], b[17], b[20] = pageSize>>8, pageSize>>16, reserve }

func hasGeometry(b []byte) bool {
	return b[16] == pageSize>>8 && b[17] == pageSize>>16 && b[20] == reserve
}

func (f *file) mainRead(tls *libc.TLS, b []byte, off int64) int32 {
	if off%pageSize == 0 && len(b) == pageSize {
		rc := f.diskRead(tls, pageSize, off)
		if rc != lib.SQLITE_OK {
			if rc == lib.SQLITE_IOERR_SHORT_READ {
				clear(b)
			}
			return rc
		}
		if !f.v.openPage(b, f.cipherB, f.ad.of(rolePage, uint64(off/pageSize)+1)) {
			f.v.noteFault(func(s *Faults) { s.Pages++ })
			return lib.SQLITE_IOERR_DATA
		}
		return lib.SQLITE_OK
	}
	return f.mainReadPart(tls, b, off)
}

// mainReadPart serves the header probe (100 bytes at 0), the change counter and other reads of less than a page.
func (f *file) mainReadPart(tls *libc.TLS, b []byte, off int64) int32 {
	probe := off == 0 && len(b) == 100
	for len(b) > 0 {
		page, in := off/pageSize, off%pageSize
		rc := f.diskRead(tls, pageSize, page*pageSize)
		if rc != lib.SQLITE_OK || !f.v.openPage(f.plain, f.cipherB, f.ad.of(rolePage, uint64(page)+1)) {
			clear(b)
			switch {
			case probe:
				// Empty or torn. SQLite takes the geometry of a new database from this short read: there is no
				// other way to set the reserved bytes through the stock driver. With a torn page 1 it lets the
				// recovery from WAL or journal begin.
				putGeometry(b)
				return lib.SQLITE_IOERR_SHORT_READ
			case rc != lib.SQLITE_OK:
				return rc
			}
			f.v.noteFault(func(s *Faults) { s.Pages++ })
			return lib.SQLITE_IOERR_DATA
		}
		n := copy(b, f.plain[in:])
		b, off = b[n:], off+int64(n)
	}
	clear(f.plain)
	return lib.SQLITE_OK
}

func (f *file) mainWrite(tls *libc.TLS, b []byte, off int64) int32 {
	if off%pageSize != 0 || len(b) != pageSize {
		return lib.SQLITE_IOERR_WRITE
	}
	if off == 0 && !hasGeometry(b) {
		// A backup or restore from a database with another geometry: it would lose 40 bytes of every page.
		return lib.SQLITE_IOERR_WRITE
	}
	size, rc := f.diskSize(tls)
	if rc != lib.SQLITE_OK {
		return rc
	}
	if off > size {
		if rc := f.fillGap(tls, size, off); rc != lib.SQLITE_OK {
			return rc
		}
	}
	f.v.sealPage(f.cipherB, b, f.ad.of(rolePage, uint64(off/pageSize)+1))
	return f.diskWrite(tls, pageSize, off)
}

// mainTruncate also extends: a WAL checkpoint ends by setting the file's size, which may be larger than it was.
func (f *file) mainTruncate(tls *libc.TLS, size int64) int32 {
	had, rc := f.diskSize(tls)
	if rc != lib.SQLITE_OK {
		return rc
	}
	if size > had {
		if rc := f.fillGap(tls, had, size); rc != lib.SQLITE_OK {
			return rc
		}
	}
	return f.diskTruncate(tls, size)
}

// fillGap writes sealed zero pages: SQLite leaves free pages it never wrote as holes, and a hole would not authenticate
// when a backup reads it. So a page of plain zeros always means damage.
func (f *file) fillGap(tls *libc.TLS, from, to int64) int32 {
	zero := make([]byte, pageSize)
	for off := (from + pageSize - 1) / pageSize * pageSize; off < to; off += pageSize {
		if off == lockOffset {
			continue
		}
		f.v.sealPage(f.cipherB, zero, f.ad.of(rolePage, uint64(off/pageSize)+1))
		if rc := f.diskWrite(tls, pageSize, off); rc != lib.SQLITE_OK {
			return rc
		}
	}
	return lib.SQLITE_OK
}

package vault

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"

	"waymark/internal/durable"
)

// The write-ahead log. What SQLite sees: 32 bytes, then frames of 24 + pageSize. On disk: the sealed header
// (nonce, 32, tag), then per frame the sealed frame header (nonce, 24, tag) and the page, sealed in its own reserved bytes.
// Frames share no sealed piece: appending one never rewrites what was synced before.
const (
	walHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + pageSize

	walHeaderOnDisk   = nonceLen + walHeader + tagLen
	frameHeaderOnDisk = nonceLen + frameHeader + tagLen
	frameOnDisk       = frameHeaderOnDisk + pageSize
)

// walPhysical rounds up to a whole piece: it is used for truncation.
func walPhysical(logical int64) int64 {
	if logical <= 0 {
		return 0
	}
	if logical <= walHeader {
		return walHeaderOnDisk
	}
	return walHeaderOnDisk + (logical-walHeader+frameSize-1)/frameSize*frameOnDisk
}

func walLogical(physical int64) int64 {
	if physical < walHeaderOnDisk {
		return 0
	}
	return walHeader + (physical-walHeaderOnDisk)/frameOnDisk*frameSize
}

func (f *file) walWrite(tls *libc.TLS, b []byte, off int64) int32 {
	if off == 0 && len(b) == walHeader {
		n := f.v.sealPiece(f.cipherB, b, f.ad.of(roleWALHeader, 0))
		return f.diskWrite(tls, n, 0)
	}
	if off < walHeader {
		return lib.SQLITE_IOERR_WRITE
	}
	frame, in := (off-walHeader)/frameSize, (off-walHeader)%frameSize
	at := walHeaderOnDisk + frame*frameOnDisk
	switch {
	case in == 0 && len(b) == frameHeader:
		n := f.v.sealPiece(f.cipherB, b, f.ad.of(roleFrameHeader, uint64(frame)+1))
		return f.diskWrite(tls, n, at)
	case in == frameHeader && len(b) == pageSize:
		f.v.sealPage(f.cipherB, b, f.ad.of(roleFramePage, uint64(frame)+1))
		return f.diskWrite(tls, pageSize, at+frameHeaderOnDisk)
	}
	return lib.SQLITE_IOERR_WRITE // wal.c writes nothing else while power-safe overwrite is claimed
}

// walRead. A piece that does not authenticate reads as zeros while SQLite scans the log (whole frames, headers): a torn
// tail is normal, SQLite's checksum then ends the log there, and an error would block recovery for ever. It is an error
// when SQLite reads the page of a frame it believes committed.
func (f *file) walRead(tls *libc.TLS, b []byte, off int64) int32 {
	committed := len(b) == pageSize && off >= walHeader && (off-walHeader)%frameSize == frameHeader
	for len(b) > 0 {
		piece, in, ok, rc := f.walPiece(tls, b, off)
		if rc != lib.SQLITE_OK && rc != lib.SQLITE_IOERR_SHORT_READ {
			return rc
		}
		if !ok {
			f.v.noteFault(func(s *Faults) { s.Frames++ })
			if committed {
				clear(b)
				return lib.SQLITE_IOERR_DATA
			}
			clear(piece)
		}
		n := len(piece)
		if &piece[0] != &b[0] {
			n = copy(b, piece[in:])
		}
		b, off = b[n:], off+int64(n)
	}
	clear(f.plain)
	return lib.SQLITE_OK
}

// walPiece opens the sealed piece that holds logical offset off: into b if a whole page was asked for, else into
// f.plain. in is where off lies in it.
func (f *file) walPiece(tls *libc.TLS, b []byte, off int64) (piece []byte, in int64, ok bool, rc int32) {
	if off < walHeader {
		rc = f.diskRead(tls, walHeaderOnDisk, 0)
		ok = rc == lib.SQLITE_OK && f.v.openPiece(f.plain, f.cipherB[:walHeaderOnDisk], f.ad.of(roleWALHeader, 0))
		return f.plain[:walHeader], off, ok, rc
	}
	frame, in := (off-walHeader)/frameSize, (off-walHeader)%frameSize
	at := walHeaderOnDisk + frame*frameOnDisk
	if in < frameHeader {
		rc = f.diskRead(tls, frameHeaderOnDisk, at)
		ok = rc == lib.SQLITE_OK && f.v.openPiece(f.plain, f.cipherB[:frameHeaderOnDisk], f.ad.of(roleFrameHeader, uint64(frame)+1))
		return f.plain[:frameHeader], in, ok, rc
	}
	in -= frameHeader
	piece = f.plain[:pageSize]
	if in == 0 && len(b) >= pageSize {
		piece = b[:pageSize]
	}
	rc = f.diskRead(tls, pageSize, at+frameHeaderOnDisk)
	ok = rc == lib.SQLITE_OK && f.v.openPage(piece, f.cipherB, f.ad.of(roleFramePage, uint64(frame)+1))
	return piece, in, ok, rc
}

// inspectWAL looks at a log left by a crash before SQLite does. SQLite ends a log at the first frame it cannot read and
// overwrites the rest. After a power cut that is right: what follows was never acknowledged. After bit rot it is not, so
// a log whose header does not open, or that has a committed frame behind a broken one, is copied aside first. Who may only
// read shortens nothing and leaves no trace.
func (f *file) inspectWAL(tls *libc.TLS) int32 {
	size, rc := f.diskSize(tls)
	if rc != lib.SQLITE_OK || size < walHeaderOnDisk || !f.writable || !f.v.firstLook(f.path) {
		return rc
	}
	if rc := f.diskRead(tls, walHeaderOnDisk, 0); rc != lib.SQLITE_OK {
		return rc
	}
	var header [walHeader]byte
	if !f.v.openPiece(header[:], f.cipherB[:walHeaderOnDisk], f.ad.of(roleWALHeader, 0)) {
		f.v.noteFault(func(s *Faults) { s.Headers++ })
		return f.setAside()
	}
	salt := header[16:24]
	broken := false
	for frame := range (size - walHeaderOnDisk) / frameOnDisk {
		at := walHeaderOnDisk + frame*frameOnDisk
		if rc := f.diskRead(tls, frameHeaderOnDisk, at); rc != lib.SQLITE_OK {
			return rc
		}
		head := f.plain[:frameHeader]
		if !f.v.openPiece(head, f.cipherB[:frameHeaderOnDisk], f.ad.of(roleFrameHeader, uint64(frame)+1)) {
			broken = true
			continue
		}
		if !bytes.Equal(head[8:16], salt) {
			if broken {
				continue
			}
			return lib.SQLITE_OK // the log's end: what follows is older
		}
		commit := binary.BigEndian.Uint32(head[4:]) != 0
		if rc := f.diskRead(tls, pageSize, at+frameHeaderOnDisk); rc != lib.SQLITE_OK {
			return rc
		}
		ok := f.v.openPage(f.plain, f.cipherB, f.ad.of(roleFramePage, uint64(frame)+1))
		clear(f.plain)
		if !ok {
			broken = true
		} else if broken && commit {
			return f.setAside()
		}
	}
	return lib.SQLITE_OK
}

// maxAside bounds the copies kept per log; the oldest are the ones that may hold something.
const maxAside = 3

// setAside copies the log, sealed as it is, beside itself. A copy that cannot be made stops the opening: the log is the
// only one there is.
func (f *file) setAside() int32 {
	for i := 1; i <= maxAside; i++ {
		to := fmt.Sprintf("%s.aside-%d", f.path, i)
		if _, err := statFile(to); err == nil {
			continue
		}
		err := durable.Write(to, 0o600, func(w io.Writer) error {
			r, err := os.Open(f.path)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = io.Copy(w, r)
			return err
		})
		if err != nil {
			return lib.SQLITE_CANTOPEN
		}
		f.v.noteFault(func(s *Faults) { s.Aside = append(s.Aside, to) })
		return lib.SQLITE_OK
	}
	return lib.SQLITE_OK
}

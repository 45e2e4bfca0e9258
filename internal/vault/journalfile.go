package vault

import (
	"crypto/rand"
	"encoding/binary"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Rollback journals and super-journals. With WAL they are used only while a database is made or switched to WAL, so they
// are kept simple: what SQLite sees is an image in memory, what is on disk is a log of its changes,
//
//	16 bytes random id, then records: length (4, big-endian) | nonce | operation 1, offset 8, content | tag
//
// each bound to the id, its place and its length. Nothing is rewritten in place, so a torn write loses only a suffix that
// was not synced. journal_mode=PERSIST would let the log grow and is not used.
type journalLog struct {
	id   [16]byte
	size int64 // on disk; 0 until the id is written
	seq  uint64
}

const (
	recordHead = 1 + 8
	logWrite   = 'W'
	logCut     = 'T'
	maxJournal = 1 << 30 // a journal this large is none of ours
)

func (l *journalLog) ad(seq uint64, n uint32) []byte {
	a := make([]byte, 0, 32)
	a = append(a, roleJournal, sealVersion)
	a = append(a, l.id[:]...)
	a = binary.BigEndian.AppendUint64(a, seq)
	return binary.BigEndian.AppendUint32(a, n)
}

func (f *file) logWrite(tls *libc.TLS, off int64, b []byte) int32 {
	for len(b) > 0 {
		part := b[:min(len(b), pageSize)]
		if rc := f.logAppend(tls, logWrite, off, part); rc != lib.SQLITE_OK {
			return rc
		}
		f.image = put(f.image, off, part)
		b, off = b[len(part):], off+int64(len(part))
	}
	return lib.SQLITE_OK
}

func (f *file) logTruncate(tls *libc.TLS, size int64) int32 {
	if size == 0 {
		f.image = cut(f.image, 0)
		f.log = journalLog{}
		return f.diskTruncate(tls, 0)
	}
	if size >= int64(len(f.image)) {
		return lib.SQLITE_OK
	}
	if rc := f.logAppend(tls, logCut, size, nil); rc != lib.SQLITE_OK {
		return rc
	}
	f.image = cut(f.image, size)
	return lib.SQLITE_OK
}

func (f *file) logAppend(tls *libc.TLS, op byte, off int64, b []byte) int32 {
	if f.log.size == 0 {
		rand.Read(f.log.id[:])
		if rc := f.diskTruncate(tls, 0); rc != lib.SQLITE_OK {
			return rc
		}
		copy(f.cipherB, f.log.id[:])
		if rc := f.diskWrite(tls, len(f.log.id), 0); rc != lib.SQLITE_OK {
			return rc
		}
		f.log.size, f.log.seq = int64(len(f.log.id)), 0
	}
	record := make([]byte, recordHead, recordHead+len(b))
	record[0] = op
	binary.BigEndian.PutUint64(record[1:], uint64(off))
	record = append(record, b...)
	n := uint32(len(record))
	binary.BigEndian.PutUint32(f.cipherB, n)
	sealed := f.v.sealPiece(f.cipherB[4:], record, f.log.ad(f.log.seq, n))
	clear(record)
	if rc := f.diskWrite(tls, 4+sealed, f.log.size); rc != lib.SQLITE_OK {
		return rc
	}
	f.log.size += int64(4 + sealed)
	f.log.seq++
	return lib.SQLITE_OK
}

// replay rebuilds the image of a journal that was left behind.
func (f *file) replay(tls *libc.TLS) int32 {
	size, rc := f.diskSize(tls)
	if rc != lib.SQLITE_OK || size < int64(len(f.log.id)) {
		return rc
	}
	if size > maxJournal {
		return lib.SQLITE_IOERR_READ
	}
	c := lib.Xsqlite3_malloc64(tls, uint64(size))
	if c == 0 {
		return lib.SQLITE_NOMEM
	}
	defer lib.Xsqlite3_free(tls, c)
	if rc := gofunc[fnReadWrite](methodsOf(f.real).FxRead)(tls, f.real, c, int32(size), 0); rc != lib.SQLITE_OK {
		return rc
	}
	f.replayBytes(cbytes(c, int(size)))
	return lib.SQLITE_OK
}

// replayBytes applies records up to the first that does not open and says how many there were.
func (f *file) replayBytes(b []byte) (records int) {
	if len(b) < len(f.log.id) {
		return 0
	}
	at := copy(f.log.id[:], b)
	for at+4 <= len(b) {
		n := int64(binary.BigEndian.Uint32(b[at:]))
		end := int64(at) + 4 + nonceLen + n + tagLen
		if n < recordHead || n > recordHead+pageSize || end > int64(len(b)) {
			break
		}
		record := make([]byte, n)
		if !f.v.openPiece(record, b[at+4:end], f.log.ad(f.log.seq, uint32(n))) {
			break
		}
		off := int64(binary.BigEndian.Uint64(record[1:]))
		if record[0] == logCut {
			f.image = cut(f.image, off)
		} else {
			f.image = put(f.image, off, record[recordHead:])
		}
		clear(record)
		f.log.seq++
		at = int(end)
		records++
	}
	if records > 0 {
		f.log.size = int64(at)
	}
	return records
}

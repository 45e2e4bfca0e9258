// Package vault keeps a folder of SQLite databases sealed: whoever finds the laptop, the stick or the backup sees file
// sizes and times, and nothing else. One vault belongs to one staff member on one laptop.
//
// Use Create and Unlock (passphrase), UnlockRecovery (the organisation) or CreateRaw and UnlockRaw (whoever keeps the key
// elsewhere: the hub, simulated devices). Open databases with internal/sqlite and the name VFS returns. Call RunChild
// first in main. Close when every database is closed, then end the process: what SQLite and Go freed is only cleared
// by that.
//
// # What it promises
//
// Every page of a database, every frame of its write-ahead log and every record of a journal is sealed by
// XChaCha20-Poly1305 under a key that only an open vault has in memory. Temporary databases, sorts and statement journals
// stay in memory; the wal-index stays in the process and there is no -shm file. Bit rot, tampering, moved and zeroed
// pages are noticed when they are read (SQLITE_IOERR_DATA). Commits are exactly as durable as SQLite's own: nothing
// synced is ever written again in place, except pages under a log or journal that can restore them.
//
// The key is proved on the files before SQLite may see them (Prove, and again in every open): a wrong key makes a
// write-ahead log look empty and SQLite deletes an empty log, with every commit in it. A database opened to read only
// leaves no trace at all: no log is made, emptied or deleted.
//
// A log left by a crash that has a committed frame behind a broken one, or whose header does not open, is copied aside
// before SQLite shortens it; Faults says so.
//
// # On disk
//
//	vault.key        the data key, wrapped once per slot; text, see keyfile.go. Without it nothing opens: keep copies (KeyFile)
//	vault.tries      failed passphrases in a row; see tries.go
//	vault.lock       held while a process has the vault open; a second one gets ErrInUse
//	NAME.db          page k at (k-1)*8192: ciphertext of 8152 bytes, tag 16, nonce 24. 8192 and 40 are fixed by the suite
//	NAME.db-wal      sealed header (nonce 24, 32, tag 16), then per frame a sealed header (nonce 24, 24, tag 16) and a page
//	NAME.db-journal  random id 16, then sealed records; only while a database is being made; see journalfile.go
//	NAME.db-wal.aside-N  a log copied aside
//	NAME.lock        beside a database outside the folder, such as a backup being written, while it is open
//
// Associated data of every sealed piece is its role (1 byte: P page, H log header, F frame header, W frame page), the
// version of this layout (1 byte, 1), six zero bytes and its number (8 bytes, big-endian): no piece passes for another
// kind or place. The keys for pages, for the key file and for each use (Subkey) come from the data key by HKDF-SHA256 with
// the info "waymark.vault/v1 " and the purpose.
//
// # Why so
//
// Sealing into SQLite's reserved bytes, rather than a length-preserving cipher, notices tampering, hides which pages went
// back to an earlier content, and never rewrites a block that was synced before. The page size is 8192 because 40 bytes of
// 4096 cost a quarter of the rows of about 1 KiB; one geometry for all suites because SQLite copies databases only
// between equal ones. XChaCha rather than AES-GCM because random nonces of 24 bytes need no count of writes and its key
// can be wiped. The geometry of a new database is given to the stock driver as a short read of the header (mainReadPart).
//
// SQLite's own settings matter: journal_mode WAL (or DELETE, TRUNCATE), never OFF or PERSIST; no cache=shared, nolock,
// immutable; one process. internal/sqlite sets them, and refuses statements that would write content into a file in clear.
//
// The package uses modernc.org/sqlite/lib, which promises no stability: its version is pinned with that of modernc.org/libc,
// and the crash tests of internal/sqlite are run before a new one is taken. Function signatures that do not match are not
// an error there but corrupt memory (handle.go). Under -race the transpiled SQLite is ten to twenty times slower.
//
// # What it does not do
//
// It knows no schema, no SQL, and nothing of what is kept. It does not notice that a whole database, or a page at its own
// place, was replaced by an older version of itself or by one with the same place from another database of the same vault
// (internal/sqlite notices whole databases by their application id): that needs a counter outside the disk. It does not
// hide sizes, times and the pattern of writes. It does not reach swap, hibernation files and freed memory of a running
// process: disks should be encrypted by the system as well, and NoCoreDumps switches off what can be. An old copy of
// vault.key still opens with the passphrase of its time: re-key into a new vault if one may exist (internal/copies). Attachments, exports,
// logs, the clipboard and the widgets' caches are outside of it. A vault does not belong into a folder that is synced to a
// cloud or lies on a network share: such programs open, copy and lock the files at the wrong moment. CheckPlace knows the
// usual ones; whoever makes or opens a vault for a person asks it first.
//
// BUG: on Windows and macOS nothing differs but the lock and process files, yet neither real Windows (antivirus, cloud
// folders, sleep during a write) nor macOS nor a real power cut has been tried.
package vault

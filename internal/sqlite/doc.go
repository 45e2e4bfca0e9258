// Package sqlite opens a SQLite database the one way this program uses them: sealed by a vault, one writer, a few readers,
// every commit flushed before it is acknowledged, numbered migrations, errors a caller can branch on. Stores
// (internal/casestore, sync/hub/sqlstore) are written on it; nothing else imports database/sql.
//
//	db, err := sqlite.Open(ctx, v.Path("cases.db"), sqlite.Options{VFS: v.VFS(), AppID: 0x5741594d, Migrations: files})
//	err = db.Write(ctx, func(tx *sql.Tx) error { ... })
//	err = db.Read(ctx, func(tx *sql.Tx) error { ... })
//
// # What it promises
//
// When Write returns nil the transaction survives a kill and a power cut (WAL, synchronous=FULL). When it returns an
// error nothing of it is there, except that an error of the commit itself leaves it open. Read sees one moment. Writers
// wait for each other, readers for nobody.
//
// Opening proves the key before SQLite sees a file, looks at whose database it is and how new through a connection that
// leaves no trace, and only then lets one write: every refusal leaves every file byte for byte as it was. Migrations are
// applied all or not at all, after a sealed, checked copy (NAME.before-N).
//
// Content in clear cannot leave by a slip: no connection may attach another file (which ATTACH, VACUUM and VACUUM INTO
// all do) but the one target of a copy being made, settings that decide where content goes cannot be changed, sorts and
// temporary tables stay in memory, deleted content is overwritten (secure_delete; full-text tables set FTS5's own
// "secure-delete" besides), and errors do not quote what was typed, except in builds with the tag "test".
//
// # What to know when writing SQL on it
//
// Foreign keys are checked. "x" in double quotes is a name, never a text. Schemas are not trusted: functions of our own
// used in triggers, views or indices must be registered as innocuous. PRAGMA is refused but for reading, user_version,
// wal_checkpoint, optimize and defer_foreign_keys. A transaction of Read cannot write. fn of Write must not call Write.
// To compact a database, Backup it and swap: plain VACUUM is refused, its temporary copy would lie in memory.
// LIKE folds ASCII only and unicode61 does not fold ß to ss: text is normalised in Go, for rows and queries alike.
//
// # What it does not do
//
// It knows no table. It keeps no two processes apart: the vault does, by its lock. Without a VFS (comparisons) a look at a
// database that is in WAL mode with a log beside it lets SQLite make a -shm file. It does not notice that a whole database
// was replaced by an older copy of itself.
package sqlite

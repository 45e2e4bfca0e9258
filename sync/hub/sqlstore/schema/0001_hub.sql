-- What a hub knows. Written in SQLite's dialect; postgres.go says how it becomes
-- PostgreSQL's. Identifiers are 16 bytes, times are ms since 1970 by the hub's
-- clock. What is called sealed opens only with keys that are not in the database.

-- The hub's own values by name: its identifier, what is backed, a proof of the keys.
CREATE TABLE setting (
	name  TEXT PRIMARY KEY NOT NULL,
	value BLOB NOT NULL              -- sealed
) STRICT;

-- One row. Its number changes with staff, offices and devices, so that a hub knows
-- when to read them again; its lock keeps them from changing meanwhile.
CREATE TABLE directory (
	number INTEGER NOT NULL
) STRICT;
INSERT INTO directory (number) VALUES (1);

-- What is remembered of the exchanges with a device. Its lock keeps two hubs from
-- answering it at once.
CREATE TABLE device (
	id     BLOB PRIMARY KEY NOT NULL,
	seen   INTEGER NOT NULL,         -- last exchange, 0: never
	made   INTEGER NOT NULL,         -- highest counter in its batches
	chunk  INTEGER NOT NULL,         -- bytes in one batch for it, 0: not tried yet
	agreed INTEGER NOT NULL,         -- when holdings last agreed, 0: never
	backed INTEGER NOT NULL          -- what it was last told to be in a backup, 0: never told
) STRICT;

-- Batches that were accepted: a second time they get no more than their receipt.
CREATE TABLE taken (
	batch  BLOB PRIMARY KEY NOT NULL,
	device BLOB NOT NULL,            -- from whom
	at     INTEGER NOT NULL,
	owed   INTEGER NOT NULL          -- 1: its receipt is not known to have arrived
) STRICT;
CREATE INDEX taken_owed ON taken (device, at) WHERE owed = 1;

-- Batches that were made for a device and not receipted yet.
CREATE TABLE sending (
	batch    BLOB PRIMARY KEY NOT NULL,
	device   BLOB NOT NULL,
	at       INTEGER NOT NULL,
	turn     BLOB NOT NULL,          -- 8 bytes, the same in all batches of one answer
	content  BLOB NOT NULL,          -- 28 bytes for each pending row in it: entry, mark, first and last block
	receipts BLOB NOT NULL           -- 16 bytes for each batch receipted in it
) STRICT;
CREATE INDEX sending_device ON sending (device, at);

-- Subjects that entries are about. Its rows are what transactions lock.
CREATE TABLE subject (
	id     BLOB PRIMARY KEY NOT NULL,
	erased INTEGER NOT NULL          -- when it was erased as a whole, 0: it was not
) STRICT;

-- Entries. The longest bodies are in the table block.
CREATE TABLE entry (
	id       BLOB PRIMARY KEY NOT NULL,
	subject  BLOB NOT NULL,
	received INTEGER NOT NULL,
	length   INTEGER NOT NULL,       -- bytes of the body
	steers   INTEGER NOT NULL,       -- 0: nothing; 1: who receives what about its subject; 2: who is who
	envelope BLOB NOT NULL,          -- sealed: kind, class, circle, understood, author, staff, sum of the body
	body     BLOB                    -- sealed; null when it is in blocks
) STRICT;
CREATE INDEX entry_subject ON entry (subject);
CREATE INDEX entry_steers ON entry (subject) WHERE steers > 0;
CREATE INDEX entry_directory ON entry (id) WHERE steers = 2;

-- Bodies that are longer than a row should be, in pieces.
CREATE TABLE block (
	entry  BLOB NOT NULL,
	number INTEGER NOT NULL,         -- of 64 KiB pieces, from 0
	body   BLOB NOT NULL,            -- sealed
	PRIMARY KEY (entry, number)
) STRICT;

-- Parts of entries that have not arrived in full.
CREATE TABLE part (
	device   BLOB NOT NULL,          -- who sent it
	entry    BLOB NOT NULL,
	start    INTEGER NOT NULL,       -- where it begins in the body
	length   INTEGER NOT NULL,       -- its own bytes
	at       INTEGER NOT NULL,
	envelope BLOB NOT NULL,          -- sealed: the entry without body, the whole's length and sum
	body     BLOB NOT NULL,          -- sealed
	PRIMARY KEY (device, entry, start, length)
) STRICT;

-- Identifiers of entries that were erased. For ever: an old stick may hold them.
CREATE TABLE erased (
	entry BLOB PRIMARY KEY NOT NULL,
	at    INTEGER NOT NULL
) STRICT;

-- Entries that were not accepted, for the device that sent them.
CREATE TABLE aside (
	device BLOB NOT NULL,
	entry  BLOB NOT NULL,
	reason INTEGER NOT NULL,
	at     INTEGER NOT NULL,
	sealed BLOB NOT NULL,            -- the whole entry
	PRIMARY KEY (device, entry)
) STRICT;
CREATE INDEX aside_entry ON aside (entry);

-- What a device is meant to have. Erased entries stay: it is meant to know of them.
CREATE TABLE visible (
	device BLOB NOT NULL,
	entry  BLOB NOT NULL,
	PRIMARY KEY (device, entry)
) STRICT, WITHOUT ROWID;

-- The sum of a device's rows here stands for all that is visible to it. Appended,
-- so that nobody waits for a row that many change; added up now and then.
CREATE TABLE delta (
	device BLOB NOT NULL,
	count  INTEGER NOT NULL,
	sum    BLOB NOT NULL             -- 32 bytes, see batch.Set
) STRICT;
CREATE INDEX delta_device ON delta (device);

-- What a device still has to be told.
CREATE TABLE pending (
	device   BLOB NOT NULL,
	entry    BLOB NOT NULL,
	priority INTEGER NOT NULL,       -- lower goes first
	op       INTEGER NOT NULL,       -- 1 give, 2 withdraw, 3 erase, 4 set aside
	reason   INTEGER NOT NULL,       -- why it was set aside
	length   INTEGER NOT NULL,       -- bytes of the entry's body
	mark     INTEGER NOT NULL,       -- random: an old receipt must not remove a newer row
	done     BLOB,                   -- a bit for each 8 KiB that arrived
	PRIMARY KEY (device, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_order ON pending (device, priority, entry DESC);

-- Devices whose scope is being worked out anew.
CREATE TABLE errand (
	device BLOB PRIMARY KEY NOT NULL,
	after  BLOB NOT NULL             -- the last subject that is done
) STRICT;

CREATE TABLE invitation (
	id      BLOB PRIMARY KEY NOT NULL,
	expires INTEGER NOT NULL,
	sealed  BLOB NOT NULL            -- what it is checked with, for whom it is, uses left
) STRICT;

-- What a supervisor should see.
CREATE TABLE notice (
	device BLOB NOT NULL,
	what   INTEGER NOT NULL,         -- 1 reconciled, 2 enrolled, 3 revoked, 4 forged
	at     INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_at ON notice (at);

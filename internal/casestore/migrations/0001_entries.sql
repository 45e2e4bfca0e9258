-- What is kept, as it travels. One row for each entry this device holds: what one
-- transaction wrote about one subject in one class. Bodies are kept as they were
-- sent (sealed to a circle where they are), so that an entry can be given to the hub
-- again byte for byte, for ever; everything in 0002 and 0003 can be made anew from here.
CREATE TABLE entries (
    no           INTEGER PRIMARY KEY,   -- order of arrival on this device
    id           BLOB    NOT NULL,      -- 16 bytes, the entry's identity everywhere
    subject_kind INTEGER NOT NULL,      -- as casework numbers them
    subject      BLOB    NOT NULL,      -- 16 bytes
    class        INTEGER NOT NULL,      -- as casework numbers them
    circle       INTEGER NOT NULL,      -- who may open the body; 0: the hub and whoever it sends it to
    author       BLOB    NOT NULL,      -- device it was written on
    staff        BLOB    NOT NULL,      -- who wrote it
    sum          BLOB    NOT NULL,      -- SHA-256 over all of the entry but its vouch: same id, other sum is a fault
    state        INTEGER NOT NULL,      -- 1 waiting: the hub does not have it yet; 2 held: both have it; 3 set aside by the hub; 4 withdrawn: out of sight, kept until backed
    folded       INTEGER NOT NULL,      -- 1 its changes are in items; 0 sealed to a circle not (yet) opened here, unreadable, or withdrawn
    recorded     INTEGER NOT NULL,      -- milliseconds since 1970 by this device: when it was written or arrived
    receipted    INTEGER NOT NULL,      -- milliseconds since 1970 by the hub: when the hub said it has it; 0 never
    received     INTEGER NOT NULL,      -- milliseconds since 1970 by the hub: when it first had it; 0 unknown
    vouch        BLOB    NOT NULL,      -- the hub's MAC, to be given back with it; empty for own entries never sent back
    size         INTEGER NOT NULL,      -- of the body, bytes
    body         BLOB    NOT NULL       -- last, so that scans need not read it
) STRICT;
CREATE UNIQUE INDEX entries_id ON entries (id);
CREATE INDEX entries_subject ON entries (subject_kind, subject);
-- What holdings count, in the order of the id space: reconciling walks it.
CREATE UNIQUE INDEX entries_held ON entries (id) WHERE state = 2;
CREATE INDEX entries_unfolded ON entries (no) WHERE folded = 0;
-- What is only here, set aside or withdrawn. SQLite uses it for a query that says
-- state <> 2 in so many words.
CREATE INDEX entries_here ON entries (subject_kind, subject, state) WHERE state <> 2;

-- Which change came with which entry. A change is folded once, whatever entries repeat it.
CREATE TABLE changes (
    id    BLOB    PRIMARY KEY,          -- 16 bytes
    entry INTEGER NOT NULL              -- entries.no
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_entry ON changes (entry);

-- Identifiers of erased entries: never accepted again, from no stick and no backup.
-- They count in holdings as if they were held.
CREATE TABLE erased (
    id BLOB PRIMARY KEY,                -- 16 bytes, an entry
    at INTEGER NOT NULL                 -- milliseconds since 1970 by this device
) STRICT, WITHOUT ROWID;

-- Changes that were ordered to be erased, arrived or not.
CREATE TABLE erased_changes (
    id BLOB PRIMARY KEY                 -- 16 bytes
) STRICT, WITHOUT ROWID;

-- Subjects erased as a whole: whatever arrives about them later is erased on arrival,
-- except the erasing itself.
CREATE TABLE erased_subjects (
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,
    PRIMARY KEY (subject_kind, subject)
) STRICT, WITHOUT ROWID;

-- Why an entry, or something that wanted to be one, is set aside. Visible to people
-- until mended; never in the way of anything else.
CREATE TABLE aside (
    entry  BLOB    NOT NULL,            -- 16 bytes; need not be in entries
    reason INTEGER NOT NULL,            -- as package batch numbers them
    hint   TEXT    NOT NULL,            -- a message key, or empty
    at     INTEGER NOT NULL,            -- milliseconds since 1970 by this device
    other  BLOB    NOT NULL,            -- bytes that came under an id already taken; else empty
    mended BLOB    NOT NULL,            -- 16 bytes: the entry that says it again; empty while not mended
    PRIMARY KEY (entry, reason)
) STRICT, WITHOUT ROWID;

-- The outbox: what the hub has not said it has. A row goes when any batch that held
-- it is receipted, and for no other reason but erasing and setting aside.
CREATE TABLE outbox (
    entry    BLOB    NOT NULL,          -- 16 bytes, entries.id
    part     INTEGER NOT NULL,          -- which 8 KiB of the body, counted from 0; -1 the entry travels whole
    priority INTEGER NOT NULL,          -- 0 who holds a case, 1 words, 2 long words, 3 files, 4 given back; small first
    queued   INTEGER NOT NULL,          -- milliseconds since 1970 by this device, negative with priority 0; great first
    made     INTEGER NOT NULL,          -- number of the batch it is under way in; 0 none
    size     INTEGER NOT NULL,          -- bytes of the body, or of these 8 KiB of it
    PRIMARY KEY (entry, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_waiting ON outbox (priority, queued DESC, entry, part) WHERE made = 0;
CREATE INDEX outbox_under_way ON outbox (made) WHERE made > 0;

-- Notes that wait to be sent: what reconciling asked and answered.
CREATE TABLE notes (
    no    INTEGER PRIMARY KEY,
    kind  INTEGER NOT NULL,             -- as package batch numbers them
    bytes BLOB    NOT NULL,
    made  INTEGER NOT NULL              -- number of the batch it is under way in; 0 none
) STRICT;

-- Batches this device made. Forgetting one is harmless: what it held is sent again.
CREATE TABLE sent (
    id       BLOB    PRIMARY KEY,       -- 16 bytes, the batch
    made     INTEGER NOT NULL,          -- its number
    at       INTEGER NOT NULL,          -- milliseconds since 1970 by this device
    settled  INTEGER NOT NULL,          -- 1 the hub gave its receipt
    entries  BLOB    NOT NULL,          -- 24 bytes each: entry, first part and last part as signed 32-bit numbers
    receipts BLOB    NOT NULL           -- 16 bytes each: batches it gave receipts for
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_made ON sent (made);

-- Batches stored, so that a second copy costs nothing and receipts can be repeated.
CREATE TABLE taken (
    id     BLOB    PRIMARY KEY,         -- 16 bytes, the batch
    no     INTEGER NOT NULL,            -- order of arrival
    owed   INTEGER NOT NULL             -- 1 its sender has not said that it knows; 2 and it held something, so say it soon; 0 said and known
) STRICT, WITHOUT ROWID;
CREATE INDEX taken_owed ON taken (owed, no) WHERE owed > 0;
CREATE INDEX taken_no ON taken (no);

-- Entries of which only parts have arrived: their envelopes, as in entries.
CREATE TABLE partial (
    entry        BLOB    NOT NULL,      -- 16 bytes
    sum          BLOB    NOT NULL,      -- SHA-256 of the whole body
    length       INTEGER NOT NULL,      -- of the whole body, bytes
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,
    class        INTEGER NOT NULL,
    circle       INTEGER NOT NULL,
    author       BLOB    NOT NULL,
    staff        BLOB    NOT NULL,
    received     INTEGER NOT NULL,
    vouch        BLOB    NOT NULL,
    at           INTEGER NOT NULL,      -- milliseconds since 1970 by this device: first part
    PRIMARY KEY (entry, sum)
) STRICT, WITHOUT ROWID;

-- The parts that have arrived.
CREATE TABLE parts (
    no    INTEGER PRIMARY KEY,
    entry BLOB    NOT NULL,             -- as in partial
    sum   BLOB    NOT NULL,
    start INTEGER NOT NULL,             -- where in the body, bytes
    size  INTEGER NOT NULL,             -- bytes
    bytes BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX parts_place ON parts (entry, sum, start, size);

-- Small things there is one of: the node's keys, the enrolment, the holdings, the clock.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Drafts: what is being typed. They never travel by themselves.
CREATE TABLE drafts (
    id           BLOB    PRIMARY KEY,   -- 16 bytes
    screen       TEXT    NOT NULL,      -- the route of the screen it was typed in
    subject_kind INTEGER NOT NULL,      -- 0 about nothing that exists yet
    subject      BLOB    NOT NULL,      -- 16 bytes
    form         BLOB    NOT NULL,      -- the screen's own bytes
    started      INTEGER NOT NULL,      -- milliseconds since 1970 by this device: first kept
    kept         INTEGER NOT NULL,      -- last kept
    due          INTEGER NOT NULL       -- when it becomes changes; 0 not marked
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_due ON drafts (due) WHERE due > 0;

-- Who opened, printed or copied what on this device, for the person's right to know.
CREATE TABLE openings (
    no           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,      -- milliseconds since 1970 by this device
    staff        BLOB    NOT NULL,
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,
    what         TEXT    NOT NULL,      -- open | print | export | copy
    reason       TEXT    NOT NULL       -- as given; empty for open
) STRICT;
CREATE INDEX openings_subject ON openings (subject_kind, subject);

-- What the entries fold to. One row for each item of a subject that anything was
-- written about: the case itself, a member, a counselling session, a plan line. A
-- change touches one row, however many changes the case has.
CREATE TABLE items (
    no           INTEGER PRIMARY KEY,   -- also the row of its words in names and words
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,      -- 16 bytes
    kind         TEXT    NOT NULL,      -- as casework names them
    item         BLOB    NOT NULL,      -- 16 bytes; zeros for the subject itself
    day          TEXT    NOT NULL,      -- 2006-01-02, when it happened or is meant to, for lists; empty when it has none
    what         TEXT    NOT NULL,      -- its state or outcome, for lists; empty when it has none
    live         INTEGER NOT NULL,      -- 0 deleted, or nothing of it known but what replaced it
    conflicts    INTEGER NOT NULL,      -- fields with several values that nobody decided yet
    newer        INTEGER NOT NULL,      -- 1 holds something this version does not know
    changed      INTEGER NOT NULL,      -- stamp of its newest change, for the order of display
    state        BLOB    NOT NULL       -- casework's folded item
) STRICT;
CREATE UNIQUE INDEX items_key ON items (subject_kind, subject, kind, item);
-- Lists of one kind within a subject, and counting them, without opening an item.
CREATE INDEX items_list ON items (subject_kind, subject, kind, day) WHERE live = 1;
-- Lists across subjects: what was asked, whose review is missing.
CREATE INDEX items_what ON items (kind, what, day) WHERE live = 1;
CREATE INDEX items_conflicts ON items (subject_kind, subject, conflicts) WHERE conflicts > 0;
CREATE INDEX items_newer ON items (subject_kind, subject) WHERE newer > 0;

CREATE INDEX items_day ON items (kind, day, item) WHERE live = 1;

-- What live items refer to: the counselling session a review is of, the member a
-- document belongs to.
CREATE TABLE refs (
    target BLOB    NOT NULL,            -- 16 bytes, an item or a subject
    kind   TEXT    NOT NULL,            -- of the item that refers
    field  TEXT    NOT NULL,
    item   INTEGER NOT NULL,            -- items.no, the one that refers
    PRIMARY KEY (target, kind, field, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_item ON refs (item);

-- The days that live items name: appointments, time limits, things due. Which of
-- them matter is for whoever asks to say.
CREATE TABLE days (
    kind  TEXT    NOT NULL,             -- of the item
    field TEXT    NOT NULL,
    day   TEXT    NOT NULL,             -- 2006-01-02, or with the time of day 2006-01-02T15:04+01:00
    item  INTEGER NOT NULL,             -- items.no
    PRIMARY KEY (kind, field, day, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX days_item ON days (item);

-- What somebody should look at again, as casework works it out from the whole of a
-- case: a rule of counselling that was not kept, a doubt, a conflict. Never a reason
-- to refuse.
CREATE TABLE flags (
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,      -- 16 bytes
    flag         TEXT    NOT NULL,      -- casework's message key
    kind         TEXT    NOT NULL,      -- of the item that raises it
    item         BLOB    NOT NULL,      -- 16 bytes
    by           BLOB    NOT NULL,      -- who wrote there last
    at           INTEGER NOT NULL,      -- and when, milliseconds since 1970 by their clock
    settled      INTEGER NOT NULL,      -- 1 somebody decided on it since
    PRIMARY KEY (subject_kind, subject, flag, kind, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX flags_open ON flags (at) WHERE settled = 0;

-- Subjects that changed since their flags were worked out. Working them out reads the
-- whole case, so it is put off when many change at once or a case is long.
CREATE TABLE stale (
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,
    PRIMARY KEY (subject_kind, subject)
) STRICT, WITHOUT ROWID;

-- The caseload: one row for each case, wide enough for a list of them, so that
-- sorting and filtering 10,000 cases opens no folded item.
CREATE TABLE caseload (
    no           INTEGER PRIMARY KEY,   -- what lists hold
    subject      BLOB    NOT NULL,      -- 16 bytes
    file         TEXT    NOT NULL,      -- file number, as printed
    name         TEXT    NOT NULL,      -- of the main person, as the list shows it; empty: goes by the file number
    name_key     TEXT    NOT NULL,      -- the same normalised, for sorting
    native       TEXT    NOT NULL,      -- the name in its own script
    nationality  TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    office       BLOB    NOT NULL,      -- 16 bytes, zeros when none
    assigned     BLOB    NOT NULL,      -- 16 bytes, zeros when none
    persons      INTEGER NOT NULL,      -- how many members
    opened       TEXT    NOT NULL,      -- 2006-01-02
    last_session TEXT    NOT NULL,      -- day of the newest counselling session, or empty
    sessions     INTEGER NOT NULL,      -- how many
    conflicts    INTEGER NOT NULL,      -- over all its items
    flags        INTEGER NOT NULL,      -- not settled
    newer        INTEGER NOT NULL,      -- items that hold what this version does not know
    changed      INTEGER NOT NULL       -- stamp of the newest change
) STRICT;
CREATE UNIQUE INDEX caseload_subject ON caseload (subject);
-- Each order of a list ends in the file number and the row, and is read from its index alone.
CREATE INDEX caseload_file ON caseload (file);
CREATE INDEX caseload_name ON caseload (name_key, file);
CREATE INDEX caseload_last ON caseload (last_session, file);
CREATE INDEX caseload_opened ON caseload (opened DESC, file);
CREATE INDEX caseload_changed ON caseload (changed DESC, file);

-- Full-text search. The text is put in after casework's normalisation, as every
-- question is, so SQLite's own folding does not matter. Contentless: the index
-- cannot give back what was put in; rows are items.no. Names are apart from words
-- because a name typed by its first two letters must not wade through what
-- 100,000 sessions say.
-- detail=none keeps no places of words: shorter, and less to put together again.
CREATE VIRTUAL TABLE names USING fts5 (text, content='', contentless_delete=1, detail=none, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
CREATE VIRTUAL TABLE words USING fts5 (text, content='', contentless_delete=1, detail=none, prefix='2 3 4 5', tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'");

-- Items whose words are not in the index words yet: taking many at once in from the
-- hub must not wait for reading every word of them. Search reads them first.
CREATE TABLE unread (
    item INTEGER PRIMARY KEY            -- items.no
) STRICT;

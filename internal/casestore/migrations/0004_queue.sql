-- What the queue of the second reading shows and is searched by: one row for each
-- recorded counselling session that is live, so that a queue of 100,000 is sorted and
-- filtered without opening a folded item. Whether it still waits is asked of refs.
CREATE TABLE counsellings (
    no       INTEGER PRIMARY KEY,       -- items.no
    subject  BLOB NOT NULL,             -- 16 bytes, the case
    item     BLOB NOT NULL,             -- 16 bytes
    day      TEXT NOT NULL,             -- 2006-01-02, or empty
    language TEXT NOT NULL,             -- tag, or empty
    outcome  TEXT NOT NULL,
    setting  TEXT NOT NULL,
    by       BLOB NOT NULL              -- 16 bytes, who held it
) STRICT;
CREATE INDEX counsellings_day ON counsellings (day, item);

-- The first day on which nobody of the household is treated as a minor any more;
-- empty when nobody is.
ALTER TABLE caseload ADD COLUMN minor_until TEXT NOT NULL DEFAULT '';

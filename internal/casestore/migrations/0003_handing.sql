-- Which circle key opens something of a class about a subject: whoever comes to read
-- the subject needs that key, whichever office it is of. A row stays when the entries
-- are withdrawn, until somebody who has the subject now has the key too.
CREATE TABLE sealed (
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,      -- 16 bytes
    class        INTEGER NOT NULL,      -- as casework numbers them
    key          BLOB    NOT NULL,      -- 8 bytes, the circle key's identifier
    PRIMARY KEY (subject_kind, subject, class, key)
) STRICT, WITHOUT ROWID;
INSERT INTO sealed (subject_kind, subject, class, key)
    SELECT DISTINCT subject_kind, subject, class, substr(body, 2, 8) FROM entries
    WHERE circle = 3 AND length(body) > 33 AND substr(body, 1, 1) = x'01';

-- To whom a subject was assigned when it went out of sight here while something of it
-- is in sealed: identifiers alone, and no longer than a row there.
CREATE TABLE parted (
    subject_kind INTEGER NOT NULL,
    subject      BLOB    NOT NULL,      -- 16 bytes
    root         BLOB    NOT NULL,      -- casework's folded item, of its assignment only
    PRIMARY KEY (subject_kind, subject)
) STRICT, WITHOUT ROWID;

-- Times are nanoseconds since 1970. `number` counts in the order of creation: clocks jump, it does not.

CREATE TABLE sessions (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    title       TEXT    NOT NULL,
    create_time INTEGER NOT NULL
) STRICT;

CREATE TABLE takes (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    session     TEXT    NOT NULL REFERENCES sessions (id),
    create_time INTEGER NOT NULL,
    question    TEXT    NOT NULL, -- JSON, frozen
    format      TEXT    NOT NULL, -- JSON, frozen
    fit         TEXT    NOT NULL, -- JSON
    "end"       TEXT              -- JSON; null until the take is finished
) STRICT;

CREATE INDEX takes_of_session ON takes (session, number);

CREATE TABLE uploads (
    take           INTEGER PRIMARY KEY REFERENCES takes (number),
    committed_size INTEGER NOT NULL,
    writer_epoch   INTEGER NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('open', 'complete', 'abandoned')),
    blake3         BLOB             -- of the whole take; null until it is complete
) STRICT;

-- Bytes that are in no part yet. No chunk crosses the border of a part.
CREATE TABLE chunks (
    take   INTEGER NOT NULL REFERENCES uploads (take),
    start  INTEGER NOT NULL, -- the offset of its first byte
    crc32c INTEGER NOT NULL,
    data   BLOB    NOT NULL,
    PRIMARY KEY (take, start)
) STRICT;

-- Bytes in the object store. Immutable; an object with no row here does not count.
CREATE TABLE parts (
    take   INTEGER NOT NULL REFERENCES uploads (take),
    start  INTEGER NOT NULL, -- the offset of its first byte
    size   INTEGER NOT NULL,
    blake3 BLOB    NOT NULL,
    object TEXT    NOT NULL, -- its path in the object store
    PRIMARY KEY (take, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
    take        INTEGER NOT NULL REFERENCES takes (number),
    number      INTEGER NOT NULL CHECK (number > 0), -- 1, 2, 3 … on its take
    create_time INTEGER NOT NULL,
    report      TEXT    NOT NULL, -- JSON
    PRIMARY KEY (take, number)
) STRICT;

-- What a request has led to, so that it can be repeated: the number of what it created, or a writer's epoch.
CREATE TABLE requests (
    id      TEXT    PRIMARY KEY, -- UUID
    content TEXT    NOT NULL,    -- what was asked for
    result  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose a session is, changes with etags (`revision`), deletion, consent; reviews, comments and share links. What was
-- there before belongs to the machine's user, `local`.

ALTER TABLE sessions ADD COLUMN owner       TEXT    NOT NULL DEFAULT 'local';
ALTER TABLE sessions ADD COLUMN update_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN revision    INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sessions ADD COLUMN retention   INTEGER; -- seconds from its creation on; null for ever
ALTER TABLE sessions ADD COLUMN delete_time INTEGER;
ALTER TABLE sessions ADD COLUMN purge_time  INTEGER; -- when it is expunged: null for never, 0 and -1 while it is
UPDATE sessions SET update_time = create_time;
CREATE INDEX sessions_of_owner ON sessions (owner, number);
CREATE INDEX sessions_to_purge ON sessions (purge_time) WHERE purge_time IS NOT NULL;

ALTER TABLE takes ADD COLUMN owner       TEXT    NOT NULL DEFAULT 'local'; -- its session's, to list by
ALTER TABLE takes ADD COLUMN update_time INTEGER NOT NULL DEFAULT 0;
ALTER TABLE takes ADD COLUMN revision    INTEGER NOT NULL DEFAULT 1;
ALTER TABLE takes ADD COLUMN consent     TEXT; -- JSON; null where nobody has said
ALTER TABLE takes ADD COLUMN delete_time INTEGER;
ALTER TABLE takes ADD COLUMN purge_time  INTEGER;
UPDATE takes SET update_time = create_time;
CREATE INDEX takes_of_owner ON takes (owner, number);
CREATE INDEX takes_to_purge ON takes (purge_time) WHERE purge_time IS NOT NULL;

ALTER TABLE uploads ADD COLUMN is_damaged INTEGER NOT NULL DEFAULT 0; -- whether bytes that were held are lost

-- What each owner keeps, counted by triggers: to count rows would take the longer the more there are.
CREATE TABLE usage (
    owner             TEXT    PRIMARY KEY,
    session_count     INTEGER NOT NULL DEFAULT 0,
    take_count        INTEGER NOT NULL DEFAULT 0,
    open_upload_count INTEGER NOT NULL DEFAULT 0,
    byte_count        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO usage
SELECT 'local', (SELECT count(*) FROM sessions), (SELECT count(*) FROM takes),
       (SELECT count(*) FROM uploads WHERE state = 'open'),
       (SELECT coalesce(sum(committed_size), 0) FROM uploads)
WHERE EXISTS (SELECT 1 FROM sessions);

CREATE TRIGGER session_created AFTER INSERT ON sessions BEGIN
    INSERT INTO usage (owner) VALUES (new.owner) ON CONFLICT DO NOTHING;
    UPDATE usage SET session_count = session_count + 1 WHERE owner = new.owner;
END;
CREATE TRIGGER session_expunged AFTER DELETE ON sessions BEGIN
    UPDATE usage SET session_count = session_count - 1 WHERE owner = old.owner;
    DELETE FROM usage WHERE owner = old.owner AND session_count = 0;
END;
CREATE TRIGGER take_created AFTER INSERT ON takes BEGIN
    UPDATE usage SET take_count = take_count + 1 WHERE owner = new.owner;
END;
CREATE TRIGGER take_expunged AFTER DELETE ON takes BEGIN
    UPDATE usage SET take_count = take_count - 1 WHERE owner = old.owner;
END;
CREATE TRIGGER upload_opened AFTER INSERT ON uploads BEGIN
    UPDATE usage SET byte_count = byte_count + new.committed_size,
                     open_upload_count = open_upload_count + (new.state = 'open')
    WHERE owner = (SELECT owner FROM takes WHERE number = new.take);
END;
CREATE TRIGGER upload_changed AFTER UPDATE OF committed_size, state ON uploads BEGIN
    UPDATE usage SET byte_count = byte_count + new.committed_size - old.committed_size,
                     open_upload_count = open_upload_count + (new.state = 'open') - (old.state = 'open')
    WHERE owner = (SELECT owner FROM takes WHERE number = new.take);
END;
CREATE TRIGGER upload_expunged AFTER DELETE ON uploads BEGIN
    UPDATE usage SET byte_count = byte_count - old.committed_size,
                     open_upload_count = open_upload_count - (old.state = 'open')
    WHERE owner = (SELECT owner FROM takes WHERE number = old.take);
END;

-- Requests are remembered for a day, by a hash of what was asked for: it has titles in it. Those of before are
-- forgotten; a recorder that resumes over the upgrade becomes the next writer.
DROP TABLE requests;
CREATE TABLE requests (
    id          TEXT    PRIMARY KEY, -- UUID
    content     BLOB    NOT NULL,    -- BLAKE3 of what was asked for, and by whom
    result      INTEGER NOT NULL,    -- the number of what it created, or a writer's epoch
    session     TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    take        INTEGER REFERENCES takes (number) ON DELETE CASCADE, -- null for the session as a whole
    create_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_of_session ON requests (session);
CREATE INDEX requests_of_take ON requests (take);
CREATE INDEX requests_by_age ON requests (create_time);

-- Reviews and comments can be removed one by one: no number is given again, for a request remembers what it has led
-- to by its number.
CREATE TABLE reviews (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    take        INTEGER NOT NULL REFERENCES takes (number) ON DELETE CASCADE,
    author      TEXT    NOT NULL, -- as they call themselves
    written_by  TEXT    NOT NULL, -- the owner or the share link with which it was written
    create_time INTEGER NOT NULL,
    update_time INTEGER NOT NULL,
    revision    INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    next_step   TEXT    NOT NULL,
    ratings     TEXT    NOT NULL  -- JSON
) STRICT;
CREATE INDEX reviews_of_take ON reviews (take, number);

CREATE TABLE comments (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    take         INTEGER NOT NULL REFERENCES takes (number) ON DELETE CASCADE,
    author       TEXT    NOT NULL,
    written_by   TEXT    NOT NULL,
    create_time  INTEGER NOT NULL,
    update_time  INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    start_sample INTEGER NOT NULL,
    end_sample   INTEGER NOT NULL,
    text         TEXT    NOT NULL
) STRICT;
CREATE INDEX comments_of_take ON comments (take, number);

CREATE TABLE share_links (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    session       TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    label         TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('listen', 'comment')),
    token_hash    BLOB    NOT NULL UNIQUE, -- BLAKE3; the token itself is nowhere
    create_time   INTEGER NOT NULL,
    expire_time   INTEGER NOT NULL,
    max_use_count INTEGER NOT NULL, -- 0 for any number of times
    use_count     INTEGER NOT NULL,
    last_use_time INTEGER,
    revoke_time   INTEGER
) STRICT;
CREATE INDEX share_links_of_session ON share_links (session, number);

-- What redeemed links have given.
CREATE TABLE accesses (
    token_hash  BLOB    PRIMARY KEY, -- BLAKE3
    share_link  INTEGER NOT NULL REFERENCES share_links (number) ON DELETE CASCADE,
    expire_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX accesses_of_share_link ON accesses (share_link);

-- Where `starling backup` has written copies, so that whoever deletes something knows where it still is.
CREATE TABLE backups (
    number      INTEGER PRIMARY KEY,
    path        TEXT    NOT NULL,
    create_time INTEGER NOT NULL
) STRICT;

-- What is open is counted for metrics; these have no other rows.
CREATE INDEX takes_open ON takes (number) WHERE "end" IS NULL;
CREATE INDEX uploads_open ON uploads (take) WHERE state = 'open';

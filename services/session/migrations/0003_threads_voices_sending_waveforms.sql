-- Reviews that are sent; threads of comments, quick marks, spoken comments; who has heard what; waveforms.

ALTER TABLE reviews ADD COLUMN send_time INTEGER; -- null for a draft, which its author alone sees
UPDATE reviews SET send_time = create_time;

ALTER TABLE comments ADD COLUMN kind         TEXT    NOT NULL DEFAULT 'note';
ALTER TABLE comments ADD COLUMN criterion    TEXT    NOT NULL DEFAULT '';
ALTER TABLE comments ADD COLUMN reply_to     INTEGER REFERENCES comments (number) ON DELETE CASCADE; -- null: a thread
ALTER TABLE comments ADD COLUMN resolve_time INTEGER;
ALTER TABLE comments ADD COLUMN is_imported  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN is_speakers  INTEGER NOT NULL DEFAULT 0; -- whether the session's owner wrote it
UPDATE comments SET is_speakers = 1
WHERE written_by = (SELECT owner FROM takes WHERE number = comments.take);
CREATE INDEX replies_of_comment ON comments (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE voices (
    comment      INTEGER PRIMARY KEY REFERENCES comments (number) ON DELETE CASCADE,
    owner        TEXT    NOT NULL, -- the take's, who keeps it
    sample_rate  INTEGER NOT NULL,
    sample_count INTEGER NOT NULL,
    wav          BLOB    NOT NULL
) STRICT;
CREATE TRIGGER voice_created AFTER INSERT ON voices BEGIN
    UPDATE usage SET byte_count = byte_count + length(new.wav) WHERE owner = new.owner;
END;
CREATE TRIGGER voice_removed AFTER DELETE ON voices BEGIN
    UPDATE usage SET byte_count = byte_count - length(old.wav) WHERE owner = old.owner;
END;

-- Who has heard which take: an owner or a share link.
CREATE TABLE hearings (
    take      INTEGER NOT NULL REFERENCES takes (number) ON DELETE CASCADE,
    listener  TEXT    NOT NULL,
    hear_time INTEGER NOT NULL,
    PRIMARY KEY (take, listener)
) STRICT, WITHOUT ROWID;

-- What is drawn of a take, worked out once.
CREATE TABLE waveforms (
    take         INTEGER PRIMARY KEY REFERENCES takes (number) ON DELETE CASCADE,
    sample_rate  INTEGER NOT NULL,
    sample_count INTEGER NOT NULL,
    buckets      BLOB    NOT NULL -- lowest and highest of every 256 samples, a signed byte each
) STRICT;

ALTER TABLE uploads ADD COLUMN append_time INTEGER NOT NULL DEFAULT 0; -- when bytes were last appended

-- Whether a section ran over its band: lists filter by it, and reports are long to read.
ALTER TABLE reports ADD COLUMN is_over_time INTEGER NOT NULL DEFAULT 0;
UPDATE reports SET is_over_time = 1
WHERE json_valid(report)
  AND EXISTS (SELECT 1 FROM json_each(report, '$.sections') WHERE json_extract(value, '$.verdict') IN ('long', 'over'));

ALTER TABLE memberships RENAME TO memberships_before;
DROP INDEX memberships_by_member;

CREATE TABLE memberships (
    thread_key BIGINT NOT NULL REFERENCES threads (key),
    member_key BIGINT NOT NULL REFERENCES members (key),
    joined_at BIGINT NOT NULL,
    -- The last message this person has read; 0 before the first.
    read_key BIGINT NOT NULL DEFAULT 0,
    muted BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (thread_key, member_key)
) WITHOUT ROWID;

-- The code before this knows no history that begins late: whoever had one sits there no more, so that
-- nobody is shown what was not meant for them.
INSERT INTO memberships (thread_key, member_key, joined_at, read_key, muted)
    SELECT thread_key, member_key, joined_at, read_key, coalesce(muted_until, 0) = 9223372036854775807
    FROM memberships_before
    WHERE since_key = 0;
UPDATE threads SET member_set = (
    SELECT coalesce(group_concat(member_key, ','), '')
    FROM (SELECT member_key FROM memberships WHERE thread_key = threads.key ORDER BY member_key))
WHERE key IN (SELECT thread_key FROM memberships_before WHERE since_key > 0);
DROP TABLE memberships_before;
CREATE INDEX memberships_by_member ON memberships (member_key);

ALTER TABLE threads DROP COLUMN picture_digest;

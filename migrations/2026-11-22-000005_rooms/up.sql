-- What a thread looks like, and what each of its people made of it for themselves.

-- SHA-256 of a small square JPEG among the files' contents.
ALTER TABLE threads ADD COLUMN picture_digest TEXT;

-- Written anew, because SQLite adds no checks to a table that is there.
ALTER TABLE memberships RENAME TO memberships_before;
DROP INDEX memberships_by_member;

CREATE TABLE memberships (
    thread_key BIGINT NOT NULL REFERENCES threads (key),
    member_key BIGINT NOT NULL REFERENCES members (key),
    joined_at BIGINT NOT NULL,
    -- The last message this person has read; 0 before the first.
    read_key BIGINT NOT NULL DEFAULT 0,
    -- Messages up to this one were said before this person's time, and are not theirs to see.
    since_key BIGINT NOT NULL DEFAULT 0,
    -- Until when they do not want to be disturbed; empty if they may be, the greatest number for good.
    muted_until BIGINT,
    -- Since when they keep it on top; the one kept longest comes first.
    pinned_at BIGINT,
    -- Out of the way until something new is said.
    archived BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (thread_key, member_key),
    -- What one cannot see one cannot have left unread: no count ever tells of it.
    CHECK (read_key >= since_key),
    CHECK (NOT archived OR pinned_at IS NULL)
) WITHOUT ROWID;

INSERT INTO memberships (thread_key, member_key, joined_at, read_key, muted_until)
    SELECT thread_key, member_key, joined_at, read_key, CASE WHEN muted THEN 9223372036854775807 END
    FROM memberships_before;
DROP TABLE memberships_before;
CREATE INDEX memberships_by_member ON memberships (member_key);

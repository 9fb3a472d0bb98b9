-- Files that arrive in several pieces, and go on where they were after a line broke or a server was
-- started again. What has come lies in the folder of uploads, under the id.

CREATE TABLE uploads (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    member_key BIGINT NOT NULL REFERENCES members (key),
    -- What its uploader calls the file.
    name TEXT NOT NULL,
    -- How long it will be, which its uploader says at the beginning. Counts as theirs from then on, so
    -- that ten uploads at once cannot take ten times what is left.
    length BIGINT NOT NULL CHECK (length >= 0),
    -- How much of it is on disk, synced. Noted after the fact: the file itself may be longer.
    received BIGINT NOT NULL DEFAULT 0,
    -- SHA-256 of all of it, noted before it is moved to the other contents: whoever finds the move
    -- half done knows where to look.
    digest TEXT,
    -- The public id of the file that it became. No reference: a file may be gone earlier than this line.
    file_id TEXT,
    created_at BIGINT NOT NULL,
    -- A day after something last came.
    expires_at BIGINT NOT NULL,
    CHECK (received BETWEEN 0 AND length),
    CHECK (digest IS NULL OR received = length),
    CHECK (file_id IS NULL OR digest IS NOT NULL)
);
CREATE INDEX uploads_by_member ON uploads (member_key);
CREATE INDEX uploads_by_end ON uploads (expires_at);

-- How much somebody keeps, and what nobody has posted.
CREATE INDEX files_by_uploader ON files (uploader_key);
CREATE INDEX files_unposted ON files (created_at) WHERE message_key IS NULL;

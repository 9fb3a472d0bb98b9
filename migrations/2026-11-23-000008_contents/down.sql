ALTER TABLE families DROP COLUMN keeps_originals;

CREATE TABLE files_with_contents (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    -- Bound to its uploader until it is posted; from then on the message decides who sees it.
    uploader_key BIGINT NOT NULL REFERENCES members (key),
    message_key BIGINT REFERENCES messages (key),
    position INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    -- SHA-256 of the content, which is also its address on disk.
    digest TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
    created_at BIGINT NOT NULL
);
-- Where the original is gone, the copy without its private words is the file.
INSERT INTO files_with_contents
SELECT files.key, id, uploader_key, message_key, position, name,
    coalesce(clean.media_type, contents.media_type), coalesce(clean.size, contents.size),
    coalesce(clean.digest, contents.digest), contents.width, contents.height, 'ready',
    files.created_at
FROM files JOIN contents ON contents.key = files.content_key
LEFT JOIN renditions AS clean ON clean.content_key = contents.key AND clean.kind = 'clean';
DROP TABLE files;
ALTER TABLE files_with_contents RENAME TO files;
CREATE INDEX files_by_message ON files (message_key);
CREATE INDEX files_by_digest ON files (digest);
CREATE INDEX files_by_uploader ON files (uploader_key);
CREATE INDEX files_unposted ON files (created_at) WHERE message_key IS NULL;

DROP TABLE jobs;
DROP TABLE renditions;
DROP TABLE contents;

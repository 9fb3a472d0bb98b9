-- What a file is, apart from who sent it and what they call it: the same photo sent twice, or
-- forwarded, is looked at once, and what becomes of it becomes of it everywhere.
CREATE TABLE contents (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- SHA-256 of the bytes as they were sent. They lie on disk under it while keeps_original says so.
    digest TEXT NOT NULL UNIQUE,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    -- Pixels as they are seen, which is after the camera's orientation.
    width INTEGER,
    height INTEGER,
    duration_ms BIGINT,
    is_animated BOOLEAN NOT NULL DEFAULT FALSE,
    -- A dozen colours, in rows from the top: what is seen until the picture is there.
    placeholder TEXT,
    -- How loud a voice message is, bar by bar.
    waveform TEXT,
    status TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
    -- Why it failed, as a word; or what it lacks although it is ready.
    reason TEXT,
    -- Photos say where they were taken. Once a copy without that is there the original goes, unless the
    -- family wants originals kept.
    keeps_original BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL
);

-- What was made of a content: the same without its private words, smaller, or playable everywhere.
CREATE TABLE renditions (
    content_key BIGINT NOT NULL REFERENCES contents (key) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('clean', 'small', 'medium', 'poster', 'playable')),
    digest TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    width INTEGER,
    height INTEGER,
    PRIMARY KEY (content_key, kind)
) WITHOUT ROWID;
CREATE INDEX renditions_by_digest ON renditions (digest);

-- What is still to be done with contents. A job is a row until it is done, so that no crash forgets it;
-- its tries are counted before each, so that one which brings the program down does so a few times only.
CREATE TABLE jobs (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('look', 'transcode')),
    content_key BIGINT NOT NULL REFERENCES contents (key) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'given_up')),
    tries INTEGER NOT NULL DEFAULT 0,
    run_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (content_key, kind)
);
CREATE INDEX jobs_by_turn ON jobs (state, run_after);

INSERT INTO contents (digest, media_type, size, width, height, status, created_at)
SELECT digest, media_type, size, width, height, 'ready', min(created_at)
FROM files GROUP BY digest;

-- They were served as they are until now, and still are until each was looked at.
INSERT INTO jobs (kind, content_key, state, run_after, created_at)
SELECT 'look', key, 'waiting', created_at, created_at FROM contents
WHERE media_type LIKE 'image/%' OR media_type LIKE 'video/%' OR media_type LIKE 'audio/%';

CREATE TABLE files_of_contents (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    content_key BIGINT NOT NULL REFERENCES contents (key),
    -- Bound to its uploader until it is posted; from then on the message decides who sees it.
    uploader_key BIGINT NOT NULL REFERENCES members (key),
    message_key BIGINT REFERENCES messages (key),
    position INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO files_of_contents
SELECT files.key, id, contents.key, uploader_key, message_key, position, name, files.created_at
FROM files JOIN contents USING (digest);
DROP TABLE files;
ALTER TABLE files_of_contents RENAME TO files;
CREATE INDEX files_by_message ON files (message_key);
CREATE INDEX files_by_content ON files (content_key);
CREATE INDEX files_by_uploader ON files (uploader_key);
CREATE INDEX files_unposted ON files (created_at) WHERE message_key IS NULL;

ALTER TABLE families ADD COLUMN keeps_originals BOOLEAN NOT NULL DEFAULT FALSE;

-- A family, its people, their conversations.
--
-- Every thing has a `key`, which gives the order the one writer assigned and never leaves the program,
-- and an `id`, which is public and random. AUTOINCREMENT: a key is never given twice, so "after this
-- one" stays true whatever is removed. Moments are milliseconds since 1970, UTC; nothing is ordered by them.

CREATE TABLE families (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (name <> ''),
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    family_key BIGINT NOT NULL REFERENCES families (key),
    name TEXT NOT NULL CHECK (name <> ''),
    -- One name space for the whole server: sign-in asks for nothing else.
    username TEXT NOT NULL UNIQUE CHECK (username = lower(username)),
    role TEXT NOT NULL CHECK (role IN ('admin', 'adult', 'child', 'guest')),
    password_hash TEXT NOT NULL,
    -- Empty until the person or their browser said so; then the family's counts.
    language TEXT,
    time_zone TEXT,
    theme TEXT NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    created_at BIGINT NOT NULL,
    -- People who leave keep their name on what they wrote, so they are never deleted.
    deactivated_at BIGINT
);
CREATE INDEX members_by_family ON members (family_key);

CREATE TABLE sessions (
    -- SHA-256 of the cookie's key: a stolen database signs nobody in.
    digest TEXT PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    member_key BIGINT NOT NULL REFERENCES members (key),
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_member ON sessions (member_key);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    member_key BIGINT NOT NULL REFERENCES members (key),
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX tokens_by_member ON tokens (member_key);

CREATE TABLE threads (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    family_key BIGINT NOT NULL REFERENCES families (key),
    kind TEXT NOT NULL CHECK (kind IN ('family', 'group', 'direct')),
    title TEXT,
    -- The members' keys, ascending and joined by commas: finding "the thread of exactly these people"
    -- is one look-up, and the writer keeps it true in the transaction that changes who is in.
    member_set TEXT NOT NULL,
    -- False where someone asked for a topic of its own among the same people.
    reusable BOOLEAN NOT NULL,
    -- How many changes its messages have seen; each message keeps the number of its last one.
    change_count BIGINT NOT NULL DEFAULT 0,
    -- Newest activity first, without asking the clock.
    activity BIGINT NOT NULL,
    last_message_key BIGINT REFERENCES messages (key),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX threads_by_activity ON threads (family_key, activity);
CREATE INDEX threads_by_members ON threads (family_key, member_set) WHERE reusable;
-- A family has one thread that gains newcomers by itself.
CREATE UNIQUE INDEX threads_one_family_thread ON threads (family_key) WHERE kind = 'family';

CREATE TABLE memberships (
    thread_key BIGINT NOT NULL REFERENCES threads (key),
    member_key BIGINT NOT NULL REFERENCES members (key),
    joined_at BIGINT NOT NULL,
    -- The last message this person has read; 0 before the first.
    read_key BIGINT NOT NULL DEFAULT 0,
    muted BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (thread_key, member_key)
) WITHOUT ROWID;
CREATE INDEX memberships_by_member ON memberships (member_key);

CREATE TABLE messages (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    thread_key BIGINT NOT NULL REFERENCES threads (key),
    author_key BIGINT NOT NULL REFERENCES members (key),
    body TEXT NOT NULL,
    -- The message before it in its thread: a reader who lacks that one knows of a gap.
    previous_key BIGINT REFERENCES messages (key),
    reply_to_key BIGINT REFERENCES messages (key),
    -- The thread's change count when this message last changed.
    change BIGINT NOT NULL,
    -- Kept for ever, with a digest of what was first sent, so that any repeat is recognised.
    idempotency_key TEXT,
    request_digest TEXT,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    CHECK ((idempotency_key IS NULL) = (request_digest IS NULL))
);
CREATE UNIQUE INDEX messages_once ON messages (author_key, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX messages_in_order ON messages (thread_key, key);
CREATE UNIQUE INDEX messages_by_change ON messages (thread_key, change);

-- What a message said before it was edited.
CREATE TABLE message_versions (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    message_key BIGINT NOT NULL REFERENCES messages (key),
    body TEXT NOT NULL,
    replaced_at BIGINT NOT NULL
);
CREATE INDEX message_versions_by_message ON message_versions (message_key);

CREATE TABLE reactions (
    message_key BIGINT NOT NULL REFERENCES messages (key),
    member_key BIGINT NOT NULL REFERENCES members (key),
    emoji TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (message_key, member_key, emoji)
) WITHOUT ROWID;

CREATE TABLE mentions (
    member_key BIGINT NOT NULL REFERENCES members (key),
    message_key BIGINT NOT NULL REFERENCES messages (key),
    PRIMARY KEY (member_key, message_key)
) WITHOUT ROWID;
CREATE INDEX mentions_by_message ON mentions (message_key);

CREATE TABLE files (
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
CREATE INDEX files_by_message ON files (message_key);
CREATE INDEX files_by_digest ON files (digest);

-- Where a family's own servers are told what happens on the channels of its app.

CREATE TABLE webhooks (
    key INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    family_key BIGINT NOT NULL REFERENCES families (key),
    -- As it was understood, not as it was typed. It may hold a secret of the other server's.
    url TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
    -- The server's name in it, which is all that the record has of it.
    host TEXT NOT NULL,
    -- What it is told of: words with commas between them, at least one.
    topics TEXT NOT NULL CHECK (topics <> ''),
    created_at BIGINT NOT NULL,
    -- Null: it is told.
    paused_at BIGINT,
    -- How it last went. Written when that changes, and else now and then: a busy app must not keep the disk
    -- busy with it.
    tried_at BIGINT,
    outcome TEXT CHECK ((outcome IS NULL) = (tried_at IS NULL)),
    -- What the other server answered, if it did.
    status BIGINT,
    -- Events that were given up since it was added.
    lost_count BIGINT NOT NULL DEFAULT 0 CHECK (lost_count >= 0)
);

CREATE INDEX webhooks_of_family ON webhooks (family_key);

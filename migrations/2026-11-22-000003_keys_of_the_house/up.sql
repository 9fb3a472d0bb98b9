-- Who somebody is to the others, how they come in, and what was done with the family's keys.

-- Where the family can reach somebody outside Hearth; nothing is ever sent there.
ALTER TABLE members ADD COLUMN email TEXT;
-- SHA-256 of a small square JPEG among the files' contents.
ALTER TABLE members ADD COLUMN picture_digest TEXT;
-- Who may print a card for this person, chosen by them.
ALTER TABLE members ADD COLUMN helper_key BIGINT REFERENCES members (key);

ALTER TABLE families ADD COLUMN picture_digest TEXT;

-- From where a browser was last seen: never an address, which would tell where somebody was.
ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT 'unknown'
    CHECK (place IN ('computer', 'home', 'internet', 'unknown'));
-- When its owner last showed a password or a passkey there; 0 for never.
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;

-- What signs a person in without their password: a printed card, a code shown to another of their own
-- devices, a link to choose a new password. Only digests are kept.
CREATE TABLE tickets (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'device', 'recovery')),
    member_key BIGINT NOT NULL REFERENCES members (key),
    digest TEXT NOT NULL UNIQUE,
    -- A card's six digits, hashed together with a key that is not in the database.
    code_digest TEXT,
    -- Empty where it was made at the command line.
    created_by BIGINT REFERENCES members (key),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    uses BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT,
    CHECK ((kind = 'card') = (code_digest IS NOT NULL)),
    -- All but a card work once.
    CHECK (kind = 'card' OR uses <= 1)
);
CREATE INDEX tickets_by_member ON tickets (member_key);

-- Each time somebody came in with one.
CREATE TABLE ticket_uses (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    ticket_key BIGINT NOT NULL REFERENCES tickets (key),
    used_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('computer', 'home', 'internet', 'unknown'))
);
CREATE INDEX ticket_uses_by_pass ON ticket_uses (ticket_key);

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY NOT NULL,
    member_key BIGINT NOT NULL REFERENCES members (key),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What the authenticator calls it, base64url.
    credential_id TEXT NOT NULL UNIQUE,
    -- The public key and its counters, as the library keeps them: JSON.
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkeys_by_member ON passkeys (member_key);

-- What was done with the family's keys, for its grown-ups to read: never a message, never a secret.
CREATE TABLE audit_entries (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    family_key BIGINT NOT NULL REFERENCES families (key),
    at BIGINT NOT NULL,
    act TEXT NOT NULL,
    -- Empty for whoever runs the server, and for somebody unknown.
    actor_key BIGINT REFERENCES members (key),
    -- Whom it concerns.
    member_key BIGINT REFERENCES members (key),
    -- A name of something: a device, a label, a role.
    detail TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    user_agent TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_entries_by_family ON audit_entries (family_key, key);

CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'the record is only ever added to');
END;

-- Who may come into a family, and by whom.
--
-- Neither the link nor the code to type is kept, only their SHA-256 digests: a stolen database invites
-- nobody. An invitation is never deleted, so that a family can always see how each of them came in.

CREATE TABLE invitations (
    key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    family_key BIGINT NOT NULL REFERENCES families (key),
    digest TEXT NOT NULL UNIQUE,
    code_digest TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'adult', 'child', 'guest')),
    created_by BIGINT NOT NULL REFERENCES members (key),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    max_uses BIGINT NOT NULL CHECK (max_uses BETWEEN 1 AND 10),
    uses BIGINT NOT NULL DEFAULT 0,
    revoked_at BIGINT,
    -- The last word on "once", whatever a query forgets.
    CHECK (uses BETWEEN 0 AND max_uses),
    CHECK (max_uses = 1 OR role IN ('adult', 'child'))
);
CREATE INDEX invitations_by_family ON invitations (family_key);

-- Where a guest is let in, chosen when the invitation is made.
CREATE TABLE invitation_threads (
    invitation_key BIGINT NOT NULL REFERENCES invitations (key),
    thread_key BIGINT NOT NULL REFERENCES threads (key),
    PRIMARY KEY (invitation_key, thread_key)
) WITHOUT ROWID;

-- Who came by which invitation.
CREATE TABLE invitation_arrivals (
    member_key BIGINT PRIMARY KEY NOT NULL REFERENCES members (key),
    invitation_key BIGINT NOT NULL REFERENCES invitations (key),
    arrived_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX invitation_arrivals_by_invitation ON invitation_arrivals (invitation_key);

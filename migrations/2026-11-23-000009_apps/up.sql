-- What a family's own programs reach the live channels by.

-- Each further family has an app of its own. The first one's id and key lie beside its secret in the
-- folder of keys, where they were before there was a second family. No secret is here: a family's is made
-- from the one in that folder and this id, so that a copy of the database signs nothing.
CREATE TABLE apps (
    family_key BIGINT NOT NULL PRIMARY KEY REFERENCES families (key),
    -- A number, because libraries read it as one; longer than the first family's can be.
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 10 AND id NOT GLOB '*[^0-9]*'),
    key TEXT NOT NULL UNIQUE CHECK (length(key) = 20),
    created_at BIGINT NOT NULL
);

INSERT INTO apps (family_key, id, key, created_at)
SELECT key, CAST(1000000000 + abs(random() % 9000000000) AS TEXT), lower(hex(randomblob(10))), created_at
FROM families
WHERE key > (SELECT min(key) FROM families);

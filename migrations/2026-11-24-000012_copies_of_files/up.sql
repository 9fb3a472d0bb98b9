-- Whether its member has it from somebody else, by forwarding: then its bytes as they were sent, with the place
-- they may tell, are not for them.
ALTER TABLE files ADD COLUMN is_copy BOOLEAN NOT NULL DEFAULT FALSE;

-- What was forwarded so far looks like what was sent. Whoever was not the first with a content may have it from
-- whoever was.
UPDATE files SET is_copy = TRUE WHERE EXISTS (
    SELECT 1 FROM files AS earlier
    WHERE earlier.content_key = files.content_key
        AND earlier.key < files.key AND earlier.uploader_key <> files.uploader_key
);

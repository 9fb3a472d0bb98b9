-- Finding what was said: an index of every message's words.

-- What may be found, and what of it. `place` is never shown: it lets a search look only at the threads
-- somebody is in, so that a word common elsewhere costs nobody time, and tells nobody that it is common.
CREATE VIEW findable_messages AS
    SELECT key, 't' || thread_key || ' a' || author_key AS place, body
    FROM messages
    WHERE body <> '';

-- The texts stay where they are; only the index lies here. Accents are folded, so that "hallo" finds
-- "Hällo". Beginnings of two and three letters have entries of their own: the last word of a search is
-- usually not finished.
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    place,
    body,
    content = 'findable_messages',
    content_rowid = 'key',
    columnsize = 0,
    prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- What is taken out of the index leaves it at once, instead of at some later tidying.
INSERT INTO messages_fts (messages_fts, rank) VALUES ('secure-delete', 1);

-- Whatever was said before. It is read and written piece by piece, however much it is.
INSERT INTO messages_fts (messages_fts) VALUES ('rebuild');

-- Words that were changed or removed must never be found again, whoever writes, so this cannot be
-- forgotten. New messages are added by the program instead: a trigger would make SQLite write the index
-- anew for each one, which makes an import eight times slower.
CREATE TRIGGER messages_are_found_by_their_new_words AFTER UPDATE OF body ON messages
WHEN old.body <> new.body
BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, place, body)
        SELECT 'delete', old.key, 't' || old.thread_key || ' a' || old.author_key, old.body
        WHERE old.body <> '';
    INSERT INTO messages_fts (rowid, place, body)
        SELECT new.key, 't' || new.thread_key || ' a' || new.author_key, new.body
        WHERE new.body <> '';
END;

CREATE TRIGGER messages_that_are_gone_are_not_found AFTER DELETE ON messages
WHEN old.body <> ''
BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, place, body)
        VALUES ('delete', old.key, 't' || old.thread_key || ' a' || old.author_key, old.body);
END;

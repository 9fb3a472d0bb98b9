-- What the sender said of the file, word for word: whoever asks how far an upload has come is told it again.
-- Empty: nothing.
ALTER TABLE uploads ADD COLUMN metadata TEXT NOT NULL DEFAULT '';

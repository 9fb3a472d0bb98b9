DROP TABLE files;
DROP TABLE mentions;
DROP TABLE reactions;
DROP TABLE message_versions;
-- Threads point at their last message and messages at their thread.
UPDATE threads SET last_message_key = NULL;
UPDATE messages SET previous_key = NULL, reply_to_key = NULL;
DROP TABLE messages;
DROP TABLE memberships;
DROP TABLE threads;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE members;
DROP TABLE families;

DROP TRIGGER messages_that_are_gone_are_not_found;
DROP TRIGGER messages_are_found_by_their_new_words;
DROP TABLE messages_fts;
DROP VIEW findable_messages;

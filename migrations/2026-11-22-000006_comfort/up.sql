-- How each person likes their Hearth, and what they let the others know.

-- The four steps that all letters grow by.
ALTER TABLE members ADD COLUMN text_size TEXT NOT NULL DEFAULT 'medium'
    CHECK (text_size IN ('small', 'medium', 'large', 'huge'));
ALTER TABLE members ADD COLUMN density TEXT NOT NULL DEFAULT 'cosy'
    CHECK (density IN ('cosy', 'compact'));
-- Whoever asked their device for more contrast or less motion has it anyway: 'auto' is what it says.
ALTER TABLE members ADD COLUMN contrast TEXT NOT NULL DEFAULT 'auto'
    CHECK (contrast IN ('auto', 'more'));
ALTER TABLE members ADD COLUMN motion TEXT NOT NULL DEFAULT 'auto'
    CHECK (motion IN ('auto', 'less'));

ALTER TABLE members ADD COLUMN sound BOOLEAN NOT NULL DEFAULT TRUE;
-- Else it begins a new line.
ALTER TABLE members ADD COLUMN enter_sends BOOLEAN NOT NULL DEFAULT TRUE;
-- Keys that do something without Ctrl or Alt are in the way of those who speak to their device.
ALTER TABLE members ADD COLUMN shortcuts BOOLEAN NOT NULL DEFAULT TRUE;

-- Who keeps one of these to themself does not see it of the others either.
ALTER TABLE members ADD COLUMN shares_typing BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE members ADD COLUMN shares_presence BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE members ADD COLUMN shares_reading BOOLEAN NOT NULL DEFAULT TRUE;

# Words that stand on every page.

# What speakers of this language call it.
language-own-name = English

product = Hearth
skip-to-content = Skip to content
menu = Menu
menu-signed-in = Signed in as
settings = Settings
family = Family
programs = For programs
sign-in = Sign in
sign-out = Sign out
sign-out-unsent = Something you wrote on this device has not been sent yet. If you sign out now, it is lost.
back-to-threads = Back to your chats
back-to-family = Back to the family

# What is copied by a press.
copy = Copy
copy-label = Copy: { $name }
copy-done = Copied
copy-failed = It could not be copied. It is selected now, so that you can copy it yourself.

# Joining names: the last two, and one before the rest.
names-last = { $first } and { $second }
names-more = { $first }, { $rest }

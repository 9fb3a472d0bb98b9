# Showing once more that it is oneself, before something sensitive.

confirm = Is it you?
confirm-lead = This is about keys of your family, so please show once more that it is you. It counts for a quarter of an hour.
confirm-first = For this we ask for your password or a passkey once more, so that nobody can do it who finds this device unlocked.
confirm-go = Show that it is me
confirm-submit = Go on

problem-password-not-yours = This is not your password. Please try again.

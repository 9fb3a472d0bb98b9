# Changing one's own password.

password = Password
password-hint = Choose another one
password-lead = A new password signs out all your other devices. This one stays signed in.
password-tokens-stay = Programs with a token of yours go on working; you can revoke them one by one.
password-tokens-link = Tokens for programs
password-changed = Your password is changed, and all your other devices are signed out.
password-current = Your password now
password-new = New password
password-again = New password, once more
password-submit = Change password

problem-password-wrong = This is not your present password. Please try again.
problem-password-same = This is the password you have now. Please choose another.
problem-password-differs = This is not the same as the line above. Please type it once more.

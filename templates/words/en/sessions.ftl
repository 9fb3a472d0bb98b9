# First run and signing in.

setup-title = Welcome home
setup-lead = A place of your own for the people you love. Give it a name, and tell us who you are.
setup-submit = Light the fire

login-title = Welcome back
login-lead = Sign in to your family.
login-invited = I was given a code to join
login-found = Start a family of your own

field-family = Family name
field-family-hint = For example: The Lindqvists
field-name = Your name
field-name-hint = As your family calls you
field-username = User name
field-username-hint = For signing in: letters, digits, dots and dashes
field-password = Password
field-password-hint = At least 10 characters. Four words you can remember are better than one with symbols.
field-code = Set-up code
field-code-hint = Printed where Hearth was started, so that nobody else can set it up first

problem-below = Almost there. Please look at the marked lines below.
problem-required = Please fill this in.
problem-too-long = That is too long. Please shorten it.
problem-invalid = Please check this.
problem-nobody-chosen = Please choose at least one person.
problem-password-short = Please use at least 10 characters.
problem-password-long = That is too long for a password. Please shorten it.
problem-password-common = Many people use this password, so it is easy to guess. Please choose another.
problem-username-taken = Somebody already has this user name. Please choose another.
problem-username-invalid = Please use only letters, digits, dots and dashes.
problem-code = This code is not right. It is printed where Hearth was started.
problem-credentials = The user name or the password is not right. Please try again.
problem-too-many = That was a few too many tries. Please wait a minute and try again.
problem-unavailable = Hearth is busy just now. Please try again in a moment.

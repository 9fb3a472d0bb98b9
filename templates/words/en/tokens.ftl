# One's tokens for programs. $when is today, yesterday or day.

tokens = Tokens for programs
tokens-hint = Let a program read or write for you
tokens-lead = A token lets a program of yours act in your name, as far as you allow. It cannot open these pages.
tokens-docs = What programs can do
tokens-none = No program acts for you.
tokens-revoked = Revoked. That program is out.

token-new = Make a token
token-label = What is it for?
token-label-hint = For example: the doorbell
token-allows = It may
token-scope-read = Read what you can read
token-scope-send = Write in your name
token-scope-files = Send and fetch files
token-scope-admin = Do what you may do as the one who runs Hearth
token-days = It works for
token-life = { $days ->
    [7] A week
    [30] 30 days
    [90] 90 days
   *[365] A year
}
token-submit = Make the token
problem-scope-admin = Only whoever runs Hearth for the family can allow that.
problem-too-many-tokens = That is 50 programs already. Please revoke one that you no longer use.
problem-no-scope = Please choose at least one thing it may do.

token-made = { $when ->
    [today] Made today
    [yesterday] Made yesterday
   *[day] Made on { $day }
}
token-expires = { $when ->
    [today] works until today { clock-at }
    [yesterday] works until yesterday
   *[day] works until { $day }
}
token-expired = { $when ->
    [today] expired today
    [yesterday] expired yesterday
   *[day] expired on { $day }
}
token-used = { $when ->
    [today] Last used today
    [yesterday] Last used yesterday
   *[day] Last used on { $day }
}
token-unused = Never used
token-revoke = Revoke
token-revoke-label = Revoke { $label }

token-made-title = Your new token
token-made-lead = This is the token “{ $label }”. Copy it now: it is shown this once and cannot be found again.
token-made-secret = Token
token-made-keep = Whoever has it can act in your name. If it gets into the wrong hands, revoke it.
token-made-done = I have copied it

### What the command line says. Standard error is the talk; answers on standard output are JSON, a
### token or a link, and have no words. “Hearth is listening on …” and “Set up at …” are read by programs.

## Help

cli-about = A family’s own chat, on a computer at home. Without a command it serves.
cli-about-serve = Run the server until it is told to stop
cli-about-setup = Found the family without a browser
cli-about-member = Add and list the members of the family, help them in, shut them out
cli-about-member-add = Add a member
cli-about-member-list = List the members
cli-about-member-reset-password = Print a link by which somebody chooses a new password, once, within a day
cli-about-member-deactivate = Shut somebody out; what they had open is closed when this ends
cli-about-token = Make, list and revoke tokens for programs
cli-about-token-create = Make a token and print it, this once
cli-about-token-list = List the tokens
cli-about-token-revoke = Revoke a token; what it opened is closed when this ends
cli-about-files = Tidy the files on the disk
cli-about-files-tidy = Take away files that nobody needs any more, and say what is missing
cli-about-channels = Print app id, key and secret of the live channels
cli-about-healthcheck = End with 0 if the server is well, else with 1
cli-about-config = Print the settings in force and who said so
cli-about-demo = Fill a fresh data folder with a made-up family

cli-flag-data = The data folder [default: ./data]
cli-flag-listen = The address and port to listen on [default: 127.0.0.1:8080]; port 0 picks one
cli-flag-demo = Fill the data folder with a made-up family first, if it is fresh
cli-flag-family = The family’s name
cli-flag-whose = Whose, where there are several families; else the first one’s
cli-flag-name = The person’s name, as the family says it
cli-flag-username = The name to sign in with
cli-flag-token-username = The sign-in name of the member the token speaks for
cli-flag-member = The sign-in name of the member
cli-flag-role = What the person is in the family
cli-flag-password-stdin = Read the password from standard input, one line
cli-flag-label = What the token is for
cli-flag-scope = What the token allows, separated by commas
cli-flag-days = Days until the token expires
cli-flag-dry-run = Take nothing away, only say what could go
cli-flag-id = The token’s id, as “hearth token list” shows it
cli-flag-messages = How many messages the made-up family has written

## Serving

cli-serve-listening = Hearth is listening on { $address }
cli-serve-set-up = Set up at { $address }
cli-serve-cannot-listen = Hearth cannot listen on { $address }: { $cause }
cli-serve-control-unusable = The socket for commands cannot be opened in { $folder }: { $cause }
cli-serve-no-runtime = Hearth cannot start its threads: { $cause }
cli-serve-flags-elsewhere = --listen and --demo belong to “hearth serve”

## The data folder

cli-folder-in-use = The data folder { $folder } is in use by another Hearth; try again in a moment
cli-folder-in-use-by = The data folder { $folder } is in use by another Hearth (process { $process }); try again in a moment
cli-folder-unusable = The data folder { $folder } cannot be used: { $cause }
cli-folder-empty = There is no Hearth in { $folder }; name its data folder with --data

## Asking the server

cli-control-forbidden = The Hearth in { $folder } belongs to another user; run the command as that user
cli-control-lost = The server did not answer in time. It may have been done all the same: look before you try again
cli-control-not-understood = The running Hearth does not understand this command; restart it after an update

## Health

cli-health-not-running = Hearth is not well: nothing answers on { $address }: { $cause }
cli-health-status = Hearth is not well: { $address } answers “{ $status }”
cli-health-port-unknown = Hearth is not well: no server answers in { $folder }

## Passwords

cli-password-prompt = Type the password and press Enter (it will be visible):
cli-password-unreadable = The password cannot be read from standard input: { $cause }
cli-password-empty = The password on standard input is empty
cli-password-too-long = The password on standard input has more than { $most } bytes
cli-password-not-utf8 = The password on standard input is not text in UTF-8

## Answers

cli-answer-unwritable = The answer cannot be written to standard output: { $cause }
cli-answer-odd = The server’s answer is not what was asked for

## Configuration mistakes

cli-config-value = { $place }: “{ $value }” { $why }
cli-config-mistake = { $place }: { $what }
cli-config-place-key = “{ $key }” in { $file }
cli-config-unknown = there is no such setting
cli-config-unknown-meant = there is no such setting; did you mean { $meant }?
cli-config-twice = { $name } and { $name }_FILE are both set; keep one of them
cli-config-not-in-itself = the data folder cannot be named by a file that lies in it
cli-config-wrong-kind = a setting is a text, a number, true, false or a list of texts
cli-config-unreadable = the file cannot be read: { $cause }
cli-config-not-toml = line { $line } cannot be read: { $message }
cli-config-why-empty = a value is missing
cli-config-why-not-utf8 = is not text in UTF-8
cli-config-why-not-an-address = is not an address and port such as 127.0.0.1:8080
cli-config-why-not-an-origin = is not an address such as https://chat.example.org
cli-config-why-more-than-an-origin = has more than scheme, host and port, and the sub-path where one may be
cli-config-why-odd-path = has a path with more than letters, digits and - . _ ~ between single slashes
cli-config-why-not-a-network = is not an address or network such as 192.168.1.0/24
cli-config-why-loose-network = is unclear: for the whole network write { $meant }, for one computer leave out the slash
cli-config-why-not-a-size = is not a size such as 500M or 2G
cli-config-why-not-in-range = is not a whole number from { $least } to { $most }
cli-config-why-not-one-of = is none of: { $words }
cli-config-why-not-a-log-filter = is not a log filter such as info or info,hearth=debug

## The made-up family

cli-demo-not-fresh = The made-up family moves only into a fresh data folder; this one has a family
cli-demo-sign-in = Sign in as { $username } with the password { $password }

## Tidying

cli-files-missing = Files missing on the disk: { $count }. The answer says which; a backup may have them

## Stopping

cli-stopping = Hearth is stopping; try again in a moment
cli-serve-ended = The web door closed by itself: { $cause }
